//! The devices on which somebody is in a meeting, and coming back on another one.

use serde::{Deserialize, Serialize};

use crate::ids::{DeviceId, ParticipantId, PasskeyId};

/// A device of one's own. It has a token of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// What its owner calls it; may be empty.
    pub name: String,
}

/// A passkey of one's own, by which one comes back to a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct Passkey {
    /// Its id.
    pub id: PasskeyId,
    /// The name of the device it was made on; may be empty.
    pub name: String,
}

/// Somebody who holds the invitation says that they are one of those present before, on a new device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct Claim {
    /// The device that they would have.
    pub device: DeviceId,
    /// Who they say they are.
    pub participant: ParticipantId,
    /// Who confirmed it, the first first.
    pub confirmed_by: Vec<ParticipantId>,
    /// Until when it can be confirmed, on the server's clock.
    pub expires_at_ms: i64,
}

/// Somebody came back on another device, and how many did until then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct Return {
    /// Counted from 1: whoever knows this number was told.
    pub number: u32,
    /// Who came back.
    pub participant: ParticipantId,
    /// How.
    pub by: ReturnPath,
}

/// What brought somebody back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum ReturnPath {
    /// Their personal code. Their other devices stay.
    Code,
    /// Two people in the meeting who confirmed it. Their other devices were signed out.
    Circle,
    /// Their group, whose meeting it is. Their other devices stay.
    Group,
}
