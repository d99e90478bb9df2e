//! The report's own words, in both languages.

use kring_protocol::content::{
    About, Feasible, FeedbackTag, Kind, ObservationTag, Progress, QuestionCategory, Warmth, Wish,
    Worth,
};
use kring_protocol::text::Lang;

/// Labels of one language.
#[allow(missing_docs, reason = "each is named after what it labels")]
pub(super) struct Words {
    lang: Lang,
    /// Between the cells of a table: where the comma is for decimals, a semicolon.
    pub separator: u8,
    pub method: &'static str,
    pub leader: &'static str,
    pub case_owner: &'static str,
    pub date: &'static str,
    pub people: &'static str,
    pub round: &'static str,
    pub outcome: &'static str,
    pub pupil_plan: &'static str,
    pub plan_needs: &'static str,
    pub plan_agreements: &'static str,
    pub plan_looks_back: &'static str,
    pub time: &'static str,
    pub phase: &'static str,
    pub kind_of_text: &'static str,
    pub text_itself: &'static str,
    pub reaction: &'static str,
    pub yes: &'static str,
    pub planned: &'static str,
    pub spent: &'static str,
    pub extra: &'static str,
    pub notes: &'static str,
    pub steps: &'static str,
    pub agreements: &'static str,
    pub preparation: &'static str,
    pub reflection: &'static str,
    pub course: &'static str,
    pub chosen: &'static str,
    pub written_down_by: &'static str,
    pub unconfirmed: &'static str,
    pub leervraag: &'static str,
    pub learning_outcome: &'static str,
    pub not_clear_yet: &'static str,
    pub origin: &'static str,
    pub example: &'static str,
    pub level: &'static str,
    pub how_often: &'static str,
    pub how_long: &'static str,
    pub by_when: &'static str,
    pub evaluation: &'static str,
    pub about: &'static str,
    pub who: &'static str,
    pub why: &'static str,
    pub worth_it: &'static str,
    pub keep: &'static str,
    pub change: &'static str,
    pub fragment_from: &'static str,
    pub fragment_to: &'static str,
    pub wish: &'static str,
    pub next_step: &'static str,
    pub taken_along: &'static str,
    pub goal_here: &'static str,
    pub from_whom: &'static str,
    pub in_overview: &'static str,
    pub in_plan: &'static str,
    pub support: &'static str,
    pub appeals: &'static str,
    pub does_not_appeal: &'static str,
}

pub(super) fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::Nl => &NL,
        Lang::En => &EN,
    }
}

static NL: Words = Words {
    lang: Lang::Nl,
    separator: b';',
    method: "Werkwijze",
    leader: "Gespreksleider",
    case_owner: "Inbrenger",
    date: "Datum",
    people: "Aanwezig",
    round: "Casus",
    outcome: "Opbrengst",
    pupil_plan: "Plan voor de leerling",
    plan_needs: "Wat de leerling nodig heeft",
    plan_agreements: "Afspraken",
    plan_looks_back: "Hoe we terugkijken",
    time: "Tijd in minuten",
    phase: "Stap",
    kind_of_text: "Soort",
    text_itself: "Tekst",
    reaction: "Reactie van de inbrenger",
    yes: "ja",
    planned: "Gepland",
    spent: "Werkelijk",
    extra: "Minuten erbij",
    notes: "Mijn eigen notities (alleen voor mij)",
    steps: "Mijn stap",
    agreements: "Onze afspraken",
    preparation: "Voorbereiding van",
    reflection: "Mijn reflectie (alleen voor mij)",
    course: "Het verloop",
    chosen: "gekozen",
    written_down_by: "opgeschreven door",
    unconfirmed: ", niet bevestigd",
    leervraag: "Leervraag",
    learning_outcome: "Leeruitkomst",
    not_clear_yet: "Nog niet helder",
    origin: "Zo ontstond de vraag",
    example: "Voorbeeld",
    level: "Niveau",
    how_often: "Hoe vaak",
    how_long: "Hoe lang",
    by_when: "Wanneer",
    evaluation: "Evaluatie",
    about: "Over",
    who: "Wie",
    why: "Waarom",
    worth_it: "De tijd waard?",
    keep: "Zo houden",
    change: "Anders",
    fragment_from: "Van",
    fragment_to: "Tot",
    wish: "Vraagt om",
    next_step: "Volgende kleine stap",
    taken_along: "van de vorige keer",
    goal_here: "Doel voor deze bijeenkomst",
    from_whom: "Van wie",
    in_overview: "In het groepsoverzicht",
    in_plan: "In het groepsplan",
    support: "Benodigde ondersteuning",
    appeals: "Spreekt de inbrenger aan",
    does_not_appeal: "Spreekt de inbrenger minder aan",
};

