//! A plan that changes while a meeting runs: less time than planned, and going on another day.

use kring_protocol::code::Rejection;
use kring_protocol::content::{Content, Kind};
use kring_protocol::record::{Clock, Lifecycle};
use kring_protocol::replan::ReplanReason;
use kring_protocol::{Command, Record, RecordKey};
use kring_tests::server::Process;
use kring_tests::{Answer, Client, Meeting, TestServer, View};

fn clock(view: &View) -> Clock {
    match view.get(&RecordKey::Timer) {
        Some(Record::Timer(clock)) => *clock,
        other => panic!("no timer: {other:?}"),
    }
}

#[tokio::test]
async fn the_leader_alone_sees_a_proposal_and_one_command_makes_it_everybodys_plan() {
    let server = TestServer::start();
    let mut meeting =
        Meeting::gather(server.http(), &server.ws(), "zeven-stappen", &["Gerda", "Ilse"]).await;
    meeting.start().await;
    let gerda = meeting.leader();
    gerda.does(Command::ProposeReplan { minutes_left: 40 }).await;
    gerda.until(|c| c.view.overview().is_some_and(|o| o.replan.is_some())).await;
    let replan = gerda.view.overview().unwrap().replan.clone().unwrap();
    assert_eq!(replan.phases.iter().map(|phase| phase.from).sum::<u32>(), 50);
    assert_eq!(replan.phases.iter().map(|phase| phase.to).sum::<u32>(), 40);
    assert_eq!(replan.phases.last().unwrap().reason, ReplanReason::KeepsClosing);
    let from = gerda.view.position();
    gerda.does(Command::AcceptReplan { from: from.clone() }).await;
    let again = gerda.ask(Command::AcceptReplan { from }).await;
    assert_eq!(again, Answer::Refused(Rejection::NothingToAccept));
    let ends_at_ms = replan.at_ms + 40 * 60_000;
    let ilse = meeting.person(1);
    ilse.until(|c| c.view.stage().plan_ends_at_ms == Some(ends_at_ms)).await;
    assert!(ilse.view.overview().is_none(), "the overview is the leader's");
    for phase in replan.phases.iter().skip(1) {
        match ilse.view.get(&RecordKey::Phase(phase.phase.clone())) {
            Some(Record::Phase(planned)) => assert_eq!(planned.phase.minutes, phase.to),
            other => panic!("no phase: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_meeting_goes_on_another_day_after_a_restart_with_what_was_left_and_what_was_held_back() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path()).await;
    let names = ["Gerda", "Ilse", "Bram"];
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "zeven-stappen", &names).await;
    meeting.start().await;
    let at = meeting.leader().view.position();
    let case = Content::Case { text: "een klas".into(), leervraag: None, wish: None };
    meeting.person(1).does(Command::Contribute { at: at.clone(), content: case.clone() }).await;
    meeting.leader().does(Command::Adjourn { until_ms: Some(1_900_000_000_000) }).await;
    let adjourned = |c: &Client| c.view.stage().lifecycle == Lifecycle::Adjourned;
    for person in &mut meeting.people {
        person.until(adjourned).await;
    }
    let Clock::Paused { remaining_ms } = clock(&meeting.leader().view) else {
        panic!("the clock stands still")
    };

    let server = server.kill_and_restart().await;
    let mut people = vec![];
    for token in &meeting.tokens {
        people.push(Client::connect(&server.ws(), token).await);
    }
    let [gerda, ilse, bram] = people.as_mut_slice() else { panic!("three people") };
    for person in [&*gerda, &*ilse, &*bram] {
        assert_eq!(person.view.stage().lifecycle, Lifecycle::Adjourned);
        assert_eq!(person.view.meeting().scheduled_at_ms, Some(1_900_000_000_000));
        assert_eq!(clock(&person.view), Clock::Paused { remaining_ms });
    }
    let late = bram.ask(Command::Contribute { at: at.clone(), content: case }).await;
    assert_eq!(late, Answer::Refused(Rejection::Adjourned), "the text stays with its author");
    let note = Content::Note { text: "onthouden".into() };
    bram.does(Command::Contribute { at, content: note }).await;

    gerda.does(Command::ResumeMeeting).await;
    let runs = |c: &Client| c.view.stage().lifecycle == Lifecycle::Running;
    for person in [&mut *gerda, &mut *ilse, &mut *bram] {
        person.until(runs).await;
    }
    assert!(matches!(clock(&gerda.view), Clock::Running { .. }));
    assert_eq!(bram.view.of(Kind::Case).len(), 0, "what was held back stays so");
    assert_eq!(ilse.view.of(Kind::Case).len(), 1);
    let from = gerda.view.position();
    gerda.does(Command::Reveal { from }).await;
    bram.until(|c| c.view.of(Kind::Case).len() == 1).await;
    assert!(server.terminate().await);
}

#[tokio::test]
async fn everybody_sees_what_is_left_out_and_what_was_gone_through_stays() {
    let server = TestServer::start();
    let mut meeting =
        Meeting::gather(server.http(), &server.ws(), "zeven-stappen", &["Gerda", "Ilse"]).await;
    let drop_step =
        |phase: &str, step: &str| Command::DropStep { phase: phase.into(), step: step.into() };
    meeting.leader().does(drop_step("inventarisatie", "rondje")).await;
    meeting.start().await;
    assert_eq!(meeting.next().await.step.as_str(), "kiezen", "the step between is passed over");
    let late = meeting.leader().ask(drop_step("inventarisatie", "opschrijven")).await;
    assert_eq!(late, Answer::Refused(Rejection::NotAhead));
    let drop_phase = Command::DropPhase { phase: "brainstormronde".into() };
    meeting.leader().does(drop_phase).await;
    let is_dropped = |c: &Client| match c.view.get(&RecordKey::Phase("brainstormronde".into())) {
        Some(Record::Phase(planned)) => planned.dropped,
        other => panic!("no phase: {other:?}"),
    };
    meeting.person(1).until(is_dropped).await;
}
