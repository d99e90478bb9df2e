//! The one act of the gespreksleider that comes next.

use serde::{Deserialize, Serialize};

use crate::content::Kind;

/// What the gespreksleider does next, if all goes as the method has it. Other acts stay possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum NextAct {
    /// `start`.
    Start,
    /// `appoint_inbrenger`: this step is about their case.
    AppointInbrenger,
    /// `start_silence`: the step is a silent moment.
    BeginSilence {
        /// How long, as the method has it.
        seconds: u32,
    },
    /// `end_silence`.
    EndSilence,
    /// `next_turn`, for the first speaker.
    BeginRound,
    /// `next_turn`.
    NextSpeaker,
    /// `reveal_votes`.
    CountVotes,
    /// `confirm_case`, for one of the counted cases.
    ConfirmCase,
    /// `reveal`: the group goes on with what was held back.
    Reveal,
    /// `choose`, for one of this kind.
    Choose {
        /// Which kind.
        kind: Kind,
    },
    /// `resume_meeting`.
    ResumeMeeting,
    /// `next`.
    Next,
    /// `close`.
    Close,
}
