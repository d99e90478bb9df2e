//! Turns what the domain knows into what is stored and back, field by field.
//!
//! The tables beside the types ([`variants!`], [`fields!`]) name every variant and field once and
//! work in both directions. They expand to exhaustive matches and complete struct patterns. Whoever
//! writes a table has [`Mirror`] and [`mirrored`] in scope.

use kring_protocol::ids::{ContributionId, ParticipantId, PhaseId, Position, SessionId};

/// The same thing, seen from the other side.
pub(super) trait Mirror<T> {
    /// It, over there.
    fn mirror(self) -> T;
}

/// [`Mirror::mirror`] as a function, for the tables.
pub(super) fn mirrored<A: Mirror<B>, B>(it: A) -> B {
    it.mirror()
}

impl<A: Mirror<B>, B> Mirror<Option<B>> for Option<A> {
    fn mirror(self) -> Option<B> {
        self.map(Mirror::mirror)
    }
}

impl<A: Mirror<B>, B> Mirror<Vec<B>> for Vec<A> {
    fn mirror(self) -> Vec<B> {
        self.into_iter().map(Mirror::mirror).collect()
    }
}

macro_rules! itself {
    ($($kind:ty),* $(,)?) => {
        $(impl Mirror<$kind> for $kind {
            fn mirror(self) -> $kind {
                self
            }
        })*
    };
}

// Ids are stored as the text they are on the wire; the golden files hold them to it.
itself!(bool, i64, u32, String);
itself!(SessionId, ParticipantId, ContributionId, PhaseId, Position);

/// An enum on both sides. `Name {}` fits variants without fields; `wrapping` lists those that hold
/// one mirrored struct.
macro_rules! variants {
    ($live:ty, $stored:ident {
        $($variant:ident { $($field:ident),* $(,)? }),* $(,)?
    } $(wrapping { $($wrapper:ident),* $(,)? })?) => {
        impl Mirror<$stored> for $live {
            fn mirror(self) -> $stored {
                type Live = $live;
                match self {
                    $(Live::$variant { $($field),* } => {
                        $stored::$variant { $($field: mirrored($field)),* }
                    })*
                    $($(Live::$wrapper(inner) => $stored::$wrapper(mirrored(inner)),)*)?
                }
            }
        }
        impl Mirror<$live> for $stored {
            fn mirror(self) -> $live {
                type Live = $live;
                match self {
                    $($stored::$variant { $($field),* } => {
                        Live::$variant { $($field: mirrored($field)),* }
                    })*
                    $($($stored::$wrapper(inner) => Live::$wrapper(mirrored(inner)),)*)?
                }
            }
        }
    };
}

/// A struct on both sides.
macro_rules! fields {
    ($live:ty, $stored:ident { $($field:ident),* $(,)? }) => {
        impl Mirror<$stored> for $live {
            fn mirror(self) -> $stored {
                type Live = $live;
                let Live { $($field),* } = self;
                $stored { $($field: mirrored($field)),* }
            }
        }
        impl Mirror<$live> for $stored {
            fn mirror(self) -> $live {
                type Live = $live;
                let $stored { $($field),* } = self;
                Live { $($field: mirrored($field)),* }
            }
        }
    };
}

pub(super) use {fields, variants};
