//! Contributions: what a step opens, and to whom.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::content::{Content, Feasible, Response, Warmth, Worth};
use kring_protocol::ids::{ContributionId, ParticipantId, Position};
use kring_protocol::next_act::NextAct;

use kring_protocol::record::{Record, RecordKey};
use kring_protocol::script::Role;

use super::given::{AN, BO, GESPREKSLEIDER, Given, INBRENGER, at, id, lobby, standing_at};
use super::script::{
    action, advice, answer, contribute, experience, feedback, idea, kernvraag, need, note,
    observation, question, record, strength, theme,
};
use crate::event::Event;

fn edit(contribution: ContributionId, content: Content) -> Command {
    Command::Edit { contribution, content }
}

fn withdraw(contribution: ContributionId) -> Command {
    Command::Withdraw { contribution }
}

fn support(contribution: ContributionId, supports: bool) -> Command {
    Command::Support { contribution, supports }
}

fn choose(contribution: ContributionId, chosen: bool) -> Command {
    Command::Choose { contribution, chosen }
}

fn reveal(from: &str) -> Command {
    Command::Reveal { from: at(from) }
}

fn warm() -> Response {
    Response::Warmth { warmth: Warmth::Warm }
}

/// The first thing written in a test.
fn added(author: ParticipantId, place: Option<Position>, content: Content) -> Event {
    let (id, at) = (id(100), place);
    Event::ContributionAdded { id, author, at, round: 1, held: false, anonymous: false, content }
}

fn sees(here: &Given, who: ParticipantId, what: ContributionId) -> bool {
    here.sees(who, &RecordKey::Contribution(what)).is_some()
}

#[test]
fn what_is_written_says_by_whom_where_and_in_which_round() {
    let here = standing_at("brainstorm/ideeen");
    let there = at("brainstorm/ideeen");
    here.when(AN, contribute(there.clone(), idea(" bel ze "))).then([added(
        AN,
        Some(there),
        idea("bel ze"),
    )]);
}

#[test]
fn a_kind_is_open_only_to_those_the_step_names() {
    let here = standing_at("verkenning/vragen");
    let write = |content| contribute(at("verkenning/vragen"), content);
    here.when(INBRENGER, write(question("mag ik?"))).then_refused(Rejection::KindNotOpen);
    here.when(AN, write(idea("bel ze"))).then_refused(Rejection::KindNotOpen);
    here.clone().has(AN, write(question("hoe?"))).has(GESPREKSLEIDER, write(question("wat?")));
}

#[test]
fn a_late_arrival_comes_back_to_its_author() {
    let here = standing_at("plan/behoeften");
    let late = contribute(at("brainstorm/ideeen"), idea("net te laat"));
    here.when(AN, late).then_refused(Rejection::StepClosed);
    let nowhere = contribute(at("nergens/niets"), need("rust"));
    here.when(AN, nowhere).then_refused(Rejection::StepClosed);
}

#[test]
fn a_note_is_always_welcome_wherever_its_author_thought_the_meeting_stood() {
    let written = standing_at("plan/behoeften");
    let stale = contribute(at("nergens/niets"), note("voor mij"));
    written.when(AN, stale.clone()).then([added(AN, Some(at("plan/behoeften")), note("voor mij"))]);
    lobby().when(AN, stale).then([added(AN, None, note("voor mij"))]);
}

#[test]
fn the_first_round_takes_strengths_only() {
    let here = standing_at("waarnemen/sterk");
    let write = |content| contribute(at("waarnemen/sterk"), content);
    here.when(AN, write(observation("je zucht"))).then_refused(Rejection::StrengthsOnly);
    let here = here.wrote(AN, id(1), strength("je wacht"));
    here.when(AN, edit(id(1), observation("je zucht"))).then_refused(Rejection::StrengthsOnly);
    let later = here.walk_to("waarnemen/alles").wrote(BO, id(2), observation("je zucht"));
    later.when(AN, edit(id(1), observation("je zucht"))).then_refused(Rejection::StrengthsOnly);
}

#[test]
fn a_question_carries_its_category_where_the_step_asks_for_it() {
    let bare = || Content::Question { text: "hoe?".to_owned(), category: None };
    let here = standing_at("verkenning/vragen");
    here.when(AN, contribute(at("verkenning/vragen"), bare()))
        .then_refused(Rejection::CategoryRequired);
    let here = here.wrote(AN, id(1), question("hoe?"));
    here.when(AN, edit(id(1), bare())).then_refused(Rejection::CategoryRequired);
}

#[test]
fn feedback_rests_on_an_example() {
    let here = standing_at("plan/behoeften");
    here.when(AN, contribute(at("plan/behoeften"), feedback("sterk", " ")))
        .then_refused(Rejection::ExampleRequired);
    here.wrote(AN, id(1), feedback("sterk", "je wachtte drie tellen"));
}

