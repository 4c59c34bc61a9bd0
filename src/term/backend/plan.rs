//! What of a frame is erased, what is written, and in which order.
//!
//! A colour of 24 bits takes up to 19 bytes to set and a move 3 to 8, so it is often shorter to write everything
//! of one colour first, wherever it stands, than to go from left to right.

use std::ops::Range;

use ratatui::{
    buffer::{Buffer, Cell, CellWidth},
    layout::Position,
    style::Modifier,
};

use super::{
    super::probe::ColorDepth,
    ink::Ink,
    is_blank,
    links::Links,
    motion,
    pen::{self, Pen, SEEN_ON_BLANK},
};

/// Unchanged cells that are written again, because a move past them is not shorter.
const BRIDGE: u16 = 3;
/// Blank cells within a text up to which they are written, because a move past them is not shorter.
const GAP: usize = 4;

/// What has to be known of the terminal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) color: ColorDepth,
    /// What is erased takes the background that is set.
    pub(super) bce: bool,
    /// Columns.
    pub(super) width: u16,
}

/// A cell that has to be written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot<'a> {
    pub(super) at: Position,
    pub(super) cell: &'a Cell,
    pen: Pen,
    blank: bool,
    width: u16,
}

impl<'a> Spot<'a> {
    fn of(at: Position, cell: &'a Cell, color: ColorDepth) -> Self {
        let pen = Pen { fg: Ink::of(cell.fg, color), bg: Ink::of(cell.bg, color), modifier: cell.modifier };
        Self { at, cell, pen, blank: is_blank(cell), width: cell.cell_width().max(1) }
    }

    /// Whether `next` stands directly behind.
    const fn meets(&self, next: &Self) -> bool {
        self.at.y == next.at.y && self.at.x.saturating_add(self.width) == next.at.x
    }
}

/// A part of the frame that is written in one go.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) at: Position,
    /// Of blank cells only the background counts.
    pub(super) pen: Pen,
    pub(super) what: What,
    pub(super) blank: bool,
    /// Cells.
    pub(super) width: u16,
    /// The piece, by its place from the top, that erases what this one is written on.
    pub(super) on: Option<usize>,
}

impl Piece {
    /// Appends what sets the pen for it; returns what is set then.
    fn set(&self, out: &mut Vec<u8>, from: Option<Pen>) -> Pen {
        if self.blank {
            return pen::for_blank(out, from, self.pen.bg);
        }
        pen::change(out, from, self.pen);
        self.pen
    }
}

/// What is done there.
#[derive(Debug, Clone)]
pub(super) enum What {
    /// So many cells become blank. What is to stand on them is written later.
    Erase { count: u16 },
    /// These of the plan's cells are written.
    Write { cells: Range<usize> },
}

/// Everything that a frame changes.
#[derive(Debug, Clone)]
pub(super) struct Plan<'a> {
    pub(super) spots: Vec<Spot<'a>>,
    pub(super) pieces: Vec<Piece>,
}

/// An order of the pieces, beside the one from top to bottom.
#[derive(Debug, Clone, Copy)]
pub(super) enum Order {
    /// By background, then by foreground.
    Ground,
    /// What is blank by background, then texts by foreground.
    Ink,
}

pub(super) const ORDERS: [Order; 2] = [Order::Ground, Order::Ink];

