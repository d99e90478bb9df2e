//! What people type: cleaned, and bounded.
//!
//! Nothing is silently cut: a text that does not fit goes back to its author whole.

use kring_protocol::code::Rejection;
use kring_protocol::content::{Content, FieldType, Response};
use kring_protocol::limits;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_security::confusable_detection::skeleton;
use unicode_segmentation::UnicodeSegmentation;

use crate::clean;
use crate::state::{Participant, State};

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

/// Code points of one letter as people count them, at most: an emoji family has eleven.
const MAX_LETTER_CHARS: usize = 16;

/// A name as it will be shown: cleaned, composed, with single spaces.
pub(super) fn name(raw: &str) -> Result<String, Rejection> {
    // Bounded before the work of normalising: ten thousand characters cost nothing.
    if raw.len() > limits::NAME_CHARS * MAX_LETTER_CHARS * 4 {
        return Err(Rejection::NameTooLong);
    }
    let composed: String = clean::line(raw).nfc().collect();
    if piles_up_marks(&composed) {
        return Err(Rejection::NameForbiddenCharacter);
    }
    let name = composed.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(Rejection::NameEmpty);
    }
    let letters = name.graphemes(true);
    if letters.clone().count() > limits::NAME_CHARS
        || letters.clone().any(|letter| letter.chars().count() > MAX_LETTER_CHARS)
    {
        return Err(Rejection::NameTooLong);
    }
    Ok(name)
}

/// A list of lines that all say something.
pub(super) fn lines(items: &[String], most: usize) -> Result<Vec<String>, Rejection> {
    if items.len() > most {
        return Err(Rejection::TooManyItems);
    }
    items.iter().map(|item| filled_line(item)).collect()
}

/// A name that may be empty.
pub(super) fn name_or_empty(raw: &str) -> Result<String, Rejection> {
    match name(raw) {
        Err(Rejection::NameEmpty) => Ok(String::new()),
        named => named,
    }
}

/// Who is here under this name, or under one that looks the same.
pub(super) fn named<'a>(state: &'a State, name: &str) -> Option<&'a Participant> {
    state.seated().find(|p| look_alike(&p.name, name))
}

/// Whether two names look the same.
pub(super) fn look_alike(one: &str, other: &str) -> bool {
    looks(one) == looks(other)
}

/// What a name looks like, apart from case and from letters that are drawn alike.
fn looks(name: &str) -> String {
    let seen = name.chars().filter(|c| !clean::is_invisible(*c)).collect::<String>();
    let plain: String = seen.nfkc().flat_map(char::to_lowercase).collect();
    skeleton(&plain).collect()
}

/// Makes a name distinguishable from those of everybody who was ever here: `Anna`, `Anna (2)`.
pub(super) fn distinguishable(state: &State, wanted: &str, except: Option<Participant>) -> String {
    let except = except.map(|p| p.id);
    let others = state.participants.iter().filter(|p| Some(p.id) != except);
    distinguishable_among(others.map(|p| p.name.as_str()), wanted)
}

/// Makes a name distinguishable from these.
pub(super) fn distinguishable_among<'a>(
    names: impl Iterator<Item = &'a str>,
    wanted: &str,
) -> String {
    let taken: Vec<String> = names.map(looks).collect();
    if !taken.contains(&looks(wanted)) {
        return wanted.to_owned();
    }
    // One more candidate than there are people: one of them is free.
    let mut candidates = (2..taken.len() + 3).map(|n| numbered(wanted, n));
    candidates.find(|name| !taken.contains(&looks(name))).unwrap_or_else(|| wanted.to_owned())
}

/// A name with its number, which has its place within the limit of a name.
fn numbered(name: &str, n: usize) -> String {
    let number = format!(" ({n})");
    let kept: String = name.graphemes(true).take(limits::NAME_CHARS - number.len()).collect();
    format!("{}{number}", kept.trim_end())
}

fn checked(raw: &str, limit: usize, clean: impl Fn(&str) -> String) -> Result<String, Rejection> {
    if raw.len() > limit * 4 + 1024 {
        return Err(Rejection::TextTooLong);
    }
    let text = clean(raw);
    let text = text.trim();
    if text.chars().count() > limit {
        return Err(Rejection::TextTooLong);
    }
    Ok(text.to_owned())
}

/// A text of several lines that may be empty.
pub(super) fn text(raw: &str) -> Result<String, Rejection> {
    checked(raw, limits::TEXT_CHARS, clean::text)
}

/// A single line that may be empty.
pub(super) fn line(raw: &str) -> Result<String, Rejection> {
    checked(raw, limits::LINE_CHARS, clean::line)
}

/// An address, on a line that may be empty.
pub(super) fn link(raw: &str) -> Result<String, Rejection> {
    checked(raw, limits::LINK_CHARS, clean::line)
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

/// A moment of a fragment.
fn in_fragment(seconds: Option<u32>) -> Result<(), Rejection> {
    let within = seconds.is_none_or(|seconds| seconds < limits::FRAGMENT_SECONDS);
    if within { Ok(()) } else { Err(Rejection::DurationOutOfRange) }
}

/// An https address with a host and no user's name or password; it may be empty.
fn fragment_link(raw: &str) -> Result<String, Rejection> {
    let link = line(raw)?;
    if link.len() > limits::LINE_CHARS {
        return Err(Rejection::TextTooLong);
    }
    let is_plain = |rest: &str| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
        host.starts_with(|c: char| c.is_ascii_alphanumeric())
            && host.chars().all(fits)
            && !rest.contains(|c: char| c.is_whitespace() || matches!(c, '\\' | '<' | '>' | '"'))
    };
    let allowed = link.is_empty() || link.strip_prefix("https://").is_some_and(is_plain);
    if allowed { Ok(link) } else { Err(Rejection::LinkNotAllowed) }
}

/// The content as it will be kept, or the rule it breaks.
pub(super) fn content(raw: &Content) -> Result<Content, Rejection> {
    match raw {
        Content::Theme { observations, .. } if observations.len() > limits::THEME_OBSERVATIONS => {
            return Err(Rejection::TooManyItems);
        }
        Content::Observation { moment, .. } => in_fragment(*moment)?,
        Content::Fragment { starts_at, ends_at, .. } => {
            in_fragment(*starts_at)?;
            in_fragment(*ends_at)?;
            if matches!((starts_at, ends_at), (Some(from), Some(to)) if from > to) {
                return Err(Rejection::DurationOutOfRange);
            }
        }
        Content::Feedback { example, .. } if text(example)?.is_empty() => {
            return Err(Rejection::ExampleRequired);
        }
        _ => {}
    }
    raw.try_map_texts(|field, raw| match (field.holds, field.required) {
        (FieldType::Link, _) => fragment_link(raw),
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
        Response::Feasibility { feasible, reason, in_overview, in_plan, support } => {
            Response::Feasibility {
                feasible: *feasible,
                reason: text(reason)?,
                in_overview: text(in_overview)?,
                in_plan: text(in_plan)?,
                support: text(support)?,
            }
        }
        Response::Appeal { appeals, why } => {
            Response::Appeal { appeals: *appeals, why: text(why)? }
        }
    })
}
