//! Who may do what, and when: the one table of roles, commands and the life of a meeting.
//!
//! This is the first gate of every command. What a step opens comes after it, in `openings`.

use kring_protocol::code::Rejection;
use kring_protocol::command::Action;
use kring_protocol::ids::ParticipantId;
use kring_protocol::record::Lifecycle;
use kring_protocol::script::Role;

use super::report::{brought, report_waits_for};
use crate::state::{Participant, State, Status};

/// Who a command is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Anybody,
    /// Anybody but the gespreksleider, who hands over first.
    Others,
    Gespreksleider,
    /// The gespreksleider, and whoever holds the office of tijdbewaker.
    Timekeeper,
    Deputy,
    /// Whose role a deputy took.
    Displaced,
    Inbrenger,
    /// The gespreksleider, and after closing whoever brought a case.
    Keeper,
    /// A member of the group whose meeting it is.
    Member,
    /// Whoever brought a case and for whom the report still waits.
    FirstReader,
    /// Whoever brought a case, as long as the report waits for somebody.
    Blotter,
}

/// One row: who, and in which part of a meeting's life.
struct Row {
    who: Who,
    lobby: bool,
    running: bool,
    closed: bool,
    adjourned: bool,
    /// Open to a muted inbrenger. For writing this means private notes alone: `decide/contributions.rs` sees to it.
    muted: bool,
}

/// The table.
fn row(action: Action) -> Row {
    use Action as A;
    let (who, lobby, running, closed) = match action {
        A::AcceptAgreements | A::Rename | A::ConfirmClaim | A::RefuseClaim => {
            (Who::Anybody, true, true, false)
        }
        // Also after closing: the report can be read on every device.
        A::RenameDevice | A::RevokeDevice => (Who::Anybody, true, true, true),
        A::Leave => (Who::Others, true, true, true),

        A::SetLevel => (Who::Gespreksleider, true, true, false),
        A::AssignOffice | A::NameDeputy | A::AddPerson | A::Remove | A::AppointInbrenger => {
            (Who::Gespreksleider, true, true, false)
        }
        // Also after closing: who may erase the meeting can hand that over and then leave.
        A::HandOver => (Who::Gespreksleider, true, true, true),
        A::SetRetention => (Who::Keeper, true, true, true),
        A::SetDetails | A::SetAgreements | A::SetLearningOutcomes | A::Start => {
            (Who::Gespreksleider, true, false, false)
        }
        // While it is on, what lies ahead alone: `rules/ahead.rs`.
        A::SetMinutes
        | A::DropPhase
        | A::RestorePhase
        | A::DropStep
        | A::RestoreStep
        | A::MovePhase
        | A::InsertPhase
        | A::SetGuidingQuestions => (Who::Gespreksleider, true, true, false),
        A::Next
        | A::Back
        | A::UndoMove
        | A::GoTo
        | A::StartRound
        | A::Close
        | A::Adjourn
        | A::ProposeReplan
        | A::AcceptReplan
        | A::SettleConcern
        | A::StartSilence
        | A::EndSilence
        | A::SetSpeakingOrder
        | A::Reveal
        | A::Choose
        | A::Spotlight
        | A::RevealVotes
        | A::ConfirmCase => (Who::Gespreksleider, false, true, false),
        // 003: the tijdbewaker guards time and steps. Going to another step stays the gespreksleider's.
        A::StartTimer | A::PauseTimer | A::ResumeTimer | A::AdjustTimer | A::SignalTime => {
            (Who::Timekeeper, false, true, false)
        }
        A::ResumeMeeting => (Who::Gespreksleider, false, false, false),
        A::RaiseConcern => (Who::Others, false, true, false),
        A::Erase => (Who::Gespreksleider, true, false, true),
        A::OpenReport => (Who::FirstReader, false, false, true),
        A::BlotText | A::BlotName => (Who::Blotter, false, false, true),

        A::TakeOver => (Who::Deputy, true, true, false),
        A::ProposeLead => (Who::Anybody, true, true, false),
        A::Reclaim => (Who::Displaced, true, true, false),

        A::Contribute | A::Edit | A::Withdraw => (Who::Anybody, true, true, false),
        A::SharePreparation | A::ReadPreparation => (Who::Anybody, true, true, false),
        A::ContributeFor
        | A::ConfirmText
        | A::RaiseHand
        | A::LowerHand
        | A::SignalReady
        | A::NextTurn
        | A::PassTurn
        | A::DeferTurn
        | A::Support
        | A::Vote
        | A::WithdrawVote => (Who::Anybody, false, true, false),
        A::Respond => (Who::Inbrenger, false, true, false),
        A::TakeAlong => (Who::Member, false, false, true),
    };
    // Leaving is possible in every step, also while muted, and so is saying that it goes too far, and who is
    // to lead while nobody does.
    let muted = matches!(
        action,
        A::Contribute | A::Edit | A::Withdraw | A::Leave | A::ProposeLead | A::RaiseConcern
    );
    Row { who, lobby, running, closed, adjourned: is_of_adjourned(action), muted }
}

