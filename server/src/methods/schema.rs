//! The fields of a method file, written out once.
//!
//! It says what `kring_protocol::script` says in types, with the limits and a helpful word besides;
//! a test holds the two together.

use kring_protocol::content::Kind;
use kring_protocol::limits::{AGREEMENTS, PHASE_MINUTES, PHASES, SILENCE_SECONDS};

use super::shape::{Field, Shape, TableShape};

/// Steps of one phase: the longest in the sources has four.
const STEPS: usize = 20;
/// Questions of preparation: the longest form in the sources has eight.
const PREPARED: usize = 20;
/// Answers to choose from: what fits on a phone's screen.
const CHOICES: usize = 8;
/// Days by which a preparation can be asked ahead: two months.
const DAYS_AHEAD: u32 = 60;
/// Members of any other list: more than a page can show.
const MANY: usize = 60;

const ROLES: &[&str] =
    &["gespreksleider", "inbrenger", "tijdbewaker", "verslaglegger", "deelnemer"];
const OUTCOMES: &[&str] = &[
    "inbrenger",
    "leervraag",
    "theme",
    "kernvraag",
    "question",
    "feedback",
    "goal",
    "need",
    "idea",
    "advice",
    "action",
    "agreement",
    "agreement_parents",
    "agreement_pupil",
    "agreement_colleagues",
    "ground_rule",
    "insight",
    "takeaway",
    "evaluation",
];

static ROLE: Shape = Shape::OneOf("role", ROLES);
static KIND: Shape = Shape::OneOf("kind", Kind::CODES);
static STATE: Shape =
    Shape::OneOf("state of the inbrenger", &["speaks", "answers", "listens", "rates", "muted"]);
static SEES: Shape = Shape::OneOf("moment", &["at_once", "afterwards"]);
static AUTHORS: Shape = Shape::OneOf("way to show authors", &["named", "anonymous"]);
static TAG: Shape = Shape::OneOf("tag", &["strength", "observation"]);
static RESPONSE: Shape = Shape::OneOf("response", &["warmth", "feasibility", "appeal"]);
static OUTCOME: Shape = Shape::OneOf("outcome", OUTCOMES);

static PREPARES: Shape = Shape::OneOf("reader", &["inbrenger", "everybody"]);

static DAYS: Shape = Shape::Number(1, DAYS_AHEAD);
static FORMAT: Shape = Shape::Number(1, 1);
static MINUTES: Shape = Shape::Number(1, PHASE_MINUTES);
static SECONDS: Shape = Shape::Number(10, SILENCE_SECONDS);
static TEXT: Shape = Shape::Table(&TEXT_TABLE);

static WRITERS: Shape =
    Shape::List { of: &ROLE, most: MANY, empty: Some("a kind that nobody may write") };
static SPEAKERS: Shape = Shape::List { of: &ROLE, most: MANY, empty: Some("turns for nobody") };
static READERS: Shape = Shape::List { of: &ROLE, most: MANY, empty: Some("a starter for nobody") };
static WORDS: Shape =
    Shape::List { of: &Shape::Line, most: MANY, empty: Some("a caution without words") };

/// A list that may be empty.
const fn any(of: &'static Shape, most: usize) -> Shape {
    Shape::List { of, most, empty: None }
}
static TEXTS: Shape = any(&TEXT, AGREEMENTS);
static KIND_LIST: Shape = any(&KIND, MANY);
static RESPONSE_LIST: Shape = any(&RESPONSE, MANY);
static OUTCOME_LIST: Shape = any(&OUTCOME, MANY);
static FIELD_LIST: Shape =
    Shape::List { of: &Shape::Line, most: MANY, empty: Some("a form without fields") };
