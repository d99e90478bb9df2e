//! The meeting that the targets play with. Its ids are those of `protocol/fixtures`.

use kring::report;
use kring_domain::codec;
use kring_domain::{
    Context, Create, Credential, Event, Logged, Request, State, Viewer, apply, decide, project,
};
use kring_protocol::script::Method;
use kring_protocol::text::Lang;
use kring_protocol::{Command, CommandId, ParticipantId, SessionId, limits};
use uuid::{Uuid, uuid};

pub(crate) const SESSION: SessionId = SessionId(uuid!("01a20f09-56c0-7a41-9c3e-5b8d20f6e713"));
/// Marieke, who leads, Youssef, Sanne and Fatima.
pub(crate) const PEOPLE: [ParticipantId; 4] = [
    ParticipantId(uuid!("01a20f09-56c1-7d10-8f4a-6e2b93c05d81")),
    ParticipantId(uuid!("5e0c1f7a-92b4-8d36-a7e1-40c9f2d8b653")),
    ParticipantId(uuid!("c47b09d2-1e6f-8a58-b3d0-97f5e4a12c0d")),
    ParticipantId(uuid!("9a3d6e50-7c18-8b24-8e95-d02f41b7c6ea")),
];
const NAMES: [&str; 4] = ["Marieke", "Youssef", "Sanne", "Fatima"];
/// The first thing that gets an id here gets this one; every next one is one higher.
const FIRST: Uuid = uuid!("3f9a1c52-6d0e-4b7f-9a18-2c5e7d904b61");
const INVITATION: Credential = Credential([0x11; 32]);
const STARTED_MS: i64 = 1_795_548_600_000;

/// A session and everything that comes from outside it.
#[derive(Clone)]
pub(crate) struct Meeting {
    pub(crate) state: State,
    context: Context,
    events: u128,
}

impl Meeting {
    /// Before anything happened.
    pub(crate) fn unborn() -> Self {
        let (now_ms, last_ms) = (STARTED_MS, STARTED_MS);
        let context = Context {
            now_ms,
            fresh: FIRST,
            last_ms,
            entries: 0,
            logged: Logged::default(),
            gespreksleider_away: false,
            clock_doubted: false,
            same_click_ms: 0,
            leaderless_since_ms: None,
            connected: PEOPLE.to_vec(),
        };
        Self { state: State::default(), context, events: 0 }
    }

    /// Four people wait for the meeting to start.
    pub(crate) fn lobby(method: &Method) -> Self {
        let mut meeting = Self::unborn();
        let create = Create {
            session: SESSION,
            method: method.clone(),
            title: "Intervisie jaarlaag 2".to_owned(),
            scheduled_at_ms: None,
            call_link: "https://video.example/kamer-12".to_owned(),
            agreements: vec!["Wat we hier bespreken, blijft hier.".to_owned()],
            invitation: INVITATION,
            keep_days: limits::KEEP_DAYS,
            gespreksleider: PEOPLE[0],
            name: NAMES[0].to_owned(),
            time_zone: None,
            group: None,
            device: String::new(),
            device_id: None,
            credential: Credential([0; 32]),
        };
        assert!(meeting.ask(&Request::Create(Box::new(create))), "a meeting can be made");
        for n in 1..PEOPLE.len() {
            let join = Request::Join {
                participant: PEOPLE[n],
                name: NAMES[n].to_owned(),
                invitation: INVITATION,
                credential: Credential([n as u8; 32]),
                device: String::new(),
            };
            assert!(meeting.ask(&join), "an invitation lets people in");
        }
        meeting
    }

    /// Somebody commands something a second later; tells whether it was accepted.
    pub(crate) fn command(&mut self, by: ParticipantId, away: bool, command: Command) -> bool {
        self.context.now_ms += 1_000;
        self.context.gespreksleider_away = away;
        self.context.leaderless_since_ms = away.then_some(0);
        self.ask(&Request::Command { by, session: SESSION, command })
    }

    /// Decides, writes down, reads back, and makes it true.
    fn ask(&mut self, request: &Request) -> bool {
        let Ok(events) = decide(&self.state, &self.context, request) else { return false };
        let id = CommandId(FIRST);
        let written = codec::encode(id, None, &events).expect("what was decided can be written");
        let read = codec::decode(&written).expect("what was written can be read");
        assert_eq!(read.events, events, "what was read is what was written");
        self.happen(&events);
        true
    }

    /// Makes events true, whatever they are.
    pub(crate) fn happen(&mut self, events: &[Event]) {
        for event in events {
            apply(&mut self.state, event);
        }
        self.events += 1;
        self.context.last_ms = self.context.now_ms;
        self.context.fresh = Uuid::from_u128(FIRST.as_u128() + self.events);
    }

    /// Everybody looks at everything they may see, and takes their report home.
    pub(crate) fn look(&self) {
        let ids = self.state.participants.iter().map(|participant| participant.id).chain(PEOPLE);
        for id in ids.take(8) {
            let Some(viewer) = Viewer::of(&self.state, id) else { continue };
            let records = project(&self.state, &viewer);
            serde_json::to_string(&records).expect("a view can be written");
            let Some(report) = report::report(id, &records) else { continue };
            serde_json::to_string(&report).expect("a report can be written");
            for lang in [Lang::Nl, Lang::En] {
                let _ = report::markdown(&report, lang, &report::Zone::first_known([]));
                let table = report::csv(&report, lang);
                assert!(table.is_ok(), "a table can be written");
            }
        }
    }
}
