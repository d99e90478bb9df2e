//! A display that only looks: who makes its link, what it shows, and that it never shows more than
//! each of those present sees.

use std::collections::BTreeSet;

use kring_protocol::code::{Rejection, close_code};
use kring_protocol::command::Command;
use kring_protocol::content::{Content, Kind};
use kring_protocol::record::{Contribution, Record, RecordKey, Stage};
use serde_json::Value;

use super::given::{
    AN, BO, EVERYBODY, GESPREKSLEIDER, Given, INBRENGER, at, create, id, lobby, standing_at, unborn,
};
use super::properties::View;
use super::script::{advice, case, idea, kernvraag, note};
use super::wire::{all_updates, snapshot};
use crate::event::Event;
use crate::state::{Credential, State};
use crate::{Create, Effect, Request, Viewer, ViewerId, effects, project};

const G: kring_protocol::ParticipantId = GESPREKSLEIDER;

/// The gespreksleider makes a link for a display.
pub(super) fn display(number: u8) -> Request {
    Request::SetDisplay { by: G, display: Some(Credential([number; 32])) }
}

fn revoke() -> Request {
    Request::SetDisplay { by: G, display: None }
}

fn spotlight(n: u128) -> Command {
    Command::Spotlight { contribution: Some(id(n)) }
}

fn page(here: &Given) -> Vec<Record> {
    let viewer = Viewer::of(&here.state, ViewerId::Display).expect("there is a display");
    project(&here.state, &viewer)
}

fn stage(here: &Given) -> Stage {
    let stage = page(here).into_iter().find_map(|record| match record {
        Record::Stage(stage) => Some(stage),
        _ => None,
    });
    stage.expect("a display has a stage")
}

fn shown(here: &Given) -> Vec<Contribution> {
    let shown = page(here).into_iter().filter_map(|record| match record {
        Record::Contribution(shown) => Some(shown),
        _ => None,
    });
    shown.collect()
}

fn ids(here: &Given) -> Vec<kring_protocol::ContributionId> {
    shown(here).into_iter().map(|shown| shown.id).collect()
}

fn leervraag(text: &str) -> Content {
    Content::Leervraag { text: Some(text.to_owned()), origin: None, goal: None }
}

/// Every text and number in some JSON.
fn leaves(json: &str) -> BTreeSet<String> {
    fn into(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => fields.values().for_each(|value| into(value, found)),
            Value::Array(items) => items.iter().for_each(|value| into(value, found)),
            Value::String(text) if !text.is_empty() => drop(found.insert(text.clone())),
            Value::Number(number) => drop(found.insert(number.to_string())),
            Value::String(_) | Value::Bool(_) | Value::Null => {}
        }
    }
    let mut found = BTreeSet::new();
    into(&serde_json::from_str(json).unwrap(), &mut found);
    found
}

/// Nothing stands on the display's page, or comes to it, that does not stand on the page of each person
/// who is present.
#[track_caller]
pub(super) fn knows_no_more_than_everybody(
    before: &Given,
    events: &[Event],
    after: &Given,
    event: &str,
) {
    let shown = leaves(&snapshot(after, ViewerId::Display));
    let updates = all_updates(before, events).into_iter();
    let update = updates.filter(|(who, _)| *who == ViewerId::Display).find_map(|(_, told)| told);
    let told = update.map(|update| leaves(&update)).unwrap_or_default();
    // Whoever just came in with their phase gets their page whole.
    let was_here = |id| before.state.outside(id).is_none();
    for person in after.state.everybody().filter(|person| was_here(person.id)) {
        let knows = leaves(&snapshot(after, person.id));
        let more: Vec<_> = shown.difference(&knows).collect();
        assert!(more.is_empty(), "{event}: {} does not see {more:?}", person.name);
        let knew = leaves(&snapshot(before, person.id));
        let more = told.iter().filter(|it| !knows.contains(*it) && !knew.contains(*it));
        let more: Vec<_> = more.collect();
        assert!(more.is_empty(), "{event}: {} is not told {more:?}", person.name);
    }
}

