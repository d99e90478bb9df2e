//! Kring's server: a pure domain, an event log, live rooms, and the web around them.

pub mod domain;
//pub mod methods;
