//! Codes that people type or read out: characters of Crockford's base 32, made at random and read kindly.

/// Crockford's alphabet: no I, L, O and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of what is taken for a code before it is looked at, separators included.
const MAX_TYPED_CHARS: usize = 64;

/// So many characters at random, each as likely: five bits a character.
///
/// # Errors
/// When the operating system gives no randomness.
pub fn generate<const CHARS: usize>() -> Result<String, getrandom::Error> {
    let mut random = [0_u8; CHARS];
    getrandom::fill(&mut random)?;
    // 256 is a multiple of 32.
    let letter = |byte: &u8| ALPHABET.get(usize::from(byte % 32)).copied().map_or('0', char::from);
    Ok(random.iter().map(letter).collect())
}

/// A typed code of so many characters as it was made; none if it cannot be one. Case, spaces and hyphens do
/// not matter, and letters that look like a digit are read as it.
#[must_use]
pub fn parse<const CHARS: usize>(typed: &str) -> Option<String> {
    let letters = typed.chars().take(MAX_TYPED_CHARS).filter(|c| !c.is_whitespace() && *c != '-');
    let code: Option<String> = letters.map(read).collect();
    code.filter(|code| code.len() == CHARS)
}

fn read(typed: char) -> Option<char> {
    let read = match typed.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().any(|known| char::from(*known) == read).then_some(read)
}
