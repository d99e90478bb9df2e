//! What an event asks of the room beside telling people: connections that end, and erasing the log.

use kring_protocol::close_code;
use kring_protocol::ids::{DeviceId, ParticipantId};

use crate::event::Event;
use crate::state::Device;

/// Something a room does once the event is durable. In the order in which [`effects`] returns them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Ends the connections of one participant, after the frames that are queued for them.
    Close {
        /// Whose connections.
        participant: ParticipantId,
        /// The close code.
        code: u16,
    },
    /// Ends the connections of one participant at once: no queued frame is sent.
    Abort {
        /// Whose connections.
        participant: ParticipantId,
        /// The close code.
        code: u16,
    },
    /// Ends the connections of one device at once, but for the connection that asked, which still gets
    /// its answer.
    SignOut {
        /// Whose device.
        participant: ParticipantId,
        /// Which.
        device: DeviceId,
        /// The close code.
        code: u16,
    },
    /// Drops the stream of one participant: nothing of it can be resumed.
    ForgetStream {
        /// Whose stream.
        participant: ParticipantId,
    },
    /// Ends the connections of the display at once, and drops its stream.
    EndDisplay {
        /// The close code.
        code: u16,
    },
    /// Drops what is kept of everybody's stream: whoever was away gets a fresh view.
    ForgetUpdates,
    /// Ends every connection at once. Only the connection that asked still gets its answer.
    AbortAll {
        /// The close code.
        code: u16,
    },
    /// Erases the log of the session. It comes before the answer to the request.
    EraseLog,
}

/// What this event asks of its room.
#[must_use]
pub fn effects(event: &Event) -> Vec<Effect> {
    use Event as E;
    match event {
        E::ParticipantLeft { participant, removed } => {
            let (participant, code) = (*participant, close_code::REMOVED);
            let end = if *removed {
                Effect::Abort { participant, code }
            } else {
                Effect::Close { participant, code }
            };
            vec![end, Effect::ForgetStream { participant }]
        }
        E::CredentialReplaced { participant, .. } => {
            vec![sign_out(*participant, Device::first_of(*participant))]
        }
        // The token that the device had before, if it is not new.
        E::DeviceAdded { participant, device, .. } => vec![sign_out(*participant, device.id)],
        E::DeviceRevoked { participant, device } => vec![sign_out(*participant, *device)],
        // What was blotted out, and the links to fragments, stand in what was sent before.
        E::TextBlotted { .. } | E::PiecesBlotted { .. } | E::MeetingAdjourned { .. } => {
            vec![Effect::ForgetUpdates]
        }
        E::MeetingClosed { .. } => vec![Effect::ForgetUpdates, end_display()],
        E::DisplaySet { .. } => vec![end_display()],
        E::MeetingErased => vec![Effect::EraseLog, Effect::AbortAll { code: close_code::ERASED }],
        E::SessionCreated { .. }
        | E::InvitationReplaced { .. }
        | E::ParticipantJoined { .. }
        | E::PersonAdded { .. }
        | E::DeviceRenamed { .. }
        | E::CodeSet { .. }
        | E::ClaimMade { .. }
        | E::ClaimConfirmed { .. }
        | E::ClaimEnded { .. }
        | E::ParticipantRenamed { .. }
        | E::AgreementsAccepted { .. }
        | E::AgreementsSet { .. }
        | E::DetailsSet { .. }
        | E::RetentionSet { .. }
        | E::OfficeAssigned { .. }
        | E::DeputyNamed { .. }
        | E::LeadProposed { .. }
        | E::LeadPassed { .. }
        | E::MinutesSet { .. }
        | E::PhaseDropped { .. }
        | E::PhaseRestored { .. }
        | E::StepDropped { .. }
        | E::StepRestored { .. }
        | E::PhaseMoved { .. }
        | E::PhaseInserted { .. }
        | E::GuidingQuestionsSet { .. }
        | E::LearningOutcomesSet { .. }
        | E::LevelSet { .. }
        | E::ReplanProposed { .. }
        | E::Replanned { .. }
        | E::MeetingStarted { .. }
        | E::Moved { .. }
        | E::MoveUndone { .. }
        | E::MeetingResumed { .. }
        | E::InbrengerChosen { .. }
        | E::ReportOpened { .. }
        | E::TimerSet { .. }
        | E::TimeSignalled { .. }
        | E::ConcernRaised { .. }
        | E::TurnsSet { .. }
        | E::SilenceSet { .. }
        | E::HandRaised { .. }
        | E::HandLowered { .. }
        | E::ReadySignalled { .. }
        | E::PreparationShared { .. }
        | E::PreparationRead { .. }
        | E::ContributionAdded { .. }
        | E::WrittenFor { .. }
        | E::TextConfirmed { .. }
        | E::ContributionEdited { .. }
        | E::ContributionBecameNote { .. }
        | E::ContributionWithdrawn { .. }
        | E::Revealed { .. }
        | E::Responded { .. }
        | E::Supported { .. }
        | E::Chosen { .. }
        | E::SpotlightSet { .. }
        | E::VoteCast { .. }
        | E::VotesRevealed => vec![],
    }
}

/// Its token is void: another one may take its place.
fn end_display() -> Effect {
    Effect::EndDisplay { code: close_code::UNAUTHORISED }
}

fn sign_out(participant: ParticipantId, device: DeviceId) -> Effect {
    Effect::SignOut { participant, device, code: close_code::UNAUTHORISED }
}
