//! Links (OSC 8): cells that the terminal itself opens when they are clicked. Belongs to [`super`].
//!
//! They are no part of a picture of cells: which rows of cells are one is said beside it. A frame without any is written
//! as if there were none in the world; else the cells of a link are written by themselves, after the rest, and only
//! when they, or where they lead, changed.

use std::{io::Write, ops::Range};

use ratatui::{
    buffer::{Buffer, Cell, CellWidth},
    layout::{Position, Rect},
};

use super::{TermBackend, changed, plan::Plan};
use crate::{
    term::osc::{self, Sequence},
    text::SafeText,
};

/// The links of a frame.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Links(Vec<Link>);

/// Cells beside each other on one row that lead to one place.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Link {
    y: u16,
    cells: Range<u16>,
    open: Sequence,
}

impl Links {
    /// Moves those on `rows` up by `up` rows, or down when that is negative; what leaves them is gone.
    pub fn scroll(&mut self, rows: &Range<u16>, up: i16) {
        self.0.retain_mut(|link| {
            if !rows.contains(&link.y) {
                return true;
            }
            let to = link.y.checked_add_signed(-up).filter(|y| rows.contains(y));
            link.y = to.unwrap_or(link.y);
            to.is_some()
        });
    }

    /// Whether the cell is part of one.
    pub(super) fn cover(&self, at: Position) -> bool {
        self.of(at.x, at.y).is_some()
    }

    /// Where the cell leads.
    fn of(&self, x: u16, y: u16) -> Option<&Sequence> {
        self.0.iter().find(|link| link.y == y && link.cells.contains(&x)).map(|link| &link.open)
    }
}

impl<W: Write> TermBackend<W> {
    /// The links of a frame of `area`: of places that a terminal may open ([`osc::link_open`]), where this terminal has
    /// them.
    pub fn links(&self, area: Rect, places: &[(Rect, SafeText)]) -> Links {
        let mut links = Links::default();
        for (place, url) in places.iter().filter(|_| self.options.links) {
            let place = place.intersection(area);
            let Some(open) = osc::link_open(url).filter(|_| !place.is_empty()) else { continue };
            let rows = place.top()..place.bottom();
            links.0.extend(rows.map(|y| Link { y, cells: place.left()..place.right(), open: open.clone() }));
        }
        links
    }

    /// Writes what changes `from` into `to`, buffers of the same area with their links; the bytes go out when the frame
    /// is flushed.
    pub fn change(&mut self, (from, had): (&Buffer, &Links), (to, has): (&Buffer, &Links)) {
        let mut plain: Vec<(u16, u16, &Cell)> = changed(from, to).collect();
        let linked: Vec<&Link> = has.0.iter().filter(|link| differs(link, &plain, had)).collect();
        plain.retain(|(x, y, _)| has.of(*x, *y).is_none());
        // What was a link and is none any more, even if it looks the same.
        for was in &had.0 {
            let freed = whole(to, was).filter(|(x, y, _)| has.of(*x, *y).is_none());
            plain.extend(freed);
        }
        if !had.0.is_empty() {
            plain.sort_by_key(|(x, y, _)| (*y, *x));
            plain.dedup_by_key(|(x, y, _)| (*y, *x));
        }
        let plan = Plan::new(self.look(), plain.into_iter(), Some((to, has)));
        self.carry_out(plan);
        let mut open: Option<&Sequence> = None;
        for link in linked {
            self.move_to(Position { x: link.cells.start, y: link.y });
            if open != Some(&link.open) {
                // One takes the place of the other.
                self.send(&link.open);
                open = Some(&link.open);
            }
            for (x, y, cell) in whole(to, link) {
                self.put(Position { x, y }, cell);
            }
        }
        if open.is_some() {
            self.send(&osc::link_close());
        }
    }
}

/// Whether a link has to be written: a cell of it changed, or did not lead there.
fn differs(link: &Link, changed: &[(u16, u16, &Cell)], had: &Links) -> bool {
    changed.iter().any(|(x, y, _)| *y == link.y && link.cells.contains(x))
        || link.cells.clone().any(|x| had.of(x, link.y) != Some(&link.open))
}

/// The cells of a link, without those that a wide character before them takes.
fn whole<'a>(buffer: &'a Buffer, link: &Link) -> impl Iterator<Item = (u16, u16, &'a Cell)> {
    let y = link.y;
    link.cells.clone().filter_map(move |x| {
        let taken = x.checked_sub(1).and_then(|x| buffer.cell((x, y))).is_some_and(|c| c.cell_width() > 1);
        buffer.cell((x, y)).filter(|_| !taken).map(|cell| (x, y, cell))
    })
}
