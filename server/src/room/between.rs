//! What the server and other rooms ask of a room: to be erased, that a meeting was held, and what somebody
//! takes along from one meeting of a group to the next.

use kring_domain::group::{Request, State};
use kring_domain::{TakeIn, TakenLine};
use kring_protocol::content::Content;
use kring_protocol::group::RoleHeld;
use kring_protocol::{
    CommandId, ContributionId, GroupId, MemberId, ParticipantId, Role, SessionId,
};
use kring_store::StreamId;
use uuid::Uuid;

use super::{Aggregate, Group, Meeting, RoomError, Rooms};
use crate::token;

/// What somebody takes along from a meeting that is over.
pub(super) struct TakenAlong {
    pub(super) participant: ParticipantId,
    /// What they chose.
    pub(super) contributions: Vec<ContributionId>,
    pub(super) closed_at_ms: i64,
    /// What goes, each with an id of the meeting that is over.
    pub(super) lines: Vec<(ContributionId, Content)>,
}

/// Where it goes.
struct Next {
    session: SessionId,
    member: MemberId,
    starts_at_ms: Option<i64>,
}

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

    /// Tells a group that a meeting of it has begun. What cannot be told now is told when the meeting's room
    /// wakes the next time, or once it was held.
    pub(super) async fn tell_begun(&self, group: GroupId, session: SessionId) {
        let id = CommandId(Uuid::new_v4());
        if let Err(error) =
            self.request::<Group>(group, id, Request::MeetingBegun { session }).await
        {
            tracing::warn!(%session, %group, ?error, "a group has not heard that its meeting is on");
        }
    }

    /// Tells a meeting something that has to be so. One that never came to be, or is erased, has heard it.
    /// One that cannot be read hears nothing until it is repaired, and is erased only where that is asked.
    ///
    /// # Errors
    /// When it did not hear it.
    pub(super) async fn tell_meeting(
        &self,
        session: SessionId,
        what: kring_domain::Request,
    ) -> Result<(), RoomError> {
        let drops = matches!(what, kring_domain::Request::Drop);
        match self.request::<Meeting>(session, CommandId(Uuid::new_v4()), what).await {
            Err(RoomError::NotFound | RoomError::Rejected(_)) => Ok(()),
            // Whether it had begun cannot be seen: it may be one that goes on.
            Err(RoomError::Damaged) if drops => Ok(()),
            done => done,
        }
    }

    /// Wakes meetings of a group: what they have to tell, they tell then. One that is erased tells nothing.
    pub(super) async fn hear(&self, group: GroupId, sessions: Vec<SessionId>) {
        for session in sessions {
            let is_there = self.look::<Meeting, _>(session, |state| Ok(state.is_active())).await;
            // The group knows whether it had begun.
            if matches!(is_there, Ok(false) | Err(RoomError::NotFound)) {
                let gone = Request::MeetingGone { session };
                let _ = self.request::<Group>(group, CommandId(Uuid::new_v4()), gone).await;
            }
        }
    }

    /// Asks the group of a meeting that has not begun what it planned and who left it. That is said to the
    /// meeting as it happens; a crash may have come between.
    pub(super) async fn follow_plan(
        &self,
        group: GroupId,
        session: SessionId,
        members: Vec<ParticipantId>,
    ) {
        let look = move |state: &State| {
            let is_member = |here: &ParticipantId| {
                let mut ids = state.members.iter().map(|member| member.id);
                ids.any(|id| token::participant_id_for_member(session, id) == *here)
            };
            let gone: Vec<_> = members.iter().copied().filter(|id| !is_member(id)).collect();
            Ok((state.meeting(session).cloned(), gone))
        };
        // Without an answer it is asked again when the meeting wakes the next time.
        let Ok((planned, gone)) = self.look::<Group, _>(group, look).await else { return };
        let said = match planned {
            None => vec![kring_domain::Request::Drop],
            Some(planned) if planned.held.is_some() => vec![],
            Some(planned) => {
                let (starts_at_ms, place) = (planned.starts_at_ms, planned.place);
                let gone = gone.into_iter();
                let gone =
                    gone.map(|participant| kring_domain::Request::MemberGone { participant });
                let plan = kring_domain::Request::Reschedule { starts_at_ms, place };
                gone.chain([plan]).collect()
            }
        };
        for what in said {
            if let Err(error) = self.tell_meeting(session, what).await {
                tracing::warn!(%session, %group, ?error, "a meeting has not heard of its group");
                return;
            }
        }
    }

    /// Brings what somebody takes along to the next meeting of the group, and tells the meeting it is from
    /// how that went. What cannot be done now is done when that meeting's room wakes the next time: each
    /// step, done twice, changes nothing the second time.
    pub(super) async fn take_along(&self, group: GroupId, from: SessionId, taken: TakenAlong) {
        let participant = taken.participant;
        let arrived = match self.next_meeting(group, from, participant).await {
            Ok(Some(next)) => self.bring_to(group, from, &taken, next).await,
            // No group any more, or they are not in it any more.
            Ok(None) | Err(RoomError::NotFound) => Ok(false),
            Err(error) => Err(error),
        };
        let contributions = taken.contributions;
        let settled = match arrived {
            Ok(arrived) => {
                let settle =
                    kring_domain::Request::SettleTaking { participant, contributions, arrived };
                self.tell_meeting(from, settle).await
            }
            Err(error) => Err(error),
        };
        if let Err(error) = settled {
            tracing::warn!(session = %from, %group, ?error, "something waits for the next meeting");
        }
    }

    /// The next meeting of the group after this one, planned without a date if need be.
    async fn next_meeting(
        &self,
        group: GroupId,
        from: SessionId,
        participant: ParticipantId,
    ) -> Result<Option<Next>, RoomError> {
        let is_them =
            move |member: MemberId| token::participant_id_for_member(from, member) == participant;
        let look = move |state: &State| {
            Ok(state.members.iter().map(|member| member.id).find(|id| is_them(*id)))
        };
        let Some(member) = self.look::<Group, _>(group, look).await? else { return Ok(None) };
        let plan = Request::PlanNext { after: from, by: member };
        self.request::<Group>(group, CommandId(Uuid::new_v4()), plan).await?;
        let look = move |state: &State| Ok(state.next_after(from).cloned());
        let next = self.look::<Group, _>(group, look).await?;
        let next = next.map(|next| (next.session, next.starts_at_ms));
        Ok(next.map(|(session, starts_at_ms)| Next { session, member, starts_at_ms }))
    }

    /// Whether it arrived there in time.
    async fn bring_to(
        &self,
        group: GroupId,
        from: SessionId,
        taken: &TakenAlong,
        next: Next,
    ) -> Result<bool, RoomError> {
        let session = next.session;
        let line = |(id, content): &(ContributionId, Content)| TakenLine {
            id: token::contribution_id_for_taken(session, *id),
            content: content.clone(),
        };
        let take_in = TakeIn {
            session,
            group,
            scheduled_at_ms: next.starts_at_ms,
            participant: token::participant_id_for_member(session, next.member),
            from,
            from_ms: taken.closed_at_ms,
            lines: taken.lines.iter().map(line).collect(),
        };
        let request = kring_domain::Request::TakeIn(Box::new(take_in));
        match self.request::<Meeting>(session, CommandId(Uuid::new_v4()), request).await {
            Ok(()) => Ok(true),
            Err(RoomError::NotFound | RoomError::Rejected(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
