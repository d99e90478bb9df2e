//! Names of things. Newtypes, so that a participant can never be passed where a session is meant.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
        #[cfg_attr(feature = "describe", ts(export_to = "protocol.ts", type = "string"))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

uuid_id!(
    /// One intervisie meeting.
    SessionId
);
uuid_id!(
    /// A group of people who meet repeatedly.
    GroupId
);
uuid_id!(
    /// A person in one group, for as long as they are in it.
    MemberId
);
uuid_id!(
    /// A poll of dates in a group.
    PollId
);
uuid_id!(
    /// A person in one session. The same person in another session has another id.
    ParticipantId
);
uuid_id!(
    /// Anything a participant wrote. Random on purpose: an id that grows with time would link the
    /// texts of an anonymous round to the moment they were written.
    ContributionId
);
uuid_id!(
    /// A device of one participant: a browser that has a token of its own.
    DeviceId
);
uuid_id!(
    /// A passkey of one member of a group.
    PasskeyId
);
uuid_id!(
    /// Made by the client, once for every thing it asks. Sent twice, it has one effect.
    CommandId
);

macro_rules! slug_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
        #[cfg_attr(feature = "describe", ts(export_to = "protocol.ts", type = "string"))]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

slug_id!(
    /// A phase of the script, as its method file names it: `brainstormronde`.
    PhaseId
);
slug_id!(
    /// A step within a phase: `sterke-kanten`.
    StepId
);

slug_id!(
    /// A question of reflection, as its method file names it: `meenemen`.
    QuestionId
);

/// Where a meeting stands: a phase and the step within it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// The phase.
    pub phase: PhaseId,
    /// The step within that phase.
    pub step: StepId,
}
