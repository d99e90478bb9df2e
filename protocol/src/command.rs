//! What a client asks. Every command is an imperative; whether it is done is the server's to say.

mod define;

use serde::{Deserialize, Serialize};

use self::define::commands;
use crate::content::{Content, Kind, Response, VoteMark};
use crate::ids::{ContributionId, DeviceId, ParticipantId, PhaseId, Position, StepId};
use crate::roles::Concern;
use crate::script::Role;

commands! {
    // People
    /// Accepts the agreements of the group.
    #[serde(deserialize_with = "nothing_else")]
    AcceptAgreements,
    /// Changes one's own name.
    Rename {
        /// The new name.
        name: String,
    },
    /// Names one of one's own devices.
    RenameDevice {
        /// Which.
        device: DeviceId,
        /// Its name; may be empty.
        name: String,
    },
    /// Signs one of one's own devices out. The last one only with a personal code to come back by.
    RevokeDevice {
        /// Which.
        device: DeviceId,
    },
    /// Says that a claim is true: whoever makes it is who they say. Once two people confirmed it, the
    /// gespreksleider among them if they are there, that person is back and their other devices are
    /// signed out. Not the person who is claimed to be.
    ConfirmClaim {
        /// Which.
        claim: DeviceId,
    },
    /// Says that a claim is not true, which ends it. Gespreksleider, or the person who is claimed to be.
    RefuseClaim {
        /// Which.
        claim: DeviceId,
    },
    /// Leaves the meeting for good.
    #[serde(deserialize_with = "nothing_else")]
    Leave,
    /// Gives or takes an office. Gespreksleider.
    AssignOffice {
        /// Whom.
        participant: ParticipantId,
        /// `tijdbewaker` or `verslaglegger`.
        office: Role,
        /// Give it (`true`) or take it back.
        holds: bool,
    },
    /// Names the deputy who may take over while the gespreksleider is away. Gespreksleider.
    NameDeputy {
        /// Whom; `null` for nobody.
        participant: Option<ParticipantId>,
    },
    /// Hands the role of gespreksleider over. Gespreksleider.
    HandOver {
        /// To whom. Never the inbrenger.
        to: ParticipantId,
    },
    /// Takes the role over while the gespreksleider is away. Deputy.
    #[serde(deserialize_with = "nothing_else")]
    TakeOver,
    /// Proposes who is to lead while the gespreksleider is away and no deputy is there. Once two people who
    /// are there propose the same person, or the only one who is there does, that person leads.
    ProposeLead {
        /// Whom; `null` takes the proposal back. Never the inbrenger.
        participant: Option<ParticipantId>,
    },
    /// Takes the role back after somebody else took it over.
    #[serde(deserialize_with = "nothing_else")]
    Reclaim,
    /// Puts in somebody who sits with the group and has no device. They have turns and a name like everybody,
    /// and others write for them; whoever says that they are this person gets the place. Gespreksleider.
    AddPerson {
        /// Their name.
        name: String,
    },
    /// Removes somebody from the meeting. Gespreksleider.
    Remove {
        /// Whom.
        participant: ParticipantId,
        /// Whether what they shared goes with them. A case that a round took stays.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[cfg_attr(feature = "describe", ts(optional, as = "Option<bool>"))]
        texts: bool,
    },

    // The meeting and its plan: while it is on, what lies ahead
    /// Changes title, moment and call link. Gespreksleider.
    SetDetails {
        /// The title; may be empty.
        title: String,
        /// Planned start, in milliseconds since 1970.
        scheduled_at_ms: Option<i64>,
        /// Where the video call is, as free text; may be empty.
        call_link: String,
    },
    /// Chooses for how many days the meeting is kept after closing. Once it has started, only fewer.
    /// Gespreksleider; after closing also the inbrenger of one of the rounds.
    SetRetention {
        /// 1 to 365.
        days: u32,
    },
    /// Replaces the agreements; everybody is asked to accept the new ones. Gespreksleider.
    SetAgreements {
        /// The agreements.
        items: Vec<String>,
    },
    /// Changes the planned minutes of a phase. Gespreksleider.
    SetMinutes {
        /// Which phase.
        phase: PhaseId,
        /// Planned minutes.
        minutes: u32,
    },
    /// Leaves a phase out. Gespreksleider.
    DropPhase {
        /// Which phase.
        phase: PhaseId,
    },
    /// Puts a dropped phase back. Gespreksleider.
    RestorePhase {
        /// Which phase.
        phase: PhaseId,
    },
    /// Leaves a step of a phase out; the phase keeps its minutes. Gespreksleider.
    DropStep {
        /// Which phase.
        phase: PhaseId,
        /// Which of its steps.
        step: StepId,
    },
    /// Puts a dropped step back. Gespreksleider.
    RestoreStep {
        /// Which phase.
        phase: PhaseId,
        /// Which of its steps.
        step: StepId,
    },
    /// Moves a phase to another place. Gespreksleider.
    MovePhase {
        /// Which phase.
        phase: PhaseId,
        /// Its new place, counted from 0 among all phases.
        to: u32,
    },
    /// Adds a phase of one's own. Gespreksleider.
    InsertPhase {
        /// Its place, counted from 0.
        at: u32,
        /// Its title.
        title: String,
        /// Planned minutes.
        minutes: u32,
        /// What is asked of everybody in it, and above what they write; may be empty.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        #[cfg_attr(feature = "describe", ts(optional, as = "Option<String>"))]
        question: String,
        /// The kinds of contribution open to everybody.
        opens: Vec<Kind>,
        /// Whether the inbrenger is muted in it.
        muted: bool,
    },
    /// Sets the guiding questions of a phase: what to look for or to ask in it. Gespreksleider.
    SetGuidingQuestions {
        /// Which phase.
        phase: PhaseId,
        /// At most 8; none takes them away.
        items: Vec<String>,
    },
    /// Sets the learning outcomes that themes can point at, before the meeting starts. Gespreksleider.
    SetLearningOutcomes {
        /// At most 40; none takes them away.
        items: Vec<String>,
    },
    /// Says how much help the page gives, and nothing else: who may do what stays as it is.
    /// Gespreksleider.
    SetLevel {
        /// From 1, the most help, to 4.
        level: u8,
    },
    /// Starts the meeting. Gespreksleider.
    #[serde(deserialize_with = "nothing_else")]
    Start,

    // Leading
    /// Goes to the next step, or the next phase after the last step. Gespreksleider.
    Next {
        /// Where the client thinks the meeting stands. A move from elsewhere is refused.
        from: Position,
    },
    /// Goes one step back, also within a phase. What was revealed stays revealed, what is held back here
    /// stays held back, and the clock goes on from what was left. Gespreksleider.
    Back {
        /// Where the meeting stands.
        from: Position,
    },
    /// Undoes the last move, within ten seconds and as long as nobody shared anything in the new step:
    /// clock and turns are as they were. Gespreksleider.
    UndoMove {
        /// Where the meeting stands.
        from: Position,
    },
    /// Skips ahead or returns to a phase, or to another step of the same one. Gespreksleider.
    GoTo {
        /// Where the client thinks the meeting stands.
        from: Position,
        /// Where to go.
        phase: PhaseId,
        /// The step of that phase; its first one if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<StepId>,
    },
    /// Starts another case round. Gespreksleider.
    StartRound {
        /// Where the client thinks the meeting stands.
        from: Position,
    },
    /// Interrupts the meeting, to go on another day with the same plan and what is left of it. Gespreksleider.
    Adjourn {
        /// When it goes on, in milliseconds since 1970; absent where that is not settled.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "describe", ts(optional = nullable))]
        until_ms: Option<i64>,
    },
    /// Goes on where the meeting was adjourned. Gespreksleider.
    #[serde(deserialize_with = "nothing_else")]
    ResumeMeeting,
    /// Ends the meeting. Gespreksleider.
    #[serde(deserialize_with = "nothing_else")]
    Close,
    /// Erases a closed meeting with everything in it. Gespreksleider.
    #[serde(deserialize_with = "nothing_else")]
    Erase,
    /// Opens the report of a closed meeting to everybody, as far as it waits for the sender. Inbrenger of one
    /// of its rounds, once.
    #[serde(deserialize_with = "nothing_else")]
    OpenReport,
    /// Blots out one's own texts in a contribution, and what one answered to it as its inbrenger, until the
    /// report is open to everybody. Inbrenger of one of the rounds.
    BlotText {
        /// Which.
        contribution: ContributionId,
    },
    /// Blots out a name in every text that others may read, until the report is open to everybody.
    /// Inbrenger of one of the rounds.
    BlotName {
        /// 2 to 80 characters; found as whole words, in capitals or not.
        name: String,
    },
    /// Makes somebody the inbrenger without a ballot. Gespreksleider.
    AppointInbrenger {
        /// Whom.
        participant: ParticipantId,
    },

    /// Asks how the rest of the plan fits into the minutes that are left. The proposal stands in
    /// `overview.replan` and changes nothing yet. Gespreksleider.
    ProposeReplan {
        /// The minutes that the group has left, from now on: 1 to 600.
        minutes_left: u32,
    },
    /// Goes on by the proposal: its minutes are those of the plan, and what it leaves out is left out.
    /// Gespreksleider.
    AcceptReplan {
        /// Where the client thinks the meeting stands.
        from: Position,
    },

    // Time
    /// Starts a timer that is ready. Gespreksleider or tijdbewaker.
    #[serde(deserialize_with = "nothing_else")]
    StartTimer,
    /// Pauses the timer. Gespreksleider or tijdbewaker.
    #[serde(deserialize_with = "nothing_else")]
    PauseTimer,
    /// Goes on after a pause. Gespreksleider or tijdbewaker.
    #[serde(deserialize_with = "nothing_else")]
    ResumeTimer,
    /// Gives or takes minutes. After the end of the time, minutes that are given count from now.
    /// Gespreksleider or tijdbewaker.
    AdjustTimer {
        /// So many minutes more, or fewer when negative.
        minutes: i32,
    },
    /// Tells everybody how much time is left. Gespreksleider or tijdbewaker.
    #[serde(deserialize_with = "nothing_else")]
    SignalTime,
    /// Starts a silent moment: nobody contributes but to their own notes. Gespreksleider.
    StartSilence {
        /// How long.
        seconds: u32,
    },
    /// Ends the silent moment. Gespreksleider.
    #[serde(deserialize_with = "nothing_else")]
    EndSilence,

    // Turns and signals
    /// Calls the next speaker. Gespreksleider; the speaker may end their own turn.
    NextTurn {
        /// Who is speaking now, so that a double click calls one.
        from: Option<ParticipantId>,
    },
    /// Passes one's turn, without a reason.
    #[serde(deserialize_with = "nothing_else")]
    PassTurn,
    /// Skips somebody's turn for now; they come back at the end. The speaker or the gespreksleider.
    DeferTurn {
        /// Whose turn.
        participant: ParticipantId,
    },
    /// Changes the order of those who still have to speak. Gespreksleider.
    SetSpeakingOrder {
        /// All who are still waiting, each once.
        order: Vec<ParticipantId>,
    },
    /// Raises one's hand.
    #[serde(deserialize_with = "nothing_else")]
    RaiseHand,
    /// Lowers a hand: one's own, or anybody's by the gespreksleider.
    LowerHand {
        /// Whose.
        participant: ParticipantId,
    },
    /// Tells the gespreksleider that one is ready to go on, or not yet.
    SignalReady {
        /// Ready or not yet.
        ready: bool,
    },

    /// Tells the gespreksleider, and nobody else, that this goes too far, or asks to pause. Also while
    /// muted; not the gespreksleider.
    RaiseConcern {
        /// What; `null` takes it back.
        concern: Option<Concern>,
    },
    /// Puts somebody's concern aside after hearing it. Gespreksleider.
    SettleConcern {
        /// Whose.
        participant: ParticipantId,
    },

    // Before the meeting
    /// Shares what one prepared with everybody, or no longer. Not without an answer to what is required.
    SharePreparation {
        /// Share it, or take it back.
        shared: bool,
    },
    /// Says that one read what somebody prepared and shared.
    ReadPreparation {
        /// Whose.
        participant: ParticipantId,
    },

    // After the meeting
    /// Takes one's own actions, agreements, goals, takeaways and what one said should stay or change along to
    /// the next meeting of the group: these, and no others any more. A copy goes to the next meeting that is
    /// planned, or to one without a date that is planned for it. A member of the group.
    TakeAlong {
        /// At most 12; none takes nothing along. What one took along to this meeting can go on.
        contributions: Vec<ContributionId>,
    },

    // Contributions
    /// Writes something. Before the start: what one prepares, notes, and texts for a step that is ahead, which
    /// wait for it.
    Contribute {
        /// The step it was written for. If that is no longer open, the text comes back.
        at: Position,
        /// What is written.
        content: Content,
    },
    /// Writes down what somebody without a device said. Who wrote it can change it; somebody else confirms it.
    ContributeFor {
        /// Who said it: somebody who was put in without a device.
        participant: ParticipantId,
        /// As in `contribute`.
        at: Position,
        /// What they said: of a kind that the step opens for them. Nothing private, and nothing in a step
        /// without names.
        content: Content,
    },
    /// Confirms that what was written for somebody is what they said. Anybody but who wrote it.
    ConfirmText {
        /// Which.
        contribution: ContributionId,
    },
    /// Changes one's own contribution while its phase is open.
    Edit {
        /// Which.
        contribution: ContributionId,
        /// The new content, of the same kind.
        content: Content,
    },
    /// Takes one's own contribution back while its phase is open.
    Withdraw {
        /// Which.
        contribution: ContributionId,
    },
    /// Shows everything that was held back in this step, together. Gespreksleider.
    Reveal {
        /// Where the client thinks the meeting stands.
        from: Position,
    },
    /// Says something of somebody's contribution: a rating, a mark, an appeal. Inbrenger.
    Respond {
        /// To which.
        to: ContributionId,
        /// What.
        response: Response,
    },
    /// Supports a proposal, or no longer.
    Support {
        /// Which.
        contribution: ContributionId,
        /// Support or not.
        supports: bool,
    },
    /// Marks a proposal as the group's choice, or no longer. Gespreksleider.
    Choose {
        /// Which.
        contribution: ContributionId,
        /// Chosen or not.
        chosen: bool,
    },

    /// Puts one contribution in front of everybody, until the meeting goes to another step. Who may not see
    /// the contribution is not told of it. Gespreksleider.
    Spotlight {
        /// Which: one that is shared. `null` for none.
        contribution: Option<ContributionId>,
    },

    // Choosing the case
    /// Votes in the secret ballot.
    Vote {
        /// Which case.
        case: ContributionId,
        /// What one says of it.
        mark: VoteMark,
    },
    /// Takes a vote back while the ballot is open.
    WithdrawVote {
        /// Which case.
        case: ContributionId,
        /// Which mark.
        mark: VoteMark,
    },
    /// Closes the ballot and shows the count. Gespreksleider.
    #[serde(deserialize_with = "nothing_else")]
    RevealVotes,
    /// Confirms the group's case; its author becomes the inbrenger. Gespreksleider.
    ConfirmCase {
        /// Which case.
        case: ContributionId,
    },
}

/// A command that carries nothing takes nothing: what is not understood is not ignored.
fn nothing_else<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Nothing {}
    Nothing::deserialize(deserializer).map(|Nothing {}| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_without_fields_takes_none() {
        let read = |json| serde_json::from_str::<Command>(json).ok();
        assert_eq!(read(r#"{"do":"start"}"#), Some(Command::Start));
        assert_eq!(read(r#"{"do":"start","x":1}"#), None);
        assert_eq!(read(r#"{"do":"rename","name":"An","x":1}"#), None);
    }
}
