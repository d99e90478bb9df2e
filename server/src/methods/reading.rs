//! From the bytes of a file to a checked method.
//!
//! The text is looked at three times: is it TOML, has it the right shape, does it make sense. Each
//! look tells all it finds, and the next one only starts when there was nothing to tell.

use kring_protocol::script::Method;
use toml::de::DeTable;

use super::fault::{Finding, MethodFault};
use super::{rules, schema, shape};

/// Bytes of a method file. The largest of the five is under 30 KiB.
pub(super) const FILE_BYTES: u64 = 256 * 1024;
/// Faults reported of one file, at most. After mending these the check is run again.
const FAULTS: usize = 100;

/// Reads and checks the text of a method file. The file's name without its ending must be the id.
///
/// # Errors
/// Every fault, in the order of the lines.
pub fn parse(file: &str, text: &str) -> Result<Method, Vec<MethodFault>> {
    parse_bytes(file, text.as_bytes())
}

pub(super) fn parse_bytes(file: &str, bytes: &[u8]) -> Result<Method, Vec<MethodFault>> {
    examine(file, bytes).map_err(|mut findings| {
        findings.sort_by_key(|finding| finding.at);
        findings.truncate(FAULTS);
        findings.into_iter().map(|finding| finding.in_file(file, bytes)).collect()
    })
}

fn examine(file: &str, bytes: &[u8]) -> Result<Method, Vec<Finding>> {
    if bytes.len() as u64 > FILE_BYTES {
        let problem = format!("the file is larger than {} KiB", FILE_BYTES / 1024);
        return Err(vec![Finding::new(0, problem, "shorten its texts")]);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let advice = "save the file as UTF-8";
        vec![Finding::new(error.valid_up_to(), "this is not UTF-8 text", advice)]
    })?;

    let (table, errors) = DeTable::parse_recoverable(text);
    none_of(errors.iter().map(not_toml).collect())?;
    none_of(shape::check(table.get_ref(), &schema::METHOD))?;

    // The types have the last word: what the schema lets through and they do not is a fault too.
    let method: Method = toml::from_str(text).map_err(|error| vec![not_a_method(&error)])?;
    none_of(rules::check(&method, stem(file), table.get_ref()))?;
    Ok(method)
}

fn none_of(findings: Vec<Finding>) -> Result<(), Vec<Finding>> {
    if findings.is_empty() { Ok(()) } else { Err(findings) }
}

fn not_toml(error: &toml::de::Error) -> Finding {
    let at = error.span().map_or(0, |span| span.start);
    Finding::new(at, format!("this is not TOML ({})", error.message()), "mend this line")
}

fn not_a_method(error: &toml::de::Error) -> Finding {
    let at = error.span().map_or(0, |span| span.start);
    Finding::new(at, error.message().to_owned(), "compare it with docs/methods.md")
}

/// The file's name without its directories and its ending.
fn stem(file: &str) -> &str {
    std::path::Path::new(file).file_stem().and_then(|stem| stem.to_str()).unwrap_or(file)
}
