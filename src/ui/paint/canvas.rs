//! The canvas: a part of the frame that can be written on.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Modifier, Style},
};
use unicode_segmentation::UnicodeSegmentation;

use super::{
    ink::{self, Ink},
    phrase::Phrase,
};
use crate::{
    app::model::mouse::{Hit, Region},
    text::SafeText,
    ui::theme::{Theme, Token},
};

/// How something is painted: a token, two laid over each other, or a style that a view composed of tokens.
pub trait Look: Copy {
    /// The style in this theme.
    fn style(self, theme: &Theme) -> Style;
}

impl Look for Token {
    fn style(self, theme: &Theme) -> Style {
        theme.style(self)
    }
}

impl Look for (Token, Token) {
    fn style(self, theme: &Theme) -> Style {
        theme.style(self.0).patch(theme.style(self.1))
    }
}

impl Look for Style {
    fn style(self, _theme: &Theme) -> Style {
        self
    }
}

/// What lies on a frame beside its cells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places {
    /// What a click means where.
    pub hits: Vec<Region>,
    /// Cells that the terminal itself may open when they are clicked, and what they lead to; whether it can, and whether
    /// that is an address to be opened at all, is not known here.
    pub links: Vec<(Rect, SafeText)>,
}

/// Writes inks into the cells of a frame. Places are those of the frame; what lies outside its area is not
/// written.
pub struct Canvas<'a> {
    buf: &'a mut Buffer,
    theme: &'a Theme,
    area: Rect,
    places: Places,
}

impl<'a> Canvas<'a> {
    /// Writes into `area` of `buf` with the looks of `theme`.
    pub fn new(buf: &'a mut Buffer, theme: &'a Theme, area: Rect) -> Self {
        let area = area.intersection(buf.area);
        Self { buf, theme, area, places: Places::default() }
    }

