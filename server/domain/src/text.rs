//! What people type: bounded, and free of characters that make one text pass for another.
//!
//! Nothing is silently cut: a text that does not fit goes back to its author whole.

use kring_protocol::code::Rejection;
use kring_protocol::content::{Commitment, Content, Goal, Response};
use kring_protocol::limits;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_security::confusable_detection::skeleton;

use crate::state::State;

/// Control characters and the marks that change the direction of what follows.
fn overrides_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{061C}' | '\u{200E}' | '\u{200F}')
}

/// Characters that show nothing: with them two names can look the same.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200D}' | '\u{2028}' | '\u{2029}' | '\u{2800}' | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}'
        | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}'
        | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Marks on one letter: more than any script stacks, and less than what covers the neighbours.
const MARKS: usize = 4;

/// Whether marks are piled up until they cover what stands around them.
fn piles_up_marks(text: &str) -> bool {
    let mut marks = 0;
    text.chars().any(|c| {
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        marks > MARKS
    })
}

/// A name as it will be shown: composed, with single spaces.
pub(super) fn name(raw: &str) -> Result<String, Rejection> {
    // Bounded before the work of normalising: ten thousand characters cost nothing.
    if raw.len() > limits::NAME_CHARS * 16 {
        return Err(Rejection::NameTooLong);
    }
    if raw
        .chars()
        .any(|c| (c.is_control() && c != '\t') || overrides_direction(c) || is_invisible(c))
    {
        return Err(Rejection::NameForbiddenCharacter);
    }
    let composed: String = raw.nfc().collect();
    if piles_up_marks(&composed) {
        return Err(Rejection::NameForbiddenCharacter);
    }
    let name = composed.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(Rejection::NameEmpty);
    }
    if name.chars().count() > limits::NAME_CHARS {
        return Err(Rejection::NameTooLong);
    }
    Ok(name)
}

/// What a name looks like, apart from case and from letters that are drawn alike.
fn looks(name: &str) -> String {
    let plain: String = name.nfkc().flat_map(char::to_lowercase).collect();
    skeleton(&plain).collect()
}

/// Makes a name distinguishable from those of everybody who was ever here: `Anna`, `Anna (2)`.
pub(super) fn distinguishable(
    state: &State,
    wanted: &str,
    except: Option<super::state::Participant>,
) -> String {
    let except = except.map(|p| p.id);
    let others = state.participants.iter().filter(|p| Some(p.id) != except);
    let taken: Vec<String> = others.map(|p| looks(&p.name)).collect();
    if !taken.contains(&looks(wanted)) {
        return wanted.to_owned();
    }
    // One more candidate than there are people: one of them is free.
    let mut candidates = (2..state.participants.len() + 3).map(|n| numbered(wanted, n));
    candidates.find(|name| !taken.contains(&looks(name))).unwrap_or_else(|| wanted.to_owned())
}

/// A name with its number, which has its place within the limit of a name.
fn numbered(name: &str, n: usize) -> String {
    let number = format!(" ({n})");
    let kept: String = name.chars().take(limits::NAME_CHARS - number.len()).collect();
    format!("{}{number}", kept.trim_end())
}

fn checked(raw: &str, limit: usize, newlines: bool) -> Result<String, Rejection> {
    if raw.len() > limit * 4 + 1024 {
        return Err(Rejection::TextTooLong);
    }
    let text = raw.replace("\r\n", "\n");
    let text = text.trim();
    let allowed = |c: char| !c.is_control() || c == '\t' || (newlines && c == '\n');
    if text.chars().any(|c| !allowed(c) || overrides_direction(c)) {
        return Err(Rejection::TextForbiddenCharacter);
    }
    if text.chars().count() > limit {
        return Err(Rejection::TextTooLong);
    }
    Ok(text.to_owned())
}

/// A text of several lines that may be empty.
fn text(raw: &str) -> Result<String, Rejection> {
    checked(raw, limits::TEXT_CHARS, true)
}

/// A single line that may be empty.
pub(super) fn line(raw: &str) -> Result<String, Rejection> {
    checked(raw, limits::LINE_CHARS, false)
}

/// A text that must say something.
fn filled(raw: &str) -> Result<String, Rejection> {
    let text = text(raw)?;
    if text.is_empty() { Err(Rejection::TextEmpty) } else { Ok(text) }
}