/// The same of its contributions, in any state.
pub(super) fn tells_no_more_than_everybody_knows(
    state: &State,
    page: &View,
    pages: &std::collections::BTreeMap<ViewerId, View>,
) {
    for (key, record) in page {
        let personal = matches!(key, RecordKey::Me | RecordKey::Overview);
        assert!(!personal && !matches!(key, RecordKey::Tally(_) | RecordKey::Hands), "{key:?}");
        let Record::Contribution(shown) = record else { continue };
        for person in state.everybody() {
            let Some(Record::Contribution(seen)) = pages[&person.id.into()].get(key) else {
                panic!("a display shows what somebody who is present may not see");
            };
            assert_eq!(shown.author, seen.author);
            let texts = seen.content.texts();
            assert!(shown.content.texts().iter().all(|it| it.is_empty() || texts.contains(it)));
        }
    }
}

#[test]
fn the_gespreksleider_alone_makes_and_revokes_the_link_until_the_meeting_is_closed() {
    let here = lobby();
    for by in [INBRENGER, AN, BO] {
        let display = Some(Credential([1; 32]));
        here.asked(&Request::SetDisplay { by, display }).then_refused(Rejection::NotGespreksleider);
        let none = Request::SetDisplay { by, display: None };
        here.asked(&none).then_refused(Rejection::NotGespreksleider);
    }
    let here = here.asked(&revoke()).then_nothing();
    let made = here.accept(&display(1));
    assert!(made.stage().display, "everybody is told that there is one");
    assert!(made.state.secrets().any(|secret| secret == Credential([1; 32])));
    let other = made.accept(&display(2));
    assert!(!other.state.secrets().any(|secret| secret == Credential([1; 32])));
    let none = other.asked(&revoke()).then([Event::DisplaySet { display: None }]);
    assert!(!none.stage().display);
    let closed = none.has(G, Command::Start).has(G, Command::Close);
    closed.asked(&display(3)).then_refused(Rejection::MeetingClosed);
}

#[test]
fn replacing_revoking_and_closing_end_its_connections() {
    let (viewer, code) = (ViewerId::Display, close_code::UNAUTHORISED);
    let end = [Effect::Abort { viewer, code }, Effect::ForgetStream { viewer }];
    for display in [None, Some(Credential([2; 32]))] {
        assert_eq!(effects(&Event::DisplaySet { display }), end);
    }
    assert!(effects(&Event::MeetingClosed { at_ms: 0 }).ends_with(&end));
    let closed = standing_at("kern/kern").accept(&display(1)).has(G, Command::Close);
    assert_eq!((closed.state.display, closed.stage().display), (None, false));
    assert_eq!(Viewer::of(&closed.state, ViewerId::Display), None);
    let erased = closed.has(G, Command::Erase);
    assert_eq!(snapshot(&erased, ViewerId::Display), "[]");
}

#[test]
fn revoking_is_possible_however_much_was_logged() {
    let mut here = lobby().accept(&display(1));
    here.context.logged.entries = u64::MAX;
    here.asked(&display(2)).then_refused(Rejection::TooManyChanges);
    here.asked(&revoke()).then([Event::DisplaySet { display: None }]);
}

