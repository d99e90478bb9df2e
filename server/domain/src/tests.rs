//! The rules, each with a test that would fail without it.
//!
//! `given.rs` is the harness and `script.rs` the method that the tests play. One file per room of
//! `decide/`; then what must hold whatever people do: the table of roles and commands, the random
//! meetings, and what reaches whom.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod adjourn;
mod ahead;
mod ballot;
mod brought;
mod checkpoint;
mod concerns;
mod contributions;
mod counted;
mod covered;
mod departure;
mod devices;
mod display;
mod effects;
mod entering;
mod fingerprint;
mod forms;
mod fragment;
mod frame;
mod given;
mod ground_rules;
mod guests;
mod held_count;
mod invariants;
mod lead;
mod leaks;
mod learning_outcomes;
mod muted;
mod next_act;
mod on_behalf;
mod pages;
mod people;
mod plan;
mod preparation;
mod preview;
mod progress;
mod properties;
mod random;
mod reflection;
mod replan;
mod report;
mod retention;
mod rounds;
mod script;
mod shared_phases;
mod shares;
mod spotlight;
mod table;
mod taking;
mod text;
mod time;
mod timekeeping;
mod turns;
mod twins;
mod undo;
mod wild;
mod wire;
