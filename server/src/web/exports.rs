//! Taking home: the report in its forms, and what is one's own.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use kring_protocol::ParticipantId;
use kring_protocol::Record;
use kring_protocol::code::{Problem, Rejection};
use kring_protocol::report::Report;
use kring_protocol::text::Lang;
use serde::{Deserialize, Serialize};

use super::App;
use super::auth::AuthorizedView;
use super::problem::{self, ProblemResponse};
use crate::report;

type Asked = Result<Query<Wanted>, QueryRejection>;
type Exported = Result<Response, ProblemResponse>;

/// In which language a report is told, in which time zone if the meeting has none, and whether what is
/// the reader's own is in it.
#[derive(Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    lang: Lang,
    #[serde(default)]
    tz: Option<String>,
    #[serde(default)]
    own: Option<bool>,
}

pub(super) async fn report(app: State<App>, seen: AuthorizedView) -> Exported {
    let seen = opened(&app, seen)?;
    download(&app, seen, JSON, |reader, records| json(&report_of(reader, records)?)).await
}

pub(super) async fn report_markdown(
    app: State<App>,
    seen: AuthorizedView,
    asked: Asked,
) -> Exported {
    let seen = opened(&app, seen)?;
    let Wanted { lang, tz, own } = wanted(asked);
    let file = Form { kind: "text/markdown; charset=utf-8", name: Some("kring.md") };
    download(&app, seen, file, move |reader, records| {
        let report = report_of(reader, records)?;
        let report = if own == Some(false) { report::without_own(report) } else { report };
        let zone = report::Zone::first_known([report.time_zone.as_deref(), tz.as_deref()]);
        Ok(report::markdown(&report, lang, &zone).into_bytes())
    })
    .await
}

/// The plan for the pupil alone, where the method has one.
pub(super) async fn plan_markdown(app: State<App>, seen: AuthorizedView, asked: Asked) -> Exported {
    let seen = opened(&app, seen)?;
    let Wanted { lang, tz, .. } = wanted(asked);
    let file = Form { kind: "text/markdown; charset=utf-8", name: Some("kring-plan.md") };
    download(&app, seen, file, move |reader, records| {
        let report = report_of(reader, records)?;
        let zone = report::Zone::first_known([report.time_zone.as_deref(), tz.as_deref()]);
        let plan = report::plan_markdown(&report, lang, &zone).ok_or_else(problem::not_found)?;
        Ok(plan.into_bytes())
    })
    .await
}

pub(super) async fn report_csv(app: State<App>, seen: AuthorizedView, asked: Asked) -> Exported {
    let seen = opened(&app, seen)?;
    let lang = wanted(asked).lang;
    let file = Form { kind: "text/csv; charset=utf-8; header=present", name: Some("kring.csv") };
    download(&app, seen, file, move |reader, records| {
        let table = report::csv(&report_of(reader, records)?, lang);
        table.map_err(|error| ProblemResponse::internal(&error))
    })
    .await
}

/// The view of somebody for whom the report is open.
fn opened(app: &App, seen: AuthorizedView) -> Result<AuthorizedView, ProblemResponse> {
    // Of a meeting that one was asked into for some phases the report is not one's own.
    if seen.records.iter().any(|record| matches!(record, Record::Waiting(_))) {
        return Err(ProblemResponse::rule(Rejection::NotYourPhase));
    }
    let (now_ms, doubted) = (app.rooms.now_ms(), app.rooms.is_clock_doubted());
    match report::closed_until_ms(seen.reader, &seen.records, now_ms, doubted) {
        Some(opens_at_ms) => Err(problem::report_not_open_yet(opens_at_ms)),
        None => Ok(seen),
    }
}

/// What a participant can take along. Always open: it is theirs.
pub(super) async fn own_data(app: State<App>, seen: AuthorizedView) -> Exported {
    download(&app, seen, JSON, |reader, records| {
        json(&report::own_data(reader, records).ok_or_else(problem::unauthorised)?)
    })
    .await
}

/// How a download is declared. Its name says nothing of the meeting: addresses and names are what logs
/// keep.
struct Form {
    kind: &'static str,
    /// None for what a page reads rather than saves.
    name: Option<&'static str>,
}

const JSON: Form = Form { kind: "application/json", name: None };

async fn download(
    app: &App,
    seen: AuthorizedView,
    form: Form,
    make: impl FnOnce(ParticipantId, &[Record]) -> Result<Vec<u8>, ProblemResponse> + Send + 'static,
) -> Exported {
    let turn = app.admission.downloads().turn((seen.session, seen.reader))?;
    let made = move || make(seen.reader, &seen.records);
    let (length, body) = app.admission.downloads().send(turn, made).await?;
    let headers = [
        (header::CONTENT_TYPE, form.kind.to_owned()),
        (header::CONTENT_LENGTH, length.to_string()),
    ];
    let disposition = form
        .name
        .map(|name| [(header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))]);
    Ok(match disposition {
        Some(disposition) => (headers, disposition, body).into_response(),
        None => (headers, body).into_response(),
    })
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, ProblemResponse> {
    serde_json::to_vec(value).map_err(|error| ProblemResponse::internal(&error))
}

fn report_of(reader: ParticipantId, records: &[Record]) -> Result<Report, ProblemResponse> {
    report::report(reader, records).ok_or_else(|| {
        let title = "There is a report once the meeting has started.";
        ProblemResponse::new(StatusCode::CONFLICT, Problem::NoReportYet, title)
    })
}

/// Anything but a language we have is Dutch.
fn wanted(asked: Asked) -> Wanted {
    asked.map(|Query(wanted)| wanted).unwrap_or_default()
}
