//! One example of everything that crosses the wire, checked in for every client to read, and the
//! page that explains the protocol with them.
//!
//! All examples tell of the same meeting: Marieke leads, Youssef brings a case, Sanne and Fatima ask.

mod commands;
mod groups;
mod meeting;
mod messages;
mod page;
mod records;
mod rest;
mod writing;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{check_file, root};

const DIR: &str = "protocol/fixtures";

/// Folder and name, such as `server-message/welcome`, and the text of the file.
type Fixtures = BTreeMap<String, String>;

/// Examples of an enum, one or more per variant. A variant without an example does not compile.
macro_rules! one_of_each {
    ($ty:ident { $($variant:ident => $example:expr),* $(,)? }) => {{
        // Nobody calls it: it is here to be exhaustive.
        let _every_variant_is_listed = |value: &$ty| match value {
            $($ty::$variant { .. } => {}),*
        };
        let mut examples: Vec<$ty> = vec![];
        $(
            let example: $ty = $example;
            assert!(matches!(example, $ty::$variant { .. }), "this is no {}", stringify!($variant));
            examples.push(example);
        )*
        examples
    }};
}
use one_of_each;

/// Every fixture there should be.
fn all() -> Fixtures {
    let mut all = Fixtures::new();
    add(&mut all, "client-message", "type", messages::from_the_client());
    add(&mut all, "server-message", "type", messages::from_the_server());
    add(&mut all, "command", "do", commands::commands());
    add(&mut all, "record", "type", records::records());
    add(&mut all, "record-key", "type", records::keys());
    add(&mut all, "content", "kind", writing::contents());
    add(&mut all, "response", "response", writing::responses());
    add(&mut all, "group-command", "do", groups::commands());
    for (name, text) in rest::bodies().into_iter().chain(groups::bodies()) {
        assert_eq!(all.insert(format!("rest/{name}"), text), None, "two fixtures rest/{name}");
    }
    all
}

/// Adds a file per example, named after its tag.
fn add<T>(all: &mut Fixtures, folder: &str, tag: &str, examples: Vec<T>)
where
    T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
{
    for example in examples {
        let text = pretty(&example);
        let value: Value = serde_json::from_str(&text).unwrap();
        let name = value[tag].as_str().unwrap();
        let double = all.insert(format!("{folder}/{name}"), text);
        assert_eq!(double, None, "two fixtures {folder}/{name}");
    }
}

/// The text of a file, after making sure that it reads back to the same.
fn pretty<T>(example: &T) -> String
where
    T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let text = serde_json::to_string_pretty(example).unwrap() + "\n";
    let back: T = serde_json::from_str(&text).unwrap();
    assert_eq!(&back, example, "this does not read back:\n{text}");
    text
}

#[test]
fn every_variant_has_its_fixture() {
    for (name, text) in all() {
        check_file(&format!("{DIR}/{name}.json"), &text);
    }
}

#[test]
fn there_are_no_stale_fixtures() {
    let wanted: BTreeSet<String> = all().into_keys().map(|name| format!("{name}.json")).collect();
    for folder in std::fs::read_dir(root().join(DIR)).unwrap() {
        let folder = folder.unwrap().path();
        for file in std::fs::read_dir(&folder).unwrap() {
            let file = file.unwrap().path();
            let name = file.strip_prefix(root().join(DIR)).unwrap().display().to_string();
            assert!(wanted.contains(&name), "nothing writes {DIR}/{name} any more; remove it");
        }
    }
}
