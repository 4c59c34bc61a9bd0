//! The printer: the only file of the command line that turns [`SafeText`] into bytes.
//!
//! Output goes to stdout in one piece, everything else to stderr. A pipe gets no colours and no escape sequences;
//! a reader that went away (`| head`) ends the output quietly.

mod table;

use std::io::{self, ErrorKind, IsTerminal, Write};

use serde::Serialize;

use crate::{
    domain::SourceName,
    text::{Kind, SafeText},
};

pub use self::table::{Cell, Look, Table};

/// Bytes that are collected before some are written.
const SPILL: usize = 1 << 20;

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// Aligned columns for people.
    #[default]
    Table,
    /// JSON.
    Json,
    /// RFC 4180 with a header line; a text that begins with `=`, `+`, `-` or `@` gets a `'` in front, so that no
    /// spreadsheet runs it.
    Csv,
}

/// Where words of a command go.
#[derive(Debug)]
pub struct Printer {
    format: Format,
    colour: bool,
    /// Cells of a line, on a terminal.
    width: Option<usize>,
    ascii: bool,
    buffer: Vec<u8>,
    /// The reader went away.
    closed: bool,
    fault: Option<io::Error>,
}

impl Printer {
    /// A printer over stdout. `colour` is what was chosen; `None` is as the terminal can and `NO_COLOR` allows.
    pub fn stdout(format: Format, colour: Option<bool>, ascii: bool) -> Self {
        let terminal = io::stdout().is_terminal();
        let wanted = terminal
            && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
            && std::env::var_os("TERM").is_none_or(|t| t != "dumb");
        let width = terminal
            .then(|| rustix::termios::tcgetwinsize(io::stdout()).ok())
            .flatten()
            .map(|s| usize::from(s.ws_col))
            // Of a screen that shows what a command writes.
            .or_else(|| std::env::var("WATCHFLOOR_COLUMNS").ok()?.parse().ok());
        Self {
            format,
            colour: colour.unwrap_or(wanted),
            width: width.filter(|w| *w > 0),
            ascii,
            buffer: Vec::new(),
            closed: false,
            fault: None,
        }
    }

    /// How rows are written.
    pub const fn format(&self) -> Format {
        self.format
    }

    /// Whether colours are on.
    pub const fn coloured(&self) -> bool {
        self.colour
    }

    /// Whether nobody reads any more, or nothing can be written.
    pub const fn closed(&self) -> bool {
        self.closed
    }

    /// One line of pieces.
    pub fn line(&mut self, pieces: &[Cell]) {
        for piece in pieces {
            self.paint(&piece.text, piece.look);
        }
        self.buffer.push(b'\n');
    }

    /// Words, perhaps of several lines, each with `indent` blanks before it.
    pub fn text(&mut self, text: &SafeText, indent: usize) {
        for line in text.lines() {
            self.blanks(indent);
            self.paint(&line, Look::Plain);
            self.buffer.push(b'\n');
        }
    }

    /// A document of our own making (sample, schema, man page, completions), byte for byte.
    pub fn document(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
        if !bytes.is_empty() && !bytes.ends_with(b"\n") {
            self.buffer.push(b'\n');
        }
    }

    /// Keeps the buffer small: a whole fleet need not be in memory twice.
    fn spill(&mut self) {
        if self.closed {
            self.buffer.clear();
        } else if self.buffer.len() > SPILL
            && let Err(e) = self.flush()
        {
            self.fault = Some(e);
        }
    }

    /// Rows: aligned columns, or CSV.
    pub fn table(&mut self, table: &Table) {
        if self.format == Format::Csv {
            return self.csv(table);
        }
        let widths = table.widths(self.width);
        let head: Vec<Cell> = table.head.iter().map(|h| Cell::ours(h).look(Look::Bold)).collect();
        self.aligned(&head, &widths);
        for row in &table.rows {
            if row.len() == 1 && widths.len() > 1 {
                self.line(row);
            } else {
                self.aligned(row, &widths);
            }
            self.spill();
        }
    }

    /// CSV rows without their headings.
    pub fn rows(&mut self, table: &Table) {
        for row in &table.rows {
            self.csv_row(row);
            self.spill();
        }
    }

    fn aligned(&mut self, row: &[Cell], widths: &[usize]) {
        // Every heading has letters: a column without width was left out.
        let shown = |at: usize, cell: &Cell| !cell.text.is_empty() && widths.get(at).is_some_and(|w| *w > 0);
        let last = row.iter().enumerate().rposition(|(at, c)| shown(at, c)).unwrap_or(0);
        for (at, (cell, width)) in row.iter().zip(widths).enumerate().take(last + 1) {
            if *width == 0 {
                continue;
            }
            if at > 0 {
                self.blanks(2);
            }
            let text = cell.text.first_line();
            let (shown, cells) = self.cut(&text, *width);
            let gap = width - cells;
            if cell.right {
                self.blanks(gap);
            }
            self.paint(&shown, cell.look);
            if !cell.right && at < last {
                self.blanks(gap);
            }
        }
        self.buffer.push(b'\n');
    }

    /// What fits into so many cells, and how many it takes.
    fn cut(&self, text: &SafeText, width: usize) -> (SafeText, usize) {
        let all = text.width();
        if all <= width {
            return (text.clone(), all);
        }
        let mut kept = String::new();
        let mut cells = 0;
        for (grapheme, wide) in text.graphemes() {
            if cells + wide > width.saturating_sub(1) {
                break;
            }
            kept.push_str(grapheme);
            cells += wide;
        }
        kept.push(if self.ascii { '~' } else { '…' });
        (SafeText::clean(&kept, Kind::Line), cells + 1)
    }