    /// The theme.
    pub const fn theme(&self) -> &'a Theme {
        self.theme
    }

    /// Says what a click into `area` means.
    pub fn hit(&mut self, area: Rect, hit: Hit) {
        let Rect { x, y, width, height } = area.intersection(self.area);
        if width > 0 && height > 0 {
            self.places.hits.push(Region { x, y, width, height, hit });
        }
    }

    /// Says where these cells lead. What is filled later takes them away.
    pub fn link(&mut self, area: Rect, url: &SafeText) {
        let area = area.intersection(self.area);
        if !area.is_empty() {
            self.places.links.push((area, url.clone()));
        }
    }

    /// What was said so.
    pub fn into_places(self) -> Places {
        self.places
    }

    /// Makes every cell of `area` an empty one of this look.
    pub fn fill(&mut self, area: Rect, look: impl Look) {
        let style = look.style(self.theme);
        let area = area.intersection(self.area);
        self.places.links.retain(|(place, _)| !place.intersects(area));
        for y in area.top()..area.bottom() {
            self.mend(area.left(), y);
            for x in area.left()..area.right() {
                let cell = &mut self.buf[(x, y)];
                cell.reset();
                cell.set_style(style);
            }
        }
    }

    /// Lays a look over cells that are there: the ground of the row under the cursor.
    pub fn tint(&mut self, area: Rect, look: impl Look) {
        let area = area.intersection(self.area);
        self.buf.set_style(area, look.style(self.theme));
    }

    /// Lays a look over what stands in these cells and reads like one of these (folded) words.
    pub fn light(&mut self, area: Rect, words: &[&str], look: impl Look) {
        let area = area.intersection(self.area);
        let style = look.style(self.theme);
        for y in area.top()..area.bottom() {
            // The line as it is read, folded, and the cell of each of its bytes.
            let (mut line, mut cells) = (String::new(), Vec::new());
            for x in area.left()..area.right() {
                let from = line.len();
                let symbol = self.buf[(x, y)].symbol();
                line.extend(symbol.chars().flat_map(char::to_lowercase));
                cells.extend(std::iter::repeat_n(x, line.len() - from));
            }
            for word in words.iter().filter(|word| !word.is_empty()) {
                for (at, found) in line.match_indices(word) {
                    for x in cells.get(at..at + found.len()).into_iter().flatten() {
                        self.buf[(*x, y)].set_style(style);
                    }
                }
            }
        }
    }

    /// Writes from `x` on, cut at `width` cells. Returns the cells used.
    pub fn text<'i>(&mut self, x: u16, y: u16, width: u16, ink: impl Into<Ink<'i>>, look: impl Look) -> u16 {
        let ink = ink.into();
        let style = look.style(self.theme);
        self.write(x, y, width, ink.text(), style, true)
    }

    /// Writes flush right into a field of `width` cells at `x`; what is too long is cut at its end.
    pub fn text_right<'i>(&mut self, x: u16, y: u16, width: u16, ink: impl Into<Ink<'i>>, look: impl Look) {
        let ink = ink.into();
        let used = ink.width().min(usize::from(width)) as u16;
        let style = look.style(self.theme);
        self.write(x + (width - used), y, used, ink.text(), style, true);
    }

    /// Writes `count` times the same sign of one cell.
    pub fn repeat(&mut self, x: u16, y: u16, count: u16, sign: &'static str, look: impl Look) {
        let style = look.style(self.theme);
        for i in 0..count {
            self.set(x.saturating_add(i), y, sign, 1, style);
        }
    }

    /// Writes a phrase, cut at `width` cells. Returns the cells used.
    pub fn phrase(&mut self, x: u16, y: u16, width: u16, phrase: &Phrase<'_>) -> u16 {
        let room = width.min(self.area.right().saturating_sub(x));
        let cut = phrase.width() > room;
        let limit = if cut { room.saturating_sub(1) } else { room };
        let (mut used, mut last) = (0, None);
        for (ink, style) in phrase.parts() {
            let text = ink.text();
            used += self.write(x + used, y, limit - used, text, *style, false);
            last = Some(*style);
            if used >= limit {
                break;
            }
        }
        if let Some(style) = last.filter(|_| cut && room > 0) {
            self.cut(x + used, y, style);
            used += 1;
        }
        used
    }

    /// A pen on one line, from `x` on, `width` cells long.
    pub const fn pen(&mut self, x: u16, y: u16, width: u16) -> Pen<'_, 'a> {
        Pen { canvas: self, x, y, end: x.saturating_add(width) }
    }

    /// Writes as much as fits; with `mark`, a sign at the end says that something was cut away.
    fn write(&mut self, x: u16, y: u16, width: u16, text: &str, style: Style, mark: bool) -> u16 {
        let area = self.area;
        if y < area.top() || y >= area.bottom() || x < area.left() || x >= area.right() {
            return 0;
        }
        let room = usize::from(width.min(area.right() - x));
        if room == 0 || text.is_empty() {
            return 0;
        }
        self.mend(x, y);
        let mut used = 0;
        if text.is_ascii() {
            let cut = text.len() > room;
            let keep = if cut { room - usize::from(mark) } else { text.len() };
            for (i, byte) in text.bytes().take(keep).enumerate() {
                let sign = if byte.is_ascii_graphic() { &text[i..=i] } else { " " };
                self.set(x + i as u16, y, sign, 1, style);
            }
            used += keep;
            if cut && mark {
                self.cut(x + used as u16, y, style);
                used += 1;
            }
            return used as u16;
        }
        // The place from which the sign for "cut" may still stand, should the text turn out too long.
        let mut keep = 0;
        let mut cut = false;
        for grapheme in text.graphemes(true) {
            let cells = ink::cells(grapheme);
            if used + cells > room {
                cut = true;
                break;
            }
            used += cells;
            if used < room || !mark {
                keep = used;
            }
        }
        let limit = if cut { keep } else { used };
        let mut at = 0;
        for grapheme in text.graphemes(true) {
            let cells = ink::cells(grapheme);
            if cells == 0 {
                continue;
            }
            if at + cells > limit {
                break;
            }
            let sign = if grapheme.contains(char::is_control) { " " } else { grapheme };
            self.set(x + at as u16, y, sign, cells, style);
            at += cells;
        }
        if cut && mark {
            self.cut(x + at as u16, y, style);
            at += 1;
        }
        at as u16
    }

    fn cut(&mut self, x: u16, y: u16, style: Style) {
        // Bold words are cut by a quiet sign.
        let style = style.patch(self.theme.style(Token::Dim)).remove_modifier(Modifier::BOLD);
        self.set(x, y, self.theme.glyphs.cut, 1, style);
    }

    fn set(&mut self, x: u16, y: u16, sign: &str, cells: usize, style: Style) {
        if !self.area.contains((x, y).into()) {
            return;
        }
        let Some(cell) = self.buf.cell_mut((x, y)) else { return };
        cell.set_symbol(sign).set_style(style);
        for i in 1..cells as u16 {
            if let Some(cell) = self.buf.cell_mut((x + i, y)) {
                cell.set_symbol(" ").set_style(style);
            }
        }
    }

    /// Takes away a wide grapheme of which only the first half would stay.
    fn mend(&mut self, x: u16, y: u16) {
        let area = self.area;
        if x > area.left()
            && let Some(cell) = self.buf.cell_mut((x - 1, y))
            && cell.symbol().len() > 1
            && ink::cells(cell.symbol()) > 1
        {
            cell.set_symbol(" ");
        }
    }
}