/// A line that must say something.
pub(super) fn filled_line(raw: &str) -> Result<String, Rejection> {
    let line = line(raw)?;
    if line.is_empty() { Err(Rejection::TextEmpty) } else { Ok(line) }
}

/// An optional text: empty counts as none.
fn maybe(raw: Option<&String>) -> Result<Option<String>, Rejection> {
    let Some(raw) = raw else { return Ok(None) };
    Ok(Some(text(raw)?).filter(|text| !text.is_empty()))
}

fn commitment(raw: &Commitment) -> Result<Commitment, Rejection> {
    Ok(Commitment {
        what: filled(&raw.what)?,
        who: text(&raw.who)?,
        by_when: line(&raw.by_when)?,
        evaluation: text(&raw.evaluation)?,
    })
}

fn goal(raw: &Goal) -> Result<Goal, Rejection> {
    Ok(Goal {
        behaviour: filled(&raw.behaviour)?,
        level: text(&raw.level)?,
        how_often: line(&raw.how_often)?,
        how_long: line(&raw.how_long)?,
        by_when: line(&raw.by_when)?,
        evaluation: text(&raw.evaluation)?,
    })
}

/// The content as it will be kept, or the rule it breaks.
pub(super) fn content(raw: &Content) -> Result<Content, Rejection> {
    Ok(match raw {
        Content::Lookback { text } => Content::Lookback { text: filled(text)? },
        Content::Case { text, leervraag } => {
            Content::Case { text: filled(text)?, leervraag: maybe(leervraag.as_ref())? }
        }
        Content::Introduction { text } => Content::Introduction { text: filled(text)? },
        Content::Leervraag { text, origin } => {
            Content::Leervraag { text: maybe(text.as_ref())?, origin: maybe(origin.as_ref())? }
        }
        Content::Observation { text, tag } => {
            Content::Observation { text: filled(text)?, tag: *tag }
        }
        Content::Question { text, category } => {
            Content::Question { text: filled(text)?, category: *category }
        }
        Content::Answer { text, question } => {
            Content::Answer { text: filled(text)?, question: *question }
        }
        Content::Theme { text, observations } => {
            if observations.len() > limits::THEME_OBSERVATIONS {
                return Err(Rejection::TooManyItems);
            }
            Content::Theme { text: filled(text)?, observations: observations.clone() }
        }
        Content::Kernvraag { text } => Content::Kernvraag { text: filled(text)? },
        Content::Idea { text } => Content::Idea { text: filled(text)? },
        Content::Need { text } => Content::Need { text: filled(text)? },
        Content::Advice { text } => Content::Advice { text: filled(text)? },
        Content::Feedback { text: said, tag, example } => {
            let example = text(example)?;
            if example.is_empty() {
                return Err(Rejection::ExampleRequired);
            }
            Content::Feedback { text: filled(said)?, tag: *tag, example }
        }
        Content::Goal(raw) => Content::Goal(goal(raw)?),
        Content::Action(raw) => Content::Action(commitment(raw)?),
        Content::Agreement(raw) => Content::Agreement(commitment(raw)?),
        Content::Experience { text } => Content::Experience { text: filled(text)? },
        Content::Insight { text } => Content::Insight { text: filled(text)? },
        Content::Takeaway { text } => Content::Takeaway { text: filled(text)? },
        Content::Evaluation { worth_it, why, keep, change } => Content::Evaluation {
            worth_it: *worth_it,
            why: text(why)?,
            keep: text(keep)?,
            change: text(change)?,
        },
        Content::Record { text } => Content::Record { text: filled(text)? },
        Content::Note { text } => Content::Note { text: filled(text)? },
    })
}

/// The response as it will be kept.
pub(super) fn response(raw: &Response) -> Result<Response, Rejection> {
    Ok(match raw {
        Response::Warmth { warmth } => Response::Warmth { warmth: *warmth },
        Response::Feasibility { feasible, reason, in_plan, support } => Response::Feasibility {
            feasible: *feasible,
            reason: text(reason)?,
            in_plan: text(in_plan)?,
            support: text(support)?,
        },
        Response::Appeal { appeals, why } => {
            Response::Appeal { appeals: *appeals, why: text(why)? }
        }
    })
}
