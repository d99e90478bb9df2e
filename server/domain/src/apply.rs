//! Makes an event true. Total: an event from the log is a fact, so nothing here can refuse it.
//!
//! The one match over [`Event`] is here and is exhaustive; the helpers take fields, so a new event
//! does not compile before it has an effect.

mod adjourn;
mod contributions;
mod devices;
mod people;
mod plan;
mod preparation;
mod progress;
mod taking;

use kring_protocol::record::{Beforehand, Lifecycle};
use kring_protocol::roles::ChangedRole;

use crate::blots::{TextOf, blot, blot_whole};
use crate::event::Event;
use crate::state::{BeforeMove, Contribution, State, Status, TakenFrom};

/// The state that a log leads to.
#[must_use]
pub fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> State {
    let mut state = State::default();
    for event in events {
        apply(&mut state, event);
    }
    state
}

/// Makes one event true.
pub fn apply(state: &mut State, event: &Event) {
    use Event as E;
    match event {
        E::SessionCreated {
            session,
            method,
            title,
            scheduled_at_ms,
            call_link,
            agreements,
            invitation,
            gespreksleider,
            name,
            credential,
            time_zone,
            device,
        } => {
            let taken_along = taking::before_creation(state);
            *state = State {
                status: Status::Active(Lifecycle::Lobby),
                session: *session,
                title: title.clone(),
                scheduled_at_ms: *scheduled_at_ms,
                time_zone: time_zone.clone(),
                call_link: call_link.clone(),
                agreements: agreements.clone(),
                invitation: Some(*invitation),
                gespreksleider: *gespreksleider,
                ..plan::of_method(method)
            };
            let device = people::first_device(*gespreksleider, *credential, device);
            people::add_participant(state, *gespreksleider, name, Some(device));
            (state.contributions, state.order) = taken_along;
        }
        E::TakenAlong { session, group, scheduled_at_ms, participant, from, from_ms, lines } => {
            if state.status == Status::NotCreated {
                (state.session, state.group) = (*session, Some(*group));
                state.scheduled_at_ms = *scheduled_at_ms;
            }
            let from = TakenFrom { session: *from, at_ms: *from_ms };
            taking::bring(state, *participant, from, lines);
        }
        E::MemberEntered { participant, device } => {
            people::enter(state, *participant, *device);
        }
        E::OfGroup { group } => state.group = Some(*group),
        E::InvitationReplaced { invitation } => state.invitation = Some(*invitation),
        E::GuestsInvited { invitation, phases } => {
            people::invite_guests(state, *invitation, phases)
        }
        E::GuestPlaced { participant, phases, inside } => {
            people::place_guest(state, *participant, phases, *inside);
        }
        E::DisplaySet { display } => state.display = *display,
        E::ParticipantJoined { participant, name, credential, device } => {
            let device = people::first_device(*participant, *credential, device);
            people::add_participant(state, *participant, name, Some(device));
            taking::come_up(state);
        }
        E::PersonAdded { participant, name } => {
            people::add_participant(state, *participant, name, None);
        }
        E::CredentialReplaced { participant, credential } => {
            devices::replace_token(state, *participant, *credential);
        }
        E::DeviceAdded { participant, device, by } => {
            devices::add(state, *participant, device, *by);
        }
        E::DeviceRenamed { participant, device, name } => {
            devices::rename(state, *participant, *device, name);
        }
        E::DeviceRevoked { participant, device } => devices::revoke(state, *participant, *device),
        E::CodeSet { participant, code } => {
            people::update(state, *participant, |p| p.code = *code);
        }
        E::ClaimMade { participant, device, at_ms } => {
            devices::claim(state, *participant, device, *at_ms);
        }
        E::ClaimConfirmed { claim, by } => devices::confirm(state, *claim, *by),
        E::ClaimEnded { claim } => devices::end_claim(state, *claim),
        E::ParticipantRenamed { participant, name } => {
            people::update(state, *participant, |p| p.name.clone_from(name));
        }
        E::ParticipantLeft { participant, removed } => {
            people::leave(state, *participant, *removed);
        }
        E::AgreementsAccepted { participant } => {
            people::update(state, *participant, |p| p.accepted = true);
        }
        E::AgreementsSet { items } => people::set_agreements(state, items),
        E::DetailsSet { title, scheduled_at_ms, call_link } => {
            state.title.clone_from(title);
            state.scheduled_at_ms = *scheduled_at_ms;
            state.call_link.clone_from(call_link);
        }
        E::RetentionSet { days } => state.keep_days = *days,
        E::OfficeAssigned { participant, office, holds } => {
            people::assign(state, *participant, *office, *holds);
            let (participant, office, holds) = (*participant, *office, *holds);
            people::change_role(state, ChangedRole::Office { participant, office, holds });
        }
        E::DeputyNamed { participant } => {
            state.deputy = *participant;
            people::change_role(state, ChangedRole::Deputy { to: *participant });
        }
        E::LeadProposed { by, participant, at_ms } => {
            people::propose_lead(state, *by, *participant, *at_ms);
        }
        E::LeadPassed { from, to, how, at_ms } => {
            progress::count_lead(state, *at_ms);
            people::pass_lead(state, *from, *to, *how);
            people::change_role(
                state,
                ChangedRole::Gespreksleider { from: *from, to: *to, how: *how },
            );
        }

        E::MinutesSet { phase, minutes } => plan::set_minutes(state, phase, *minutes),
        E::PhaseDropped { phase } => plan::set_dropped(state, phase, true),
        E::PhaseRestored { phase } => plan::set_dropped(state, phase, false),
        E::StepDropped { phase, step } => plan::set_step_dropped(state, phase, step, true),
        E::StepRestored { phase, step } => plan::set_step_dropped(state, phase, step, false),
        E::PhaseMoved { phase, to } => plan::move_phase(state, phase, *to),
        E::PhaseInserted { at, phase } => plan::insert(state, *at, phase),

        E::GuidingQuestionsSet { phase, items } => plan::set_guiding_questions(state, phase, items),
        E::LearningOutcomesSet { items } => state.learning_outcomes.clone_from(items),
        E::LevelSet { level } => state.level = Some(*level),
        E::ReplanProposed { replan } => state.replan = Some(replan.clone()),
        E::Replanned { minutes, left_out, clock, added_minutes, ends_at_ms } => {
            plan::replanned(state, minutes, left_out);
            state.clock = clock.or(state.clock);
            plan::add_minutes(state, *added_minutes);
            state.plan_ends_at_ms = Some(*ends_at_ms);
            // Undoing a move would bring back a clock of the plan before.
            state.before_move = None;
        }

        E::MeetingStarted { at_ms } => {
            state.status = Status::Active(Lifecycle::Running);
            state.started_at_ms = Some(*at_ms);
            state.leads_since_ms = Some(*at_ms);
        }
        E::Moved { to, round, at_ms, clock, silence_until_ms } => {
            progress::moved(state, to, *round, *at_ms, *clock, *silence_until_ms);
        }
        E::MoveUndone { to, at_ms, clock, turns, silence_until_ms } => {
            let (position, clock, silence_until_ms) = (to.clone(), *clock, *silence_until_ms);
            let silence_had = state.before_move.as_ref().is_some_and(|before| before.silence_had);
            let turns = turns.clone();
            let before = BeforeMove { position, clock, turns, silence_until_ms, silence_had };
            progress::undo_move(state, to, *at_ms, before);
        }
        E::MeetingAdjourned { at_ms, until_ms, clock, turns } => {
            adjourn::adjourned(state, *at_ms, *until_ms, *clock, turns.clone());
        }
        E::MeetingResumed { at_ms, clock, turns } => {
            adjourn::resumed(state, *at_ms, *clock, turns.clone());
            taking::come_up(state);
        }
        E::MeetingClosed { at_ms } => progress::closed(state, *at_ms),
        E::TakingChosen { participant, contributions } => {
            taking::choose(state, *participant, contributions);
        }
        E::TakingSettled { participant, arrived } => {
            taking::settle(state, *participant, *arrived);
        }
        E::ReportOpened { by } => {
            state.report_opened.insert(*by);
        }
        E::TextBlotted { id, content, response } => {
            blot_whole(state, *id, *content, *response);
            taking::changed(state, *id);
        }
        E::PiecesBlotted { pieces } => {
            for piece in pieces {
                blot(state, piece);
                if let TextOf::Contribution { id } = piece.of {
                    taking::changed(state, id);
                }
                let count = u32::try_from(piece.spans.len()).unwrap_or(u32::MAX);
                state.blots = state.blots.saturating_add(count);
            }
        }
        E::MeetingErased => {
            *state = State { status: Status::Erased, session: state.session, ..State::default() };
        }
        E::InbrengerChosen { participant, case } => {
            progress::choose_inbrenger(state, *participant, *case);
        }
        E::TimerSet { clock, added_minutes } => {
            state.replan = None;
            state.clock = Some(*clock);
            added_minutes.iter().for_each(|minutes| plan::add_minutes(state, *minutes));
        }
        E::TimeSignalled { by, remaining_ms } => {
            progress::signal_time(state, *by, *remaining_ms);
        }
        E::ConcernRaised { participant, concern } => {
            people::raise_concern(state, *participant, *concern);
        }
        E::TurnsSet { turns } => state.turns = Some(turns.clone()),
        E::SilenceSet { until_ms } => {
            state.silence_until_ms = *until_ms;
            state.silence_had = true;
        }
        E::HandRaised { participant } => state.hands.push(*participant),
        E::HandLowered { participant } => state.hands.retain(|hand| hand != participant),
        E::ReadySignalled { participant, ready } => {
            progress::signal_ready(state, *participant, *ready);
        }

        E::PreparationShared { participant, shared } => {
            preparation::share(state, *participant, *shared);
        }
        E::PreparationRead { participant, by } => preparation::read(state, *participant, *by),
        E::ContributionAdded { id, author, at, round, held, anonymous, content } => {
            let is_ahead = at.is_some() && *at != state.position;
            let contribution = Contribution {
                at: at.clone(),
                round: *round,
                held: *held,
                anonymous: *anonymous,
                beforehand: is_ahead.then_some(Beforehand::Waits),
                ..Contribution::new(*id, *author, content.clone())
            };
            // Where an inbrenger is turned away, they would learn of it.
            let hides = state.turned_away().is_some();
            if contribution.is_shared() && contribution.at == state.position && !hides {
                state.before_move = None;
            }
            contributions::add(state, contribution);
        }
        E::ContributionEdited { id, content } => contributions::edit(state, *id, content),
        E::WrittenFor { id, participant } => {
            contributions::update(state, *id, |c| c.written_for = Some(*participant));
        }
        E::TextConfirmed { id, by } => {
            contributions::update(state, *id, |c| c.confirmed_by = Some(*by));
        }
        E::ContributionBecameNote { id } => contributions::become_note(state, *id),
        E::ContributionWithdrawn { id } => contributions::withdraw(state, *id),
        E::Revealed { at } => {
            state.revealed_here |= state.position.as_ref() == Some(at);
            contributions::reveal(state, at);
        }
        E::Responded { to, response } => {
            contributions::update(state, *to, |c| c.response = Some(response.clone()));
        }
        E::Supported { id, by, supports } => contributions::support(state, *id, *by, *supports),
        E::Chosen { id, chosen } => contributions::choose(state, *id, *chosen),
        E::SpotlightSet { contribution } => state.spotlight = *contribution,
        E::VoteCast { case, mark, by, cast } => {
            let voters = state.votes.entry((*case, *mark)).or_default();
            if *cast {
                voters.insert(*by);
            } else {
                voters.remove(by);
            }
        }
        E::VotesRevealed => state.votes_revealed = true,
    }
}
