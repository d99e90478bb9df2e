//! Where in a file something stands, so that a rule about the meaning can still name a line.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The way to a value: `phases`, 2, `steps`, 0.
#[derive(Debug, Clone, Default)]
pub(super) struct FieldPath {
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
enum Part {
    Field(&'static str),
    Item(usize),
}

impl FieldPath {
    pub(super) fn field(&self, name: &'static str) -> Self {
        self.then(Part::Field(name))
    }

    /// A member of a list field.
    pub(super) fn item(&self, name: &'static str, index: usize) -> Self {
        self.then(Part::Field(name)).then(Part::Item(index))
    }

    fn then(&self, part: Part) -> Self {
        let mut parts = self.parts.clone();
        parts.push(part);
        Self { parts }
    }

    /// The byte where this place starts. What was left out of the file has its parent's.
    pub(super) fn offset(&self, table: &DeTable<'_>) -> usize {
        let mut parts = self.parts.iter();
        let Some(Part::Field(first)) = parts.next() else { return 0 };
        let Some(mut value) = table.get(*first) else { return 0 };
        for part in parts {
            match inside(value, part) {
                Some(inner) => value = inner,
                None => break,
            }
        }
        value.span().start
    }
}

fn inside<'t, 'i>(
    value: &'t Spanned<DeValue<'i>>,
    part: &Part,
) -> Option<&'t Spanned<DeValue<'i>>> {
    match (value.get_ref(), part) {
        (DeValue::Table(table), Part::Field(name)) => table.get(*name),
        (DeValue::Array(items), Part::Item(index)) => items.get(*index),
        _ => None,
    }
}
