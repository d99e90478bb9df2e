//! The fields of a kind of contribution: what each holds, and how the text in it is reached.

use crate::content::{
    About, FeedbackTag, Kind, ObservationTag, Progress, QuestionCategory, Wish, Worth,
};
use crate::ids::{ContributionId, QuestionId};

/// One field of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name on the wire.
    pub name: &'static str,
    /// What it holds.
    pub holds: FieldType,
    /// Whether the server refuses the contribution without it.
    pub required: bool,
    /// Whether a form asks it only where the step lists it.
    pub listed: bool,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// Several lines, up to [`TEXT_CHARS`](crate::limits::TEXT_CHARS).
    Text,
    /// One line, up to [`LINE_CHARS`](crate::limits::LINE_CHARS).
    Line,
    /// An https address on one line, up to [`LINE_CHARS`](crate::limits::LINE_CHARS) bytes.
    Link,
    /// A moment in a fragment, in seconds, below [`FRAGMENT_SECONDS`](crate::limits::FRAGMENT_SECONDS).
    Moment,
    /// One of these values.
    Choice(&'static [&'static str]),
    /// The id of a contribution of this kind.
    Reference(Kind),
    /// Ids of contributions of this kind.
    References(Kind),
    /// The id of something that its author took along from the last meeting.
    TakenAlong,
    /// The id of something that the method file names.
    Named,
    /// Places in the meeting's learning outcomes, from 0.
    LearningOutcomes,
}

/// A value of a field, of which only strings are typed by a person.
pub(crate) trait Value: Sized {
    /// Bytes of its texts, and of the ids it names as they are on the wire.
    fn bytes(&self) -> usize;

    /// Its text, if it is one.
    fn text(&self) -> Option<&str> {
        None
    }

    fn try_map<E>(
        &self,
        field: Field,
        map: &mut impl FnMut(Field, &str) -> Result<String, E>,
    ) -> Result<Self, E>;
}

impl Value for String {
    fn bytes(&self) -> usize {
        self.len()
    }

    fn text(&self) -> Option<&str> {
        Some(self)
    }

    fn try_map<E>(
        &self,
        field: Field,
        map: &mut impl FnMut(Field, &str) -> Result<String, E>,
    ) -> Result<Self, E> {
        map(field, self)
    }
}

/// A text that is empty afterwards is none.
impl Value for Option<String> {
    fn bytes(&self) -> usize {
        self.as_ref().map_or(0, String::len)
    }

    fn text(&self) -> Option<&str> {
        self.as_deref()
    }

    fn try_map<E>(
        &self,
        field: Field,
        map: &mut impl FnMut(Field, &str) -> Result<String, E>,
    ) -> Result<Self, E> {
        let mapped = self.as_deref().map(|text| map(field, text)).transpose()?;
        Ok(mapped.filter(|text| !text.is_empty()))
    }
}

macro_rules! copied {
    ($($type:ty = |$value:ident| $bytes:expr,)*) => {$(
        impl Value for $type {
            fn bytes(&self) -> usize {
                let $value = self;
                $bytes
            }

            fn try_map<E>(
                &self,
                _: Field,
                _: &mut impl FnMut(Field, &str) -> Result<String, E>,
            ) -> Result<Self, E> {
                Ok(self.clone())
            }
        }
    )*};
}
copied! {
    ContributionId = |_id| ID_BYTES,
    Option<ContributionId> = |id| id.map_or(0, |_| ID_BYTES),
    QuestionId = |id| id.0.len(),
    Vec<ContributionId> = |ids| ids.len() * ID_BYTES,
    Vec<u32> = |places| places.len() * PLACE_BYTES,
    ObservationTag = |_tag| 0,
    Option<QuestionCategory> = |_category| 0,
    FeedbackTag = |_tag| 0,
    Option<Worth> = |_worth| 0,
    Option<u32> = |_seconds| 0,
    Option<Progress> = |_progress| 0,
    Option<Wish> = |_wish| 0,
    Option<About> = |_about| 0,
}

/// Bytes of an id on the wire: 36 characters, two quotation marks and a comma.
const ID_BYTES: usize = 39;

/// Bytes of a place in a list of at most 99 on the wire: two digits and a comma.
const PLACE_BYTES: usize = 3;
