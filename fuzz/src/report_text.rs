//! Somebody's words in every place of a report: as Markdown and as a table they stay words.

use std::sync::LazyLock;

use kring_protocol::ParticipantId;
use kring_protocol::report::Report;
use kring_protocol::text::Lang;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::{Value, json};

use crate::meeting::PEOPLE;

/// Fields of the report that hold several lines of somebody's words.
const TEXTS: [&str; 17] = [
    "text",
    "leervraag",
    "origin",
    "example",
    "what",
    "who",
    "evaluation",
    "behaviour",
    "level",
    "why",
    "keep",
    "change",
    "reason",
    "in_plan",
    "in_overview",
    "goal",
    "support",
];
/// Fields that hold one line of them.
const LINES: [&str; 8] =
    ["title", "name", "gespreksleider", "inbrenger", "by_when", "how_often", "how_long", "from"];
/// Where a line is a list's item.
const LISTS: [&str; 2] = ["agreements", "learning_outcomes"];

/// A report with every kind of contribution, every response, learning outcomes and a plan for the pupil.
static REPORT: LazyLock<Value> = LazyLock::new(|| {
    let report = include_str!("../../protocol/fixtures/rest/report.json");
    let mut report: Value = serde_json::from_str(report).expect("the fixture is a report");
    let phase = &mut report["rounds"][0]["phases"][0];
    let template = phase["contributions"][0].clone();
    let contents = fixtures("content");
    let responses = fixtures("response");
    let all = contents.iter().enumerate().map(|(n, content)| {
        let mut one = template.clone();
        one["content"] = content.clone();
        match one["content"]["kind"].as_str() {
            Some("leervraag") => one["content"]["goal"] = "x".into(),
            Some("theme") => one["content"]["outcomes"] = [0].into(),
            _ => {}
        }
        one["response"] = responses.get(n).cloned().unwrap_or(Value::Null);
        if one["response"]["response"] == "feasibility" {
            one["response"]["in_overview"] = "x".into();
        }
        one["chosen"] = (n % 2 == 0).into();
        one
    });
    let all: Vec<Value> = all.collect();
    phase["contributions"] = all.clone().into();
    report["notes"] = all.into();
    report["learning_outcomes"] = ["x"].into();
    report["rounds"][0]["plan"] = plan(&contents);
    report
});

/// A plan for the pupil with something in every place.
fn plan(contents: &[Value]) -> Value {
    let of = |kind: &str| {
        let mut one = contents.iter().find(|content| content["kind"] == kind)?.clone();
        one.as_object_mut()?.remove("kind");
        Some(one)
    };
    let need = json!({
        "text": "x", "feasible": "yes", "in_overview": "x", "in_plan": "x", "support": "x",
    });
    json!({
        "goal": of("goal"),
        "needs": [need],
        "support": [{ "what": "x", "from": "x" }],
        "agreements": [{ "about": "parents", "items": [of("agreement"), of("action")] }],
        "looks_back": ["x"],
    })
}

