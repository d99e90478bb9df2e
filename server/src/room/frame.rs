//! A serialised message: the text of one WebSocket frame.

use std::sync::Arc;

use bytes::Bytes;

/// An update without its revision: the same text for everybody who sees the same.
pub(super) type Body = Arc<str>;

/// One JSON message. Cloning copies no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame(Content);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Content {
    Text(Bytes),
    /// `ServerMessage::Update` in two parts, put together when it is written: a queue holds the body
    /// once, however many connections wait for it.
    Update {
        revision: u64,
        body: Body,
    },
    /// `ServerMessage::Snapshot`, put together when it is written, for the same reason.
    Snapshot {
        revision: u64,
        records: Arc<[Body]>,
        more: bool,
    },
}

impl Frame {
    /// An update: its number in one participant's stream, and the body that others share.
    pub(super) fn update(revision: u64, body: Body) -> Self {
        Self(Content::Update { revision, body })
    }

    /// One part of a view.
    pub(super) fn snapshot(revision: u64, records: Vec<Body>, more: bool) -> Self {
        Self(Content::Snapshot { revision, records: records.into(), more })
    }

    /// Its length in bytes, but for the message around the records.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Content::Text(text) => text.len(),
            Content::Update { body, .. } => body.len(),
            Content::Snapshot { records, .. } => records.iter().map(|record| record.len()).sum(),
        }
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Its bytes, valid UTF-8.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        match self.0 {
            Content::Text(text) => text,
            Content::Update { revision, body } => {
                format!(r#"{{"type":"update","revision":{revision},{body}"#).into()
            }
            Content::Snapshot { revision, records, more } => {
                let records = records.join(",");
                format!(
                    r#"{{"type":"snapshot","revision":{revision},"records":[{records}],"more":{more}}}"#
                )
                .into()
            }
        }
    }

    /// Its text.
    #[cfg(test)]
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8(self.clone().into_bytes().to_vec()).unwrap_or_default()
    }
}

impl From<String> for Frame {
    fn from(text: String) -> Self {
        Self(Content::Text(text.into()))
    }
}

impl From<&'static str> for Frame {
    fn from(text: &'static str) -> Self {
        Self(Content::Text(Bytes::from_static(text.as_bytes())))
    }
}
