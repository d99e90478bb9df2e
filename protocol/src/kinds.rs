//! The kinds of contribution and their fields: one table, from which the list of kinds, the method
//! files' vocabulary and the page's forms are made.

use serde::{Deserialize, Serialize};

/// One field of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name on the wire.
    pub name: &'static str,
    /// What it holds.
    pub holds: FieldType,
    /// Whether the server refuses the contribution without it.
    pub required: bool,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// Several lines, up to [`TEXT_CHARS`](crate::limits::TEXT_CHARS).
    Text,
    /// One line, up to [`LINE_CHARS`](crate::limits::LINE_CHARS).
    Line,
    /// One of these values.
    Choice(&'static [&'static str]),
    /// The id of a contribution of this kind.
    Reference(Kind),
    /// Ids of contributions of this kind.
    References(Kind),
}

macro_rules! kinds {
    (@once once) => { true };
    (@once often) => { false };
    (@required required) => { true };
    (@required optional) => { false };
    ($($(#[$doc:meta])* $name:ident = $code:literal, $once:ident {
        $($need:ident $field:ident : $type:ident $(($($of:tt)*))?),*
    };)*) => {
        /// The kinds of contribution, without their text.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
        #[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
        #[serde(rename_all = "snake_case")]
        pub enum Kind {
            $($(#[$doc])* $name),*
        }

        impl Kind {
            /// Every kind, in the order of the table.
            pub const ALL: &[Kind] = &[$(Kind::$name),*];
            /// The codes of [`Kind::ALL`], in the same order.
            pub const CODES: &[&str] = &[$($code),*];

            /// Its name on the wire and in method files.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// Whether a person writes one in each phase, as a rule. The server takes more.
            #[must_use]
            pub fn is_once(self) -> bool {
                match self { $(Self::$name => kinds!(@once $once)),* }
            }

            /// Its fields, in the order in which a form shows them.
            #[must_use]
            pub fn fields(self) -> &'static [Field] {
                match self {
                    $(Self::$name => &[$(Field {
                        name: stringify!($field),
                        holds: FieldType::$type $(($($of)*))?,
                        required: kinds!(@required $need),
                    }),*]),*
                }
            }
        }
    };
}

kinds! {
    /// A look back at the last meeting: what was picked up, what it brought.
    Lookback = "lookback", once { required text: Text };
    /// A case or leervraag somebody would like to bring.
    Case = "case", once { required text: Text, optional leervraag: Text };
    /// The inbrenger's account of the situation.
    Introduction = "introduction", once { required text: Text };
    /// The inbrenger's learning question.
    Leervraag = "leervraag", once { optional text: Text, optional origin: Text };
    /// An observation of concrete behaviour.
    Observation = "observation", often { required text: Text, required tag: Choice(&["strength", "observation"]) };
    /// A question to the inbrenger.
    Question = "question", often { required text: Text, optional category: Choice(&["factual", "reasoning", "self_regulation"]) };
    /// The inbrenger's short answer to a question.
    Answer = "answer", often { required text: Text, required question: Reference(Kind::Question) };
    /// A theme with the observations it gathers.
    Theme = "theme", often { required text: Text, optional observations: References(Kind::Observation) };
    /// A proposal for what the case is really about.
    Kernvraag = "kernvraag", often { required text: Text };
    /// An idea, an angle, a suggestion.
    Idea = "idea", often { required text: Text };
    /// What the pupil needs.
    Need = "need", often { required text: Text };
    /// An advice to the inbrenger.
    Advice = "advice", often { required text: Text };
    /// A strength or a suggestion, with the example it rests on.
    Feedback = "feedback", often { required text: Text, required tag: Choice(&["strength", "suggestion"]), required example: Text };
    /// What the inbrenger wants to reach, made concrete.
    Goal = "goal", once { required behaviour: Text, optional level: Text, optional how_often: Line, optional how_long: Line, optional by_when: Line, optional evaluation: Text };
    /// What the inbrenger is going to do.
    Action = "action", often { required what: Text, optional who: Text, optional by_when: Line, optional evaluation: Text };
    /// What the group agrees.
    Agreement = "agreement", often { required what: Text, optional who: Text, optional by_when: Line, optional evaluation: Text };
    /// An experience of one's own in a similar situation.
    Experience = "experience", often { required text: Text };
    /// An insight.
    Insight = "insight", often { required text: Text };
    /// What somebody takes along, in one sentence.
    Takeaway = "takeaway", once { required text: Text };
    /// How the meeting was.
    Evaluation = "evaluation", once { required worth_it: Choice(&["yes", "partly", "no"]), optional why: Text, optional keep: Text, optional change: Text };
    /// A line of the verslaglegger for the report.
    Record = "record", often { required text: Text };
    /// A private note. Nobody but its author ever receives it.
    Note = "note", often { required text: Text };
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_code_of_every_kind_is_its_name_on_the_wire() {
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
        }
    }
}
