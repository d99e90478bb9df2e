//! Contributions: what a step opens, and to whom.

use std::collections::BTreeSet;

use kring_protocol::RecordKey;
use kring_protocol::code::Rejection;
use kring_protocol::content::{Content, Kind, ObservationTag, Response};
use kring_protocol::ids::{ContributionId, ParticipantId, Position};
use kring_protocol::limits;
use kring_protocol::script::{Authors, Opening, Step};

use super::{Context, Decision, answers, one, still_at, taking};
use crate::event::Event;
use crate::rules::{
    Viewer, Visibility, fits_share, is_editable, may_speak, opening, response_fits_share,
    visibility_of,
};
use crate::state::{Contribution, Planned, State};
use crate::text;

pub(super) fn contribute(
    state: &State,
    context: &Context,
    by: ParticipantId,
    at: &Position,
    content: &Content,
) -> Decision {
    if content.question().is_some() {
        return answers::answer(state, context, by, content);
    }
    if let Some(of) = taking::looks_back_on(content) {
        may_change(state, content.kind())?;
        return taking::look_back(state, context, (by, at), of, content);
    }
    may_change(state, content.kind())?;
    let content = text::content(content)?;
    fits_share(state, by, &content, None)?;
    let how = if content.kind() == Kind::Note {
        // Notes are accepted in every step, also while muted or in silence.
        Written { at: state.position.as_ref(), held: false, anonymous: false }
    } else if state.started_at_ms.is_none() {
        let step = brought(state, by, at, &content)?;
        Written { at: Some(at), held: true, anonymous: step.authors == Authors::Anonymous }
    } else {
        let opening = opened(state, by, at, &content)?;
        let step = state.step().ok_or(Rejection::StepClosed)?;
        let anonymous = step.authors == Authors::Anonymous;
        Written { at: Some(at), held: opening.held, anonymous }
    };
    one(added(state, context, by, content, how))
}

/// The step ahead of the meeting for which this is brought before the start, if it is in the plan and opens
/// it. What is brought waits there, its author's alone.
fn brought<'a>(
    state: &'a State,
    by: ParticipantId,
    at: &Position,
    content: &Content,
) -> Result<&'a Step, Rejection> {
    may_speak(state, by)?;
    let planned = state.planned(&at.phase).filter(|planned| !planned.dropped);
    let step = planned.and_then(|planned| planned.steps().find(|step| step.id == at.step));
    let step = step.ok_or(Rejection::StepClosed)?;
    let opening = opening(state, step, by, content.kind()).ok_or(Rejection::KindNotOpen)?;
    fits(state, by, &opening, content)?;
    Ok(step)
}

/// The opening of this step for somebody's text, which fits it.
pub(super) fn opened(
    state: &State,
    speaker: ParticipantId,
    at: &Position,
    content: &Content,
) -> Result<Opening, Rejection> {
    may_speak(state, speaker)?;
    if !state.is_running() {
        return Err(Rejection::NotRunning);
    }
    if state.position.as_ref() != Some(at) {
        return Err(Rejection::StepClosed);
    }
    let step = state.step().ok_or(Rejection::StepClosed)?;
    let opening = opening(state, step, speaker, content.kind()).ok_or(Rejection::KindNotOpen)?;
    fits(state, speaker, &opening, content)?;
    Ok(opening)
}

/// Where and how something is written.
pub(super) struct Written<'a> {
    /// The step it is for.
    pub(super) at: Option<&'a Position>,
    /// Held back.
    pub(super) held: bool,
    /// Without the name of its author.
    pub(super) anonymous: bool,
}

pub(super) fn added(
    state: &State,
    context: &Context,
    author: ParticipantId,
    content: Content,
    Written { at, held, anonymous }: Written<'_>,
) -> Event {
    Event::ContributionAdded {
        id: ContributionId(context.fresh),
        author,
        at: at.cloned(),
        round: state.round_number(),
        held,
        anonymous,
        content,
    }
}

/// After closing nothing changes but what somebody looks back on for themselves.
fn may_change(state: &State, kind: Kind) -> Result<(), Rejection> {
    let stays = state.closed_at_ms.is_some() && kind != Kind::Reflection;
    if stays { Err(Rejection::MeetingClosed) } else { Ok(()) }
}

/// One's own text, of a kind that can be changed now.
fn changeable(
    state: &State,
    by: ParticipantId,
    id: ContributionId,
) -> Result<&Contribution, Rejection> {
    let found = own(state, by, id);
    let kind = found.as_ref().map_or(Kind::Note, |contribution| contribution.content.kind());
    may_change(state, kind)?;
    found
}

