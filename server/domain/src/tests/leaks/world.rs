//! A meeting in which everything that can be private is private at the same time.

use kring_protocol::command::Command;
use kring_protocol::content::{Kind, ResponseKind, VoteMark};
use kring_protocol::ids::ParticipantId;
use kring_protocol::script::{
    Authors, InbrengerSees, InbrengerState, Method, Role, Step, TurnRule,
};

use super::super::display::display;
use super::super::given::{
    AN, BO, GESPREKSLEIDER, GROUP, Given, INBRENGER, at, create, id, join, person, take_in, unborn,
};
use super::super::script::{
    ALL, OTHERS, advice, case, held, idea, kernvraag, note, open, phase, preparation, reflection,
    step, takeaway,
};
use crate::event::Event;
use crate::{Create, Request};

pub(super) const DEPUTY: ParticipantId = person(5);
pub(super) const DISPLACED: ParticipantId = person(6);
pub(super) const TIJDBEWAKER: ParticipantId = person(7);
pub(super) const VERSLAGLEGGER: ParticipantId = person(8);
pub(super) const REMOVED: ParticipantId = person(9);
pub(super) const LEFT: ParticipantId = person(10);
pub(super) const PRESENT: [ParticipantId; 8] =
    [GESPREKSLEIDER, INBRENGER, AN, BO, DEPUTY, DISPLACED, TIJDBEWAKER, VERSLAGLEGGER];

/// A step in which everything that can be private is private at the same time.
pub(super) fn method() -> Method {
    let cases = Step { opens: vec![open(Kind::Case, &ALL)], ..step("casussen") };
    let everything = Step {
        inbrenger: InbrengerState::Listens,
        inbrenger_sees: InbrengerSees::Afterwards,
        authors: Authors::Anonymous,
        opens: vec![
            held(Kind::Advice, &OTHERS),
            open(Kind::Idea, &ALL),
            open(Kind::Kernvraag, &OTHERS),
        ],
        turns: Some(TurnRule { by: ALL.to_vec(), seconds: 60, may_pass: true }),
        ballot: true,
        responses: vec![ResponseKind::Appeal],
        supports: vec![Kind::Idea],
        chooses: vec![Kind::Kernvraag],
        ..step("alles")
    };
    let phases = vec![
        phase("eerst", 5, vec![cases, everything, step("daarna")]),
        phase(
            "later",
            5,
            vec![Step {
                opens: [Kind::Idea, Kind::Lookback].map(|kind| open(kind, &ALL)).to_vec(),
                ..step("later")
            }],
        ),
    ];
    Method { round_starts_at: "eerst".into(), phases, ..super::super::script::method() }
}

pub(super) fn secret(what: &str, who: ParticipantId) -> String {
    format!("geheim {what} van {}", who.0.simple())
}

pub(super) fn lobby() -> Given {
    let create = Create { method: method(), group: Some(GROUP), ..create() };
    let here = unborn().accept(&Request::Create(Box::new(create)));
    let names = ["Ineke", "An", "Bo", "Daan", "Xandra", "Tom", "Vera", "Rik", "Loes"];
    let joins = names.into_iter().zip(2..).map(|(name, n)| join(person(n), name));
    let here = joins.fold(here, |here, join| here.accept(&join));
    let here = [REMOVED, LEFT].into_iter().fold(here, |here, who| {
        here.wrote(who, id(900 + who.0.as_u128() % 16), note(&secret("note", who)))
    });
    // As the logs of earlier builds have it: their notes are still there.
    here.accept(&display(1)).given(
        [(REMOVED, true), (LEFT, false)]
            .map(|(participant, removed)| Event::ParticipantLeft { participant, removed }),
    )
}

/// The meeting stands where everything is private, and everything has been written.
pub(super) fn world() -> Given {
    let mut here = lobby();
    for (who, n) in PRESENT.into_iter().zip(200..) {
        here = here.wrote(who, id(n), preparation("wens", &secret("preparation", who)));
        let (at, content) = (at("later/later"), idea(&secret("brought", who)));
        here.context.fresh = id(n + 50).0;
        here = here.has(who, Command::Contribute { at, content });
        here = here.accept(&take_in(who, vec![(n + 80, takeaway(&secret("taken", who)))]));
    }
    here.context.fresh = id(100).0;
    let deputy = |participant| Command::NameDeputy { participant: Some(participant) };
    let office = |participant, office| Command::AssignOffice { participant, office, holds: true };
    let vote = |case, mark| Command::Vote { case, mark };
    let mut here = here
        .has(BO, Command::SharePreparation { shared: true })
        .has(GESPREKSLEIDER, Command::HandOver { to: DISPLACED })
        .has(DISPLACED, deputy(GESPREKSLEIDER))
        .away()
        .has(GESPREKSLEIDER, Command::TakeOver)
        .has(GESPREKSLEIDER, deputy(DEPUTY))
        .has(GESPREKSLEIDER, office(TIJDBEWAKER, Role::Tijdbewaker))
        .has(GESPREKSLEIDER, office(VERSLAGLEGGER, Role::Verslaglegger))
        .has(GESPREKSLEIDER, Command::AppointInbrenger { participant: INBRENGER })
        .has(GESPREKSLEIDER, Command::Start)
        .wrote(AN, id(1), case("casus van An"))
        .wrote(BO, id(2), case("casus van Bo"))
        .walk_to("eerst/alles")
        .has(BO, vote(id(1), VoteMark::Appeals))
        .has(AN, vote(id(2), VoteMark::Recognised))
        .wrote(AN, id(11), idea(&secret("idea", AN)))
        .wrote(BO, id(12), kernvraag(&secret("kernvraag", BO)))
        .wrote(INBRENGER, id(13), idea("van de inbrenger zelf"))
        .has(AN, Command::RaiseHand)
        .has(AN, Command::SignalReady { ready: true });
    for (who, n) in PRESENT.into_iter().zip(20..) {
        here = here.wrote(who, id(n), note(&secret("note", who)));
        here = here.wrote(who, id(n + 50), reflection("meenemen", &secret("reflection", who)));
        if who != INBRENGER {
            here = here.wrote(who, id(n + 20), advice(&secret("held", who)));
        }
    }
    here
}
