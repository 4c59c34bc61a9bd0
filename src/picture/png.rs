//! `png`: the picture in its window, pixel by pixel. Belongs to [`super`].

use ab_glyph::InvalidFont;
use png::{BitDepth, ColorType, Compression, Encoder, EncodingError};

use super::{
    Picture,
    canvas::{Canvas, Mask, SCALE},
    cells::{Cell, Paint},
    frame::{BAR, BASE, CELL_H, CELL_W, Measures, PAD, RADIUS, Window},
    glyphs::{Glyphs, Style},
    shapes::Corner,
};

/// Why there is no PNG; both are faults of this program.
#[derive(Debug, thiserror::Error)]
pub enum PngError {
    /// The embedded font is not one.
    #[error("the embedded font cannot be read ({0})")]
    Font(#[from] InvalidFont),
    /// The picture is larger than the format allows, or has no pixels.
    #[error("the picture could not be encoded ({0})")]
    Encoding(#[from] EncodingError),
}

/// A picture in its window.
pub(super) fn png(picture: &Picture, window: &Window<'_>) -> Result<Vec<u8>, PngError> {
    let at = Measures::of(picture, window);
    let mut glyphs = Glyphs::new()?;
    let mut canvas = Canvas::new(at.width, at.height);
    self::window(&mut canvas, &mut glyphs, window, at);
    for (row, y) in picture.rows.iter().zip(0_u32..) {
        let top = (at.top + y * u32::from(CELL_H)) * u32::from(SCALE);
        // All grounds before all characters: a bold letter may reach over the edge of its cell.
        for cell in row {
            let paint = cell.look.paint(window.page);
            if paint.bg != window.page.ground() {
                canvas.rect(left(at, cell.x), top, px(CELL_W * cell.width), px(CELL_H), paint.bg);
            }
        }
        for cell in row {
            character(&mut canvas, &mut glyphs, cell, cell.look.paint(window.page), (left(at, cell.x), top));
        }
    }
    encode(&canvas, window)
}

const fn px(n: u16) -> u32 {
    n as u32 * SCALE as u32
}

fn left(at: Measures, column: u16) -> u32 {
    at.left * u32::from(SCALE) + px(CELL_W) * u32::from(column)
}

fn character(canvas: &mut Canvas, glyphs: &mut Glyphs, cell: &Cell, paint: Paint, (x, y): (u32, u32)) {
    if !cell.is_blank() {
        let style = Style { bold: paint.bold, italic: paint.italic };
        for mask in glyphs.of(&cell.symbol, cell.width, style) {
            canvas.mask(mask, x, y, paint.fg, 1.0);
        }
    }
    let width = px(CELL_W * cell.width);
    let base = (BASE * f32::from(SCALE)) as u32;
    if paint.underline {
        canvas.rect(x, y + base + 3, width, 2, paint.fg);
    }
    if paint.crossed {
        canvas.rect(x, y + base - 9, width, 2, paint.fg);
    }
}

fn window(canvas: &mut Canvas, glyphs: &mut Glyphs, window: &Window<'_>, at: Measures) {
    let (width, height, radius) = (at.width as f32, at.height as f32, f32::from(RADIUS));
    let mut fill = |areas: &[Vec<Corner>], rgb| canvas.mask(&Mask::areas(areas), 0, 0, rgb, 1.0);
    fill(&[rounded(0.0, 0.0, width, height, radius, true)], window.border());
    fill(&[rounded(1.0, 1.0, width - 1.0, height - 1.0, radius - 1.0, true)], window.page.ground());
    if !window.bar {
        return;
    }
    fill(&[rounded(1.0, 1.0, width - 1.0, f32::from(BAR), radius - 1.0, false)], window.bar_ground());
    for n in 0..3 {
        let (x, y) = (f32::from(PAD + 6 + n * 18), f32::from(BAR / 2));
        fill(&[rounded(x - 5.0, y - 5.0, x + 5.0, y + 5.0, 5.0, true)], window.buttons());
    }
    let letters: Vec<String> = window.title.chars().map(String::from).collect();
    let room = (canvas.width / px(CELL_W)).saturating_sub(14) as usize;
    if letters.len() > room {
        return;
    }
    let mut x = canvas.width / 2 - letters.len() as u32 * px(CELL_W) / 2;
    for letter in letters {
        for mask in glyphs.of(&letter, 1, Style { bold: false, italic: false }) {
            canvas.mask(mask, x, px(BAR - CELL_H) / 2, window.bar_ink(), 1.0);
        }
        x += px(CELL_W);
    }
}

/// A rectangle with rounded corners; the lower two may be sharp.
fn rounded(x0: f32, y0: f32, x1: f32, y1: f32, radius: f32, below: bool) -> Vec<Corner> {
    const STEPS: u8 = 12;
    let quarter = |cx: f32, cy: f32, from: f32, radius: f32| {
        (0..=STEPS).map(move |n| {
            let angle = (from + f32::from(n) / f32::from(STEPS)) * std::f32::consts::FRAC_PI_2;
            (cx + radius * angle.cos(), cy + radius * angle.sin())
        })
    };
    let low = if below { radius } else { 0.0 };
    let mut area = Vec::new();
    area.extend(quarter(x0 + radius, y0 + radius, 2.0, radius));
    area.extend(quarter(x1 - radius, y0 + radius, 3.0, radius));
    area.extend(quarter(x1 - low, y1 - low, 0.0, low));
    area.extend(quarter(x0 + low, y1 - low, 1.0, low));
    area
}

fn encode(canvas: &Canvas, window: &Window<'_>) -> Result<Vec<u8>, PngError> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, canvas.width, canvas.height);
    encoder.set_color(ColorType::Rgba);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    // The same words as those of the SVG, for those who cannot see it.
    encoder.add_itxt_chunk("Title".to_owned(), window.title.to_owned())?;
    encoder.add_itxt_chunk("Description".to_owned(), window.description.to_owned())?;
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&canvas.pixels)?;
    writer.finish()?;
    Ok(bytes)
}