pub(super) fn edit(
    state: &State,
    by: ParticipantId,
    id: ContributionId,
    content: &Content,
) -> Decision {
    let contribution = changeable(state, by, id)?;
    if contribution.content.kind() != content.kind()
        || contribution.content.question() != content.question()
        || taking::looks_back_on(&contribution.content) != taking::looks_back_on(content)
    {
        return Err(Rejection::KindChanged);
    }
    let content = text::content(content)?;
    is_editable(state, by, contribution)?;
    if contribution.content.kind() == Kind::Case && contribution.is_shared() && voted_on(state) {
        return Err(Rejection::CaseInBallot);
    }
    // The rules of the step it was written in, also when the meeting has gone on to the next one.
    let step = contribution.at.as_ref().and_then(|at| state.step_at(at));
    let written_in = |step: &Step| {
        let first = step.opens.iter().find(|opening| opening.kind == content.kind()).cloned();
        opening(state, step, contribution.speaker(), content.kind()).or(first)
    };
    // An author who became the inbrenger since is still held to the rules they wrote under.
    if let Some(opening) = step.and_then(written_in) {
        fits(state, contribution.speaker(), &opening, &content)?;
    }
    if contribution.content == content {
        return Ok(vec![]);
    }
    fits_share(state, by, &content, Some(&contribution.content))?;
    // Others supported the words that were there.
    let supporters = contribution.supporters.iter();
    let withdrawn = supporters.map(|by| Event::Supported { id, by: *by, supports: false });
    Ok(withdrawn.chain([Event::ContributionEdited { id, content }]).collect())
}

/// Whether the group votes on cases in this step, or did in an earlier one of this phase. Whether
/// somebody voted already is not asked: the answer would tell.
fn voted_on(state: &State) -> bool {
    let Some(at) = &state.position else { return false };
    let steps = state.planned(&at.phase).into_iter().flat_map(Planned::steps);
    let earlier = steps.take_while(|step| step.id != at.step).any(|step| step.ballot);
    earlier || state.step().is_some_and(|step| step.ballot)
}

pub(super) fn withdraw(state: &State, by: ParticipantId, id: ContributionId) -> Decision {
    let contribution = changeable(state, by, id)?;
    is_editable(state, by, contribution)?;
    answers::may_go(state, contribution)?;
    if state.rounds.iter().any(|round| round.case == Some(id)) {
        return Err(Rejection::CaseTaken);
    }
    one(Event::ContributionWithdrawn { id })
}

pub(super) fn reveal(state: &State, from: &Position) -> Decision {
    still_at(state, from)?;
    // Asked of what the step *could* hold back: an answer that depended on whether something is
    // held back would tell the gespreksleider that somebody wrote.
    if !state.step().is_some_and(|step| step.opens.iter().any(|opening| opening.held)) {
        return Err(Rejection::NothingToReveal);
    }
    // The first time it is an event whether or not something is held back, for the same reason.
    if state.revealed_here && state.contributions.held_at(from).next().is_none() {
        return Ok(vec![]);
    }
    one(Event::Revealed { at: from.clone() })
}

pub(super) fn respond(
    state: &State,
    by: ParticipantId,
    to: ContributionId,
    response: &Response,
) -> Decision {
    may_speak(state, by)?;
    let contribution = shared_with(state, by, to)?;
    let kind = response.kind();
    let open = state.step().is_some_and(|step| step.responses.contains(&kind));
    if !open || !kind.answers().contains(&contribution.content.kind()) {
        return Err(Rejection::ResponseNotOpen);
    }
    let response = text::response(response)?;
    response_fits_share(state, by, &response, contribution.response.as_ref())?;
    one(Event::Responded { to, response })
}

pub(super) fn support(
    state: &State,
    by: ParticipantId,
    id: ContributionId,
    supports: bool,
) -> Decision {
    may_speak(state, by)?;
    let contribution = shared_with(state, by, id)?;
    let kind = contribution.content.kind();
    if !state.step().is_some_and(|step| step.supports.contains(&kind)) {
        return Err(Rejection::SupportNotOpen);
    }
    if contribution.supporters.contains(&by) == supports {
        return Ok(vec![]);
    }
    one(Event::Supported { id, by, supports })
}

pub(super) fn choose(
    state: &State,
    by: ParticipantId,
    id: ContributionId,
    chosen: bool,
) -> Decision {
    let contribution = shared_with(state, by, id)?;
    let kind = contribution.content.kind();
    if !state.step().is_some_and(|step| step.chooses.contains(&kind)) {
        return Err(Rejection::ChoiceNotOpen);
    }
    if contribution.chosen == chosen {
        return Ok(vec![]);
    }
    if chosen && kind == Kind::GroundRule && state.agreements_count() >= limits::AGREEMENTS {
        return Err(Rejection::TooManyItems);
    }
    one(Event::Chosen { id, chosen })
}

