//! Pieces of texts that are blotted out: where they stand, without what stood there.

use std::convert::Infallible;
use std::iter::once;
use std::sync::Arc;

use kring_protocol::content::{BLOTTED, Content};
use kring_protocol::ids::{ContributionId, PhaseId};
use kring_protocol::script::Phase;
use kring_protocol::text::Text;

use crate::state::State;

/// A text of the meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextOf {
    /// The meeting's title.
    Title,
    /// An agreement of the group.
    Agreement {
        /// Its place, from 0.
        index: u32,
    },
    /// A phase that the group inserted.
    Phase {
        /// Which.
        id: PhaseId,
    },
    /// The guiding questions of a phase.
    GuidingQuestions {
        /// Which phase.
        id: PhaseId,
    },
    /// The learning outcomes of the meeting.
    LearningOutcomes,
    /// What somebody wrote.
    Contribution {
        /// Which.
        id: ContributionId,
    },
    /// What the inbrenger answered to it.
    Response {
        /// To which.
        id: ContributionId,
    },
}

/// A piece of one of its texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Which of its texts, in their order, from 0.
    pub text: u32,
    /// Its first byte.
    pub start: u32,
    /// The byte after its last.
    pub end: u32,
}

/// The pieces of one text, in order, none over another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlottedText {
    /// Which text.
    pub of: TextOf,
    /// Its pieces.
    pub spans: Vec<Span>,
}

/// Every text that others than its author may read, with what it is.
pub(crate) fn shared_texts(state: &State) -> Vec<(TextOf, Vec<String>)> {
    let mut all = vec![(TextOf::Title, vec![state.title.clone()])];
    for (index, agreement) in (0..).zip(&state.agreements) {
        all.push((TextOf::Agreement { index }, vec![agreement.clone()]));
    }
    for planned in state.plan.iter().filter(|p| p.is_own()) {
        let mut phase = Phase::clone(&planned.phase);
        let texts = phase_texts(&mut phase).map(|text| text.nl.clone()).collect();
        all.push((TextOf::Phase { id: planned.phase.id.clone() }, texts));
    }
    for planned in state.plan.iter().filter(|p| !p.guiding_questions.is_empty()) {
        let of = TextOf::GuidingQuestions { id: planned.phase.id.clone() };
        all.push((of, planned.guiding_questions.clone()));
    }
    if !state.learning_outcomes.is_empty() {
        all.push((TextOf::LearningOutcomes, state.learning_outcomes.clone()));
    }
    for one in state.in_order().filter(|c| c.is_shared()) {
        let owned = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect();
        all.push((TextOf::Contribution { id: one.id }, owned(one.content.texts())));
        let response = one.response.as_ref().map(|response| owned(response.texts()));
        all.extend(response.map(|texts| (TextOf::Response { id: one.id }, texts)));
    }
    all
}

/// Puts the mark in the place of these pieces.
pub(crate) fn blot(state: &mut State, BlottedText { of, spans }: &BlottedText) {
    let marked = |index: usize, text: &str| with_marks(spans, index, text);
    match of {
        TextOf::Title => state.title = marked(0, &state.title),
        TextOf::Agreement { index } => {
            let index = usize::try_from(*index).unwrap_or(usize::MAX);
            let agreement = state.agreements.get_mut(index);
            agreement.into_iter().for_each(|text| *text = marked(0, text));
        }
        TextOf::Phase { id } => {
            let planned = state.plan.iter_mut().filter(|planned| &planned.phase.id == id);
            for (index, text) in
                planned.flat_map(|p| phase_texts(Arc::make_mut(&mut p.phase))).enumerate()
            {
                *text = Text::same(&marked(index, &text.nl));
            }
        }
        TextOf::GuidingQuestions { id } => {
            let planned = state.plan.iter_mut().filter(|planned| &planned.phase.id == id);
            for (index, text) in planned.flat_map(|p| &mut p.guiding_questions).enumerate() {
                *text = marked(index, text);
            }
        }
        TextOf::LearningOutcomes => {
            for (index, text) in state.learning_outcomes.iter_mut().enumerate() {
                *text = marked(index, text);
            }
        }
        TextOf::Contribution { id } => {
            let mut indexes = 0..;
            let mark = |text: &str| marked(indexes.next().unwrap_or(usize::MAX), text);
            state.contributions.update(*id, |one| one.content = map_texts(&one.content, mark));
        }
        TextOf::Response { id } => {
            state.contributions.update(*id, |one| {
                let response = one.response.as_mut();
                let texts = response.map(|response| response.texts_mut()).unwrap_or_default();
                texts.into_iter().enumerate().for_each(|(index, text)| *text = marked(index, text));
            });
        }
    }
}

/// Leaves nothing of a contribution's texts, or of what was answered to it.
pub(crate) fn blot_whole(state: &mut State, id: ContributionId, content: bool, response: bool) {
    let mark = |text: &str| if text.is_empty() { String::new() } else { BLOTTED.to_owned() };
    state.contributions.update(id, |one| {
        if content {
            one.content = map_texts(&one.content, mark);
        }
        if response && let Some(response) = &mut one.response {
            response.texts_mut().into_iter().for_each(|text| *text = mark(text));
        }
    });
}

fn map_texts(content: &Content, mut map: impl FnMut(&str) -> String) -> Content {
    let mapped = content.try_map_texts(|_, text| Ok::<_, Infallible>(map(text)));
    mapped.unwrap_or_else(|never| match never {})
}

fn with_marks(spans: &[Span], index: usize, text: &str) -> String {
    let mut marked = text.to_owned();
    let is_here = |span: &&Span| usize::try_from(span.text) == Ok(index);
    // From the end, so that the places before it stay where they are.
    for span in spans.iter().filter(is_here).rev() {
        let place = usize::try_from(span.start).ok().zip(usize::try_from(span.end).ok());
        if let Some((start, end)) = place.filter(|(start, end)| text.get(*start..*end).is_some()) {
            marked.replace_range(start..end, BLOTTED);
        }
    }
    marked
}

/// What was typed for an inserted phase: its title, and what it asks wherever that stands.
fn phase_texts(phase: &mut Phase) -> impl Iterator<Item = &mut Text> {
    let steps = phase.steps.iter_mut().flat_map(|step| {
        let labels = step.opens.iter_mut().filter_map(|opening| opening.label.as_mut());
        once(&mut step.title).chain(labels)
    });
    once(&mut phase.title).chain(phase.guidance.values_mut()).chain(steps)
}
