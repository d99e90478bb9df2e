//! What is in a view beside what people write: it fits its share of the largest view.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::{Kind, limits};

use super::given::{AN, GESPREKSLEIDER, Given, lobby};

/// Four bytes each.
fn long_line() -> String {
    "𠀀".repeat(limits::LINE_CHARS)
}

fn insert(kinds: usize) -> Command {
    let open = Kind::ALL.iter().copied().filter(|k| k.is_of_steps());
    Command::InsertPhase {
        at: u32::MAX,
        title: long_line(),
        minutes: 5,
        question: long_line(),
        opens: open.take(kinds).collect(),
        muted: false,
    }
}

/// As much in a plan as a gespreksleider can put there.
fn full_plan() -> Given {
    let mut here = lobby();
    while here.state.plan.len() < limits::PHASES {
        here = here.has(GESPREKSLEIDER, insert(limits::OWN_PHASE_KINDS));
    }
    let phases: Vec<_> = here.state.plan.iter().map(|planned| planned.phase.id.clone()).collect();
    for phase in phases {
        let items = vec![long_line(); limits::GUIDING_QUESTIONS];
        here = here.has(GESPREKSLEIDER, Command::SetGuidingQuestions { phase, items });
    }
    let items = vec![long_line(); limits::LEARNING_OUTCOMES];
    here = here.has(GESPREKSLEIDER, Command::SetLearningOutcomes { items });
    let items = vec![long_line(); limits::AGREEMENTS];
    here.has(GESPREKSLEIDER, Command::SetAgreements { items })
}

#[test]
fn a_phase_of_the_groups_own_opens_no_more_kinds_than_its_limit() {
    let one_more = insert(limits::OWN_PHASE_KINDS + 1);
    lobby().when(GESPREKSLEIDER, one_more).then_refused(Rejection::TooManyItems);
}

#[test]
fn the_longest_plan_leaves_a_quarter_of_the_frame_for_visits_and_people() {
    let size = serde_json::to_vec(&full_plan().view(AN)).unwrap().len();
    assert!(size > limits::FRAME_BYTES / 3, "the plan is full: {size} bytes");
    assert!(size <= limits::FRAME_BYTES * 3 / 4, "{size} bytes");
}