/// A contribution this participant can see; one they cannot see does not exist for them.
pub(super) fn visible_to(
    state: &State,
    by: ParticipantId,
    id: ContributionId,
) -> Result<&Contribution, Rejection> {
    let viewer = Viewer::of(state, by).ok_or(Rejection::NotInMeeting)?;
    if visibility_of(state, &viewer, &RecordKey::Contribution(id)) == Visibility::Hidden {
        return Err(Rejection::UnknownContribution);
    }
    state.contributions.get(&id).ok_or(Rejection::UnknownContribution)
}

/// Puts one in front of everybody. What is held or private is as unknown here as what is not there.
pub(super) fn spotlight(
    state: &State,
    by: ParticipantId,
    contribution: Option<ContributionId>,
) -> Decision {
    contribution.map(|id| shared_with(state, by, id)).transpose()?;
    if state.spotlight == contribution {
        return Ok(vec![]);
    }
    one(Event::SpotlightSet { contribution })
}

/// One they can see and that others can see as well.
pub(super) fn shared_with(
    state: &State,
    by: ParticipantId,
    id: ContributionId,
) -> Result<&Contribution, Rejection> {
    visible_to(state, by, id).and_then(|contribution| {
        if contribution.is_shared() {
            Ok(contribution)
        } else {
            Err(Rejection::UnknownContribution)
        }
    })
}

fn own(state: &State, by: ParticipantId, id: ContributionId) -> Result<&Contribution, Rejection> {
    let contribution = visible_to(state, by, id)?;
    if contribution.author == by { Ok(contribution) } else { Err(Rejection::NotYours) }
}

/// The finer rules of an opening, and that everything the content refers to can be seen.
fn fits(
    state: &State,
    by: ParticipantId,
    opening: &Opening,
    content: &Content,
) -> Result<(), Rejection> {
    match content {
        Content::Observation { tag, .. } => {
            let strengths_only = opening.only == Some(ObservationTag::Strength);
            if strengths_only && *tag != ObservationTag::Strength {
                return Err(Rejection::StrengthsOnly);
            }
        }
        Content::Question { category: None, .. } if opening.category_required => {
            return Err(Rejection::CategoryRequired);
        }
        Content::Evaluation { worth_it: None, why, keep, change } => {
            if [why, keep, change].iter().all(|text| text.is_empty()) {
                return Err(Rejection::TextEmpty);
            }
        }
        Content::Answer { question, .. } => must_refer(state, by, *question, Kind::Question)?,
        Content::Theme { observations, outcomes, .. } => {
            for observation in observations {
                must_refer(state, by, *observation, Kind::Observation)?;
            }
            must_name_outcomes(state, outcomes)?;
        }
        Content::Lookback { of, .. } => {
            of.map(|of| taking::came_along(state, by, of)).transpose()?;
            taking::must_say_something(content)?;
        }
        Content::Case { .. }
        | Content::Introduction { .. }
        | Content::Fragment { .. }
        | Content::Leervraag { .. }
        | Content::Question { .. }
        | Content::Kernvraag { .. }
        | Content::Idea { .. }
        | Content::Need { .. }
        | Content::Support { .. }
        | Content::Advice { .. }
        | Content::Feedback { .. }
        | Content::Goal(_)
        | Content::Action(_)
        | Content::Agreement(_)
        | Content::GroundRule { .. }
        | Content::Experience { .. }
        | Content::Insight { .. }
        | Content::Takeaway { .. }
        | Content::Evaluation { .. }
        | Content::Record { .. }
        | Content::Note { .. }
        | Content::Reflection { .. }
        | Content::Preparation { .. } => {}
    }
    Ok(())
}

fn must_refer(
    state: &State,
    by: ParticipantId,
    id: ContributionId,
    kind: Kind,
) -> Result<(), Rejection> {
    let found = shared_with(state, by, id)?;
    if found.content.kind() == kind { Ok(()) } else { Err(Rejection::UnknownContribution) }
}

/// Every place is in the meeting's list of learning outcomes, and none is named twice.
fn must_name_outcomes(state: &State, outcomes: &[u32]) -> Result<(), Rejection> {
    let is_listed =
        |place: &u32| usize::try_from(*place).is_ok_and(|at| at < state.learning_outcomes.len());
    let once: BTreeSet<_> = outcomes.iter().collect();
    let fits = once.len() == outcomes.len() && outcomes.iter().all(is_listed);
    if fits { Ok(()) } else { Err(Rejection::UnknownOutcome) }
}