static OPENING_LIST: Shape = any(&Shape::Table(&OPENING), MANY);
static CAUTION_LIST: Shape = any(&Shape::Table(&CAUTION), MANY);
static STARTER_LIST: Shape = any(&Shape::Table(&STARTER), MANY);
static CHOICE_LIST: Shape = any(&TEXT, CHOICES);
static PREPARATION_LIST: Shape = any(&Shape::Table(&PREPARATION), PREPARED);
static QUESTION_LIST: Shape = any(&Shape::Table(&QUESTION), MANY);
static STEP_LIST: Shape =
    Shape::List { of: &Shape::Table(&STEP), most: STEPS, empty: Some("a phase without steps") };
static PHASE_LIST: Shape =
    Shape::List { of: &Shape::Table(&PHASE), most: PHASES, empty: Some("a method without phases") };

/// A whole file.
pub(super) static METHOD: TableShape = TableShape {
    what: "the method",
    fields: &[
        Field::must("format", &FORMAT, "add format = 1"),
        Field::must("id", &Shape::Slug, "add id = \"…\", the file's name without its ending"),
        Field::must("title", &TEXT, "add title = { nl = \"…\", en = \"…\" }"),
        Field::must("summary", &TEXT, "add summary = { nl = \"…\", en = \"…\" }"),
        Field::must("source", &Shape::Line, "add source = \"…\", where the facts come from"),
        Field::must("agreements", &TEXTS, "add agreements = [{ nl = \"…\", en = \"…\" }]"),
        Field::must("round_starts_at", &Shape::Slug, "add round_starts_at = \"…\", a phase's id"),
        Field::may("round_starts_at_step", &Shape::Slug),
        Field::may("strict", &Shape::Flag),
        Field::may("pupil_plan", &Shape::Flag),
        Field::may("preparation", &PREPARATION_LIST),
        Field::may("reflection", &QUESTION_LIST),
        Field::must("phases", &PHASE_LIST, "give {owner} at least one [[phases]]"),
    ],
};

static PREPARATION: TableShape = TableShape {
    what: "question of preparation",
    fields: &[
        Field::must("id", &Shape::Slug, "add id = \"…\""),
        Field::must("title", &TEXT, "add title = { nl = \"…\", en = \"…\" }"),
        Field::must("ask", &TEXT, "add ask = { nl = \"…\", en = \"…\" }"),
        Field::must("for", &PREPARES, "add for = \"inbrenger\" or for = \"everybody\""),
        Field::may("choices", &CHOICE_LIST),
        Field::may("days_ahead", &DAYS),
        Field::may("required", &Shape::Flag),
    ],
};

static QUESTION: TableShape = TableShape {
    what: "question of reflection",
    fields: &[
        Field::must("id", &Shape::Slug, "add id = \"…\""),
        Field::must("ask", &TEXT, "add ask = { nl = \"…\", en = \"…\" }"),
    ],
};

static PHASE: TableShape = TableShape {
    what: "phase",
    fields: &[
        Field::must("id", &Shape::Slug, "add id = \"…\""),
        Field::must("title", &TEXT, "add title = { nl = \"…\", en = \"…\" }"),
        Field::must("minutes", &MINUTES, "add minutes = 10"),
        Field::may("minimum", &MINUTES),
        Field::may("proposal", &Shape::Flag),
        Field::may("optional", &Shape::Flag),
        Field::may("leaves", &OUTCOME_LIST),
        Field::must("guidance", &Shape::Table(&GUIDANCE), "add [phases.guidance]"),
        Field::may("starters", &STARTER_LIST),
        Field::must("steps", &STEP_LIST, "give {owner} at least one [[phases.steps]]"),
    ],
};

static GUIDANCE: TableShape = TableShape {
    what: "guidance",
    fields: &[
        Field::must("gespreksleider", &TEXT, "add gespreksleider = { nl = \"…\", en = \"…\" }"),
        Field::must("inbrenger", &TEXT, "add inbrenger = { nl = \"…\", en = \"…\" }"),
        Field::must("deelnemer", &TEXT, "add deelnemer = { nl = \"…\", en = \"…\" }"),
        Field::may("tijdbewaker", &TEXT),
        Field::may("verslaglegger", &TEXT),
    ],
};

