//! Who may ask for a session, in a few bytes beside its log: a wrong secret is refused before anything
//! of the session is read.

use kring_domain::Credential;

use super::RoomMessage;
use super::aggregate::Aggregate;

/// Bytes of each hash of a secret. A filter only: the loaded session compares whole hashes.
const PREFIX_BYTES: usize = 8;

/// The beginnings of the hashes of every secret that opens something of this stream.
pub(super) fn filter<A: Aggregate>(state: &A::State) -> Vec<u8> {
    let mut filter = vec![];
    A::secrets(state).for_each(|credential| filter.extend_from_slice(prefix(&credential)));
    filter
}

/// Whether this is the filter of a stream.
pub(super) fn is_of<A: Aggregate>(filter: &[u8], state: &A::State) -> bool {
    let mut known = filter.chunks(PREFIX_BYTES);
    A::secrets(state).all(|credential| known.next() == Some(prefix(&credential)))
        && known.next().is_none()
}

/// Whether a message may be for the stream with this filter. One without a secret may.
pub(super) fn admits<A: Aggregate>(filter: &[u8], message: &RoomMessage<A>) -> bool {
    let credential = match message {
        RoomMessage::Attach { credential, .. } => Some(*credential),
        RoomMessage::Read { credential, .. } => *credential,
        RoomMessage::Request { request, .. } => A::secret(request),
        RoomMessage::ReadLive { .. } | RoomMessage::Detach { .. } | RoomMessage::Command { .. } => {
            None
        }
    };
    credential.is_none_or(|credential| {
        filter.chunks(PREFIX_BYTES).any(|known| known == prefix(&credential))
    })
}

fn prefix(credential: &Credential) -> &[u8] {
    credential.0.get(..PREFIX_BYTES).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::room::Meeting;

    fn asks(first: u8) -> RoomMessage<Meeting> {
        RoomMessage::Read { credential: Some(Credential([first; 32])), look: Box::new(|_| {}) }
    }

    #[test]
    fn the_secrets_of_a_session_pass_and_others_do_not() {
        let known = [[1; PREFIX_BYTES], [2; PREFIX_BYTES]].concat();
        assert!([1, 2].iter().all(|first| admits(&known, &asks(*first))));
        assert!(!admits(&known, &asks(3)));
        assert!(!admits(&[], &asks(1)));
        assert!(admits::<Meeting>(&[], &RoomMessage::Detach { connection: uuid::Uuid::nil() }));
    }

    #[test]
    fn a_session_that_is_not_there_has_no_secrets() {
        let nothing = kring_domain::State::default();
        assert_eq!(filter::<Meeting>(&nothing), Vec::<u8>::new());
        assert!(is_of::<Meeting>(&[], &nothing));
        assert!(!is_of::<Meeting>(&[1; PREFIX_BYTES], &nothing));
    }

    #[test]
    fn a_filter_is_that_of_the_secrets_there_are_now() {
        let mut state =
            kring_domain::State { invitation: Some(Credential([1; 32])), ..Default::default() };
        let known = filter::<Meeting>(&state);
        assert!(is_of::<Meeting>(&known, &state));
        state.display = Some(Credential([2; 32]));
        assert!(!is_of::<Meeting>(&known, &state), "one more");
        state.invitation = None;
        assert!(!is_of::<Meeting>(&known, &state), "another one");
    }
}
