//! Whose the report is first, when it opens, and what its inbrenger blots out before that.

use kring_protocol::code::Rejection;
use kring_protocol::command::{Action, Command};
use kring_protocol::content::{BLOTTED, Content, Feasible, Kind, Response};
use kring_protocol::ids::ParticipantId;
use kring_protocol::limits;
use kring_protocol::record::{Contribution, Meeting, Record, RecordKey};

use super::given::{
    AN, BO, EVERYBODY, GESPREKSLEIDER, Given, INBRENGER, NOW, at, id, lobby, standing_at, started,
};
use super::script::{action, case, idea, kernvraag, need, note};
use super::wire::snapshot;
use crate::event::Event;
use crate::{BlottedText, Span, TextOf};

const HOUR: i64 = 60 * 60 * 1000;

fn meeting(here: &Given) -> Meeting {
    let seen = here.sees(GESPREKSLEIDER, &RecordKey::Meeting);
    let Some(Record::Meeting(meeting)) = seen else { panic!("no meeting") };
    meeting
}

fn waits(here: &Given) -> (Option<i64>, Vec<ParticipantId>) {
    (meeting(here).report_opens_at_ms, meeting(here).report_waits_for)
}

fn close(here: Given) -> Given {
    here.has(GESPREKSLEIDER, Command::Close)
}

/// Closed after a round in which the inbrenger and others wrote.
fn closed() -> Given {
    let feasible = Response::Feasibility {
        feasible: Feasible::Partly,
        reason: "Sam kan dat".to_owned(),
        in_overview: String::new(),
        in_plan: String::new(),
        support: "van de ib'er".to_owned(),
    };
    let here = standing_at("kern/kern")
        .wrote(AN, id(1), kernvraag("Wat wil Sam?"))
        .wrote(AN, id(2), note("Sam is mijn neef"))
        .walk_to("plan/behoeften")
        .wrote(BO, id(3), need("Rust voor SAM en Samira"))
        .has(INBRENGER, Command::Respond { to: id(3), response: feasible })
        .walk_to("plan/plan")
        .wrote(INBRENGER, id(4), action("Sam bellen"));
    close(here)
}

fn blot(n: u128) -> Command {
    Command::BlotText { contribution: id(n) }
}

fn blot_name(name: &str) -> Command {
    Command::BlotName { name: name.to_owned() }
}

fn seen(here: &Given, who: ParticipantId, n: u128) -> Contribution {
    let seen = here.sees(who, &RecordKey::Contribution(id(n)));
    let Some(Record::Contribution(contribution)) = seen else { panic!("not seen") };
    contribution
}

#[test]
fn after_closing_the_report_waits_a_day_for_whoever_brought_a_case_and_everybody_is_told() {
    assert_eq!(waits(&standing_at("kern/kern")), (None, vec![]), "it is not over");
    let here = closed();
    assert_eq!(waits(&here), (Some(NOW + 24 * HOUR), vec![INBRENGER]));
    let opened =
        here.when(INBRENGER, Command::OpenReport).then([Event::ReportOpened { by: INBRENGER }]);
    assert_eq!(waits(&opened), (None, vec![]));
    opened.when(INBRENGER, Command::OpenReport).then_refused(Rejection::ReportOpen);
    assert!(!opened.me(INBRENGER).may.contains(&Action::OpenReport));
}

#[test]
fn only_whoever_brought_a_case_opens_it_and_only_once_it_is_closed() {
    closed().when(GESPREKSLEIDER, Command::OpenReport).then_refused(Rejection::NotInbrenger);
    closed().when(AN, blot(1)).then_refused(Rejection::NotInbrenger);
    standing_at("kern/kern")
        .when(INBRENGER, Command::OpenReport)
        .then_refused(Rejection::StillRunning);
    lobby().when(INBRENGER, Command::OpenReport).then_refused(Rejection::NotRunning);
}

