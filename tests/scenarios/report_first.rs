//! The report is the inbrenger's first: who may read it when, and what is blotted out is told to nobody again.

use std::sync::Arc;

use kring::clock::Clock;
use kring_protocol::code::{Problem, Rejection};
use kring_protocol::content::{BLOTTED, Content, Feasible, Goal, Kind, Response};
use kring_protocol::{Command, Position, SessionId};
use kring_store::MemoryLog;
use kring_tests::http::Http;
use kring_tests::server::Options;
use kring_tests::{Answer, Client, Meeting, TestServer};

const EXPORTS: [&str; 3] = ["report", "report.md", "report.csv"];
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
const NAMES: [&str; 4] = ["Gerda", "Ilse", "Bram", "Chantal"];

fn server_on(log: &MemoryLog, clock: Clock) -> TestServer {
    let mut options = Options { log: Arc::new(log.clone()), ..Options::default() };
    options.settings.clock = clock;
    TestServer::with(options)
}

/// A meeting in which Ilse brings the case and the others write.
async fn with_texts(server: &TestServer) -> Meeting {
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "zeven-stappen", &NAMES).await;
    let participant = meeting.person(1).id;
    meeting.leader().does(Command::AppointInbrenger { participant }).await;
    meeting.start().await;
    meeting.go_on_to("introductie").await;
    let mine = Content::Introduction { text: "GEHEIM over mijn eigen klas".into() };
    meeting.person(1).writes(mine).await;
    while !meeting.person(1).view.me().muted {
        meeting.next().await;
    }
    meeting.person(2).writes(Content::Idea { text: "Bel de ouders van Wouter-Jan.".into() }).await;
    meeting
}

async fn closed(server: &TestServer) -> Meeting {
    let mut meeting = with_texts(server).await;
    meeting.leader().does(Command::Close).await;
    for person in &mut meeting.people {
        person.until(|c| c.view.meeting().closed_at_ms.is_some()).await;
    }
    meeting
}

/// What an export answers to somebody: nothing, or until when it waits.
async fn waits(http: &Http, session: SessionId, token: &str, export: &str) -> Option<i64> {
    let reply = http.get(&format!("/api/sessions/{session}/{export}"), Some(token)).await;
    if reply.status == 200 {
        return None;
    }
    let problem = reply.problem();
    assert_eq!((reply.status, problem.code), (409, Problem::ReportNotOpenYet));
    assert!(!reply.body.contains("GEHEIM"));
    Some(problem.opens_at_ms.expect("a moment"))
}

async fn is_open(meeting: &Meeting, http: &Http, session: SessionId) -> [bool; 4] {
    let mut open = [true; 4];
    for (token, open) in meeting.tokens.iter().zip(&mut open) {
        for export in EXPORTS {
            *open &= waits(http, session, token, export).await.is_none();
        }
        let own = http.get(&format!("/api/sessions/{session}/mine"), Some(token)).await;
        assert_eq!(own.status, 200, "one's own is always there");
    }
    open
}

#[tokio::test]
async fn until_the_inbrenger_opens_the_report_no_export_is_for_anybody_else() {
    let server = TestServer::start();
    let mut meeting = closed(&server).await;
    let (http, session) = (server.http(), meeting.leader().session);
    let closed_at_ms = meeting.leader().view.meeting().closed_at_ms.unwrap();
    assert_eq!(is_open(&meeting, &http, session).await, [false, true, false, false]);
    for export in EXPORTS {
        let until = waits(&http, session, &meeting.tokens[2], export).await;
        assert_eq!(until, Some(closed_at_ms + DAY_MS));
    }
    let ilse = meeting.person(1).id;
    assert_eq!(meeting.person(2).view.meeting().report_waits_for, [ilse]);
    let refused = meeting.person(2).ask(Command::OpenReport).await;
    assert_eq!(refused, Answer::Refused(Rejection::NotInbrenger));
    meeting.person(1).does(Command::OpenReport).await;
    assert_eq!(is_open(&meeting, &http, session).await, [true; 4]);
    meeting.person(2).until(|c| c.view.meeting().report_waits_for.is_empty()).await;
    assert_eq!(meeting.person(2).view.meeting().report_opens_at_ms, None);
    server.stop().await;
}

