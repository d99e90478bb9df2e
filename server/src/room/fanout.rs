//! Fan-out: the changes of one decision as updates, serialised once for all who see the same.

use std::sync::Arc;

use kring_domain::Change;
use kring_protocol::{Record, RecordKey};

use super::stream::{self, Part};

/// The updates of one change.
type Parts = Arc<[Part]>;

/// What one viewer is sent.
pub(super) struct Update<Viewer> {
    pub(super) to: Viewer,
    /// Its updates, in order. `None` if a record cannot be made: then nothing is sent.
    pub(super) parts: Option<Parts>,
}

/// What each viewer with changes is sent. Viewers with the same changes share the bytes.
pub(super) fn updates<V: Copy>(changed: &[(V, Vec<Change<'_>>)]) -> Vec<Update<V>> {
    let mut known: Vec<(&[Change<'_>], Option<Parts>)> = vec![];
    let mut updates = Vec::with_capacity(changed.len());
    for (to, changes) in changed {
        let parts = match known.iter().find(|(other, _)| are_shared(other, changes)) {
            Some((_, parts)) => parts.clone(),
            None => {
                let parts = serialise(changes);
                known.push((changes, parts.clone()));
                parts
            }
        };
        updates.push(Update { to: *to, parts });
    }
    updates
}

fn are_shared(one: &[Change<'_>], two: &[Change<'_>]) -> bool {
    one.len() == two.len() && one.iter().zip(two).all(|(one, two)| one.is_shared_with(two))
}

fn serialise(changes: &[Change<'_>]) -> Option<Parts> {
    let mut upsert: Vec<&Record> = vec![];
    let mut remove: Vec<&RecordKey> = vec![];
    for change in changes {
        match change {
            Change::Upsert(record) => upsert.push(record),
            Change::Remove(key) => remove.push(key),
            Change::Unrenderable => return None,
        }
    }
    Some(stream::parts(&upsert, &remove).ok()?.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kring_domain::ViewerId;
    use kring_protocol::ParticipantId;
    use kring_protocol::record::Clock;
    use uuid::Uuid;

    fn person(number: u128) -> ViewerId {
        ParticipantId(Uuid::from_u128(number)).into()
    }

    #[test]
    fn whoever_sees_the_same_gets_the_same_bytes_and_whoever_sees_nothing_new_gets_none() {
        let timer = Record::Timer(Clock::Paused { remaining_ms: 1 });
        let shown = vec![Change::Upsert(&timer)];
        let hidden = vec![Change::Remove(&RecordKey::Timer)];
        let changed = [(person(0), shown.clone()), (person(2), shown), (person(3), hidden)];
        let updates = updates(&changed);
        let to: Vec<_> = updates.iter().map(|update| update.to).collect();
        assert_eq!(to, [person(0), person(2), person(3)]);
        let sent: Vec<&str> =
            updates.iter().filter_map(|update| Some(&*update.parts.as_ref()?[0].body)).collect();
        assert_eq!(sent[0].as_ptr(), sent[1].as_ptr(), "serialised once");
        assert!(sent[0].contains("paused"), "{sent:?}");
        assert_eq!(sent[2], r#""upsert":[],"remove":[{"type":"timer"}]}"#);
    }

    #[test]
    fn where_one_record_cannot_be_shown_nothing_of_the_update_is_sent() {
        let timer = Record::Timer(Clock::Paused { remaining_ms: 1 });
        let broken = vec![Change::Upsert(&timer), Change::Unrenderable];
        let changed = [(person(0), broken), (person(1), vec![Change::Upsert(&timer)])];
        let updates = updates(&changed);
        let sent: Vec<_> = updates.iter().map(|update| update.parts.is_some()).collect();
        assert_eq!(sent, [false, true]);
    }
}
