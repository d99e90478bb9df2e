//! The report that opens, and what is blotted out before.

use kring_protocol::ids::PhaseId;

use super::{Example, contribution, named, participant};
use crate::{BlottedText, Event, Span, TextOf};

pub(super) fn examples() -> Vec<Example> {
    let id = contribution(1);
    let spans = || vec![Span { text: 0, start: 3, end: 6 }, Span { text: 1, start: 0, end: 3 }];
    let texts = [
        TextOf::Title,
        TextOf::Agreement { index: 1 },
        TextOf::Phase { id: PhaseId::from("eigen-0123456789ab") },
        TextOf::GuidingQuestions { id: PhaseId::from("verkennen") },
        TextOf::Contribution { id },
        TextOf::Response { id },
    ];
    let of = TextOf::LearningOutcomes;
    let outcomes = vec![BlottedText { of, spans: spans() }];
    let pieces = texts.into_iter().map(|of| BlottedText { of, spans: spans() }).collect();
    named([
        ("report_opened", Event::ReportOpened { by: participant(1) }),
        ("text_blotted.content", Event::TextBlotted { id, content: true, response: false }),
        ("text_blotted.response", Event::TextBlotted { id, content: false, response: true }),
        ("pieces_blotted", Event::PiecesBlotted { pieces }),
        ("pieces_blotted.outcomes", Event::PiecesBlotted { pieces: outcomes }),
    ])
}
