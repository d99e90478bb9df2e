//! People: their devices, claims to be one of them, who holds which secret, and who has which role.

use std::collections::BTreeSet;

use kring_protocol::ids::{DeviceId, ParticipantId};
use kring_protocol::limits;
use kring_protocol::script::Role;
use serde::{Deserialize, Serialize};

use super::{Credential, State};

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
    /// Whether they came in as a member of the group whose meeting it is.
    pub member: bool,
}

impl Participant {
    /// Whether they sit with the group and have no device, so that others write for them.
    #[must_use]
    pub fn is_without_device(&self) -> bool {
        self.added && self.devices.is_empty() && !self.left
    }
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
        self.participants.iter().filter(|_| full).find(|p| p.left && !self.names(p.id))
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

    /// Who holds this token, and on which device.
    #[must_use]
    pub fn holder(&self, token: Credential) -> Option<(ParticipantId, DeviceId)> {
        self.everybody().find_map(|p| {
            let device = p.devices.iter().find(|device| device.credential == token)?;
            Some((p.id, device.id))
        })
    }

    /// Whose personal code this is.
    #[must_use]
    pub fn holder_of_code(&self, code: Credential) -> Option<&Participant> {
        self.everybody().find(|p| p.code == Some(code))
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
            .everybody()
            .flat_map(|p| p.devices.iter().map(|device| device.credential).chain(p.code));
        let claims = self.claims.iter().map(|claim| claim.device.credential);
        own.chain(claims).chain(self.invitation).chain(self.display)
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
