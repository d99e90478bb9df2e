//! What an event asks of the room beside telling people.

use kring_protocol::close_code;
use kring_protocol::ids::MemberId;

use super::event::Event;
use crate::effects::Effect;

/// What this event asks of its room.
#[must_use]
pub fn effects(event: &Event) -> Vec<Effect<MemberId>> {
    match event {
        Event::MemberLeft { member } => {
            let viewer = *member;
            let code = close_code::REMOVED;
            vec![
                Effect::DestroyKey { viewer },
                Effect::Close { viewer, code },
                Effect::ForgetStream { viewer },
            ]
        }
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
        Event::GroupErased => {
            vec![Effect::EraseLog, Effect::AbortAll { code: close_code::ERASED }]
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
        | Event::MeetingPlanned { .. }
        | Event::MeetingMoved { .. }
        | Event::MeetingCancelled { .. }
        | Event::AbsenceTold { .. }
        | Event::MeetingHeld { .. } => vec![],
    }
}
