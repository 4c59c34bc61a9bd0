//! Our own ratatui backend: bytes are a budget.
//!
//! The stock one resets colours after every frame (25 bytes when nothing changed), forgets them before the
//! next and moves the cursor by full addresses. This one remembers what the terminal holds (cursor, colours,
//! attributes) and writes differences only, one `write` a frame.

mod ink;
mod links;
mod motion;
mod pen;
#[cfg(test)]
pub(crate) mod picture_tests;
mod plan;
#[cfg(test)]
mod tests;

use std::{
    io::{self, ErrorKind, Write},
    ops::Range,
};

use ratatui::{
    backend::{Backend, ClearType, WindowSize},
    buffer::{Buffer, Cell, CellWidth},
    layout::{Position, Size},
    style::Modifier,
};

pub use self::links::Links;
use self::{
    ink::Ink,
    pen::Pen,
    plan::{Plan, What},
};
pub use super::probe::ColorDepth;
use super::{osc::Sequence, probe::Caps};

/// Frames up to this many bytes go out without synchronization marks: they arrive in one piece anyway, and
/// the marks cost 16 bytes.
pub const SYNC_ABOVE: usize = 1024;

const SYNC_ON: &[u8] = b"\x1b[?2026h";
const SYNC_OFF: &[u8] = b"\x1b[?2026l";
/// Pieces of a frame up to which its shortest order is looked for; more are written from the top.
const SORT_UP_TO: usize = 600;
/// Pieces up to which each is compared with every other one.
const CHAIN_UP_TO: usize = 40;

/// How frames are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackendOptions {
    /// Colours that the terminal has; others become the nearest it has. The theme does this better, so it is
    /// a last resort.
    pub color: ColorDepth,
    /// Whether characters beyond ASCII may be written; else each cell of one becomes `?`.
    pub unicode: bool,
    /// Whether large frames are marked as synchronized updates.
    pub sync: bool,
    /// Whether what is erased takes the background that is set.
    pub bce: bool,
    /// Whether some of the rows can be scrolled.
    pub scroll: bool,
    /// Whether links (OSC 8) are written.
    pub links: bool,
}

impl BackendOptions {
    /// What suits the terminal.
    pub fn for_caps(caps: &Caps) -> Self {
        Self {
            color: caps.color,
            unicode: caps.unicode,
            sync: caps.sync,
            bce: caps.bce,
            scroll: caps.scroll,
            links: caps.links,
        }
    }
}

/// The backend. It writes only in [`Backend::flush`], which [`ratatui::Terminal::draw`] calls at its end.
///
/// It expects the session to have hidden the cursor and cleared the screen; after anybody else wrote to the
/// terminal call [`TermBackend::forget`] and clear the `Terminal`.
#[derive(Debug)]
pub struct TermBackend<W: Write> {
    out: W,
    options: BackendOptions,
    size: Size,
    /// The frame so far, after room for [`SYNC_ON`], so that it can go out in one write with it or without.
    frame: Vec<u8>,
    /// What the terminal has set; `None` when that is not known.
    pen: Option<Pen>,
    /// Where the terminal's cursor is; `None` when that is not known, as after the last column.
    cursor: Option<Position>,
    cursor_shown: bool,
    /// What the application wants, brought about when the frame is flushed.
    wanted: Option<Position>,
    want_shown: bool,
    written: u64,
    writes: u64,
}

impl<W: Write> TermBackend<W> {
    /// A backend for a terminal of `size` (columns, rows).
    pub fn new(out: W, size: (u16, u16), options: BackendOptions) -> Self {
        let mut frame = Vec::with_capacity(16 * 1024);
        frame.extend_from_slice(SYNC_ON);
        Self {
            out,
            options,
            size: size.into(),
            frame,
            pen: None,
            cursor: None,
            cursor_shown: false,
            wanted: None,
            want_shown: false,
            written: 0,
            writes: 0,
        }
    }

    /// Tells the new size (columns, rows), after SIGWINCH; the next `Terminal::draw` adapts to it.
    pub fn set_size(&mut self, size: (u16, u16)) {
        self.size = size.into();
        self.cursor = None;
    }

    /// Appends a sequence that is no part of the picture to the next flush.
    pub fn send(&mut self, sequence: &Sequence) {
        self.frame.extend_from_slice(sequence.bytes());
    }

    /// Forgets what the terminal holds, because somebody else wrote to it; the session has hidden the cursor.
    pub fn forget(&mut self) {
        self.pen = None;
        self.cursor = None;
        self.cursor_shown = false;
        self.frame.truncate(SYNC_ON.len());
    }

