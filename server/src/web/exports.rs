//! Taking home: the report in its forms, and what is one's own.

use axum::Json;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use kring_protocol::code::Problem;
use kring_protocol::report::{OwnData, Report};
use kring_protocol::text::Lang;
use serde::Deserialize;

use super::auth::AuthorizedView;
use super::problem::{self, ProblemResponse};
use crate::report;

type Asked = Result<Query<Language>, QueryRejection>;

#[derive(Deserialize)]
pub(super) struct Language {
    #[serde(default)]
    lang: Lang,
}

pub(super) async fn report(seen: AuthorizedView) -> Result<Json<Report>, ProblemResponse> {
    Ok(Json(report_of(&seen)?))
}

pub(super) async fn report_markdown(
    seen: AuthorizedView,
    asked: Asked,
) -> Result<Response, ProblemResponse> {
    let text = report::markdown(&report_of(&seen)?, language(asked));
    Ok(file("kring.md", "text/markdown; charset=utf-8", text))
}

pub(super) async fn report_csv(
    seen: AuthorizedView,
    asked: Asked,
) -> Result<Response, ProblemResponse> {
    let table = report::csv(&report_of(&seen)?, language(asked));
    let table = table.map_err(|error| ProblemResponse::internal(&error))?;
    Ok(file("kring.csv", "text/csv; charset=utf-8; header=present", table))
}

/// What a participant can take along.
pub(super) async fn own_data(seen: AuthorizedView) -> Result<Json<OwnData>, ProblemResponse> {
    let own = report::own_data(seen.reader, &seen.records);
    own.map(Json).ok_or_else(problem::unauthorised)
}

fn report_of(seen: &AuthorizedView) -> Result<Report, ProblemResponse> {
    report::report(seen.reader, &seen.records).ok_or_else(|| {
        let title = "There is a report once the meeting has started.";
        ProblemResponse::new(StatusCode::CONFLICT, Problem::NoReportYet, title)
    })
}

/// Anything but a language we have is Dutch.
fn language(asked: Asked) -> Lang {
    asked.map(|Query(language)| language.lang).unwrap_or_default()
}

/// A download. Its name says nothing of the meeting: addresses and names are what logs keep.
fn file(name: &'static str, kind: &'static str, content: impl IntoResponse) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers =
        [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, content).into_response()
}
