//! Limits, each with its unit and its reason. They travel in `welcome`, so a page can name them.

use serde::{Deserialize, Serialize};

/// Characters in a name, as people count them (grapheme clusters): room for a double surname, and it still fits a phone's line.
pub const NAME_CHARS: usize = 60;
/// Characters in a title or another single line.
pub const LINE_CHARS: usize = 200;
/// Characters in a link: a video call's invitation carries whole tokens.
pub const LINK_CHARS: usize = 2_000;
/// Characters in a contribution's text: a page of notes. Longer stories belong in the conversation.
pub const TEXT_CHARS: usize = 4_000;
/// Observations that one theme can gather.
pub const THEME_OBSERVATIONS: usize = 50;
/// Seconds of a fragment: its moments are within a day.
pub const FRAGMENT_SECONDS: u32 = 24 * 60 * 60;
/// Agreements of a group.
pub const AGREEMENTS: usize = 20;
/// Guiding questions of one phase: what fits above a text on a phone.
pub const GUIDING_QUESTIONS: usize = 8;
/// Learning outcomes of one meeting: those of a course, and a page can show them all.
pub const LEARNING_OUTCOMES: usize = 40;
/// Levels of help, from 1. Source 000 works with four: practised together at first, led by the group later.
pub const LEVELS: std::ops::RangeInclusive<u8> = 1..=4;
/// People in one session at the same time. The sources speak of a small group.
pub const PARTICIPANTS: usize = 24;
/// People whom one session remembers: those who are there, wrote something, led, or brought a case.
pub const PEOPLE: usize = 40;
/// Contributions of one person in one session, private notes included.
pub const PERSON_CONTRIBUTIONS: usize = 120;
/// Contributions that one person takes along from one meeting to the next: more is no plan.
pub const TAKEN_ALONG: usize = 12;
/// Bytes of UTF-8 that one person has in one session: 32 texts of 4,000 letters, or some 600 of 200.
pub const PERSON_BYTES: usize = 128 * 1024;
/// Bytes of UTF-8 in all that inbrengers answered to contributions, in one session.
pub const RESPONSES_BYTES: usize = 8 * PERSON_BYTES;
/// Contributions in one session: what all the people in it may write.
pub const CONTRIBUTIONS: usize = PEOPLE * PERSON_CONTRIBUTIONS;
/// Bytes of one contribution on the wire beside its texts: ids, step, supporters.
pub const RECORD_BYTES: usize = 1_600;
/// Characters in a name that is blotted out: names of several people, or of a school.
pub const BLOT_NAME_CHARS: std::ops::RangeInclusive<usize> = 2..=80;
/// Places in one meeting where a name is blotted out: one in each contribution, and one entry of the log
/// can name them all.
pub const BLOTS: usize = CONTRIBUTIONS + 200;
/// Bytes of everything else in a view: the method, the plan with its visits, the people.
pub const FRAME_BYTES: usize = 1024 * 1024;
/// Bytes of the largest view: every text twice, because a quotation mark or line end is escaped.
pub const VIEW_BYTES: usize = 2 * (PEOPLE * PERSON_BYTES + RESPONSES_BYTES)
    + CONTRIBUTIONS * RECORD_BYTES
    + BLOTS * crate::content::BLOTTED.len()
    + FRAME_BYTES;
