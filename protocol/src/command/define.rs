//! Makes the enum of commands, and from it that of their names.

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident $({ $($(#[$fdoc:meta])* $field:ident : $ty:ty),* $(,)? })?),* $(,)?) => {
        /// Something a participant asks of the session.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
        #[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
        #[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
        pub enum Command {
            $($(#[$doc])* $name $({ $($(#[$fdoc])* $field: $ty),* })?),*
        }

        /// The name of a command, without what it carries: see [`Command`].
        #[allow(missing_docs, reason = "each is the command of the same name")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
        #[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
        #[serde(rename_all = "snake_case")]
        pub enum Action {
            $($name),*
        }

        impl Action {
            /// Every action there is.
            pub const ALL: &[Action] = &[$(Action::$name),*];
        }

        impl Command {
            /// The name of this command.
            #[must_use]
            pub fn action(&self) -> Action {
                match self {
                    $(Self::$name { .. } => Action::$name),*
                }
            }
        }
    };
}

pub(super) use commands;
