//! The only place where text becomes cells.
//!
//! Everything that is written is an [`Ink`]: cleaned outside text, a word of ours, or a number formatted in
//! [`made`]. There is no way from a `String` to an ink, so raw outside text does not compile into a view. A
//! [`Canvas`] writes inks into cells with a look of the theme, cuts them by cells (never through a wide grapheme)
//! and never writes outside its area.

mod canvas;
mod ink;
mod lit;
pub mod made;
mod page;
mod phrase;
#[cfg(test)]
mod tests;
mod typed;
mod wrap;

pub use self::{
    canvas::{Canvas, Look, Pen, Places},
    ink::Ink,
    lit::lit,
    page::Page,
    phrase::Phrase,
    typed::{Caret, Typed},
    wrap::{host, wrap, wrap_lit},
};
