//! Methods in a few words, for a list on the command line.

use std::fmt::Write;

use kring_protocol::text::Lang;

use super::library::Library;
use super::summary::Summary;

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
