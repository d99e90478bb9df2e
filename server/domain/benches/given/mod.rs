//! Meetings of many people with many texts.

#![allow(clippy::expect_used, reason = "nothing here comes from outside")]

use kring_domain::{
    Change, Changes, Context, Create, Credential, Event, Logged, Request, State, ViewerId, apply,
    codec, decide,
};
use kring_protocol::content::Content;
use kring_protocol::script::Method;
use kring_protocol::{Command, CommandId, ContributionId, ParticipantId, Position, SessionId};
use uuid::Uuid;

pub(crate) const NOW: i64 = 1_800_000_000_000;
pub(crate) const GESPREKSLEIDER: ParticipantId = person(0);
const INBRENGER: ParticipantId = person(1);
/// Who writes what is measured. The first text that was there is theirs, so that what they write fits their share.
pub(crate) const AUTHOR: ParticipantId = person(2);
const SESSION: SessionId = SessionId(Uuid::from_u128(0xE0));
const INVITATION: Credential = Credential([0x11; 32]);
/// 200 characters, as people type them.
const WORDS: &str = "Je zou ook eens kunnen kijken naar wat er gebeurt als je de eerste vijf minuten van de les \
                     niets zegt, maar een opdracht klaarlegt en rustig rondloopt. Wie begint er dan, en wie \
                     wacht op jou? En dan?";

const fn person(n: usize) -> ParticipantId {
    ParticipantId(Uuid::from_u128(0xB000_0000 + n as u128))
}

/// Ids that follow no order, as random ones do not.
fn id(n: usize) -> Uuid {
    Uuid::from_u128((n as u128 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835))
}

pub(crate) struct Meeting {
    pub(crate) state: State,
    pub(crate) context: Context,
    log: Vec<Event>,
}

/// A brainstorm of so many people, of whom one leads and one is the muted inbrenger, with so many ideas.
pub(crate) fn brainstorm(people: usize, texts: usize) -> Meeting {
    let mut meeting = created();
    for n in 1..people {
        meeting.ask(&join(n));
    }
    meeting.has(GESPREKSLEIDER, Command::Start);
    meeting.has(GESPREKSLEIDER, Command::AppointInbrenger { participant: INBRENGER });
    let from = meeting.state.position.clone().expect("it has started");
    let (phase, step) = ("brainstormronde".into(), Some("ideeen".into()));
    meeting.has(GESPREKSLEIDER, Command::GoTo { from, phase, step });
    let writers: Vec<usize> = (0..people).filter(|n| *n != 1 && *n != 2).collect();
    for n in 0..texts {
        let author = writers.get(n % writers.len()).map_or(AUTHOR, |n| person(*n));
        let author = if n == 0 { AUTHOR } else { author };
        meeting.happens(vec![Event::ContributionAdded {
            id: ContributionId(id(n)),
            author,
            at: meeting.state.position.clone(),
            round: 1,
            held: false,
            anonymous: false,
            content: Content::Idea { text: format!("{n}. {WORDS}") },
        }]);
    }
    meeting
}

fn created() -> Meeting {
    let method = include_str!("../../../../methods/zeven-stappen.toml");
    let method: Method = toml::from_str(method).expect("a method");
    let context = Context {
        now_ms: NOW,
        fresh: id(1_000_000),
        last_ms: NOW,
        entries: 0,
        logged: Logged::default(),
        gespreksleider_away: false,
        same_click_ms: 0,
        leaderless_since_ms: None,
        clock_doubted: false,
        connected: vec![],
    };
    let mut meeting = Meeting { state: State::default(), context, log: vec![] };
    meeting.ask(&Request::Create(Box::new(Create {
        session: SESSION,
        agreements: method.agreements.iter().map(|text| text.nl.clone()).collect(),
        method,
        title: "Intervisie".to_owned(),
        scheduled_at_ms: None,
        call_link: String::new(),
        keep_days: 30,
        invitation: INVITATION,
        gespreksleider: GESPREKSLEIDER,
        name: "Gerda".to_owned(),
        time_zone: None,
        group: None,
        device: String::new(),
        device_id: None,
        credential: Credential([0; 32]),
    })));
    meeting
}

fn join(n: usize) -> Request {
    Request::Join {
        participant: person(n),
        name: format!("Deelnemer {n}"),
        invitation: INVITATION,
        credential: Credential([u8::try_from(n).unwrap_or(u8::MAX); 32]),
        device: String::new(),
    }
}

impl Meeting {
    fn here(&self) -> Position {
        self.state.position.clone().expect("it has started")
    }

    /// An idea of 200 characters.
    pub(crate) fn idea(&self) -> Command {
        Command::Contribute { at: self.here(), content: Content::Idea { text: WORDS.to_owned() } }
    }

    /// Commands that a meeting sees often, each with who gives it.
    pub(crate) fn commands(&self) -> [(&'static str, ParticipantId, Command); 4] {
        let writer = person(3);
        let own = self.state.contributions.values().find(|c| c.author == writer);
        let contribution = own.expect("they wrote something").id;
        let content = Content::Idea { text: "Anders gezegd.".to_owned() };
        [
            ("signal ready", AUTHOR, Command::SignalReady { ready: true }),
            ("raise a hand", AUTHOR, Command::RaiseHand),
            ("edit", writer, Command::Edit { contribution, content }),
            ("next step", GESPREKSLEIDER, Command::Next { from: self.here() }),
        ]
    }

    pub(crate) fn request(&self, by: ParticipantId, command: Command) -> Request {
        Request::Command { by, session: SESSION, command }
    }

    pub(crate) fn decided(&self, by: ParticipantId, command: &Command) -> Vec<Event> {
        let request = self.request(by, command.clone());
        decide(&self.state, &self.context, &request).expect("it is accepted")
    }

    fn has(&mut self, by: ParticipantId, command: Command) {
        self.ask(&self.request(by, command));
    }

    fn ask(&mut self, request: &Request) {
        let events = decide(&self.state, &self.context, request).expect("it is accepted");
        self.happens(events);
    }

    fn happens(&mut self, events: Vec<Event>) {
        events.iter().for_each(|event| apply(&mut self.state, event));
        self.log.extend(events);
    }

    /// As if what was added had not been.
    pub(crate) fn take_back(&mut self, events: &[Event]) {
        for event in events {
            if let Event::ContributionAdded { id, .. } = event {
                apply(&mut self.state, &Event::ContributionWithdrawn { id: *id });
            }
        }
    }

    /// Its log, an entry for each event.
    pub(crate) fn stored(&self) -> Vec<Vec<u8>> {
        let encoded = self.log.iter().map(|event| {
            let command = CommandId(Uuid::from_u128(1));
            codec::encode(command, Some(AUTHOR), std::slice::from_ref(event))
                .expect("it is written")
        });
        encoded.collect()
    }
}

/// For a profiler, which finds it by its name.
#[inline(never)]
pub(crate) fn decide_once(state: &State, context: &Context, request: &Request) -> usize {
    decide(state, context, request).map_or(0, |events| events.len())
}

/// For a profiler, which finds it by its name.
#[inline(never)]
pub(crate) fn apply_once(state: &mut State, events: &[Event]) {
    events.iter().for_each(|event| apply(state, event));
}

/// For a profiler, which finds it by its name.
#[inline(never)]
pub(crate) fn project_once(state: &mut State, events: &[Event]) {
    let mut changes = Changes::new(state);
    for event in events {
        changes.apply(state, event);
    }
    let changed: Vec<(ViewerId, Vec<Change<'_>>)> = changes.finish(state);
    std::hint::black_box(&changed);
}
