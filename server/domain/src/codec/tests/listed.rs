//! Lists of everything that can be stored. A new variant does not compile before it is listed here,
//! and once it is listed its example is missed.

use std::collections::BTreeSet;

use kring_protocol::content::{
    About, Content, Feasible, FeedbackTag, ObservationTag, Progress, QuestionCategory, Response,
    VoteMark, Warmth, Wish, Worth,
};
use kring_protocol::record::Clock;
use kring_protocol::roles::LeadPassage;
use kring_protocol::script::Role;

use crate::Event;

macro_rules! listed {
    ($($all:ident, $name:ident($kind:ty) { $($variant:ident => $listed:literal),* $(,)? })*) => {
        $(pub(super) const $all: &[&str] = &[$($listed),*];

        pub(super) fn $name(it: &$kind) -> &'static str {
            type Kind = $kind;
            match it {
                $(Kind::$variant { .. } => $listed,)*
            }
        })*
    };
}

listed! {
    EVENTS, event(Event) {
        SessionCreated => "session_created",
        InvitationReplaced => "invitation_replaced",
        OfGroup => "of_group",
        TakenAlong => "taken_along",
        MemberEntered => "member_entered",
        TakingChosen => "taking_chosen",
        TakingSettled => "taking_settled",
        DisplaySet => "display_set",
        GuestsInvited => "guests_invited",
        GuestPlaced => "guest_placed",
        ParticipantJoined => "participant_joined",
        PersonAdded => "person_added",
        CredentialReplaced => "credential_replaced",
        DeviceAdded => "device_added",
        DeviceRenamed => "device_renamed",
        DeviceRevoked => "device_revoked",
        CodeSet => "code_set",
        ClaimMade => "claim_made",
        ClaimConfirmed => "claim_confirmed",
        ClaimEnded => "claim_ended",
        ParticipantRenamed => "participant_renamed",
        ParticipantLeft => "participant_left",
        AgreementsAccepted => "agreements_accepted",
        AgreementsSet => "agreements_set",
        DetailsSet => "details_set",
        RetentionSet => "retention_set",
        OfficeAssigned => "office_assigned",
        DeputyNamed => "deputy_named",
        LeadProposed => "lead_proposed",
        LeadPassed => "lead_passed",
        MinutesSet => "minutes_set",
        PhaseDropped => "phase_dropped",
        PhaseRestored => "phase_restored",
        StepDropped => "step_dropped",
        StepRestored => "step_restored",
        PhaseMoved => "phase_moved",
        PhaseInserted => "phase_inserted",
        GuidingQuestionsSet => "guiding_questions_set",
        LearningOutcomesSet => "learning_outcomes_set",
        LevelSet => "level_set",
        ReplanProposed => "replan_proposed",
        Replanned => "replanned",
        MeetingStarted => "meeting_started",
        Moved => "moved",
        MoveUndone => "move_undone",
        MeetingAdjourned => "meeting_adjourned",
        MeetingResumed => "meeting_resumed",
        MeetingClosed => "meeting_closed",
        MeetingErased => "meeting_erased",
        ReportOpened => "report_opened",
        TextBlotted => "text_blotted",
        PiecesBlotted => "pieces_blotted",
        InbrengerChosen => "inbrenger_chosen",
        TimerSet => "timer_set",
        TimeSignalled => "time_signalled",
        ConcernRaised => "concern_raised",
        TurnsSet => "turns_set",
        SilenceSet => "silence_set",
        HandRaised => "hand_raised",
        HandLowered => "hand_lowered",
        ReadySignalled => "ready_signalled",
        PreparationShared => "preparation_shared",
        PreparationRead => "preparation_read",
        ContributionAdded => "contribution_added",
        WrittenFor => "written_for",
        TextConfirmed => "text_confirmed",
        ContributionEdited => "contribution_edited",
        ContributionBecameNote => "contribution_became_note",
        ContributionWithdrawn => "contribution_withdrawn",
        Revealed => "revealed",
        Responded => "responded",
        Supported => "supported",
        Chosen => "chosen",
        SpotlightSet => "spotlight_set",
        VoteCast => "vote_cast",
        VotesRevealed => "votes_revealed",
    }
    CONTENTS, content(Content) {
        Lookback => "content lookback",
        Case => "content case",
        Introduction => "content introduction",
        Fragment => "content fragment",
        Leervraag => "content leervraag",
        Observation => "content observation",
        Question => "content question",
        Answer => "content answer",
        Theme => "content theme",
        Kernvraag => "content kernvraag",
        Idea => "content idea",
        Need => "content need",
        Support => "content support",
        Advice => "content advice",
        Feedback => "content feedback",
        Goal => "content goal",
        Action => "content action",
        Agreement => "content agreement",
        GroundRule => "content ground_rule",
        Experience => "content experience",
        Insight => "content insight",
        Takeaway => "content takeaway",
        Evaluation => "content evaluation",
        Record => "content record",
        Note => "content note",
        Reflection => "content reflection",
        Preparation => "content preparation",
    }
    OBSERVATION_TAGS, observation_tag(ObservationTag) {
        Strength => "observation strength",
        Observation => "observation observation",
    }
    QUESTION_CATEGORIES, question_category(QuestionCategory) {
        Factual => "question factual",
        Reasoning => "question reasoning",
        SelfRegulation => "question self_regulation",
    }
    FEEDBACK_TAGS, feedback_tag(FeedbackTag) {
        Strength => "feedback strength",
        Suggestion => "feedback suggestion",
    }
    ABOUTS, about(About) {
        Parents => "about parents",
        Pupil => "about pupil",
        Colleagues => "about colleagues",
    }
    WISHES, wish(Wish) {
        Reflection => "wish reflection",
        Feedback => "wish feedback",
        Inspiration => "wish inspiration",
    }
    PROGRESSES, progress(Progress) {
        Done => "progress done",
        Partly => "progress partly",
        NotYet => "progress not_yet",
    }
    WORTHS, worth(Worth) { Yes => "worth yes", Partly => "worth partly", No => "worth no" }
    RESPONSES, response(Response) {
        Warmth => "response warmth",
        Feasibility => "response feasibility",
        Appeal => "response appeal",
    }
    WARMTHS, warmth(Warmth) {
        Cold => "warmth cold",
        Lukewarm => "warmth lukewarm",
        Warm => "warmth warm",
    }
    FEASIBLES, feasible(Feasible) {
        Yes => "feasible yes",
        Partly => "feasible partly",
        No => "feasible no",
    }
    CLOCKS, clock(Clock) {
        Ready => "clock ready",
        Running => "clock running",
        Paused => "clock paused",
    }
    OFFICES, office(Role) {
        Gespreksleider => "office gespreksleider",
        Inbrenger => "office inbrenger",
        Tijdbewaker => "office tijdbewaker",
        Verslaglegger => "office verslaglegger",
        Deelnemer => "office deelnemer",
    }
    PASSAGES, passage(LeadPassage) {
        HandedOver => "passage handed_over",
        TakenOver => "passage taken_over",
        Reclaimed => "passage reclaimed",
        Named => "passage named",
    }
    MARKS, mark(VoteMark) { Appeals => "mark appeals", Recognised => "mark recognised" }
}

