//! Every way in which a method file can be broken, with the line and the words somebody gets to see.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod directory;
mod meaning;
mod schema;
mod shape;

use super::{Library, parse};

/// A small method in good order. The tests break it, one edit at a time; the lines are counted.
const GOOD: &str = r#"format = 1
id = "proef"
title = { nl = "Proef", en = "Trial" }
summary = { nl = "Om te proberen.", en = "To try things." }
source = "Bedacht voor een test"
agreements = [{ nl = "Wees lief.", en = "Be kind." }]
round_starts_at = "begin"

[[phases]]
id = "begin"
title = { nl = "Begin", en = "Start" }
minutes = 10
leaves = ["leervraag"]
starters = [
  { by = ["deelnemer"], kind = "question", text = { nl = "Hoe …", en = "How …" } },
]
[phases.guidance]
gespreksleider = { nl = "Leid.", en = "Lead." }
inbrenger = { nl = "Vertel.", en = "Tell." }
deelnemer = { nl = "Luister.", en = "Listen." }
[[phases.steps]]
id = "vragen"
title = { nl = "Vragen", en = "Questions" }
inbrenger = "answers"
opens = [
  { kind = "leervraag", by = ["inbrenger"] },
  { kind = "question", by = ["deelnemer"] },
  { kind = "answer", by = ["inbrenger"] },
]

[[phases]]
id = "eind"
title = { nl = "Eind", en = "End" }
minutes = 5
[phases.guidance]
gespreksleider = { nl = "Rond af.", en = "Close." }
inbrenger = { nl = "Rust uit.", en = "Rest." }
deelnemer = { nl = "Schrijf.", en = "Write." }
[[phases.steps]]
id = "ideeen"
title = { nl = "Ideeën", en = "Ideas" }
inbrenger = "muted"
opens = [{ kind = "idea", by = ["deelnemer"] }]
"#;

/// `GOOD` with every occurrence of each first part replaced by its second.
fn edited(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(GOOD.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the method to break has no {from:?}");
        text.replace(from, to)
    })
}

/// The faults of a text, as they are shown.
fn shown(text: &str) -> Vec<String> {
    let faults = parse("methods/proef.toml", text).err().unwrap_or_default();
    faults.iter().map(ToString::to_string).collect()
}

/// Breaks `GOOD` and compares all that is said of it; each fault without the file's name.
#[track_caller]
fn check(edits: &[(&str, &str)], expected: &[&str]) {
    let expected: Vec<String> =
        expected.iter().map(|fault| format!("methods/proef.toml:{fault}")).collect();
    assert_eq!(shown(&edited(edits)), expected);
}

#[test]
fn a_method_in_good_order_is_read() {
    assert_eq!(shown(GOOD), Vec::<String>::new());
    let method = parse("methods/proef.toml", GOOD).unwrap();
    assert_eq!(method.phases.len(), 2);
}

#[test]
fn the_five_methods_are_in_good_order() {
    let library = Library::built_in().unwrap();
    let ids: Vec<&str> = library.iter().map(|method| method.id.as_str()).collect();
    let five =
        ["beeldmateriaal", "collegiaal-advies", "dialoog", "handelingsgericht", "zeven-stappen"];
    assert_eq!(ids, five);
    assert!(library.get("dialoog").is_some());
    assert!(library.get("monoloog").is_none());
}
