//! The report: made from a participant's own view, and from nothing else.

mod build;
mod markdown;

pub use build::report;
pub use markdown::markdown;