    fn csv(&mut self, table: &Table) {
        let head: Vec<Cell> = table.head.iter().map(|h| Cell::ours(h.to_ascii_lowercase())).collect();
        self.csv_row(&head);
        self.rows(table);
    }

    fn csv_row(&mut self, row: &[Cell]) {
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                self.buffer.push(b',');
            }
            let field = csv_field(cell.text.shown(), cell.number);
            self.buffer.extend_from_slice(field.as_bytes());
        }
        self.buffer.extend_from_slice(b"\r\n");
    }

    /// One value as JSON, indented.
    pub fn json(&mut self, value: &impl Serialize) {
        let done = serde_json::to_writer_pretty(&mut self.buffer, value);
        self.ended(done);
    }

    /// One value as JSON in one line.
    pub fn json_line(&mut self, value: &impl Serialize) {
        let done = serde_json::to_writer(&mut self.buffer, value);
        self.ended(done);
    }

    /// Many values as a JSON array, one a line.
    pub fn json_array<T: Serialize>(&mut self, values: impl IntoIterator<Item = T>) {
        let mut sep: &[u8] = b"[\n";
        for value in values {
            self.buffer.extend_from_slice(sep);
            sep = b",\n";
            if let Err(e) = serde_json::to_writer(&mut self.buffer, &value) {
                self.fault = Some(e.into());
            }
            self.spill();
        }
        self.buffer.extend_from_slice(if sep == b"[\n" { b"[]\n" } else { b"\n]\n" });
    }

    fn ended(&mut self, done: serde_json::Result<()>) {
        self.buffer.push(b'\n');
        if let Err(e) = done {
            self.fault = Some(e.into());
        }
    }

    fn paint(&mut self, text: &SafeText, look: Look) {
        let coloured = self.colour && look != Look::Plain && !text.is_empty();
        if coloured {
            self.buffer.extend_from_slice(look.sgr().as_bytes());
        }
        self.buffer.extend_from_slice(text.shown().as_bytes());
        if coloured {
            self.buffer.extend_from_slice(b"\x1b[0m");
        }
    }

    fn blanks(&mut self, n: usize) {
        self.buffer.resize(self.buffer.len() + n, b' ');
    }

    /// Writes what was collected.
    ///
    /// # Errors
    /// What the system said; a reader that went away is none.
    pub fn flush(&mut self) -> io::Result<()> {
        if let Some(fault) = self.fault.take() {
            self.closed = true;
            self.buffer.clear();
            return Err(fault);
        }
        if self.closed || self.buffer.is_empty() {
            return Ok(());
        }
        let mut out = io::stdout().lock();
        let done = out.write_all(&self.buffer).and_then(|()| out.flush());
        self.buffer.clear();
        if let Err(e) = done {
            self.closed = true;
            if e.kind() != ErrorKind::BrokenPipe {
                return Err(e);
            }
        }
        Ok(())
    }

    #[cfg(test)]
    pub(super) fn memory(format: Format, colour: bool, width: Option<usize>) -> Self {
        Self { format, colour, width, ascii: false, buffer: Vec::new(), closed: false, fault: None }
    }

    #[cfg(test)]
    pub(super) fn written(&self) -> &str {
        std::str::from_utf8(&self.buffer).expect("what is printed is UTF-8")
    }
}

/// One CSV field by RFC 4180; a text that a spreadsheet would run gets a `'` in front (OWASP, CSV injection).
fn csv_field(text: &str, number: bool) -> String {
    let guarded =
        if !number && text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_owned() };
    if guarded.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}

/// Says something beside the output, on stderr, each line after `watchfloor: `.
pub fn tell(words: &SafeText) {
    let mut text = String::new();
    for line in words.lines() {
        text.push_str("watchfloor: ");
        text.push_str(line.shown());
        text.push('\n');
    }
    tell_raw(&text);
}

/// The same for words of our own; cleaned all the same, for they may quote others.
pub fn say(words: impl AsRef<str>) {
    tell(&SafeText::clean(words.as_ref(), Kind::Note));
}

/// The same about something: our words, then those of others.
pub fn about(what: &str, words: &SafeText) {
    say(format!("{what}{}", words.shown()));
}

/// Asks on stderr, without a newline.
pub fn ask(words: impl AsRef<str>) {
    tell_raw(SafeText::clean(words.as_ref(), Kind::Note).shown());
}

/// Usage words of the argument parser, cleaned line by line, without our name before them.
pub fn usage(words: &str) {
    let mut text = SafeText::clean(words, Kind::Note).shown().to_owned();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    tell_raw(&text);
}

/// Clean words to build a line of our own from.
pub fn plain(words: &SafeText) -> String {
    words.first_line().shown().to_owned()
}

fn tell_raw(text: &str) {
    // Nobody is left to be told that nobody reads.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// A source did not answer; `age` is how old what is shown of it is, if anything is.
pub fn source_failed(source: &SourceName, words: &SafeText, age: Option<String>) {
    let words = words.shown().trim_end();
    let stop = if words.ends_with(['.', '?', '!']) { "" } else { "." };
    let shown = age.map(|age| format!(" Its rows are {age} old.")).unwrap_or_default();
    say(format!("{} did not answer: {words}{stop}{shown}", source.as_str()));
}