/// Times that one phase is visited, and case rounds of one meeting.
pub const VISITS: usize = 100;
/// Commands of one person that change something in one session: a day of frantic clicking.
pub const PERSON_COMMANDS: u64 = 5_000;
/// Bytes that one person adds to the log of one session, every edit counted.
pub const PERSON_LOG_BYTES: u64 = 2 * 1024 * 1024;
/// Commands in one session after which nobody joins any more. Those who are there have their own share.
pub const COMMANDS: u64 = PEOPLE as u64 * PERSON_COMMANDS;
/// Phases in one plan.
pub const PHASES: usize = 30;
/// Kinds that a phase of the group's own opens: half of them all, each with the phase's question.
pub const OWN_PHASE_KINDS: usize = 12;
/// Minutes of one phase.
pub const PHASE_MINUTES: u32 = 180;
/// Minutes that a meeting may have left: a long day.
pub const MINUTES_LEFT: u32 = 600;
/// Minutes by which the timer can be moved at once.
pub const ADJUST_MINUTES: i32 = 60;
/// Milliseconds within which a move can be undone.
pub const UNDO_MS: i64 = 10_000;
/// Seconds of one silent moment.
pub const SILENCE_SECONDS: u32 = 1_800;
/// Days for which a meeting is kept after it was closed, unless chosen otherwise: time to read the
/// report twice and to come back to the actions once.
pub const KEEP_DAYS: u32 = 30;
/// Days for which a meeting can be kept at most: a school year, and no archive.
pub const KEEP_DAYS_MAX: u32 = 365;
/// Moments at which a meeting can be planned, in milliseconds since 1970: the years 2000 to 2199.
pub const MOMENTS_MS: std::ops::Range<i64> = 946_684_800_000..7_258_118_400_000;
/// Bytes of one WebSocket message; a text of 4,000 characters in a three-byte script fits four times over.
pub const MESSAGE_BYTES: usize = 64 * 1024;
/// Messages a connection may send at once before the rate counts.
pub const BURST_MESSAGES: u32 = 60;
/// Messages a second after that.
pub const MESSAGES_PER_SECOND: u32 = 20;
/// Devices of one participant: a phone, a laptop, one at work, and two that are forgotten. Another one
/// takes the place of the oldest.
pub const DEVICES: usize = 5;
/// Passkeys of one member of a group: one in each of the places where people keep them.
pub const PASSKEYS: usize = 5;
/// Bytes of a passkey as the server keeps it: a public key and what is known of it.
pub const PASSKEY_BYTES: usize = 4_096;
/// Claims to be somebody that wait to be confirmed in one session.
pub const CLAIMS: usize = 3;
/// Claims to be one person, in one session: whoever uses them up hinders nobody else.
pub const CLAIMS_MADE: u32 = 20;
/// Times that one claim is made once more: answers get lost.
pub const CLAIM_REPEATS: u32 = 10;
/// Milliseconds for which a claim can be confirmed: time to ask for it in the call.
pub const CLAIM_MS: i64 = 15 * 60 * 1_000;
/// Members of one group: as many as can meet at once.
pub const MEMBERS: usize = PARTICIPANTS;
/// People who ask to come into one group at the same time.
pub const APPLICATIONS: usize = 12;
/// Milliseconds for which somebody can be let in after asking: until the next meeting, mostly.
pub const APPLICATION_MS: i64 = 14 * 24 * 60 * 60 * 1_000;
/// Meetings that one group remembers: six years of ten. A further one takes the place of the oldest.
pub const GROUP_MEETINGS: usize = 60;
/// Meetings of one group that lie ahead: two years of ten.
pub const GROUP_MEETINGS_AHEAD: usize = 20;
/// Lines on the agenda of a meeting of a group.
pub const AGENDA: usize = 12;
/// Lines of what to read before a meeting of a group.
pub const READING: usize = 8;
/// Polls of dates of one group at the same time.
pub const POLLS: usize = 3;
/// Moments in one poll of dates: what fits on a phone.
pub const POLL_OPTIONS: std::ops::RangeInclusive<usize> = 2..=12;
/// Months for which a group is kept after its last meeting, unless chosen otherwise: a school year and
/// the holidays after it.
pub const GROUP_MONTHS: u32 = 13;
/// Months for which a group can be kept after its last meeting at most.
pub const GROUP_MONTHS_MAX: u32 = 24;
/// Connections of one participant: a phone, a laptop, and forgotten tabs.
pub const CONNECTIONS_PER_PARTICIPANT: usize = 8;

/// The limits a client may want to show before it runs into them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct Limits {
    /// Characters in a name.
    pub name_chars: usize,
    /// Characters in a line.
    pub line_chars: usize,
    /// Characters in a text.
    pub text_chars: usize,
    /// Bytes in a message.
    pub message_bytes: usize,
    /// Messages a second.
    pub messages_per_second: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            name_chars: NAME_CHARS,
            line_chars: LINE_CHARS,
            text_chars: TEXT_CHARS,
            message_bytes: MESSAGE_BYTES,
            messages_per_second: MESSAGES_PER_SECOND,
        }
    }
}
