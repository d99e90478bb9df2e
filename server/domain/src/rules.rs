//! Rules that both deciding and projecting ask. Neither of those two imports the other.
//!
//! - [`authorize`]: which role may give which command in which part of a meeting's life.
//! - `ahead`: what of a plan can still be changed.
//! - `openings`: what a step opens to whom, and what an author may still change.
//! - `next_act`: the one act of the gespreksleider that comes next.
//! - `report`: whose the report is first, and when it opens for everybody.
//! - `undo`: for how long a move can be undone.
//! - `replan`: how the rest of the plan fits into fewer minutes, and when the plan ends.
//! - `shares`: what one person may use of a meeting.
//! - [`visibility_of`]: what a viewer may see of a record; the whole privacy policy.

mod ahead;
mod authorize;
mod next_act;
mod openings;
mod replan;
mod report;
mod shares;
mod undo;
mod visibility;

pub(crate) use ahead::{index_now, phase_ahead, phases_ahead, step_ahead};
pub(crate) use authorize::Asker;
pub use authorize::authorize;
pub(crate) use next_act::{following, lacks_inbrenger, next_act};
pub(crate) use openings::{edit_scope, is_editable, may_speak, opening};
#[cfg(test)]
pub(crate) use replan::Ahead;
pub(crate) use replan::{ahead, left_on, plan_end_ms, replan};
pub(crate) use report::{report_opens_at_ms, report_waits_for};
pub(crate) use shares::{
    fits_share, inbrenger_of, nearly_full, nearly_full_with, response_fits_share, used_by,
};
pub(crate) use undo::undo_until_ms;
pub(crate) use visibility::{Eyes, is_on_display, sight};
pub use visibility::{Viewer, ViewerId, Visibility, visibility_of};
