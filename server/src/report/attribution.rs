//! Whose words a text is, in a form of the report that has one line for it.

use kring_protocol::ParticipantId;
use kring_protocol::record::Contribution;
use kring_protocol::report::Report;

use super::labels::Words;

/// The name of who said it; for somebody without a device also who wrote it down, and that nobody confirmed
/// it if so. Empty where texts have no names.
pub(super) fn attribution(report: &Report, words: &Words, one: &Contribution) -> String {
    let name = |id: Option<ParticipantId>| {
        let person = id.and_then(|id| report.people.iter().find(|person| person.id == id));
        person.map_or("", |person| person.name.as_str())
    };
    let speaker = name(one.speaker());
    if one.written_for.is_none() {
        return speaker.to_owned();
    }
    let unconfirmed = if one.confirmed_by.is_none() { words.unconfirmed } else { "" };
    format!("{speaker} ({} {}{unconfirmed})", words.written_down_by, name(one.author))
}
