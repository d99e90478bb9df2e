//! People: their devices, claims to be one of them, who holds which secret, and who has which role.

use std::collections::BTreeSet;

use kring_protocol::content::Content;
use kring_protocol::ids::{DeviceId, ParticipantId, PhaseId};
use kring_protocol::limits;
use kring_protocol::script::Role;
use serde::{Deserialize, Serialize};

use super::{Contribution, Credential, State};

/// A person in the session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Participant {
    /// Their id.
    pub id: ParticipantId,
    /// Unique among everybody who ever joined.
    pub name: String,
    /// Their devices, the oldest first; none once they left.
    pub devices: Vec<Device>,
    /// The hash of their personal code; none once they left.
    pub code: Option<Credential>,
    /// Tijdbewaker and verslaglegger, where given.
    pub offices: BTreeSet<Role>,
    /// Whether they accepted the agreements as they are now.
    pub accepted: bool,
    /// Whether they came in when the meeting had started.
    pub late: bool,
    /// How many claims to be them were made.
    pub claims_made: u32,
    /// Whether they left or were removed.
    pub left: bool,
    /// Whether they were removed.
    pub removed: bool,
    /// Whether the gespreksleider put them in.
    pub added: bool,
    /// The phases for which they are a guest; none if they are in the whole meeting. Outside of them they are as
    /// one who left, and their devices and code stay.
    pub guest_for: Option<BTreeSet<PhaseId>>,
    /// Whether they came in as a member of the group whose meeting it is.
    pub member: bool,
}

impl Participant {
    /// Whether they are a guest whose phases the meeting is not in.
    #[must_use]
    pub fn waits_outside(&self) -> bool {
        self.left && self.guest_for.is_some()
    }

    /// Whether they sit with the group and have no device, so that others write for them.
    #[must_use]
    pub fn is_without_device(&self) -> bool {
        self.added && self.devices.is_empty() && !self.left
    }
}

/// An invitation for some phases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuestInvitation {
    /// Its hash.
    pub invitation: Credential,
    /// For which phases.
    pub phases: BTreeSet<PhaseId>,
}

/// A device with a token of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// What its owner calls it; may be empty.
    pub name: String,
    /// The hash of its token.
    pub credential: Credential,
}

impl Device {
    /// The id of the device on which somebody joined.
    #[must_use]
    pub fn first_of(participant: ParticipantId) -> DeviceId {
        DeviceId(participant.0)
    }
}

/// Somebody says that they are one of those present before, on a device that would be new.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The device they would have.
    pub device: Device,
    /// Who they say they are.
    pub participant: ParticipantId,
    /// When they said so.
    pub at_ms: i64,
    /// How often it was made once more.
    pub repeats: u32,
    /// Who confirmed it, the first first.
    pub confirmed_by: Vec<ParticipantId>,
}

impl Claim {
    /// Until when it can be confirmed.
    #[must_use]
    pub fn expires_at_ms(&self) -> i64 {
        self.at_ms.saturating_add(limits::CLAIM_MS)
    }
}

impl State {
    /// Whether a contribution is one that a guest for these phases may see: of one of them, one that the group
    /// works from, or the one in front of everybody.
    pub(crate) fn is_for_guest(
        &self,
        phases: &BTreeSet<PhaseId>,
        contribution: &Contribution,
    ) -> bool {
        let of_phase = contribution.at.as_ref().is_some_and(|at| phases.contains(&at.phase));
        let in_front = self.spotlight == Some(contribution.id);
        of_phase || in_front || self.is_worked_from(contribution)
    }

    /// Whether the group works from this contribution in this round.
    #[must_use]
    pub fn is_worked_from(&self, contribution: &Contribution) -> bool {
        let is_case =
            || self.rounds.last().is_some_and(|round| round.case == Some(contribution.id));
        contribution.round == self.round_number()
            && match &contribution.content {
                Content::Leervraag { .. } | Content::Goal(_) => true,
                Content::Kernvraag { .. } | Content::Theme { .. } => contribution.chosen,
                Content::Case { .. } => is_case(),
                _ => false,
            }
    }

