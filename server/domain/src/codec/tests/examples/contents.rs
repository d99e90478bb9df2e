//! One example of every kind of contribution, and of every value in it.

use kring_protocol::content::{
    About, Agreement, Commitment, Content, FeedbackTag, Goal, ObservationTag, QuestionCategory,
    Wish, Worth,
};

use super::{Example, contribution, participant, position};
use crate::Event;

pub(super) fn contents() -> Vec<Example> {
    let added = |(name, content): (&str, Content)| {
        let at = (name != "note").then(position);
        let (held, anonymous) = (name == "idea", name == "advice");
        let (id, author) = (contribution(1), participant(1));
        let event = Event::ContributionAdded { id, author, at, round: 1, held, anonymous, content };
        (format!("contribution_added.{name}"), event)
    };
    plain_contents().into_iter().chain(shaped_contents()).map(added).collect()
}

fn plain_contents() -> Vec<(&'static str, Content)> {
    let text = || "Ik zag een leerling die \"nee\" zei;\nen daarna lachte 😀.".to_owned();
    vec![
        ("lookback", Content::Lookback { text: text(), of: None, progress: None, next_step: None }),
        ("introduction", Content::Introduction { text: text() }),
        ("kernvraag", Content::Kernvraag { text: text() }),
        ("idea", Content::Idea { text: text() }),
        ("need", Content::Need { text: text() }),
        ("advice", Content::Advice { text: text() }),
        ("ground_rule", Content::GroundRule { text: text() }),
        ("experience", Content::Experience { text: text() }),
        ("insight", Content::Insight { text: text() }),
        ("takeaway", Content::Takeaway { text: text() }),
        ("record", Content::Record { text: text() }),
        ("note", Content::Note { text: text() }),
        ("reflection", Content::Reflection { question: "meenemen".into(), text: text() }),
        ("preparation", Content::Preparation { question: "waarom".into(), text: text() }),
    ]
}

fn shaped_contents() -> Vec<(&'static str, Content)> {
    let text = || "Rekenen".to_owned();
    let some = || Some("Hoe blijf ik rustig?".to_owned());
    let observation = |tag| Content::Observation { text: text(), tag, moment: None };
    let question = |category| Content::Question { text: text(), category };
    let feedback = |tag| Content::Feedback { text: text(), tag, example: "Bij de deur".into() };
    let commitment = || Commitment {
        what: "Oefenen".into(),
        who: "Ik".into(),
        by_when: "juni".into(),
        evaluation: "Samen".into(),
    };
    let wishing = |wish| Content::Case { text: text(), leervraag: None, wish: Some(wish) };
    let agreement = |about| {
        let Commitment { what, who, by_when, evaluation } = commitment();
        Content::Agreement(Agreement { what, who, by_when, evaluation, about })
    };
    let goal = Goal {
        behaviour: "Rustig blijven".into(),
        level: "In de kring".into(),
        how_often: "elke dag".into(),
        how_long: "een week".into(),
        by_when: "juni".into(),
        evaluation: "Samen".into(),
    };
    let evaluation = |worth_it| Content::Evaluation {
        worth_it,
        why: "Fijn".into(),
        keep: "De stilte".into(),
        change: String::new(),
    };
    vec![
        ("case", Content::Case { text: text(), leervraag: some(), wish: None }),
        ("case.without_leervraag", Content::Case { text: text(), leervraag: None, wish: None }),
        ("case.reflection", wishing(Wish::Reflection)),
        ("case.feedback", wishing(Wish::Feedback)),
        ("case.inspiration", wishing(Wish::Inspiration)),
        (
            "leervraag.with_a_goal",
            Content::Leervraag { text: some(), origin: None, goal: Some("Rust".into()) },
        ),
        ("support", Content::Support { what: text(), from: "de directie".into() }),
        ("support.from_nobody", Content::Support { what: text(), from: String::new() }),
        ("leervraag", Content::Leervraag { text: some(), origin: some(), goal: None }),
        ("leervraag.not_clear_yet", Content::Leervraag { text: None, origin: None, goal: None }),
        ("observation.strength", observation(ObservationTag::Strength)),
        ("observation.observation", observation(ObservationTag::Observation)),
        (
            "observation.at_a_moment",
            Content::Observation { text: text(), tag: ObservationTag::Strength, moment: Some(187) },
        ),
        (
            "fragment",
            Content::Fragment {
                title: text(),
                link: Some("https://video.example/les".into()),
                starts_at: Some(30),
                ends_at: Some(105),
            },
        ),
        (
            "fragment.bare",
            Content::Fragment { title: text(), link: None, starts_at: None, ends_at: None },
        ),
        ("question.factual", question(Some(QuestionCategory::Factual))),
        ("question.reasoning", question(Some(QuestionCategory::Reasoning))),
        ("question.self_regulation", question(Some(QuestionCategory::SelfRegulation))),
        ("question.uncategorised", question(None)),
        ("answer", Content::Answer { text: text(), question: contribution(2) }),
        (
            "theme",
            Content::Theme {
                text: text(),
                observations: vec![contribution(2), contribution(3)],
                outcomes: vec![],
            },
        ),
        (
            "theme.outcomes",
            Content::Theme { text: text(), observations: vec![], outcomes: vec![0, 39] },
        ),
        ("feedback.strength", feedback(FeedbackTag::Strength)),
        ("feedback.suggestion", feedback(FeedbackTag::Suggestion)),
        ("goal", Content::Goal(goal)),
        ("action", Content::Action(commitment())),
        ("agreement", agreement(None)),
        ("agreement.parents", agreement(Some(About::Parents))),
        ("agreement.pupil", agreement(Some(About::Pupil))),
        ("agreement.colleagues", agreement(Some(About::Colleagues))),
        ("evaluation.yes", evaluation(Some(Worth::Yes))),
        ("evaluation.partly", evaluation(Some(Worth::Partly))),
        ("evaluation.no", evaluation(Some(Worth::No))),
        ("evaluation.not_asked", evaluation(None)),
    ]
}
