//! Codes: the rules that refuse, the troubles that pass, the reasons a connection ends.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($(#[$outer:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal),* $(,)? }) => {
        $(#[$outer])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
        #[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $code)] $variant),*
        }

        impl $name {
            /// Every code there is.
            pub const ALL: &[$name] = &[$($name::$variant),*];

            /// The code as it crosses the wire.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code),*
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}

codes! {
    /// The rule that refused a command. Refusing changes nothing, and the connection stays open.
    Rejection {
        // Who
        /// The command names another session than the token's.
        WrongSession = "wrong_session",
        /// Only the gespreksleider may do this.
        NotGespreksleider = "not_gespreksleider",
        /// Only the inbrenger may do this.
        NotInbrenger = "not_inbrenger",
        /// Somebody with this role may not do this here.
        NotForYourRole = "not_for_your_role",
        /// This step mutes the inbrenger.
        Muted = "muted",
        /// A silent moment: only private notes are open.
        Silence = "silence",
        /// The person left or was removed.
        NotInMeeting = "not_in_meeting",

        // When
        /// The meeting has already started.
        AlreadyStarted = "already_started",
        /// The meeting is not running.
        NotRunning = "not_running",
        /// The meeting goes on another day.
        Adjourned = "adjourned",
        /// The meeting is closed.
        MeetingClosed = "meeting_closed",
        /// What is done before a meeting starts or after it is closed is not done while it runs.
        StillRunning = "still_running",
        /// The step it was written for is no longer open; the text stays with its author.
        StepClosed = "step_closed",
        /// The phase of this contribution is over.
        PhaseClosed = "phase_closed",
        /// The meeting has moved on from where this command thought it stood.
        StalePosition = "stale_position",
        /// There is no step after this one.
        NoNextStep = "no_next_step",
        /// The meeting already stands there.
        AlreadyThere = "already_there",
        /// There is no step before this one.
        NoStepBefore = "no_step_before",
        /// There is no move that could be undone now.
        NothingToUndo = "nothing_to_undo",
        /// Nothing is proposed for the plan, or it is no longer about now.
        NothingToAccept = "nothing_to_accept",
        /// The step ahead is about the inbrenger, and there is none.
        NoInbrenger = "no_inbrenger",
        /// Only the gespreksleider and the tijdbewaker keep the time.
        NotTimekeeper = "not_timekeeper",
        /// No such device of this participant.
        UnknownDevice = "unknown_device",
        /// The last device, without a personal code to come back by.
        LastDevice = "last_device",
        /// When and where a meeting of a group is, the group says until the meeting has begun.
        PlannedByGroup = "planned_by_group",
        /// A guest for some phases, while the meeting is in none of them.
        NotYourPhase = "not_your_phase",
        /// A guest for some phases leads nothing, has no office and brings no case.
        GuestOfPhases = "guest_of_phases",
        /// No such claim, or its time is over.
        UnknownClaim = "unknown_claim",
        /// Somebody claims to be this person already.
        ClaimWaits = "claim_waits",
        /// They told the gespreksleider nothing, or it was put aside already.
        NoConcern = "no_concern",
        /// This person has no device, so they cannot lead or hold an office.
        NoDevice = "no_device",
        /// This person has a device, and writes for themselves.
        HasDevice = "has_device",
        /// This is written for oneself alone: what is private, and what has no names.
        NotForOthers = "not_for_others",
        /// Whoever wrote it down is not the one who confirms it.
        ConfirmedByOthers = "confirmed_by_others",
        /// It was not written for somebody else.
        NothingToConfirm = "nothing_to_confirm",
        /// People took part knowing for how long it would be kept: once it has started, only shorter.
        RetentionOnlyShorter = "retention_only_shorter",

        /// The report is open to everybody, or this inbrenger opened it already.
        ReportOpen = "report_open",

        // Texts and names
        /// A required text is empty.
        TextEmpty = "text_empty",
        /// A text is over its limit.
        TextTooLong = "text_too_long",
        /// From earlier builds: such characters are dropped now.
        TextForbiddenCharacter = "text_forbidden_character",
        /// A name is empty.
        NameEmpty = "name_empty",
        /// A name is over its limit.
        NameTooLong = "name_too_long",
        /// Marks are piled up on a letter of a name.
        NameForbiddenCharacter = "name_forbidden_character",
        /// A list is over its limit.
        TooManyItems = "too_many_items",
        /// Minutes, seconds or days outside their range.
        DurationOutOfRange = "duration_out_of_range",
        /// There is no such level of help.
        LevelOutOfRange = "level_out_of_range",
        /// The meeting is full.
        TooManyParticipants = "too_many_participants",
        /// The meeting holds as much as it can.
        MeetingFull = "meeting_full",
        /// This participant has written as much as one person can; taking back what is theirs makes room.
        ShareFull = "share_full",
        /// This participant has changed as much as one person can in one meeting. Leaving, closing and
        /// erasing stay possible.
        TooManyChanges = "too_many_changes",

        // Things named
        /// No such participant here.
        UnknownParticipant = "unknown_participant",
        /// No such contribution, or not one this participant can see.
        UnknownContribution = "unknown_contribution",
        /// The meeting has no such learning outcome, or it is named twice.
        UnknownOutcome = "unknown_outcome",
        /// No such phase.
        UnknownPhase = "unknown_phase",
        /// The phase was dropped from the plan.
        PhaseDropped = "phase_dropped",
        /// A plan needs at least one phase.
        LastPhase = "last_phase",
        /// The phase has no such step.
        UnknownStep = "unknown_step",
        /// A phase needs at least one step.
        LastStep = "last_step",
        /// While the meeting is on, only what lies ahead of it is changed.
        NotAhead = "not_ahead",

        /// The group has no such meeting that lies ahead.
        UnknownMeeting = "unknown_meeting",
        /// The group has no such poll of dates, or it is over.
        UnknownPoll = "unknown_poll",
        /// Nobody with this id asks to come in.
        UnknownApplicant = "unknown_applicant",
        /// The group has planned as many meetings as it can.
        TooManyMeetings = "too_many_meetings",
        /// As many people as can ask to come in do.
        TooManyApplicants = "too_many_applicants",
        /// Nobody has let this person in yet.
        NotAdmitted = "not_admitted",

        // Contributions
        /// This kind is not open to this participant now.
        KindNotOpen = "kind_not_open",
        /// This round takes strengths only.
        StrengthsOnly = "strengths_only",
        /// A question must carry its category here.
        CategoryRequired = "category_required",
        /// Feedback needs its concrete example.
        ExampleRequired = "example_required",
        /// A fragment's link is a plain https address.
        LinkNotAllowed = "link_not_allowed",
        /// An edit keeps the kind.
        KindChanged = "kind_changed",
        /// Only its author may do this.
        NotYours = "not_yours",
        /// This response does not belong to that kind, or is not open.
        ResponseNotOpen = "response_not_open",
        /// Supporting is not open for that kind now.
        SupportNotOpen = "support_not_open",
        /// Choosing is not open for that kind now.
        ChoiceNotOpen = "choice_not_open",
        /// Nothing is held back here.
        NothingToReveal = "nothing_to_reveal",
        /// Nothing was prepared that could be shared.
        NothingToShare = "nothing_to_share",
        /// A preparation is not shared without an answer to what is required.
        PreparationIncomplete = "preparation_incomplete",
        /// This is nothing of one's own that could be taken along to the next meeting.
        NotTakeable = "not_takeable",
        /// The meeting is of no group, or this person is not a member of it.
        NoGroup = "no_group",
        /// This person shared nothing that they prepared, or it is one's own.
        NothingToRead = "nothing_to_read",
        /// This name stands in no text that others may read.
        NothingToBlot = "nothing_to_blot",

        // Case and roles
        /// The gespreksleider is never the inbrenger: hand over first.
        GespreksleiderIsNeverInbrenger = "gespreksleider_is_never_inbrenger",
        /// This round has its inbrenger.
        InbrengerAlreadyChosen = "inbrenger_already_chosen",
        /// No ballot is open.
        NoBallot = "no_ballot",
        /// The group votes on the cases of this phase, or did: they keep their words.
        CaseInBallot = "case_in_ballot",
        /// This vote was already cast.
        AlreadyVoted = "already_voted",
        /// There is no such vote to take back.
        NoSuchVote = "no_such_vote",
        /// Nobody votes on their own case.
        OwnCase = "own_case",
        /// The count has been shown.
        VotesRevealed = "votes_revealed",
        /// This case was worked on in an earlier round.
        CaseTaken = "case_taken",
        /// The gespreksleider hands over before leaving.
        HandOverFirst = "hand_over_first",
        /// The gespreksleider is here.
        GespreksleiderPresent = "gespreksleider_present",
        /// Only the deputy named beforehand may take over.
        NotDeputy = "not_deputy",
        /// There is nothing to reclaim.
        NothingToReclaim = "nothing_to_reclaim",
        /// Not an office that can be given.
        NotAnOffice = "not_an_office",

        // Time, turns, signals
        /// The timer is not ready to start.
        TimerNotReady = "timer_not_ready",
        /// The timer is not running.
        TimerNotRunning = "timer_not_running",
        /// The timer is not paused.
        TimerNotPaused = "timer_not_paused",
        /// A silent moment is already going on.
        SilenceAlready = "silence_already",
        /// No silent moment is going on.
        NoSilence = "no_silence",
        /// This step has no turns.
        NoTurns = "no_turns",
        /// It is not this participant's turn.
        NotYourTurn = "not_your_turn",
        /// Turns are not passed in this step.
        PassingNotAllowed = "passing_not_allowed",
        /// Somebody else is speaking by now.
        StaleTurn = "stale_turn",
        /// The order must name everybody who is still waiting, once.
        OrderIncomplete = "order_incomplete",
        /// This hand is already up.
        HandAlreadyRaised = "hand_already_raised",
        /// This hand is not up.
        HandNotRaised = "hand_not_raised",
    }
}

