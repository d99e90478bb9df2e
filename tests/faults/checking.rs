//! The judge itself, on made-up histories: each thing that must not be is seen, and nothing else is.

use std::collections::HashSet;

use kring_protocol::code::{Failure, Rejection};
use kring_protocol::content::Content;
use kring_protocol::{Command, CommandId, ContributionId, ParticipantId, Position, SessionId};
use kring_tests::Answer;
use kring_tests::faults::checker::{Verdict, Written, check};
use kring_tests::faults::history::History;
use uuid::Uuid;

const WHO: ParticipantId = ParticipantId(Uuid::from_u128(7));
const ONE_LIFE: Uuid = Uuid::from_u128(100);
const NEXT_LIFE: Uuid = Uuid::from_u128(101);
const CREATION: CommandId = CommandId(Uuid::from_u128(1));

fn id(number: u128) -> CommandId {
    CommandId(Uuid::from_u128(number))
}

fn made(number: u128) -> ContributionId {
    ContributionId(Uuid::from_u128(number))
}

fn note(text: &str) -> Content {
    Content::Note { text: text.into() }
}

fn writes(text: &str) -> Command {
    let at = Position { phase: "start".into(), step: "welkom".into() };
    Command::Contribute { at, content: note(text) }
}

/// Somebody asked `command`, and was answered.
fn history(command: &Command, answers: &[(Uuid, Answer)]) -> History {
    let mut history = History::of(WHO, SessionId(Uuid::nil()));
    history.sent(id(2), command);
    for (stream, answer) in answers {
        history.answered(id(2), *stream, *answer);
    }
    history
}

fn entry(seq: u64, command: CommandId, created: Option<(ContributionId, Content)>) -> Written {
    Written { seq, actor: Some(WHO), command, created }
}

fn verdict(history: &History, entries: &[Written]) -> Verdict {
    let mut written = vec![entry(1, CREATION, None)];
    written.extend_from_slice(entries);
    check(&[history], &written, &HashSet::new())
}

/// How many are lost, duplicated and wrong.
fn figures(verdict: &Verdict) -> (usize, usize, usize) {
    (verdict.lost.len(), verdict.duplicated.len(), verdict.wrong.len())
}

const DONE: Answer = Answer::Accepted(Some(ContributionId(Uuid::from_u128(3))));
const REFUSED: Answer = Answer::Refused(Rejection::StepClosed);

#[test]
fn what_was_acknowledged_and_is_there_once_is_good() {
    let told = history(&writes("a"), &[(ONE_LIFE, DONE), (NEXT_LIFE, DONE)]);
    assert!(verdict(&told, &[entry(2, id(2), Some((made(3), note("a"))))]).is_good());
}

#[test]
fn what_was_acknowledged_and_is_not_there_is_lost() {
    let told = history(&writes("a"), &[(ONE_LIFE, DONE)]);
    assert_eq!(figures(&verdict(&told, &[])), (1, 0, 0));
}

#[test]
fn what_is_there_twice_is_duplicated() {
    let told = history(&writes("a"), &[(ONE_LIFE, DONE)]);
    let first = entry(2, id(2), Some((made(3), note("a"))));
    let second = entry(3, id(2), Some((made(4), note("a"))));
    assert_eq!(figures(&verdict(&told, &[first.clone(), second])), (0, 1, 0));
    let again = Written { seq: 3, ..first.clone() };
    assert_eq!(figures(&verdict(&told, &[first, again])), (0, 2, 0));
}

#[test]
fn another_id_or_another_text_than_was_answered_is_wrong() {
    let told = history(&writes("a"), &[(ONE_LIFE, DONE)]);
    let other = entry(2, id(2), Some((made(4), note("a"))));
    assert_eq!(figures(&verdict(&told, &[other])), (0, 0, 1));
    let other = entry(2, id(2), Some((made(3), note("b"))));
    assert_eq!(figures(&verdict(&told, &[other])), (0, 0, 1));
}

#[test]
fn what_was_refused_and_is_there_is_wrong() {
    let told = history(&writes("a"), &[(ONE_LIFE, REFUSED)]);
    assert!(verdict(&told, &[]).is_good());
    let there = entry(2, id(2), Some((made(3), note("a"))));
    assert_eq!(figures(&verdict(&told, &[there])), (0, 0, 1));
}

#[test]
fn what_nobody_sent_is_wrong() {
    let told = history(&writes("a"), &[(ONE_LIFE, REFUSED)]);
    assert_eq!(figures(&verdict(&told, &[entry(2, id(9), None)])), (0, 0, 1));
    let nobodys = Written { actor: None, ..entry(2, id(9), None) };
    assert_eq!(figures(&verdict(&told, &[nobodys])), (0, 0, 1));
    let joined = HashSet::from([(WHO, id(9))]);
    let written = [entry(1, CREATION, None), entry(2, id(9), None)];
    assert!(check(&[&told], &written, &joined).is_good());
}

#[test]
fn what_was_never_answered_is_wrong() {
    let failed = Answer::Failed(Failure::StorageUnavailable);
    let told = history(&writes("a"), &[(ONE_LIFE, failed)]);
    assert_eq!(figures(&verdict(&told, &[])), (0, 0, 1));
}

#[test]
fn a_duplicate_that_is_answered_otherwise_is_wrong() {
    let there = [entry(2, id(2), Some((made(3), note("a"))))];
    let told = history(&writes("a"), &[(ONE_LIFE, DONE), (NEXT_LIFE, REFUSED)]);
    assert_eq!(figures(&verdict(&told, &there)), (0, 0, 1));
    let told = history(&writes("a"), &[(ONE_LIFE, REFUSED), (ONE_LIFE, DONE)]);
    assert_eq!(figures(&verdict(&told, &there)), (0, 0, 1));
}

#[test]
fn what_was_refused_may_be_done_after_a_restart() {
    let there = [entry(2, id(2), Some((made(3), note("a"))))];
    let told = history(&writes("a"), &[(ONE_LIFE, REFUSED), (NEXT_LIFE, DONE)]);
    assert!(verdict(&told, &there).is_good());
}

#[test]
fn a_command_that_changes_nothing_leaves_nothing() {
    let nothing = Answer::Accepted(None);
    let told = history(&Command::SignalReady { ready: true }, &[(ONE_LIFE, nothing)]);
    assert!(verdict(&told, &[]).is_good());
    let told = history(&Command::RaiseHand, &[(ONE_LIFE, nothing)]);
    assert_eq!(figures(&verdict(&told, &[])), (1, 0, 0));
}

#[test]
fn what_changed_nothing_is_decided_anew_after_a_restart_and_what_is_there_stays() {
    let support = Command::Support { contribution: made(3), supports: true };
    let nothing = Answer::Accepted(None);
    let there = [entry(2, id(2), None)];
    let told = history(&support, &[(ONE_LIFE, nothing), (NEXT_LIFE, REFUSED)]);
    assert!(verdict(&told, &[]).is_good());
    assert_eq!(figures(&verdict(&told, &there)), (0, 0, 1));
    let told = history(&support, &[(ONE_LIFE, nothing), (ONE_LIFE, REFUSED)]);
    assert_eq!(figures(&verdict(&told, &[])), (0, 0, 1));
    let told = history(&Command::RaiseHand, &[(ONE_LIFE, nothing), (NEXT_LIFE, REFUSED)]);
    assert_eq!(figures(&verdict(&told, &there)), (0, 0, 1));
}
