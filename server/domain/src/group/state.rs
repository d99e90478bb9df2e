//! The state of one group: what folding its events gives.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use kring_protocol::group::{Arrangements, PollAnswer, RoleHeld};
use kring_protocol::ids::{DeviceId, GroupId, MemberId, PasskeyId, PollId, SessionId};
use kring_protocol::limits;
use kring_protocol::script::Role;

use crate::state::{Credential, Device};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// No month is longer: nothing is kept shorter than people were told.
const MONTH_DAYS: i64 = 31;

/// Where a group is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Status {
    /// No event yet.
    #[default]
    NotCreated,
    /// It is there.
    Active,
    /// Nothing can be read any more.
    Erased,
}

/// What is true of a group.
#[derive(Debug, Clone, PartialEq, Default)]
#[allow(missing_docs, reason = "see `kring_protocol::group`")]
pub struct State {
    pub status: Status,
    pub id: Option<GroupId>,
    pub name: String,
    pub purpose: String,
    pub agreements: Vec<String>,
    pub keep_months: u32,
    pub created_ms: i64,
    pub invitation: Option<Credential>,
    /// In the order in which they came in.
    pub members: Vec<Member>,
    /// Who asks to come in, the first first.
    pub applications: Vec<Application>,
    pub claims: Vec<Claim>,
    pub arrangements: Arrangements,
    /// In the order in which they were planned.
    pub meetings: Vec<Meeting>,
    /// Those that can be answered, the first first.
    pub polls: Vec<Poll>,
    /// Whose turn it is at the next meeting, where the group settled it.
    pub pinned: BTreeMap<Role, MemberId>,
    /// Who is passed over at the next meeting.
    pub skipped: BTreeSet<(Role, MemberId)>,
    /// Who left, or asked and did not come in: their keys are destroyed.
    pub gone: BTreeSet<MemberId>,
    /// Those of them of whom something was still known then. After folding a log it is empty, unless a
    /// crash came before the key was destroyed.
    pub to_forget: BTreeSet<MemberId>,
    /// The last meetings that were dropped: should one of them not have heard it, it does when the group wakes.
    pub dropped: Vec<SessionId>,
    /// Of a group that was erased: the meetings that go with it.
    pub erasing: Vec<SessionId>,
}

/// What is known of a person.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Known {
    /// Their name; empty once it was forgotten.
    pub name: String,
    /// Their devices, the oldest first.
    pub devices: Vec<Device>,
    /// Their passkeys, the oldest first.
    pub passkeys: Vec<Passkey>,
    /// The hash of their personal code.
    pub code: Option<Credential>,
    /// The hash of the secret in the address of their calendar.
    pub calendar: Option<Credential>,
}

/// A passkey, by which its owner comes back.
#[derive(Debug, Clone, PartialEq)]
pub struct Passkey {
    /// Its id.
    pub id: PasskeyId,
    /// The name of the device it was made on; may be empty.
    pub name: String,
    /// The hash of its credential id.
    pub handle: Credential,
    /// What checks a signature of it: text that only the server's library reads.
    pub key: String,
}

impl Known {
    /// Whether there is a way back for somebody who has no device any more.
    #[must_use]
    pub fn has_way_back(&self) -> bool {
        self.code.is_some() || !self.passkeys.is_empty()
    }

    /// Whether there is anything to forget.
    #[must_use]
    pub fn is_something(&self) -> bool {
        *self != Self::default()
    }
}

/// Somebody in the group.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Their id.
    pub id: MemberId,
    /// Since when.
    pub since_ms: i64,
    /// What is known of them.
    pub known: Known,
    /// How many claims to be them were made.
    pub claims_made: u32,
    /// Whether they are a trainer beside the group.
    pub trainer: bool,
}

/// Somebody who asks to come in.
#[derive(Debug, Clone, PartialEq)]
pub struct Application {
    /// The id they will have.
    pub id: MemberId,
    /// When they asked first.
    pub at_ms: i64,
    /// What is known of them.
    pub known: Known,
}

