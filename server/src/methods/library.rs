//! The collection of methods that a server offers: the five it is built with, and a directory's.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kring_protocol::script::{Method, Phase};

use super::fault::{Finding, MethodFault};
use super::reading::{FILE_BYTES, parse_bytes};
use super::summary::Summary;

/// Files in one directory: far more than anyone can choose from, and it bounds a wrong path.
const FILES: usize = 200;

/// Each file with its name, as a fault shows it.
const BUILT_IN: [(&str, &str); 5] = [
    ("methods/beeldmateriaal.toml", include_str!("../../../methods/beeldmateriaal.toml")),
    ("methods/collegiaal-advies.toml", include_str!("../../../methods/collegiaal-advies.toml")),
    ("methods/dialoog.toml", include_str!("../../../methods/dialoog.toml")),
    ("methods/handelingsgericht.toml", include_str!("../../../methods/handelingsgericht.toml")),
    ("methods/zeven-stappen.toml", include_str!("../../../methods/zeven-stappen.toml")),
];

/// The methods, ordered by id. There is no way to hold one that was not checked.
#[derive(Debug, Clone, Default)]
pub struct Library {
    methods: BTreeMap<String, Arc<Method>>,
}

impl Library {
    /// The five methods that the server is built with.
    ///
    /// # Errors
    /// Every fault in their files.
    pub fn built_in() -> Result<Self, Vec<MethodFault>> {
        let mut shelf = LibraryBuilder::default();
        for (file, text) in BUILT_IN {
            shelf.put(file, parse_bytes(file, text.as_bytes()));
        }
        shelf.finish()
    }

    /// The methods in a directory: every file in it whose name ends in `.toml`.
    ///
    /// # Errors
    /// Every fault in those files, and what kept them from being read.
    pub fn read(dir: &Path) -> Result<Self, Vec<MethodFault>> {
        Self::default().with(dir)
    }

    /// These methods and those in a directory.
    ///
    /// # Errors
    /// As [`Library::read`], and every id that was there already.
    pub fn with(self, dir: &Path) -> Result<Self, Vec<MethodFault>> {
        let mut shelf = LibraryBuilder { library: self, ..LibraryBuilder::default() };
        for path in files_in(dir)? {
            shelf.put(&path.display().to_string(), read_file(&path));
        }
        shelf.finish()
    }

    /// The method with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Arc<Method>> {
        self.methods.get(id)
    }

    /// The phases of every method, to be held once by all meetings that have them.
    #[must_use]
    pub fn phases(&self) -> Vec<Arc<Phase>> {
        let phases = self.methods.values().flat_map(|method| &method.phases);
        phases.map(|phase| Arc::new(phase.clone())).collect()
    }

    /// Every method, ordered by id.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Method>> {
        self.methods.values()
    }
}

/// Checks method files, for the author of one.
///
/// # Errors
/// Every fault in every file.
pub fn check(paths: &[PathBuf]) -> Result<Vec<Summary>, Vec<MethodFault>> {
    let mut shelf = LibraryBuilder::default();
    for path in paths {
        shelf.put(&path.display().to_string(), read_file(path));
    }
    Ok(shelf.finish()?.iter().map(|method| Summary::of(method)).collect())
}

/// A library being filled: it goes on after a fault, so that all of them are told at once.
#[derive(Default)]
struct LibraryBuilder {
    library: Library,
    /// Which file brought which id.
    files: BTreeMap<String, String>,
    faults: Vec<MethodFault>,
}

impl LibraryBuilder {
    fn put(&mut self, file: &str, read: Result<Method, Vec<MethodFault>>) {
        let method = match read {
            Ok(method) => method,
            Err(faults) => return self.faults.extend(faults),
        };
        let id = method.id.clone();
        if self.library.get(&id).is_some() {
            let first = self.files.get(&id).map_or("the server itself", String::as_str);
            let problem = format!("there is a method \"{id}\" already, from {first}");
            let advice = "give this file and its id another name".to_owned();
            self.faults.push(MethodFault { file: file.to_owned(), line: 1, problem, advice });
            return;
        }
        self.files.insert(id.clone(), file.to_owned());
        self.library.methods.insert(id, Arc::new(method));
    }

    fn finish(self) -> Result<Library, Vec<MethodFault>> {
        if self.faults.is_empty() { Ok(self.library) } else { Err(self.faults) }
    }
}

/// The method files in a directory, in the order of their names.
fn files_in(dir: &Path) -> Result<Vec<PathBuf>, Vec<MethodFault>> {
    let unreadable = |error: std::io::Error| {
        let problem = format!("the directory cannot be read ({error})");
        vec![fault(dir, problem, "name a directory that holds method files".to_owned())]
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            files.push(path);
        }
        if files.len() > FILES {
            let problem = format!("there are more than {FILES} method files");
            let advice = "name a directory that holds method files only".to_owned();
            return Err(vec![fault(dir, problem, advice)]);
        }
    }
    files.sort();
    Ok(files)
}

/// Reads no more than one byte over the limit, whatever the file turns out to be.
fn read_file(path: &Path) -> Result<Method, Vec<MethodFault>> {
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(FILE_BYTES + 1).read_to_end(&mut bytes)).map_err(
        |error| {
            let problem = format!("the file cannot be read ({error})");
            vec![fault(path, problem, "check its name and who may read it".to_owned())]
        },
    )?;
    parse_bytes(&path.display().to_string(), &bytes)
}

fn fault(path: &Path, problem: String, advice: String) -> MethodFault {
    Finding::new(0, problem, advice).in_file(&path.display().to_string(), &[])
}
