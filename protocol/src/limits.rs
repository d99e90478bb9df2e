//! Limits, each with its unit and its reason. They travel in `welcome`, so a page can name them.

use serde::{Deserialize, Serialize};

/// Characters in a name: room for a double surname, and it still fits a phone's line.
pub const NAME_CHARS: usize = 60;
/// Characters in a title or another single line.
pub const LINE_CHARS: usize = 200;
/// Characters in a contribution's text: a page of notes. Longer stories belong in the conversation.
pub const TEXT_CHARS: usize = 4_000;
/// Observations that one theme can gather.
pub const THEME_OBSERVATIONS: usize = 50;
/// Agreements of a group.
pub const AGREEMENTS: usize = 20;
/// People in one session. The sources speak of five to ten.
pub const PARTICIPANTS: usize = 24;
/// Contributions in one session, private notes included.
pub const CONTRIBUTIONS: usize = 3_000;
/// Phases in one plan.
pub const PHASES: usize = 30;
/// Minutes of one phase.
pub const PHASE_MINUTES: u32 = 180;
/// Minutes by which the timer can be moved at once.
pub const ADJUST_MINUTES: i32 = 60;
/// Seconds of one silent moment.
pub const SILENCE_SECONDS: u32 = 1_800;
/// Days for which a meeting is kept after it was closed, unless chosen otherwise: time to read the
/// report twice and to come back to the actions once.
pub const KEEP_DAYS: u32 = 30;
/// Days for which a meeting can be kept at most: a school year, and no archive.
pub const KEEP_DAYS_MAX: u32 = 365;
/// Bytes of one WebSocket message; a text of 4,000 characters in a three-byte script fits four times over.
pub const MESSAGE_BYTES: usize = 64 * 1024;
/// Messages a connection may send at once before the rate counts.
pub const BURST_MESSAGES: u32 = 60;
/// Messages a second after that.
pub const MESSAGES_PER_SECOND: u32 = 20;
/// Connections of one participant: a phone, a laptop, and forgotten tabs.
pub const CONNECTIONS_PER_PARTICIPANT: usize = 8;

/// The limits a client may want to show before it runs into them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct Limits {
    /// Characters in a name.
    pub name_chars: usize,
    /// Characters in a line.
    pub line_chars: usize,
    /// Characters in a text.
    pub text_chars: usize,
    /// Bytes in a message.
    pub message_bytes: usize,
    /// Messages a second.
    pub messages_per_second: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            name_chars: NAME_CHARS,
            line_chars: LINE_CHARS,
            text_chars: TEXT_CHARS,
            message_bytes: MESSAGE_BYTES,
            messages_per_second: MESSAGES_PER_SECOND,
        }
    }
}
