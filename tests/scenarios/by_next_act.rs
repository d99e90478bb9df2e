//! Whoever does what the server names as the next act, and nothing else, leads a meeting to its end.

use kring_protocol::content::{Content, Kind};
use kring_protocol::next_act::NextAct;
use kring_protocol::record::Contribution;
use kring_protocol::script::Opening;
use kring_protocol::{Command, ParticipantId, Position};
use kring_tests::play::example;
use kring_tests::{Client, Meeting, TestServer};

/// Acts of one meeting, at most.
const ACTS: usize = 300;

/// The command of an act, by somebody who presses the button that is shown.
pub(super) fn command(leader: &Client, act: NextAct, inbrenger: ParticipantId) -> Command {
    let from = || leader.view.position();
    let round = leader.view.stage().round;
    let is_theirs = |c: &&Contribution| c.author == Some(inbrenger);
    let case = || leader.view.of(Kind::Case).into_iter().find(is_theirs).expect("their case").id;
    let first = |kind| {
        let of_round = leader.view.of(kind).into_iter().find(|c| c.round == round);
        of_round.expect("one was written").id
    };
    match act {
        NextAct::Start => Command::Start,
        NextAct::AppointInbrenger => Command::AppointInbrenger { participant: inbrenger },
        NextAct::BeginSilence { seconds } => Command::StartSilence { seconds },
        NextAct::EndSilence => Command::EndSilence,
        NextAct::BeginRound | NextAct::NextSpeaker => {
            Command::NextTurn { from: leader.view.turns().and_then(|turns| turns.speaking) }
        }
        NextAct::CountVotes => Command::RevealVotes,
        NextAct::ConfirmCase => Command::ConfirmCase { case: case() },
        NextAct::Reveal => Command::Reveal { from: from() },
        NextAct::Choose { kind } => Command::Choose { contribution: first(kind), chosen: true },
        NextAct::Next => Command::Next { from: from() },
        NextAct::ResumeMeeting => Command::ResumeMeeting,
        NextAct::Close => Command::Close,
    }
}

/// Writes a case, or what is to be chosen from, where that is open to this person.
pub(super) async fn writes_what_is_needed(person: &mut Client, wanted: &[Kind]) {
    let opens: Vec<Opening> = person.view.me().opens.clone();
    for opening in opens.iter().filter(|opening| wanted.contains(&opening.kind)) {
        let content: Content = example(&person.view, opening, "iets".into());
        person.writes(content).await;
    }
}

async fn led_by_next_act(method: &str) {
    let server = TestServer::start();
    let names = ["Gerda", "Ilse", "Bram"];
    let mut meeting = Meeting::gather(server.http(), &server.ws(), method, &names).await;
    let ilse = meeting.person(1).id;
    let mut seen: Vec<(NextAct, Option<Position>)> = vec![];
    let mut written_at = None;
    while let Some(act) = meeting.leader().view.stage().next_act {
        let at = meeting.leader().view.stage().position.clone();
        assert!(seen.len() < ACTS, "{method} goes round in circles: {seen:?}");
        seen.push((act, at.clone()));
        if at.is_some() && at != written_at {
            meeting.gather_round().await;
            let kinds = [Kind::Case, Kind::Kernvraag, Kind::Theme, Kind::Insight, Kind::GroundRule];
            writes_what_is_needed(meeting.person(1), &kinds).await;
            writes_what_is_needed(meeting.person(2), &kinds[1..]).await;
            written_at = at;
        }
        if let NextAct::Choose { kind } = act {
            meeting.leader().until(|c| !c.view.of(kind).is_empty()).await;
        }
        let command = command(meeting.leader(), act, ilse);
        meeting.leader().does(command).await;
    }
    let last = seen.last().expect("something was done");
    assert_eq!(last.0, NextAct::Close, "{method}");
    let stage = meeting.leader().view.stage().clone();
    assert_eq!(stage.rounds.last().unwrap().inbrenger, Some(ilse), "{method} had its case");
    let phases = meeting.leader().view.records().values().filter_map(|record| match record {
        kring_protocol::Record::Phase(planned) => Some(planned.visits.len()),
        _ => None,
    });
    assert!(phases.into_iter().all(|visits| visits == 1), "{method}: every phase was visited once");
    server.stop().await;
}

#[tokio::test]
async fn every_method_is_led_to_its_end_by_the_one_act_that_is_named() {
    let methods =
        ["beeldmateriaal", "zeven-stappen", "dialoog", "handelingsgericht", "collegiaal-advies"];
    for method in methods {
        led_by_next_act(method).await;
    }
}
