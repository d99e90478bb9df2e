//! What is checked in about the protocol is what the server speaks.
//!
//! `make generate` (KRING_UPDATE=1) writes the files; a plain run compares.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod addresses;
mod fixtures;
mod generated;
mod guarantees;
mod methods;
mod tidy;
mod walls;

use std::path::{Path, PathBuf};

/// The repository's root.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Compares `content` with the checked-in file, or writes it when asked to.
fn check_file(relative: &str, content: &str) {
    let path = root().join(relative);
    if std::env::var_os("KRING_UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        return;
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == content,
        "{relative} is not what the server speaks any more; run `make generate` and look at the change"
    );
}
