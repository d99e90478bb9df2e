//! Every method, from the lobby to the report, by clients that use what their page offers.

use kring_protocol::Command;
use kring_protocol::content::{About, Kind};
use kring_protocol::report::Report;
use kring_tests::play::{Played, missing, play};
use kring_tests::{Meeting, TestServer};

const PEOPLE: [&str; 5] = ["Gerda", "Ilse", "Bram", "Chantal", "Dries"];

/// Plays a method and checks what holds for every method.
async fn played(method: &str) -> (Vec<Played>, Report) {
    let server = TestServer::start();
    let mut meeting = Meeting::gather(server.http(), &server.ws(), method, &PEOPLE).await;
    let played = play(&mut meeting).await;
    meeting.person(1).does(Command::OpenReport).await;
    let session = meeting.leader().session;
    let path = format!("/api/sessions/{session}/report");
    let mut reports = vec![];
    for (index, token) in meeting.tokens.iter().enumerate() {
        let reply = meeting.http.get(&path, Some(token)).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        let report: Report = reply.json();
        // Everybody takes home the shared report and their own notes, one for each step.
        assert_eq!(report.notes.len(), played.len());
        let own = format!("notitie van {index}");
        let others: Vec<_> = (0..PEOPLE.len()).filter(|other| *other != index).collect();
        let markdown = meeting.http.get(&format!("{path}.md?lang=nl"), Some(token)).await.body;
        assert!(markdown.contains(&own));
        for other in others {
            assert!(!markdown.contains(&format!("notitie van {other}")));
            assert!(!reply.body.contains(&format!("notitie van {other}")));
        }
        for step in &report.steps {
            let author = report.people.iter().position(|person| Some(person.id) == step.author);
            assert_eq!(author, Some(index), "somebody else's step");
        }
        reports.push(report);
    }
    let mut shared = reports.clone();
    for report in &mut shared {
        report.notes.clear();
        report.steps.clear();
    }
    assert!(shared.iter().all(|report| Some(report) == shared.first()));
    let report = reports.swap_remove(0);
    assert_eq!(missing(&report), vec![], "every phase left behind what it must");
    let round = report.rounds.first().unwrap();
    assert_eq!(round.inbrenger.as_deref(), Some("Ilse"));
    server.stop().await;
    (played, report)
}

fn muted_steps(played: &[Played]) -> Vec<&str> {
    played.iter().filter(|step| step.muted).map(|step| step.at.step.as_str()).collect()
}

fn written_at<'a>(played: &'a [Played], phase: &str, step: &str) -> &'a [Kind] {
    let found = played.iter().find(|p| p.at.phase.as_str() == phase && p.at.step.as_str() == step);
    &found.unwrap_or_else(|| panic!("no {phase}/{step} in {played:?}")).written
}

#[tokio::test]
async fn beeldmateriaal_is_played_from_lobby_to_report() {
    let (played, report) = played("beeldmateriaal").await;
    assert_eq!(muted_steps(&played), Vec::<&str>::new());
    assert_eq!(written_at(&played, "waarnemen", "sterke-kanten"), [Kind::Observation]);
    assert_eq!(written_at(&played, "feedback", "feedback"), [Kind::Feedback]);
    let round = report.rounds.first().unwrap();
    assert_eq!(round.phases.len(), 8);
    assert_eq!(round.themes.len(), 1);
    assert!(round.leervraag.is_some());
}

#[tokio::test]
async fn zeven_stappen_is_played_from_lobby_to_report() {
    let (played, report) = played("zeven-stappen").await;
    let brainstorm: Vec<_> = played.iter().filter(|p| p.muted).collect();
    assert_eq!(brainstorm.len(), 1);
    assert_eq!(brainstorm.first().unwrap().written, [Kind::Idea]);
    let round = report.rounds.first().unwrap();
    assert_eq!(round.phases.len(), 7);
    assert_eq!(round.phases.iter().map(|phase| phase.planned_ms).sum::<i64>(), 50 * 60_000);
    assert!(round.case.is_some() && round.kernvraag.is_some());
    assert_eq!(round.takeaways.len(), PEOPLE.len());
}

#[tokio::test]
async fn dialoog_is_played_from_lobby_to_report() {
    let (played, report) = played("dialoog").await;
    assert_eq!(muted_steps(&played), Vec::<&str>::new());
    assert!(played.iter().any(|step| step.written == [Kind::Question, Kind::Answer]));
    assert_eq!(report.rounds.first().unwrap().phases.len(), 6);
    // The one rule that the group chose stands under its agreements.
    assert_eq!(report.agreements.len(), 7);
    assert!(report.agreements.last().unwrap().starts_with("GroundRule van"));
}

#[tokio::test]
async fn handelingsgericht_is_played_from_lobby_to_report() {
    let (played, report) = played("handelingsgericht").await;
    let needs: Vec<_> = played.iter().filter(|p| p.muted).collect();
    assert_eq!(needs.len(), 1);
    assert_eq!(needs.first().unwrap().written, [Kind::Need]);
    let round = report.rounds.first().unwrap();
    assert_eq!(round.phases.len(), 7);
    assert_eq!(round.phases.iter().map(|phase| phase.planned_ms).sum::<i64>(), 39 * 60_000);
    let contributions = round.phases.iter().flat_map(|phase| &phase.contributions);
    let marked = contributions.filter(|c| c.content.kind() == Kind::Need && c.response.is_some());
    assert_eq!(marked.count(), PEOPLE.len() - 1, "every need was marked");
    assert_eq!(round.support.len(), 1, "the inbrenger said what support it takes");
    assert!(round.goal.is_some());
    assert_eq!(round.needs.len(), PEOPLE.len() - 1, "what can be met stands first");
    assert_eq!(round.evaluations.len(), PEOPLE.len());
    let plan = round.plan.as_ref().expect("a plan for the pupil");
    assert_eq!(plan.needs.len(), PEOPLE.len() - 1);
    let about: Vec<_> = plan.agreements.iter().map(|group| group.about).collect();
    assert_eq!(about, [Some(About::Parents), Some(About::Pupil), Some(About::Colleagues)]);
    assert!(plan.goal.is_some());
}

#[tokio::test]
async fn collegiaal_advies_is_played_from_lobby_to_report() {
    let (played, report) = played("collegiaal-advies").await;
    assert_eq!(muted_steps(&played), Vec::<&str>::new());
    let round = report.rounds.first().unwrap();
    assert_eq!(round.phases.iter().map(|phase| phase.planned_ms).sum::<i64>(), 75 * 60_000);
    assert!(round.kernvraag.is_some());
    assert!(!round.appealing.is_empty(), "the advice that appealed stands first");
    assert!(round.commitments.len() > 1);
}
