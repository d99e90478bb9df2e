//! Every role, in every part of a meeting's life, with every command: written out.

use kring_protocol::code::Rejection;
use kring_protocol::command::{Action, Command};
use kring_protocol::ids::ParticipantId;
use kring_protocol::script::Role;

use super::given::{AN, BO, GESPREKSLEIDER, Given, INBRENGER, at, join, lobby, person};
use crate::authorize;
use crate::event::Event;

const DISPLACED: ParticipantId = GESPREKSLEIDER;
const LEADS: ParticipantId = AN;
const DEPUTY: ParticipantId = BO;
const TIJDBEWAKER: ParticipantId = person(5);
const VERSLAGLEGGER: ParticipantId = person(6);
const DEELNEMER: ParticipantId = person(7);
const LEFT: ParticipantId = person(8);

/// The columns within each part of a meeting's status: gespreksleider, deputy, displaced,
/// inbrenger, tijdbewaker, verslaglegger, deelnemer, and somebody who left.
const ROLES: [(char, ParticipantId); 8] = [
    ('G', LEADS),
    ('D', DEPUTY),
    ('X', DISPLACED),
    ('I', INBRENGER),
    ('T', TIJDBEWAKER),
    ('V', VERSLAGLEGGER),
    ('P', DEELNEMER),
    ('L', LEFT),
];

/// `+` is allowed. A letter is the rule that refuses:
///
/// - `g` for the gespreksleider, `d` for the deputy, `r` nothing to reclaim, `i` for the inbrenger,
///   `k` for whoever keeps the time, `h` hand over first;
/// - `n` not running, `s` already started, `b` still running, `a` adjourned, `c` closed;
/// - `m` muted, `u` no member of its group, and `o` not in the meeting.
///
/// Of those who are here the gespreksleider and the deelnemer are members.
///
/// "muted" is a step that mutes the inbrenger.
const TABLE: &str = "
                    lobby     running   muted     adjourned closed    erased
                    GDXITVPL  GDXITVPL  GDXITVPL  GDXITVPL  GDXITVPL  GDXITVPL

accept_agreements   +++++++o  +++++++o  +++m+++o  +++++++o  ccccccco  oooooooo
rename              +++++++o  +++++++o  +++m+++o  +++++++o  ccccccco  oooooooo
rename_device       +++++++o  +++++++o  +++m+++o  +++++++o  +++++++o  oooooooo
revoke_device       +++++++o  +++++++o  +++m+++o  +++++++o  +++++++o  oooooooo
confirm_claim       +++++++o  +++++++o  +++m+++o  +++++++o  ccccccco  oooooooo
refuse_claim        +++++++o  +++++++o  +++m+++o  +++++++o  ccccccco  oooooooo
leave               h++++++o  h++++++o  h++++++o  h++++++o  h++++++o  oooooooo
assign_office       +ggggggo  +ggggggo  +ggmgggo  +ggggggo  ccccccco  oooooooo
name_deputy         +ggggggo  +ggggggo  +ggmgggo  +ggggggo  ccccccco  oooooooo
hand_over           +ggggggo  +ggggggo  +ggmgggo  +ggggggo  +ggggggo  oooooooo
take_over           d+dddddo  d+dddddo  d+dmdddo  d+dddddo  ccccccco  oooooooo
propose_lead        +++++++o  +++++++o  +++++++o  +++++++o  ccccccco  oooooooo
reclaim             rr+rrrro  rr+rrrro  rr+mrrro  rr+rrrro  ccccccco  oooooooo
add_person          +ggggggo  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo
remove              +ggggggo  +ggggggo  +ggmgggo  +ggggggo  ccccccco  oooooooo

set_details         +ggggggo  ssssssso  ssssssso  +ggggggo  ccccccco  oooooooo
set_retention       +ggggggo  +ggggggo  +ggmgggo  +ggggggo  +gg+gggo  oooooooo
set_agreements      +ggggggo  ssssssso  ssssssso  aaaaaaao  ccccccco  oooooooo
set_minutes         +ggggggo  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo
drop_phase          +ggggggo  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo
restore_phase       +ggggggo  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo
drop_step           +ggggggo  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo
restore_step        +ggggggo  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo
move_phase          +ggggggo  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo
insert_phase        +ggggggo  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo
set_guiding_questions +ggggggo  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo
set_learning_outcomes +ggggggo  ssssssso  ssssssso  aaaaaaao  ccccccco  oooooooo
set_level           +ggggggo  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo
start               +ggggggo  ssssssso  ssssssso  aaaaaaao  ccccccco  oooooooo

