//! One line for a state: the same for the same log, another after anything that can happen.

use std::collections::BTreeSet;

use super::given::{AN, Given, id, standing_at, token};
use crate::{Credential, Event, State, apply, fingerprint, fold};
use kring_protocol::content::Content;

fn a_meeting() -> Given {
    let note = Content::Note { text: "Voor mijzelf.".to_owned() };
    standing_at("kern/kern").wrote(AN, id(1), note)
}

#[test]
fn a_replay_has_the_fingerprint_of_what_was_live() {
    let live = a_meeting();
    assert_eq!(fingerprint(&live.state), fingerprint(&fold(&live.log)));
}

#[test]
fn every_event_of_a_meeting_leads_to_another_fingerprint() {
    let mut state = State::default();
    let mut seen = BTreeSet::from([fingerprint(&state)]);
    // The days that are usual are what an empty state says already.
    let told = a_meeting().log.into_iter().filter(|e| !matches!(e, Event::RetentionSet { .. }));
    for event in &told.collect::<Vec<_>>() {
        apply(&mut state, event);
        assert!(seen.insert(fingerprint(&state)), "{event:?} changed nothing");
    }
}

#[test]
fn a_token_that_was_replaced_shows() {
    let before = a_meeting().state;
    let mut after = before.clone();
    let an = after.participants.iter_mut().find(|p| p.id == AN).unwrap();
    let device = an.devices.first_mut().unwrap();
    assert_eq!(device.credential, token(AN));
    device.credential = Credential([7; 32]);
    assert_ne!(fingerprint(&before), fingerprint(&after));
}
