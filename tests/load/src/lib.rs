//! What many meetings cost a server: the program that plays them, and the rooms beside which Kring is
//! measured. `docs/performance.md` says what the figures mean.

pub mod room;
pub mod wire;
