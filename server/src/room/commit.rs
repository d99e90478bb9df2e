//! From a request to everybody's screen: decide, write down, and only then tell.

use kring_protocol::code::{Rejection, Trouble};
use kring_protocol::{
    Command, CommandId, ContributionId, ParticipantId, ServerMessage, close_code,
};
use uuid::Uuid;

use super::Refusal;
use super::live::{Origin, Outcome, Pending, Room};
use super::told::{Update, updates};
use super::wake::{Read, read};
use crate::domain::{
    Changes, Context, Event, Request, State, apply, created_by, decide, due_ms, render,
};
use crate::log::stored;
use kring_store::{AppendError, NewEntry};

/// Times a request is decided anew after another node was first.
const RETRIES: usize = 5;
/// Entries in one session's log: a day of frantic clicking. Ending and erasing stay possible.
const ENTRIES: u64 = 50_000;
const STORAGE: Refusal = Refusal::Trouble(Trouble::StorageUnavailable);

impl Room {
    /// Decides, applies ahead of the log, and queues for it.
    pub(super) fn request(
        &mut self,
        origin: Origin,
        by: Option<ParticipantId>,
        id: CommandId,
        request: Request,
    ) {
        // A join that is tried again is decided again: its token may have been lost on the way.
        let repeatable = matches!(request, Request::Join { .. });
        let known = by.and_then(|by| self.answers.find(by, id)).filter(|_| !repeatable);
        let decided = known.map_or_else(|| self.decided(&request), |answer| answer.map(|_| vec![]));
        let outcome = match decided {
            Ok(events) if !events.is_empty() => match stored::encode(id, by, &events) {
                Ok(payload) => {
                    let updates = self.apply(&events);
                    let at_ms = self.shared.settings.clock.now_ms();
                    let entry = NewEntry { at_ms, due_ms: due_ms(&self.state, at_ms), payload };
                    Outcome::Done { entry, events, updates }
                }
                Err(error) => {
                    tracing::error!(session = %self.session, %error, "an entry could not be written");
                    return self.answer(origin, id, Err(STORAGE));
                }
            },
            nothing => Outcome::Answered(known.unwrap_or_else(|| nothing.map(|_| None))),
        };
        self.pending.push(Pending { origin, by, id, request, outcome });
    }

    fn decided(&self, request: &Request) -> Result<Vec<Event>, Rejection> {
        let ending = matches!(
            request,
            Request::Erase { .. }
                | Request::Command {
                    command: Command::Close | Command::Erase | Command::Leave,
                    ..
                }
        );
        if self.seq >= ENTRIES && !ending {
            return Err(Rejection::MeetingFull);
        }
        let away = self.audience.away_since(self.state.gespreksleider);
        let context = Context {
            now_ms: self.shared.settings.clock.now_ms(),
            fresh: Uuid::new_v4(),
            last_ms: self.last_ms,
            gespreksleider_away: away
                .is_some_and(|since| since.elapsed() >= self.shared.settings.away_after),
        };
        decide(&self.state, &context, request)
    }

    /// Applies events and works out what each participant will be told, once they are durable.
    fn apply(&mut self, events: &[Event]) -> Vec<Update> {
        let viewers: Vec<_> = self.state.everybody().map(|p| p.id).collect();
        let mut changes = Changes::watch(viewers.clone());
        for event in events {
            changes.apply(&mut self.state, event);
        }
        let told = changes.sights(&self.state);
        updates(&viewers, &told, |key, sight| render(&self.state, key, sight))
    }

    /// Makes what was decided durable, then visible, then answers.
    pub(super) async fn flush(&mut self) {
        for _ in 0..RETRIES {
            if self.pending.is_empty() {
                return;
            }
            let pending = std::mem::take(&mut self.pending);
            match self.append(&pending).await {
                Ok(()) => {
                    for done in pending {
                        self.publish(done).await;
                    }
                    return;
                }
                Err(AppendError::Conflict { .. }) => {
                    // Another node was first: decide again, knowing what it wrote.
                    self.step_back().await;
                    for again in pending {
                        self.request(again.origin, again.by, again.id, again.request);
                    }
                }
                Err(error) => {
                    tracing::error!(session = %self.session, %error, "the log could not be written");
                    self.step_back().await;
                    return self.give_up(pending);
                }
            }
        }
        let pending = std::mem::take(&mut self.pending);
        if !pending.is_empty() {
            self.step_back().await;
            self.give_up(pending);
        }
    }

    async fn append(&mut self, pending: &[Pending]) -> Result<(), AppendError> {
        let entries = pending.iter().filter_map(|pending| match &pending.outcome {
            Outcome::Done { entry, .. } => Some(entry.clone()),
            Outcome::Answered(_) => None,
        });
        let entries: Vec<NewEntry> = entries.collect();
        if !entries.is_empty() {
            let last_ms = entries.last().map(|entry| entry.at_ms);
            self.seq = self.shared.log.append(self.session, self.seq, entries).await?;
            self.last_ms = last_ms.unwrap_or(self.last_ms);
            self.shared.bus.announce(self.session, self.incarnation, self.seq);
        }
        Ok(())
    }