next                nnnnnnno  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo
back                nnnnnnno  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo
undo_move           nnnnnnno  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo
go_to               nnnnnnno  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo
start_round         nnnnnnno  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo
adjourn             nnnnnnno  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo
resume_meeting      nnnnnnno  ssssssso  ssssssso  +ggggggo  ccccccco  oooooooo
close               nnnnnnno  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo
propose_replan      nnnnnnno  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo
accept_replan       nnnnnnno  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo
erase               +ggggggo  bbbbbbbo  bbbbbbbo  bbbbbbbo  +ggggggo  oooooooo
take_along          nnnnnnno  bbbbbbbo  bbbbbbbo  bbbbbbbo  +uuuuu+o  oooooooo
open_report         nnnnnnno  bbbbbbbo  bbbbbbbo  bbbbbbbo  iii+iiio  oooooooo
blot_text           nnnnnnno  bbbbbbbo  bbbbbbbo  bbbbbbbo  iii+iiio  oooooooo
blot_name           nnnnnnno  bbbbbbbo  bbbbbbbo  bbbbbbbo  iii+iiio  oooooooo
appoint_inbrenger   +ggggggo  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo

start_timer         nnnnnnno  +kkk+kko  +kkm+kko  aaaaaaao  ccccccco  oooooooo
pause_timer         nnnnnnno  +kkk+kko  +kkm+kko  aaaaaaao  ccccccco  oooooooo
resume_timer        nnnnnnno  +kkk+kko  +kkm+kko  aaaaaaao  ccccccco  oooooooo
adjust_timer        nnnnnnno  +kkk+kko  +kkm+kko  aaaaaaao  ccccccco  oooooooo
signal_time         nnnnnnno  +kkk+kko  +kkm+kko  aaaaaaao  ccccccco  oooooooo
start_silence       nnnnnnno  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo
end_silence         nnnnnnno  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo

next_turn           nnnnnnno  +++++++o  +++m+++o  aaaaaaao  ccccccco  oooooooo
pass_turn           nnnnnnno  +++++++o  +++m+++o  aaaaaaao  ccccccco  oooooooo
defer_turn          nnnnnnno  +++++++o  +++m+++o  aaaaaaao  ccccccco  oooooooo
set_speaking_order  nnnnnnno  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo
raise_hand          nnnnnnno  +++++++o  +++m+++o  aaaaaaao  ccccccco  oooooooo
lower_hand          nnnnnnno  +++++++o  +++m+++o  aaaaaaao  ccccccco  oooooooo
signal_ready        nnnnnnno  +++++++o  +++m+++o  aaaaaaao  ccccccco  oooooooo
raise_concern       nnnnnnno  h++++++o  h++++++o  h++++++o  ccccccco  oooooooo
settle_concern      nnnnnnno  +ggggggo  +ggmgggo  +ggggggo  ccccccco  oooooooo

share_preparation   +++++++o  +++++++o  +++m+++o  aaaaaaao  ccccccco  oooooooo
read_preparation    +++++++o  +++++++o  +++m+++o  aaaaaaao  ccccccco  oooooooo
contribute          +++++++o  +++++++o  +++++++o  +++++++o  +++++++o  oooooooo
contribute_for      nnnnnnno  +++++++o  +++m+++o  aaaaaaao  ccccccco  oooooooo
confirm_text        nnnnnnno  +++++++o  +++m+++o  aaaaaaao  ccccccco  oooooooo
edit                +++++++o  +++++++o  +++++++o  +++++++o  +++++++o  oooooooo
withdraw            +++++++o  +++++++o  +++++++o  +++++++o  +++++++o  oooooooo
reveal              nnnnnnno  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo
respond             nnnnnnno  iii+iiio  iiimiiio  aaaaaaao  ccccccco  oooooooo
support             nnnnnnno  +++++++o  +++m+++o  aaaaaaao  ccccccco  oooooooo
choose              nnnnnnno  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo
spotlight           nnnnnnno  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo

vote                nnnnnnno  +++++++o  +++m+++o  aaaaaaao  ccccccco  oooooooo
withdraw_vote       nnnnnnno  +++++++o  +++m+++o  aaaaaaao  ccccccco  oooooooo
reveal_votes        nnnnnnno  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo
confirm_case        nnnnnnno  +ggggggo  +ggmgggo  aaaaaaao  ccccccco  oooooooo
";

fn refused_with(letter: char) -> Result<(), Rejection> {
    Err(match letter {
        '+' => return Ok(()),
        'g' => Rejection::NotGespreksleider,
        'd' => Rejection::NotDeputy,
        'r' => Rejection::NothingToReclaim,
        'i' => Rejection::NotInbrenger,
        'k' => Rejection::NotTimekeeper,
        'h' => Rejection::HandOverFirst,
        'n' => Rejection::NotRunning,
        's' => Rejection::AlreadyStarted,
        'b' => Rejection::StillRunning,
        'a' => Rejection::Adjourned,
        'c' => Rejection::MeetingClosed,
        'm' => Rejection::Muted,
        'u' => Rejection::NoGroup,
        'o' => Rejection::NotInMeeting,
        other => panic!("the table does not explain {other}"),
    })
}

