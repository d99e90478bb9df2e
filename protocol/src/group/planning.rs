//! How a group works between and around its meetings, and when its members can meet.

use serde::{Deserialize, Serialize};

use crate::ids::{MemberId, PollId};

/// Who leads the meetings of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum Leads {
    /// Not settled.
    #[default]
    Open,
    /// Somebody else each time.
    Rotates,
    /// The same person every time.
    Fixed,
}

/// How a group works between and around its meetings (004, "vaststellen wie, wat en wanneer").
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(default, deny_unknown_fields)]
pub struct Arrangements {
    /// Who leads.
    pub leads: Leads,
    /// How everybody gives input; a line, may be empty.
    pub input: String,
    /// Who communicates; a line, may be empty.
    pub communication: String,
    /// How it is evaluated; a line, may be empty.
    pub evaluation: String,
}

impl Arrangements {
    pub(super) fn is_open(&self) -> bool {
        *self == Self::default()
    }
}

/// Whether a moment suits somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum Suits {
    /// Yes.
    Yes,
    /// If need be.
    IfNeedBe,
    /// No.
    No,
}

/// A poll of dates. For members alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct DatePoll {
    /// Its id.
    pub id: PollId,
    /// The method, by its id.
    pub method: String,
    /// The moments, in milliseconds since 1970, the earliest first.
    pub options: Vec<i64>,
    /// Who asked.
    pub asked_by: MemberId,
    /// Who answered, the first first.
    pub answers: Vec<PollAnswer>,
}

/// What one member answered to a poll of dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct PollAnswer {
    /// Who.
    pub member: MemberId,
    /// One for each moment.
    pub suits: Vec<Suits>,
}
