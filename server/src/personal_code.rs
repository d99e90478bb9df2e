//! Personal codes: 12 characters of Crockford's base 32, 60 bits, made here, shown once, kept as a hash.
//!
//! A code says nothing of its session or group, so it is hashed together with its id. Sixty bits cannot be guessed
//! through the limits of the door; a hash of them is in the log alone, which is encrypted.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::code_text;
use crate::token::Issued;
use kring_domain::Credential;

/// Characters of a code: four groups of three can be read out over the phone.
const CODE_CHARS: usize = 12;
/// Makes a code for somebody in this session or group.
///
/// # Errors
/// When the operating system gives no randomness.
pub fn issue(of: Uuid) -> Result<Issued, getrandom::Error> {
    let text = code_text::generate::<CODE_CHARS>()?;
    let credential = hash(of, &text);
    Ok(Issued { text, credential })
}

/// The hash of a typed code; none if it cannot be one.
#[must_use]
pub fn parse(of: Uuid, typed: &str) -> Option<Credential> {
    Some(hash(of, &code_text::parse::<CODE_CHARS>(typed)?))
}

fn hash(of: Uuid, code: &str) -> Credential {
    let hash =
        Sha256::new().chain_update(b"kring code\0").chain_update(of.as_bytes()).chain_update(code);
    Credential(hash.finalize().into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_code_has_twelve_characters_that_nobody_mistakes_and_reads_back_to_its_hash() {
        let session = Uuid::now_v7();
        for _ in 0..200 {
            let made = issue(session).unwrap();
            assert_eq!(made.text.len(), 12);
            assert!(
                made.text
                    .chars()
                    .all(|c| c.is_ascii_digit() || (c.is_ascii_uppercase() && !"ILOU".contains(c))),
                "{}",
                made.text
            );
            assert_eq!(parse(session, &made.text), Some(made.credential));
        }
    }

    #[test]
    fn it_is_read_as_people_write_it_down() {
        let session = Uuid::now_v7();
        let code = parse(session, "01AB10XYZ110");
        assert!(code.is_some());
        for typed in ["01ab10xyz110", "O1A B1O XYZ 1l0", " 0IAB-1O-XYZ-L10 ", "01AB\u{a0}10XYZ110"]
        {
            assert_eq!(parse(session, typed), code, "{typed}");
        }
    }

    #[test]
    fn what_cannot_be_a_code_is_none_and_another_session_has_another_hash() {
        let session = Uuid::now_v7();
        for typed in ["", "01AB10XYZ11", "01AB10XYZ1100", "U1AB10XYZ110", "é1AB10XYZ110"] {
            assert_eq!(parse(session, typed), None, "{typed}");
        }
        let long = format!("01AB10XYZ110{}", " ".repeat(100_000));
        assert!(parse(session, &long).is_some());
        let other = Uuid::now_v7();
        assert_ne!(parse(session, "01AB10XYZ110"), parse(other, "01AB10XYZ110"));
    }
}
