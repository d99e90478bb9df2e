//! Plays a whole meeting the way people do: everybody uses whatever their page offers them.

use kring_protocol::content::{
    About, Agreement, Commitment, Content, Feasible, FeedbackTag, Goal, Kind, ObservationTag,
    QuestionCategory, Response, ResponseKind, VoteMark, Warmth, Worth,
};
use kring_protocol::next_act::NextAct;
use kring_protocol::script::{Opening, Outcome};
use kring_protocol::{Command, ContributionId, Position, Record, RecordKey};

use crate::client::Client;
use crate::meeting::Meeting;
use crate::view::View;

/// What happened at one step.
#[derive(Debug, Clone, PartialEq)]
pub struct Played {
    /// The step.
    pub at: Position,
    /// Whether the inbrenger was muted in it.
    pub muted: bool,
    /// The kinds that were written, by anybody.
    pub written: Vec<Kind>,
}

/// Plays from the lobby to the close, and tells what happened at each step.
pub async fn play(meeting: &mut Meeting) -> Vec<Played> {
    for index in 0..meeting.people.len() {
        meeting.person(index).does(Command::AcceptAgreements).await;
    }
    if !ballot_ahead(meeting.leader()) {
        let participant = meeting.person(1).id;
        meeting.leader().does(Command::AppointInbrenger { participant }).await;
    }
    meeting.start().await;
    let mut played = vec![];
    loop {
        played.push(step(meeting).await);
        let from = meeting.leader().view.position();
        match meeting.leader().ask(Command::Next { from }).await {
            crate::Answer::Accepted(_) => meeting.gather_round().await,
            crate::Answer::Refused(kring_protocol::Rejection::NoNextStep) => break,
            other => panic!("moving on was answered {other:?}"),
        }
    }
    meeting.leader().does(Command::Close).await;
    for person in &mut meeting.people {
        person.until(|c| c.view.stage().position.is_none()).await;
    }
    played
}

/// Another one for each person, so that all are there.
fn about(text: &str) -> About {
    match text.bytes().last().unwrap_or_default() % 3 {
        0 => About::Parents,
        1 => About::Pupil,
        _ => About::Colleagues,
    }
}

/// Whether this method chooses its inbrenger by a ballot.
fn ballot_ahead(client: &Client) -> bool {
    client.view.records().values().any(|record| match record {
        Record::Phase(planned) => planned.phase.steps.iter().any(|step| step.ballot),
        _ => false,
    })
}

async fn step(meeting: &mut Meeting) -> Played {
    let at = meeting.leader().view.position();
    let mut written = vec![];
    let mut muted = false;
    if let Some(NextAct::BeginSilence { seconds }) = meeting.leader().view.stage().next_act {
        meeting.leader().does(Command::StartSilence { seconds }).await;
        meeting.leader().does(Command::EndSilence).await;
        for person in &mut meeting.people {
            person.until(|c| c.view.stage().silence_until_ms.is_none()).await;
        }
    }
    for index in 0..meeting.people.len() {
        let person = meeting.person(index);
        muted |= person.view.me().muted;
        person.writes(Content::Note { text: format!("notitie van {index}") }).await;
        // Questions come before their answers.
        let opens = person.view.me().opens.clone();
        for opening in opens.iter().filter(|opening| opening.kind != Kind::Answer) {
            let text = format!("{:?} van {index}", opening.kind);
            let content = example(&person.view, opening, text);
            person.writes(content).await;
            written.push(opening.kind);
        }
    }
    answer_and_respond(meeting, &mut written).await;
    take_turns(meeting).await;
    support_and_choose(meeting).await;
    vote(meeting).await;
    written.sort_unstable();
    written.dedup();
    Played { at, muted, written }
}

async fn answer_and_respond(meeting: &mut Meeting, written: &mut Vec<Kind>) {
    let Some(inbrenger) = meeting.leader().view.stage().inbrenger else { return };
    let index = meeting.people.iter().position(|person| person.id == inbrenger).unwrap();
    // What the leader sees of the others, the inbrenger gets to see as well.
    let shared = meeting.leader();
    let id = shared.does(Command::RaiseHand).await;
    assert_eq!(id, None);
    let person = meeting.person(index);
    person.until(|c| matches!(c.view.get(&RecordKey::Hands), Some(Record::Hands { order }) if !order.is_empty())).await;
    let leader = meeting.leader().id;
    meeting.leader().does(Command::LowerHand { participant: leader }).await;
    let person = meeting.person(index);
    person.until(|c| matches!(c.view.get(&RecordKey::Hands), Some(Record::Hands { order }) if order.is_empty())).await;
    if person.view.me().opens.iter().any(|opening| opening.kind == Kind::Answer) {
        let questions: Vec<_> = person.view.of(Kind::Question).iter().map(|c| c.id).collect();
        for question in questions {
            person.writes(Content::Answer { text: "Kort antwoord".into(), question }).await;
            written.push(Kind::Answer);
        }
    }
    for kind in person.view.me().responses.clone() {
        let targets: Vec<ContributionId> =
            kind.answers().iter().flat_map(|kind| person.view.of(*kind)).map(|c| c.id).collect();
        assert!(!targets.is_empty(), "there is something to respond to");
        for to in targets {
            person.does(Command::Respond { to, response: response(kind) }).await;
        }
    }
}

async fn take_turns(meeting: &mut Meeting) {
    loop {
        let Some(turns) = meeting.leader().view.turns().cloned() else { return };
        if turns.speaking.is_none() && turns.waiting.is_empty() {
            return;
        }
        let from = turns.speaking;
        meeting.leader().does(Command::NextTurn { from }).await;
    }
}

