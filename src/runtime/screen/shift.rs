//! Whether the rows of a list only moved, so that the terminal can move them itself.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::term::backend::look_alike;

/// Lists lower than this are painted.
const LEAST: u16 = 4;

/// By how many rows what stood in `list` moved up (down: negative), when at least half of its rows are found
/// again and fewer stayed where they were. Both buffers have the same area.
pub(super) fn of(from: &Buffer, to: &Buffer, list: Rect) -> Option<i16> {
    let list = list.intersection(to.area);
    let height = list.height;
    if height < LEAST || list.width == 0 || from.area != to.area {
        return None;
    }
    let half = height.div_ceil(2);
    let stayed = found(from, to, list, 0, 0);
    if stayed >= half {
        return None;
    }
    let mut best = None;
    let mut most = half.saturating_sub(1).max(stayed);
    for by in 1..=(height / 2).min(i16::MAX as u16) {
        for up in [by as i16, -(by as i16)] {
            let count = found(from, to, list, up, most);
            if count > most {
                (best, most) = (Some(up), count);
            }
        }
    }
    best
}

/// Rows that look as they did `up` rows further down; counted no further once `most` is out of reach.
fn found(from: &Buffer, to: &Buffer, list: Rect, up: i16, most: u16) -> u16 {
    let mut count = 0;
    for n in 0..list.height {
        if count + (list.height - n) <= most {
            break;
        }
        let was = n.checked_add_signed(up).filter(|was| *was < list.height);
        count += u16::from(was.is_some_and(|was| same(from, list.y + was, to, list.y + n, list)));
    }
    count
}

fn same(from: &Buffer, was: u16, to: &Buffer, is: u16, list: Rect) -> bool {
    row(from, was, list)
        .zip(row(to, is, list))
        .is_some_and(|(a, b)| a.iter().zip(b).all(|(a, b)| look_alike(a, b)))
}

fn row(buffer: &Buffer, y: u16, list: Rect) -> Option<&[ratatui::buffer::Cell]> {
    let width = usize::from(buffer.area.width);
    let start = usize::from(y) * width + usize::from(list.x);
    buffer.content.get(start..start + usize::from(list.width))
}

/// Does to a buffer what the terminal does to its rows: what becomes free is blank.
pub(super) fn apply(buffer: &mut Buffer, list: Rect, up: i16) {
    let width = usize::from(buffer.area.width);
    let (start, end) = (usize::from(list.y) * width, usize::from(list.bottom()) * width);
    let Some(rows) = buffer.content.get_mut(start..end) else { return };
    let by = (usize::from(up.unsigned_abs()) * width).min(rows.len());
    let freed = if up > 0 {
        rows.rotate_left(by);
        rows.len() - by..rows.len()
    } else {
        rows.rotate_right(by);
        0..by
    };
    rows[freed].iter_mut().for_each(ratatui::buffer::Cell::reset);
}
