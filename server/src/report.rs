//! The report: made from a participant's own view, and from nothing else.

mod access;
mod attribution;
mod build;
mod csv;
mod format;
mod labels;
mod markdown;
mod personal_data;
mod plan;
mod zone;

pub use access::closed_until_ms;
pub use build::{report, without_own};
pub use csv::csv;
pub use markdown::{markdown, plan_markdown};
pub use personal_data::own_data;
pub use zone::{Zone, known_zone};
