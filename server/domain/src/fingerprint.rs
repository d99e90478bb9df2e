//! A state in one line: two states with the same fingerprint are the same.

use std::fmt::{self, Write};

use sha2::{Digest, Sha256};

use crate::state::{Credential, State};

/// The SHA-256 of everything that is true in a session, in hexadecimal.
///
/// It compares a live session with its replay, and a backup with what it was made of. It is for
/// one build: another may know more, and so have another fingerprint for the same log.
#[must_use]
pub fn fingerprint(state: &State) -> String {
    of(state, state.secrets())
}

pub(crate) fn of(state: &impl fmt::Debug, secrets: impl Iterator<Item = Credential>) -> String {
    let mut sum = Sum(Sha256::new());
    // Every collection in a state is ordered, so equal states print the same. Hashing cannot fail.
    let _ = write!(sum, "{state:?}");
    // Credentials do not print.
    for credential in secrets {
        sum.0.update(credential.0);
    }
    let digest: [u8; 32] = sum.0.finalize().into();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

struct Sum(Sha256);

impl Write for Sum {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text);
        Ok(())
    }
}
