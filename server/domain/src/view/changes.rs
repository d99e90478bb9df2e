//! What an update has to carry: of the records that an event may change those that look different after it.
//!
//! What turns out the same as before is not sent: an update that says nothing new would still tell that
//! something happened.

use std::collections::HashSet;

use kring_protocol::{ParticipantId, Record, RecordKey};

use super::affected::{affected_keys, whose_me};
use super::render::render;
use crate::apply::apply;
use crate::event::Event;
use crate::rules::{Eyes, Viewer, ViewerId, Visibility, sight};
use crate::state::State;

/// One changed record, as one viewer sees it now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change<'a> {
    /// The record is new or looks different.
    Upsert(&'a Record),
    /// The viewer no longer sees the record.
    Remove(&'a RecordKey),
    /// The viewer may see the record, but it cannot be made. Send nothing of the whole update.
    Unrenderable,
}

impl Change<'_> {
    /// Whether two viewers are sent the same bytes for this: the same record, rendered once.
    #[must_use]
    pub fn is_shared_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Change::Upsert(one), Change::Upsert(two)) => std::ptr::eq(*one, *two),
            (Change::Remove(one), Change::Remove(two)) => std::ptr::eq(*one, *two),
            (Change::Unrenderable, Change::Unrenderable) => true,
            (Change::Upsert(_) | Change::Remove(_) | Change::Unrenderable, _) => false,
        }
    }
}

/// How one record looks to every viewer, rendered once for each visibility.
#[derive(Default)]
struct Looks {
    records: Vec<(Visibility, Option<Record>)>,
    /// The place in `records` of what each viewer sees, in the order of the viewers; empty where nobody sees it.
    of: Vec<usize>,
}

impl Looks {
    fn new(state: &State, eyes: &[Option<Eyes<'_>>], key: &RecordKey) -> Self {
        let sight = sight(state, key);
        let seen = |eyes: &Option<Eyes<'_>>| eyes.as_ref().map_or(Visibility::Hidden, &sight);
        let mut looks = Self::default();
        if eyes.iter().all(|eyes| seen(eyes) == Visibility::Hidden) {
            return looks;
        }
        for visibility in eyes.iter().map(seen) {
            let place = looks.place(state, key, visibility);
            looks.of.push(place);
        }
        looks
    }

    fn place(&mut self, state: &State, key: &RecordKey, visibility: Visibility) -> usize {
        let known = self.records.iter().position(|(known, _)| *known == visibility);
        known.unwrap_or_else(|| {
            self.records.push((visibility, render(state, key, visibility)));
            self.records.len() - 1
        })
    }

    /// The place is that of what they see; none of what is hidden from everybody.
    fn of(&self, viewer: usize) -> (Option<usize>, Visibility, Option<&Record>) {
        let place = self.of.get(viewer).copied();
        let found = place.and_then(|place| self.records.get(place));
        let (visibility, record) = found
            .map_or((Visibility::Hidden, None), |(visibility, record)| {
                (*visibility, record.as_ref())
            });
        (place, visibility, record)
    }
}

/// Where a viewer finds what they saw, and what they see.
type Places = (Option<usize>, Option<usize>);

/// A record that may change.
struct Touched {
    key: RecordKey,
    /// The one viewer for whom it may; none if for anybody.
    only: Option<usize>,
    before: Looks,
    after: Looks,
}

impl Touched {
    /// The viewers for whom it looks different now, each with what they see.
    fn changes(&self, viewers: usize) -> impl Iterator<Item = (usize, Change<'_>)> {
        // Viewers who saw the same and see the same are compared once.
        let mut compared: Vec<(Places, bool)> = vec![];
        let concerned = self.only.map_or(0..viewers, |only| only..only + 1);
        concerned.enumerate().filter_map(move |(place, viewer)| {
            let ((was, _, before), (is, visibility, after)) =
                (self.before.of(place), self.after.of(place));
            let known = compared.iter().find(|(places, _)| *places == (was, is));
            let differs = known.map(|(_, differs)| *differs).unwrap_or_else(|| {
                let differs = before != after;
                compared.push(((was, is), differs));
                differs
            });
            let change = || match (visibility, after) {
                (_, Some(record)) => Change::Upsert(record),
                (Visibility::Hidden, None) => Change::Remove(&self.key),
                (_, None) => Change::Unrenderable,
            };
            differs.then(|| (viewer, change()))
        })
    }
}

/// Collects what changes for whom while events are applied.
pub struct Changes {
    viewers: Vec<ViewerId>,
    known: HashSet<(RecordKey, Option<usize>)>,
    touched: Vec<Touched>,
}

impl Changes {
    /// For everybody who is in the meeting now, and for a display if there is a link for one.
    #[must_use]
    pub fn new(state: &State) -> Self {
        let people = state.everybody().map(|p| ViewerId::Participant(p.id));
        let viewers = people.chain(state.display.map(|_| ViewerId::Display)).collect();
        Self { viewers, known: HashSet::new(), touched: vec![] }
    }

