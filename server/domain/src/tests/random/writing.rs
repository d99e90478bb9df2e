//! What random people write: of every kind, sensible or not.

use kring_protocol::content::{
    About, Agreement, Commitment, Content, Feasible, FeedbackTag, Goal, Kind, ObservationTag,
    Progress, QuestionCategory, Response, ResponseKind, Warmth, Worth,
};

use super::written;
use crate::state::State;

pub(super) fn text(which: u8) -> String {
    match which {
        0 => String::new(),
        1 => "x".repeat(5_000),
        2 => "\u{202e}omgekeerd".to_owned(),
        n => format!("tekst {n}"),
    }
}

pub(super) fn content(state: &State, kind: Kind, a: u8) -> Content {
    use Content as C;
    let text = text(a);
    let tag =
        if a.is_multiple_of(2) { ObservationTag::Strength } else { ObservationTag::Observation };
    match kind {
        Kind::Lookback => {
            let mut taken = state.contributions.values().filter(|c| c.taken_from.is_some());
            let of = taken.nth(usize::from(a % 3)).map(|c| c.id);
            let progress = a.is_multiple_of(2).then_some(Progress::Partly);
            let next_step = a.is_multiple_of(5).then(|| text.clone());
            C::Lookback { text, of, progress, next_step }
        }
        Kind::Case => C::Case { text, leervraag: None, wish: None },
        Kind::Introduction => C::Introduction { text },
        Kind::Fragment => {
            let link = Some(format!("https://video.example/{a}"));
            C::Fragment { title: text, link, starts_at: Some(u32::from(a)), ends_at: None }
        }
        Kind::Leervraag => C::Leervraag { text: Some(text), origin: None, goal: None },
        Kind::Observation => {
            C::Observation { text, tag, moment: a.is_multiple_of(3).then(|| u32::from(a)) }
        }
        Kind::Question => {
            let category = (!a.is_multiple_of(3)).then_some(QuestionCategory::Factual);
            C::Question { text, category }
        }
        Kind::Answer => C::Answer { text, question: written(state, a, Some(Kind::Question)) },
        Kind::Theme => {
            let outcomes = (0..u32::from(a % 4)).collect();
            let observations = vec![written(state, a, Some(Kind::Observation))];
            C::Theme { text, observations, outcomes }
        }
        Kind::Kernvraag => C::Kernvraag { text },
        Kind::Idea => C::Idea { text },
        Kind::Need => C::Need { text },
        Kind::Support => C::Support { what: text, from: String::new() },
        Kind::Advice => C::Advice { text },
        Kind::Feedback => C::Feedback { example: text.clone(), text, tag: FeedbackTag::Strength },
        Kind::Goal => C::Goal(Goal { behaviour: text, ..Goal::default() }),
        Kind::Action => C::Action(Commitment { what: text, ..Commitment::default() }),
        Kind::Agreement => {
            let about = a.is_multiple_of(2).then_some(About::Parents);
            C::Agreement(Agreement { what: text, about, ..Agreement::default() })
        }
        Kind::GroundRule => C::GroundRule { text },
        Kind::Experience => C::Experience { text },
        Kind::Insight => C::Insight { text },
        Kind::Takeaway => C::Takeaway { text },
        Kind::Evaluation => {
            let (keep, change) = (String::new(), String::new());
            C::Evaluation { worth_it: Some(Worth::Yes), why: text, keep, change }
        }
        Kind::Record => C::Record { text },
        Kind::Note => C::Note { text },
        Kind::Reflection => {
            let question = state.reflection.get(usize::from(a) % 3).map(|asked| asked.id.clone());
            C::Reflection { question: question.unwrap_or_else(|| "niets".into()), text }
        }
        Kind::Preparation => {
            let question = state.preparation.get(usize::from(a) % 4).map(|asked| asked.id.clone());
            C::Preparation { question: question.unwrap_or_else(|| "niets".into()), text }
        }
    }
}

pub(super) fn response(kind: ResponseKind, which: u8) -> Response {
    match kind {
        ResponseKind::Warmth => Response::Warmth { warmth: Warmth::Cold },
        ResponseKind::Appeal => Response::Appeal { appeals: true, why: text(which) },
        ResponseKind::Feasibility => {
            let (reason, in_plan, support) = (text(which), String::new(), String::new());
            let (feasible, in_overview) = (Feasible::No, String::new());
            Response::Feasibility { feasible, reason, in_overview, in_plan, support }
        }
    }
}
