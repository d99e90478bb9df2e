//! What the program says on its console. A console that is full or closed is no reason to stop.

/// `println!` that ignores write errors, so that `kring verify | head` succeeds.
macro_rules! say {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        writeln!(std::io::stdout(), $($words)*).unwrap_or_default()
    }};
}

/// `eprintln!` that ignores write errors.
macro_rules! warn_user {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        writeln!(std::io::stderr(), $($words)*).unwrap_or_default()
    }};
}

pub(crate) use {say, warn_user};
