//! A method in a few words.

use kring_protocol::script::Method;
use kring_protocol::text::Text;

/// A method in a few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Its id.
    pub id: String,
    /// What people see.
    pub title: Text,
    /// How many phases it has.
    pub phases: usize,
    /// Planned minutes, all phases together.
    pub minutes: u32,
    /// Some of those minutes are the product's proposal, not the source's.
    pub proposal: bool,
}

impl Summary {
    /// The summary of a method.
    #[must_use]
    pub fn of(method: &Method) -> Self {
        Self {
            id: method.id.clone(),
            title: method.title.clone(),
            phases: method.phases.len(),
            minutes: method.phases.iter().map(|phase| phase.minutes).sum(),
            proposal: method.phases.iter().any(|phase| phase.proposal),
        }
    }
}