#[test]
fn an_answer_answers_a_question_and_a_theme_gathers_observations() {
    let unknown = Rejection::UnknownContribution;
    let here = standing_at("verkenning/vragen").wrote(AN, id(1), question("hoe?"));
    let reply = |to| contribute(at("verkenning/vragen"), answer("zo", to));
    here.when(INBRENGER, reply(id(404))).then_refused(unknown);
    let here = here.wrote(INBRENGER, id(2), answer("zo", id(1)));
    here.when(INBRENGER, reply(id(2))).then_refused(unknown);
    here.when(INBRENGER, edit(id(2), answer("zo", id(404)))).then_refused(unknown);

    let here = here.walk_to("waarnemen/alles").wrote(AN, id(3), observation("je zucht"));
    let gather = |ids: &[_]| contribute(at("waarnemen/alles"), theme("rust", ids));
    here.when(AN, gather(&[id(3), id(1)])).then_refused(unknown);
    here.when(AN, gather(&[id(3); 51])).then_refused(Rejection::TooManyItems);
    here.clone().has(AN, gather(&[id(3); 50])).has(BO, gather(&[]));
}

#[test]
fn authors_change_and_withdraw_their_own_while_the_phase_is_open() {
    let here = standing_at("waarnemen/sterk").wrote(AN, id(1), strength("je wacht"));
    let here = here.walk_to("waarnemen/alles");
    let edited = Event::ContributionEdited { id: id(1), content: strength("je wacht lang") };
    let here = here.when(AN, edit(id(1), strength("je wacht lang "))).then([edited]);
    here.when(AN, edit(id(1), strength("je wacht lang"))).then_nothing();
    here.when(AN, withdraw(id(1))).then([Event::ContributionWithdrawn { id: id(1) }]);

    here.when(AN, edit(id(1), idea("anders"))).then_refused(Rejection::KindChanged);
    here.when(AN, edit(id(1), strength(" "))).then_refused(Rejection::TextEmpty);
    for other in [BO, GESPREKSLEIDER, INBRENGER] {
        here.when(other, edit(id(1), strength("nee"))).then_refused(Rejection::NotYours);
        here.when(other, withdraw(id(1))).then_refused(Rejection::NotYours);
    }
    here.when(AN, withdraw(id(404))).then_refused(Rejection::UnknownContribution);
}

#[test]
fn after_its_phase_a_contribution_stays_as_it_is() {
    let here = standing_at("brainstorm/ideeen").wrote(AN, id(1), idea("bel ze"));
    let here = here.walk_to("plan/behoeften");
    here.when(AN, edit(id(1), idea("anders"))).then_refused(Rejection::PhaseClosed);
    here.when(AN, withdraw(id(1))).then_refused(Rejection::PhaseClosed);
    // Whoever returns to the phase opens it again, but not in another round.
    let back = Command::GoTo { from: at("plan/behoeften"), phase: "brainstorm".into(), step: None };
    let here = here.has(GESPREKSLEIDER, back);
    here.when(AN, withdraw(id(1))).then([Event::ContributionWithdrawn { id: id(1) }]);
    let again = Command::StartRound { from: at("brainstorm/ideeen") };
    let here = here.has(GESPREKSLEIDER, again).walk_to("brainstorm/ideeen");
    here.when(AN, withdraw(id(1))).then_refused(Rejection::PhaseClosed);
}

#[test]
fn notes_are_changed_in_any_phase_until_the_meeting_closes() {
    let here = lobby().wrote(AN, id(1), note("vooraf")).has(GESPREKSLEIDER, Command::Start);
    let here = here.walk_to("stilte/stilte");
    let edited = Event::ContributionEdited { id: id(1), content: note("nu") };
    here.when(AN, edit(id(1), note("nu"))).then([edited]);
    here.when(AN, withdraw(id(1))).then([Event::ContributionWithdrawn { id: id(1) }]);
    here.when(AN, edit(id(1), idea("nu"))).then_refused(Rejection::KindChanged);
    here.when(BO, withdraw(id(1))).then_refused(Rejection::UnknownContribution);
}

#[test]
fn nobody_else_reaches_a_note_in_any_way() {
    let here = standing_at("kern/kern").wrote(AN, id(1), note("voor mij"));
    for who in [AN, BO, GESPREKSLEIDER] {
        here.when(who, support(id(1), true)).then_refused(Rejection::UnknownContribution);
    }
    here.when(GESPREKSLEIDER, choose(id(1), true)).then_refused(Rejection::UnknownContribution);
}

