//! `docs/guarantees.md`: what it names as proof is there.

use std::fs;

use crate::root;

const PAGE: &str = "docs/guarantees.md";
/// The statements that tests must be able to make, by their numbers; those between them are of what Kring
/// does not do yet.
const STATEMENTS: [std::ops::RangeInclusive<usize>; 2] = [1..=96, 98..=100];

fn page() -> String {
    fs::read_to_string(root().join(PAGE)).unwrap()
}

/// Everything between backticks that names a test: a file, two colons, a name.
fn named(page: &str) -> Vec<(&str, &str)> {
    let ticked = page.split('`').skip(1).step_by(2);
    ticked.filter_map(|name| name.split_once("::")).filter(|(file, _)| file.contains('.')).collect()
}

#[test]
fn every_test_that_the_page_names_exists() {
    let page = page();
    let tests = named(&page);
    assert!(tests.len() > 91, "{} tests are named", tests.len());
    for (file, name) in tests {
        let text = fs::read_to_string(root().join(file))
            .unwrap_or_else(|error| panic!("{PAGE} names {file}: {error}"));
        // In Rust a function, elsewhere the title it was given, quoted in whatever way.
        let there = if file.ends_with(".rs") {
            text.contains(&format!("fn {name}("))
        } else {
            text.contains(name)
        };
        assert!(there, "{PAGE} names {file}::{name}, which is not there");
    }
}

#[test]
fn every_statement_has_its_row() {
    let page = page();
    let number = |line: &str| line.strip_prefix("| ")?.split(' ').next()?.parse::<usize>().ok();
    let mut rows: Vec<usize> = page.lines().filter_map(number).collect();
    rows.sort_unstable();
    assert_eq!(rows, STATEMENTS.into_iter().flatten().collect::<Vec<_>>());
}
