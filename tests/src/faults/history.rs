//! What one client asked and what it was answered.

use std::collections::HashMap;

use kring_protocol::{Command, CommandId, ParticipantId, SessionId};
use uuid::Uuid;

use crate::Answer;

/// One command.
#[derive(Debug, Clone)]
pub struct Invocation {
    /// Its id.
    pub id: CommandId,
    /// What it asks.
    pub command: Command,
    /// How often it was sent.
    pub times: u32,
    /// What it was answered, in order, each with the stream that the answer came in: a stream is one
    /// waking of the session.
    pub answers: Vec<(Uuid, Answer)>,
}

impl Invocation {
    /// Whether something was decided.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        self.answers.iter().any(|(_, answer)| !matches!(answer, Answer::Failed(_)))
    }

    /// What it was acknowledged with, if it was.
    #[must_use]
    pub fn accepted(&self) -> Option<Option<kring_protocol::ContributionId>> {
        self.answers.iter().find_map(|(_, answer)| match answer {
            Answer::Accepted(created) => Some(*created),
            _ => None,
        })
    }
}

/// Everything one participant asked.
#[derive(Debug, Clone)]
pub struct History {
    /// Who.
    pub who: ParticipantId,
    /// Where.
    pub session: SessionId,
    /// In the order in which it was sent first.
    pub asked: Vec<Invocation>,
    places: HashMap<CommandId, usize>,
}

impl History {
    /// An empty one.
    #[must_use]
    pub fn of(who: ParticipantId, session: SessionId) -> Self {
        Self { who, session, asked: vec![], places: HashMap::new() }
    }

    /// Notes that a command is sent, for the first time or again.
    pub fn sent(&mut self, id: CommandId, command: &Command) {
        if let Some(asked) = self.places.get(&id).and_then(|place| self.asked.get_mut(*place)) {
            asked.times += 1;
            return;
        }
        self.places.insert(id, self.asked.len());
        self.asked.push(Invocation { id, command: command.clone(), times: 1, answers: vec![] });
    }

    /// Notes an answer.
    ///
    /// # Panics
    /// If the command was never sent.
    pub fn answered(&mut self, id: CommandId, stream: Uuid, answer: Answer) {
        let place = self.places.get(&id).expect("an answer answers something that was asked");
        self.asked.get_mut(*place).unwrap().answers.push((stream, answer));
    }

    /// A command by its id.
    #[must_use]
    pub fn find(&self, id: CommandId) -> Option<&Invocation> {
        self.places.get(&id).and_then(|place| self.asked.get(*place))
    }
}