#[test]
fn what_is_held_back_is_shown_together() {
    let here = standing_at("anoniem/adviezen");
    let write = contribute(at("anoniem/adviezen"), advice("rust"));
    let here = here.when(AN, write).then([Event::ContributionAdded {
        id: id(100),
        author: AN,
        at: Some(at("anoniem/adviezen")),
        round: 1,
        held: true,
        anonymous: true,
        content: advice("rust"),
    }]);
    assert!(sees(&here, AN, id(100)));
    assert!(!sees(&here, BO, id(100)) && !sees(&here, GESPREKSLEIDER, id(100)));
    let shown = Event::Revealed { at: at("anoniem/adviezen") };
    let here = here.when(GESPREKSLEIDER, reveal("anoniem/adviezen")).then([shown]);
    assert!(sees(&here, BO, id(100)) && sees(&here, INBRENGER, id(100)));
    // Nothing is left to show; that there is nothing must not be told either.
    here.when(GESPREKSLEIDER, reveal("anoniem/adviezen")).then_nothing();
}

#[test]
fn showing_tells_nothing_about_whether_anything_was_held_back() {
    // The first time it is an event, and the same record changes, whether or not anything was held back.
    let shown = || Event::Revealed { at: at("anoniem/adviezen") };
    let with = standing_at("anoniem/adviezen").wrote(AN, id(100), advice("wacht"));
    for here in [standing_at("anoniem/adviezen"), with] {
        assert_eq!(here.stage().next_act, Some(NextAct::Reveal));
        let here = here.when(GESPREKSLEIDER, reveal("anoniem/adviezen")).then([shown()]);
        assert_eq!(here.stage().next_act, Some(NextAct::Next));
        here.when(GESPREKSLEIDER, reveal("anoniem/adviezen")).then_nothing();
    }
    standing_at("kern/kern")
        .when(GESPREKSLEIDER, reveal("kern/kern"))
        .then_refused(Rejection::NothingToReveal);
}

#[test]
fn the_inbrenger_says_what_a_question_or_need_does() {
    let here = standing_at("verkenning/vragen").wrote(AN, id(1), question("hoe?"));
    let rate = |to| Command::Respond { to, response: warm() };
    here.when(INBRENGER, rate(id(1))).then([Event::Responded { to: id(1), response: warm() }]);
    here.when(AN, rate(id(1))).then_refused(Rejection::NotInbrenger);
    here.when(INBRENGER, rate(id(404))).then_refused(Rejection::UnknownContribution);
    let here = here.wrote(INBRENGER, id(2), answer("zo", id(1)));
    here.when(INBRENGER, rate(id(2))).then_refused(Rejection::ResponseNotOpen);
    let here = here.walk_to("plan/behoeften").wrote(AN, id(3), need("rust"));
    here.when(INBRENGER, rate(id(1))).then_refused(Rejection::ResponseNotOpen);
    let mark = |reason: String| {
        let (in_plan, support) = (String::new(), " een uur ".to_owned());
        let in_overview = " bij de namen ".to_owned();
        let feasible = Feasible::Partly;
        let response = Response::Feasibility { feasible, reason, in_overview, in_plan, support };
        Command::Respond { to: id(3), response }
    };
    here.when(INBRENGER, mark("x".repeat(4_001))).then_refused(Rejection::TextTooLong);
    let (reason, in_plan, support) = (String::new(), String::new(), "een uur".to_owned());
    let (feasible, in_overview) = (Feasible::Partly, "bij de namen".to_owned());
    let kept = Response::Feasibility { feasible, reason, in_overview, in_plan, support };
    here.when(INBRENGER, mark(String::new()))
        .then([Event::Responded { to: id(3), response: kept }]);
}

#[test]
fn support_is_given_once_and_taken_back() {
    let here = standing_at("kern/kern").wrote(AN, id(1), kernvraag("Durf ik?"));
    let supported = |supports| Event::Supported { id: id(1), by: BO, supports };
    let here = here.when(BO, support(id(1), true)).then([supported(true)]);
    let here = here.when(BO, support(id(1), true)).then_nothing();
    let here = here.when(BO, support(id(1), false)).then([supported(false)]);
    here.when(BO, support(id(1), false)).then_nothing();
    here.walk_to("plan/behoeften")
        .when(BO, support(id(1), true))
        .then_refused(Rejection::SupportNotOpen);
}

