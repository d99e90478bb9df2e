//! The report: made from a participant's own view, and from nothing else.

mod build;
mod csv;
mod markdown;
mod own;
mod telling;
mod words;

pub use build::report;
pub use csv::csv;
pub use markdown::markdown;
pub use own::own_data;
