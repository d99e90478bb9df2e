//! Files, directories, and what the command line shows of them.

use std::path::{Path, PathBuf};

use kring_protocol::text::Lang;

use super::{GOOD, edited};
use crate::methods::{Library, MethodFault, check, list};

/// A directory of its own for one test, gone when the test is.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let dir = std::env::temp_dir().join(format!("kring-methods-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&dir);
        std::fs::create_dir_all(&dir).unwrap();
        Self(dir)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn shown(faults: &[MethodFault], dir: &Path) -> Vec<String> {
    let dir = format!("{}/", dir.display());
    faults.iter().map(|fault| fault.to_string().replace(&dir, "")).collect()
}

#[test]
fn a_directory_of_methods_is_read_in_the_order_of_the_ids() {
    let dir = Scratch::new("order");
    dir.write("zee.toml", edited(&[("id = \"proef\"", "id = \"zee\"")]));
    dir.write("proef.toml", GOOD);
    dir.write("README.md", "not a method");
    let library = Library::read(&dir.0).unwrap();
    let ids: Vec<&str> = library.iter().map(|method| method.id.as_str()).collect();
    assert_eq!(ids, ["proef", "zee"]);
}

#[test]
fn the_faults_of_all_files_are_told() {
    let dir = Scratch::new("faults");
    dir.write("aap.toml", "format =");
    dir.write("noot.toml", [0x61, 0x0a, 0xff, 0xfe]);
    dir.write("proef.toml", edited(&[("minutes = 5", "minutes = 0")]));
    let faults = shown(&Library::read(&dir.0).unwrap_err(), &dir.0);
    assert_eq!(faults.len(), 3, "{faults:?}");
    assert!(faults[0].starts_with("aap.toml:1: this is not TOML"), "{faults:?}");
    assert_eq!(faults[1], "noot.toml:2: this is not UTF-8 text: save the file as UTF-8");
    assert_eq!(
        faults[2],
        "proef.toml:34: minutes = 0 is out of bounds: write a whole number from 1 to 180"
    );
}

#[test]
fn a_directory_that_is_not_there_is_a_fault() {
    let dir = Scratch::new("absent");
    let faults = Library::read(&dir.0.join("nergens")).unwrap_err();
    assert_eq!(faults.len(), 1);
    assert!(faults[0].problem.starts_with("the directory cannot be read"), "{}", faults[0]);
}

#[test]
fn a_method_cannot_take_the_id_of_a_built_in_one() {
    let dir = Scratch::new("taken");
    dir.write("dialoog.toml", edited(&[("id = \"proef\"", "id = \"dialoog\"")]));
    let faults = Library::built_in().unwrap().with(&dir.0).unwrap_err();
    assert_eq!(
        shown(&faults, &dir.0),
        [
            "dialoog.toml:1: there is a method \"dialoog\" already, from the server itself: give this file and its id another name"
        ]
    );
}

#[test]
fn a_directory_adds_to_the_built_in_methods() {
    let dir = Scratch::new("adds");
    dir.write("proef.toml", GOOD);
    let library = Library::built_in().unwrap().with(&dir.0).unwrap();
    assert_eq!(library.iter().count(), 6);
}

#[test]
fn checking_files_sums_them_up_or_tells_every_fault() {
    let dir = Scratch::new("check");
    let good = dir.write("proef.toml", GOOD);
    let summaries = check(std::slice::from_ref(&good)).unwrap();
    assert_eq!(summaries.len(), 1);
    assert_eq!((summaries[0].phases, summaries[0].minutes), (2, 15));

    let again = dir.write("elders/proef.toml", GOOD);
    let absent = dir.0.join("weg.toml");
    let faults = shown(&check(&[good, again, absent]).unwrap_err(), &dir.0);
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert_eq!(
        faults[0],
        "elders/proef.toml:1: there is a method \"proef\" already, from proef.toml: give this file and its id another name"
    );
    assert!(faults[1].starts_with("weg.toml:1: the file cannot be read ("), "{faults:?}");
}

#[test]
fn a_file_over_the_limit_is_not_read_to_its_end() {
    let dir = Scratch::new("large");
    let large = dir.write("proef.toml", vec![b'#'; 300 * 1024]);
    let faults = shown(&check(&[large]).unwrap_err(), &dir.0);
    assert_eq!(faults, ["proef.toml:1: the file is larger than 256 KiB: shorten its texts"]);
}

#[test]
fn the_list_shows_phases_minutes_and_what_is_a_proposal() {
    assert_eq!(
        list(&Library::built_in().unwrap(), Lang::En),
        "\
beeldmateriaal     Intervisie with video    8 phases   90 minutes (proposal)
collegiaal-advies  Advice from peers        6 phases   75 minutes
dialoog            Dialogue                 6 phases   60 minutes (proposal)
handelingsgericht  Needs-based intervisie   7 phases   39 minutes
zeven-stappen      Seven steps              7 phases   50 minutes
"
    );
}
