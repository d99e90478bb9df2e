//! Whose turn it is, where the group settles it otherwise than the order proposes.

use kring_protocol::code::Rejection;
use kring_protocol::ids::MemberId;
use kring_protocol::script::Role;

use super::{Decision, one};
use crate::group::event::Event;
use crate::group::rota::ROLES;
use crate::group::state::State;

pub(super) fn pin(state: &State, role: Role, member: Option<MemberId>) -> Decision {
    goes_round(role)?;
    if let Some(member) = member {
        must_take_turns(state, member)?;
        let other = match role {
            Role::Gespreksleider => Some(Role::Inbrenger),
            Role::Inbrenger => Some(Role::Gespreksleider),
            _ => None,
        };
        if other.is_some_and(|other| state.pinned.get(&other) == Some(&member)) {
            return Err(Rejection::GespreksleiderIsNeverInbrenger);
        }
    }
    if state.pinned.get(&role) == member.as_ref() {
        return Ok(vec![]);
    }
    one(Event::TurnPinned { role, member })
}

pub(super) fn skip(state: &State, role: Role, member: MemberId, skipped: bool) -> Decision {
    goes_round(role)?;
    must_take_turns(state, member)?;
    if state.skipped.contains(&(role, member)) == skipped {
        return Ok(vec![]);
    }
    one(Event::TurnSkipped { role, member, skipped })
}

fn goes_round(role: Role) -> Result<(), Rejection> {
    if ROLES.contains(&role) { Ok(()) } else { Err(Rejection::NotAnOffice) }
}

fn must_take_turns(state: &State, member: MemberId) -> Result<(), Rejection> {
    let member = state.member(member).ok_or(Rejection::UnknownParticipant)?;
    if member.trainer { Err(Rejection::NotForYourRole) } else { Ok(()) }
}