codes! {
    /// Something went wrong that is not a rule. Nothing was decided; the same command may be sent again.
    Failure {
        /// The server could not write to its disk. Reading goes on.
        StorageUnavailable = "storage_unavailable",
        /// More messages than the rate allows. Send again a little later.
        TooFast = "too_fast",
    }
}

codes! {
    /// What was wrong with a message that was not understood. Only its sender hears of it.
    MessageError {
        /// Not JSON, or not a message of this protocol.
        Malformed = "malformed",
        /// A message type this server does not know.
        UnknownType = "unknown_type",
        /// A command this server does not know, or with the wrong fields.
        UnknownCommand = "unknown_command",
        /// A binary frame; the protocol is text.
        Binary = "binary",
        /// `hello` was sent twice.
        AlreadyGreeted = "already_greeted",
    }
}

codes! {
    /// Codes of the HTTP interface, in the `code` field of problem+json.
    Problem {
        /// The body is not what this address expects.
        BadRequest = "bad_request",
        /// No such method.
        UnknownMethod = "unknown_method",
        /// The invitation is wrong, replaced or expired; which of them is not told.
        InvitationInvalid = "invitation_invalid",
        /// The personal code is not of anybody in this meeting, or no longer.
        CodeInvalid = "code_invalid",
        /// The passkey, or what was begun with it, is not valid, or no longer. HTTP 404.
        PasskeyInvalid = "passkey_invalid",
        /// The token is wrong or no longer valid.
        Unauthorised = "unauthorised",
        /// A rule refused it; `rejection` names the rule.
        Refused = "refused",
        /// No such address.
        NotFound = "not_found",
        /// The address takes another method.
        MethodNotAllowed = "method_not_allowed",
        /// The address takes WebSocket connections only.
        UpgradeRequired = "upgrade_required",
        /// A page of another origin may not speak to this server.
        ForeignOrigin = "foreign_origin",
        /// The body is too large.
        TooLarge = "too_large",
        /// The body did not arrive in time.
        TooSlow = "too_slow",
        /// Too many requests, or too many secrets that did not fit, from this address or with this token.
        TooManyRequests = "too_many_requests",
        /// The report is there once the meeting has started.
        NoReportYet = "no_report_yet",
        /// The inbrenger looks at the report first; `opens_at_ms` says when it opens for everybody.
        ReportNotOpenYet = "report_not_open_yet",
        /// The meeting cannot be read: its log is damaged.
        MeetingDamaged = "meeting_damaged",
        /// The disk refuses; nothing was done.
        StorageUnavailable = "storage_unavailable",
        /// The server is going down.
        Draining = "draining",
        /// Something went wrong on our side; `id` names it in the server's log.
        Internal = "internal",
    }
}

