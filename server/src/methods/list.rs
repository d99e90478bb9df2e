//! Methods in a few words, for a list on the command line.

use std::fmt::Write;

use kring_protocol::script::Method;
use kring_protocol::text::{Lang, Text};

use super::library::Library;

/// A method in a few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Its id.
    pub id: String,
    /// What people see.
    pub title: Text,
    /// How many phases it has.
    pub phases: usize,
    /// Planned minutes, all phases together.
    pub minutes: u32,
    /// Some of those minutes are the product's proposal, not the source's.
    pub proposal: bool,
}

impl Summary {
    /// The summary of a method.
    #[must_use]
    pub fn of(method: &Method) -> Self {
        Self {
            id: method.id.clone(),
            title: method.title.clone(),
            phases: method.phases.len(),
            minutes: method.phases.iter().map(|phase| phase.minutes).sum(),
            proposal: method.phases.iter().any(|phase| phase.proposal),
        }
    }
}

/// The library as lines of text: id, title, phases and minutes.
#[must_use]
pub fn list(library: &Library, lang: Lang) -> String {
    let rows: Vec<Summary> = library.iter().map(|method| Summary::of(method)).collect();
    let width = |cell: fn(&Summary, Lang) -> &str| {
        rows.iter().map(|row| cell(row, lang).chars().count()).max().unwrap_or(0)
    };
    let ids = width(|row, _| &row.id);
    let titles = width(|row, lang| row.title.get(lang));
    let (phases, minutes, proposal) = match lang {
        Lang::Nl => ("fasen", "minuten", " (voorstel)"),
        Lang::En => ("phases", "minutes", " (proposal)"),
    };
    let mut text = String::new();
    for row in &rows {
        let mark = if row.proposal { proposal } else { "" };
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{:ids$}  {:titles$}  {:2} {phases}  {:3} {minutes}{mark}",
            row.id,
            row.title.get(lang),
            row.phases,
            row.minutes,
        );
    }
    text
}