#[test]
fn it_shows_what_the_group_works_from_and_of_a_case_the_leervraag_alone() {
    let own = Content::Case {
        text: "een klas die niet wil".to_owned(),
        leervraag: Some("Hoe blijf ik rustig?".to_owned()),
        wish: None,
    };
    let here = lobby().accept(&display(1)).has(G, Command::Start);
    let here = here.wrote(AN, id(1), own).wrote(BO, id(2), case("iets anders"));
    assert_eq!(ids(&here), [], "nothing that is held back");
    let here = here.has(G, Command::Reveal { from: at("keuze/schrijven") });
    assert_eq!(ids(&here), [], "and no case that was not chosen");
    let here = here.has(G, Command::ConfirmCase { case: id(1) }).walk_to("verkenning/vertellen");
    let [of_case] = &shown(&here)[..] else { panic!("the chosen case") };
    let Content::Case { text, leervraag: asked, .. } = &of_case.content else { panic!("a case") };
    assert_eq!((text.as_str(), asked.as_deref()), ("", Some("Hoe blijf ik rustig?")));
    let here = here.wrote(AN, id(3), leervraag("Wat doe ik?")).walk_to("kern/kern");
    let here = here.wrote(BO, id(4), kernvraag("Durf je?")).wrote(AN, id(5), kernvraag("Wil ik?"));
    assert_eq!(ids(&here), [id(1), id(3)]);
    let here = here.has(G, Command::Choose { contribution: id(5), chosen: true });
    let here = here.has(BO, Command::Support { contribution: id(5), supports: true });
    assert_eq!(ids(&here), [id(1), id(3), id(5)]);
    assert!(
        shown(&here).iter().all(|shown| shown.supporters.is_empty() && shown.response.is_none())
    );
    let again = here.has(G, Command::StartRound { from: at("kern/kern") });
    assert_eq!(ids(&again), [], "another round begins with an empty screen");
}

#[test]
fn what_is_put_in_front_of_everybody_is_on_it_until_it_is_not() {
    let here = standing_at("brainstorm/ideeen").accept(&display(1)).wrote(AN, id(1), idea("Bel."));
    assert_eq!(ids(&here), []);
    let here = here.has(G, spotlight(1));
    assert_eq!((ids(&here), stage(&here).spotlight), (vec![id(1)], Some(id(1))));
    let moved = here.has(G, Command::Next { from: at("brainstorm/ideeen") });
    assert_eq!((ids(&moved), stage(&moved).spotlight), (vec![], None));
}

#[test]
fn what_the_inbrenger_is_turned_away_from_is_not_on_the_wall_of_their_room() {
    let here = standing_at("afgewend/achteraf").accept(&display(1));
    let here = here.wrote(AN, id(1), idea("Bel de moeder."));
    let lit = [Event::SpotlightSet { contribution: Some(id(1)) }];
    let told = all_updates(&here, &lit);
    assert_eq!(
        told.iter().find(|(who, _)| *who == ViewerId::Display),
        Some(&(ViewerId::Display, None))
    );
    let here = here.has(G, spotlight(1));
    assert_eq!((ids(&here), stage(&here).spotlight), (vec![], None));
    assert!(!snapshot(&here, ViewerId::Display).contains("Bel de moeder."));
    // Once they may see it, so may the wall.
    let left = here.has(INBRENGER, Command::Leave);
    assert_eq!((ids(&left), stage(&left).spotlight), (vec![id(1)], Some(id(1))));
}

#[test]
fn a_text_of_nobody_in_front_of_everybody_names_nobody_on_it() {
    let here = standing_at("anoniem/adviezen").accept(&display(1));
    let here = here.wrote(AN, id(1), advice("Wacht een week.")).wrote(AN, id(2), note("van mij"));
    let here = here.has(G, Command::Reveal { from: at("anoniem/adviezen") }).has(G, spotlight(1));
    let [seen] = &shown(&here)[..] else { panic!("it is shown") };
    assert_eq!((seen.author, seen.mine), (None, false));
    assert!(!snapshot(&here, ViewerId::Display).contains("van mij"));
}