/// WebSocket close codes. 1000, 1001, 1009 and 1012 mean what RFC 6455 and IANA say.
pub mod close_code {
    /// Both sides are done.
    pub const NORMAL: u16 = 1000;
    /// A frame that RFC 6455 does not allow.
    pub const WRONG_FRAME: u16 = 1002;
    /// A text that is not UTF-8.
    pub const NOT_UTF8: u16 = 1007;
    /// A message was over 64 KiB.
    pub const TOO_BIG: u16 = 1009;
    /// The server restarts: reconnect after a random moment.
    pub const RESTART: u16 = 1012;
    /// A guest for some phases came in or went out: reconnect at once, for what they see now.
    pub const SEAT_CHANGED: u16 = 4205;
    /// The session stopped unexpectedly: reconnect.
    pub const SESSION_FAILED: u16 = 4500;
    /// The token is wrong, or was replaced. Do not reconnect.
    pub const UNAUTHORISED: u16 = 4401;
    /// The participant left or was removed. Do not reconnect.
    pub const REMOVED: u16 = 4403;
    /// No `hello` within ten seconds.
    pub const NO_HELLO: u16 = 4408;
    /// The client speaks another version of the protocol: reload the page when nobody is typing.
    pub const WRONG_VERSION: u16 = 4409;
    /// The meeting was erased. Do not reconnect.
    pub const ERASED: u16 = 4410;
    /// The client did not read fast enough: reconnect and resume.
    pub const LAGGING: u16 = 4413;
    /// Too many messages, for too long, or too many wrong tokens from this address: reconnect later.
    pub const TOO_FAST: u16 = 4429;
    /// The meeting's log is damaged; whoever runs the server has been told.
    pub const DAMAGED: u16 = 4501;
    /// More connections than one participant may have.
    pub const TOO_MANY_CONNECTIONS: u16 = 4430;
}
