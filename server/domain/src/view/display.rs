//! What of a record a display shows: what a group that sits in one room looks at together.
//!
//! Each takes away from what everybody sees, and adds nothing.

use kring_protocol::content::Content;
use kring_protocol::record::{CaseRound, Contribution, Meeting, Record, Stage};

use crate::rules::is_on_display;
use crate::state::State;

/// None for a record that is not for a display, or looks there as it does to everybody.
pub(super) fn reduced(state: &State, record: Record) -> Option<Record> {
    match record {
        Record::Meeting(seen) => Some(Record::Meeting(of_meeting(seen))),
        Record::Stage(seen) => Some(Record::Stage(stage(state, seen))),
        Record::Contribution(seen) => Some(Record::Contribution(contribution(state, seen))),
        _ => None,
    }
}

/// Its title and its moments; no link to the call, and nothing of the report.
pub(super) fn of_meeting(meeting: Meeting) -> Meeting {
    Meeting {
        call_link: String::new(),
        agreements: vec![],
        learning_outcomes: vec![],
        preparation: vec![],
        reflection: vec![],
        led_by: None,
        report_opens_at_ms: None,
        report_waits_for: vec![],
        ..meeting
    }
}

/// Where it stands and who has which role; nothing of devices, of the lead in dispute, or of what
/// somebody could do.
fn stage(state: &State, stage: Stage) -> Stage {
    let without_case = |round: &CaseRound| CaseRound { case: None, ..*round };
    Stage {
        case: None,
        rounds: stage.rounds.iter().map(without_case).collect(),
        next_act: None,
        undo_until_ms: None,
        may_reclaim: None,
        proposed_leads: vec![],
        role_change: None,
        claims: vec![],
        returned: None,
        spotlight: stage.spotlight.filter(|id| is_on_display(state, *id)),
        ..stage
    }
}

/// Its text, without the link to a fragment and without what others said of it. Of a case that is not
/// in front of everybody the leervraag alone.
fn contribution(state: &State, seen: Contribution) -> Contribution {
    let content = match seen.content {
        Content::Case { leervraag, .. } if state.spotlight != Some(seen.id) => {
            Content::Case { text: String::new(), leervraag, wish: None }
        }
        other => other.without_link(),
    };
    Contribution { content, response: None, supporters: vec![], ..seen }
}
