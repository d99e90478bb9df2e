//! Administration of the data: backup, restore, verify, erase, and the socket to a running server.

mod backup;
mod check;
mod clock;
pub mod control;
mod erase;
mod verify;

pub use backup::{back_up, restore};
pub use check::check;
pub use clock::trust_clock;
pub use erase::{EraseError, Erased, erase};
pub use verify::{Meeting, Verified, verify};