impl<'a> Plan<'a> {
    /// A plan for cells given from top to bottom; `all` is the whole new frame with its links, where it is at hand.
    pub(super) fn new(
        look: Look,
        changed: impl Iterator<Item = (u16, u16, &'a Cell)>,
        all: Option<(&'a Buffer, &Links)>,
    ) -> Self {
        let mut spots: Vec<Spot<'a>> = Vec::new();
        for (x, y, cell) in changed {
            let spot = Spot::of(Position { x, y }, cell, look.color);
            if let (Some(last), Some(all)) = (spots.last().copied(), all) {
                bridge(&mut spots, last, &spot, all, look.color);
            }
            spots.push(spot);
        }
        let mut plan = Self { spots, pieces: Vec::new() };
        let mut from = 0;
        for to in 1..=plan.spots.len() {
            let ends = plan.spots.get(to).is_none_or(|next| {
                let last = &plan.spots[to - 1];
                !last.meets(next) || last.pen.bg != next.pen.bg
            });
            if ends {
                plan.run(look, from..to);
                from = to;
            }
        }
        plan
    }

    /// Brings the pieces into another order. What is erased stays before what is written on it.
    pub(super) fn sort(&mut self, order: Order) {
        self.pieces.sort_by_key(|piece| {
            let Pen { fg, bg, modifier } = piece.pen;
            let (erased, blank) = (matches!(piece.what, What::Erase { .. }), piece.blank);
            let (first, second, third) = match order {
                Order::Ground => (Some(bg), u8::from(!erased), None),
                Order::Ink if blank => (None, 0, Some(bg)),
                Order::Ink => (Some(fg), 1, Some(bg)),
            };
            let ink = (!blank).then_some((modifier.bits(), fg));
            (first, second, ink, third, piece.at.y, piece.at.x)
        });
    }

    /// Brings the pieces into the order in which each is the cheapest one from where the one before it ended:
    /// `pen` and `cursor` are what the terminal has now.
    pub(super) fn chain(&mut self, mut pen: Option<Pen>, mut cursor: Option<Position>, width: u16) {
        let mut left: Vec<Option<Piece>> = self.pieces.drain(..).map(Some).collect();
        let mut scratch = Vec::new();
        for _ in 0..left.len() {
            let mut best: Option<(usize, usize)> = None;
            for (n, piece) in left.iter().enumerate() {
                let Some(piece) = piece else { continue };
                if piece.on.is_some_and(|on| left[on].is_some()) {
                    continue;
                }
                scratch.clear();
                motion::go(&mut scratch, cursor, piece.at);
                if best.is_none_or(|(_, cost)| scratch.len() < cost) {
                    piece.set(&mut scratch, pen);
                }
                if best.is_none_or(|(_, cost)| scratch.len() < cost) {
                    best = Some((n, scratch.len()));
                }
            }
            let Some(piece) = best.and_then(|(n, _)| left[n].take()) else { return };
            pen = Some(piece.set(&mut scratch, pen));
            let x = piece.at.x.saturating_add(piece.width);
            cursor = (x < width).then_some(Position { x, ..piece.at });
            self.pieces.push(piece);
        }
    }

    /// Cells that stand in a row without a gap, on one background.
    fn run(&mut self, look: Look, cells: Range<usize>) {
        let Some(first) = self.spots.get(cells.start) else { return };
        let (at, bg) = (first.at, first.pen.bg);
        let count = self.spots[cells.clone()].iter().map(|spot| spot.width).sum::<u16>();
        let to_the_end = at.x.saturating_add(count) >= look.width;
        let erase = (look.bce || bg == Ink::Default)
            && self.saved(cells.clone()) > if to_the_end { 3 } else { 4 + count.max(1).ilog10() as usize };
        let on = erase.then_some(self.pieces.len());
        if erase {
            let pen = Pen { fg: Ink::Default, bg, modifier: Modifier::empty() };
            let what = What::Erase { count };
            self.pieces.push(Piece { at, pen, what, blank: true, width: 0, on: None });
        }
        let mut piece: Option<Piece> = None;
        let mut end = cells.start;
        for n in cells.clone() {
            let spot = self.spots[n];
            if spot.blank && erase {
                continue;
            }
            if let Some(Piece { at, pen, what: What::Write { cells }, blank, width, .. }) = &mut piece {
                let seen = pen.modifier.intersects(SEEN_ON_BLANK);
                let joins = match (*blank, spot.blank) {
                    (false, true) => !seen,
                    (true, false) => !spot.pen.modifier.intersects(SEEN_ON_BLANK),
                    (true, true) => true,
                    (false, false) => spot.pen == *pen && (n == end || !seen),
                };
                if joins && n - end <= GAP {
                    if !spot.blank {
                        (*pen, *blank) = (spot.pen, false);
                    }
                    cells.end = n + 1;
                    *width = (spot.at.x + spot.width).saturating_sub(at.x);
                    end = n + 1;
                    continue;
                }
            }
            self.pieces.extend(piece.take());
            let what = What::Write { cells: n..n + 1 };
            piece =
                Some(Piece { at: spot.at, pen: spot.pen, what, blank: spot.blank, width: spot.width, on });
            end = n + 1;
        }
        self.pieces.extend(piece);
    }

    /// Bytes that need not be written when the whole run is erased first.
    fn saved(&self, cells: Range<usize>) -> usize {
        let (mut saved, mut gap) = (0, 0_usize);
        for spot in &self.spots[cells] {
            if spot.blank {
                gap += 1;
            } else {
                saved += gap.saturating_sub(GAP);
                gap = 0;
            }
        }
        saved + gap
    }
}

/// Takes cells that did not change along, where that is shorter than a move past them.
fn bridge<'a>(
    spots: &mut Vec<Spot<'a>>,
    last: Spot<'a>,
    next: &Spot<'a>,
    (all, links): (&'a Buffer, &Links),
    color: ColorDepth,
) {
    let from = last.at.x.saturating_add(last.width);
    if last.at.y != next.at.y || next.at.x <= from || next.at.x - from > BRIDGE {
        return;
    }
    let alike = |spot: &Spot<'_>| {
        let simple = spot.cell.symbol().len() == 1;
        simple && (spot.pen == last.pen || (spot.blank && spot.pen.bg == last.pen.bg))
    };
    let start = spots.len();
    for x in from..next.at.x {
        match all.cell((x, last.at.y)).map(|cell| Spot::of(Position { x, y: last.at.y }, cell, color)) {
            // A linked cell that were written again here would lose its link.
            Some(spot) if !links.cover(spot.at) && alike(&last) && alike(next) && alike(&spot) => {
                spots.push(spot);
            }
            _ => return spots.truncate(start),
        }
    }
}
