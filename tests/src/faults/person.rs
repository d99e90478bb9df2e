//! A scripted person: asks, resends what was not answered, reconnects, and keeps a history.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kring_protocol::code::Failure;
use kring_protocol::message::Resume;
use kring_protocol::{ClientMessage, Command, CommandId, ServerMessage, close_code};
use tokio::sync::watch;
use tokio::time::timeout;
use uuid::Uuid;

use super::actions::choose_action;
use super::history::History;
use super::proxy::Proxy;
use super::{moment, tally::Tally};
use crate::client::Closed;
use crate::{Answer, Client, View};

/// Without a pong for so long, a connection is taken for half-open. A page waits longer.
const SILENCE: Duration = Duration::from_millis(1_500);
/// Names the ping that a calm person sends.
const LAST_PING: i64 = 1;
/// How often a person asks whether the other side is there.
const PING: Duration = Duration::from_millis(400);
/// Commands without an answer, beyond which a person waits.
const IN_FLIGHT: usize = 16;
/// Commands of each person, however short the run is.
pub const AT_LEAST: usize = 10;
/// Milliseconds between two wishes.
const THINKS: std::ops::Range<u64> = 30..120;
/// Milliseconds before connecting again.
const RECONNECTS: std::ops::Range<u64> = 2..40;
/// Patience for becoming calm once all faults are over.
const QUIET_TIMEOUT: Duration = Duration::from_secs(60);

/// What a run wants of every person now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// Write, vote, move.
    Active,
    /// Ask nothing new, and get an answer to everything.
    Quiet,
}

/// One participant of one meeting.
pub struct Person {
    /// What they asked.
    pub history: History,
    /// Their token.
    pub token: String,
    /// Their way to the server.
    pub proxy: Arc<Proxy>,
    /// What they see; kept from one connection to the next.
    pub seen: Option<(View, Resume)>,
    /// What happened to them.
    pub tally: Tally,
    /// Starts every text they write.
    pub mark: String,
    /// Their own.
    pub dice: fastrand::Rng,
    /// Sent and not answered.
    pub unanswered: VecDeque<CommandId>,
    /// Thought of, and not sent yet: a command that is delayed on its way.
    pub put_aside: Vec<Command>,
    /// How many texts they thought of: no two are the same.
    pub texts: u64,
}

async fn say(talk: &mut Talk, sent_ms: i64) -> Result<(), Closed> {
    let ping = ClientMessage::Ping { sent_ms };
    timeout(SILENCE, talk.client.send(&ping)).await.map_err(|_| None)
}

async fn think(mut dice: fastrand::Rng) {
    moment(&mut dice, THINKS).await;
}

/// How a connection went.
struct Talk {
    client: Client,
    asked_at: Instant,
    heard_at: Instant,
    /// Sent on this connection and not answered on it.
    in_flight: usize,
    /// Answered [`LAST_PING`].
    alive: bool,
}

impl Person {
    /// Lives until everybody is to be calm and everything is answered. Gives the connection on which
    /// that was so.
    pub async fn live(&mut self, mut activity: watch::Receiver<Activity>) -> Client {
        loop {
            let talk = timeout(SILENCE, self.connect()).await.unwrap_or(Err(None));
            let mut talk = match talk {
                Ok(talk) => talk,
                Err(code) => {
                    self.endure(code);
                    moment(&mut self.dice, RECONNECTS).await;
                    continue;
                }
            };
            let ended = self.converse(&mut talk, &mut activity).await;
            self.seen = Some((talk.client.view.clone(), talk.client.place));
            match ended {
                Ok(()) => return talk.client,
                Err(code) => self.endure(code),
            }
        }
    }

    /// Every end of a connection is in the plan, but not a server that no longer knows its people.
    fn endure(&mut self, code: Closed) {
        let known = [close_code::UNAUTHORISED, close_code::REMOVED, close_code::ERASED];
        let broken = [close_code::DAMAGED, close_code::WRONG_VERSION, close_code::NO_HELLO];
        if let Some(code) = code.filter(|code| known.contains(code) || broken.contains(code)) {
            panic!("{} was turned away with {code}", self.mark);
        }
        self.tally.reconnects += 1;
    }

    async fn connect(&mut self) -> Result<Talk, Closed> {
        let client = Client::try_resume(&self.proxy.ws(), &self.token, self.seen.clone()).await?;
        self.tally.resumed += u64::from(client.resumed);
        let now = Instant::now();
        let mut talk = Talk { client, asked_at: now, heard_at: now, in_flight: 0, alive: false };
        for id in self.unanswered.clone() {
            let command = self.history.find(id).map(|asked| asked.command.clone());
            self.tally.resent += 1;
            self.send(&mut talk, id, &command.unwrap()).await?;
        }
        Ok(talk)
    }

    async fn converse(
        &mut self,
        talk: &mut Talk,
        activity: &mut watch::Receiver<Activity>,
    ) -> Result<(), Closed> {
        let mut calm_since = None;
        let mut dice = self.dice.fork();
        let mut thinking = Box::pin(think(dice.fork()));
        loop {
            tokio::select! {
                message = talk.client.next() => self.hear(message?, talk),
                () = &mut thinking => {
                    thinking = Box::pin(think(dice.fork()));
                    self.stay_in_touch(talk).await?;
                    if *activity.borrow() == Activity::Active || self.history.asked.len() < AT_LEAST {
                        self.act(talk).await?;
                    }
                }
            }
            if *activity.borrow() == Activity::Active || self.history.asked.len() < AT_LEAST {
                continue;
            }
            self.put_aside.clear();
            if calm_since.is_none() {
                // A connection may be dead without anybody having noticed: its answer says it is not.
                say(talk, LAST_PING).await?;
            }
            let since = *calm_since.get_or_insert_with(Instant::now);
            assert!(
                since.elapsed() < QUIET_TIMEOUT,
                "{} has no answer: {:?}",
                self.mark,
                self.unanswered
            );
            if self.unanswered.is_empty() && talk.in_flight == 0 && talk.alive {
                return Ok(());
            }
        }
    }