/// Everybody who has a column, in a meeting that has not started.
fn gathered() -> Given {
    let others =
        [(TIJDBEWAKER, "Tom"), (VERSLAGLEGGER, "Vera"), (DEELNEMER, "Piet"), (LEFT, "Loes")];
    let here = others.into_iter().fold(lobby(), |here, (who, name)| here.accept(&join(who, name)));
    let office = |participant, office| Command::AssignOffice { participant, office, holds: true };
    let deputy = |participant| Command::NameDeputy { participant: Some(participant) };
    here.has(DISPLACED, deputy(LEADS))
        .away()
        .has(LEADS, Command::TakeOver)
        .has(LEADS, deputy(DEPUTY))
        .has(LEADS, Command::AppointInbrenger { participant: INBRENGER })
        .has(LEADS, office(TIJDBEWAKER, Role::Tijdbewaker))
        .has(LEADS, office(VERSLAGLEGGER, Role::Verslaglegger))
        .has(LEFT, Command::Leave)
        .given(
            [LEADS, DEELNEMER]
                .map(|participant| Event::MemberEntered { participant, device: None }),
        )
}

fn lives() -> [Given; 6] {
    let lobby = gathered();
    let running = lobby.clone().has(LEADS, Command::Start);
    let go = Command::GoTo { from: at("keuze/schrijven"), phase: "brainstorm".into(), step: None };
    let muted = running.clone().has(LEADS, go);
    let adjourned = running.clone().has(LEADS, Command::Adjourn { until_ms: None });
    let closed = running.clone().has(LEADS, Command::Close);
    let erased = closed.clone().has(LEADS, Command::Erase);
    [lobby, running, muted, adjourned, closed, erased]
}

#[test]
fn every_role_may_do_in_every_part_of_a_meeting_what_the_table_says() {
    let mut lines = TABLE.lines().filter(|line| !line.is_empty());
    assert_eq!(
        lines.next().unwrap().split_whitespace().collect::<Vec<_>>(),
        ["lobby", "running", "muted", "adjourned", "closed", "erased"]
    );
    let columns: String = ROLES.iter().map(|(letter, _)| letter).collect();
    assert_eq!(
        lines.next().unwrap().split_whitespace().collect::<Vec<_>>(),
        vec![columns.as_str(); 6]
    );

    let lives = lives();
    let mut rows = vec![];
    for line in lines {
        let mut words = line.split_whitespace();
        let name = words.next().unwrap();
        let action: Action = serde_json::from_value(name.into()).expect(name);
        let cells: Vec<Vec<char>> = words.map(|cell| cell.chars().collect()).collect();
        assert_eq!(cells.len(), lives.len(), "{name}");
        for (life, cells) in lives.iter().zip(cells) {
            assert_eq!(cells.len(), ROLES.len(), "{name}");
            for ((role, who), letter) in ROLES.iter().zip(cells) {
                let found = authorize(&life.state, *who, action);
                let place = (name, *role, life.state.status, life.state.position.as_ref());
                assert_eq!(found, refused_with(letter), "{place:?}");
            }
        }
        rows.push(action);
    }
    assert_eq!(rows.len(), Action::ALL.len());
    rows.sort_unstable();
    rows.dedup();
    assert_eq!(rows.len(), Action::ALL.len(), "every action has one row");
}

#[test]
fn an_office_gives_no_rights_over_the_meeting_but_the_time() {
    let running = &lives()[1];
    let plain = running.me(DEELNEMER).may;
    assert_eq!(running.me(VERSLAGLEGGER).may, plain);
    let mut keeps_time = running.me(TIJDBEWAKER).may;
    keeps_time.retain(|action| !plain.contains(action));
    use Action as A;
    let time = [A::StartTimer, A::PauseTimer, A::ResumeTimer, A::AdjustTimer, A::SignalTime];
    assert_eq!(keeps_time, time);
}

#[test]
fn the_page_shows_exactly_the_commands_that_the_table_allows() {
    for life in &lives()[..5] {
        for (_, who) in ROLES.iter().filter(|(_, who)| *who != LEFT) {
            let allowed = |action: &&Action| authorize(&life.state, *who, **action).is_ok();
            let allowed: Vec<Action> = Action::ALL.iter().filter(allowed).copied().collect();
            assert_eq!(life.me(*who).may, allowed);
        }
    }
}
