//! Where the meetings of a group stand, for a trainer of it: the only view of a meeting that somebody has who
//! is not in it. It has no text of a meeting and no name from it.

use axum::Json;
use axum::extract::State;
use kring_domain::{Standing, beside, group};
use kring_protocol::code::Rejection;
use kring_protocol::group::rest::{Beside, MeetingBeside};
use kring_protocol::{MemberId, ParticipantId, SessionId};

use super::App;
use super::groups::AuthorizedMember;
use super::problem::{self, ProblemResponse};
use crate::room::{Group, Meeting, RoomError};
use crate::token;

/// What a group knows of its members and of the meetings that were not held yet.
struct Known {
    members: Vec<MemberId>,
    meetings: Vec<SessionId>,
}

pub(super) async fn show(
    State(app): State<App>,
    AuthorizedMember { group, member }: AuthorizedMember,
) -> Result<Json<Beside>, ProblemResponse> {
    let look = move |state: &group::State| known(state, member);
    let known = app.rooms.look::<Group, _>(group, look).await;
    let known = known.map_err(|refusal| problem::of(refusal, problem::not_found()))?;
    let mut meetings = vec![];
    for session in &known.meetings {
        let look = move |state: &kring_domain::State, connected: Vec<ParticipantId>| {
            beside(state).map(|standing| (standing, connected)).ok_or(RoomError::NotFound)
        };
        // One that nobody is in is not woken, and not told of.
        let live = app.rooms.look_if_live::<Meeting, _>(*session, look).await;
        let Ok((standing, connected)) = live else { continue };
        if !connected.is_empty() {
            meetings.push(seen(*session, standing, &connected, &known.members));
        }
    }
    Ok(Json(Beside { server_ms: app.rooms.now_ms(), meetings }))
}

fn known(state: &group::State, by: MemberId) -> Result<Known, RoomError> {
    let asks = state.member(by).ok_or(RoomError::NotFound)?;
    if !asks.trainer {
        return Err(RoomError::Rejected(Rejection::NotForYourRole));
    }
    let ahead = state.meetings.iter().filter(|meeting| meeting.held.is_none());
    Ok(Known {
        members: state.members.iter().map(|member| member.id).collect(),
        meetings: ahead.map(|meeting| meeting.session).collect(),
    })
}

fn seen(
    session: SessionId,
    standing: Standing,
    connected: &[ParticipantId],
    members: &[MemberId],
) -> MeetingBeside {
    let is_here =
        |member: &MemberId| connected.contains(&token::participant_id_for_member(session, *member));
    let here: Vec<MemberId> = members.iter().copied().filter(is_here).collect();
    let guests = u32::try_from(connected.len().saturating_sub(here.len())).unwrap_or(u32::MAX);
    let Standing { lifecycle, phase, timer } = standing;
    MeetingBeside { session, lifecycle, phase, timer, here, guests }
}
