//! Who may read the report of a closed meeting, and from when on.

use kring_protocol::{ParticipantId, Record};

/// Until when the report is not for the participant whose view this is; none if they may read it now.
/// While the clock is doubted no moment is over.
#[must_use]
pub fn closed_until_ms(
    reader: ParticipantId,
    records: &[Record],
    now_ms: i64,
    clock_doubted: bool,
) -> Option<i64> {
    let opens_at_ms = records.iter().find_map(|record| match record {
        Record::Meeting(meeting) => meeting.report_opens_at_ms,
        _ => None,
    })?;
    let brought = records.iter().any(|record| match record {
        Record::Stage(stage) => stage.rounds.iter().any(|round| round.inbrenger == Some(reader)),
        _ => false,
    });
    let is_over = now_ms >= opens_at_ms && !clock_doubted;
    (!brought && !is_over).then_some(opens_at_ms)
}
