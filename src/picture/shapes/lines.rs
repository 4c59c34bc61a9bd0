//! Box drawing: U+2500 to U+257F. Belongs to [`super`].

use super::{Corner, H, W, rect};

/// Half the width of a light line, and of a heavy one.
const HALF: [f32; 3] = [0.0, 0.5, 1.0];
/// The middle of a cell.
const MIDDLE: Corner = (W / 2.0, H / 2.0);

/// Arms up, right, down, left of U+250C to U+254B: 0 none, 1 light, 2 heavy.
const CROSSINGS: [[u8; 4]; 64] = [
    [0, 1, 1, 0],
    [0, 2, 1, 0],
    [0, 1, 2, 0],
    [0, 2, 2, 0],
    [0, 0, 1, 1],
    [0, 0, 1, 2],
    [0, 0, 2, 1],
    [0, 0, 2, 2],
    [1, 1, 0, 0],
    [1, 2, 0, 0],
    [2, 1, 0, 0],
    [2, 2, 0, 0],
    [1, 0, 0, 1],
    [1, 0, 0, 2],
    [2, 0, 0, 1],
    [2, 0, 0, 2],
    [1, 1, 1, 0],
    [1, 2, 1, 0],
    [2, 1, 1, 0],
    [1, 1, 2, 0],
    [2, 1, 2, 0],
    [2, 2, 1, 0],
    [1, 2, 2, 0],
    [2, 2, 2, 0],
    [1, 0, 1, 1],
    [1, 0, 1, 2],
    [2, 0, 1, 1],
    [1, 0, 2, 1],
    [2, 0, 2, 1],
    [2, 0, 1, 2],
    [1, 0, 2, 2],
    [2, 0, 2, 2],
    [0, 1, 1, 1],
    [0, 1, 1, 2],
    [0, 2, 1, 1],
    [0, 2, 1, 2],
    [0, 1, 2, 1],
    [0, 1, 2, 2],
    [0, 2, 2, 1],
    [0, 2, 2, 2],
    [1, 1, 0, 1],
    [1, 1, 0, 2],
    [1, 2, 0, 1],
    [1, 2, 0, 2],
    [2, 1, 0, 1],
    [2, 1, 0, 2],
    [2, 2, 0, 1],
    [2, 2, 0, 2],
    [1, 1, 1, 1],
    [1, 1, 1, 2],
    [1, 2, 1, 1],
    [1, 2, 1, 2],
    [2, 1, 1, 1],
    [1, 1, 2, 1],
    [2, 1, 2, 1],
    [2, 1, 1, 2],
    [2, 2, 1, 1],
    [1, 1, 2, 2],
    [1, 2, 2, 1],
    [2, 2, 1, 2],
    [1, 2, 2, 2],
    [2, 1, 2, 2],
    [2, 2, 2, 1],
    [2, 2, 2, 2],
];

/// The same of U+2574 to U+257F.
const ENDS: [[u8; 4]; 12] = [
    [0, 0, 0, 1],
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 2],
    [2, 0, 0, 0],
    [0, 2, 0, 0],
    [0, 0, 2, 0],
    [0, 2, 0, 1],
    [1, 0, 2, 0],
    [0, 1, 0, 2],
    [2, 0, 1, 0],
];

/// The areas of a line character, or none if it is the font's.
pub(super) fn of(c: char) -> Option<Vec<Vec<Corner>>> {
    let n = u32::from(c).checked_sub(0x2500)? as usize;
    Some(match n {
        0 | 1 => arms([0, n as u8 + 1, 0, n as u8 + 1]),
        2 | 3 => arms([n as u8 - 1, 0, n as u8 - 1, 0]),
        4..=11 => dashes(if n < 8 { 3 } else { 4 }, n % 4 > 1, 1 + n % 2),
        12..=75 => arms(*CROSSINGS.get(n - 12)?),
        76..=79 => dashes(2, n > 77, 1 + n % 2),
        0x6d..=0x70 => vec![rounded(n - 0x6d)],
        0x74..=0x7f => arms(*ENDS.get(n - 0x74)?),
        _ => return None,
    })
}

/// Four arms from the edges to the middle, where they meet without a notch.
fn arms([up, right, down, left]: [u8; 4]) -> Vec<Vec<Corner>> {
    let (x, y) = MIDDLE;
    let half = |weight: u8| HALF[usize::from(weight.min(2))];
    let (across, along) = (half(left.max(right)), half(up.max(down)));
    // An arm reaches over the middle as far as what crosses it is wide.
    let (reach_x, reach_y) = (along.max(0.0), across.max(0.0));
    let mut areas = Vec::new();
    if up > 0 {
        areas.push(rect(x - half(up), 0.0, 2.0 * half(up), y + reach_y));
    }
    if down > 0 {
        areas.push(rect(x - half(down), y - reach_y, 2.0 * half(down), H - y + reach_y));
    }
    if left > 0 {
        areas.push(rect(0.0, y - half(left), x + reach_x, 2.0 * half(left)));
    }
    if right > 0 {
        areas.push(rect(x - reach_x, y - half(right), W - x + reach_x, 2.0 * half(right)));
    }
    areas
}

/// `count` dashes with even gaps, also to those of the next cell.
fn dashes(count: u8, upright: bool, weight: usize) -> Vec<Vec<Corner>> {
    let (x, y) = MIDDLE;
    let half = HALF[weight.min(2)];
    let step = if upright { H } else { W } / f32::from(count);
    let gap = step / 3.0;
    (0..count)
        .map(|n| {
            let from = step.mul_add(f32::from(n), gap / 2.0);
            if upright {
                rect(x - half, from, 2.0 * half, step - gap)
            } else {
                rect(from, y - half, step - gap, 2.0 * half)
            }
        })
        .collect()
}

/// A quarter of a ring from the middle of one edge to that of the next, with straight ends: ╭ ╮ ╯ ╰.
fn rounded(which: usize) -> Vec<Corner> {
    const STEPS: u8 = 8;
    let (x, y) = MIDDLE;
    let half = HALF[1];
    // Drawn for ╭, then mirrored.
    let (cx, cy) = (W, y + (W - x));
    let ring = |radius: f32| {
        (0..=STEPS).map(move |n| {
            let angle = f32::from(n) / f32::from(STEPS) * std::f32::consts::FRAC_PI_2;
            (cx - radius * angle.cos(), cy - radius * angle.sin())
        })
    };
    let mut corners = vec![(x - half, H)];
    corners.extend(ring(W - x + half));
    corners.extend(ring(W - x - half).collect::<Vec<_>>().into_iter().rev());
    corners.push((x + half, H));
    let (flip_x, flip_y) = (matches!(which, 1 | 2), which > 1);
    corners
        .into_iter()
        .map(|(x, y)| (if flip_x { W - x } else { x }, if flip_y { H - y } else { y }))
        .collect()
}