    /// Whether a guest for some phases is here.
    #[must_use]
    pub fn has_guest(&self) -> bool {
        self.everybody().any(|person| person.guest_for.is_some())
    }

    /// Somebody who is in the session now.
    #[must_use]
    pub fn present(&self, id: ParticipantId) -> Option<&Participant> {
        self.participants.iter().find(|p| p.id == id && !p.left)
    }

    /// Who is to be forgotten when one more joins: once [`limits::PEOPLE`] are remembered, the first
    /// of those who left and whom nothing in the meeting names.
    #[must_use]
    pub(crate) fn forgettable(&self) -> Option<&Participant> {
        let full = self.participants.len() >= limits::PEOPLE;
        let gone = |p: &&Participant| p.left && !p.waits_outside() && !self.names(p.id);
        self.participants.iter().filter(|_| full).find(gone)
    }

    /// Whether somebody wrote something, led, or brought a case.
    fn names(&self, id: ParticipantId) -> bool {
        id == self.gespreksleider
            || self.led_for.contains_key(&id)
            || self.displaced == Some(id)
            || self.rounds.iter().any(|round| round.inbrenger == Some(id))
            || self.contributions.values().any(|c| c.author == id || c.written_for == Some(id))
    }

    /// Everybody who is in the session now, in the order in which they joined.
    pub fn everybody(&self) -> impl Iterator<Item = &Participant> {
        self.participants.iter().filter(|p| !p.left)
    }

    /// A guest whose phases the meeting is not in.
    #[must_use]
    pub fn outside(&self, id: ParticipantId) -> Option<&Participant> {
        self.participants.iter().find(|p| p.id == id && p.waits_outside())
    }

    /// Everybody who has a place here: those who are here, and guests who wait for their phase.
    pub fn seated(&self) -> impl Iterator<Item = &Participant> {
        self.participants.iter().filter(|p| !p.left || p.waits_outside())
    }

    /// Who holds this token, and on which device.
    #[must_use]
    pub fn holder(&self, token: Credential) -> Option<(ParticipantId, DeviceId)> {
        self.seated().find_map(|p| {
            let device = p.devices.iter().find(|device| device.credential == token)?;
            Some((p.id, device.id))
        })
    }

    /// Whose personal code this is.
    #[must_use]
    pub fn holder_of_code(&self, code: Credential) -> Option<&Participant> {
        self.seated().find(|p| p.code == Some(code))
    }

    /// The claim whose token this is, as long as it can be confirmed.
    #[must_use]
    pub fn claim_of(&self, token: Credential, now_ms: i64) -> Option<&Claim> {
        let mut waiting = self.claims.iter().filter(|claim| now_ms < claim.expires_at_ms());
        waiting.find(|claim| claim.device.credential == token)
    }

    /// The hash of every secret that opens something of this session.
    pub fn secrets(&self) -> impl Iterator<Item = Credential> {
        let own = self
            .seated()
            .flat_map(|p| p.devices.iter().map(|device| device.credential).chain(p.code));
        let claims = self.claims.iter().map(|claim| claim.device.credential);
        let guests = self.guests_for.as_ref().map(|asked| asked.invitation);
        own.chain(claims).chain(self.invitation).chain(guests).chain(self.display)
    }

    /// Roles of somebody who is here. Everybody has exactly one of gespreksleider, inbrenger and
    /// deelnemer, and any offices besides.
    #[must_use]
    pub fn roles(&self, id: ParticipantId) -> Vec<Role> {
        let Some(participant) = self.present(id) else {
            return Vec::new();
        };
        let part = if id == self.gespreksleider {
            Role::Gespreksleider
        } else if Some(id) == self.inbrenger() {
            Role::Inbrenger
        } else {
            Role::Deelnemer
        };
        let mut roles = vec![part];
        roles.extend(participant.offices.iter().copied());
        roles
    }
}