    /// Applies an event, after rendering every record that it may change.
    pub fn apply(&mut self, state: &mut State, event: &Event) {
        let eyes = Eyes::of_all(state, &self.viewers);
        for key in affected_keys(state, event) {
            if key == RecordKey::Me {
                let of = whose_me(state, event);
                self.viewers_of_me(of)
                    .for_each(|viewer| self.touch(state, &eyes, (key.clone(), Some(viewer))));
            } else {
                self.touch(state, &eyes, (key, None));
            }
        }
        apply(state, event);
    }

    /// Every record that the events may have changed.
    pub fn affected(&self) -> impl Iterator<Item = &RecordKey> {
        self.known.iter().map(|(key, _)| key)
    }

    /// Everybody has a `me` of their own.
    fn viewers_of_me(&self, of: Option<ParticipantId>) -> impl Iterator<Item = usize> + use<> {
        let is_concerned = |viewer: &ViewerId| match (viewer, of) {
            (ViewerId::Participant(id), Some(of)) => *id == of,
            (ViewerId::Participant(_), None) => true,
            (ViewerId::Display, _) => false,
        };
        let viewers = self.viewers.iter().enumerate().filter(|(_, viewer)| is_concerned(viewer));
        viewers.map(|(place, _)| place).collect::<Vec<_>>().into_iter()
    }

    fn touch(
        &mut self,
        state: &State,
        eyes: &[Option<Eyes<'_>>],
        touched: (RecordKey, Option<usize>),
    ) {
        if self.known.contains(&touched) {
            return;
        }
        self.known.insert(touched.clone());
        let (key, only) = touched;
        let before = Looks::new(state, concerned(eyes, only), &key);
        self.touched.push(Touched { key, only, before, after: Looks::default() });
    }

    /// The changes of each viewer who is still here and sees one, people in the order of joining. Viewers for
    /// whom the same changes with the same visibility are listed see the same bytes. A record that
    /// looks as before is not listed.
    pub fn finish(&mut self, state: &State) -> Vec<(ViewerId, Vec<Change<'_>>)> {
        let eyes = Eyes::of_all(state, &self.viewers);
        for touched in &mut self.touched {
            touched.after = Looks::new(state, concerned(&eyes, touched.only), &touched.key);
        }
        let mut changed: Vec<(ViewerId, Vec<Change<'_>>)> =
            self.viewers.iter().map(|viewer| (*viewer, vec![])).collect();
        for (viewer, change) in self.touched.iter().flat_map(|t| t.changes(self.viewers.len())) {
            changed.get_mut(viewer).into_iter().for_each(|(_, changes)| changes.push(change));
        }
        changed.retain(|(id, changes)| !changes.is_empty() && Viewer::of(state, *id).is_some());
        changed
    }
}

/// The eyes of the one viewer who is concerned, or of everybody.
fn concerned<'e, 's>(eyes: &'e [Option<Eyes<'s>>], only: Option<usize>) -> &'e [Option<Eyes<'s>>] {
    only.map_or(eyes, |only| eyes.get(only..=only).unwrap_or_default())
}