/// Somebody says that they are a member, on a device that would be new.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The device they would have.
    pub id: DeviceId,
    /// It, as soon as it is known.
    pub device: Option<Device>,
    /// Who they say they are.
    pub member: MemberId,
    /// When they said so.
    pub at_ms: i64,
    /// How often it was made once more.
    pub repeats: u32,
    /// Who confirmed it, the first first.
    pub confirmed_by: Vec<MemberId>,
}

/// A meeting of the group.
#[derive(Debug, Clone, PartialEq)]
pub struct Meeting {
    /// The meeting.
    pub session: SessionId,
    /// The id of its method.
    pub method: String,
    /// When it starts, or started as far as was known.
    pub starts_at_ms: Option<i64>,
    /// Who planned it.
    pub planned_by: MemberId,
    /// When it was planned.
    pub planned_at_ms: i64,
    /// How often it was moved.
    pub moves: u32,
    /// Whether it has begun.
    pub begun: bool,
    /// Where it is; may be empty.
    pub place: String,
    /// What is on its agenda.
    pub agenda: Vec<String>,
    /// What to read before it.
    pub reading: Vec<String>,
    /// Who does not come.
    pub absent: BTreeSet<MemberId>,
    /// That it was held; none if it lies ahead.
    pub held: Option<Held>,
}

/// A poll of dates.
#[derive(Debug, Clone, PartialEq)]
pub struct Poll {
    /// Its id.
    pub id: PollId,
    /// The id of the method.
    pub method: String,
    /// The moments, the earliest first.
    pub options: Vec<i64>,
    /// Who asked.
    pub asked_by: MemberId,
    /// Who answered, the first first.
    pub answers: Vec<PollAnswer>,
}

/// That a meeting was held.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// When it was closed.
    pub at_ms: i64,
    /// Who had which role.
    pub roles: Vec<RoleHeld>,
}

impl Claim {
    /// Until when it can be confirmed.
    #[must_use]
    pub fn expires_at_ms(&self) -> i64 {
        self.at_ms.saturating_add(limits::CLAIM_MS)
    }
}

