//! Sessions with the same method hold its phases once, and what one of them changes stays its own.

use std::sync::Arc;

use kring_protocol::command::Command;
use kring_protocol::script::Phase;

use super::given::{GESPREKSLEIDER, lobby};
use super::script::method;
use crate::fingerprint;

fn library() -> Vec<Arc<Phase>> {
    method().phases.into_iter().map(Arc::new).collect()
}

#[test]
fn phases_that_are_the_same_are_held_once_and_nothing_else_becomes_of_a_session() {
    let (own, library) = (lobby().state, library());
    let mut sharing = own.clone();
    sharing.share_phases(&library);
    assert_eq!((fingerprint(&sharing), &sharing), (fingerprint(&own), &own));
    assert_eq!(sharing.plan.len(), library.len());
    for (planned, phase) in sharing.plan.iter().zip(&library) {
        assert!(Arc::ptr_eq(&planned.phase, phase), "{:?}", phase.id);
    }
}

#[test]
fn what_a_group_changes_of_a_phase_changes_in_no_other_session() {
    let library = library();
    let mut here = lobby();
    here.state.share_phases(&library);
    let elsewhere = here.state.clone();
    let phase = library[1].id.clone();
    let minutes = library[1].minutes + 1;
    let here = here.has(GESPREKSLEIDER, Command::SetMinutes { phase, minutes });
    assert_eq!(here.state.plan[1].phase.minutes, minutes);
    assert_eq!(*library, method().phases.into_iter().map(Arc::new).collect::<Vec<_>>());
    assert_eq!(elsewhere.plan[1].phase, library[1]);
    // The others are still held once, and what is the group's own is not given back.
    let mut again = here.state.clone();
    again.share_phases(&library);
    assert_eq!(again, here.state);
    assert!(Arc::ptr_eq(&again.plan[0].phase, &library[0]));
}
