//! See `kring_fuzz::report_text`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| kring_fuzz::report_text::run(data));
