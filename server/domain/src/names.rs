//! Finds a name in a text: as whole words, in capitals or not, however its accents are written.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// One character as it is compared, and the bytes of the text it comes from.
struct Folded {
    c: char,
    from: Range<usize>,
}

/// The bytes at which this name stands in a text, in order, none over another.
pub(crate) fn find_name(text: &str, name: &str) -> Vec<Range<usize>> {
    let wanted: Vec<char> = folded(name).into_iter().map(|folded| folded.c).collect();
    let text = folded(text);
    let mut found = vec![];
    let mut at = 0;
    while !wanted.is_empty() && at + wanted.len() <= text.len() {
        let end = at + wanted.len();
        let window = text.get(at..end).unwrap_or_default();
        let is_same = window.iter().map(|folded| folded.c).eq(wanted.iter().copied());
        if is_same && is_whole(&text, at, end) {
            let bytes = window.first().zip(window.last());
            found.extend(bytes.map(|(first, last)| first.from.start..last.from.end));
            at = end;
        } else {
            at += 1;
        }
    }
    found
}

fn folded(text: &str) -> Vec<Folded> {
    let mut all: Vec<Folded> = vec![];
    for (start, c) in text.char_indices() {
        let from = start..start + c.len_utf8();
        if c.is_whitespace() {
            // However many spaces and line ends stand between two words.
            match all.last_mut().filter(|last| last.c == ' ') {
                Some(last) => last.from.end = from.end,
                None => all.push(Folded { c: ' ', from }),
            }
            continue;
        }
        let lower = c.to_lowercase().nfd().map(|c| Folded { c, from: from.clone() });
        all.extend(lower);
    }
    all
}

/// Whether neither end of a piece is within a word or within a character.
fn is_whole(text: &[Folded], start: usize, end: usize) -> bool {
    let at = |index: usize| text.get(index).map(|folded| folded.c);
    let before = start.checked_sub(1).and_then(at);
    let (first, last, after) = (at(start), end.checked_sub(1).and_then(at), at(end));
    !goes_on(before, first) && !goes_on(last, after)
}

/// Whether a word goes on from one character to the next.
fn goes_on(one: Option<char>, next: Option<char>) -> bool {
    let (Some(one), Some(next)) = (one, next) else { return false };
    is_combining_mark(next) || (is_of_word(one) && is_of_word(next))
}

/// Scripts that set no space between words have no such ends.
fn is_of_word(c: char) -> bool {
    let unspaced = matches!(c,
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}');
    (c.is_alphanumeric() || is_combining_mark(c)) && !unspaced
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(text: &str, name: &str) -> String {
        let mut left = text.to_owned();
        find_name(text, name).into_iter().rev().for_each(|piece| left.replace_range(piece, "_"));
        left
    }

    #[test]
    fn a_name_is_found_as_whole_words_in_capitals_or_not() {
        assert_eq!(
            left("Sam zag SAM, sam's broer en Samira.", "sam"),
            "_ zag _, _'s broer en Samira."
        );
        assert_eq!(left("Jan  de\nVries en Jan", "Jan de Vries"), "_ en Jan");
        assert_eq!(left("Anna-Sophie, met An", "An"), "Anna-Sophie, met _");
        assert_eq!(left("niets", "Sam"), "niets");
        assert_eq!(left("Sam", ""), "Sam");
    }

    #[test]
    fn accents_are_the_same_however_they_are_written_and_are_no_ends() {
        assert_eq!(left("Ren\u{e9} en Rene\u{301} en Rene", "RENE\u{301}"), "_ en _ en Rene");
        assert_eq!(left("Ren\u{e9} en Rene\u{301}", "Rene"), "Ren\u{e9} en Rene\u{301}");
        assert_eq!(left("İpek, i\u{307}pek", "İPEK"), "_, _");
    }

    #[test]
    fn a_name_of_a_script_without_spaces_is_found_within_a_sentence() {
        assert_eq!(left("我看到王芳很好", "王芳"), "我看到_很好");
        assert_eq!(left("Омар и Омара", "омар"), "_ и Омара");
    }
}
