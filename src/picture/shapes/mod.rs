//! Characters that are geometry: box drawing, blocks, and those of our own signs that most fonts lack. Belongs to
//! [`super`].
//!
//! A font draws them for its own line height; in rows that are higher they would leave gaps. Doubled lines and
//! diagonals (U+2550 to U+256C, U+2571 to U+2573) are left to the font: no screen of ours has them.

mod lines;

use super::frame::{CELL_H, CELL_W};

/// A corner, from the upper left of the cell.
pub(super) type Corner = (f32, f32);

/// What is painted in a cell instead of a character: areas by the nonzero rule, so one that runs the other way round
/// inside another is a hole.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shape {
    pub(super) areas: Vec<Vec<Corner>>,
    /// How much of the ground it hides, 0 to 1.
    pub(super) cover: f32,
}

const W: f32 = CELL_W as f32;
const H: f32 = CELL_H as f32;

/// The shape of a character that is one cell wide, if it has one.
pub(super) fn of(symbol: &str) -> Option<Shape> {
    let mut chars = symbol.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else { return None };
    let areas = match c {
        '\u{2500}'..='\u{257f}' => lines::of(c)?,
        '\u{2591}'..='\u{2593}' => {
            let cover = (u32::from(c) - 0x2590) as f32 / 4.0;
            return Some(Shape { areas: vec![rect(0.0, 0.0, W, H)], cover });
        }
        '\u{2580}'..='\u{259f}' => blocks(c),
        '▰' => vec![slanted(0.0)],
        // The hole runs the other way round.
        '▱' => vec![slanted(0.0), slanted(1.0).into_iter().rev().collect()],
        '⋯' | '…' => {
            let y = if c == '…' { 13.6 } else { H / 2.0 };
            [1.5, 4.5, 7.5].map(|x| disc(x, y, 0.95)).to_vec()
        }
        '✓' => stroke(&[(1.2, 10.2), (3.5, 12.9), (7.9, 6.0)], 1.5),
        '✗' => [stroke(&[(1.5, 6.3), (7.5, 13.1)], 1.5), stroke(&[(7.5, 6.3), (1.5, 13.1)], 1.5)].concat(),
        '⚠' => warning(),
        _ => return None,
    };
    Some(Shape { areas, cover: 1.0 })
}

/// A rectangle.
fn rect(x: f32, y: f32, w: f32, h: f32) -> Vec<Corner> {
    vec![(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
}

/// A part of a clock; two side by side do not touch.
fn slanted(inset: f32) -> Vec<Corner> {
    let (top, bottom) = (5.5 + inset, 13.5 - inset);
    // Along the slant, the walls are as thick as above and below.
    let side = inset * 1.03;
    let lean = |y: f32| (13.5 - y) * 0.25;
    vec![
        (0.5 + side + lean(top), top),
        (6.5 - side + lean(top), top),
        (6.5 - side + lean(bottom), bottom),
        (0.5 + side + lean(bottom), bottom),
    ]
}

/// A line of this width from corner to corner, with round ends.
fn stroke(corners: &[Corner], width: f32) -> Vec<Vec<Corner>> {
    let mut areas: Vec<_> = corners.iter().map(|(x, y)| disc(*x, *y, width / 2.0)).collect();
    for ((x0, y0), (x1, y1)) in corners.iter().zip(corners.iter().skip(1)) {
        let (dx, dy) = (x1 - x0, y1 - y0);
        let (nx, ny) = (dy * width / 2.0 / dx.hypot(dy), -dx * width / 2.0 / dx.hypot(dy));
        areas.push(vec![(x0 + nx, y0 + ny), (x1 + nx, y1 + ny), (x1 - nx, y1 - ny), (x0 - nx, y0 - ny)]);
    }
    areas
}

/// A triangle with its mark of exclamation.
fn warning() -> Vec<Vec<Corner>> {
    vec![
        vec![(4.5, 4.0), (8.9, 13.8), (0.1, 13.8)],
        vec![(1.75, 12.7), (7.25, 12.7), (4.5, 6.5)],
        rect(4.0, 8.2, 1.0, 2.4),
        rect(4.0, 11.2, 1.0, 1.0),
    ]
}

/// A full circle, near enough for a dot.
fn disc(x: f32, y: f32, radius: f32) -> Vec<Corner> {
    let at = |n: u8| {
        let angle = f32::from(n) * std::f32::consts::TAU / 12.0;
        (radius.mul_add(angle.cos(), x), radius.mul_add(angle.sin(), y))
    };
    (0..12).map(at).collect()
}

/// U+2580 to U+259F but the shades.
fn blocks(c: char) -> Vec<Vec<Corner>> {
    let n = u32::from(c) - 0x2580;
    let eighths = |n: u32| n as f32 / 8.0;
    let lower = |part: f32| vec![rect(0.0, H - H * part, W, H * part)];
    let left = |part: f32| vec![rect(0.0, 0.0, W * part, H)];
    match n {
        0 => vec![rect(0.0, 0.0, W, H / 2.0)],
        1..=8 => lower(eighths(n)),
        9..=15 => left(eighths(16 - n)),
        16 => vec![rect(W / 2.0, 0.0, W / 2.0, H)],
        20 => vec![rect(0.0, 0.0, W, H / 8.0)],
        21 => vec![rect(W * 7.0 / 8.0, 0.0, W / 8.0, H)],
        _ => {
            /// Which quarters U+2596 to U+259F fill: upper left 1, upper right 2, lower left 4, lower right 8.
            const QUARTERS: [u8; 10] = [4, 8, 1, 13, 9, 7, 11, 2, 6, 14];
            let set = QUARTERS.get((n as usize).wrapping_sub(22)).copied().unwrap_or(0);
            let quarter = |bit: u8| {
                let (x, y) = (f32::from(bit % 2) * W / 2.0, f32::from(bit / 2) * H / 2.0);
                rect(x, y, W / 2.0, H / 2.0)
            };
            (0..4).filter(|bit| set & (1 << bit) != 0).map(quarter).collect()
        }
    }
}
