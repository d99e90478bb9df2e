//! Given what happened, when somebody asks, then exactly these events, or exactly this rule.
//!
//! No clock and no randomness: time stands at [`NOW`] until a test moves it, and the first thing
//! that gets a fresh id in a test gets [`id`]`(100)`, the next `id(101)`.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::content::Content;
use kring_protocol::ids::{ContributionId, GroupId, ParticipantId, Position, SessionId};
use kring_protocol::record::{Clock, Me, Overview, Record, RecordKey, Stage};
use uuid::Uuid;

use super::script;
use crate::event::Event;
use crate::state::{Credential, State, TakenLine};
use crate::{Context, Create, Logged, Request, TakeIn, Viewer, apply, decide, fold, project};

pub(super) const NOW: i64 = 1_800_000_000_000;
pub(super) const SESSION: SessionId = SessionId(Uuid::from_u128(0xE0));
pub(super) const INVITATION: Credential = Credential([0x11; 32]);

pub(super) const GESPREKSLEIDER: ParticipantId = person(1);
pub(super) const INBRENGER: ParticipantId = person(2);
pub(super) const AN: ParticipantId = person(3);
pub(super) const BO: ParticipantId = person(4);
/// Nobody here has this id.
pub(super) const STRANGER: ParticipantId = person(0xDEAD);
pub(super) const EVERYBODY: [ParticipantId; 4] = [GESPREKSLEIDER, INBRENGER, AN, BO];

pub(super) const fn person(n: u128) -> ParticipantId {
    ParticipantId(Uuid::from_u128(0xB000_0000 + n))
}

pub(super) const fn id(n: u128) -> ContributionId {
    ContributionId(Uuid::from_u128(0xC000_0000 + n))
}

/// The hash of the token that a person joined with.
pub(super) fn token(who: ParticipantId) -> Credential {
    let seed = who.0.as_bytes()[15];
    Credential(std::array::from_fn(|n| seed ^ (n as u8).wrapping_mul(37) ^ 0xA5))
}

/// `at("kern/kern")`.
pub(super) fn at(place: &str) -> Position {
    let (phase, step) = place.split_once('/').expect("a place is phase/step");
    Position { phase: phase.into(), step: step.into() }
}

/// The group of meetings that have one.
pub(super) const GROUP: GroupId = GroupId(Uuid::from_u128(0x6000));
/// When the meeting was closed from which something was taken along.
pub(super) const LAST_TIME: i64 = NOW - 40 * 24 * 60 * 60 * 1000;

/// A meeting of a group comes to be.
pub(super) fn create_in_group() -> Request {
    Request::Create(Box::new(Create { group: Some(GROUP), ..create() }))
}

/// Somebody took these along from the last meeting of the group.
pub(super) fn take_in(participant: ParticipantId, lines: Vec<(u128, Content)>) -> Request {
    let lines = lines.into_iter().map(|(n, content)| TakenLine { id: id(n), content });
    Request::TakeIn(Box::new(TakeIn {
        session: SESSION,
        group: GROUP,
        scheduled_at_ms: None,
        participant,
        from: SessionId(Uuid::from_u128(0xE1)),
        from_ms: LAST_TIME,
        lines: lines.collect(),
    }))
}

pub(super) fn create() -> Create {
    Create {
        session: SESSION,
        method: script::method(),
        title: "Intervisie".to_owned(),
        scheduled_at_ms: None,
        call_link: String::new(),
        keep_days: 30,
        agreements: vec!["Wat hier gezegd wordt, blijft hier.".to_owned()],
        invitation: INVITATION,
        gespreksleider: GESPREKSLEIDER,
        name: "Gerda".to_owned(),
        time_zone: None,
        group: None,
        device: String::new(),
        device_id: None,
        credential: token(GESPREKSLEIDER),
    }
}

pub(super) fn join(participant: ParticipantId, name: &str) -> Request {
    let (name, invitation, credential) = (name.to_owned(), INVITATION, token(participant));
    Request::Join { participant, name, invitation, credential, device: String::new() }
}

/// A meeting in a test.
#[derive(Clone)]
pub(super) struct Given {
    pub(super) state: State,
    pub(super) log: Vec<Event>,
    pub(super) context: Context,
}

/// A meeting in which somebody just asked something.
pub(super) struct When {
    given: Given,
    outcome: Result<Vec<Event>, Rejection>,
}

/// No meeting yet.
pub(super) fn unborn() -> Given {
    let context = Context {
        now_ms: NOW,
        fresh: id(100).0,
        last_ms: NOW,
        entries: 0,
        logged: Logged::default(),
        gespreksleider_away: false,
        same_click_ms: 0,
        leaderless_since_ms: None,
        clock_doubted: false,
        connected: vec![],
    };
    Given { state: State::default(), log: vec![], context }
}

/// Four people are here; nobody started.
pub(super) fn lobby() -> Given {
    let here = unborn().accept(&Request::Create(Box::new(create())));
    let names = [(INBRENGER, "Ineke"), (AN, "An"), (BO, "Bo")];
    names.into_iter().fold(here, |here, (who, name)| here.accept(&join(who, name)))
}

/// The meeting stands in its first step; nobody brings a case yet.
pub(super) fn started() -> Given {
    lobby().has(GESPREKSLEIDER, Command::Start)
}

/// [`INBRENGER`] brings the case, and the meeting stands here.
pub(super) fn standing_at(place: &str) -> Given {
    started()
        .has(GESPREKSLEIDER, Command::AppointInbrenger { participant: INBRENGER })
        .walk_to(place)
}