#[test]
fn a_case_has_one_kernvraag_and_as_many_themes_as_the_group_likes() {
    let here = standing_at("waarnemen/alles")
        .wrote(AN, id(1), theme("rust", &[]))
        .wrote(AN, id(2), theme("ruimte", &[]))
        .has(GESPREKSLEIDER, choose(id(1), true))
        .has(GESPREKSLEIDER, choose(id(2), true));
    assert!(here.state.contributions[&id(1)].chosen && here.state.contributions[&id(2)].chosen);
    let here = here.walk_to("kern/kern").wrote(AN, id(3), kernvraag("Durf ik?")).wrote(
        BO,
        id(4),
        kernvraag("Mag ik?"),
    );
    let chosen = |what, chosen| Event::Chosen { id: what, chosen };
    let here = here.when(GESPREKSLEIDER, choose(id(3), true)).then([chosen(id(3), true)]);
    let here = here.when(GESPREKSLEIDER, choose(id(3), true)).then_nothing();
    let here = here.when(GESPREKSLEIDER, choose(id(4), true)).then([chosen(id(4), true)]);
    assert!(!here.state.contributions[&id(3)].chosen && here.state.contributions[&id(4)].chosen);
    here.when(GESPREKSLEIDER, choose(id(4), false)).then([chosen(id(4), false)]);
    here.when(GESPREKSLEIDER, choose(id(1), true)).then_refused(Rejection::ChoiceNotOpen);
    here.when(AN, choose(id(4), true)).then_refused(Rejection::NotGespreksleider);
}

#[test]
fn the_verslaglegger_writes_for_the_report_in_every_step_that_is_not_silent() {
    let office =
        Command::AssignOffice { participant: AN, office: Role::Verslaglegger, holds: true };
    let here = standing_at("kern/kern").has(GESPREKSLEIDER, office);
    let line = |place| contribute(at(place), record("Afgesproken: bellen."));
    here.when(BO, line("kern/kern")).then_refused(Rejection::KindNotOpen);
    here.when(GESPREKSLEIDER, line("kern/kern")).then_refused(Rejection::KindNotOpen);
    let here = here.has(AN, line("kern/kern")).walk_to("stilte/stilte");
    here.when(AN, line("stilte/stilte")).then_refused(Rejection::Silence);
}

#[test]
fn in_silence_nothing_is_changed_supported_or_answered() {
    let here = standing_at("kern/kern").wrote(AN, id(1), kernvraag("Durf ik?"));
    let here = here.has(GESPREKSLEIDER, Command::StartSilence { seconds: 60 });
    here.when(AN, edit(id(1), kernvraag("Wil ik?"))).then_refused(Rejection::Silence);
    here.when(AN, withdraw(id(1))).then_refused(Rejection::Silence);
    here.when(BO, support(id(1), true)).then_refused(Rejection::Silence);
    let respond = Command::Respond { to: id(1), response: warm() };
    here.when(INBRENGER, respond).then_refused(Rejection::Silence);
}

#[test]
fn the_page_is_told_exactly_what_is_open_to_its_reader() {
    let kinds = |here: &Given, who| -> Vec<_> {
        here.me(who).opens.into_iter().map(|opening| opening.kind).collect()
    };
    use kring_protocol::content::Kind as K;
    let here = standing_at("verkenning/vragen");
    assert_eq!(kinds(&here, AN), [K::Question]);
    assert_eq!(kinds(&here, INBRENGER), [K::Answer]);
    assert_eq!(here.me(INBRENGER).responses.len(), 1);
    assert_eq!(here.me(AN).responses, []);
    let here = here.walk_to("plan/plan");
    assert_eq!(kinds(&here, INBRENGER), [K::Goal, K::Action, K::Agreement, K::Evaluation]);
    here.wrote(INBRENGER, id(1), action("ik bel"));
    let here = standing_at("afgewend/achteraf");
    assert_eq!(kinds(&here, INBRENGER), [K::Experience, K::Theme]);
    here.wrote(INBRENGER, id(1), experience("zo was het"));
}

#[test]
fn edited_text_says_so() {
    let here = standing_at("kern/kern").wrote(AN, id(1), kernvraag("Durf ik?"));
    let here = here.has(AN, edit(id(1), kernvraag("Wil ik?")));
    let Some(Record::Contribution(seen)) = here.sees(BO, &RecordKey::Contribution(id(1))) else {
        panic!("a shared text is seen")
    };
    assert!(seen.edited);
    assert_eq!(seen.content, kernvraag("Wil ik?"));
}

#[test]
fn an_evaluation_says_something() {
    let evaluation = |worth_it, keep: &str| {
        let (why, change) = (String::new(), String::new());
        Content::Evaluation { worth_it, why, keep: keep.to_owned(), change }
    };
    let here = standing_at("afsluiten/een-zin");
    let at = at("afsluiten/een-zin");
    here.when(AN, contribute(at.clone(), evaluation(None, ""))).then_refused(Rejection::TextEmpty);
    for content in [evaluation(None, "de stilte"), evaluation(Some(Worth::No), "")] {
        here.clone().has(AN, contribute(at.clone(), content));
    }
}