#[tokio::test]
async fn a_day_after_closing_it_is_open_and_a_clock_in_doubt_opens_nothing_early() {
    let log = MemoryLog::new();
    let now_ms = Clock::start().now_ms();
    let server = server_on(&log, Clock::at(now_ms - DAY_MS));
    let mut meeting = closed(&server).await;
    let session = meeting.leader().session;
    let opens_at_ms = meeting.leader().view.meeting().report_opens_at_ms.unwrap();
    assert_eq!(is_open(&meeting, &server.http(), session).await, [false, true, false, false]);
    server.stop().await;
    let server = server_on(&log, Clock::at(opens_at_ms));
    assert_eq!(is_open(&meeting, &server.http(), session).await, [true; 4]);
    server.stop().await;
    // A server that looks again at its clock, and finds it half a year back, believes no moment of it.
    let server = server_on(&log, Clock::at(now_ms + 180 * DAY_MS));
    while !server.rooms.is_clock_doubted() {
        tokio::task::yield_now().await;
    }
    assert_eq!(is_open(&meeting, &server.http(), session).await, [false, true, false, false]);
    server.stop().await;
}

/// Everything that these people can still fetch or are sent when they come.
async fn everything(meeting: &Meeting, http: &Http, ws: &str, session: SessionId) -> String {
    let mut all = String::new();
    for token in &meeting.tokens {
        for export in EXPORTS.into_iter().chain(["mine"]) {
            all += &http.get(&format!("/api/sessions/{session}/{export}"), Some(token)).await.body;
        }
        all += &Client::connect(ws, token).await.heard_text();
    }
    all
}

