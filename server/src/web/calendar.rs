//! The dates of a group, for the calendar of one member: an address that nobody guesses and that its owner
//! revokes.
//!
//! A calendar shows its entries to others and stores them with others, so an entry says that there is an
//! intervisie and when: no name of the group, no link, no secret.

use axum::Json;
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use icalendar::{Calendar, Component, Event, EventLike, Property};
use jiff::Timestamp;
use kring_domain::group::{self, Meeting, Request};
use kring_protocol::GroupId;
use kring_protocol::group::rest::CalendarMade;
use uuid::Uuid;

use super::App;
use super::auth::count_failed_secret;
use super::client_ip::ClientKey;
use super::groups::{AuthorizedMember, read, request};
use super::problem::{self, ProblemResponse};
use crate::room::RoomError;
use crate::token::{self, Purpose};

const TITLE: &str = "Intervisie";
/// Of a meeting whose method this server does not know.
const USUAL_MINUTES: u32 = 90;

/// A new address; the one before is void.
pub(super) async fn make(
    State(app): State<App>,
    AuthorizedMember { group, member: by }: AuthorizedMember,
) -> Result<Json<CalendarMade>, ProblemResponse> {
    let made = token::issue(Purpose::Calendar, group.0);
    let made = made.map_err(|error| ProblemResponse::internal(&error))?;
    let set = Request::SetCalendar { by, calendar: Some(made.credential) };
    request(&app, group, Uuid::new_v4(), set, problem::unauthorised).await?;
    Ok(Json(CalendarMade { path: format!("/api/calendar/{}.ics", made.text) }))
}

/// No address any more.
pub(super) async fn revoke(
    State(app): State<App>,
    AuthorizedMember { group, member: by }: AuthorizedMember,
) -> Result<StatusCode, ProblemResponse> {
    let none = Request::SetCalendar { by, calendar: None };
    request(&app, group, Uuid::new_v4(), none, problem::unauthorised).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The calendar itself, for whatever program asks with the address.
pub(super) async fn show(
    State(app): State<App>,
    Extension(client): Extension<ClientKey>,
    Path(file): Path<String>,
) -> Result<Response, ProblemResponse> {
    let secret = file.strip_suffix(".ics").unwrap_or(&file);
    let shown = async {
        let parsed = token::parse(Purpose::Calendar, secret);
        let (group, credential) = parsed.ok_or_else(problem::unauthorised)?;
        app.admission.check_token(credential)?;
        let look = move |state: &group::State| {
            state.holder_of_calendar(credential).ok_or(RoomError::NotFound)?;
            Ok(state.meetings.clone())
        };
        let group = GroupId(group);
        let meetings = read(&app, group, credential, problem::unauthorised, look).await?;
        app.admission.charge_token(credential);
        Ok(meetings)
    };
    let meetings = count_failed_secret(&app, client, shown).await?;
    let minutes = |meeting: &Meeting| {
        let method = app.methods.get(&meeting.method)?;
        Some(method.phases.iter().filter(|phase| !phase.optional).map(|phase| phase.minutes).sum())
    };
    let text = calendar(&meetings, |meeting| minutes(meeting).unwrap_or(USUAL_MINUTES));
    Ok(([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response())
}

/// Meetings without a date are not in it.
fn calendar(meetings: &[Meeting], minutes: impl Fn(&Meeting) -> u32) -> String {
    let mut calendar = Calendar::new();
    calendar.name(TITLE);
    for meeting in meetings {
        let Some(starts_at_ms) = meeting.starts_at_ms else { continue };
        let ends_at_ms = starts_at_ms.saturating_add(i64::from(minutes(meeting)) * 60_000);
        let mut event = Event::new();
        event
            .uid(&format!("{}@kring", meeting.session))
            .sequence(meeting.moves)
            .summary(TITLE)
            .append_property(Property::new("DTSTAMP", moment(meeting.planned_at_ms)))
            .append_property(Property::new("DTSTART", moment(starts_at_ms)))
            .append_property(Property::new("DTEND", moment(ends_at_ms)));
        // Calendars are kept elsewhere: a link that opens a call stays here.
        if !meeting.place.is_empty() && !meeting.place.contains("://") {
            event.location(&meeting.place);
        }
        calendar.push(event.done());
    }
    calendar.done().to_string()
}

/// A moment in UTC, as RFC 5545, 3.3.5 writes it: every calendar shows it in its owner's own time.
fn moment(ms: i64) -> String {
    let at = Timestamp::from_millisecond(ms);
    at.map(|at| at.strftime("%Y%m%dT%H%M%SZ").to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kring_protocol::{MemberId, SessionId};

    fn meeting(starts_at_ms: Option<i64>, moves: u32) -> Meeting {
        Meeting {
            session: SessionId(Uuid::from_u128(7)),
            method: "dialoog".to_owned(),
            starts_at_ms,
            planned_by: MemberId(Uuid::from_u128(8)),
            planned_at_ms: 1_788_220_800_000,
            moves,
            begun: false,
            place: String::new(),
            agenda: vec![],
            reading: vec![],
            absent: std::collections::BTreeSet::new(),
            held: None,
        }
    }

    #[test]
    fn an_entry_says_when_and_keeps_its_name_while_its_sequence_rises() {
        // Before and after the clocks go back in the Netherlands: 15:00 in UTC is 17:00 and then 16:00.
        let text = calendar(&[meeting(Some(1_792_854_000_000), 2)], |_| 60);
        for line in [
            "UID:00000000-0000-0000-0000-000000000007@kring",
            "SEQUENCE:2",
            "SUMMARY:Intervisie",
            "DTSTART:20261024T150000Z",
            "DTEND:20261024T160000Z",
            "DTSTAMP:20260901T000000Z",
        ] {
            assert!(text.contains(&format!("{line}\r\n")), "{line} in {text}");
        }
        assert_eq!(text.matches("BEGIN:VEVENT").count(), 1);
        assert_eq!(text.matches("DTSTAMP").count(), 1);
    }

    #[test]
    fn a_place_is_in_it_and_a_link_that_opens_a_call_is_not() {
        let at = |place: &str| Meeting {
            place: place.to_owned(),
            ..meeting(Some(1_792_854_000_000), 0)
        };
        assert!(calendar(&[at("Lokaal 12")], |_| 60).contains("LOCATION:Lokaal 12\r\n"));
        let call = calendar(&[at("https://video.example/kamer")], |_| 60);
        assert!(!call.contains("LOCATION") && !call.contains("video.example"), "{call}");
    }

    #[test]
    fn a_meeting_without_a_date_is_in_no_calendar() {
        let text = calendar(&[meeting(None, 0)], |_| 60);
        assert!(text.contains("BEGIN:VCALENDAR") && !text.contains("VEVENT"), "{text}");
    }
}
