//! A map as a list of pairs: JSON has no keys but strings.

use serde::{Deserialize, Deserializer, Serializer};

use super::Votes;

pub(super) fn serialize<S: Serializer>(votes: &Votes, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(votes)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Votes, D::Error> {
    Vec::deserialize(from).map(|votes| votes.into_iter().collect())
}
