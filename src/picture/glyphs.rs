//! Characters as masks, out of the one font that is embedded. Belongs to [`super`].
//!
//! Hack Regular: the same picture on every machine. Bold is the same letter laid twice, a little apart; what the font
//! does not have is a visible box, never nothing.

use std::collections::HashMap;

use ab_glyph::{Font as _, FontRef, GlyphId, InvalidFont, OutlineCurve, PxScale, point};
use unicode_width::UnicodeWidthChar as _;

use super::{
    canvas::{Mask, SCALE},
    frame::{BASE, CELL_H, CELL_W, FONT},
    shapes::{self, Corner},
};

/// How far the second letter of bold is from the first, in pixels of the PNG.
const BOLD: f32 = 0.9;
/// How far a row of italic moves right for each row above the base line.
const LEAN: f32 = 0.2;

/// Which variant of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Style {
    pub(super) bold: bool,
    pub(super) italic: bool,
}

/// The font, and what was drawn with it so far.
pub(super) struct Glyphs {
    font: FontRef<'static>,
    drawn: HashMap<(String, Style), Vec<Mask>>,
}

impl Glyphs {
    pub(super) fn new() -> Result<Self, InvalidFont> {
        let font = FontRef::try_from_slice(epaint_default_fonts::HACK_REGULAR)?;
        Ok(Self { font, drawn: HashMap::new() })
    }

    /// The masks of a character, from the upper left of its cell.
    pub(super) fn of(&mut self, symbol: &str, width: u16, style: Style) -> &[Mask] {
        let Self { font, drawn } = self;
        drawn.entry((symbol.to_owned(), style)).or_insert_with(|| draw(font, symbol, width, style))
    }

    /// Whether the font has this character.
    #[cfg(test)]
    pub(super) fn has(&self, c: char) -> bool {
        self.font.glyph_id(c) != GlyphId(0)
    }
}

fn draw(font: &FontRef<'_>, symbol: &str, width: u16, style: Style) -> Vec<Mask> {
    if let Some(shape) = shapes::of(symbol) {
        let mut mask = Mask::areas(&shape.areas);
        mask.cover.iter_mut().for_each(|c| *c *= shape.cover);
        return vec![mask];
    }
    let mut masks = Vec::new();
    for c in symbol.chars() {
        let id = font.glyph_id(c);
        if id == GlyphId(0) {
            // A selector or a mark that the font does not have: the letter before it is there.
            if c.width().unwrap_or(0) > 0 {
                masks.push(Mask::areas(&missing(width)));
            }
            continue;
        }
        let zoom = f32::from(SCALE);
        let passes: &[f32] = if style.bold { &[0.0, BOLD] } else { &[0.0] };
        for shift in passes {
            masks.extend(letter(
                font,
                id,
                style.italic,
                (*shift - if style.bold { BOLD / 2.0 } else { 0.0 }, BASE * zoom),
            ));
        }
    }
    masks
}

/// One letter, standing on the base line.
fn letter(font: &FontRef<'_>, id: GlyphId, italic: bool, at: Corner) -> Option<Mask> {
    let em = FONT * f32::from(SCALE);
    let units = font.units_per_em()?;
    let scale = PxScale::from(em * font.height_unscaled() / units);
    let glyph = id.with_scale_and_position(scale, point(at.0, at.1));
    if !italic {
        return font.outline_glyph(glyph).map(|outlined| Mask::of(&outlined));
    }
    let mut outline = font.outline(id)?;
    let lean = |p: &mut ab_glyph::Point| p.x += p.y * LEAN;
    for curve in &mut outline.curves {
        match curve {
            OutlineCurve::Line(from, to) => [from, to].into_iter().for_each(lean),
            OutlineCurve::Quad(from, bend, to) => [from, bend, to].into_iter().for_each(lean),
            OutlineCurve::Cubic(from, out, into, to) => [from, out, into, to].into_iter().for_each(lean),
        }
    }
    // The box grows by what its corners lean; which of them is the upper one does not matter here.
    let (low, high) =
        (outline.bounds.min.y.min(outline.bounds.max.y), outline.bounds.min.y.max(outline.bounds.max.y));
    outline.bounds.min.x += low * LEAN;
    outline.bounds.max.x += high * LEAN;
    let factor = {
        let unit = em / units;
        ab_glyph::PxScaleFactor { horizontal: unit, vertical: unit }
    };
    Some(Mask::of(&ab_glyph::OutlinedGlyph::new(glyph, outline, factor)))
}

/// The outline of a box where a character should be.
fn missing(width: u16) -> Vec<Vec<Corner>> {
    let (w, h) = (f32::from(CELL_W * width), f32::from(CELL_H));
    let frame = |x: f32, y: f32| vec![(x, y), (w - x, y), (w - x, h - y + 1.0), (x, h - y + 1.0)];
    vec![frame(1.0, 4.0), frame(1.75, 4.75).into_iter().rev().collect()]
}