#[test]
fn of_several_rounds_every_inbrenger_who_is_still_here_opens_it() {
    let here = standing_at("afsluiten/een-zin");
    let from = here.position();
    let here = here
        .has(GESPREKSLEIDER, Command::StartRound { from })
        .has(GESPREKSLEIDER, Command::AppointInbrenger { participant: AN });
    let here = close(here);
    assert_eq!(waits(&here).1, [INBRENGER, AN]);
    let one = here.clone().has(INBRENGER, Command::OpenReport);
    assert_eq!(waits(&one), (Some(NOW + 24 * HOUR), vec![AN]));
    assert!(one.me(INBRENGER).may.contains(&Action::BlotText), "it is not open to everybody yet");
    assert_eq!(waits(&one.clone().has(AN, Command::OpenReport)), (None, vec![]));
    assert_eq!(waits(&one.has(AN, Command::Leave)), (None, vec![]), "nobody waits for who left");
}

#[test]
fn without_an_inbrenger_it_is_open_at_once() {
    assert_eq!(waits(&close(started())), (None, vec![]));
    assert_eq!(waits(&closed().has(INBRENGER, Command::Leave)), (None, vec![]));
}

#[test]
fn an_inbrenger_blots_out_their_own_texts_and_what_they_answered_for_everybody() {
    let own = Event::TextBlotted { id: id(4), content: true, response: false };
    let here = closed().when(INBRENGER, blot(4)).then([own]);
    let answer = Event::TextBlotted { id: id(3), content: false, response: true };
    let here = here.when(INBRENGER, blot(3)).then([answer]);
    for who in EVERYBODY {
        let Content::Action(action) = seen(&here, who, 4).content else { panic!("an action") };
        assert_eq!((action.what.as_str(), action.who.as_str()), (BLOTTED, ""));
        assert_eq!(seen(&here, who, 3).content, need("Rust voor SAM en Samira"));
        let response = seen(&here, who, 3).response.unwrap();
        assert_eq!(response.texts(), [BLOTTED, "", "", BLOTTED]);
    }
    here.when(INBRENGER, blot(4)).then_nothing();
    here.when(INBRENGER, blot(3)).then_nothing();
    here.when(INBRENGER, blot(1)).then_refused(Rejection::NotYours);
    here.when(INBRENGER, blot(2)).then_refused(Rejection::UnknownContribution);
}

#[test]
fn a_name_is_blotted_out_wherever_others_may_read_it_and_the_event_does_not_hold_it() {
    let span = |text, start, end| Span { text, start, end };
    let piece = |of, span| BlottedText { of, spans: vec![span] };
    let pieces = vec![
        piece(TextOf::Contribution { id: id(1) }, span(0, 8, 11)),
        piece(TextOf::Contribution { id: id(3) }, span(0, 10, 13)),
        piece(TextOf::Response { id: id(3) }, span(0, 0, 3)),
        piece(TextOf::Contribution { id: id(4) }, span(0, 0, 3)),
    ];
    let here = closed().when(INBRENGER, blot_name(" sam ")).then([Event::PiecesBlotted { pieces }]);
    assert_eq!(seen(&here, GESPREKSLEIDER, 1).content, kernvraag("Wat wil ▇▇▇?"));
    assert_eq!(seen(&here, BO, 3).content, need("Rust voor ▇▇▇ en Samira"));
    assert_eq!(seen(&here, AN, 2).content, note("Sam is mijn neef"), "nobody else reads it");
    for who in [GESPREKSLEIDER, INBRENGER, BO] {
        let page = snapshot(&here, who).to_lowercase().replace("samira", "").replace("samen", "");
        assert!(!page.contains("sam"), "{page}");
    }
    here.when(INBRENGER, blot_name("Sam")).then_refused(Rejection::NothingToBlot);
    here.when(INBRENGER, blot_name("neef")).then_refused(Rejection::NothingToBlot);
}

