//! No rule without a test.

use kring_protocol::code::Rejection;

const FILES: &[&str] = &[
    include_str!("adjourn.rs"),
    include_str!("ahead.rs"),
    include_str!("ballot.rs"),
    include_str!("progress.rs"),
    include_str!("muted.rs"),
    include_str!("people.rs"),
    include_str!("plan.rs"),
    include_str!("replan.rs"),
    include_str!("preparation.rs"),
    include_str!("brought.rs"),
    include_str!("reflection.rs"),
    include_str!("report.rs"),
    include_str!("retention.rs"),
    include_str!("time.rs"),
    include_str!("turns.rs"),
    include_str!("text.rs"),
    include_str!("contributions.rs"),
    include_str!("shares.rs"),
    include_str!("departure.rs"),
    include_str!("undo.rs"),
    include_str!("rounds.rs"),
    include_str!("timekeeping.rs"),
    include_str!("concerns.rs"),
    include_str!("devices.rs"),
    include_str!("fragment.rs"),
    include_str!("learning_outcomes.rs"),
    include_str!("on_behalf.rs"),
    include_str!("taking.rs"),
    include_str!("guests.rs"),
    include_str!("entering.rs"),
    include_str!("../group/tests/members.rs"),
    include_str!("../group/tests/access.rs"),
    include_str!("../group/tests/meetings.rs"),
];

/// Codes of earlier builds that no rule gives any more. Clients may know them.
const RETIRED: &[Rejection] = &[Rejection::TextForbiddenCharacter];

fn is_asserted(rejection: Rejection) -> bool {
    let assertion = format!("then_refused(Rejection::{rejection:?})");
    FILES.iter().any(|file| file.contains(&assertion))
}

#[test]
fn every_rejection_is_asserted_by_name_in_some_test() {
    let given = Rejection::ALL.iter().filter(|rule| !RETIRED.contains(rule));
    let forgotten: Vec<_> = given.filter(|rule| !is_asserted(**rule)).collect();
    assert!(forgotten.is_empty(), "no test asserts {forgotten:?}");
}
