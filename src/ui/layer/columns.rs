//! `W`: which columns the list has, and how wide they are.
//!
//! ```text
//! -- columns of open ---------------------------------------------
//!  [x] p          1      [x] title     rest     [ ] team         8
//! >[x] state      5      [x] service     11     [ ] label.region 10
//! ```

use ratatui::layout::Rect;

use super::{keys, sheet};
use crate::{
    app::model::layer::ColumnPick,
    domain::view::{ColumnSpec, ColumnWord},
    text::{Kind, SafeText},
    ui::{
        View,
        paint::{Canvas, Caret, Phrase, made},
        theme::Token,
    },
};

/// Cells of one entry: sign, box, name, width.
const ENTRY: u16 = 26;

/// Draws the chooser over the lowest rows. The cursor goes to the row it is on.
pub fn columns(canvas: &mut Canvas<'_>, view: &View<'_>, pick: &ColumnPick) -> Option<Caret> {
    let theme = canvas.theme();
    let mut title = Phrase::new(theme).with(" columns", Token::Accent);
    if let Some(tab) = view.model.views.get(view.model.view) {
        title.add(" of ", Token::Dim).add(&tab.name, Token::Title);
    }
    title.add(" ", Token::Dim);
    let across = (view.area.width / ENTRY).clamp(1, 4);
    let count = pick.rows.len() as u16;
    let rows = count.div_ceil(across);
    let body = sheet(canvas, view, rows + 2, &title, &Phrase::new(theme));
    let list = body.height.saturating_sub(1);
    if list == 0 {
        return None;
    }
    // Where not all of it fits, the row of the cursor does.
    let at = pick.at as u16;
    let first = (at % rows).saturating_sub(list - 1);
    let mut caret = None;
    for (n, (spec, shown)) in pick.rows.iter().enumerate() {
        let (column, row) = (n as u16 / rows, n as u16 % rows);
        if !(first..first + list).contains(&row) {
            continue;
        }
        let place = Rect { x: body.x + column * ENTRY, y: body.y + row - first, width: ENTRY, height: 1 };
        let here = n == pick.at;
        entry(canvas, spec, *shown, here, place);
        if here {
            caret = Some((place.x, place.y));
        }
    }
    let last = Rect { y: body.bottom() - 1, height: 1, ..body };
    let words = [
        ("Space", "show"),
        ("J K", "move"),
        ("+ -", "width"),
        ("=", "own width"),
        ("r", "the usual ones"),
        ("Esc", "done"),
    ];
    keys(canvas, last, &words);
    caret
}

fn entry(canvas: &mut Canvas<'_>, spec: &ColumnSpec, shown: bool, here: bool, place: Rect) {
    let name = SafeText::clean(&ColumnSpec { width: None, ..spec.clone() }.to_string(), Kind::Label);
    let cursor = canvas.theme().glyphs.cursor;
    let look = match (here, shown) {
        (true, _) => Token::MenuPick,
        (_, true) => Token::Text,
        _ => Token::Dim,
    };
    if here {
        canvas.tint(Rect { width: place.width.saturating_sub(1), ..place }, Token::MenuPick);
    }
    let mut pen = canvas.pen(place.x, place.y, place.width.saturating_sub(1));
    if here {
        pen.put(cursor, Token::BorderFocus);
    } else {
        pen.skip(1);
    }
    pen.put(if shown { "[x] " } else { "[ ] " }, if shown { Token::Accent } else { Token::Dim });
    pen.field(15, &name, look).skip(1);
    match spec.width {
        Some(cells) => pen.field_right(4, made::number(usize::from(cells)), Token::Text),
        None if spec.column == ColumnWord::Title => pen.field_right(4, "rest", Token::Dim),
        None => pen.field_right(4, made::number(usize::from(spec.column.usual_width())), Token::Dim),
    };
}
