//! What an event asks of the room beside telling people: connections that end, and erasing the log.

use kring_protocol::close_code;
use kring_protocol::ids::{DeviceId, ParticipantId, SessionId};

use crate::event::Event;
use crate::rules::ViewerId;
use crate::state::Device;

/// Something a room does once the event is durable, in the order in which [`effects`] returns them. `V`
/// names a viewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect<V = ViewerId> {
    /// Ends the connections of one viewer, after the frames that are queued for them.
    Close {
        /// Whose connections.
        viewer: V,
        /// The close code.
        code: u16,
    },
    /// Ends the connections of one viewer at once: no queued frame is sent.
    Abort {
        /// Whose connections.
        viewer: V,
        /// The close code.
        code: u16,
    },
    /// Ends the connections of one device at once, but for the connection that asked, which still gets
    /// its answer.
    SignOut {
        /// Whose device.
        viewer: V,
        /// Which.
        device: DeviceId,
        /// The close code.
        code: u16,
    },
    /// Drops the stream of one viewer: nothing of it can be resumed.
    ForgetStream {
        /// Whose stream.
        viewer: V,
    },
    /// Ends every connection at once. Only the connection that asked still gets its answer.
    AbortAll {
        /// The close code.
        code: u16,
    },
    /// Destroys the key with which what is known of somebody is sealed. It comes before the answer to the
    /// request.
    DestroyKey {
        /// Of whom.
        viewer: V,
    },
    /// Erases a meeting. It comes before the answer to the request.
    EraseMeeting {
        /// Which.
        session: SessionId,
    },
    /// Erases a meeting that has not begun: it does not happen.
    DropMeeting {
        /// Which.
        session: SessionId,
    },
    /// Tells a meeting that has not begun when and where it is.
    ChangeMeeting {
        /// Which.
        session: SessionId,
    },
    /// Takes somebody out of a meeting that has not begun, and what they took along to it.
    LeaveMeeting {
        /// Which.
        session: SessionId,
        /// Whom.
        viewer: V,
    },
    /// Tells the group of this meeting that it has begun.
    TellBegun,
    /// Erases the log of the session. It comes before the answer to the request.
    EraseLog,
}

/// What this event asks of its room.
#[must_use]
pub fn effects(event: &Event) -> Vec<Effect> {
    use Event as E;
    match event {
        E::ParticipantLeft { participant, removed } => {
            let (viewer, code) = ((*participant).into(), close_code::REMOVED);
            let end = if *removed {
                Effect::Abort { viewer, code }
            } else {
                Effect::Close { viewer, code }
            };
            vec![end, Effect::ForgetStream { viewer }]
        }
        // What they see now is another view: they get it whole.
        E::GuestPlaced { participant, .. } => {
            let viewer = (*participant).into();
            let code = close_code::SEAT_CHANGED;
            vec![Effect::ForgetStream { viewer }, Effect::Close { viewer, code }]
        }
        E::CredentialReplaced { participant, .. } => {
            vec![sign_out(*participant, Device::first_of(*participant))]
        }
        // The token that the device had before, if it is not new.
        E::DeviceAdded { participant, device, .. } => vec![sign_out(*participant, device.id)],
        E::DeviceRevoked { participant, device } => vec![sign_out(*participant, *device)],
        E::MeetingClosed { .. } | E::DisplaySet { .. } => end_display().to_vec(),
        E::MeetingStarted { .. } => vec![Effect::TellBegun],
        E::MeetingErased => vec![Effect::EraseLog, Effect::AbortAll { code: close_code::ERASED }],
        E::SessionCreated { .. }
        | E::TextBlotted { .. }
        | E::PiecesBlotted { .. }
        | E::MeetingAdjourned { .. }
        | E::TakenAlong { .. }
        | E::MemberEntered { .. }
        | E::TakingChosen { .. }
        | E::TakingSettled { .. }
        | E::OfGroup { .. }
        | E::InvitationReplaced { .. }
        | E::GuestsInvited { .. }
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
fn end_display() -> [Effect; 2] {
    let viewer = ViewerId::Display;
    [Effect::Abort { viewer, code: close_code::UNAUTHORISED }, Effect::ForgetStream { viewer }]
}

fn sign_out(participant: ParticipantId, device: DeviceId) -> Effect {
    Effect::SignOut { viewer: participant.into(), device, code: close_code::UNAUTHORISED }
}
