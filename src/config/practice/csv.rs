//! Reading a table of comma-separated values with the place of every cell. A part of [`super`].
//!
//! RFC 4180: cells may stand in double quotes, then a quote in them is doubled and they may go over lines. A byte order
//! mark is skipped; lines end with LF or CRLF; empty lines are skipped.

use std::ops::Range;

/// A cell and its bytes in the text, quotes included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) text: String,
    pub(super) span: Range<usize>,
}

/// Why the text is no such table, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) span: Range<usize>,
    pub(super) message: &'static str,
}

/// The rows of `text`.
///
/// # Errors
/// A quote that is not closed, or something between a closing quote and the comma.
pub(super) fn rows(text: &str) -> Result<Vec<Vec<Field>>, Fault> {
    let mut rows = Vec::new();
    let mut row: Vec<Field> = Vec::new();
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    loop {
        let (field, next) = field(text, at)?;
        row.push(field);
        let rest = &text[next..];
        let (step, over) = match rest {
            "" => (0, true),
            _ if rest.starts_with(',') => (1, false),
            _ if rest.starts_with("\r\n") => (2, true),
            _ => (1, true),
        };
        at = next + step;
        if over {
            let cells = std::mem::take(&mut row);
            if cells.len() > 1 || cells.iter().any(|c| !c.span.is_empty()) {
                rows.push(cells);
            }
            if at >= text.len() {
                return Ok(rows);
            }
        }
    }
}

/// The cell that begins at `at`, and where what ends it begins.
fn field(text: &str, at: usize) -> Result<(Field, usize), Fault> {
    let rest = &text[at..];
    if !rest.starts_with('"') {
        let end = rest.find([',', '\n']).map_or(text.len(), |len| at + len);
        let end = if text[at..end].ends_with('\r') && text[end..].starts_with('\n') { end - 1 } else { end };
        return Ok((Field { text: text[at..end].trim().to_owned(), span: at..end }, end));
    }
    let mut value = String::new();
    let mut from = at + 1;
    loop {
        let Some(quote) = text[from..].find('"').map(|len| from + len) else {
            return Err(Fault { span: at..at + 1, message: "this quote is not closed" });
        };
        value.push_str(&text[from..quote]);
        from = quote + 1;
        if !text[from..].starts_with('"') {
            break;
        }
        value.push('"');
        from += 1;
    }
    let after = &text[from..];
    if after.is_empty() || after.starts_with([',', '\n']) || after.starts_with("\r\n") {
        return Ok((Field { text: value.trim().to_owned(), span: at..from }, from));
    }
    Err(Fault {
        span: from..from + 1,
        message: "a comma or the end of the line must follow the closing quote",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<Vec<String>> {
        rows(text).expect("a table").into_iter().map(|r| r.into_iter().map(|f| f.text).collect()).collect()
    }

    #[test]
    fn cells_lines_and_quotes() {
        assert_eq!(
            texts("a,b\r\n1, 2 \n\n\"x, \"\"y\"\"\nz\",\n"),
            [vec!["a", "b"], vec!["1", "2"], vec!["x, \"y\"\nz", ""]]
        );
        assert_eq!(texts("\u{feff}id"), [["id"]]);
        assert!(texts("").is_empty() && texts("\n\r\n").is_empty());
        let found = rows("a,\"é\",c").expect("a table");
        assert_eq!((found[0][1].span.clone(), found[0][2].span.clone()), (2..6, 7..8));
    }

    #[test]
    fn faults_have_their_place() {
        assert_eq!(rows("a\nb,\"c\nd").expect_err("open").span, 4..5);
        assert_eq!(rows("\"a\"b").expect_err("more").span, 3..4);
    }
}
