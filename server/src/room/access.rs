//! Who may ask for a session, in a few bytes beside its log: a wrong secret is refused before anything
//! of the session is read.

use kring_domain::{Credential, Request, State};

use super::RoomMessage;

/// Bytes of each hash of a secret. A filter only: the loaded session compares whole hashes.
const PREFIX_BYTES: usize = 8;

/// The beginnings of the hashes of every secret that opens something of this session.
pub(super) fn filter(state: &State) -> Vec<u8> {
    state.secrets().flat_map(|credential| prefix(&credential).to_vec()).collect()
}

/// Whether a message may be for the session with this filter. One without a secret may.
pub(super) fn admits(filter: &[u8], message: &RoomMessage) -> bool {
    let credential = match message {
        RoomMessage::Attach { credential, .. }
        | RoomMessage::View { credential, .. }
        | RoomMessage::Claim { credential, .. } => credential,
        RoomMessage::Preview { invitation, .. } | RoomMessage::Lobby { invitation, .. } => {
            invitation
        }
        RoomMessage::Request { request, .. } => match &**request {
            Request::Join { invitation, .. } | Request::Claim { invitation, .. } => invitation,
            Request::ReturnByCode { code, .. } => code,
            Request::Create(_)
            | Request::SetCode { .. }
            | Request::ReplaceInvitation { .. }
            | Request::SetDisplay { .. }
            | Request::Erase { .. }
            | Request::Command { .. } => return true,
        },
        RoomMessage::Detach { .. } | RoomMessage::Command { .. } => return true,
    };
    filter.chunks(PREFIX_BYTES).any(|known| known == prefix(credential))
}

fn prefix(credential: &Credential) -> &[u8] {
    credential.0.get(..PREFIX_BYTES).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::oneshot;

    fn asks(first: u8) -> RoomMessage {
        let (reply, _) = oneshot::channel();
        RoomMessage::View { credential: Credential([first; 32]), reply }
    }

    #[test]
    fn the_secrets_of_a_session_pass_and_others_do_not() {
        let known = [[1; PREFIX_BYTES], [2; PREFIX_BYTES]].concat();
        assert!([1, 2].iter().all(|first| admits(&known, &asks(*first))));
        assert!(!admits(&known, &asks(3)));
        assert!(!admits(&[], &asks(1)));
        assert!(admits(&[], &RoomMessage::Detach { connection: uuid::Uuid::nil() }));
    }

    #[test]
    fn a_session_that_is_not_there_has_no_secrets() {
        assert_eq!(filter(&State::default()), Vec::<u8>::new());
    }
}
