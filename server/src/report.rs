//! The report: made from a participant's own view, and from nothing else.

mod build;
mod markdown;
mod own;

pub use build::report;
pub use markdown::markdown;
pub use own::own_data;
