//! Names of streams: what the log and the keys are kept by.

use std::cmp::Ordering;
use std::fmt;

use kring_protocol::ids::{GroupId, MemberId, SessionId};
use uuid::Uuid;

/// Bytes of a name, at most.
const MAX_NAME_BYTES: usize = 17;

/// One log with one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StreamId {
    /// A meeting.
    Meeting(SessionId),
    /// A group of people who meet repeatedly.
    Group(GroupId),
    /// A member of a group: a key for what is known of them, and no entries.
    Member(MemberId),
}

impl StreamId {
    /// The meeting with this id.
    #[must_use]
    pub fn meeting(id: Uuid) -> Self {
        Self::Meeting(SessionId(id))
    }

    /// How it is named in a store: a meeting by the 16 bytes of its id, as in every earlier build; what
    /// came later has one more byte that says what it is.
    #[must_use]
    pub fn name(&self) -> StreamName {
        let (id, kind): (Uuid, &[u8]) = match self {
            Self::Meeting(id) => (id.0, b""),
            Self::Group(id) => (id.0, b"g"),
            Self::Member(id) => (id.0, b"m"),
        };
        let mut bytes = [0; MAX_NAME_BYTES];
        bytes[..16].copy_from_slice(id.as_bytes());
        bytes[16..16 + kind.len()].copy_from_slice(kind);
        StreamName { bytes, length: 16 + kind.len() }
    }

    /// The stream with this name; none if nothing is named so.
    #[must_use]
    pub fn of_name(name: &[u8]) -> Option<Self> {
        let (id, kind) = name.split_at_checked(16)?;
        let id = Uuid::from_slice(id).ok()?;
        match kind {
            b"" => Some(Self::meeting(id)),
            b"g" => Some(Self::Group(GroupId(id))),
            b"m" => Some(Self::Member(MemberId(id))),
            _ => None,
        }
    }
}

/// As their names are ordered in a store.
impl Ord for StreamId {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name().as_slice().cmp(other.name().as_slice())
    }
}

impl PartialOrd for StreamId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<SessionId> for StreamId {
    fn from(id: SessionId) -> Self {
        Self::Meeting(id)
    }
}

impl From<GroupId> for StreamId {
    fn from(id: GroupId) -> Self {
        Self::Group(id)
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Meeting(id) => id.fmt(f),
            Self::Group(id) => write!(f, "group {id}"),
            Self::Member(id) => write!(f, "member {id}"),
        }
    }
}

/// The bytes that name a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamName {
    bytes: [u8; MAX_NAME_BYTES],
    length: usize,
}

impl StreamName {
    /// The bytes.
    #[must_use]
    pub fn as_slice(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or(&self.bytes)
    }
}

impl rusqlite::ToSql for StreamName {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        self.as_slice().to_sql()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_reads_back_from_its_name_and_a_meeting_is_its_id() {
        let id = Uuid::from_u128(7);
        let meeting = StreamId::meeting(id);
        assert_eq!(meeting.name().as_slice(), id.as_bytes());
        let others = [StreamId::Group(GroupId(id)), StreamId::Member(MemberId(id))];
        for stream in [meeting].into_iter().chain(others) {
            assert_eq!(StreamId::of_name(stream.name().as_slice()), Some(stream));
        }
        assert_eq!(StreamId::of_name(b"too short"), None);
        assert_eq!(StreamId::of_name(&[0; 17]), None);
        assert_eq!(StreamId::of_name(&[0; 18]), None);
    }
}