async fn support_and_choose(meeting: &mut Meeting) {
    for kind in meeting.leader().view.me().chooses.clone() {
        let leader = meeting.leader();
        let proposals: Vec<_> = leader.view.of(kind).iter().map(|c| c.id).collect();
        let first = *proposals.first().expect("there is something to choose");
        if leader.view.me().supports.contains(&kind) {
            leader.does(Command::Support { contribution: first, supports: true }).await;
        }
        leader.does(Command::Choose { contribution: first, chosen: true }).await;
    }
}

async fn vote(meeting: &mut Meeting) {
    let at = meeting.leader().view.position();
    let Some(Record::Phase(planned)) =
        meeting.leader().view.get(&RecordKey::Phase(at.phase.clone()))
    else {
        panic!("the current phase is in the view");
    };
    if !planned.phase.step(&at.step).is_some_and(|step| step.ballot) {
        return;
    }
    let inbrenger = meeting.person(1).id;
    let cases = meeting.leader().view.of(Kind::Case);
    let case = cases.iter().find(|c| c.author == Some(inbrenger)).expect("everybody has a case").id;
    for index in (0..meeting.people.len()).filter(|index| *index != 1) {
        let mark = if index % 2 == 0 { VoteMark::Appeals } else { VoteMark::Recognised };
        meeting.person(index).does(Command::Vote { case, mark }).await;
    }
    meeting.leader().does(Command::RevealVotes).await;
    meeting.leader().does(Command::ConfirmCase { case }).await;
    for person in &mut meeting.people {
        person.until(|c| c.view.stage().inbrenger.is_some()).await;
    }
}

/// Something to write for an opening. Answers need a question, and are not made here.
#[must_use]
pub fn example(view: &View, opening: &Opening, text: String) -> Content {
    let commitment =
        || Commitment { what: text.clone(), by_when: "maandag".into(), ..Commitment::default() };
    match opening.kind {
        Kind::Lookback => Content::Lookback { text, of: None, progress: None, next_step: None },
        Kind::Case => {
            Content::Case { text, leervraag: Some("Hoe kan ik rustig blijven?".into()), wish: None }
        }
        Kind::Introduction => Content::Introduction { text },
        Kind::Fragment => Content::Fragment {
            title: text,
            link: Some("https://video.example/GEHEIME-LINK".into()),
            starts_at: Some(30),
            ends_at: Some(105),
        },
        Kind::Leervraag => Content::Leervraag { text: Some(text), origin: None, goal: None },
        Kind::Observation => {
            let tag = opening.only.unwrap_or(ObservationTag::Observation);
            Content::Observation { text, tag, moment: Some(187) }
        }
        Kind::Question => Content::Question { text, category: Some(QuestionCategory::Reasoning) },
        Kind::Answer => unreachable!("answers wait for their questions"),
        Kind::Theme => {
            let observations = view.of(Kind::Observation).iter().map(|c| c.id).collect();
            // Each of the meeting's, so that whoever reads it finds them all.
            let listed = view.meeting().learning_outcomes.len();
            let outcomes = (0..u32::try_from(listed).unwrap_or(0)).collect();
            Content::Theme { text, observations, outcomes }
        }
        Kind::Kernvraag => Content::Kernvraag { text },
        Kind::Idea => Content::Idea { text },
        Kind::Need => Content::Need { text },
        Kind::Support => Content::Support { what: text, from: "De intern begeleider".into() },
        Kind::Advice => Content::Advice { text },
        Kind::Feedback => {
            Content::Feedback { text, tag: FeedbackTag::Strength, example: "Bij de start".into() }
        }
        Kind::Goal => Content::Goal(Goal { behaviour: text, ..Goal::default() }),
        Kind::Action => Content::Action(commitment()),
        Kind::Agreement => Content::Agreement(Agreement {
            about: Some(about(&text)),
            what: text,
            by_when: "maandag".into(),
            ..Agreement::default()
        }),
        Kind::GroundRule => Content::GroundRule { text },
        Kind::Experience => Content::Experience { text },
        Kind::Insight => Content::Insight { text },
        Kind::Takeaway => Content::Takeaway { text },
        Kind::Evaluation => Content::Evaluation {
            worth_it: Some(Worth::Yes),
            why: text,
            keep: String::new(),
            change: String::new(),
        },
        Kind::Record => Content::Record { text },
        Kind::Note => Content::Note { text },
        Kind::Reflection => Content::Reflection { question: "meenemen".into(), text },
        Kind::Preparation => Content::Preparation { question: "waarom".into(), text },
    }
}

/// Something to say of a contribution.
#[must_use]
pub fn response(kind: ResponseKind) -> Response {
    match kind {
        ResponseKind::Warmth => Response::Warmth { warmth: Warmth::Warm },
        ResponseKind::Feasibility => Response::Feasibility {
            feasible: Feasible::Partly,
            reason: "met hulp".into(),
            in_overview: "bij de namen".into(),
            in_plan: "bij rekenen".into(),
            support: String::new(),
        },
        ResponseKind::Appeal => Response::Appeal { appeals: true, why: "klein en concreet".into() },
    }
}

/// What every phase of the plan should leave behind and did not, as the report tells it.
#[must_use]
pub fn missing(report: &kring_protocol::report::Report) -> Vec<Outcome> {
    let rounds = report.rounds.iter().flat_map(|round| &round.phases);
    rounds.flat_map(|phase| phase.missing.iter().copied()).collect()
}
