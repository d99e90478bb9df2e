//! Looking after the data: what whoever runs a server does beside running it.

mod backup;
pub mod control;
mod erase;
mod verify;

pub use backup::{back_up, restore};
pub use erase::{EraseError, Erased, erase};
pub use verify::{Meeting, Verified, verify};