#[test]
fn a_name_goes_from_the_title_the_agreements_and_the_phases_of_the_group_too() {
    let insert = Command::InsertPhase {
        at: 0,
        title: "Over Sam".to_owned(),
        minutes: 5,
        question: "Wie is Sam?".to_owned(),
        opens: vec![Kind::Idea],
        muted: false,
    };
    let title = Command::SetDetails {
        title: "Sam in de klas".to_owned(),
        scheduled_at_ms: None,
        call_link: String::new(),
    };
    let here = lobby()
        .has(GESPREKSLEIDER, insert)
        .has(GESPREKSLEIDER, title)
        .has(
            GESPREKSLEIDER,
            Command::SetAgreements {
                items: vec!["Niets over Sam.".to_owned(), "Luister.".to_owned()],
            },
        )
        .has(GESPREKSLEIDER, Command::Start)
        .has(GESPREKSLEIDER, Command::AppointInbrenger { participant: INBRENGER });
    let here = close(here).has(INBRENGER, blot_name("Sam"));
    assert_eq!(meeting(&here).title, "▇▇▇ in de klas");
    assert_eq!(meeting(&here).agreements, ["Niets over ▇▇▇.", "Luister."]);
    let page = snapshot(&here, AN);
    assert!(page.contains("Over ▇▇▇") && page.contains("Wie is ▇▇▇?") && !page.contains("Sam"));
    assert_eq!(here.state.blots, 5);
}

#[test]
fn the_names_of_the_people_stay_theirs() {
    let here = standing_at("kern/kern").wrote(AN, id(1), kernvraag("Wat zegt Bo?"));
    let here = close(here).has(INBRENGER, blot_name("bo"));
    assert_eq!(seen(&here, BO, 1).content, kernvraag("Wat zegt ▇▇▇?"));
    let bo = here.state.present(BO).unwrap();
    assert_eq!(bo.name, "Bo");
}

#[test]
fn what_is_no_name_is_not_blotted_out() {
    let here = closed();
    here.when(INBRENGER, blot_name("S")).then_refused(Rejection::NameEmpty);
    here.when(INBRENGER, blot_name("..")).then_refused(Rejection::NameEmpty);
    here.when(INBRENGER, blot_name(" ")).then_refused(Rejection::TextEmpty);
    here.when(INBRENGER, blot_name(&"S".repeat(81))).then_refused(Rejection::NameTooLong);
    here.when(INBRENGER, blot_name(&"S".repeat(80))).then_refused(Rejection::NothingToBlot);
}

#[test]
fn so_many_places_as_no_name_has_are_not_blotted_out() {
    let mut here = closed();
    here.state.blots = u32::try_from(limits::BLOTS).unwrap() - 3;
    let refused = here.when(INBRENGER, blot_name("sam"));
    refused.then_refused(Rejection::TooManyItems);
}

#[test]
fn once_it_is_open_to_everybody_nothing_is_blotted_out_any_more() {
    let opened = closed().has(INBRENGER, Command::OpenReport);
    opened.when(INBRENGER, blot(4)).then_refused(Rejection::ReportOpen);
    opened.when(INBRENGER, blot_name("Sam")).then_refused(Rejection::ReportOpen);
    closed().later(24 * HOUR).when(INBRENGER, blot(4)).then_refused(Rejection::ReportOpen);
    let own = || Event::TextBlotted { id: id(4), content: true, response: false };
    closed().later(24 * HOUR - 1).when(INBRENGER, blot(4)).then([own()]);
    let mut doubted = closed().later(400 * 24 * HOUR);
    doubted.context.clock_doubted = true;
    doubted.when(INBRENGER, blot(4)).then([own()]);
}

#[test]
fn a_case_that_was_taken_in_another_round_is_blotted_out_by_its_author() {
    let here = started()
        .wrote(INBRENGER, id(1), case("Mijn klas"))
        .wrote(AN, id(2), case("Mijn team"))
        .has(GESPREKSLEIDER, Command::Reveal { from: at("keuze/schrijven") })
        .walk_to("brainstorm/ideeen")
        .wrote(AN, id(3), idea("Bel de ouders."));
    let here = close(here);
    let own = Event::TextBlotted { id: id(1), content: true, response: false };
    let here = here.when(INBRENGER, blot(1)).then([own]);
    assert_eq!(seen(&here, AN, 1).content, case(BLOTTED));
    assert!(seen(&here, AN, 1).content.is_blotted());
    assert!(!seen(&here, AN, 2).content.is_blotted());
}
