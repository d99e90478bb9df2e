//! The methods: scripts of a meeting, as data files.
//!
//! Owns finding, reading and checking method files, so that the server never starts with a broken
//! one. What a method means while people talk is the domain's; how to write one is in
//! `docs/methods.md`.

mod fault;
mod library;
mod list;
mod path;
mod reading;
mod rules;
mod schema;
mod shape;
mod summary;
#[cfg(test)]
mod tests;

pub use fault::MethodFault;
pub use library::{Library, check};
pub use list::list;
pub use reading::parse;
pub use summary::Summary;