    fn give_up(&mut self, pending: Vec<Pending>) {
        for undone in pending {
            self.answer(undone.origin, undone.id, Err(STORAGE));
        }
    }

    async fn publish(&mut self, pending: Pending) {
        let Pending { origin, by, id, outcome, .. } = pending;
        match outcome {
            Outcome::Done { events, updates, .. } => {
                self.tell(updates);
                let created = created_by(&events);
                if let Some(by) = by {
                    self.answers.logged(by, id, created);
                }
                let asked = match &origin {
                    Origin::Connection(connection) => Some(*connection),
                    Origin::Reply(_) => None,
                };
                // Whoever is told that it was erased can rely on it.
                let done = self.let_go_of_texts(&events).await;
                self.answer(origin, id, done.map(|()| created));
                self.let_go(&events, asked);
            }
            Outcome::Answered(answer) => {
                if let Some(by) = by {
                    self.answers.passing(by, id, answer);
                }
                self.answer(origin, id, answer.map_err(Refusal::Rule));
            }
        }
    }

    fn tell(&mut self, updates: Vec<Update>) {
        for Update { to, body } in updates {
            match body {
                Some(body) => self.audience.update(to, body),
                // Fails closed: they are sent nothing of this, and nothing after it as if it were whole.
                None => {
                    tracing::error!(session = %self.session, "an update could not be shown");
                    self.audience.skip(to);
                    self.audience.close(to, close_code::SESSION_FAILED);
                }
            }
        }
    }

    async fn let_go_of_texts(&self, events: &[Event]) -> Result<(), Refusal> {
        let erased = events.iter().any(|event| matches!(event, Event::MeetingErased));
        if erased { self.erase().await } else { Ok(()) }
    }

    /// Connections that an event ends. Whoever is removed gets no further byte, and of an erased
    /// meeting nobody does; only the connection that asked for it gets its answer.
    fn let_go(&mut self, events: &[Event], asked: Option<Uuid>) {
        for event in events {
            match event {
                Event::ParticipantLeft { participant, removed } => {
                    if *removed {
                        self.audience.cut(*participant, close_code::REMOVED);
                    } else {
                        self.audience.close(*participant, close_code::REMOVED);
                    }
                    self.audience.forget(*participant);
                }
                Event::CredentialReplaced { participant, .. } => {
                    self.audience.close(*participant, close_code::UNAUTHORISED);
                }
                Event::MeetingErased => {
                    self.audience.cut_all(asked, close_code::ERASED);
                }
                _ => {}
            }
        }
    }

    /// Destroys what is in the log. The log lists the session as due until that is done, so it is
    /// tried again if it fails now.
    pub(super) async fn erase(&self) -> Result<(), Refusal> {
        self.shared.log.erase(self.session).await.map_err(|error| {
            tracing::error!(session = %self.session, %error, "an erased session is still in the log");
            STORAGE
        })
    }

    /// Back to what is durable. Nobody was told of what came after, so nobody notices.
    async fn step_back(&mut self) {
        let Ok(entries) = self.read(0).await else {
            // Neither written nor read: this room knows nothing for certain any more.
            self.audience.close_all(None, close_code::SESSION_FAILED);
            self.state = State::default();
            return;
        };
        let told = self.seq;
        self.state = State::default();
        for entry in entries.iter().take_while(|entry| entry.seq <= told) {
            for event in &entry.events {
                apply(&mut self.state, event);
            }
        }
        for news in entries.into_iter().filter(|entry| entry.seq > told) {
            self.follow(&news).await;
        }
    }

    /// Another node appended: read what it wrote.
    pub(super) async fn catch_up(&mut self, seq: u64) {
        if seq <= self.seq {
            return;
        }
        for news in self.read(self.seq).await.unwrap_or_default() {
            self.follow(&news).await;
        }
    }

    async fn read(&mut self, after: u64) -> Result<Vec<Read>, Refusal> {
        read(self.shared.log.as_ref(), self.session, after, &mut self.answers).await
    }

    async fn follow(&mut self, news: &Read) {
        let updates = self.apply(&news.events);
        self.tell(updates);
        (self.seq, self.last_ms) = (news.seq, news.at_ms);
        // Logged, and tried again, by itself.
        let _ = self.let_go_of_texts(&news.events).await;
        self.let_go(&news.events, None);
    }

    fn answer(
        &mut self,
        origin: Origin,
        id: CommandId,
        answer: Result<Option<ContributionId>, Refusal>,
    ) {
        let connection = match origin {
            Origin::Connection(connection) => connection,
            Origin::Reply(reply) => {
                let _ = reply.send(answer.map(|_| ()));
                return;
            }
        };
        let message = match answer {
            Ok(created) => ServerMessage::Accepted { id, created },
            Err(Refusal::Rule(code)) => ServerMessage::Refused { id, code },
            Err(Refusal::Trouble(code)) => ServerMessage::Failed { id, code },
            Err(_) => ServerMessage::Failed { id, code: Trouble::StorageUnavailable },
        };
        self.audience.answer(connection, &message);
    }
}
