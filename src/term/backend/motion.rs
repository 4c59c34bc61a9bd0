//! The shortest way from one cell to another.

use std::{cmp::Ordering, io::Write as _};

use ratatui::layout::Position;

/// Appends what brings the cursor from `from` (`None`: unknown) to `to`.
///
/// Every way used here works on any terminal since the VT100. Line feeds move straight down because raw mode
/// leaves output alone, and never scroll because the target is a row of the screen.
pub(super) fn go(out: &mut Vec<u8>, from: Option<Position>, to: Position) {
    if from == Some(to) {
        return;
    }
    let start = out.len();
    absolute(out, to);
    let Some(from) = from else { return };
    let middle = out.len();
    relative(out, from, to);
    if out.len() - middle < middle - start {
        out.drain(start..middle);
    } else {
        out.truncate(middle);
    }
}

/// A control sequence with one number, which is left out when it is 1.
pub(super) fn numbered(out: &mut Vec<u8>, n: u16, last: u8) {
    out.extend_from_slice(b"\x1b[");
    if n != 1 {
        // Writing into a Vec cannot fail.
        let _ = write!(out, "{n}");
    }
    out.push(last);
}

fn absolute(out: &mut Vec<u8>, to: Position) {
    let (row, col) = (u32::from(to.y) + 1, u32::from(to.x) + 1);
    let _ = match (row, col) {
        (1, 1) => out.write_all(b"\x1b[H"),
        (row, 1) => write!(out, "\x1b[{row}H"),
        (1, col) => write!(out, "\x1b[;{col}H"),
        (row, col) => write!(out, "\x1b[{row};{col}H"),
    };
}

fn relative(out: &mut Vec<u8>, from: Position, to: Position) {
    let mut x = from.x;
    // By way of the first column, where that is not longer than stepping back.
    if to.x < x && cost(to.x, 0) < cost(x - to.x, 3) {
        out.push(b'\r');
        x = 0;
    }
    match to.y.cmp(&from.y) {
        Ordering::Less => numbered(out, from.y - to.y, b'A'),
        Ordering::Equal => {}
        Ordering::Greater => many(out, to.y - from.y, b'\n', b'B'),
    }
    match to.x.cmp(&x) {
        Ordering::Less => many(out, x - to.x, b'\x08', b'D'),
        Ordering::Equal => {}
        Ordering::Greater => numbered(out, to.x - x, b'C'),
    }
}

/// Up to three single bytes, or a control sequence.
fn many(out: &mut Vec<u8>, n: u16, single: u8, last: u8) {
    if n <= 3 {
        out.extend(std::iter::repeat_n(single, usize::from(n)));
    } else {
        numbered(out, n, last);
    }
}

/// Bytes to go `n` cells along a row, when up to `single` of them take one byte each.
fn cost(n: u16, single: u16) -> u32 {
    match n {
        0 => 0,
        n if n <= single => n.into(),
        1 => 3,
        n => 4 + n.ilog10(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortest_ways() {
        let at = |x, y| Position { x, y };
        for (from, to, want) in [
            (None, at(0, 0), "\x1b[H"),
            (None, at(0, 9), "\x1b[10H"),
            (None, at(4, 0), "\x1b[;5H"),
            (None, at(4, 9), "\x1b[10;5H"),
            (Some(at(4, 9)), at(4, 9), ""),
            (Some(at(4, 9)), at(5, 9), "\x1b[C"),
            (Some(at(4, 9)), at(50, 9), "\x1b[46C"),
            (Some(at(4, 9)), at(2, 9), "\x08\x08"),
            (Some(at(4, 9)), at(0, 9), "\r"),
            (Some(at(40, 9)), at(0, 10), "\r\n"),
            (Some(at(40, 9)), at(1, 10), "\r\n\x1b[C"),
            (Some(at(40, 9)), at(40, 8), "\x1b[A"),
            (Some(at(0, 9)), at(3, 10), "\n\x1b[3C"),
            (Some(at(119, 39)), at(0, 0), "\x1b[H"),
            (Some(at(10, 2)), at(100, 59), "\x1b[60;101H"),
        ] {
            let mut out = Vec::new();
            go(&mut out, from, to);
            assert_eq!(String::from_utf8(out).unwrap(), want, "{from:?} to {to:?}");
        }
    }
}
