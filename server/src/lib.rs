//! Kring's server: a pure domain, an event log, live rooms, and the web around them.

pub mod bucket;
pub mod bus;
pub mod care;
pub mod clock;
pub mod domain;
pub mod log;
pub mod methods;
pub mod report;
pub mod retention;
pub mod room;
pub mod secret;
pub mod serve;
pub mod tls;
pub mod web;

/// Names this build to the page, which is old when it changes.
pub const BUILD: &str = match option_env!("KRING_BUILD") {
    Some(build) => build,
    None => env!("CARGO_PKG_VERSION"),
};
