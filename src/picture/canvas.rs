//! Pixels: areas and masks laid over each other. Belongs to [`super`].

use ab_glyph::{Glyph, GlyphId, Outline, OutlineCurve, OutlinedGlyph, PxScaleFactor, Rect, point};

use super::{colour::Rgb, shapes::Corner};

/// Pixels of the PNG for one of the SVG.
pub(super) const SCALE: u16 = 2;

/// How much of each pixel of a rectangle something covers.
#[derive(Debug, Clone, Default)]
pub(super) struct Mask {
    /// Of the upper left pixel, from the origin of what was drawn.
    pub(super) left: i32,
    pub(super) top: i32,
    pub(super) width: u32,
    /// Row by row, 0 to 1.
    pub(super) cover: Vec<f32>,
}

impl Mask {
    /// What an outline covers.
    pub(super) fn of(outlined: &OutlinedGlyph) -> Self {
        let bounds = outlined.px_bounds();
        let (width, height) = (bounds.width() as u32, bounds.height() as u32);
        let mut cover = vec![0.0_f32; width as usize * height as usize];
        outlined.draw(|x, y, c| {
            if let Some(pixel) = cover.get_mut((y * width + x) as usize) {
                *pixel = c.clamp(0.0, 1.0);
            }
        });
        Self { left: bounds.min.x as i32, top: bounds.min.y as i32, width, cover }
    }

    /// Areas in pixels of the SVG, by the nonzero rule.
    pub(super) fn areas(areas: &[Vec<Corner>]) -> Self {
        let zoom = f32::from(SCALE);
        let corner = |(x, y): Corner| point(x * zoom, y * zoom);
        let mut curves = Vec::new();
        let mut bounds: Option<Rect> = None;
        for area in areas {
            for (from, to) in area.iter().zip(area.iter().cycle().skip(1)) {
                let (from, to) = (corner(*from), corner(*to));
                curves.push(OutlineCurve::Line(from, to));
                let b = bounds.get_or_insert(Rect { min: from, max: from });
                b.min = point(b.min.x.min(from.x), b.min.y.min(from.y));
                b.max = point(b.max.x.max(from.x), b.max.y.max(from.y));
            }
        }
        let Some(bounds) = bounds else { return Self::default() };
        // Fonts count upwards, we count downwards.
        let factor = PxScaleFactor { horizontal: 1.0, vertical: -1.0 };
        let glyph: Glyph = GlyphId(0).with_scale_and_position(1.0, point(0.0, 0.0));
        Self::of(&OutlinedGlyph::new(glyph, Outline { bounds, curves }, factor))
    }
}

/// An image in RGBA, not premultiplied.
pub(super) struct Canvas {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) pixels: Vec<u8>,
}

impl Canvas {
    /// All transparent; both in pixels of the SVG.
    pub(super) fn new(width: u32, height: u32) -> Self {
        let (width, height) = (width * u32::from(SCALE), height * u32::from(SCALE));
        Self { width, height, pixels: vec![0; width as usize * height as usize * 4] }
    }

    /// Fills a rectangle that lies on whole pixels of the PNG.
    pub(super) fn rect(&mut self, x: u32, y: u32, width: u32, height: u32, rgb: Rgb) {
        for y in y..(y + height).min(self.height) {
            for x in x..(x + width).min(self.width) {
                self.lay(x, y, rgb, 1.0);
            }
        }
    }

    /// Lays `rgb` through a mask whose origin is at `x`, `y`.
    pub(super) fn mask(&mut self, mask: &Mask, x: u32, y: u32, rgb: Rgb, strength: f32) {
        if mask.width == 0 {
            return;
        }
        for (row, line) in mask.cover.chunks_exact(mask.width as usize).zip(0_i32..) {
            let Ok(py) = u32::try_from(y.cast_signed() + mask.top + line) else { continue };
            for (cover, column) in row.iter().zip(0_i32..) {
                let Ok(px) = u32::try_from(x.cast_signed() + mask.left + column) else { continue };
                self.lay(px, py, rgb, cover * strength);
            }
        }
    }

    /// Lays `rgb` over one pixel; `cover` is 0 to 1.
    fn lay(&mut self, x: u32, y: u32, rgb: Rgb, cover: f32) {
        if x >= self.width || y >= self.height || cover <= 0.0 {
            return;
        }
        let at = (y as usize * self.width as usize + x as usize) * 4;
        let Some([red, green, blue, alpha]) = self.pixels.get_mut(at..at + 4) else { return };
        let under = f32::from(*alpha) / 255.0 * (1.0 - cover);
        let all = cover + under;
        let blend =
            |new: u8, old: u8| ((f32::from(new) * cover + f32::from(old) * under) / all).round() as u8;
        (*red, *green, *blue) = (blend(rgb.0, *red), blend(rgb.1, *green), blend(rgb.2, *blue));
        *alpha = (all * 255.0).round() as u8;
    }
}
