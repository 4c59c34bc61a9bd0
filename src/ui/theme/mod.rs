//! What things look like, by meaning and never by colour: views name a [`Token`], a theme says how it is painted.
//!
//! Themes are TOML files (`themes/*.toml`, embedded; a [`Shelf`] has the person's own too) with 24-bit colours and a named
//! fallback of 16 each; [`report`] measures them. [`Theme::for_depth`] brings them down to what the terminal can show, once, when the theme
//! is chosen; painting only looks up a table.

mod colour;
mod contrast;
mod glyphs;
mod load;
pub mod report;
mod shelf;
mod shipped;
#[cfg(test)]
mod tests;
mod token;

use ratatui::style::{Modifier, Style};

use self::{colour::Colour, load::Nothing, shipped::embedded};
pub use self::{
    colour::Depth,
    glyphs::Glyphs,
    load::ThemeError,
    shelf::{Shelf, ShelfError},
    shipped::{NAMES, SOURCES},
    token::Token,
};

/// How one token is painted, before the terminal's depth is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Paint {
    fg: Option<Colour>,
    bg: Option<Colour>,
    attributes: Modifier,
}

/// A theme at one colour depth, with its glyphs.
#[derive(Debug, Clone)]
pub struct Theme {
    name: String,
    paints: [Paint; Token::COUNT],
    styles: [Style; Token::COUNT],
    /// Whether colours are painted at all.
    depth: Depth,
    /// Our own signs: Unicode or ASCII.
    pub glyphs: Glyphs,
}

impl Theme {
    /// The embedded theme of this name at 24 bits, or none.
    pub fn named(name: &str) -> Option<Self> {
        embedded(name).map(|paints| Self::new(name, &paints))
    }

    /// Reads the text of a theme that inherits from embedded ones at most; `name` is used in errors and [`Theme::name`].
    ///
    /// # Errors
    /// The place in the file, the token concerned and what is wrong with it: not TOML, an unknown or missing token,
    /// a colour that is neither `#rrggbb` nor named in `[colors]`, an unknown theme to inherit from.
    pub fn load(text: &str, name: &str) -> Result<Self, ThemeError> {
        load::own(text, name, &Nothing).map(|paints| Self::new(name, &paints))
    }

    fn new(name: &str, paints: &[Paint; Token::COUNT]) -> Self {
        let styles = paints.map(|p| p.style(Depth::True));
        Self { name: name.to_owned(), paints: *paints, styles, depth: Depth::True, glyphs: Glyphs::UNICODE }
    }

    /// The same for a terminal of this depth. Without colours the attributes are those of `mono`, whatever the
    /// theme: what only colour told apart must still be told apart.
    #[must_use]
    pub fn for_depth(mut self, depth: Depth) -> Self {
        let mono = if depth == Depth::None { embedded("mono") } else { None };
        self.styles = mono.unwrap_or(self.paints).map(|p| p.style(depth));
        self.depth = depth;
        self
    }

    /// The same with ASCII signs (`true`) or Unicode ones.
    #[must_use]
    pub const fn ascii(mut self, ascii: bool) -> Self {
        self.glyphs = if ascii { Glyphs::ASCII } else { Glyphs::UNICODE };
        self
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The depth its styles are for.
    pub const fn depth(&self) -> Depth {
        self.depth
    }

    /// How `token` is painted.
    pub const fn style(&self, token: Token) -> Style {
        self.styles[token as usize]
    }
}

impl Default for Theme {
    /// `dark` at 24 bits; the files are embedded and tested, so it is always there.
    fn default() -> Self {
        Self::named("dark").unwrap_or_else(|| Self::new("plain", &[Paint::default(); Token::COUNT]))
    }
}

impl Paint {
    fn style(self, depth: Depth) -> Style {
        let mut style = Style::new().add_modifier(self.attributes);
        if depth != Depth::None {
            style.fg = self.fg.map(|c| c.at(depth));
            style.bg = self.bg.map(|c| c.at(depth));
        }
        style
    }
}
