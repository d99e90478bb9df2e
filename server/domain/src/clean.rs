//! What people paste, cleaned rather than refused: ends of lines become line ends, and characters that
//! show nothing or turn the text around are dropped where they have no meaning.

/// A text with its lines. Every line end becomes `\n`.
pub(crate) fn text(raw: &str) -> String {
    cleaned(raw, '\n', true)
}

/// One line: a line end or a tab becomes a space.
pub(crate) fn line(raw: &str) -> String {
    cleaned(raw, ' ', false)
}

fn cleaned(raw: &str, line_end: char, tabs: bool) -> String {
    let is_kept = |byte: u8| match byte {
        b' '..=b'~' => true,
        b'\n' => line_end == '\n',
        b'\t' => tabs,
        _ => false,
    };
    // Most of what people type.
    if raw.bytes().all(is_kept) {
        return raw.to_owned();
    }
    let unified = raw.replace("\r\n", "\n");
    let mut kept = String::with_capacity(unified.len());
    let mut chars = unified.chars().peekable();
    let mut before = None;
    while let Some(c) = chars.next() {
        let c = match c {
            '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => line_end,
            '\t' if !tabs => ' ',
            c => c,
        };
        let means_something = match c {
            '\n' | '\t' => true,
            c if c.is_control() || overrides_direction(c) => false,
            // Joiners: between letters that join, and in emoji made of several.
            '\u{200C}' | '\u{200D}' => {
                let after = chars.peek().copied();
                both(before, after, joins) || both(before, after, is_emoji)
            }
            // Which form of the character before: text or picture.
            '\u{FE00}'..='\u{FE0F}' => before.is_some_and(|c| is_emoji(c) || is_keycap(c)),
            // The letters of a flag that is not a country's.
            '\u{E0020}'..='\u{E007F}' => {
                before.is_some_and(|c| c == '\u{1F3F4}' || matches!(c, '\u{E0020}'..='\u{E007E}'))
            }
            c => !is_invisible(c),
        };
        if means_something {
            kept.push(c);
            before = Some(c);
        }
    }
    kept
}

fn both(before: Option<char>, after: Option<char>, is: impl Fn(char) -> bool) -> bool {
    before.is_some_and(&is) && after.is_some_and(&is)
}

/// Marks that change the direction of what follows.
fn overrides_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{061C}' | '\u{200E}' | '\u{200F}')
}

/// Characters that show nothing: with them two names can look the same.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200D}' | '\u{2800}' | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}'
        | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}'
        | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Letters of scripts whose letters join: Arabic, Syriac, N'Ko, the scripts of India, Sri Lanka, Tibet,
/// Myanmar and Cambodia, Mongolian.
fn joins(c: char) -> bool {
    matches!(c,
        '\u{0600}'..='\u{07FF}' | '\u{0840}'..='\u{08FF}' | '\u{0900}'..='\u{0DFF}' | '\u{0F00}'..='\u{109F}'
        | '\u{1780}'..='\u{18AF}' | '\u{A840}'..='\u{A87F}' | '\u{A8E0}'..='\u{A8FF}' | '\u{FB50}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFE}')
}

/// Pictures, their colours and their forms.
fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{2190}'..='\u{2BFF}' | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}' | '\u{FE0F}'
        | '\u{1F000}'..='\u{1FAFF}' | '\u{A9}' | '\u{AE}' | '\u{203C}' | '\u{2049}' | '\u{2122}' | '\u{2139}')
}

fn is_keycap(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '#' | '*')
}
