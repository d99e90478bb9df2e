//! What people tell the gespreksleider alone, and who was heard.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::roles::{Concern, RaisedConcern};

use super::given::{AN, BO, GESPREKSLEIDER, Given, INBRENGER, id, standing_at};
use super::script::idea;

fn raise(concern: Concern) -> Command {
    Command::RaiseConcern { concern: Some(concern) }
}

const BACK: Command = Command::RaiseConcern { concern: None };

fn told(here: &Given) -> Vec<RaisedConcern> {
    here.overview().concerns
}

#[test]
fn a_muted_inbrenger_and_everybody_else_tells_the_gespreksleider_that_it_goes_too_far() {
    let here = standing_at("brainstorm/ideeen");
    assert!(here.me(INBRENGER).muted);
    let here = here.has(INBRENGER, raise(Concern::TooFar)).has(AN, raise(Concern::TooFar));
    let concern = Concern::TooFar;
    let of = |participant| RaisedConcern { participant, concern };
    assert_eq!(told(&here), [of(INBRENGER), of(AN)]);
    assert_eq!(here.me(AN).concern, Some(concern));
    assert_eq!(here.me(BO).concern, None);
}

#[test]
fn it_is_taken_back_or_put_aside_once_heard() {
    let here = standing_at("brainstorm/ideeen").has(AN, raise(Concern::TooFar));
    assert_eq!(told(&here.clone().has(AN, BACK)), []);
    let settle = Command::SettleConcern { participant: AN };
    let heard = here.has(GESPREKSLEIDER, settle.clone());
    assert_eq!((told(&heard), heard.me(AN).concern), (vec![], None));
    heard.when(GESPREKSLEIDER, settle).then_refused(Rejection::NoConcern);
    heard.when(AN, BACK).then([]);
}

#[test]
fn saying_it_twice_says_it_once_and_the_last_word_counts() {
    let here = standing_at("brainstorm/ideeen").has(INBRENGER, raise(Concern::Pause));
    here.when(INBRENGER, raise(Concern::Pause)).then([]);
    let here = here.has(INBRENGER, raise(Concern::TooFar));
    assert_eq!(told(&here).len(), 1);
}

#[test]
fn only_the_inbrenger_asks_to_pause_and_the_gespreksleider_has_nobody_to_tell() {
    let here = standing_at("brainstorm/ideeen");
    here.when(AN, raise(Concern::Pause)).then_refused(Rejection::NotInbrenger);
    here.when(GESPREKSLEIDER, raise(Concern::TooFar)).then_refused(Rejection::HandOverFirst);
}

#[test]
fn whoever_leads_next_hears_the_others_and_nobody_keeps_a_concern_of_somebody_who_left() {
    let here = standing_at("brainstorm/ideeen");
    let here = here.has(AN, raise(Concern::TooFar)).has(BO, raise(Concern::TooFar));
    let here = here.has(GESPREKSLEIDER, Command::HandOver { to: AN });
    let concern = Concern::TooFar;
    assert_eq!(here.state.concerns, [RaisedConcern { participant: BO, concern }]);
    assert_eq!(here.has(BO, Command::Leave).state.concerns, []);
}

#[test]
fn the_gespreksleider_sees_who_was_not_heard_and_hands_of_the_quiet_first() {
    let here = standing_at("brainstorm/ideeen").wrote(AN, id(1), idea("bellen"));
    let here = here.has(AN, Command::RaiseHand).has(BO, Command::RaiseHand);
    let seen = here.overview();
    assert_eq!((seen.unheard, seen.quiet_hands), (vec![BO], vec![BO, AN]));
    let turn = |from| Command::NextTurn { from };
    let order = Command::SetSpeakingOrder { order: vec![BO, AN, GESPREKSLEIDER] };
    let here = here.has(GESPREKSLEIDER, order).has(GESPREKSLEIDER, turn(None));
    assert_eq!(here.overview().unheard, [], "who speaks is heard");
    let here = here.has(GESPREKSLEIDER, turn(Some(BO))).walk_to("afgewend/achteraf");
    assert_eq!(here.overview().unheard, [INBRENGER], "a turn of an earlier step counts");
}
