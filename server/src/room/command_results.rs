//! An idempotency cache: the result of every command, so that a repeated command gets the same answer
//! and no second effect.
//!
//! Accepted commands are remembered for as long as the session lives: they are in the log, and waking
//! reads them back. Refused ones leave nothing in the log, so the latest are kept in memory; after a
//! restart a refused command is decided anew, which is as good as a first time.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

use kring_protocol::code::Rejection;
use kring_protocol::{CommandId, ContributionId};

/// Refusals and no-ops kept in memory: more than a client has in flight.
const RECENT: usize = 512;

/// An answer to a command.
pub(super) type Answer = Result<Option<ContributionId>, Rejection>;

/// An accepted command, and the contribution that it created; `P` names a person.
pub(super) type Accepted<P> = (P, CommandId, Option<ContributionId>);

type Key<P> = (P, CommandId);

/// The answers of one room.
pub(super) struct CommandResults<P> {
    accepted: HashMap<Key<P>, Option<ContributionId>>,
    recent: HashMap<Key<P>, Answer>,
    order: VecDeque<Key<P>>,
}

impl<P> Default for CommandResults<P> {
    fn default() -> Self {
        Self { accepted: HashMap::new(), recent: HashMap::new(), order: VecDeque::new() }
    }
}

impl<P: Copy + Eq + Hash> CommandResults<P> {
    /// What this command was answered.
    pub(super) fn find(&self, by: P, id: CommandId) -> Option<Answer> {
        let key = (by, id);
        let accepted = self.accepted.get(&key).map(|created| Ok(*created));
        accepted.or_else(|| self.recent.get(&key).copied())
    }

    /// Every accepted command, in no order that tells anything.
    pub(super) fn accepted(&self) -> Vec<Accepted<P>> {
        self.accepted.iter().map(|((by, id), created)| (*by, *id, *created)).collect()
    }

    /// Remembers what is in the log.
    pub(super) fn record_accepted(
        &mut self,
        by: P,
        id: CommandId,
        created: Option<ContributionId>,
    ) {
        self.accepted.insert((by, id), created);
    }

    /// Remembers what left nothing in the log.
    pub(super) fn record_transient(&mut self, by: P, id: CommandId, answer: Answer) {
        if self.accepted.contains_key(&(by, id)) {
            return;
        }
        if self.recent.insert((by, id), answer).is_none() {
            self.order.push_back((by, id));
        }
        while self.order.len() > RECENT {
            if let Some(oldest) = self.order.pop_front() {
                self.recent.remove(&oldest);
            }
        }
    }
}
