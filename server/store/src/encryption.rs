//! Contents at rest: every session has a key of its own, without which nothing of it can be read.
//!
//! A sealed payload is bound to its context: moved to another session, seq or moment, or taken for a
//! checkpoint, it does not open.
//! Destroying the key is what erasing means, also for copies that nobody can reach any more.

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

use crate::StreamId;

/// Bytes of a key.
pub const KEY_BYTES: usize = 32;
/// The first byte of a sealed payload: the version of this format.
const VERSION: u8 = 1;
/// Bytes before the ciphertext: the version and the nonce.
const HEAD_BYTES: usize = 1 + NONCE_LEN;

/// The key of one session. Its memory is zeroed on drop, and it has no `Debug`.
pub struct Key(Zeroizing<[u8; KEY_BYTES]>);

/// What the sealed payload of an entry is bound to: the associated data of the cipher.
#[derive(Clone, Copy)]
pub struct EntryContext {
    /// The session.
    pub session: StreamId,
    /// The seq of the entry.
    pub seq: u64,
    /// When it happened, in milliseconds since 1970.
    pub at_ms: i64,
}

/// What a sealed checkpoint is bound to.
#[derive(Clone, Copy)]
pub struct CheckpointContext {
    /// The session.
    pub session: StreamId,
    /// The seq of the entry after which it was taken.
    pub seq: u64,
}

/// What a text of its own is bound to: whose key it is sealed with.
#[derive(Clone, Copy)]
pub struct TextContext {
    /// Whose key.
    pub owner: StreamId,
}

/// The associated data of the cipher.
pub struct Context(Vec<u8>);

impl Key {
    /// A new random key.
    ///
    /// # Errors
    /// When the system provides no randomness.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        getrandom::fill(bytes.as_mut_slice())?;
        Ok(Self(bytes))
    }

    /// A stored key; `None` unless it has [`KEY_BYTES`].
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(Zeroizing::new(bytes.try_into().ok()?)))
    }

    /// The key's bytes, to be stored.
    #[must_use]
    pub fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    /// Encrypts a payload; `None` if the system provides no randomness.
    #[must_use]
    pub fn seal(&self, context: impl Into<Context>, payload: &[u8]) -> Option<Vec<u8>> {
        // Random, because an append that is retried must not reuse its nonce. With some 400,000 entries
        // for each key at most, a collision of 96-bit nonces is negligible.
        let mut nonce = [0; NONCE_LEN];
        getrandom::fill(&mut nonce).ok()?;
        let mut bytes =
            Vec::with_capacity(HEAD_BYTES + payload.len() + CHACHA20_POLY1305.tag_len());
        bytes.push(VERSION);
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(payload);
        let (_, body) = bytes.split_at_mut(HEAD_BYTES);
        let nonce = Nonce::assume_unique_for_key(nonce);
        let tag = self.cipher()?.seal_in_place_separate_tag(nonce, context.into().aad(), body);
        bytes.extend_from_slice(tag.ok()?.as_ref());
        Some(bytes)
    }

    /// None unless it was sealed with this key, for this context.
    pub fn open(&self, context: impl Into<Context>, sealed: &[u8]) -> Option<Vec<u8>> {
        let (version, rest) = sealed.split_first()?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_LEN>()?;
        if *version != VERSION {
            return None;
        }
        let mut bytes = sealed.to_vec();
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let opened = self.cipher()?.open_in_place(nonce, context.into().aad(), &mut bytes);
        let length = opened.ok()?.len();
        bytes.truncate(length);
        Some(bytes)
    }

    fn cipher(&self) -> Option<LessSafeKey> {
        UnboundKey::new(&CHACHA20_POLY1305, self.bytes()).ok().map(LessSafeKey::new)
    }
}

impl Context {
    fn aad(&self) -> Aad<&[u8]> {
        Aad::from(self.0.as_slice())
    }
}

/// The name of the stream, the seq, and the moment.
impl From<EntryContext> for Context {
    fn from(entry: EntryContext) -> Self {
        let (seq, at_ms) = (entry.seq.to_le_bytes(), entry.at_ms.to_le_bytes());
        Self([entry.session.name().as_slice(), &seq, &at_ms].concat())
    }
}

/// One byte longer than that of an entry of the same stream: its name, the seq, and zeros.
impl From<CheckpointContext> for Context {
    fn from(checkpoint: CheckpointContext) -> Self {
        let seq = checkpoint.seq.to_le_bytes();
        Self([checkpoint.session.name().as_slice(), &seq, &[0; 9]].concat())
    }
}

/// Only the name of the stream: shorter than that of any entry.
impl From<TextContext> for Context {
    fn from(text: TextContext) -> Self {
        Self(text.owner.name().as_slice().to_vec())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use uuid::Uuid;

    fn context(session: u128, seq: u64, at_ms: i64) -> EntryContext {
        EntryContext { session: StreamId::meeting(Uuid::from_u128(session)), seq, at_ms }
    }

    #[test]
    fn what_is_sealed_opens_with_its_key_and_shows_nothing_of_itself() {
        let key = Key::generate().unwrap();
        let sealed = key.seal(context(1, 2, 3), b"geheim woord").unwrap();
        assert_eq!(key.open(context(1, 2, 3), &sealed).unwrap(), b"geheim woord");
        assert!(!sealed.windows(6).any(|window| window == b"geheim"));
        let again = key.seal(context(1, 2, 3), b"geheim woord").unwrap();
        assert_ne!(sealed, again, "the same words twice do not look the same");
    }

    #[test]
    fn another_key_another_place_or_a_changed_byte_opens_nothing() {
        let key = Key::generate().unwrap();
        let sealed = key.seal(context(1, 2, 3), b"geheim woord").unwrap();
        assert!(Key::generate().unwrap().open(context(1, 2, 3), &sealed).is_none());
        for elsewhere in [context(9, 2, 3), context(1, 9, 3), context(1, 2, 9)] {
            assert!(key.open(elsewhere, &sealed).is_none());
        }
        let checkpoint =
            CheckpointContext { session: StreamId::meeting(Uuid::from_u128(1)), seq: 2 };
        assert!(key.open(checkpoint, &sealed).is_none());
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert!(key.open(context(1, 2, 3), &changed).is_none(), "byte {index}");
            assert!(key.open(context(1, 2, 3), &sealed[..index]).is_none(), "cut at {index}");
        }
    }
}