/// What is possible until the meeting goes on: people, details, own notes, and what nobody has to wait with.
fn is_of_adjourned(action: Action) -> bool {
    use Action as A;
    let people = matches!(
        action,
        A::AcceptAgreements | A::Rename | A::Leave | A::AssignOffice | A::NameDeputy | A::Remove
    );
    let devices =
        matches!(action, A::RenameDevice | A::RevokeDevice | A::ConfirmClaim | A::RefuseClaim);
    let lead = matches!(action, A::HandOver | A::TakeOver | A::ProposeLead | A::Reclaim);
    let written = matches!(action, A::Contribute | A::Edit | A::Withdraw);
    let concerns = matches!(action, A::RaiseConcern | A::SettleConcern);
    let meeting = matches!(action, A::SetDetails | A::SetRetention | A::ResumeMeeting);
    people || devices || lead || written || concerns || meeting
}

/// Looking back for oneself goes on after closing; `decide` refuses everything else that is written.
fn reflects(state: &State, action: Action) -> bool {
    let writes = matches!(action, Action::Contribute | Action::Edit | Action::Withdraw);
    writes && !state.reflection.is_empty()
}

/// Whether the table lets this participant do this now.
///
/// # Errors
/// The rule that stands in the way.
pub fn authorize(state: &State, by: ParticipantId, action: Action) -> Result<(), Rejection> {
    Asker::of(state, by).may(action)
}

/// Somebody who asks, with what of them the table asks: found once for many actions.
pub(crate) struct Asker<'a> {
    state: &'a State,
    by: ParticipantId,
    /// None if they are not here.
    person: Option<&'a Participant>,
    waits_outside: bool,
    muted: bool,
}

impl<'a> Asker<'a> {
    pub(crate) fn of(state: &'a State, by: ParticipantId) -> Self {
        let person = state.present(by);
        let waits_outside = state.outside(by).is_some();
        Self { state, by, person, waits_outside, muted: state.is_muted(by) }
    }

    /// As [`authorize`].
    pub(crate) fn may(&self, action: Action) -> Result<(), Rejection> {
        let row = row(action);
        if self.waits_outside {
            let goes = action == Action::Leave;
            return if goes { Ok(()) } else { Err(Rejection::NotYourPhase) };
        }
        let person = self.person.ok_or(Rejection::NotInMeeting)?;
        in_time(self.state, action, &row)?;
        if self.muted && !row.muted {
            return Err(Rejection::Muted);
        }
        self.has_role(person, row.who)
    }

    fn has_role(&self, person: &Participant, who: Who) -> Result<(), Rejection> {
        let Self { state, by, .. } = *self;
        let (allowed, otherwise) = match who {
            Who::Anybody => (true, Rejection::NotForYourRole),
            Who::Others => (state.gespreksleider != by, Rejection::HandOverFirst),
            Who::Gespreksleider => (state.gespreksleider == by, Rejection::NotGespreksleider),
            Who::Timekeeper => {
                let keeps_time = person.offices.contains(&Role::Tijdbewaker);
                (keeps_time || state.gespreksleider == by, Rejection::NotTimekeeper)
            }
            Who::Deputy => (state.deputy == Some(by), Rejection::NotDeputy),
            Who::Displaced => (state.displaced == Some(by), Rejection::NothingToReclaim),
            Who::Inbrenger => (state.inbrenger() == Some(by), Rejection::NotInbrenger),
            Who::Keeper => {
                let owns = state.closed_at_ms.is_some() && brought(state, by);
                (owns || state.gespreksleider == by, Rejection::NotGespreksleider)
            }
            Who::Member => (person.member, Rejection::NoGroup),
            Who::FirstReader | Who::Blotter if !brought(state, by) => {
                (false, Rejection::NotInbrenger)
            }
            Who::FirstReader => (report_waits_for(state).contains(&by), Rejection::ReportOpen),
            Who::Blotter => (!report_waits_for(state).is_empty(), Rejection::ReportOpen),
        };
        if allowed { Ok(()) } else { Err(otherwise) }
    }
}

/// Whether the table has this row open in this part of a meeting's life.
fn in_time(state: &State, action: Action, row: &Row) -> Result<(), Rejection> {
    match state.status {
        Status::NotCreated | Status::Erased => Err(Rejection::NotInMeeting),
        Status::Active(Lifecycle::Lobby) if !row.lobby => Err(Rejection::NotRunning),
        Status::Active(Lifecycle::Running) if !row.running => {
            Err(if row.closed { Rejection::StillRunning } else { Rejection::AlreadyStarted })
        }
        Status::Active(Lifecycle::Closed) if !row.closed && !reflects(state, action) => {
            Err(Rejection::MeetingClosed)
        }
        Status::Active(Lifecycle::Adjourned) if !row.adjourned => {
            Err(if row.closed { Rejection::StillRunning } else { Rejection::Adjourned })
        }
        Status::Active(_) => Ok(()),
    }
}
