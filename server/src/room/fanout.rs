//! Fan-out: the changes of one decision as update bodies, serialised once for all who see the same.

use std::sync::Arc;

use kring_domain::Change;
use kring_protocol::{Record, RecordKey};

use super::frame::Body;
use super::stream::bodies;

/// The updates of one change.
type Bodies = Arc<[Body]>;

/// What one viewer is sent.
pub(super) struct Update<Viewer> {
    pub(super) to: Viewer,
    /// The bodies of its updates, in order. `None` if a record cannot be made: then nothing is sent.
    pub(super) bodies: Option<Bodies>,
}

/// What each viewer with changes is sent. Viewers with the same changes share the bytes.
pub(super) fn updates<V: Copy>(changed: &[(V, Vec<Change<'_>>)]) -> Vec<Update<V>> {
    let mut known: Vec<(&[Change<'_>], Option<Bodies>)> = vec![];
    let mut updates = Vec::with_capacity(changed.len());
    for (to, changes) in changed {
        let bodies = match known.iter().find(|(other, _)| are_shared(other, changes)) {
            Some((_, bodies)) => bodies.clone(),
            None => {
                let bodies = serialise(changes);
                known.push((changes, bodies.clone()));
                bodies
            }
        };
        updates.push(Update { to: *to, bodies });
    }
    updates
}

/// The records that are another for somebody.
pub(super) fn changed_keys<V>(changed: &[(V, Vec<Change<'_>>)]) -> Vec<RecordKey> {
    let keys = changed.iter().flat_map(|(_, changes)| changes).filter_map(|change| match change {
        Change::Upsert(record) => Some(record.key()),
        Change::Remove(key) => Some((*key).clone()),
        Change::Unrenderable => None,
    });
    keys.collect()
}

fn are_shared(one: &[Change<'_>], two: &[Change<'_>]) -> bool {
    one.len() == two.len() && one.iter().zip(two).all(|(one, two)| one.is_shared_with(two))
}

fn serialise(changes: &[Change<'_>]) -> Option<Bodies> {
    let mut upsert: Vec<&Record> = vec![];
    let mut remove: Vec<&RecordKey> = vec![];
    for change in changes {
        match change {
            Change::Upsert(record) => upsert.push(record),
            Change::Remove(key) => remove.push(key),
            Change::Unrenderable => return None,
        }
    }
    Some(bodies(&upsert, &remove).ok()?.into())
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
            updates.iter().filter_map(|update| Some(&*update.bodies.as_ref()?[0])).collect();
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
        let sent: Vec<_> = updates.iter().map(|update| update.bodies.is_some()).collect();
        assert_eq!(sent, [false, true]);
    }
}
