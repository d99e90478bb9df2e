//! The suite every log passes.
