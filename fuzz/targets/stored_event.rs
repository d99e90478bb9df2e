//! See `kring_fuzz::stored_event`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| kring_fuzz::stored_event::run(data));
