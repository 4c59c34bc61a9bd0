//! Views: functions of borrowed state, drawn straight into the buffer.
//!
//! [`draw`] paints the whole frame and says where the real cursor stands. It reads the model, touches visible rows
//! only and changes nothing. Text becomes cells in [`paint`] and nowhere else; what things look like is in
//! [`theme`].
//!
//! | file | what it draws |
//! |---|---|
//! | [`frame`] | header, receipt line, key hints: what every screen has |
//! | [`board`] | views, columns, rows, the ghost, the empty states, the preview |
//! | [`incident`] | one incident: overview and timeline |
//! | [`triage`] | one unacknowledged incident at a time |
//! | [`screens`] | outbox, sources, what is suppressed, what a command wrote, help |
//! | [`layer`] | what lies above: filter line, forms, strips |

pub mod board;
mod facts;
pub mod frame;
pub mod incident;
pub mod layer;
pub mod paint;
pub mod screens;
pub mod theme;
pub mod triage;
mod words;

#[cfg(test)]
mod tests;

use ratatui::{buffer::Buffer, layout::Rect};

pub use self::paint::Places;
pub use self::theme::{Depth, Theme, ThemeError};
use self::{
    paint::{Canvas, Caret},
    theme::Token,
};
use crate::app::model::{Model, Now, Screen, Size, layout::BoardLayout};

/// What a frame leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Drawn {
    /// Where the real cursor belongs: on the selected row's first cell, or in the text being typed.
    pub cursor: Option<(u16, u16)>,
    /// Lines that the scrolling body of the screen on top has in all; 0 where nothing scrolls by lines.
    pub body: usize,
    /// Where rows stand that scroll, if they do: when most of them only moved, the terminal can move them itself.
    pub list: Option<Rect>,
    /// Where the key hints of the board stand, if they do.
    pub hints: Option<Hints>,
}

/// The key hints of the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hints {
    /// Where.
    pub place: Rect,
    /// They can wait: the cursor runs, nobody reads them, and what of them the terminal shows is no wrong.
    pub wait: bool,
}

/// What views read: the model, the time, the place on the frame.
#[derive(Clone, Copy)]
pub struct View<'m> {
    /// Everything that is shown.
    pub model: &'m Model,
    /// The time of the frame.
    pub now: Now,
    /// The whole frame.
    pub area: Rect,
    /// How its rows are given away.
    pub rows: BoardLayout,
}

/// Columns from which the frame is drawn with the wide wording.
pub const WIDE_FROM: u16 = 120;

impl View<'_> {
    /// Whether there is room for whole words and long numbers.
    pub const fn wide(&self) -> bool {
        self.area.width >= WIDE_FROM
    }

    /// One row of the frame, from the top.
    const fn row(&self, y: u16) -> Rect {
        Rect { x: self.area.x, y: self.area.y + y, width: self.area.width, height: 1 }
    }
}

/// Draws the frame into `area` of `buf`.
pub fn draw(model: &Model, now: Now, theme: &Theme, area: Rect, buf: &mut Buffer) -> Drawn {
    draw_with_places(model, now, theme, area, buf).0
}

/// The same, and what lies where beside the picture.
pub fn draw_with_places(
    model: &Model,
    now: Now,
    theme: &Theme,
    area: Rect,
    buf: &mut Buffer,
) -> (Drawn, Places) {
    let area = area.intersection(buf.area);
    if area.is_empty() {
        return (Drawn::default(), Places::default());
    }
    let rows = model.layout(Size { cols: area.width, rows: area.height });
    let view = View { model, now, area, rows };
    let mut canvas = Canvas::new(buf, theme, area);
    canvas.fill(area, Token::Ground);
    if rows.header > 0 {
        frame::header(&mut canvas, &view);
    }
    let mut drawn = match model.screens.last() {
        None => board::board(&mut canvas, &view),
        Some(Screen::Incident(screen)) => incident::incident(&mut canvas, &view, screen),
        Some(Screen::Outbox { cursor }) => screens::outbox(&mut canvas, &view, *cursor),
        Some(Screen::Sources { cursor }) => screens::sources(&mut canvas, &view, *cursor),
        Some(Screen::Triage(triage)) => triage::triage(&mut canvas, &view, triage),
        Some(Screen::Suppressed(list)) => screens::suppressed(&mut canvas, &view, list),
        Some(Screen::Output(output)) => screens::output(&mut canvas, &view, output),
        Some(Screen::Help { top }) => screens::help(&mut canvas, &view, *top),
    };
    if rows.receipts > 0 {
        frame::receipts(&mut canvas, &view);
    }
    if rows.hints > 0 {
        frame::hints(&mut canvas, &view);
        if model.screens.is_empty() && model.layer.is_none() && model.keys.sequence.is_empty() {
            drawn.hints = Some(Hints { place: view.row(area.height - 1), wait: model.runs(now) });
        }
    }
    if let Some(layer) = &model.layer {
        let caret: Option<Caret> = layer::layer(&mut canvas, &view, layer);
        drawn.cursor = caret.map(|(x, y)| (x.min(area.right() - 1), y.min(area.bottom() - 1)));
    }
    (drawn, canvas.into_places())
}
