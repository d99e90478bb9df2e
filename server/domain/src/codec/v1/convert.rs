//! Turns what the domain knows into what is stored and back, field by field.
//!
//! The tables beside the types ([`variants!`], [`fields!`]) name every variant and field once and
//! work in both directions. They expand to exhaustive matches and complete struct patterns. Whoever
//! writes a table has [`Convert`] and [`converted`] in scope.

use kring_protocol::ids::{
    ContributionId, DeviceId, GroupId, MemberId, ParticipantId, PasskeyId, PhaseId, PollId,
    Position, QuestionId, SessionId, StepId,
};

/// The same thing, seen from the other side.
pub(super) trait Convert<T> {
    /// It, over there.
    fn convert(self) -> T;
}

/// [`Convert::convert`] as a function, for the tables.
pub(super) fn converted<A: Convert<B>, B>(it: A) -> B {
    it.convert()
}

impl<A: Convert<B>, B> Convert<Option<B>> for Option<A> {
    fn convert(self) -> Option<B> {
        self.map(Convert::convert)
    }
}

impl<A: Convert<B>, B> Convert<Vec<B>> for Vec<A> {
    fn convert(self) -> Vec<B> {
        self.into_iter().map(Convert::convert).collect()
    }
}

macro_rules! itself {
    ($($kind:ty),* $(,)?) => {
        $(impl Convert<$kind> for $kind {
            fn convert(self) -> $kind {
                self
            }
        })*
    };
}

// Ids are stored as the text they are on the wire; the golden files hold them to it.
itself!(bool, i32, i64, u8, u32, String);
itself!(
    SessionId,
    GroupId,
    MemberId,
    PasskeyId,
    PollId,
    ParticipantId,
    DeviceId,
    ContributionId,
    PhaseId,
    StepId,
    Position,
    QuestionId
);

/// An enum on both sides. `Name {}` fits variants without fields; `wrapping` lists those that hold
/// one converted struct.
macro_rules! variants {
    ($live:ty, $stored:ident {
        $($variant:ident { $($field:ident),* $(,)? }),* $(,)?
    } $(wrapping { $($wrapper:ident),* $(,)? })?) => {
        impl Convert<$stored> for $live {
            fn convert(self) -> $stored {
                type Live = $live;
                match self {
                    $(Live::$variant { $($field),* } => {
                        $stored::$variant { $($field: converted($field)),* }
                    })*
                    $($(Live::$wrapper(inner) => $stored::$wrapper(converted(inner)),)*)?
                }
            }
        }
        impl Convert<$live> for $stored {
            fn convert(self) -> $live {
                type Live = $live;
                match self {
                    $($stored::$variant { $($field),* } => {
                        Live::$variant { $($field: converted($field)),* }
                    })*
                    $($($stored::$wrapper(inner) => Live::$wrapper(converted(inner)),)*)?
                }
            }
        }
    };
}

/// A struct on both sides.
macro_rules! fields {
    ($live:ty, $stored:ident { $($field:ident),* $(,)? }) => {
        impl Convert<$stored> for $live {
            fn convert(self) -> $stored {
                type Live = $live;
                let Live { $($field),* } = self;
                $stored { $($field: converted($field)),* }
            }
        }
        impl Convert<$live> for $stored {
            fn convert(self) -> $live {
                type Live = $live;
                let $stored { $($field),* } = self;
                Live { $($field: converted($field)),* }
            }
        }
    };
}

pub(super) use {fields, variants};