static HELP: TableShape = TableShape {
    what: "help",
    fields: &[Field::may("example", &TEXT), Field::may("leading", &TEXT)],
};

static STEP: TableShape = TableShape {
    what: "step",
    fields: &[
        Field::must("id", &Shape::Slug, "add id = \"…\""),
        Field::must("title", &TEXT, "add title = { nl = \"…\", en = \"…\" }"),
        Field::may("guidance", &Shape::Table(&STEP_GUIDANCE)),
        Field::may("help", &Shape::Table(&HELP)),
        Field::must("inbrenger", &STATE, "add inbrenger = \"speaks\", or another state"),
        Field::may("inbrenger_sees", &SEES),
        Field::may("authors", &AUTHORS),
        Field::may("opens", &OPENING_LIST),
        Field::may("turns", &Shape::Table(&TURNS)),
        Field::may("silence_seconds", &SECONDS),
        Field::may("divides_roles", &Shape::Flag),
        Field::may("plans_next", &Shape::Flag),
        Field::may("ballot", &Shape::Flag),
        Field::may("responses", &RESPONSE_LIST),
        Field::may("supports", &KIND_LIST),
        Field::may("chooses", &KIND_LIST),
        Field::may("cautions", &CAUTION_LIST),
    ],
};

/// The phase's guidance holds for roles that are not in it.
static STEP_GUIDANCE: TableShape = TableShape {
    what: "guidance of a step",
    fields: &[
        Field::may("gespreksleider", &TEXT),
        Field::may("inbrenger", &TEXT),
        Field::may("deelnemer", &TEXT),
        Field::may("tijdbewaker", &TEXT),
        Field::may("verslaglegger", &TEXT),
    ],
};

static OPENING: TableShape = TableShape {
    what: "opening",
    fields: &[
        Field::must("kind", &KIND, "add kind = \"…\""),
        Field::must("by", &WRITERS, "add by = [\"deelnemer\"], or other roles"),
        Field::may("held", &Shape::Flag),
        Field::may("counted", &Shape::Flag),
        Field::may("only", &TAG),
        Field::may("category_required", &Shape::Flag),
        Field::may("label", &TEXT),
        Field::may("asks", &FIELD_LIST),
    ],
};

static TURNS: TableShape = TableShape {
    what: "turns",
    fields: &[
        Field::must("by", &SPEAKERS, "add by = [\"deelnemer\"], or other roles"),
        Field::must("seconds", &SECONDS, "add seconds = 60"),
        Field::must("may_pass", &Shape::Flag, "add may_pass = true"),
    ],
};

static STARTER: TableShape = TableShape {
    what: "starter",
    fields: &[
        Field::must("by", &READERS, "add by = [\"deelnemer\"], or other roles"),
        Field::must("kind", &KIND, "add kind = \"…\""),
        Field::may("field", &Shape::Line),
        Field::may("step", &Shape::Slug),
        Field::must("text", &TEXT, "add text = { nl = \"…\", en = \"…\" }"),
    ],
};

static CAUTION: TableShape = TableShape {
    what: "caution",
    fields: &[
        Field::must("kind", &KIND, "add kind = \"…\""),
        Field::must(
            "words",
            &Shape::Table(&CAUTION_WORDS),
            "add words = { nl = [\"…\"], en = [\"…\"] }",
        ),
        Field::must("text", &TEXT, "add text = { nl = \"…\", en = \"…\" }"),
    ],
};

static CAUTION_WORDS: TableShape = TableShape {
    what: "words",
    fields: &[
        Field::translation("nl", &WORDS, "Dutch", "add nl = [\"…\"]"),
        Field::translation("en", &WORDS, "English", "add en = [\"…\"]"),
    ],
};

static TEXT_TABLE: TableShape = TableShape {
    what: "text",
    fields: &[
        Field::translation("nl", &Shape::Line, "Dutch", "add nl = \"…\""),
        Field::translation("en", &Shape::Line, "English", "add en = \"…\""),
    ],
};
