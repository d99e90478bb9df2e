//! Who is told what of one change.

use kring_protocol::{ParticipantId, Record, RecordKey};

use super::stream::{Body, body};
use crate::domain::{Sight, Told};

/// What one participant is told.
pub(super) struct Update {
    pub(super) to: ParticipantId,
    /// None if something of it cannot be shown: then they are told nothing, not even the rest.
    pub(super) body: Option<Body>,
}

/// Everybody who sees the same gets the same bytes, written once.
pub(super) fn updates(
    viewers: &[ParticipantId],
    told: &[Told],
    render: impl Fn(&RecordKey, Sight) -> Option<Record>,
) -> Vec<Update> {
    let mut bodies: Vec<(&Told, Option<Body>)> = vec![];
    let mut updates = vec![];
    for (to, sights) in viewers.iter().zip(told).filter(|(_, sights)| !sights.is_empty()) {
        let known = bodies.iter().find(|(seen, _)| *seen == sights).map(|(_, body)| body.clone());
        let body = known.unwrap_or_else(|| {
            let body = made(sights, &render);
            bodies.push((sights, body.clone()));
            body
        });
        updates.push(Update { to: *to, body });
    }
    updates
}

fn made(
    sights: &[(RecordKey, Sight)],
    render: impl Fn(&RecordKey, Sight) -> Option<Record>,
) -> Option<Body> {
    let (mut upsert, mut remove) = (vec![], vec![]);
    for (key, sight) in sights {
        match render(key, *sight) {
            Some(record) => upsert.push(record),
            None if *sight == Sight::Nothing => remove.push(key.clone()),
            None => return None,
        }
    }
    body(&upsert, &remove).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kring_protocol::record::Clock;
    use uuid::Uuid;

    fn paused(_: &RecordKey, sight: Sight) -> Option<Record> {
        (sight == Sight::Shown).then_some(Record::Timer(Clock::Paused { remaining_ms: 1 }))
    }

    fn people(number: u128) -> Vec<ParticipantId> {
        (0..number).map(|n| ParticipantId(Uuid::from_u128(n))).collect()
    }

    #[test]
    fn whoever_sees_the_same_gets_the_same_bytes_and_whoever_sees_nothing_new_gets_none() {
        let told = [
            vec![(RecordKey::Timer, Sight::Shown)],
            vec![],
            vec![(RecordKey::Timer, Sight::Shown)],
            vec![(RecordKey::Timer, Sight::Nothing)],
        ];
        let viewers = people(4);
        let updates = updates(&viewers, &told, paused);
        let to: Vec<_> = updates.iter().map(|update| update.to).collect();
        assert_eq!(to, [viewers[0], viewers[2], viewers[3]]);
        let bodies: Vec<_> = updates.iter().map(|update| update.body.as_deref()).collect();
        assert_eq!(bodies[0], bodies[1]);
        assert!(bodies[0].is_some_and(|body| body.contains("paused")), "{bodies:?}");
        assert_eq!(bodies[2], Some(r#""upsert":[],"remove":[{"type":"timer"}]}"#));
    }

    #[test]
    fn where_one_record_cannot_be_shown_nothing_of_the_update_is_sent() {
        let both = vec![(RecordKey::Timer, Sight::Shown), (RecordKey::Hands, Sight::Own)];
        let told = [both, vec![(RecordKey::Timer, Sight::Shown)]];
        let updates = updates(&people(2), &told, paused);
        let sent: Vec<_> = updates.iter().map(|update| update.body.is_some()).collect();
        assert_eq!(sent, [false, true]);
    }
}