    /// Pings, and gives up a connection on which nothing comes back.
    async fn stay_in_touch(&mut self, talk: &mut Talk) -> Result<(), Closed> {
        if talk.heard_at.elapsed() > SILENCE {
            self.tally.half_open += 1;
            return Err(None);
        }
        if talk.asked_at.elapsed() > PING {
            talk.asked_at = Instant::now();
            say(talk, 0).await?;
        }
        // A failed command is asked again, one at a time: the server may be short of breath.
        let failed = self.unanswered.iter().find(|id| {
            let answers = self.history.find(**id).map(|asked| asked.answers.as_slice());
            matches!(answers, Some([.., (_, Answer::Failed(_))]))
        });
        if let Some(id) = failed.copied().filter(|_| talk.in_flight == 0) {
            let command = self.history.find(id).map(|asked| asked.command.clone());
            self.send(talk, id, &command.unwrap()).await?;
        }
        Ok(())
    }

    async fn act(&mut self, talk: &mut Talk) -> Result<(), Closed> {
        if self.unanswered.len() >= IN_FLIGHT {
            return Ok(());
        }
        match self.dice.u8(..40) {
            // Asked long ago, and asked again: a network that repeats itself.
            0..3 => self.repeat_something_old(talk).await,
            // Thought of now and sent later, perhaps when the meeting has moved on.
            3..6 => {
                let wish = self.choose_action(talk);
                self.put_aside.extend(wish);
                Ok(())
            }
            6..9 => match self.put_aside.pop() {
                Some(command) => self.ask(talk, command).await,
                None => Ok(()),
            },
            9 => {
                for _ in 0..6 {
                    if let Some(command) = self.choose_action(talk) {
                        self.ask(talk, command).await?;
                    }
                }
                Ok(())
            }
            chance => {
                let Some(command) = self.choose_action(talk) else { return Ok(()) };
                self.ask(talk, command).await?;
                if chance < 14
                    && let Some(id) = self.unanswered.back().copied()
                {
                    self.again(talk, id).await?;
                }
                Ok(())
            }
        }
    }

    fn choose_action(&mut self, talk: &Talk) -> Option<Command> {
        self.texts += 1;
        let text = format!("{} {}", self.mark, self.texts);
        choose_action(&talk.client.view, &mut self.dice, text)
    }

    async fn ask(&mut self, talk: &mut Talk, command: Command) -> Result<(), Closed> {
        let id = CommandId(Uuid::from_u128(self.dice.u128(..)));
        self.unanswered.push_back(id);
        self.send(talk, id, &command).await
    }

    /// An answered command has to be answered again: if it was refused in an earlier life of the
    /// server, it may be done in this one.
    async fn repeat_something_old(&mut self, talk: &mut Talk) -> Result<(), Closed> {
        let recent = self.history.asked.iter().rev().take(60).filter(|asked| asked.is_decided());
        let recent: Vec<_> = recent.map(|asked| asked.id).collect();
        let Some(id) = recent.get(self.dice.usize(..recent.len().max(1))).copied() else {
            return Ok(());
        };
        if !self.unanswered.contains(&id) {
            self.unanswered.push_back(id);
        }
        self.again(talk, id).await
    }

    async fn again(&mut self, talk: &mut Talk, id: CommandId) -> Result<(), Closed> {
        self.tally.repeated += 1;
        let command = self.history.find(id).map(|asked| asked.command.clone());
        self.send(talk, id, &command.unwrap()).await
    }

    async fn send(
        &mut self,
        talk: &mut Talk,
        id: CommandId,
        command: &Command,
    ) -> Result<(), Closed> {
        self.history.sent(id, command);
        talk.in_flight += 1;
        let session = self.history.session;
        let message = ClientMessage::Command { session, id, command: command.clone() };
        timeout(SILENCE, talk.client.send(&message)).await.map_err(|_| None)
    }

    fn hear(&mut self, message: ServerMessage, talk: &mut Talk) {
        let (id, answer) = match message {
            ServerMessage::Accepted { id, created } => (id, Answer::Accepted(created)),
            ServerMessage::Refused { id, code } => (id, Answer::Refused(code)),
            ServerMessage::Failed { id, code } => {
                match code {
                    Failure::TooFast => self.tally.too_fast += 1,
                    Failure::StorageUnavailable => self.tally.failed += 1,
                }
                (id, Answer::Failed(code))
            }
            ServerMessage::Error { code, .. } => panic!("{} was not understood: {code}", self.mark),
            // Updates alone do not say that this side is heard as well.
            ServerMessage::Pong { sent_ms, .. } => {
                talk.alive |= sent_ms == LAST_PING;
                talk.heard_at = Instant::now();
                return;
            }
            _ => return,
        };
        talk.in_flight = talk.in_flight.checked_sub(1).expect("one answer for each asking");
        self.history.answered(id, talk.client.place.stream, answer);
        if !matches!(answer, Answer::Failed(_)) {
            self.unanswered.retain(|waiting| *waiting != id);
        }
    }
}