impl Given {
    /// These events happened.
    pub(super) fn given(mut self, events: impl IntoIterator<Item = Event>) -> Self {
        let fresh = self.context.fresh;
        for event in events {
            apply(&mut self.state, &event);
            let uses_fresh = matches!(
                event,
                Event::ContributionAdded { .. }
                    | Event::PhaseInserted { .. }
                    | Event::PersonAdded { .. }
            );
            if uses_fresh {
                self.context.fresh = Uuid::from_u128(fresh.as_u128() + 1);
            }
            self.log.push(event);
        }
        self
    }

    /// This was asked and done.
    #[track_caller]
    pub(super) fn accept(self, request: &Request) -> Self {
        let events = self.decided(request);
        self.given(events)
    }

    /// This person asked this, and it was done.
    #[track_caller]
    pub(super) fn has(self, by: ParticipantId, command: Command) -> Self {
        self.accept(&Request::Command { by, session: SESSION, command })
    }

    /// Somebody wrote this in the current step, under this id.
    #[track_caller]
    pub(super) fn wrote(mut self, by: ParticipantId, id: ContributionId, content: Content) -> Self {
        let at = self.state.position.clone().unwrap_or_else(|| at("keuze/schrijven"));
        let fresh = std::mem::replace(&mut self.context.fresh, id.0);
        let mut written = self.has(by, Command::Contribute { at, content });
        written.context.fresh = fresh;
        written
    }

    /// Goes on, step by step, until the meeting stands here. Where a step needs somebody who brings a case,
    /// [`INBRENGER`] does.
    #[track_caller]
    pub(super) fn walk_to(mut self, place: &str) -> Self {
        while self.state.position.as_ref() != Some(&at(place)) {
            let from = self.position();
            let next = self.when(GESPREKSLEIDER, Command::Next { from: from.clone() });
            if next.outcome == Err(Rejection::NoInbrenger) {
                let appoint = Command::AppointInbrenger { participant: INBRENGER };
                self = self.has(GESPREKSLEIDER, appoint);
            }
            self = self.has(GESPREKSLEIDER, Command::Next { from });
        }
        self
    }

    pub(super) fn later(mut self, ms: i64) -> Self {
        self.context.now_ms += ms;
        self
    }

    /// The gespreksleider has been without a connection for a while.
    pub(super) fn away(mut self) -> Self {
        self.context.gespreksleider_away = true;
        self
    }

    /// Neither they nor a deputy has had a connection since then, and these have one.
    pub(super) fn leaderless(mut self, since_ms: i64, connected: &[ParticipantId]) -> Self {
        self.context.leaderless_since_ms = Some(since_ms);
        self.context.connected = connected.to_vec();
        self.away()
    }

    pub(super) fn when(&self, by: ParticipantId, command: Command) -> When {
        self.asked(&Request::Command { by, session: SESSION, command })
    }

    pub(super) fn asked(&self, request: &Request) -> When {
        let outcome = decide(&self.state, &self.context, request);
        When { given: self.clone(), outcome }
    }

    /// What comes of a request that is not refused.
    #[track_caller]
    pub(super) fn decided(&self, request: &Request) -> Vec<Event> {
        let events = decide(&self.state, &self.context, request);
        events.unwrap_or_else(|refused| panic!("{request:?}: refused, {refused}"))
    }

    #[track_caller]
    pub(super) fn position(&self) -> Position {
        self.state.position.clone().expect("the meeting is running")
    }

    pub(super) fn clock(&self) -> Clock {
        self.state.clock.expect("there is a clock")
    }

    /// What somebody sees.
    pub(super) fn view(&self, who: ParticipantId) -> Vec<Record> {
        Viewer::of(&self.state, who).map_or(vec![], |viewer| project(&self.state, &viewer))
    }

    /// The record somebody sees under a key.
    pub(super) fn sees(&self, who: ParticipantId, key: &RecordKey) -> Option<Record> {
        self.view(who).into_iter().find(|record| record.key() == *key)
    }

    pub(super) fn me(&self, who: ParticipantId) -> Me {
        let Some(Record::Me(me)) = self.sees(who, &RecordKey::Me) else { panic!("no `me`") };
        me
    }

    pub(super) fn stage(&self) -> Stage {
        let seen = self.sees(self.state.gespreksleider, &RecordKey::Stage);
        let Some(Record::Stage(stage)) = seen else { panic!("no stage") };
        stage
    }

    /// What the gespreksleider sees.
    pub(super) fn overview(&self) -> Overview {
        let seen = self.sees(self.state.gespreksleider, &RecordKey::Overview);
        let Some(Record::Overview(overview)) = seen else { panic!("no overview") };
        overview
    }
}

impl When {
    /// The events, or the rule.
    pub(super) fn outcome(self) -> Result<Vec<Event>, Rejection> {
        self.outcome
    }

    /// Exactly these events.
    #[track_caller]
    pub(super) fn then(self, expected: impl IntoIterator<Item = Event>) -> Given {
        let expected: Vec<Event> = expected.into_iter().collect();
        assert_eq!(self.outcome.as_ref(), Ok(&expected));
        let after = self.given.given(expected);
        assert_eq!(fold(&after.log), after.state, "folding the log gives the live state");
        after
    }

    /// It is fine, and nothing happens.
    #[track_caller]
    pub(super) fn then_nothing(self) -> Given {
        self.then([])
    }

    /// Exactly this rule.
    #[track_caller]
    pub(super) fn then_refused(self, rule: Rejection) -> Given {
        assert_eq!(self.outcome, Err(rule));
        self.given
    }
}
