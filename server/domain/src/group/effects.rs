//! What an event asks of the room beside telling people.

use kring_protocol::close_code;
use kring_protocol::ids::{MemberId, SessionId};

use super::event::Event;
use super::state::{State, Status};
use crate::effects::Effect;

/// What a crash may have left undone.
#[must_use]
pub fn unfinished(state: &State) -> Vec<Effect<MemberId>> {
    let keys = state.to_forget.iter().map(|viewer| Effect::DestroyKey { viewer: *viewer });
    let meetings = state.erasing.iter().map(|session| Effect::EraseMeeting { session: *session });
    let dropped = state.dropped.iter().map(|session| Effect::DropMeeting { session: *session });
    let log = (state.status == Status::Erased).then_some(Effect::EraseLog);
    keys.chain(dropped).chain(meetings).chain(log).collect()
}

/// What this event asks of its room.
#[must_use]
pub fn effects(event: &Event) -> Vec<Effect<MemberId>> {
    match event {
        Event::MemberLeft { member, meetings } => {
            let viewer = *member;
            let code = close_code::REMOVED;
            let leaves = |session: &SessionId| Effect::LeaveMeeting { session: *session, viewer };
            let rest = [Effect::Close { viewer, code }, Effect::ForgetStream { viewer }];
            let leaving = meetings.iter().map(leaves);
            [Effect::DestroyKey { viewer }].into_iter().chain(leaving).chain(rest).collect()
        }
        Event::MeetingMoved { session, .. } | Event::MeetingDetailsSet { session, .. } => {
            vec![Effect::ChangeMeeting { session: *session }]
        }
        Event::MeetingCancelled { session } => vec![Effect::DropMeeting { session: *session }],
        Event::ApplicationEnded { member } => {
            let viewer = *member;
            let code = close_code::REMOVED;
            vec![
                Effect::DestroyKey { viewer },
                Effect::Abort { viewer, code },
                Effect::ForgetStream { viewer },
            ]
        }
        Event::DeviceRevoked { member, device } => {
            let code = close_code::UNAUTHORISED;
            vec![Effect::SignOut { viewer: *member, device: *device, code }]
        }
        Event::GroupErased { meetings } => {
            // The log of the group last: until then it is known what is to be erased.
            let meetings =
                meetings.iter().map(|session| Effect::EraseMeeting { session: *session });
            let rest = [Effect::EraseLog, Effect::AbortAll { code: close_code::ERASED }];
            meetings.chain(rest).collect()
        }
        Event::GroupCreated { .. }
        | Event::InvitationReplaced { .. }
        | Event::DetailsSet { .. }
        | Event::RetentionSet { .. }
        | Event::Applied { .. }
        | Event::MemberJoined { .. }
        | Event::PersonalSet { .. }
        | Event::ClaimMade { .. }
        | Event::ClaimConfirmed { .. }
        | Event::ClaimEnded { .. }
        | Event::PasskeyRemoved { .. }
        | Event::MeetingPlanned { .. }
        | Event::ArrangementsSet { .. }
        | Event::PollOpened { .. }
        | Event::PollAnswered { .. }
        | Event::PollClosed { .. }
        | Event::AbsenceTold { .. }
        | Event::MeetingBegun { .. }
        | Event::MeetingHeld { .. }
        | Event::TurnPinned { .. }
        | Event::TurnSkipped { .. }
        | Event::TrainerSet { .. } => vec![],
    }
}