static EN: Words = Words {
    lang: Lang::En,
    separator: b',',
    method: "Method",
    leader: "Facilitator",
    case_owner: "Case owner",
    date: "Date",
    people: "Present",
    round: "Case",
    outcome: "Outcome",
    pupil_plan: "Plan for the pupil",
    plan_needs: "What the pupil needs",
    plan_agreements: "Agreements",
    plan_looks_back: "How we look back",
    time: "Time in minutes",
    phase: "Step",
    kind_of_text: "Kind",
    text_itself: "Text",
    reaction: "Response of the case owner",
    yes: "yes",
    planned: "Planned",
    spent: "Real",
    extra: "Minutes added",
    notes: "My own notes (for me only)",
    steps: "My step",
    agreements: "Our agreements",
    preparation: "Prepared by",
    reflection: "My reflection (for me only)",
    course: "How it went",
    chosen: "chosen",
    written_down_by: "written down by",
    unconfirmed: ", not confirmed",
    leervraag: "Learning question",
    learning_outcome: "Learning outcome",
    not_clear_yet: "Not clear yet",
    origin: "How the question came about",
    example: "Example",
    level: "Level",
    how_often: "How often",
    how_long: "How long",
    by_when: "When",
    evaluation: "Evaluation",
    about: "About",
    who: "Who",
    why: "Why",
    worth_it: "Worth the time?",
    keep: "Keep",
    change: "Change",
    fragment_from: "From",
    fragment_to: "To",
    wish: "Asks for",
    next_step: "Next small step",
    taken_along: "from last time",
    goal_here: "Goal for this meeting",
    from_whom: "From whom",
    in_overview: "In the group overview",
    in_plan: "In the group plan",
    support: "Support needed",
    appeals: "Appeals to the case owner",
    does_not_appeal: "Appeals less to the case owner",
};

impl Words {
    fn pick(&self, nl: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::Nl => nl,
            Lang::En => en,
        }
    }

    pub(super) fn kind(&self, kind: Kind) -> &'static str {
        match kind {
            Kind::Lookback => self.pick("Terugblik", "Look back"),
            Kind::Case => self.pick("Casus", "Case"),
            Kind::Introduction => self.pick("Toelichting", "Explanation"),
            Kind::Fragment => "Fragment",
            Kind::Leervraag => self.leervraag,
            Kind::Observation => self.pick("Waarneming", "Observation"),
            Kind::Question => self.pick("Vraag", "Question"),
            Kind::Answer => self.pick("Antwoord", "Answer"),
            Kind::Theme => self.pick("Thema", "Theme"),
            Kind::Kernvraag => self.pick("Kernvraag", "Key question"),
            Kind::Idea => self.pick("Idee", "Idea"),
            Kind::Need => self.pick("Onderwijsbehoefte", "Need"),
            Kind::Support => self.pick("Ondersteuningsbehoefte", "Support needed"),
            Kind::Advice => self.pick("Advies", "Advice"),
            Kind::Feedback => "Feedback",
            Kind::Goal => self.pick("Doel", "Goal"),
            Kind::Action => self.pick("Actie", "Action"),
            Kind::Agreement => self.pick("Afspraak", "Agreement"),
            Kind::GroundRule => self.pick("Spelregel", "Ground rule"),
            Kind::Experience => self.pick("Ervaring", "Experience"),
            Kind::Insight => self.pick("Inzicht", "Insight"),
            Kind::Takeaway => self.pick("Wat ik meeneem", "Takeaway"),
            Kind::Evaluation => self.pick("Evaluatie", "Evaluation"),
            Kind::Record => self.pick("Verslag", "Record"),
            Kind::Note => self.pick("Notitie", "Note"),
            Kind::Reflection => self.pick("Reflectie", "Reflection"),
            Kind::Preparation => self.pick("Voorbereiding", "Preparation"),
        }
    }

    pub(super) fn observation(&self, tag: ObservationTag) -> &'static str {
        match tag {
            ObservationTag::Strength => self.pick("sterk", "strength"),
            ObservationTag::Observation => self.pick("waarneming", "observation"),
        }
    }

    pub(super) fn category(&self, category: QuestionCategory) -> &'static str {
        match category {
            QuestionCategory::Factual => self.pick("categorie 1", "category 1"),
            QuestionCategory::Reasoning => self.pick("categorie 2", "category 2"),
            QuestionCategory::SelfRegulation => self.pick("categorie 3", "category 3"),
        }
    }

    pub(super) fn feedback(&self, tag: FeedbackTag) -> &'static str {
        match tag {
            FeedbackTag::Strength => self.pick("sterk punt", "strength"),
            FeedbackTag::Suggestion => self.pick("suggestie", "suggestion"),
        }
    }

    pub(super) fn wished(&self, wish: Wish) -> &'static str {
        match wish {
            Wish::Reflection => self.pick("reflectie", "reflection"),
            Wish::Feedback => "feedback",
            Wish::Inspiration => self.pick("inspiratie", "inspiration"),
        }
    }

    pub(super) fn progress(&self, progress: Progress) -> &'static str {
        match progress {
            Progress::Done => self.pick("Gedaan", "Done"),
            Progress::Partly => self.pick("Deels gedaan", "Partly done"),
            Progress::NotYet => self.pick("Nog niet", "Not yet"),
        }
    }

    pub(super) fn about_whom(&self, about: About) -> &'static str {
        match about {
            About::Parents => self.pick("de ouders", "the parents"),
            About::Pupil => self.pick("de leerling", "the pupil"),
            About::Colleagues => self.pick("de collega's", "the colleagues"),
        }
    }

    pub(super) fn worth(&self, worth: Worth) -> &'static str {
        match worth {
            Worth::Yes => self.pick("Ja", "Yes"),
            Worth::Partly => self.pick("Deels", "Partly"),
            Worth::No => self.pick("Nee", "No"),
        }
    }

    pub(super) fn warmth(&self, warmth: Warmth) -> &'static str {
        match warmth {
            Warmth::Cold => self.pick("Koud", "Cold"),
            Warmth::Lukewarm => self.pick("Lauw", "Lukewarm"),
            Warmth::Warm => "Warm",
        }
    }

    pub(super) fn feasible(&self, feasible: Feasible) -> &'static str {
        match feasible {
            Feasible::Yes => self.pick("Haalbaar", "Feasible"),
            Feasible::Partly => self.pick("Deels haalbaar", "Partly feasible"),
            Feasible::No => self.pick("Niet haalbaar", "Not feasible"),
        }
    }
}
