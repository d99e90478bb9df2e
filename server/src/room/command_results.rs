//! An idempotency cache: the result of every command, so that a repeated command gets the same answer
//! and no second effect.
//!
//! Accepted commands are remembered for as long as the session lives: they are in the log, and waking
//! reads them back. Refused ones leave nothing in the log, so the latest are kept in memory; after a
//! restart a refused command is decided anew, which is as good as a first time.

use std::collections::{HashMap, VecDeque};

use kring_domain::Accepted;
use kring_protocol::code::Rejection;
use kring_protocol::{CommandId, ContributionId, ParticipantId};

/// Refusals and no-ops kept in memory: more than a client has in flight.
const RECENT: usize = 512;

/// An answer to a command.
pub(super) type Answer = Result<Option<ContributionId>, Rejection>;

type Key = (ParticipantId, CommandId);

/// The answers of one session.
#[derive(Default)]
pub(super) struct CommandResults {
    accepted: HashMap<Key, Option<ContributionId>>,
    recent: HashMap<Key, Answer>,
    order: VecDeque<Key>,
}

impl CommandResults {
    /// What this command was answered.
    pub(super) fn find(&self, by: ParticipantId, id: CommandId) -> Option<Answer> {
        let key = (by, id);
        let accepted = self.accepted.get(&key).map(|created| Ok(*created));
        accepted.or_else(|| self.recent.get(&key).copied())
    }

    /// Every accepted command, in no order that tells anything.
    pub(super) fn accepted(&self) -> Vec<Accepted> {
        self.accepted.iter().map(|((by, id), created)| (*by, *id, *created)).collect()
    }

    /// Remembers what is in the log.
    pub(super) fn record_accepted(
        &mut self,
        by: ParticipantId,
        id: CommandId,
        created: Option<ContributionId>,
    ) {
        self.accepted.insert((by, id), created);
    }

    /// Remembers what left nothing in the log.
    pub(super) fn record_transient(&mut self, by: ParticipantId, id: CommandId, answer: Answer) {
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
