//! What was stored once is read by every later build, or refused as a whole.
//!
//! Each example of [`examples`] has a golden file. `KRING_UPDATE=1` writes those that are missing; one
//! that is there is never changed by it, because data like it is in people's logs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub(crate) mod examples;
mod listed;

use std::collections::BTreeSet;
use std::path::PathBuf;

use kring_protocol::content::Content;
use kring_protocol::ids::{ContributionId, PhaseId, Position, StepId};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use self::examples::{example_command, examples, participant};
use super::*;

fn golden_files() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/codec/golden/v1")
}

fn stored(events: Vec<Event>) -> Stored {
    Stored { command: example_command(), actor: Some(participant(1)), events }
}

fn encoded(stored: &Stored) -> Vec<u8> {
    encode(stored.command, stored.actor, &stored.events).unwrap()
}

#[test]
fn every_golden_file_decodes_to_the_same_events_and_encodes_to_the_same_bytes() {
    let update = std::env::var_os("KRING_UPDATE").is_some();
    for (name, event) in examples() {
        let path = golden_files().join(format!("{name}.json"));
        let expected = stored(vec![event.clone()]);
        let bytes = encoded(&expected);
        if update && !path.exists() {
            std::fs::write(&path, [&bytes[..], b"\n"].concat()).unwrap();
        }
        let golden = std::fs::read(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let golden = golden.strip_suffix(b"\n").unwrap();
        assert_eq!(decode(golden).as_ref(), Ok(&expected), "{name} reads differently now");
        let same = bytes == golden;
        assert!(same, "{name} is written differently now: that is a new version, not this one");
    }
}

#[test]
fn every_golden_file_has_its_example() {
    let names: BTreeSet<String> = examples().iter().map(|(name, _)| name.clone()).collect();
    assert_eq!(names.len(), examples().len(), "two examples share a name");
    let files = std::fs::read_dir(golden_files()).unwrap();
    let files: BTreeSet<String> = files
        .map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert_eq!(files, names);
}

#[test]
fn every_event_content_and_response_has_an_example() {
    let mut events = BTreeSet::new();
    let mut parts = BTreeSet::new();
    for (name, event) in examples() {
        let listed = listed::event(event);
        assert_eq!(name.split('.').next(), Some(listed), "{name} is not named after its event");
        events.insert(listed);
        parts.extend(listed::parts(event));
    }
    assert_eq!(events, listed::EVENTS.iter().copied().collect());
    assert_eq!(parts, listed::all_parts());
}

#[test]
fn the_first_level_is_what_it_always_was() {
    let command = CommandId(Uuid::from_u128(9));
    let hand = Event::HandRaised { participant: participant(1) };
    let bytes = encode(command, None, &[hand, Event::VotesRevealed]).unwrap();
    let expected = r#"{"v":1,"command":"00000000-0000-0000-0000-000000000009","actor":null,"events":[{"event":"hand_raised","participant":"00000000-0000-0000-0000-000000000001"},{"event":"votes_revealed"}]}"#;
    assert_eq!(String::from_utf8(bytes).unwrap(), expected);
}

#[test]
fn a_command_without_events_is_kept_too() {
    let nothing = stored(Vec::new());
    assert_eq!(decode(&encoded(&nothing)), Ok(nothing));
}

/// Every object inside a value, as something to change.
fn objects(value: &mut Value, each: &mut impl FnMut(&mut serde_json::Map<String, Value>)) {
    match value {
        Value::Object(map) => {
            each(map);
            map.values_mut().for_each(|inner| objects(inner, each));
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| objects(inner, each)),
        _ => {}
    }
}

#[test]
fn an_unknown_field_is_refused_wherever_it_stands() {
    for (name, event) in examples() {
        let bytes = encoded(&stored(vec![event.clone()]));
        let whole: Value = serde_json::from_slice(&bytes).unwrap();
        let mut count = 0;
        objects(&mut whole.clone(), &mut |_| count += 1);
        for place in 0..count {
            let mut changed = whole.clone();
            let mut at = 0;
            objects(&mut changed, &mut |object| {
                if at == place {
                    object.insert("novelty".into(), json!(1));
                }
                at += 1;
            });
            let refused = decode(&serde_json::to_vec(&changed).unwrap());
            let unreadable = matches!(refused, Err(DecodeError::Unreadable { .. }));
            assert!(unreadable, "{name}: an unknown field in object {place} was let through");
        }
    }
}

#[test]
fn whatever_is_cut_off_is_refused() {
    for (name, event) in examples() {
        let bytes = encoded(&stored(vec![event.clone()]));
        let step = (bytes.len() / 200).max(1);
        for length in (0..bytes.len()).step_by(step) {
            assert!(decode(&bytes[..length]).is_err(), "{name} cut off at {length}");
        }
        assert!(decode(&[&bytes[..], b"{}"].concat()).is_err(), "{name} with more behind it");
    }
}

#[test]
fn a_newer_version_is_named_and_told_from_damage() {
    let newer = json!({"v": 2, "anything": {"else": true}}).to_string();
    assert_eq!(decode(newer.as_bytes()), Err(DecodeError::Version(2)));
    assert_eq!(decode(br#"{"v":0}"#), Err(DecodeError::Version(0)));
    assert!(decode(newer.as_bytes()).is_err_and(|error| error.is_newer()));
    assert!(decode(br#"{"v":1,"events":"#).is_err_and(|error| !error.is_newer()));
    let group = json!({"group": 2, "anything": {"else": true}}).to_string();
    let group = crate::codec::v1::group::decode(group.as_bytes());
    assert!(group.is_err_and(|error| error.is_newer()));
}

#[test]
fn a_method_or_phase_of_another_format_is_refused() {
    for name in ["session_created", "phase_inserted"] {
        let (_, event) = examples().iter().find(|(found, _)| found == name).unwrap();
        let text = String::from_utf8(encoded(&stored(vec![event.clone()]))).unwrap();
        assert_eq!(text.matches(r#""format":1"#).count(), 1);
        let newer = text.replace(r#""format":1"#, r#""format":2"#);
        assert!(matches!(decode(newer.as_bytes()), Err(DecodeError::Unreadable { .. })));
    }
}

#[test]
fn a_refusal_quotes_nobody() {
    let secret = "wat niemand mag lezen";
    let command = example_command();
    let payloads = [
        json!({"v": 1, "command": command, "actor": null, "events": [{"event": secret}]}),
        json!({"v": 1, "command": command, "actor": secret, "events": []}),
        json!({"v": 1, "command": secret, "actor": null, "events": []}),
        json!({"v": 1, "command": command, "actor": null, "events": [], secret: 1}),
        json!({"v": secret}),
    ];
    for payload in payloads {
        let error = decode(payload.to_string().as_bytes()).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("niemand"), "{error}");
    }
}

proptest! {
    #[test]
    fn whatever_people_write_comes_back_as_they_wrote_it(
        text in any::<String>(),
        name in any::<String>(),
        slug in any::<String>(),
        id in any::<u128>(),
        at_ms in any::<i64>(),
        round in any::<u32>(),
        flags in any::<[bool; 2]>(),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let at = Position { phase: PhaseId(slug.clone()), step: StepId(slug) };
        let mut events = vec![
            Event::ContributionAdded {
                id: ContributionId(Uuid::from_u128(id)),
                author: participant(id),
                at: flags[0].then_some(at),
                round,
                held: flags[0],
                anonymous: flags[1],
                content: Content::Note { text },
            },
            Event::ParticipantRenamed { participant: participant(id), name },
            Event::MeetingStarted { at_ms },
        ];
        events.extend(picks.iter().map(|pick| pick.get(examples()).1.clone()));
        let command = CommandId(Uuid::from_u128(!id));
        let stored = Stored { command, actor: flags[1].then_some(participant(id)), events };
        prop_assert_eq!(decode(&encoded(&stored)), Ok(stored));
    }

    #[test]
    fn no_bytes_make_decoding_panic(bytes in any::<Vec<u8>>(), at in any::<prop::sample::Index>()) {
        let _ = decode(&bytes);
        let (_, event) = &examples()[0];
        let mut whole = encoded(&stored(vec![event.clone()]));
        let place = at.index(whole.len());
        whole.splice(place..place, bytes);
        let _ = decode(&whole);
    }
}
