//! From a picture to bytes: two buffers, their difference, one write; nothing at all when nothing changed.

use std::io::{self, Write};

use ratatui::{
    backend::Backend as _,
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    app::model::Size,
    term::{backend::TermBackend, check::last_check, osc::Sequence},
};

/// What is on the terminal, and what will be.
pub(super) struct Painter<W: Write> {
    backend: TermBackend<W>,
    shown: Buffer,
    next: Buffer,
    /// What is on the terminal is not known: everything is painted.
    whole: bool,
}

impl<W: Write> Painter<W> {
    /// For a terminal that the session has just cleared.
    pub(super) fn new(backend: TermBackend<W>, size: Size) -> Self {
        let blank = Buffer::empty(area(size));
        Self { backend, shown: blank.clone(), next: blank, whole: false }
    }

    /// The terminal has another size; what it shows now nobody knows. Also when the size is the one of the last
    /// frame: it may have been smaller in between, and what was cut off is gone.
    pub(super) fn resize(&mut self, size: Size) {
        self.backend.set_size((size.cols, size.rows));
        self.whole = true;
    }

    /// Somebody else wrote to the terminal, or may have: the next frame is painted whole.
    pub(super) fn forget(&mut self) {
        self.backend.forget();
        self.whole = true;
    }

    /// Something beside the picture, with the next frame.
    pub(super) fn send(&mut self, sequence: &Sequence) {
        self.backend.send(sequence);
    }

    /// Paints what `view` draws; it returns where the cursor is to be shown, if it is.
    pub(super) fn paint(
        &mut self,
        size: Size,
        view: impl FnOnce(Rect, &mut Buffer) -> Option<Position>,
    ) -> io::Result<()> {
        let area = area(size);
        if self.next.area == area {
            self.next.reset();
        } else {
            self.next = Buffer::empty(area);
            self.whole = true;
        }
        let cursor = view(area, &mut self.next).filter(|at| area.contains(*at));
        let bad = last_check(&mut self.next);
        if bad > 0 {
            tracing::error!(bad, "control characters in a finished frame were taken out");
        }
        if self.whole {
            self.backend.set_size((size.cols, size.rows));
            self.backend.clear()?;
            self.shown = Buffer::empty(area);
            self.whole = false;
        }
        self.backend.draw(self.shown.diff_iter(&self.next))?;
        match cursor {
            Some(at) => {
                self.backend.set_cursor_position(at)?;
                self.backend.show_cursor()?;
            }
            None => self.backend.hide_cursor()?,
        }
        let done = self.backend.flush();
        // A part of a frame that failed may be on the terminal.
        self.whole = done.is_err();
        std::mem::swap(&mut self.shown, &mut self.next);
        done
    }

    #[cfg(test)]
    fn bytes(&self) -> u64 {
        self.backend.bytes_written()
    }
}

const fn area(size: Size) -> Rect {
    Rect::new(0, 0, size.cols, size.rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::term::backend::{BackendOptions, ColorDepth};

    const SIZE: Size = Size { cols: 20, rows: 3 };

    fn painter() -> Painter<Vec<u8>> {
        let options = BackendOptions { color: ColorDepth::None, unicode: true, sync: false };
        Painter::new(TermBackend::new(Vec::new(), (SIZE.cols, SIZE.rows), options), SIZE)
    }

    fn line(text: &'static str) -> impl FnOnce(Rect, &mut Buffer) -> Option<Position> {
        move |_, buffer| {
            for (x, c) in text.chars().enumerate() {
                buffer.content[x].set_char(c);
            }
            None
        }
    }

    #[test]
    fn a_frame_that_changes_nothing_writes_nothing() {
        let mut painter = painter();
        painter.paint(SIZE, line("one")).unwrap();
        let before = painter.bytes();
        assert!(before > 0);
        painter.paint(SIZE, line("one")).unwrap();
        assert_eq!(painter.bytes(), before);
        painter.paint(SIZE, line("ona")).unwrap();
        assert!((1..=12).contains(&(painter.bytes() - before)), "{}", painter.bytes() - before);
    }

    #[test]
    fn after_a_stranger_wrote_everything_is_painted_again() {
        let mut painter = painter();
        painter.paint(SIZE, line("one")).unwrap();
        let before = painter.bytes();
        painter.forget();
        painter.paint(SIZE, line("one")).unwrap();
        assert!(painter.bytes() >= before + 3);
    }

    #[test]
    fn a_size_that_came_back_is_painted_whole() {
        let mut painter = painter();
        painter.paint(SIZE, line("one")).unwrap();
        let before = painter.bytes();
        painter.resize(SIZE);
        painter.paint(SIZE, line("one")).unwrap();
        assert!(painter.bytes() >= before + 3);
    }

    #[test]
    fn a_resize_storm_never_paints_outside() {
        let mut painter = painter();
        for (cols, rows) in [(1, 1), (300, 100), (0, 0), (20, 3), (80, 24)] {
            let size = Size { cols, rows };
            painter.resize(size);
            let drawn = painter.paint(size, |area, buffer| {
                assert_eq!(buffer.area, area);
                Some(Position::new(500, 500))
            });
            drawn.unwrap();
        }
    }

    #[test]
    fn no_control_character_leaves() {
        let mut painter = painter();
        let draw = |_: Rect, buffer: &mut Buffer| {
            buffer.content[0].set_symbol("\x1b]0;x\x07");
            None
        };
        painter.paint(SIZE, draw).unwrap();
        assert_eq!(painter.shown.content[0].symbol(), "·");
    }
}
