//! The schema says what the types and the documentation say.

use std::collections::BTreeSet;

use kring_protocol::content::{Kind, ObservationTag, ResponseKind};
use kring_protocol::script::{Authors, InbrengerSees, InbrengerState, Outcome, Prepares, Role};
use serde::de::DeserializeOwned;
use serde::de::value::{Error, StrDeserializer};

use crate::methods::Library;
use crate::methods::schema;
use crate::methods::shape::{Shape, TableShape};

#[test]
fn every_field_of_the_types_is_in_the_schema_and_the_other_way_round() {
    let mut seen = BTreeSet::new();
    for method in Library::built_in().unwrap().iter() {
        let json = serde_json::to_value(method.as_ref()).unwrap();
        same_fields(&json, &schema::METHOD, &mut seen);
    }
    let all = [
        "the method",
        "phase",
        "guidance",
        "step",
        "guidance of a step",
        "opening",
        "turns",
        "starter",
        "caution",
        "words",
        "question of preparation",
        "question of reflection",
    ];
    for what in all {
        assert!(seen.contains(what), "no built-in method has a {what} to compare");
    }
}

/// Serialised values carry every field, so their keys are the type's; a step without guidance of its
/// own leaves that out, and a method what it does not have.
fn same_fields(json: &serde_json::Value, shape: &TableShape, seen: &mut BTreeSet<&'static str>) {
    seen.insert(shape.what);
    let object = json.as_object().unwrap();
    let known: BTreeSet<&str> = shape.fields.iter().map(|field| field.name).collect();
    let mut keys: BTreeSet<&str> = object.keys().map(String::as_str).collect();
    match shape.what {
        "step" => keys.extend(["divides_roles", "plans_next", "guidance", "help"]),
        "help" => keys.extend(["example", "leading"]),
        "phase" => drop(keys.insert("minimum")),
        "starter" => keys.extend(["field", "step"]),
        "opening" => keys.extend(["asks", "counted", "label"]),
        "the method" => {
            keys.extend(["round_starts_at_step", "strict", "pupil_plan", "preparation"])
        }
        "question of preparation" => keys.extend(["choices", "days_ahead", "required"]),
        _ => {}
    }
    // Guidance is a map: a role can be left out of it.
    if shape.what.starts_with("guidance") {
        assert!(keys.is_subset(&known), "{keys:?}");
    } else {
        assert_eq!(keys, known, "the fields of {}", shape.what);
    }
    for field in shape.fields {
        match (object.get(field.name), field.shape) {
            (Some(inner @ serde_json::Value::Object(_)), Shape::Table(shape)) => {
                same_fields(inner, shape, seen);
            }
            (
                Some(serde_json::Value::Array(items)),
                Shape::List { of: Shape::Table(shape), .. },
            ) => {
                items.iter().for_each(|item| same_fields(item, shape, seen));
            }
            _ => {}
        }
    }
}

#[test]
fn every_word_of_the_types_is_in_the_schema_and_the_other_way_round() {
    let mut lists = Vec::new();
    words(&schema::METHOD, &mut lists);
    for (what, names) in lists {
        let expected = match what {
            "role" => variants::<Role>(),
            "kind" => variants::<Kind>(),
            "state of the inbrenger" => variants::<InbrengerState>(),
            "moment" => variants::<InbrengerSees>(),
            "way to show authors" => variants::<Authors>(),
            "tag" => variants::<ObservationTag>(),
            "response" => variants::<ResponseKind>(),
            "outcome" => variants::<Outcome>(),
            "reader" => variants::<Prepares>(),
            other => panic!("{other} is in no type"),
        };
        assert_eq!(names.iter().map(ToString::to_string).collect::<Vec<_>>(), expected, "{what}");
    }
}

fn words(table: &TableShape, lists: &mut Vec<(&'static str, &'static [&'static str])>) {
    for field in table.fields {
        let shape = match field.shape {
            Shape::List { of, .. } => of,
            shape => shape,
        };
        match shape {
            Shape::OneOf(what, names) => lists.push((what, names)),
            Shape::Table(table) => words(table, lists),
            _ => {}
        }
    }
}

/// The variants of an enum, from what it says when it is given another word.
fn variants<T: DeserializeOwned>() -> Vec<String> {
    let Err(error) = T::deserialize(StrDeserializer::<Error>::new("?")) else {
        panic!("it takes any word");
    };
    error.to_string().split('`').skip(3).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_documentation_has_every_field_and_every_word() {
    let page = include_str!("../../../../docs/methods.md");
    let mut names = BTreeSet::new();
    field_names(&schema::METHOD, &mut names);
    let mut lists = Vec::new();
    words(&schema::METHOD, &mut lists);
    names.extend(lists.into_iter().flat_map(|(_, words)| words));
    for name in names {
        assert!(page.contains(&format!("`{name}`")), "docs/methods.md has no `{name}`");
    }
}

fn field_names(table: &TableShape, names: &mut BTreeSet<&'static str>) {
    for field in table.fields {
        names.insert(field.name);
        match field.shape {
            Shape::Table(table) | Shape::List { of: Shape::Table(table), .. } => {
                field_names(table, names);
            }
            _ => {}
        }
    }
}