    /// All bytes written so far.
    pub fn bytes_written(&self) -> u64 {
        self.written
    }

    /// All `write` calls so far.
    pub fn writes(&self) -> u64 {
        self.writes
    }

    fn move_to(&mut self, to: Position) {
        motion::go(&mut self.frame, self.cursor, to);
        self.cursor = Some(to);
    }

    /// The cursor after `width` cells were written; past the last column terminals disagree where it is.
    fn advance(&mut self, width: u16) {
        self.cursor = self.cursor.and_then(|at| {
            let x = at.x.checked_add(width).filter(|x| *x < self.size.width)?;
            Some(Position { x, ..at })
        });
    }

    /// Whether [`TermBackend::scroll`] does anything.
    pub const fn can_scroll(&self) -> bool {
        self.options.scroll
    }

    /// Lets the terminal move what stands in `rows` up by `up` rows, or down when that is negative. The rows that
    /// become free are empty, with the default background.
    ///
    /// The lower margin (DECSTBM) and lines deleted or inserted above it (DL, IL) are all that this takes: SU and
    /// SD are shorter, but the console of Linux does not have them.
    pub fn scroll(&mut self, rows: Range<u16>, up: i16) {
        if !self.options.scroll || up == 0 || rows.is_empty() || rows.end > self.size.height {
            return;
        }
        // Some terminals fill with the background that is set, some do not.
        self.pen = Some(pen::for_blank(&mut self.frame, self.pen, Ink::Default));
        let bottom = rows.end < self.size.height;
        if bottom {
            // Writing into a Vec cannot fail.
            let _ = write!(self.frame, "\x1b[;{}r", rows.end);
            self.cursor = None;
        }
        self.move_to(Position { x: 0, y: rows.start });
        motion::numbered(&mut self.frame, up.unsigned_abs(), if up > 0 { b'M' } else { b'L' });
        if bottom {
            self.frame.extend_from_slice(b"\x1b[r");
        }
        // Margins bring the cursor home; terminals differ in the column after lines went or came.
        self.cursor = None;
    }

    fn look(&self) -> plan::Look {
        plan::Look { color: self.options.color, bce: self.options.bce, width: self.size.width }
    }

    /// Writes the pieces of a plan in the order that takes the fewest bytes.
    fn carry_out(&mut self, mut plan: Plan<'_>) {
        let start = self.frame.len();
        let (pen, cursor) = (self.pen, self.cursor);
        self.write_pieces(&plan);
        if plan.pieces.len() < 2 || plan.pieces.len() > SORT_UP_TO {
            return;
        }
        if plan.pieces.len() <= CHAIN_UP_TO {
            let mut chain = plan.clone();
            chain.chain(pen, cursor, self.size.width);
            self.keep_shorter(start, (pen, cursor), &chain);
        }
        for order in plan::ORDERS {
            plan.sort(order);
            self.keep_shorter(start, (pen, cursor), &plan);
        }
    }

    /// Writes the pieces once more, from what the terminal had then, and keeps the shorter of the two.
    fn keep_shorter(&mut self, start: usize, then: (Option<Pen>, Option<Position>), plan: &Plan<'_>) {
        let (middle, after) = (self.frame.len(), (self.pen, self.cursor));
        (self.pen, self.cursor) = then;
        self.write_pieces(plan);
        if self.frame.len() - middle < middle - start {
            self.frame.drain(start..middle);
        } else {
            self.frame.truncate(middle);
            (self.pen, self.cursor) = after;
        }
    }

    fn write_pieces(&mut self, plan: &Plan<'_>) {
        for piece in &plan.pieces {
            match &piece.what {
                What::Erase { count } => self.erase(piece.at, *count, piece.pen.bg),
                What::Write { cells } => {
                    for spot in &plan.spots[cells.clone()] {
                        self.put(spot.at, spot.cell);
                    }
                }
            }
        }
    }

    /// Erases cells; the cursor stays before them.
    fn erase(&mut self, at: Position, count: u16, bg: Ink) {
        self.move_to(at);
        self.pen = Some(pen::for_blank(&mut self.frame, self.pen, bg));
        if at.x.saturating_add(count) >= self.size.width {
            self.frame.extend_from_slice(b"\x1b[K");
        } else {
            motion::numbered(&mut self.frame, count, b'X');
        }
    }

