//! A checkpoint leads to the same meeting as the entries it stands for.

use std::collections::BTreeMap;
use std::path::PathBuf;

use kring_protocol::command::Command;
use kring_protocol::content::{Response, VoteMark, Warmth};
use kring_protocol::ids::CommandId;
use kring_protocol::script::Role;
use uuid::Uuid;

use super::given::{AN, BO, GESPREKSLEIDER, Given, INBRENGER, NOW, at, id, lobby};
use super::script::{action, advice, case, idea, kernvraag, need, note, question, strength};
use crate::codec::tests::examples::examples;
use crate::event::Event;
use crate::{Checkpoint, LogUse, State, apply, codec, fingerprint, fold};

/// A meeting from the lobby to its end, in which everybody writes, votes, answers and supports.
fn played() -> Given {
    let office =
        Command::AssignOffice { participant: AN, office: Role::Verslaglegger, holds: true };
    let warm = Response::Warmth { warmth: Warmth::Warm };
    lobby()
        .has(AN, Command::AcceptAgreements)
        .has(GESPREKSLEIDER, Command::NameDeputy { participant: Some(BO) })
        .has(GESPREKSLEIDER, office)
        .has(GESPREKSLEIDER, Command::Start)
        .wrote(BO, id(1), note("voor mezelf"))
        .wrote(INBRENGER, id(2), case("een klas die niet wil"))
        .wrote(AN, id(3), case("een collega"))
        .has(GESPREKSLEIDER, Command::Reveal { from: at("keuze/schrijven") })
        .walk_to("keuze/stemmen")
        .has(BO, Command::Vote { case: id(2), mark: VoteMark::Appeals })
        .has(AN, Command::Vote { case: id(2), mark: VoteMark::Recognised })
        .has(GESPREKSLEIDER, Command::RevealVotes)
        .has(GESPREKSLEIDER, Command::ConfirmCase { case: id(2) })
        .walk_to("verkenning/vragen")
        .wrote(AN, id(4), question("Wat doe je dan?"))
        .has(INBRENGER, Command::Respond { to: id(4), response: warm })
        .has(BO, Command::RaiseHand)
        .walk_to("waarnemen/sterk")
        .wrote(BO, id(5), strength("Je blijft rustig."))
        .walk_to("kern/kern")
        .wrote(AN, id(6), kernvraag("Wat heb je nodig?"))
        .has(BO, Command::Support { contribution: id(6), supports: true })
        .has(GESPREKSLEIDER, Command::Choose { contribution: id(6), chosen: true })
        .walk_to("brainstorm/ideeen")
        .wrote(BO, id(7), idea("Bel de ouders."))
        .has(AN, Command::SignalReady { ready: true })
        .walk_to("anoniem/adviezen")
        .wrote(AN, id(8), advice("Wacht een week."))
        .walk_to("stilte/stilte")
        .walk_to("plan/behoeften")
        .wrote(AN, id(9), need("rust"))
        .walk_to("plan/plan")
        .wrote(INBRENGER, id(10), action("ik bel"))
        .has(BO, Command::Leave)
        .walk_to("afsluiten/een-zin")
        .has(GESPREKSLEIDER, Command::Close)
}

fn golden(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/codec/golden/checkpoint").join(name)
}

/// The events of that meeting as they were stored once. What would be decided today is another thing.
fn eventful() -> Vec<Event> {
    let path = golden("meeting.json");
    if std::env::var_os("KRING_UPDATE").is_some() && !path.exists() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let command = CommandId(Uuid::from_u128(1));
        std::fs::write(&path, codec::encode(command, None, &played().log).unwrap()).unwrap();
    }
    codec::decode(&std::fs::read(&path).unwrap()).unwrap().events
}

fn checkpoint(state: State) -> Checkpoint {
    let mut used = LogUse::default();
    used.record(Some(AN), 120);
    used.record(None, 7);
    let accepted = vec![
        (AN, CommandId(Uuid::from_u128(7)), Some(id(3))),
        (BO, CommandId(Uuid::from_u128(8)), None),
    ];
    Checkpoint { state, last_ms: NOW, used, accepted }
}

/// What each event of a meeting, and each example of a stored event after it, makes of the state.
fn meanings() -> BTreeMap<String, String> {
    let log = eventful();
    let steps = (1..=log.len())
        .map(|count| (format!("meeting {count:02}"), fingerprint(&fold(log.iter().take(count)))));
    let of_examples = examples().iter().map(|(name, event)| {
        let mut state = fold(&log);
        apply(&mut state, event);
        (name.clone(), fingerprint(&state))
    });
    steps.chain(of_examples).collect()
}

/// If this fails, a checkpoint in somebody's log means something else to this build: raise `VERSION`,
/// so that it is passed over, and let `KRING_UPDATE=1` write the golden files of the new one. An event
/// that is new adds a line.
#[test]
fn the_form_and_the_meaning_of_a_checkpoint_are_those_of_its_version() {
    let bytes = checkpoint(fold(&eventful())).encode().unwrap();
    let (version, json) = bytes.split_first().unwrap();
    let update = std::env::var_os("KRING_UPDATE").is_some();
    let read = |name: &str| std::fs::read_to_string(golden(&format!("v{version}.{name}")));
    let write = |name: &str, text: &str| {
        std::fs::write(golden(&format!("v{version}.{name}")), text).unwrap();
    };
    if update && read("json").is_err() {
        write("json", &(String::from_utf8_lossy(json) + "\n"));
    }
    assert_eq!(read("json").unwrap().trim_end(), String::from_utf8_lossy(json));

    let now = meanings();
    let known = read("meanings.txt").unwrap_or_default();
    for (name, known) in known.lines().filter_map(|line| line.rsplit_once(' ')) {
        assert_eq!(now.get(name).map(String::as_str), Some(known), "{name}");
    }
    let lines: String = now.iter().map(|(name, print)| format!("{name} {print}\n")).collect();
    if update {
        write("meanings.txt", &lines);
    }
    assert_eq!(read("meanings.txt").unwrap(), lines, "KRING_UPDATE=1 adds what is new");
}

#[test]
fn what_was_written_is_read_back_and_goes_on_as_the_entries_would() {
    let log = eventful();
    for taken_at in 0..=log.len() {
        let (before, after) = log.split_at(taken_at);
        let written = checkpoint(fold(before));
        let mut read = Checkpoint::decode(&written.encode().unwrap()).unwrap();
        assert_eq!(read, written);
        after.iter().for_each(|event| apply(&mut read.state, event));
        assert_eq!(read.state, fold(&log));
    }
}

#[test]
fn what_another_build_wrote_or_what_is_cut_off_is_passed_over() {
    let bytes = checkpoint(fold(&eventful())).encode().unwrap();
    let mut other = bytes.clone();
    other[0] += 1;
    assert_eq!(Checkpoint::decode(&other), None);
    assert_eq!(Checkpoint::decode(&[]), None);
    for length in (0..bytes.len()).step_by(97) {
        assert_eq!(Checkpoint::decode(&bytes[..length]), None, "cut at {length}");
    }
}
