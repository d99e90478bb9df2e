//! The house rules, as tests.

use std::path::{Path, PathBuf};

use crate::root;

/// Lines of a source file: beyond this it holds more than one idea.
const LINES: usize = 400;
/// A test tells its story in one place.
const TEST_LINES: usize = 450;
/// Data, generated files and the table of commands have the size of what they hold.
const EXEMPT: &[&str] =
    &["web-client/src/protocol", "web-client/src/i18n", "protocol/src/command.rs"];
const LEFT_OUT: &[&str] = &["target", "node_modules", "dist", "results", ".git", "data"];

fn files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if LEFT_OUT.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Source files by their ending, with their text and their name from the root.
fn sources(endings: &[&str]) -> Vec<(String, String)> {
    let mut found = vec![];
    files(&root(), &mut found);
    let relative = |path: &PathBuf| path.strip_prefix(root()).unwrap().display().to_string();
    let wanted = found
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| endings.iter().any(|e| ending == *e)));
    wanted.map(|path| (relative(path), std::fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn every_source_file_is_a_small_room() {
    let all = sources(&["rs", "ts", "svelte", "mjs", "css"]);
    let exempt = |name: &str| EXEMPT.iter().any(|place| name.starts_with(place));
    let limit = |name: &str| if name.contains("tests/") { TEST_LINES } else { LINES };
    let large =
        all.iter().filter(|(name, text)| !exempt(name) && text.lines().count() > limit(name));
    let large: Vec<_> =
        large.map(|(name, text)| format!("{name}: {}", text.lines().count())).collect();
    assert!(large.is_empty(), "too many lines: {large:#?}");
}

#[test]
fn nothing_is_put_off_or_skipped() {
    let marks = ["TODO", "FIXME", "todo!(", "unimplemented!(", "#[ignore", ".skip(", ".fixme("];
    let this_file = "tests/contract/tidy.rs";
    for (name, text) in sources(&["rs", "ts", "svelte", "mjs"]) {
        // Iterators skip; tests do not.
        let rust = name.ends_with(".rs");
        let marks = marks.iter().filter(|mark| !(rust && **mark == ".skip("));
        for mark in marks.filter(|_| name != this_file) {
            assert!(!text.contains(mark), "{name} has {mark}");
        }
    }
}

#[test]
fn every_rust_module_says_what_it_owns() {
    for (name, text) in sources(&["rs"]) {
        assert!(text.starts_with("//!"), "{name} does not begin with //!");
    }
}

#[test]
fn there_is_no_drawer_for_odds_and_ends() {
    for (name, _) in sources(&["rs", "ts", "svelte", "mjs"]) {
        let stem = Path::new(&name).file_stem().unwrap().to_string_lossy().to_lowercase();
        assert!(!["utils", "util", "common", "helpers", "misc"].contains(&stem.as_str()), "{name}");
    }
}

#[test]
fn the_readme_can_be_read_in_one_go() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    assert!(readme.lines().count() <= 150);
}

#[test]
fn what_the_documents_point_to_is_there() {
    for (name, text) in sources(&["md"]) {
        let folder = root().join(&name).parent().unwrap().to_owned();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let target = link.split('#').next().unwrap();
            if target.is_empty() || target.contains("://") || target.contains(' ') {
                continue;
            }
            assert!(folder.join(target).exists(), "{name} points to {target}");
        }
    }
}

#[test]
fn the_domain_knows_no_clock_no_randomness_and_no_io() {
    let forbidden = [
        "std::time",
        "SystemTime",
        "Instant::",
        "tokio",
        "std::fs",
        "rand::",
        "new_v4",
        "now_v7",
        "tracing",
        "axum",
    ];
    let domain = sources(&["rs"])
        .into_iter()
        .filter(|(name, _)| name.starts_with("server/domain/src") && !name.contains("/tests"));
    let mut seen = 0;
    for (name, text) in domain {
        seen += 1;
        for word in forbidden {
            assert!(!text.contains(word), "{name} uses {word}");
        }
    }
    assert!(seen > 10);
}

#[test]
fn nothing_is_tracked_that_is_ignored() {
    // An image is built without its history: there is nothing to ask then.
    if !root().join(".git").exists() {
        return;
    }
    let tracked = std::process::Command::new("git")
        .args(["ls-files", "--cached", "--ignored", "--exclude-standard"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(tracked.status.success(), "{}", String::from_utf8_lossy(&tracked.stderr));
    assert_eq!(String::from_utf8_lossy(&tracked.stdout), "");
}
