//! A group of three, and the words of the tests: given, asked, then.

use kring_protocol::code::Rejection;
use kring_protocol::group::{GroupCommand, GroupMe};
use kring_protocol::ids::{DeviceId, GroupId, MemberId};
use kring_protocol::record::Record;
use uuid::Uuid;

use crate::group::{Context, Create, Event, Request, State, apply, decide, view};
use crate::log_use::Logged;
use crate::state::{Credential, Device};

pub(super) const GROUP: GroupId = GroupId(Uuid::from_u128(1));
/// Founded the group.
pub(super) const GERDA: MemberId = MemberId(Uuid::from_u128(10));
pub(super) const ILSE: MemberId = MemberId(Uuid::from_u128(11));
pub(super) const BRAM: MemberId = MemberId(Uuid::from_u128(12));
/// Not in the group.
pub(super) const OMAR: MemberId = MemberId(Uuid::from_u128(13));
pub(super) const INVITATION: Credential = Credential([99; 32]);
/// 1 September 2026.
pub(super) const START_MS: i64 = 1_788_220_800_000;
pub(super) const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// A group on its way, and the moment.
#[derive(Clone)]
pub(super) struct Given {
    pub(super) state: State,
    pub(super) now_ms: i64,
    /// Entries in the log.
    pub(super) entries: u64,
    fresh: u128,
}

/// What was decided.
#[derive(Debug)]
pub(super) struct Asked(Result<Vec<Event>, Rejection>);

pub(super) fn device(of: MemberId) -> Device {
    let [byte, ..] = of.0.to_bytes_le();
    Device { id: DeviceId(of.0), name: "telefoon".to_owned(), credential: Credential([byte; 32]) }
}

/// A further device.
pub(super) fn device_number(number: u8) -> Device {
    let id = DeviceId(Uuid::from_u128(1_000 + u128::from(number)));
    Device { id, name: String::new(), credential: Credential([number; 32]) }
}

pub(super) fn creation() -> Create {
    Create {
        group: GROUP,
        name: "Woensdaggroep".to_owned(),
        purpose: String::new(),
        agreements: vec!["Wat hier gezegd wordt, blijft hier.".to_owned()],
        keep_months: 13,
        invitation: INVITATION,
        founder: GERDA,
        founder_name: "Gerda".to_owned(),
        trainer: false,
        device: device(GERDA),
    }
}

pub(super) fn apply_as(member: MemberId, name: &str) -> Request {
    let (name, device) = (name.to_owned(), device(member));
    Request::Apply { member, name, invitation: INVITATION, device }
}

/// No group yet.
pub(super) fn unborn() -> Given {
    Given { state: State::default(), now_ms: START_MS, entries: 0, fresh: 0 }
}

/// Gerda alone.
pub(super) fn founded() -> Given {
    unborn().does(&Request::Create(Box::new(creation())))
}

/// Gerda, Ilse and Bram.
pub(super) fn three() -> Given {
    let asked = founded().does(&apply_as(ILSE, "Ilse")).does(&apply_as(BRAM, "Bram"));
    asked
        .has(GERDA, GroupCommand::Admit { applicant: ILSE })
        .has(GERDA, GroupCommand::Admit { applicant: BRAM })
}

impl Given {
    pub(super) fn later(mut self, ms: i64) -> Self {
        self.now_ms += ms;
        self
    }

    pub(super) fn decide(&self, request: &Request) -> Result<Vec<Event>, Rejection> {
        let fresh = Uuid::from_u128(0xF000_0000 + self.fresh);
        let (now_ms, entries, logged) = (self.now_ms, self.entries, Logged::default());
        let context = Context { now_ms, fresh, entries, logged };
        decide(&self.state, &context, request)
    }

    /// A request that is accepted.
    pub(super) fn does(mut self, request: &Request) -> Self {
        let events = self.decide(request).unwrap_or_else(|code| panic!("refused: {code}"));
        events.iter().for_each(|event| apply(&mut self.state, event));
        self.fresh += 1;
        self
    }

    /// A command that is accepted.
    pub(super) fn has(self, by: MemberId, command: GroupCommand) -> Self {
        self.does(&Request::Command { by, group: GROUP, command })
    }

    pub(super) fn asked(&self, request: &Request) -> Asked {
        Asked(self.decide(request))
    }

    pub(super) fn command(&self, by: MemberId, command: GroupCommand) -> Asked {
        self.asked(&Request::Command { by, group: GROUP, command })
    }

    /// Everything that somebody sees, as it crosses the wire.
    pub(super) fn seen_by(&self, viewer: MemberId) -> String {
        serde_json::to_string(&view(&self.state, viewer)).unwrap()
    }

    pub(super) fn me(&self, viewer: MemberId) -> GroupMe {
        let records = view(&self.state, viewer).unwrap();
        let own = records.into_iter().find_map(|record| match record {
            Record::GroupMe(me) => Some(me),
            _ => None,
        });
        own.unwrap()
    }

    pub(super) fn members(&self) -> Vec<MemberId> {
        self.state.members.iter().map(|member| member.id).collect()
    }
}

impl Asked {
    #[track_caller]
    pub(super) fn then(self, expected: &[Event]) {
        assert_eq!(self.0.as_deref(), Ok(expected));
    }

    #[track_caller]
    pub(super) fn then_refused(self, code: Rejection) {
        assert_eq!(self.0, Err(code));
    }
}
