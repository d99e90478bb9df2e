//! What is taken along to the next meeting, and what is said of it there.

use kring_protocol::content::{Commitment, Content, Progress};
use kring_protocol::ids::{GroupId, SessionId};
use uuid::Uuid;

use super::{Example, contribution, named, participant, position};
use crate::{Event, TakenLine};

pub(super) fn examples() -> Vec<Example> {
    let who = participant(1);
    let session = |number| SessionId(Uuid::from_u128(number));
    let action = Commitment { what: "Ik bel de ouders".to_owned(), ..Commitment::default() };
    let line = TakenLine { id: contribution(5), content: Content::Action(action) };
    let taken = |scheduled_at_ms| Event::TakenAlong {
        session: session(2),
        group: GroupId(Uuid::from_u128(9)),
        scheduled_at_ms,
        participant: who,
        from: session(1),
        from_ms: 1_794_000_000_000,
        lines: vec![line.clone()],
    };
    let said = |number, progress| Event::ContributionAdded {
        id: contribution(number),
        author: who,
        at: Some(position()),
        round: 1,
        held: false,
        anonymous: false,
        content: Content::Lookback {
            text: "Het gesprek ging goed.".to_owned(),
            of: Some(contribution(5)),
            progress: Some(progress),
            next_step: Some("Ook de andere ouder bellen".to_owned()),
        },
    };
    let chosen = Event::TakingChosen { participant: who, contributions: vec![contribution(5)] };
    let settled = |arrived| Event::TakingSettled { participant: who, arrived };
    named([
        ("taken_along", taken(Some(1_795_000_000_000))),
        ("taken_along.undated", taken(None)),
        ("taking_chosen", chosen),
        ("taking_settled.arrived", settled(true)),
        ("taking_settled.too_late", settled(false)),
        ("contribution_added.lookback.done", said(6, Progress::Done)),
        ("contribution_added.lookback.partly", said(7, Progress::Partly)),
        ("contribution_added.lookback.not_yet", said(8, Progress::NotYet)),
    ])
}
