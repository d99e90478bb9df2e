//! What people type: bounded, and free of characters that make one text pass for another.
//!
//! Nothing is silently cut: a text that does not fit goes back to its author whole.

use kring_protocol::code::Rejection;
use kring_protocol::content::{Content, FieldType, Response};
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

/// The content as it will be kept, or the rule it breaks.
pub(super) fn content(raw: &Content) -> Result<Content, Rejection> {
    match raw {
        Content::Theme { observations, .. } if observations.len() > limits::THEME_OBSERVATIONS => {
            return Err(Rejection::TooManyItems);
        }
        Content::Feedback { example, .. } if text(example)?.is_empty() => {
            return Err(Rejection::ExampleRequired);
        }
        _ => {}
    }
    raw.try_map_texts(|field, raw| match (field.holds, field.required) {
        (FieldType::Line, true) => filled_line(raw),
        (FieldType::Line, false) => line(raw),
        (_, true) => filled(raw),
        (_, false) => text(raw),
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
