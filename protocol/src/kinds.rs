//! The kinds of contribution and their fields: one table, from which the list of kinds, what is sent
//! and checked of each, the method files' vocabulary and the page's forms are made.

use serde::{Deserialize, Serialize};

use crate::content::{
    Agreement, Commitment, FeedbackTag, Goal, ObservationTag, Progress, QuestionCategory, Wish,
    Worth,
};
use crate::fields::Value;
pub use crate::fields::{Field, FieldType};
use crate::ids::{ContributionId, QuestionId};

/// A row is `Name = "code", once|often { field: Type = required|optional|listed Holds }`, or, for fields that
/// several kinds share, `Name = "code", once|often of Struct { field = required|optional|listed Holds }`. What is
/// `listed` is optional, and asked only where a step lists it.
macro_rules! kinds {
    (@once once) => { true };
    (@once often) => { false };
    (@required required) => { true };
    (@required optional) => { false };
    (@required listed) => { false };
    (@listed listed) => { true };
    (@listed $need:ident) => { false };
    (@field $field:ident $need:ident $holds:ident $(($($of:tt)*))?) => {
        Field {
            name: stringify!($field),
            holds: FieldType::$holds $(($($of)*))?,
            required: kinds!(@required $need),
            listed: kinds!(@listed $need),
        }
    };
    ($($(#[$doc:meta])* $name:ident = $code:literal, $once:ident
        $({ $($(#[$meta:meta])* $field:ident: $type:ty =
            $need:ident $holds:ident $(($($of:tt)*))?),* $(,)? })?
        $(of $shared:ident { $($inner:ident =
            $inner_need:ident $inner_holds:ident $(($($inner_of:tt)*))?),* $(,)? })?
    ;)*) => {
        /// The kinds of contribution, without their text.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
        #[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
        #[serde(rename_all = "snake_case")]
        pub enum Kind {
            $($(#[$doc])* $name),*
        }

        /// Something a participant wrote. Texts are plain text: never HTML, never Markdown.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
        #[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
        #[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
        pub enum Content {
            $(
                #[doc = concat!("See [`Kind::", stringify!($name), "`].")]
                $name $({ $($(#[$meta])* $field: $type),* })? $(($shared))?
            ),*
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

            /// Whether nobody but its author ever receives it.
            #[must_use]
            pub fn is_private(self) -> bool {
                matches!(self, Self::Note | Self::Reflection)
            }

            /// Whether a step can open it. The others are open by themselves, or with an office.
            #[must_use]
            pub fn is_of_steps(self) -> bool {
                !self.is_private() && !matches!(self, Self::Record | Self::Preparation)
            }

            /// Its fields, in the order in which a form shows them.
            #[must_use]
            pub fn fields(self) -> &'static [Field] {
                match self {
                    $(Self::$name => &[
                        $($(kinds!(@field $field $need $holds $(($($of)*))?)),*)?
                        $($(kinds!(@field $inner $inner_need $inner_holds $(($($inner_of)*))?)),*)?
                    ]),*
                }
            }
        }

        impl Content {
            /// The kind of this content.
            #[must_use]
            pub fn kind(&self) -> Kind {
                match self { $(Self::$name { .. } => Kind::$name),* }
            }

            /// Bytes of its texts in UTF-8, and of the ids it names.
            #[must_use]
            pub fn bytes(&self) -> usize {
                match self {
                    $(
                        $(Self::$name { $($field),* } => 0 $(+ $field.bytes())*)?
                        $(Self::$name(inner) => { let $shared { $($inner),* } = inner; 0 $(+ $inner.bytes())* })?
                    ),*
                }
            }

            /// Its texts, in the order of the table.
            #[must_use]
            pub fn texts(&self) -> Vec<&str> {
                let texts: &[Option<&str>] = match self {
                    $(
                        $(Self::$name { $($field),* } => &[$($field.text()),*],)?
                        $(Self::$name(inner) => {
                            let $shared { $($inner),* } = inner;
                            &[$($inner.text()),*]
                        })?
                    )*
                };
                texts.iter().copied().flatten().collect()
            }

            /// This content with every text replaced by what `map` returns, in the order of the
            /// table; an optional text that becomes empty is left out.
            ///
            /// # Errors
            /// The first error of `map`.
            pub fn try_map_texts<E>(
                &self,
                mut map: impl FnMut(Field, &str) -> Result<String, E>,
            ) -> Result<Self, E> {
                let map = &mut map;
                Ok(match self {
                    $(
                        $(Self::$name { $($field),* } => Self::$name { $($field: $field.try_map(
                            kinds!(@field $field $need $holds $(($($of)*))?), map,
                        )?),* })?
                        $(Self::$name(inner) => Self::$name($shared { $($inner: inner.$inner.try_map(
                            kinds!(@field $inner $inner_need $inner_holds $(($($inner_of)*))?), map,
                        )?),* }))?
                    ),*
                })
            }
        }
    };
}

kinds! {
    /// A look back at the last meeting: what was picked up, what it brought. One of these three says something.
    Lookback = "lookback", once {
        /// The text.
        #[serde(default)]
        text: String = optional Text,
        /// What was taken along from the last meeting, of which it says this: one's own. Absent if it says
        /// something of the last meeting at large.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "describe", ts(optional))]
        of: Option<ContributionId> = listed TakenAlong,
        /// How far one came with it; absent where that is not said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "describe", ts(optional))]
        progress: Option<Progress> = listed Choice(&["done", "partly", "not_yet"]),
        /// The next small step; absent where there is none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "describe", ts(optional))]
        next_step: Option<String> = listed Text,
    };
    /// A case or leervraag somebody would like to bring.
    Case = "case", once {
        /// The case in a few words.
        text: String = required Text,
        /// The leervraag, where there is one already.
        #[serde(default)]
        leervraag: Option<String> = optional Text,
        /// What its author wishes of the group; absent where that is not said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "describe", ts(optional))]
        wish: Option<Wish> = listed Choice(&["reflection", "feedback", "inspiration"]),
    };
    /// The inbrenger's account of the situation.
    Introduction = "introduction", once {
        /// The text.
        text: String = required Text,
    };
    /// The video fragment that the inbrenger shows. Its link is for those who are there while the meeting is
    /// on, and in no report.
    Fragment = "fragment", once {
        /// What it shows, in a few words.
        title: String = required Line,
        /// Where it can be watched: an https address without a user's name. Absent if there is none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "describe", ts(optional))]
        link: Option<String> = optional Link,
        /// Where it begins, in seconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "describe", ts(optional))]
        starts_at: Option<u32> = optional Moment,
        /// Where it ends, in seconds, not before it begins.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "describe", ts(optional))]
        ends_at: Option<u32> = optional Moment,
    };
    /// The inbrenger's learning question.
    Leervraag = "leervraag", once {
        /// The question; `null` says "not clear yet", which a group may settle at the end.
        text: Option<String> = optional Text,
        /// How the question came about.
        #[serde(default)]
        origin: Option<String> = optional Text,
        /// The inbrenger's goal for this meeting; absent where there is none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "describe", ts(optional))]
        goal: Option<String> = listed Text,
    };
    /// An observation of concrete behaviour.
    Observation = "observation", often {
        /// What was seen, without interpretation.
        text: String = required Text,
        /// Strength or observation.
        tag: ObservationTag = required Choice(&["strength", "observation"]),
        /// When it is seen, in seconds of the fragment; absent where that is not said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "describe", ts(optional))]
        moment: Option<u32> = listed Moment,
    };
    /// A question to the inbrenger.
    Question = "question", often {
        /// The question.
        text: String = required Text,
        /// Its category; some steps require one.
        #[serde(default)]
        category: Option<QuestionCategory> = optional Choice(&["factual", "reasoning", "self_regulation"]),
    };
    /// The inbrenger's short answer to a question.
    Answer = "answer", often {
        /// The answer.
        text: String = required Text,
        /// The question it answers.
        question: ContributionId = required Reference(Kind::Question),
    };
    /// A theme with the observations it gathers.
    Theme = "theme", often {
        /// The theme.
        text: String = required Text,
        /// The observations it gathers.
        #[serde(default)]
        observations: Vec<ContributionId> = optional References(Kind::Observation),
        /// The learning outcomes it is about, as their places in the meeting's list from 0, none twice;
        /// absent if none.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<u32>>"))]
        outcomes: Vec<u32> = optional LearningOutcomes,
    };
    /// A proposal for what the case is really about.
    Kernvraag = "kernvraag", often {
        /// The proposal.
        text: String = required Text,
    };
    /// An idea, an angle, a suggestion.
    Idea = "idea", often {
        /// The text.
        text: String = required Text,
    };
    /// What the pupil needs.
    Need = "need", often {
        /// The text.
        text: String = required Text,
    };
    /// Support that the inbrenger needs.
    Support = "support", often {
        /// What is needed.
        what: String = required Text,
        /// From whom; may be empty.
        #[serde(default)]
        from: String = optional Line,
    };
    /// An advice to the inbrenger.
    Advice = "advice", often {
        /// The text.
        text: String = required Text,
    };
    /// A strength or a suggestion, with the example it rests on.
    Feedback = "feedback", often {
        /// The text.
        text: String = required Text,
        /// Strength or suggestion.
        tag: FeedbackTag = required Choice(&["strength", "suggestion"]),
        /// The concrete example it rests on. Required.
        example: String = required Text,
    };
    /// What the inbrenger wants to reach, made concrete.
    Goal = "goal", once of Goal {
        behaviour = required Text,
        level = optional Text,
        how_often = optional Line,
        how_long = optional Line,
        by_when = optional Line,
        evaluation = optional Text,
    };
    /// What the inbrenger is going to do.
    Action = "action", often of Commitment {
        what = required Text,
        who = optional Text,
        by_when = optional Line,
        evaluation = optional Text,
    };
    /// What the group agrees.
    Agreement = "agreement", often of Agreement {
        what = required Text,
        who = optional Text,
        by_when = optional Line,
        evaluation = optional Text,
        about = listed Choice(&["parents", "pupil", "colleagues"]),
    };
    /// A ground rule of the group; one that the group chooses is one of its agreements.
    GroundRule = "ground_rule", often {
        /// The rule, on one line.
        text: String = required Line,
    };
    /// An experience of one's own in a similar situation.
    Experience = "experience", often {
        /// The text.
        text: String = required Text,
    };
    /// An insight.
    Insight = "insight", often {
        /// The text.
        text: String = required Text,
    };
    /// What somebody takes along, in one sentence.
    Takeaway = "takeaway", once {
        /// One sentence.
        text: String = required Text,
    };
    /// How the meeting was.
    Evaluation = "evaluation", once {
        /// Was it worth the time? `null` where that is not asked; then some text is needed.
        #[serde(default)]
        worth_it: Option<Worth> = optional Choice(&["yes", "partly", "no"]),
        /// Why, or why not.
        #[serde(default)]
        why: String = optional Text,
        /// What should stay.
        #[serde(default)]
        keep: String = optional Text,
        /// What could be different.
        #[serde(default)]
        change: String = optional Text,
    };
    /// A line of the verslaglegger for the report.
    Record = "record", often {
        /// The text.
        text: String = required Text,
    };
    /// A private note. Nobody but its author ever receives it.
    Note = "note", often {
        /// The text.
        text: String = required Text,
    };
    /// What somebody looks back on for themselves, also after closing. Nobody but its author ever
    /// receives it.
    Reflection = "reflection", often {
        /// The method's question that it answers.
        question: QuestionId = required Named,
        /// The answer.
        text: String = required Text,
    };
    /// What somebody prepared before the meeting; their own until they share it.
    Preparation = "preparation", often {
        /// The method's question that it answers.
        question: QuestionId = required Named,
        /// The answer.
        text: String = required Text,
    };
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
