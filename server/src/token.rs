//! Tokens and invitations: made here, shown once, kept as hashes.
//!
//! Both name their session, so that finding it needs no index, and carry a secret beside it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use kring_protocol::{
    ContributionId, DeviceId, GroupId, MemberId, ParticipantId, PasskeyId, SessionId,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use kring_domain::Credential;

/// 256 bits: a token is kept on a device for weeks.
const TOKEN_BYTES: usize = 32;
/// 128 bits: an invitation has to fit a QR code that a phone reads from across a room.
const INVITATION_BYTES: usize = 16;
/// 192 bits. Each purpose has a length of its own: what opens one thing is no secret of another, whoever
/// reads it.
const DISPLAY_BYTES: usize = 24;
const MEMBER_BYTES: usize = 28;
const GROUP_INVITATION_BYTES: usize = 20;
const CALENDAR_BYTES: usize = 22;

/// What a secret is for. Part of its hash, so that one kind never passes for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A participant's own.
    Token,
    /// The secret in an invitation.
    Invitation,
    /// That of a display, which only looks.
    Display,
    /// A group member's own.
    Member,
    /// The secret in an invitation to a group.
    GroupInvitation,
    /// The secret in the address of a member's calendar.
    Calendar,
}

/// A freshly made secret, and the hash by which it will be known.
pub struct Issued {
    /// To hand out, once.
    pub text: String,
    /// To keep.
    pub credential: Credential,
}

/// Makes a secret for a session or a group.
///
/// # Errors
/// When the operating system gives no randomness.
pub fn issue(purpose: Purpose, of: Uuid) -> Result<Issued, getrandom::Error> {
    let mut secret = vec![0_u8; length(purpose)];
    getrandom::fill(&mut secret)?;
    let credential = hash(purpose, &secret);
    let mut bytes = of.as_bytes().to_vec();
    bytes.append(&mut secret);
    Ok(Issued { text: BASE64.encode(bytes), credential })
}

/// The session or group, and the hash, behind a presented secret. None if it cannot be one.
#[must_use]
pub fn parse(purpose: Purpose, text: &str) -> Option<(Uuid, Credential)> {
    let bytes = BASE64.decode(text).ok()?;
    let (of, secret) = bytes.split_at_checked(16)?;
    if secret.len() != length(purpose) {
        return None;
    }
    Some((Uuid::from_slice(of).ok()?, hash(purpose, secret)))
}

/// Who somebody will be in a session. One-way, because participants' ids are public and whoever knows
/// the id of a join could otherwise repeat it and be given another's token.
#[must_use]
pub fn participant_id_for_join(session: SessionId, join: Uuid) -> ParticipantId {
    ParticipantId(derived(b"kring join\0", session.0, join))
}

/// The id of the device that this request to a session or a group is about. One-way, because whoever
/// knows the id of a request could otherwise repeat it.
#[must_use]
pub fn device_id_for(of: Uuid, request: Uuid) -> DeviceId {
    DeviceId(derived(b"kring device\0", of, request))
}

/// Who a member of a group is in one of its meetings: the same person however often they come in, and
/// nobody without the group can tell.
#[must_use]
pub fn participant_id_for_member(session: SessionId, member: MemberId) -> ParticipantId {
    ParticipantId(derived(b"kring member\0", session.0, member.0))
}

/// What something will be in the meeting to which it was taken along.
#[must_use]
pub fn contribution_id_for_taken(session: SessionId, taken: ContributionId) -> ContributionId {
    ContributionId(derived(b"kring taken\0", session.0, taken.0))
}

/// Who somebody will be in a group, as [`participant_id_for_join`].
#[must_use]
pub fn member_id_for_join(group: GroupId, join: Uuid) -> MemberId {
    MemberId(derived(b"kring group\0", group.0, join))
}

/// What a passkey is called in its group.
#[must_use]
pub fn passkey_id(group: GroupId, handle: Credential) -> PasskeyId {
    let [low, ..] = handle.0.as_chunks::<16>().0 else { return PasskeyId(group.0) };
    PasskeyId(derived(b"kring passkey id\0", group.0, Uuid::from_bytes(*low)))
}

/// The hash by which a passkey is known, of its credential id.
#[must_use]
pub fn passkey_handle(credential_id: &[u8]) -> Credential {
    let hash = Sha256::new().chain_update(b"kring passkey\0").chain_update(credential_id);
    Credential(hash.finalize().into())
}

fn derived(label: &[u8], of: Uuid, request: Uuid) -> Uuid {
    let digest = Sha256::new()
        .chain_update(label)
        .chain_update(of.as_bytes())
        .chain_update(request.as_bytes())
        .finalize();
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(digest.get(..16).unwrap_or(&[0; 16]));
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

fn length(purpose: Purpose) -> usize {
    match purpose {
        Purpose::Token => TOKEN_BYTES,
        Purpose::Invitation => INVITATION_BYTES,
        Purpose::Display => DISPLAY_BYTES,
        Purpose::Member => MEMBER_BYTES,
        Purpose::GroupInvitation => GROUP_INVITATION_BYTES,
        Purpose::Calendar => CALENDAR_BYTES,
    }
}

fn hash(purpose: Purpose, secret: &[u8]) -> Credential {
    let label: &[u8] = match purpose {
        Purpose::Token => b"kring token\0",
        Purpose::Invitation => b"kring invitation\0",
        Purpose::Display => b"kring display\0",
        Purpose::Member => b"kring member token\0",
        Purpose::GroupInvitation => b"kring group invitation\0",
        Purpose::Calendar => b"kring calendar\0",
    };
    Credential(Sha256::new().chain_update(label).chain_update(secret).finalize().into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const PURPOSES: [Purpose; 6] = [
        Purpose::Token,
        Purpose::Invitation,
        Purpose::Display,
        Purpose::Member,
        Purpose::GroupInvitation,
        Purpose::Calendar,
    ];

    #[test]
    fn a_secret_reads_back_to_what_it_opens_and_its_hash_and_is_no_secret_of_another_purpose() {
        let of = Uuid::now_v7();
        for purpose in PURPOSES {
            let made = issue(purpose, of).unwrap();
            for other in PURPOSES {
                let expected = (other == purpose).then_some((of, made.credential));
                assert_eq!(parse(other, &made.text), expected, "{purpose:?} as {other:?}");
            }
        }
    }

    #[test]
    fn garbage_is_no_secret() {
        for purpose in PURPOSES {
            assert_eq!(parse(purpose, "not base64!"), None);
            assert_eq!(parse(purpose, ""), None);
        }
    }

    #[test]
    fn the_same_join_is_the_same_person_and_does_not_tell_its_id() {
        let (session, join) = (SessionId(Uuid::now_v7()), Uuid::new_v4());
        assert_eq!(participant_id_for_join(session, join), participant_id_for_join(session, join));
        assert_ne!(participant_id_for_join(session, join).0, join);
        assert_ne!(
            participant_id_for_join(session, join),
            participant_id_for_join(SessionId(Uuid::now_v7()), join)
        );
    }
}
