//! The harness: a server and clients that tests drive.