impl State {
    /// Whether the group is there.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.status == Status::Active
    }

    /// A member.
    #[must_use]
    pub fn member(&self, id: MemberId) -> Option<&Member> {
        self.members.iter().find(|member| member.id == id)
    }

    /// Somebody who asks to come in.
    #[must_use]
    pub fn application(&self, id: MemberId) -> Option<&Application> {
        self.applications.iter().find(|application| application.id == id)
    }

    /// What is known of a member, or of somebody who asks to come in.
    #[must_use]
    pub fn known(&self, id: MemberId) -> Option<&Known> {
        let member = self.member(id).map(|member| &member.known);
        member.or_else(|| self.application(id).map(|application| &application.known))
    }

    /// Everybody of whom something is known.
    pub fn people(&self) -> impl Iterator<Item = (MemberId, &Known)> {
        let members = self.members.iter().map(|member| (member.id, &member.known));
        members.chain(self.applications.iter().map(|asks| (asks.id, &asks.known)))
    }

    /// Who holds this token, and on which device.
    #[must_use]
    pub fn holder(&self, token: Credential) -> Option<(MemberId, DeviceId)> {
        self.people().find_map(|(id, known)| {
            let device = known.devices.iter().find(|device| device.credential == token)?;
            Some((id, device.id))
        })
    }

    /// Whose personal code this is.
    #[must_use]
    pub fn holder_of_code(&self, code: Credential) -> Option<&Member> {
        self.members.iter().find(|member| member.known.code == Some(code))
    }

    /// Whose passkey this is, by the hash of its credential id.
    #[must_use]
    pub fn holder_of_passkey(&self, handle: Credential) -> Option<(&Member, &Passkey)> {
        self.members.iter().find_map(|member| {
            let passkey = member.known.passkeys.iter().find(|own| own.handle == handle)?;
            Some((member, passkey))
        })
    }

    /// Whose calendar this secret opens.
    #[must_use]
    pub fn holder_of_calendar(&self, calendar: Credential) -> Option<&Member> {
        self.members.iter().find(|member| member.known.calendar == Some(calendar))
    }

    /// The claim whose token this is, as long as it can be confirmed.
    #[must_use]
    pub fn claim_of(&self, token: Credential, now_ms: i64) -> Option<&Claim> {
        let mut waiting = self.claims.iter().filter(|claim| now_ms < claim.expires_at_ms());
        waiting.find(|claim| claim.device.as_ref().is_some_and(|own| own.credential == token))
    }

    /// A meeting of the group.
    #[must_use]
    pub fn meeting(&self, session: SessionId) -> Option<&Meeting> {
        self.meetings.iter().find(|meeting| meeting.session == session)
    }

    /// The meetings that lie ahead, the next first; those without a date come last. One that was planned
    /// for a day before the last one that was held did not come to be.
    #[must_use]
    pub fn ahead(&self) -> Vec<&Meeting> {
        let held = self.meetings.iter().filter_map(|meeting| meeting.held.as_ref());
        let last_ms = held.map(|held| held.at_ms).max().unwrap_or(i64::MIN);
        let lies_ahead = |meeting: &&Meeting| {
            meeting.held.is_none() && meeting.starts_at_ms.is_none_or(|at_ms| at_ms >= last_ms)
        };
        let mut ahead: Vec<&Meeting> = self.meetings.iter().filter(lies_ahead).collect();
        ahead.sort_by_key(|meeting| meeting.starts_at_ms.unwrap_or(i64::MAX));
        ahead
    }

    /// Meetings that may have something to tell, those of the last days first and no more than a group can
    /// plan: they began, or their day has come.
    #[must_use]
    pub fn to_hear(&self, now_ms: i64) -> Vec<SessionId> {
        let has_come = |meeting: &&Meeting| {
            let day_came = meeting.starts_at_ms.is_none_or(|at_ms| at_ms <= now_ms);
            meeting.held.is_none() && (meeting.begun || day_came)
        };
        let mut to_hear: Vec<&Meeting> = self.meetings.iter().filter(has_come).collect();
        to_hear.sort_by_key(|meeting| Reverse((meeting.begun, meeting.starts_at_ms)));
        let newest = to_hear.into_iter().take(limits::GROUP_MEETINGS_AHEAD);
        newest.map(|meeting| meeting.session).collect()
    }

    /// The next meeting that lies ahead, other than this one.
    #[must_use]
    pub fn next_after(&self, session: SessionId) -> Option<&Meeting> {
        self.ahead().into_iter().find(|meeting| meeting.session != session)
    }

    /// The hash of every secret that opens something of this group.
    pub fn secrets(&self) -> impl Iterator<Item = Credential> {
        let own = self.people().flat_map(|(_, known)| {
            let devices = known.devices.iter().map(|device| device.credential);
            let passkeys = known.passkeys.iter().map(|passkey| passkey.handle);
            devices.chain(passkeys).chain(known.code).chain(known.calendar)
        });
        let claims = self.claims.iter().filter_map(|claim| Some(claim.device.as_ref()?.credential));
        own.chain(claims).chain(self.invitation)
    }

    /// When the group is to be erased if no further meeting is planned: so many months after its last
    /// meeting, or after it came to be.
    #[must_use]
    pub fn due_ms(&self) -> i64 {
        if self.status == Status::Erased {
            return i64::MIN;
        }
        let keep_ms = |months: u32| DAY_MS * MONTH_DAYS * i64::from(months);
        let meetings = self.meetings.iter().map(|meeting| match &meeting.held {
            Some(held) => held.at_ms,
            // A start that lies further ahead than a group is kept is no plan.
            None => meeting
                .starts_at_ms
                .unwrap_or(meeting.planned_at_ms)
                .min(meeting.planned_at_ms.saturating_add(keep_ms(limits::GROUP_MONTHS_MAX))),
        });
        let since = meetings.max().unwrap_or(self.created_ms).max(self.created_ms);
        since.saturating_add(keep_ms(self.keep_months))
    }
}