/// Writes one piece after the other on a line.
pub struct Pen<'c, 'a> {
    canvas: &'c mut Canvas<'a>,
    x: u16,
    y: u16,
    end: u16,
}

impl Pen<'_, '_> {
    /// Writes, cut at the end of the line.
    pub fn put<'i>(&mut self, ink: impl Into<Ink<'i>>, look: impl Look) -> &mut Self {
        let left = self.left();
        self.x += self.canvas.text(self.x, self.y, left, ink, look);
        self
    }

    /// Writes what leads to an address, such as the address itself.
    pub fn link<'i>(&mut self, ink: impl Into<Ink<'i>>, url: &SafeText, look: impl Look) -> &mut Self {
        let x = self.x;
        self.put(ink, look);
        self.canvas.link(Rect { x, y: self.y, width: self.x - x, height: 1 }, url);
        self
    }

    /// Writes into a field of `width` cells, flush left.
    pub fn field<'i>(&mut self, width: u16, ink: impl Into<Ink<'i>>, look: impl Look) -> &mut Self {
        let width = width.min(self.left());
        self.canvas.text(self.x, self.y, width, ink, look);
        self.x += width;
        self
    }

    /// Writes into a field of `width` cells, flush right.
    pub fn field_right<'i>(&mut self, width: u16, ink: impl Into<Ink<'i>>, look: impl Look) -> &mut Self {
        let width = width.min(self.left());
        self.canvas.text_right(self.x, self.y, width, ink, look);
        self.x += width;
        self
    }

    /// Writes a phrase.
    pub fn phrase(&mut self, phrase: &Phrase<'_>) -> &mut Self {
        let left = self.left();
        self.x += self.canvas.phrase(self.x, self.y, left, phrase);
        self
    }

    /// Writes `count` times the same sign of one cell.
    pub fn repeat(&mut self, count: u16, sign: &'static str, look: impl Look) -> &mut Self {
        let count = count.min(self.left());
        self.canvas.repeat(self.x, self.y, count, sign, look);
        self.x += count;
        self
    }

    /// Leaves cells as they are.
    pub fn skip(&mut self, cells: u16) -> &mut Self {
        self.x = self.x.saturating_add(cells).min(self.end);
        self
    }

    /// Goes to a column of the frame, never back.
    pub fn to(&mut self, x: u16) -> &mut Self {
        self.x = x.clamp(self.x, self.end);
        self
    }

    /// Cells left on the line.
    pub const fn left(&self) -> u16 {
        self.end.saturating_sub(self.x)
    }

    /// Where the next piece goes.
    pub const fn at(&self) -> (u16, u16) {
        (self.x, self.y)
    }

    /// Signs of the theme.
    pub const fn glyphs(&self) -> &crate::ui::theme::Glyphs {
        &self.canvas.theme.glyphs
    }

    /// The theme.
    pub const fn theme(&self) -> &Theme {
        self.canvas.theme
    }
}
