//! What the server and other rooms ask of a room: to be erased, and that a meeting was held.

use kring_domain::group::Request;
use kring_protocol::group::RoleHeld;
use kring_protocol::{CommandId, GroupId, MemberId, ParticipantId, Role, SessionId};
use kring_store::StreamId;
use uuid::Uuid;

use super::{Aggregate, Group, Meeting, RoomError, Rooms};
use crate::token;

impl Rooms {
    /// Erases a meeting: at once, or with `if_due` only if its retention is over.
    ///
    /// # Errors
    /// When it may still be readable on the disk.
    pub async fn erase(&self, session: SessionId, if_due: bool) -> Result<(), RoomError> {
        let id = CommandId(Uuid::new_v4());
        self.request::<Meeting>(session, id, Meeting::erase(if_due)).await
    }

    /// Erases a group: at once, or with `if_due` only if its retention is over.
    ///
    /// # Errors
    /// When it may still be readable on the disk.
    pub async fn erase_group(&self, group: GroupId, if_due: bool) -> Result<(), RoomError> {
        let id = CommandId(Uuid::new_v4());
        self.request::<Group>(group, id, Group::erase(if_due)).await
    }

    /// Erases a stream that is due.
    ///
    /// # Errors
    /// When it may still be readable on the disk.
    pub async fn erase_if_due(&self, stream: StreamId) -> Result<(), RoomError> {
        match stream {
            StreamId::Meeting(session) => self.erase(session, true).await,
            StreamId::Group(group) => self.erase_group(group, true).await,
            // It has no entries, so it is never due.
            StreamId::Member(_) => Ok(()),
        }
    }

    /// Tells a group that a meeting of it was held. What cannot be told now is told when the meeting's
    /// room wakes the next time.
    pub(super) async fn tell_held(
        &self,
        group: GroupId,
        session: SessionId,
        at_ms: i64,
        roles: &[(Role, ParticipantId)],
    ) {
        let members = self.look::<Group, _>(group, |state| {
            Ok(state.members.iter().map(|member| member.id).collect::<Vec<_>>())
        });
        let Ok(members) = members.await else { return };
        let roles = roles.iter().flat_map(|(role, participant)| {
            let is_them = |member: &&MemberId| {
                token::participant_id_for_member(session, **member) == *participant
            };
            members.iter().find(is_them).map(|member| RoleHeld { role: *role, member: *member })
        });
        let held = Request::MeetingHeld { session, at_ms, roles: roles.collect() };
        let id = CommandId(Uuid::new_v4());
        if let Err(error) = self.request::<Group>(group, id, held).await {
            tracing::warn!(%session, %group, ?error, "a group has not heard of its meeting yet");
        }
    }
}
