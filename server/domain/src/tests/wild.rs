//! The scripts that random meetings follow.

use kring_protocol::content::{Kind, ResponseKind};
use kring_protocol::script::{
    Authors, InbrengerSees, InbrengerState, Method, Opening, Outcome, Phase, Step, TurnRule,
};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::script;

/// A method that prints on one line.
#[derive(Clone)]
pub(super) struct Script(pub(super) Method);

impl std::fmt::Debug for Script {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let steps = self.0.phases.iter().flat_map(|phase| &phase.steps);
        // The others are in files; a script made up here is nowhere else.
        let own = if self.0.id == "wild" {
            format!("{:?}", steps.collect::<Vec<_>>())
        } else {
            String::new()
        };
        write!(f, "{} {own}", self.0.id)
    }
}

/// The real methods, the tests' own, and scripts nobody would write.
pub(super) fn any_script() -> impl Strategy<Value = Script> {
    let real = |text: &str| toml::from_str::<Method>(text).expect("a method file");
    prop_oneof![
        2 => Just(script::method()),
        1 => Just(real(include_str!("../../../../methods/zeven-stappen.toml"))),
        1 => Just(real(include_str!("../../../../methods/beeldmateriaal.toml"))),
        1 => Just(real(include_str!("../../../../methods/dialoog.toml"))),
        3 => wild_method(),
    ]
    .prop_map(Script)
}

fn wild_method() -> impl Strategy<Value = Method> {
    let phase = (prop::collection::vec(wild_step(), 1..4), 0..3_usize);
    prop::collection::vec(phase, 1..5).prop_map(|phases| {
        let phases = phases.into_iter().enumerate().map(|(n, (steps, leaves))| {
            let steps = steps.into_iter().enumerate();
            let steps = steps.map(|(m, step)| Step { id: format!("s{m}").as_str().into(), ..step });
            let leaves = [Outcome::Inbrenger, Outcome::Kernvraag, Outcome::Idea][..leaves].to_vec();
            Phase { leaves, ..script::phase(&format!("p{n}"), 5, steps.collect()) }
        });
        let (id, phases) = ("wild".to_owned(), phases.collect());
        Method { id, round_starts_at: "p0".into(), phases, ..script::method() }
    })
}

fn wild_step() -> impl Strategy<Value = Step> {
    use InbrengerState as I;
    let roles = || subsequence(script::ALL.to_vec(), 1..=3);
    // Those that a ballot, a choice or support needs come as often as all others together.
    let steering = select(&[Kind::Case, Kind::Idea, Kind::Kernvraag, Kind::GroundRule][..]);
    let kind = prop_oneof![steering, select(Kind::ALL)];
    let opening = (kind, roles(), prop::bool::weighted(0.3));
    let opening = opening.prop_map(|(kind, by, held)| Opening { held, ..script::open(kind, &by) });
    let turns =
        (roles(), any::<bool>()).prop_map(|(by, may_pass)| TurnRule { by, seconds: 30, may_pass });
    let kinds =
        || subsequence(vec![Kind::Idea, Kind::Kernvraag, Kind::Case, Kind::GroundRule], 0..=4);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), prop::bool::weighted(0.1));
    (
        select(vec![I::Speaks, I::Listens, I::Answers, I::Rates, I::Muted]),
        prop::collection::vec(opening, 0..4),
        prop::option::of(turns),
        (kinds(), kinds()),
        flags,
    )
        .prop_map(|(inbrenger, opens, turns, (supports, chooses), flags)| Step {
            inbrenger,
            inbrenger_sees: if flags.0 { InbrengerSees::Afterwards } else { InbrengerSees::AtOnce },
            authors: if flags.1 { Authors::Anonymous } else { Authors::Named },
            ballot: flags.2,
            silence_seconds: flags.3.then_some(60),
            responses: vec![ResponseKind::Appeal, ResponseKind::Warmth],
            opens,
            turns,
            supports,
            chooses,
            ..script::step("s")
        })
}
