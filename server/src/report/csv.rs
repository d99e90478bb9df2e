//! The report as a table, for a spreadsheet. Every text is data: what looks like a formula is not one.

use csv::{Terminator, WriterBuilder};
use kring_protocol::record::Contribution;
use kring_protocol::report::Report;
use kring_protocol::text::Lang;

use super::attribution::attribution;
use super::labels::{Words, words};

/// Without it, the most used spreadsheet takes UTF-8 for something else.
const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// Writes what was contributed as RFC 4180 has it, with the separator that a spreadsheet in this language
/// opens in columns: one row each, private notes last.
///
/// # Errors
/// None that a report can cause: it is written to memory.
pub fn csv(report: &Report, lang: Lang) -> Result<Vec<u8>, csv::Error> {
    let words = words(lang);
    let table = BYTE_ORDER_MARK.as_bytes().to_vec();
    let mut writer = WriterBuilder::new()
        .delimiter(words.separator)
        .terminator(Terminator::CRLF)
        .from_writer(table);
    writer.write_record([
        words.round,
        words.phase,
        words.kind_of_text,
        words.text_itself,
        words.who,
        words.chosen,
        words.reaction,
    ])?;
    for round in &report.rounds {
        for phase in &round.phases {
            for one in &phase.contributions {
                let title = phase.title.get(lang);
                writer.write_record(row(report, words, &round.round.to_string(), title, one))?;
            }
        }
    }
    for note in &report.notes {
        writer.write_record(row(report, words, &note.round.to_string(), "", note))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

fn row(
    report: &Report,
    words: &Words,
    round: &str,
    phase: &str,
    one: &Contribution,
) -> [String; 7] {
    let author = attribution(report, words, one);
    let response = one.response.as_ref().map(|response| words.response(response));
    let kind = words.kind(one.content.kind());
    let taken = one.taken_from_ms.map(|_| format!("{kind} ({})", words.taken_along));
    [
        round.to_owned(),
        escape_formula(phase),
        taken.unwrap_or_else(|| kind.to_owned()),
        escape_formula(&words.text(&one.content, &report.learning_outcomes)),
        escape_formula(&author),
        if one.chosen { words.yes.to_owned() } else { String::new() },
        escape_formula(&response.unwrap_or_default()),
    ]
}

/// A cell that no spreadsheet computes: an apostrophe stands before what would begin a formula, as the
/// spreadsheet's own users write it.
fn escape_formula(text: &str) -> String {
    // Line ends and tabs can end a cell where quotes are not understood; others have no meaning.
    let text: String =
        text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let first = text.chars().find(|c| !c.is_whitespace() && !is_zero_width(*c));
    let computes = matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'));
    if computes || text.starts_with(['\t', '\n']) { format!("'{text}") } else { text }
}

/// Stands before a sign without being seen.
fn is_zero_width(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{00AD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_a_text() {
        for formula in ["=1+1", "+31 6", "-1", "@SUM(A1)", "\t=1", " =1", "\u{200B}=1", "＝1"] {
            assert_eq!(escape_formula(formula), format!("'{formula}"));
        }
        assert_eq!(escape_formula("\r=1"), "'=1");
        for text in ["", "1+1", "a=b", "mail@school.nl", "'=1", "\"=1"] {
            assert_eq!(escape_formula(text), text);
        }
    }
}
