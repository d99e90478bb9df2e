//! Who may ask for a session, in a few bytes beside its log: a wrong secret is refused before anything
//! of the session is read.

use kring_domain::Credential;

use tokio::time::timeout;

use super::aggregate::Aggregate;
use super::live::Room;
use super::{RoomError, RoomMessage};

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
        RoomMessage::ReadLive { .. }
        | RoomMessage::Detach { .. }
        | RoomMessage::Follow { .. }
        | RoomMessage::Command { .. } => None,
    };
    credential.is_none_or(|credential| {
        filter.chunks(PREFIX_BYTES).any(|known| known == prefix(&credential))
    })
}

fn prefix(credential: &Credential) -> &[u8] {
    credential.0.get(..PREFIX_BYTES).unwrap_or_default()
}

impl<A: Aggregate> Room<A> {
    /// The first message that may be for this session. Before anything of the session is read, others
    /// are answered like those for a session that is not there.
    pub(super) async fn first_admitted(&mut self) -> Option<Box<RoomMessage<A>>> {
        let mut next = self.mailbox.recv().await;
        // If that cannot be read, the log cannot be read either, and says so.
        self.access = self.shared.log.access(self.id.into()).await.unwrap_or_default();
        while let Some(message) = next {
            if self.admits(&message) {
                return Some(message);
            }
            reject(*message, RoomError::NotFound);
            next = self.mailbox.try_recv().ok();
        }
        None
    }

    fn admits(&self, message: &RoomMessage<A>) -> bool {
        self.access.as_ref().is_none_or(|filter| admits(filter, message))
    }

    /// Says that the log is damaged, without reading it for each who asks, until nobody asks any more or
    /// it is erased.
    pub(super) async fn serve_damaged(&mut self, first: Box<RoomMessage<A>>) {
        let draining = self.shared.draining.clone();
        let mut next = Some(first);
        while let Some(message) = next {
            match *message {
                // What cannot be read can be erased.
                RoomMessage::Request { request, reply, .. } if A::is_erasing(&request) => {
                    let _ = reply.send(self.erase_log().await);
                    return;
                }
                message if self.admits(&message) => reject(message, RoomError::Damaged),
                message => reject(message, RoomError::NotFound),
            }
            next = tokio::select! {
                () = draining.cancelled() => return,
                asked = timeout(self.shared.settings.idle_timeout, self.mailbox.recv()) => {
                    asked.ok().flatten()
                }
            };
        }
    }

    pub(super) fn reject_waiting(&mut self, first: RoomMessage<A>, error: RoomError) {
        reject(first, error);
        while let Ok(message) = self.mailbox.try_recv() {
            reject(*message, error);
        }
    }
}

/// Answers a message with nothing but why not.
pub(super) fn reject<A: Aggregate>(message: RoomMessage<A>, error: RoomError) {
    match message {
        RoomMessage::Attach { reply, .. } => drop(reply.send(Err(error))),
        RoomMessage::Request { reply, .. } => drop(reply.send(Err(error))),
        RoomMessage::Read { look, .. } => look(Err(error)),
        RoomMessage::ReadLive { look } => look(Err(error)),
        RoomMessage::Detach { .. } | RoomMessage::Follow { .. } | RoomMessage::Command { .. } => {}
    }
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
