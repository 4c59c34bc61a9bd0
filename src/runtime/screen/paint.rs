//! From a picture to bytes: two buffers, their difference, one write; nothing at all when nothing changed.

use std::io::{self, Write};

use ratatui::{
    backend::Backend as _,
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::shift;
use crate::{
    app::model::Size,
    term::{
        backend::{Links, TermBackend},
        check::last_check,
        osc::Sequence,
    },
    text::SafeText,
    ui::Drawn,
};

/// What is on the terminal, and what will be.
pub(super) struct Painter<W: Write> {
    backend: TermBackend<W>,
    shown: Buffer,
    next: Buffer,
    /// What of it leads somewhere.
    links: Links,
    /// Where the key hints stand on it, if they do.
    hints: Option<Rect>,
    /// What is on the terminal is not known: everything is painted.
    whole: bool,
}

impl<W: Write> Painter<W> {
    /// For a terminal that the session has just cleared.
    pub(super) fn new(backend: TermBackend<W>, size: Size) -> Self {
        let blank = Buffer::empty(area(size));
        Self {
            backend,
            shown: blank.clone(),
            next: blank,
            links: Links::default(),
            hints: None,
            whole: false,
        }
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

    /// Paints what `view` draws; it returns where the cursor is to be shown, what scrolls, and which cells lead where.
    pub(super) fn paint(
        &mut self,
        size: Size,
        view: impl FnOnce(Rect, &mut Buffer) -> (Drawn, Vec<(Rect, SafeText)>),
    ) -> io::Result<()> {
        let area = area(size);
        if self.next.area == area {
            self.next.reset();
        } else {
            self.next = Buffer::empty(area);
            self.whole = true;
        }
        let (drawn, links) = view(area, &mut self.next);
        let links = self.backend.links(area, &links);
        let cursor = drawn.cursor.map(Position::from).filter(|at| area.contains(*at));
        let bad = last_check(&mut self.next);
        if bad > 0 {
            tracing::error!(bad, "control characters in a finished frame were taken out");
        }
        let cleared = self.whole;
        if cleared {
            self.backend.set_size((size.cols, size.rows));
            self.backend.clear()?;
            self.shown = Buffer::empty(area);
            self.links = Links::default();
            self.whole = false;
        } else if let Some(list) = drawn.list.map(|list| list.intersection(area))
            && self.backend.can_scroll()
            && let Some(up) = shift::of(&self.shown, &self.next, list)
        {
            self.backend.scroll(list.top()..list.bottom(), up);
            shift::apply(&mut self.shown, list, up);
            self.links.scroll(&(list.top()..list.bottom()), up);
        }
        // Hints that can wait stay as they are, where there are any.
        if !cleared && let Some(hints) = drawn.hints.filter(|h| h.wait && self.hints == Some(h.place)) {
            keep(&self.shown, &mut self.next, hints.place.intersection(area));
        }
        self.hints = drawn.hints.map(|hints| hints.place);
        self.backend.change((&self.shown, &self.links), (&self.next, &links));
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
        self.links = links;
        std::mem::swap(&mut self.shown, &mut self.next);
        done
    }

    #[cfg(test)]
    fn bytes(&self) -> u64 {
        self.backend.bytes_written()
    }
}

/// Leaves what stands in `place`.
fn keep(shown: &Buffer, next: &mut Buffer, place: Rect) {
    for at in place.positions() {
        if let (Some(was), Some(cell)) = (shown.cell(at), next.cell_mut(at)) {
            cell.clone_from(was);
        }
    }
}

const fn area(size: Size) -> Rect {
    Rect::new(0, 0, size.cols, size.rows)
}

#[cfg(test)]
#[path = "paint_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "idle_tests.rs"]
mod idle_tests;

#[cfg(test)]
#[path = "link_tests.rs"]
mod link_tests;
