//! Whether a file has the shape of a method: its fields, their types, the bounds of each.
//!
//! Deserialising would stop at the first fault. This walk goes on, so that somebody who writes a
//! method hears everything at once.

use std::collections::BTreeSet;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::fault::Finding;

/// Characters of a text: more than two short sentences are not read during a meeting.
const TEXT_CHARS: usize = 400;
/// Characters of an id: it stands in links and logs.
const ID_CHARS: usize = 40;

/// What a value may be.
pub(super) enum Shape {
    /// One line of text.
    Line,
    /// An id: a-z, 0-9 and -.
    Slug,
    /// A whole number from, up to and including.
    Number(u32, u32),
    /// True or false.
    Flag,
    /// One of these words; the first part says what they are.
    OneOf(&'static str, &'static [&'static str]),
    /// A list.
    List {
        of: &'static Shape,
        most: usize,
        /// What an empty list means, where that is a fault.
        empty: Option<&'static str>,
    },
    /// Named fields.
    Table(&'static TableShape),
}

/// Named fields.
pub(super) struct TableShape {
    /// What this is called in a fault.
    pub(super) what: &'static str,
    pub(super) fields: &'static [Field],
}

/// One of the named fields.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) shape: &'static Shape,
    needed: Option<Needed>,
}

/// What is said when a field is not there. `{owner}` stands for the table that lacks it.
struct Needed {
    problem: Option<&'static str>,
    language: Option<&'static str>,
    advice: &'static str,
}

impl Field {
    /// A field that can be left out.
    pub(super) const fn may(name: &'static str, shape: &'static Shape) -> Self {
        Self { name, shape, needed: None }
    }

    /// A field that must be there.
    pub(super) const fn must(
        name: &'static str,
        shape: &'static Shape,
        advice: &'static str,
    ) -> Self {
        // A list that must not be empty is missed in the same words when it is not there at all.
        let problem = if let Shape::List { empty, .. } = shape { *empty } else { None };
        Self { name, shape, needed: Some(Needed { problem, language: None, advice }) }
    }

    /// A text in one of the languages.
    pub(super) const fn translation(
        name: &'static str,
        shape: &'static Shape,
        language: &'static str,
        advice: &'static str,
    ) -> Self {
        let needed = Needed { problem: None, language: Some(language), advice };
        Self { name, shape, needed: Some(needed) }
    }
}

/// Everything that is wrong with the shape of this file.
pub(super) fn check(root: &DeTable<'_>, shape: &'static TableShape) -> Vec<Finding> {
    let mut walk = Walk { findings: Vec::new() };
    walk.table(root, 0, shape, shape.what);
    walk.findings
}

struct Walk {
    findings: Vec<Finding>,
}

impl Walk {
    fn fault(&mut self, at: usize, problem: String, advice: impl Into<String>) {
        self.findings.push(Finding::new(at, problem, advice));
    }

    /// `owner` is what a fault calls this table.
    fn table(&mut self, table: &DeTable<'_>, at: usize, shape: &TableShape, owner: &str) {
        for (key, _) in table {
            let name = key.get_ref().as_ref();
            if !shape.fields.iter().any(|field| field.name == name) {
                let names: Vec<&str> = shape.fields.iter().map(|field| field.name).collect();
                let problem = format!("unknown field \"{name}\" in {owner}");
                self.fault(key.span().start, problem, one_of(name, &names));
            }
        }
        for field in shape.fields {
            match (table.get(field.name), &field.needed) {
                (Some(value), needed) => {
                    let advice = needed.as_ref().map(|needed| needed.advice);
                    self.value(value, field.shape, field.name, owner, advice);
                }
                (None, Some(needed)) => self.missing(at, field.name, needed, owner),
                (None, None) => {}
            }
        }
    }

    fn missing(&mut self, at: usize, name: &str, needed: &Needed, owner: &str) {
        let problem = match (needed.problem, needed.language) {
            (Some(problem), _) => problem.to_owned(),
            (None, Some(language)) => format!("{owner} has no {language} translation"),
            (None, None) => format!("{owner} has no \"{name}\""),
        };
        self.fault(at, problem, needed.advice.replace("{owner}", owner));
    }

    /// `name` is the field, `owner` the table that it is in.
    fn value(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        shape: &Shape,
        name: &str,
        owner: &str,
        advice: Option<&str>,
    ) {
        let at = value.span().start;
        match (shape, value.get_ref()) {
            (Shape::Line, DeValue::String(text)) => self.line(at, text, name, owner),
            (Shape::Slug, DeValue::String(text)) => self.slug(at, text),
            (Shape::OneOf(what, names), DeValue::String(word)) => {
                if !names.contains(&word.as_ref()) {
                    self.fault(at, format!("unknown {what} \"{word}\""), one_of(word, names));
                }
            }
            (Shape::Number(least, most), DeValue::Integer(number)) => {
                let read = u32::from_str_radix(number.as_str(), number.radix()).ok();
                if !read.is_some_and(|number| (*least..=*most).contains(&number)) {
                    let problem = format!("{name} = {} is out of bounds", number.as_str());
                    self.fault(at, problem, expected(shape));
                }
            }
            (Shape::Flag, DeValue::Boolean(_)) => {}
            (Shape::List { of, most, empty }, DeValue::Array(items)) => {
                if let (true, Some(problem)) = (items.is_empty(), empty) {
                    let advice = advice.unwrap_or_default().replace("{owner}", owner);
                    self.fault(at, (*problem).to_owned(), advice);
                } else if items.len() > *most {
                    let problem = format!("\"{name}\" of {owner} has {} members", items.len());
                    self.fault(at, problem, format!("keep it to {most}"));
                }
                self.items(items, of, name, owner);
            }
            (Shape::Table(shape), DeValue::Table(table)) => {
                let inner = format!("\"{name}\" of {owner}");
                self.table(table, at, shape, &inner);
            }
            (_, other) => {
                let problem = format!("\"{name}\" of {owner} is {}", described(other));
                self.fault(at, problem, expected(shape));
            }
        }
    }

    fn items(&mut self, items: &DeArray<'_>, shape: &Shape, name: &str, owner: &str) {
        let mut words = BTreeSet::new();
        for item in items {
            let at = item.span().start;
            match (shape, item.get_ref()) {
                (Shape::Table(shape), DeValue::Table(table)) => {
                    self.table(table, at, shape, &called(shape.what, name, table));
                }
                (Shape::OneOf(..), DeValue::String(word)) if !words.insert(word.as_ref()) => {
                    let problem = format!("\"{name}\" names \"{word}\" twice");
                    self.fault(at, problem, "name it once");
                }
                _ => self.value(item, shape, name, owner, None),
            }
        }
    }

    fn line(&mut self, at: usize, text: &str, name: &str, owner: &str) {
        let language = match name {
            "nl" => "the Dutch of ",
            "en" => "the English of ",
            _ => "",
        };
        let whose = if language.is_empty() {
            format!("\"{name}\" of {owner}")
        } else {
            format!("{language}{owner}")
        };
        if text.trim().is_empty() {
            self.fault(at, format!("{whose} is empty"), "write a text");
        }
        if text.chars().any(char::is_control) {
            let problem = format!("{whose} has a line break or another control character");
            self.fault(at, problem, "write it as one line of plain text");
        }
        let length = text.chars().count();
        if length > TEXT_CHARS {
            let problem = format!("{whose} has {length} characters");
            self.fault(at, problem, format!("shorten it to {TEXT_CHARS}"));
        }
    }

    fn slug(&mut self, at: usize, id: &str) {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if id.is_empty() || id.len() > ID_CHARS || !id.chars().all(plain) {
            let shown: String = id.chars().filter(|c| !c.is_control()).take(ID_CHARS).collect();
            let advice = format!("use 1 to {ID_CHARS} of a-z, 0-9 and -");
            self.fault(at, format!("\"{shown}\" cannot be an id"), advice);
        }
    }
}

/// What a fault calls a member of a list: by its id, by its kind, or else by its field's name.
fn called(what: &str, name: &str, table: &DeTable<'_>) -> String {
    let word = |field: &str| match table.get(field).map(Spanned::get_ref) {
        Some(DeValue::String(word)) => Some(word.to_string()),
        _ => None,
    };
    match (word("id"), word("kind")) {
        (Some(id), _) => format!("{what} \"{id}\""),
        (None, Some(kind)) => format!("the {what} for \"{kind}\""),
        (None, None) if what == "text" => format!("a text in \"{name}\""),
        (None, None) => format!("this {what}"),
    }
}

/// The word that was probably meant, or else all of them.
fn one_of(word: &str, names: &[&str]) -> String {
    let near = names
        .iter()
        .map(|name| (strsim::damerau_levenshtein(word, name), name))
        .filter(|(distance, name)| *distance <= 2 && *distance < name.len())
        .min();
    match near {
        Some((_, name)) => format!("did you mean \"{name}\"?"),
        None => format!("use one of {}", names.join(", ")),
    }
}

fn described(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a broken number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

fn expected(shape: &Shape) -> String {
    match shape {
        Shape::Line | Shape::Slug => "write a text between quotes".to_owned(),
        Shape::Number(least, most) if least == most => format!("write {least}"),
        Shape::Number(least, most) => format!("write a whole number from {least} to {most}"),
        Shape::Flag => "write true or false".to_owned(),
        Shape::OneOf(_, names) => format!("use one of {}", names.join(", ")),
        Shape::List { .. } => "write a list between [ and ]".to_owned(),
        Shape::Table(shape) => {
            let names: Vec<&str> = shape.fields.iter().map(|field| field.name).collect();
            format!("write a table with {}", names.join(", "))
        }
    }
}
