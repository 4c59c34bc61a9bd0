//! How many rows a terminal of some size gives to what: plain arithmetic, used by scrolling and by the views.
//!
//! ```text
//!   row 0      header      from 5 rows up
//!   row 1      views       from 12 rows up
//!   row 2      columns     from 10 rows up
//!   ...        the list
//!   ...        preview     4 rows (1 rule + 3) from 22 rows up, 11 from 34 up; at the right from 160 columns up
//!   last-1     receipts    from 7 rows up
//!   last       key hints   from 3 rows up
//! ```

/// A terminal's size in cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Columns.
    pub cols: u16,
    /// Rows.
    pub rows: u16,
}

/// Where the board's parts lie, in rows; a part of zero rows is not drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoardLayout {
    /// 0 or 1.
    pub header: u16,
    /// 0 or 1.
    pub views: u16,
    /// 0 or 1.
    pub columns: u16,
    /// Rows of the list.
    pub list: u16,
    /// Rows of the preview below the list, its rule included.
    pub preview: u16,
    /// Columns of the preview at the right of the list, its rule included; then `preview` is 0.
    pub side: u16,
    /// 0 or 1.
    pub receipts: u16,
    /// 0 or 1.
    pub hints: u16,
}

impl BoardLayout {
    /// The same without the preview, wherever it stood: the list gets its place. Over a slow link the preview would
    /// be most of what a moved cursor costs.
    #[must_use]
    pub const fn without_preview(self) -> Self {
        Self { list: self.list + self.preview, preview: 0, side: 0, ..self }
    }
}

/// Columns from which the preview stands at the right.
pub const SIDE_FROM: u16 = 160;

/// The board at this size. The rows always add up to `size.rows`.
pub const fn board(size: Size) -> BoardLayout {
    let r = size.rows;
    let header = (r >= 5) as u16;
    let views = (r >= 12) as u16;
    let columns = (r >= 10) as u16;
    let receipts = (r >= 7) as u16;
    let hints = (r >= 3) as u16;
    let side = if size.cols >= SIDE_FROM && r >= 12 { size.cols * 2 / 5 } else { 0 };
    let preview = if side > 0 || r < 22 {
        0
    } else if r < 34 {
        4
    } else {
        12
    };
    let list = r.saturating_sub(header + views + columns + preview + receipts + hints);
    BoardLayout { header, views, columns, list, preview, side, receipts, hints }
}

/// Rows of the scrolling body of any other full screen: all but header, title, receipts and hints.
pub const fn body_rows(size: Size) -> u16 {
    let b = board(size);
    size.rows.saturating_sub(b.header + 2 + b.receipts + b.hints)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_add_up_at_every_size() {
        for rows in 0..120 {
            for cols in [1, 40, 80, 120, 160, 300] {
                let b = board(Size { cols, rows });
                for b in [b, b.without_preview()] {
                    let parts = b.header + b.views + b.columns + b.list + b.preview + b.receipts + b.hints;
                    assert_eq!(parts, rows);
                    assert!(rows == 0 || b.list >= 1, "{rows} rows leave one line of list");
                }
                assert_eq!((b.without_preview().preview, b.without_preview().side), (0, 0));
            }
        }
    }
}