    fn put(&mut self, at: Position, cell: &Cell) {
        let bg = Ink::of(cell.bg, self.options.color);
        self.move_to(at);
        if is_blank(cell) {
            self.pen = Some(pen::for_blank(&mut self.frame, self.pen, bg));
            self.frame.push(b' ');
            return self.advance(1);
        }
        let to = Pen { fg: Ink::of(cell.fg, self.options.color), bg, modifier: cell.modifier };
        pen::change(&mut self.frame, self.pen, to);
        self.pen = Some(to);
        let symbol = cell.symbol();
        let width = cell.cell_width();
        if symbol.len() == 1 {
            self.frame.extend_from_slice(symbol.as_bytes());
            self.advance(1);
        } else if self.options.unicode {
            self.frame.extend_from_slice(symbol.as_bytes());
            if symbol.chars().nth(1).is_none() {
                self.advance(width);
            } else {
                // Terminals do not agree how wide several characters in one cell are.
                self.cursor = None;
            }
        } else {
            self.frame.extend(std::iter::repeat_n(b'?', usize::from(width)));
            self.advance(width);
        }
    }

    fn settle_cursor(&mut self) {
        if self.want_shown
            && let Some(at) = self.wanted
            && self.cursor != Some(at)
        {
            self.move_to(at);
        }
        if self.want_shown != self.cursor_shown {
            self.frame.extend_from_slice(if self.want_shown { b"\x1b[?25h" } else { b"\x1b[?25l" });
            self.cursor_shown = self.want_shown;
        }
    }

    fn write_frame(&mut self) -> io::Result<()> {
        let mut start = SYNC_ON.len();
        if self.options.sync && self.frame.len() - start > SYNC_ABOVE {
            self.frame.extend_from_slice(SYNC_OFF);
            start = 0;
        }
        while start < self.frame.len() {
            self.writes += 1;
            match self.out.write(&self.frame[start..]) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(n) => {
                    start += n;
                    self.written += n as u64;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.frame.truncate(SYNC_ON.len());
        self.out.flush()
    }
}

/// Cells of `to` that have to be written over `from`, from top to bottom.
fn changed<'a>(from: &'a Buffer, to: &'a Buffer) -> impl Iterator<Item = (u16, u16, &'a Cell)> {
    from.diff_iter(to).filter(|(x, y, cell)| {
        // What is left of a wide character that goes is not known.
        let wide = x.checked_sub(1).and_then(|x| from.cell((x, *y))).is_some_and(|c| c.symbol().len() > 1);
        wide || !from.cell((*x, *y)).is_some_and(|was| look_alike(was, cell))
    })
}

/// Whether the same is seen of both: what a blank cell would be written with cannot be.
pub fn look_alike(a: &Cell, b: &Cell) -> bool {
    a == b || (is_blank(a) && is_blank(b) && a.bg == b.bg)
}

/// Whether nothing but the background of the cell can be seen.
fn is_blank(cell: &Cell) -> bool {
    cell.symbol() == " " && !cell.modifier.intersects(pen::SEEN_ON_BLANK)
}

impl<W: Write> Backend for TermBackend<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let plan = Plan::new(self.look(), content, None);
        self.carry_out(plan);
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.want_shown = false;
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.want_shown = true;
        Ok(())
    }

    /// Where the cursor was put; the terminal is never asked.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.wanted.unwrap_or(Position::ORIGIN))
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.wanted = Some(position.into());
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        const ALL: &[u8] = b"\x1b[2J";
        if clear_type == ClearType::All {
            if self.frame.ends_with(ALL) {
                // ratatui clears twice on a resize.
                return Ok(());
            }
            // After a resize nothing is certain.
            (self.pen, self.cursor) = (None, None);
        } else if let Some(at) = self.wanted {
            self.move_to(at);
        }
        // Erased cells take the background that is set.
        let plain = Pen { fg: Ink::Default, bg: Ink::Default, modifier: Modifier::empty() };
        pen::change(&mut self.frame, self.pen, plain);
        self.pen = Some(plain);
        self.frame.extend_from_slice(match clear_type {
            ClearType::All => ALL,
            ClearType::AfterCursor => b"\x1b[J",
            ClearType::BeforeCursor => b"\x1b[1J",
            ClearType::CurrentLine => b"\x1b[2K",
            ClearType::UntilNewLine => b"\x1b[K",
        });
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::ZERO })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.settle_cursor();
        let done = self.write_frame();
        if done.is_err() {
            // A part of it may have arrived.
            self.forget();
        }
        done
    }
}
