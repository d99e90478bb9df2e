//! What is wrong with a method file, where, and what to do about it.

/// Characters of a problem that are shown: it may quote the file, and still fits a few lines.
const PROBLEM_CHARS: usize = 300;

/// One thing that is wrong with a method file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {problem}: {advice}")]
pub struct MethodFault {
    /// The file, as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub advice: String,
}

/// A fault at a byte of the text, before it has a file and a line.
#[derive(Debug)]
pub(super) struct Finding {
    /// Byte offset in the text.
    pub(super) at: usize,
    pub(super) problem: String,
    pub(super) advice: String,
}

impl Finding {
    pub(super) fn new(at: usize, problem: impl Into<String>, advice: impl Into<String>) -> Self {
        // A problem quotes the file: a hostile or binary one must not reach the terminal as it is.
        let clean = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
        let problem = problem.into().chars().map(clean).take(PROBLEM_CHARS).collect();
        Self { at, problem, advice: advice.into() }
    }

    /// The fault that this finding is in `file`, whose content is `text`.
    pub(super) fn in_file(self, file: &str, text: &[u8]) -> MethodFault {
        let before = text.get(..self.at).unwrap_or(text);
        let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
        MethodFault { file: file.to_owned(), line, problem: self.problem, advice: self.advice }
    }
}
