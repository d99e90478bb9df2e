//! What the log keeps of a command.

pub mod stored;