/// Everything that [`parts`] can find.
pub(super) fn all_parts() -> BTreeSet<&'static str> {
    let lists = [
        CONTENTS,
        OBSERVATION_TAGS,
        QUESTION_CATEGORIES,
        FEEDBACK_TAGS,
        ABOUTS,
        WISHES,
        PROGRESSES,
        WORTHS,
        RESPONSES,
        WARMTHS,
        FEASIBLES,
        CLOCKS,
        OFFICES,
        PASSAGES,
        MARKS,
    ];
    lists.concat().into_iter().collect()
}

/// The variants that an event holds.
pub(super) fn parts(event: &Event) -> Vec<&'static str> {
    match event {
        Event::ContributionAdded { content: it, .. } => {
            let mut parts = vec![content(it)];
            parts.extend(match it {
                Content::Observation { tag, .. } => Some(observation_tag(tag)),
                Content::Question { category, .. } => category.as_ref().map(question_category),
                Content::Feedback { tag, .. } => Some(feedback_tag(tag)),
                Content::Case { wish: Some(it), .. } => Some(wish(it)),
                Content::Lookback { progress: Some(it), .. } => Some(progress(it)),
                Content::Agreement(agreement) => agreement.about.as_ref().map(about),
                Content::Evaluation { worth_it, .. } => worth_it.as_ref().map(worth),
                _ => None,
            });
            parts
        }
        Event::Responded { response: it, .. } => {
            let mut parts = vec![response(it)];
            parts.extend(match it {
                Response::Warmth { warmth: it } => Some(warmth(it)),
                Response::Feasibility { feasible: it, .. } => Some(feasible(it)),
                Response::Appeal { .. } => None,
            });
            parts
        }
        Event::TimerSet { clock: it, .. } => vec![clock(it)],
        Event::OfficeAssigned { office: it, .. } => vec![office(it)],
        Event::LeadPassed { how, .. } => vec![passage(how)],
        Event::VoteCast { mark: it, .. } => vec![mark(it)],
        _ => Vec::new(),
    }
}
