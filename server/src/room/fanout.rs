//! Fan-out: the changes of one decision as update bodies, serialised once for all who see the same.

use kring_domain::Change;
use kring_protocol::{ParticipantId, Record, RecordKey};

use super::stream::{Body, body};

/// What one participant is sent.
pub(super) struct Update {
    pub(super) to: ParticipantId,
    /// `None` if a record of it cannot be made: then nothing of the update is sent.
    pub(super) body: Option<Body>,
}

/// One update for each participant with changes. Participants with the same changes share the bytes.
pub(super) fn updates(changed: &[(ParticipantId, Vec<Change<'_>>)]) -> Vec<Update> {
    let mut bodies: Vec<(&[Change<'_>], Option<Body>)> = vec![];
    let mut updates = Vec::with_capacity(changed.len());
    for (to, changes) in changed {
        let known = bodies.iter().find(|(other, _)| are_shared(other, changes));
        let body = match known {
            Some((_, body)) => body.clone(),
            None => {
                let body = serialise(changes);
                bodies.push((changes, body.clone()));
                body
            }
        };
        updates.push(Update { to: *to, body });
    }
    updates
}

fn are_shared(one: &[Change<'_>], two: &[Change<'_>]) -> bool {
    one.len() == two.len() && one.iter().zip(two).all(|(one, two)| one.is_shared_with(two))
}

fn serialise(changes: &[Change<'_>]) -> Option<Body> {
    let mut upsert: Vec<&Record> = vec![];
    let mut remove: Vec<&RecordKey> = vec![];
    for change in changes {
        match change {
            Change::Upsert(record) => upsert.push(record),
            Change::Remove(key) => remove.push(key),
            Change::Unrenderable => return None,
        }
    }
    body(&upsert, &remove).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kring_protocol::record::Clock;
    use uuid::Uuid;

    fn person(number: u128) -> ParticipantId {
        ParticipantId(Uuid::from_u128(number))
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
        let bodies: Vec<_> = updates.iter().map(|update| update.body.as_deref()).collect();
        assert_eq!(bodies[0].map(str::as_ptr), bodies[1].map(str::as_ptr), "serialised once");
        assert!(bodies[0].is_some_and(|body| body.contains("paused")), "{bodies:?}");
        assert_eq!(bodies[2], Some(r#""upsert":[],"remove":[{"type":"timer"}]}"#));
    }

    #[test]
    fn where_one_record_cannot_be_shown_nothing_of_the_update_is_sent() {
        let timer = Record::Timer(Clock::Paused { remaining_ms: 1 });
        let broken = vec![Change::Upsert(&timer), Change::Unrenderable];
        let changed = [(person(0), broken), (person(1), vec![Change::Upsert(&timer)])];
        let updates = updates(&changed);
        let sent: Vec<_> = updates.iter().map(|update| update.body.is_some()).collect();
        assert_eq!(sent, [false, true]);
    }
}
