//! No rule without a test.

use kring_protocol::code::Rejection;

const FILES: &[&str] = &[
    include_str!("ballot.rs"),
    include_str!("lead.rs"),
    include_str!("muted.rs"),
    include_str!("people.rs"),
    include_str!("plan.rs"),
    include_str!("time.rs"),
    include_str!("turns.rs"),
    include_str!("words.rs"),
    include_str!("write.rs"),
];

/// Codes that no rule gives any more. They stay in the protocol until a version can drop them.
const GIVEN_BY_NO_RULE: &[Rejection] = &[Rejection::PhaseInUse];

fn is_asserted(rejection: Rejection) -> bool {
    let assertion = format!("then_refused(Rejection::{rejection:?})");
    FILES.iter().any(|file| file.contains(&assertion))
}

#[test]
fn every_rejection_is_asserted_by_name_in_some_test() {
    let (unused, used): (Vec<_>, Vec<_>) =
        Rejection::ALL.iter().partition(|rejection| GIVEN_BY_NO_RULE.contains(rejection));
    let forgotten: Vec<_> = used.into_iter().filter(|rejection| !is_asserted(*rejection)).collect();
    assert!(forgotten.is_empty(), "no test asserts {forgotten:?}");
    assert!(!unused.into_iter().any(is_asserted), "a rule gives it after all");
}
