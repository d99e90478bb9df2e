//! See `kring_fuzz::client_message`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| kring_fuzz::client_message::run(data));
