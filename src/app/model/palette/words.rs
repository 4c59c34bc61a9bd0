//! A line split into words as a shell splits it, each with its place. Nothing is expanded, nothing is run.

/// One word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Without its quotes.
    pub text: String,
    /// Its first character in the line, in characters.
    pub start: usize,
    /// Behind its last one.
    pub end: usize,
}

/// A line in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// The words.
    pub words: Vec<Word>,
    /// Where a quote was opened that is not closed; or a backslash with nothing behind it.
    pub open: Option<usize>,
}

/// The words of `line`: blanks separate, single and double quotes hold together, a backslash takes the next character
/// as it is (between single quotes it is one itself).
pub fn split(line: &str) -> Line {
    let mut words: Vec<Word> = Vec::new();
    let mut word: Option<Word> = None;
    let mut quote: Option<(char, usize)> = None;
    let mut open = None;
    let mut chars = line.chars().enumerate();
    while let Some((at, c)) = chars.next() {
        if quote.is_none() && c.is_whitespace() {
            words.extend(word.take());
            continue;
        }
        let here = word.get_or_insert_with(|| Word { text: String::new(), start: at, end: at });
        here.end = at + 1;
        match (c, quote) {
            (c, Some((q, _))) if c == q => quote = None,
            ('\'' | '"', None) => quote = Some((c, at)),
            ('\\', None | Some(('"', _))) => match chars.next() {
                Some((at, c)) => {
                    here.text.push(c);
                    here.end = at + 1;
                }
                None => open = Some(at),
            },
            (c, _) => here.text.push(c),
        }
    }
    words.extend(word);
    Line { words, open: quote.map(|(_, at)| at).or(open) }
}

/// A word as it has to be typed to be read as one.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| !c.is_whitespace() && !"'\"\\".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\""))
}
