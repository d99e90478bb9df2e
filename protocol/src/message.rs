//! The messages of the WebSocket, in both directions. Each is one JSON object in one text frame.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::code::{Failure, MessageError, Rejection};
use crate::command::Command;
use crate::group::GroupCommand;
use crate::ids::{
    CommandId, ContributionId, DeviceId, GroupId, MemberId, ParticipantId, SessionId,
};
use crate::limits::Limits;
use crate::record::{Record, RecordKey};

/// Where a client left off. Opaque: keep it, send it back.
///
/// It counts the updates of this participant's own stream, not the log: a position in the log would
/// tell by its gaps how much is being written that nobody may see yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct Resume {
    /// The stream, from `welcome`.
    pub stream: Uuid,
    /// The last revision that was applied.
    pub revision: u64,
}

/// From the client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientMessage {
    /// The first message of a connection.
    Hello {
        /// The version of the protocol, 1.
        protocol: u32,
        /// The participant's token, or that of a display.
        token: String,
        /// Where the client left off, if it did.
        #[serde(default)]
        resume: Option<Resume>,
    },
    /// Asks something of the session.
    Command {
        /// The session meant; must be the token's own.
        session: SessionId,
        /// Made by the client. Keep it until the answer, and resend with the same id.
        id: CommandId,
        /// What is asked.
        command: Command,
    },
    /// Asks something of a group.
    GroupCommand {
        /// The group meant; must be the token's own.
        group: GroupId,
        /// Made by the client. Keep it until the answer, and resend with the same id.
        id: CommandId,
        /// What is asked.
        command: GroupCommand,
    },
    /// Asks for the server's time.
    Ping {
        /// Comes back unchanged.
        sent_ms: i64,
    },
}

/// A meeting whose gespreksleider has no connection. All on the server's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct LeadAway {
    /// Since when.
    pub since_ms: i64,
    /// From when the deputy may take over.
    pub take_over_at_ms: i64,
    /// From when the others may name somebody; none while a deputy is there.
    pub propose_at_ms: Option<i64>,
}

/// From the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage {
    /// The answer to a good `hello`. What follows is either the missing updates or a snapshot.
    Welcome {
        /// The server's version of the protocol.
        protocol: u32,
        /// The session.
        session: SessionId,
        /// Who the token belongs to; absent for a display, which is nobody in the meeting.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "describe", ts(optional))]
        participant: Option<ParticipantId>,
        /// Which of their devices the token belongs to; absent in what earlier builds sent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "describe", ts(optional))]
        device: Option<DeviceId>,
        /// The stream that revisions belong to.
        stream: Uuid,
        /// Whether the client goes on from where it left off (`true`) or gets a snapshot.
        resumed: bool,
        /// The server's clock.
        server_ms: i64,
        /// The limits.
        limits: Limits,
        /// The build of the server: when it changes, the page is old.
        build: String,
        /// The machine's clock jumped: until it is believed again nothing is erased, and moments may be
        /// off. Absent if it is believed.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[cfg_attr(feature = "describe", ts(optional, as = "Option<bool>"))]
        clock_doubted: bool,
    },
    /// The answer to a good `hello` with the token of a member of a group. What follows is as after
    /// `welcome`.
    GroupWelcome {
        /// The server's version of the protocol.
        protocol: u32,
        /// The group.
        group: GroupId,
        /// Who the token belongs to.
        member: MemberId,
        /// Which of their devices the token belongs to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "describe", ts(optional))]
        device: Option<DeviceId>,
        /// The stream that revisions belong to.
        stream: Uuid,
        /// Whether the client goes on from where it left off (`true`) or gets a snapshot.
        resumed: bool,
        /// The server's clock.
        server_ms: i64,
        /// The limits.
        limits: Limits,
        /// The build of the server: when it changes, the page is old.
        build: String,
        /// The machine's clock jumped. Absent if it is believed.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[cfg_attr(feature = "describe", ts(optional, as = "Option<bool>"))]
        clock_doubted: bool,
    },
    /// The whole view, in one or more parts. Collect the parts, then put them in place of what was there.
    Snapshot {
        /// The revision this view has; the same in every part.
        revision: u64,
        /// Records, contributions in the order in which they became visible.
        records: Vec<Record>,
        /// Whether another part follows. Parts are small, so that no connection keeps a large buffer.
        more: bool,
    },
    /// What changed. Apply removals and upserts, and remember the revision.
    Update {
        /// One more than the last one.
        revision: u64,
        /// Records to put in place of those with the same key, or to add.
        upsert: Vec<Record>,
        /// Records that are no longer there, or no longer for this viewer.
        remove: Vec<RecordKey>,
    },
    /// Who has a connection open. Sent after `welcome` and whenever it changes.
    Presence {
        /// Everybody who is here.
        online: Vec<ParticipantId>,
        /// While the gespreksleider has no connection: since when, and what is possible from when.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "describe", ts(optional))]
        lead_away: Option<LeadAway>,
    },
    /// The command was done, is on disk, and its effect has been sent before this.
    Accepted {
        /// The command.
        id: CommandId,
        /// The contribution it made, if it made one.
        #[serde(default)]
        created: Option<ContributionId>,
    },
    /// A rule refused the command. Nothing changed; the text stays with its author.
    Refused {
        /// The command.
        id: CommandId,
        /// The rule.
        code: Rejection,
    },
    /// Nothing was decided. Send the same command again later.
    Failed {
        /// The command.
        id: CommandId,
        /// What went wrong.
        code: Failure,
    },
    /// A message was not understood. The connection stays open.
    Error {
        /// What was wrong.
        code: MessageError,
        /// The command it belongs to, if that could be read.
        #[serde(default)]
        id: Option<CommandId>,
    },
    /// The answer to `ping`.
    Pong {
        /// From the ping.
        sent_ms: i64,
        /// The server's clock.
        server_ms: i64,
    },
    /// The server is about to go down; a close with 1012 follows. Reconnect after a random moment.
    Draining,
}
