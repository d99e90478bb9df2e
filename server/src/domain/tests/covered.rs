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

#[test]
fn every_rejection_is_asserted_by_name_in_some_test() {
    let asserted = |rejection: &Rejection| {
        let (this, through) = (format!("then_refused(Rejection::{rejection:?})"), "");
        let _ = through;
        FILES.iter().any(|file| file.contains(&this))
    };
    let (unused, used): (Vec<_>, Vec<_>) =
        Rejection::ALL.iter().partition(|rejection| GIVEN_BY_NO_RULE.contains(rejection));
    let forgotten: Vec<_> = used.iter().filter(|rejection| !asserted(rejection)).collect();
    assert!(forgotten.is_empty(), "no test asserts {forgotten:?}");
    assert!(!unused.iter().any(|rejection| asserted(rejection)), "a rule gives it after all");
}
