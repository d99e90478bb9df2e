//! What events ask of the room.

use kring_protocol::close_code;

use super::given::{AN, token};
use crate::event::Event;
use crate::{Effect, effects};

#[test]
fn whoever_is_removed_is_cut_off_and_whoever_leaves_still_gets_what_is_queued() {
    let left = |removed| effects(&Event::ParticipantLeft { participant: AN, removed });
    let (participant, code) = (AN, close_code::REMOVED);
    let forget = Effect::ForgetStream { participant };
    assert_eq!(left(true), [Effect::Abort { participant, code }, forget]);
    assert_eq!(left(false), [Effect::Close { participant, code }, forget]);
}

#[test]
fn a_replaced_token_ends_the_connections_of_the_old_one() {
    let replaced = Event::CredentialReplaced { participant: AN, credential: token(AN) };
    let close = Effect::Close { participant: AN, code: close_code::UNAUTHORISED };
    assert_eq!(effects(&replaced), [close]);
}

#[test]
fn after_blotting_out_nobody_resumes_to_what_was_sent_before() {
    let id = super::given::id(1);
    let whole = Event::TextBlotted { id, content: true, response: false };
    assert_eq!(effects(&whole), [Effect::ForgetUpdates]);
    assert_eq!(effects(&Event::PiecesBlotted { pieces: vec![] }), [Effect::ForgetUpdates]);
    assert_eq!(effects(&Event::ReportOpened { by: AN }), []);
}

#[test]
fn an_erased_meeting_is_erased_from_the_log_and_nobody_gets_a_further_byte() {
    let all = Effect::AbortAll { code: close_code::ERASED };
    assert_eq!(effects(&Event::MeetingErased), [Effect::EraseLog, all]);
    assert_eq!(effects(&Event::VotesRevealed), []);
}
