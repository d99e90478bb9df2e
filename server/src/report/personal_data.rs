//! What is a participant's own in their view.

use kring_protocol::record::{Contribution, Me};
use kring_protocol::report::OwnData;
use kring_protocol::{ParticipantId, Record};

/// What the participant whose view this is can take along; none if the view has nobody in it.
#[must_use]
pub fn own_data(reader: ParticipantId, records: &[Record]) -> Option<OwnData> {
    let meeting = records.iter().find_map(|record| match record {
        Record::Meeting(meeting) => Some(meeting),
        _ => None,
    })?;
    let person = records.iter().find_map(|record| match record {
        Record::Participant(person) if person.id == reader => Some(person),
        _ => None,
    })?;
    let me: Option<&Me> = records.iter().find_map(|record| match record {
        Record::Me(me) => Some(me),
        _ => None,
    });
    let contributions = records.iter().filter_map(|record| match record {
        Record::Contribution(contribution) => Some(contribution),
        _ => None,
    });
    let contributions: Vec<&Contribution> = contributions.collect();
    let those = |chosen: fn(&Contribution, ParticipantId) -> bool| {
        contributions.iter().copied().filter(move |c| chosen(c, reader))
    };
    // Rounds have inbrengers of their own; an answer belongs to the one of its round.
    let brought = |round: u32| {
        records.iter().any(|record| match record {
            Record::Stage(stage) => {
                let index = usize::try_from(round).unwrap_or(0).wrapping_sub(1);
                stage.rounds.get(index).is_some_and(|round| round.inbrenger == Some(reader))
            }
            _ => false,
        })
    };
    Some(OwnData {
        title: meeting.title.clone(),
        method_title: meeting.method_title.clone(),
        started_at_ms: meeting.started_at_ms,
        closed_at_ms: meeting.closed_at_ms,
        keep_days: meeting.keep_days,
        erase_at_ms: meeting.erase_at_ms,
        id: reader,
        name: person.name.clone(),
        roles: person.roles.clone(),
        accepted: person.accepted,
        contributions: those(is_own).cloned().collect(),
        responded: those(|c, _| c.response.is_some())
            .filter(|c| brought(c.round))
            .cloned()
            .collect(),
        supports: those(|c, reader| c.supporters.contains(&reader)).map(|c| c.id).collect(),
        votes: me.map(|me| me.votes.clone()).unwrap_or_default(),
    })
}

fn is_own(contribution: &Contribution, reader: ParticipantId) -> bool {
    let said = contribution.written_for == Some(reader);
    contribution.mine || said || contribution.author == Some(reader)
}
