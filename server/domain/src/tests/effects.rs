//! What events ask of the room.

use kring_protocol::close_code;

use super::given::{AN, token};
use crate::event::Event;
use crate::{Device, Effect, effects};

#[test]
fn whoever_is_removed_is_cut_off_and_whoever_leaves_still_gets_what_is_queued() {
    let left = |removed| effects(&Event::ParticipantLeft { participant: AN, removed });
    let (viewer, code) = (AN.into(), close_code::REMOVED);
    let forget = Effect::ForgetStream { viewer };
    assert_eq!(left(true), [Effect::Abort { viewer, code }, forget]);
    assert_eq!(left(false), [Effect::Close { viewer, code }, forget]);
}

#[test]
fn a_token_that_is_void_ends_the_connections_of_its_device_alone() {
    let replaced = Event::CredentialReplaced { participant: AN, credential: token(AN) };
    let (device, code) = (Device::first_of(AN), close_code::UNAUTHORISED);
    let out = Effect::SignOut { viewer: AN.into(), device, code };
    assert_eq!(effects(&replaced), [out]);
    assert_eq!(effects(&Event::DeviceRevoked { participant: AN, device }), [out]);
}

#[test]
fn an_erased_meeting_is_erased_from_the_log_and_nobody_gets_a_further_byte() {
    let all = Effect::AbortAll { code: close_code::ERASED };
    assert_eq!(effects(&Event::MeetingErased), [Effect::EraseLog, all]);
    assert_eq!(effects(&Event::VotesRevealed), []);
}
