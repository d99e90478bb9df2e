//! See `kring_fuzz::method_file`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| kring_fuzz::method_file::run(data));