#[tokio::test]
async fn what_is_blotted_out_is_in_no_frame_export_or_resume_of_anybody_any_more() {
    const GONE: [&str; 3] = ["GEHEIM", "outer", "eigen klas"];
    let log = MemoryLog::new();
    let server = server_on(&log, Clock::start());
    let mut meeting = with_texts(&server).await;
    let (ws, session) = (server.ws(), meeting.leader().session);
    // Chantal's connection goes before an idea, and so she would resume to it.
    let chantal = meeting.people.remove(3);
    meeting.person(2).writes(Content::Idea { text: "Vraag het Wouter-Jan zelf.".into() }).await;
    let would = Client::resume(&ws, &meeting.tokens[3], &chantal).await;
    assert!(would.resumed, "before the blot she resumes");
    drop(would);
    meeting.leader().does(Command::Close).await;
    meeting.person(1).until(|c| c.view.meeting().closed_at_ms.is_some()).await;
    let before = everything(&meeting, &server.http(), &ws, session).await;
    assert!(GONE.iter().all(|text| before.contains(text)));

    meeting.leader().until(|c| c.view.meeting().closed_at_ms.is_some()).await;
    let mark = meeting.leader().heard.len();
    let mine = meeting.person(1).view.of(Kind::Introduction).first().unwrap().id;
    meeting.person(1).does(Command::BlotText { contribution: mine }).await;
    meeting.person(1).does(Command::BlotName { name: "wouter-jan".into() }).await;
    meeting.person(1).does(Command::OpenReport).await;
    meeting.leader().until(|c| c.view.meeting().report_waits_for.is_empty()).await;
    let heard = meeting.leader().heard.get(mark..).unwrap().join("\n");
    let back = Client::resume(&ws, &meeting.tokens[3], &chantal).await;
    assert!(back.resumed, "what is kept for resuming holds no words");
    let after = everything(&meeting, &server.http(), &ws, session).await;
    server.stop().await;
    let server = server_on(&log, Clock::start());
    let restarted = everything(&meeting, &server.http(), &server.ws(), session).await;
    for (what, bytes) in
        [("frames", heard), ("resume", back.heard_text()), ("now", after), ("restarted", restarted)]
    {
        assert!(bytes.contains(BLOTTED), "{what}");
        for text in GONE {
            assert!(!bytes.contains(text), "{what}: {text} in {bytes}");
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn what_was_blotted_out_whole_is_not_among_what_the_hour_came_to() {
    let server = TestServer::start();
    let mut meeting = closed(&server).await;
    let (http, session) = (server.http(), meeting.leader().session);
    let path = format!("/api/sessions/{session}/report");
    let mine = meeting.person(1).view.of(Kind::Introduction).first().unwrap().id;
    meeting.person(1).does(Command::BlotText { contribution: mine }).await;
    let report: kring_protocol::report::Report =
        http.get(&path, Some(&meeting.tokens[1])).await.json();
    let written = report.rounds.iter().flat_map(|round| &round.phases);
    let written: Vec<_> = written.flat_map(|phase| &phase.contributions).collect();
    assert!(
        written.iter().any(|c| c.id == mine && c.content.is_blotted()),
        "the course has its place"
    );
    server.stop().await;
}

#[tokio::test]
async fn after_closing_whoever_brought_the_case_has_it_kept_for_shorter() {
    let server = TestServer::start();
    let mut meeting = closed(&server).await;
    let longer = meeting.person(1).ask(Command::SetRetention { days: 31 }).await;
    assert_eq!(longer, Answer::Refused(Rejection::RetentionOnlyShorter));
    let other = meeting.person(2).ask(Command::SetRetention { days: 7 }).await;
    assert_eq!(other, Answer::Refused(Rejection::NotGespreksleider));
    meeting.person(1).does(Command::SetRetention { days: 7 }).await;
    let closed_at_ms = meeting.leader().view.meeting().closed_at_ms.unwrap();
    let erase_at_ms = Some(closed_at_ms + 7 * DAY_MS);
    meeting.person(2).until(|c| c.view.meeting().erase_at_ms == erase_at_ms).await;
    server.stop().await;
}

#[tokio::test]
async fn the_plan_for_the_pupil_names_nobody_and_holds_only_what_can_be_met() {
    let server = TestServer::start();
    let names = ["Gerda", "Ilse", "Bram"];
    let mut meeting =
        Meeting::gather(server.http(), &server.ws(), "handelingsgericht", &names).await;
    let (http, session) = (server.http(), meeting.leader().session);
    let participant = meeting.person(1).id;
    meeting.leader().does(Command::AppointInbrenger { participant }).await;
    meeting.start().await;
    meeting.go_on_to("doel").await;
    let goal = Goal {
        behaviour: "Begint zelf aan de taak".into(),
        level: String::new(),
        how_often: "elke ochtend".into(),
        how_long: String::new(),
        by_when: "1 maart".into(),
        evaluation: "Samen op 1 maart".into(),
    };
    meeting.person(1).writes(Content::Goal(goal)).await;
    while !meeting.person(2).view.me().opens.iter().any(|o| o.kind == Kind::Need) {
        meeting.next().await;
    }
    let mut needs = vec![];
    for text in ["Een vaste plek", "Een kleine klas"] {
        needs.push(meeting.person(2).writes(Content::Need { text: text.into() }).await);
    }
    while meeting.person(1).view.me().responses.is_empty() {
        meeting.next().await;
    }
    for (to, feasible) in needs.into_iter().zip([Feasible::Partly, Feasible::No]) {
        let response = Response::Feasibility {
            feasible,
            reason: "REDEN".into(),
            in_overview: String::new(),
            in_plan: "Blok 2".into(),
            support: String::new(),
        };
        meeting.person(1).does(Command::Respond { to, response }).await;
    }
    let waiting = |token: String| {
        let (http, path) = (http.clone(), format!("/api/sessions/{session}/plan.md"));
        async move { http.get(&path, Some(&token)).await }
    };
    meeting.leader().does(Command::Close).await;
    assert_eq!(waiting(meeting.tokens[2].clone()).await.problem().code, Problem::ReportNotOpenYet);
    let plan = waiting(meeting.tokens[1].clone()).await.body;
    for text in
        ["Begint zelf aan de taak", "elke ochtend", "Een vaste plek", "Blok 2", "Samen op 1 maart"]
    {
        assert!(plan.contains(text), "{text} in {plan}");
    }
    for text in ["Een kleine klas", "REDEN", "Gerda", "Ilse", "Bram"] {
        assert!(!plan.contains(text), "{text} in {plan}");
    }
    let whole =
        http.get(&format!("/api/sessions/{session}/report.md"), Some(&meeting.tokens[1])).await;
    let first = whole.body.lines().find(|line| line.starts_with("## "));
    assert_eq!(first, Some("## Plan voor de leerling"));
    server.stop().await;
}

#[tokio::test]
async fn a_method_without_a_plan_for_a_pupil_has_none() {
    let server = TestServer::start();
    let mut meeting = closed(&server).await;
    let path = format!("/api/sessions/{}/plan.md", meeting.leader().session);
    let reply = server.http().get(&path, Some(&meeting.tokens[1])).await;
    assert_eq!((reply.status, reply.problem().code), (404, Problem::NotFound));
    server.stop().await;
}

#[tokio::test]
async fn what_somebody_looks_back_on_is_theirs_alone_also_after_closing() {
    let server = TestServer::start();
    let mut meeting = closed(&server).await;
    let (http, session) = (server.http(), meeting.leader().session);
    let marks: Vec<usize> = meeting.people.iter().map(|person| person.heard.len()).collect();
    let question = meeting.person(2).view.meeting().reflection.first().unwrap().id.clone();
    let content =
        |text: &str| Content::Reflection { question: question.clone(), text: text.into() };
    let contribute = |content| {
        let at = Position { phase: "afsluiten".into(), step: "een-zin".into() };
        Command::Contribute { at, content }
    };
    meeting.person(2).does(contribute(content("SPIEGEL een"))).await;
    meeting.person(2).does(contribute(content("SPIEGEL twee"))).await;
    meeting.person(1).does(Command::OpenReport).await;
    for person in &mut meeting.people {
        person.until(|c| c.view.meeting().report_waits_for.is_empty()).await;
    }
    for (index, token) in meeting.tokens.iter().enumerate() {
        let person = meeting.people.get(index).unwrap();
        let heard = person.heard.get(*marks.get(index).unwrap()..).unwrap().join("\n");
        assert_eq!(heard.contains("SPIEGEL"), index == 2, "frames of {index}");
        for export in EXPORTS.into_iter().chain(["mine", "report.md?own=false"]) {
            let reply = http.get(&format!("/api/sessions/{session}/{export}"), Some(token)).await;
            assert_eq!(reply.status, 200, "{export} of {index}");
            let body = reply.body;
            // These go on to others, so it is not in one's own either.
            let goes_on = ["report.csv", "report.md?own=false"].contains(&export);
            let expected = index == 2 && !goes_on;
            assert_eq!(body.contains("SPIEGEL twee"), expected, "{export} of {index}");
            assert!(!body.contains("SPIEGEL een"), "what was written again replaced it");
        }
        let fresh = Client::connect(&meeting.ws, token).await;
        assert_eq!(fresh.heard_text().contains("SPIEGEL"), index == 2);
    }
    let note = Content::Note { text: "te laat".into() };
    let refused = meeting.person(2).ask(contribute(note)).await;
    assert_eq!(refused, Answer::Refused(Rejection::MeetingClosed));
    server.stop().await;
}
