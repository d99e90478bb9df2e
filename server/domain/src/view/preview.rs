//! What an invitation tells before joining.

use kring_protocol::record::Lifecycle;
use kring_protocol::rest::InvitationPreview;

use crate::state::{Credential, Planned, State, Status};
use crate::text;

/// What somebody who holds this invitation may know before joining. `None` if the invitation is not
/// the current one, or the meeting is closed, erased or does not exist.
#[must_use]
pub fn preview(
    state: &State,
    invitation: Credential,
    name: Option<&str>,
) -> Option<InvitationPreview> {
    let open = state.is_active() && state.status != Status::Active(Lifecycle::Closed);
    let asked = state.guests_for.as_ref().filter(|asked| asked.invitation == invitation);
    if !open || (state.invitation != Some(invitation) && asked.is_none()) {
        return None;
    }
    let is_asked =
        |planned: &&Planned| asked.is_some_and(|asked| asked.phases.contains(&planned.phase.id));
    let phases = state.plan.iter().filter(is_asked).map(|planned| planned.phase.title.clone());
    let leader = state.present(state.gespreksleider);
    let name = name.and_then(|name| text::name(name).ok());
    Some(InvitationPreview {
        session: state.session,
        name_is_taken: name.is_some_and(|name| text::named(state, &name).is_some()),
        title: state.title.clone(),
        method_title: state.method_title.clone(),
        gespreksleider: leader.map(|p| p.name.clone()).unwrap_or_default(),
        agreements: state.standing_agreements(),
        scheduled_at_ms: state.scheduled_at_ms,
        keep_days: state.keep_days,
        phases: phases.collect(),
    })
}
