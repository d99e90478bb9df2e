//! Kring's server: live rooms over the domain and the event log, and the web around them.

pub mod admin;
pub mod bus;
pub mod clock;
pub mod code_text;
pub mod methods;
mod paced;
pub mod personal_code;
pub mod rate_limit;
pub mod report;
pub mod room;
pub mod serve;
pub mod sweep;
pub mod timekeeper;
pub mod tls;
pub mod token;
pub mod web;

/// Names this build to the page, which is old when it changes.
pub const BUILD: &str = match option_env!("KRING_BUILD") {
    Some(build) => build,
    None => env!("CARGO_PKG_VERSION"),
};