#[test]
fn no_link_to_the_call_or_to_a_fragment_is_on_it() {
    let method = super::script::method();
    let call_link = "https://bellen.example/geheim".to_owned();
    let create = Create { method, call_link, ..create() };
    let here = unborn().accept(&Request::Create(Box::new(create))).accept(&display(1));
    assert!(snapshot(&here, G).contains("bellen.example"));
    assert!(!snapshot(&here, ViewerId::Display).contains("bellen.example"));
    let here = standing_at("kern/kern").accept(&display(1)).given([Event::ContributionAdded {
        id: id(1),
        author: AN,
        at: Some(at("kern/kern")),
        round: 1,
        held: false,
        anonymous: false,
        content: Content::Fragment {
            title: "De les".to_owned(),
            link: Some("https://video.example/1".to_owned()),
            starts_at: None,
            ends_at: None,
        },
    }]);
    let here = here.has(G, spotlight(1));
    assert!(snapshot(&here, BO).contains("video.example"));
    let wall = snapshot(&here, ViewerId::Display);
    assert!(wall.contains("De les") && !wall.contains("video.example"));
}

#[test]
fn it_says_who_speaks_and_nothing_of_hands_votes_claims_and_what_could_be_done() {
    let here = lobby().accept(&super::devices::claim("An", 1)).accept(&display(1));
    let here = here.has(G, Command::Start).walk_to("keuze/rondje").has(BO, Command::RaiseHand);
    let here = here.has(G, Command::NextTurn { from: None });
    let kinds: BTreeSet<_> = page(&here).iter().map(name_of).collect();
    assert_eq!(
        kinds,
        BTreeSet::from(["meeting", "participant", "phase", "stage", "timer", "turns"])
    );
    let stage = stage(&here);
    assert!(stage.display && stage.claims.is_empty() && stage.next_act.is_none());
    assert_eq!((stage.undo_until_ms, stage.case), (None, None));
    assert_eq!(here.state.claims.len(), 1);
}

fn name_of(record: &Record) -> &'static str {
    match record {
        Record::Meeting(_) => "meeting",
        Record::Stage(_) => "stage",
        Record::Timer(_) => "timer",
        Record::Turns(_) => "turns",
        Record::Hands { .. } => "hands",
        Record::Phase(_) => "phase",
        Record::Participant(_) => "participant",
        Record::Contribution(_) => "contribution",
        Record::Tally(_) => "tally",
        Record::Overview(_) => "overview",
        Record::Me(_) => "me",
        Record::Waiting(_) => "waiting",
        Record::Group(_)
        | Record::GroupName(_)
        | Record::Member(_)
        | Record::GroupMeeting(_)
        | Record::Rota { .. }
        | Record::MemberClaims { .. }
        | Record::DatePoll(_)
        | Record::GroupMe(_) => "of a group",
    }
}

#[test]
fn nobody_is_told_of_a_display_but_that_there_is_a_link() {
    let here = standing_at("kern/kern");
    let made = [Event::DisplaySet { display: Some(Credential([1; 32])) }];
    for (who, told) in all_updates(&here, &made) {
        let told = told.expect("everybody is told");
        assert!(told.contains(r#""display":true"#) && !told.contains("[1,1"), "{who:?}: {told}");
    }
    let here = here.given(made);
    assert_eq!(here.state.everybody().count(), EVERYBODY.len(), "it is nobody in the meeting");
    let replaced = [Event::DisplaySet { display: Some(Credential([2; 32])) }];
    assert!(all_updates(&here, &replaced).iter().all(|(_, told)| told.is_none()));
}

#[test]
fn no_kind_of_text_is_on_it_just_because_it_is_shared() {
    let here = standing_at("brainstorm/ideeen").accept(&display(1));
    for kind in Kind::ALL.iter().copied().filter(|kind| !kind.is_private()) {
        let works_from = matches!(kind, Kind::Leervraag | Kind::Goal);
        let content = super::random::example(&here.state, kind);
        let here = here.clone().given([Event::ContributionAdded {
            id: id(1),
            author: AN,
            at: Some(at("brainstorm/ideeen")),
            round: 1,
            held: false,
            anonymous: false,
            content,
        }]);
        assert_eq!(ids(&here).len(), usize::from(works_from), "{kind:?}");
    }
}