fn fixtures(folder: &str) -> Vec<Value> {
    let folder = format!("{}/../protocol/fixtures/{folder}", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the fixtures are there")
        .map(|file| file.expect("and can be listed").path())
        .collect();
    files.sort();
    let read = |path| serde_json::from_slice(&std::fs::read(path).expect("it can be read"));
    files.into_iter().map(|path| read(path).expect("it is JSON")).collect()
}

/// Whatever was written, it is text in the report and nothing else.
pub fn run(data: &[u8]) {
    let Ok(raw) = std::str::from_utf8(data) else { return };
    let shown = visible(raw);
    let line = visible(&on_one_line(raw));
    if shown.trim().is_empty() || raw.trim() != raw {
        return;
    }
    let report = with_words(raw);
    let plain = with_words("x");
    for lang in [Lang::Nl, Lang::En] {
        let markdown =
            kring::report::markdown(&report, lang, &kring::report::Zone::first_known([]));
        let expected = kring::report::markdown(&plain, lang, &kring::report::Zone::first_known([]));
        assert_eq!(structure(&markdown), structure(&expected), "{raw:?} is more than text");
        let words = words(&markdown);
        assert!(words.contains(&squeezed(&shown)), "{raw:?} is not in {words}");
        assert!(words.contains(&squeezed(&line)));
        table_is_data(&report, lang, &[&shown, &line]);
    }
}

/// The report with these words in every place where people write.
fn with_words(words: &str) -> Report {
    fn put(value: &mut Value, words: &str) {
        match value {
            Value::Object(fields) => {
                for (name, field) in fields {
                    let several = TEXTS.contains(&name.as_str());
                    let one = LINES.contains(&name.as_str());
                    match field {
                        Value::String(text) if several => words.clone_into(text),
                        Value::String(text) if one => *text = on_one_line(words),
                        Value::Array(items)
                            if LISTS.contains(&name.as_str())
                                && items.iter().all(Value::is_string) =>
                        {
                            *items = vec![on_one_line(words).into()];
                        }
                        Value::Array(items) if name == "looks_back" => {
                            *items = vec![words.into()];
                        }
                        // A phase that the group put in has their own title.
                        Value::Object(texts) if name == "title" => {
                            for text in texts.values_mut() {
                                *text = on_one_line(words).into();
                            }
                        }
                        field => put(field, words),
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| put(item, words)),
            _ => {}
        }
    }
    let mut report = REPORT.clone();
    put(&mut report, words);
    let report: Report = serde_json::from_value(report).expect("it is still a report");
    let everybody = |id: &ParticipantId| report.people.iter().any(|person| person.id == *id);
    assert!(PEOPLE.iter().all(everybody), "the fixtures tell of the same meeting");
    report
}

/// The rules let no control characters in; a report of an older log may still have some.
fn visible(words: &str) -> String {
    words.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

fn on_one_line(words: &str) -> String {
    words.replace(['\n', '\r'], " ")
}

/// Every extension that a reader may have on, except for typography, which changes no meaning.
fn reader(markdown: &str) -> Parser<'_> {
    Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION)
}

/// What a reader makes of it, apart from words, lines and paragraphs.
fn structure(markdown: &str) -> Vec<String> {
    let is_structure = |event: &Event<'_>| {
        !matches!(
            event,
            Event::Text(_)
                | Event::SoftBreak
                | Event::HardBreak
                | Event::Start(Tag::Paragraph)
                | Event::End(TagEnd::Paragraph)
        )
    };
    reader(markdown).filter(is_structure).map(|event| format!("{event:?}")).collect()
}

/// The words that a reader shows.
fn words(markdown: &str) -> String {
    let mut words = String::new();
    for event in reader(markdown) {
        match event {
            Event::Text(text) => words += &text,
            _ => words.push(' '),
        }
    }
    squeezed(&words)
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Each row holds one of these: the words as they were written, or on one line.
fn table_is_data(report: &Report, lang: Lang, shown: &[&str]) {
    let table = kring::report::csv(report, lang).expect("a table can be written");
    let table = std::str::from_utf8(&table).expect("a table is UTF-8");
    let table = table.strip_prefix('\u{FEFF}').expect("a spreadsheet is told so");
    let mut rows = 0;
    let separator = if lang == Lang::Nl { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).from_reader(table.as_bytes());
    for row in reader.records() {
        let row = row.expect("every row is as long as the first");
        assert_eq!(row.len(), 7);
        for cell in &row {
            let begins = cell.chars().find(|c| !c.is_whitespace());
            assert!(!matches!(begins, Some('=' | '+' | '-' | '@')), "a formula: {cell:?}");
        }
        let cell = squeezed(&row[3]);
        assert!(shown.iter().any(|one| cell.contains(&squeezed(one))), "the text is in its cell");
        rows += 1;
    }
    let phases = report.rounds.iter().flat_map(|round| &round.phases);
    let contributions: usize = phases.map(|phase| phase.contributions.len()).sum();
    assert_eq!(rows, contributions + report.notes.len(), "one row each");
}
