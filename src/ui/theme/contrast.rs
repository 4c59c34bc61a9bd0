//! What eyes make of two colours: contrast, distance, and both as eyes see them that lack a cone. Pure arithmetic.
//! Belongs to the themes.
//!
//! - Contrast is that of WCAG 2.2, <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>.
//! - Colour blindness is simulated with the matrices of Machado, Oliveira and Fernandes, "A Physiologically-based Model
//!   for Simulation of Color Vision Deficiency" (IEEE TVCG 15/6, 2009, doi 10.1109/TVCG.2009.113), severity 1.0, on
//!   linear sRGB.
//! - Distance is CIEDE2000 (CIE 142-2001, formulas as in Sharma, Wu and Dalal, 2005) in CIELAB under D65: about 1 is
//!   just seen side by side, 10 at a glance.

#[cfg(test)]
mod tests;

use ratatui::style::Color;

/// Eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// With all three cones.
    Usual,
    /// Without the long-wave cone: red is dark.
    Protanopia,
    /// Without the middle-wave cone.
    Deuteranopia,
    /// Without the short-wave cone.
    Tritanopia,
}

impl Sight {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Usual, Self::Protanopia, Self::Deuteranopia, Self::Tritanopia];

    /// Its name.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Usual => "usual sight",
            Self::Protanopia => "protanopia",
            Self::Deuteranopia => "deuteranopia",
            Self::Tritanopia => "tritanopia",
        }
    }

    const fn matrix(self) -> Matrix {
        match self {
            Self::Usual => [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
            Self::Protanopia => [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
            Self::Deuteranopia => [
                [0.367_322, 0.860_646, -0.227_968],
                [0.280_085, 0.672_501, 0.047_413],
                [-0.011_820, 0.042_940, 0.968_881],
            ],
            Self::Tritanopia => [
                [1.255_528, -0.076_749, -0.178_779],
                [-0.078_411, 0.930_809, 0.147_602],
                [0.004_733, 0.691_367, 0.303_900],
            ],
        }
    }
}

type Matrix = [[f64; 3]; 3];

/// sRGB to XYZ under D65.
const XYZ: Matrix = [
    [0.412_456_4, 0.357_576_1, 0.180_437_5],
    [0.212_672_9, 0.715_152_2, 0.072_175_0],
    [0.019_333_9, 0.119_192_0, 0.950_304_1],
];

/// The white of D65.
const WHITE: [f64; 3] = [0.950_47, 1.0, 1.088_83];

fn times(m: Matrix, v: [f64; 3]) -> [f64; 3] {
    m.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
}

/// sRGB to linear light, 0 to 1.
fn linear(rgb: [u8; 3]) -> [f64; 3] {
    rgb.map(|v| {
        let v = f64::from(v) / 255.0;
        if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    })
}

fn luminance(rgb: [u8; 3]) -> f64 {
    let [r, g, b] = linear(rgb);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// The contrast of two colours, 1 to 21.
pub fn ratio(a: [u8; 3], b: [u8; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// CIELAB of a colour as these eyes see it.
fn lab(rgb: [u8; 3], sight: Sight) -> [f64; 3] {
    let seen = times(sight.matrix(), linear(rgb)).map(|v| v.clamp(0.0, 1.0));
    let xyz = times(XYZ, seen);
    let f = |v: f64| {
        if v > 216.0 / 24_389.0 { v.cbrt() } else { (24_389.0 / 27.0 * v + 16.0) / 116.0 }
    };
    let [x, y, z] = [f(xyz[0] / WHITE[0]), f(xyz[1] / WHITE[1]), f(xyz[2] / WHITE[2])];
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// How far two colours are apart to these eyes.
pub fn distance(a: [u8; 3], b: [u8; 3], sight: Sight) -> f64 {
    ciede2000(lab(a, sight), lab(b, sight))
}

/// The letters are those of the paper.
#[allow(clippy::many_single_char_names, clippy::similar_names)]
fn ciede2000([l1, a1, b1]: [f64; 3], [l2, a2, b2]: [f64; 3]) -> f64 {
    let seventh = |c: f64| (c.powi(7) / (c.powi(7) + 25.0_f64.powi(7))).sqrt();
    let g = 0.5 * (1.0 - seventh(f64::midpoint(a1.hypot(b1), a2.hypot(b2))));
    let (a1, a2) = (a1 * (1.0 + g), a2 * (1.0 + g));
    let (c1, c2) = (a1.hypot(b1), a2.hypot(b2));
    let grey = c1 * c2 == 0.0;
    let hue =
        |a: f64, b: f64| if a == 0.0 && b == 0.0 { 0.0 } else { b.atan2(a).to_degrees().rem_euclid(360.0) };
    let (h1, h2) = (hue(a1, b1), hue(a2, b2));
    let turn = match h2 - h1 {
        _ if grey => 0.0,
        d if d > 180.0 => d - 360.0,
        d if d < -180.0 => d + 360.0,
        d => d,
    };
    let dh = 2.0 * (c1 * c2).sqrt() * (turn / 2.0).to_radians().sin();
    let (l, c) = (f64::midpoint(l1, l2), f64::midpoint(c1, c2));
    let h = match h1 + h2 {
        sum if grey => sum,
        sum if (h1 - h2).abs() <= 180.0 => sum / 2.0,
        sum if sum < 360.0 => sum / 2.0 + 180.0,
        sum => sum / 2.0 - 180.0,
    };
    let cos = |degrees: f64| degrees.to_radians().cos();
    let t = 1.0 - 0.17 * cos(h - 30.0) + 0.24 * cos(2.0 * h) + 0.32 * cos(3.0 * h + 6.0)
        - 0.20 * cos(4.0 * h - 63.0);
    let blue = 30.0 * (-((h - 275.0) / 25.0).powi(2)).exp();
    let from_grey = (l - 50.0).powi(2);
    let light = (l2 - l1) / (1.0 + 0.015 * from_grey / (20.0 + from_grey).sqrt());
    let chroma = (c2 - c1) / (1.0 + 0.045 * c);
    let hue = dh / (1.0 + 0.015 * c * t);
    let rotation = -(2.0 * blue).to_radians().sin() * 2.0 * seventh(c);
    (light.powi(2) + chroma.powi(2) + hue.powi(2) + rotation * chroma * hue).sqrt()
}

/// A named colour as the text console of Linux shows it by default (the palette of VGA), where bold makes the eight
/// base names bright. `None` for the terminal's own.
pub fn console(colour: Color, bold: bool) -> Option<[u8; 3]> {
    let (base, bright) = match colour {
        Color::Black => (0, false),
        Color::Red => (1, false),
        Color::Green => (2, false),
        Color::Yellow => (3, false),
        Color::Blue => (4, false),
        Color::Magenta => (5, false),
        Color::Cyan => (6, false),
        Color::Gray => (7, false),
        Color::DarkGray => (0, true),
        Color::LightRed => (1, true),
        Color::LightGreen => (2, true),
        Color::LightYellow => (3, true),
        Color::LightBlue => (4, true),
        Color::LightMagenta => (5, true),
        Color::LightCyan => (6, true),
        Color::White => (7, true),
        _ => return None,
    };
    let on = |bit: u8| base & bit != 0;
    let level = |bit: u8| match (on(bit), bright || bold) {
        (true, true) => 0xff,
        (true, false) => 0xaa,
        (false, true) => 0x55,
        (false, false) => 0,
    };
    // Dark yellow is brown there.
    Some(if base == 3 && !(bright || bold) { [0xaa, 0x55, 0] } else { [level(1), level(2), level(4)] })
}

/// The same for a ground, which is never bright there.
pub fn console_ground(colour: Color) -> Option<[u8; 3]> {
    console(
        match colour {
            Color::DarkGray => Color::Black,
            Color::LightRed => Color::Red,
            Color::LightGreen => Color::Green,
            Color::LightYellow => Color::Yellow,
            Color::LightBlue => Color::Blue,
            Color::LightMagenta => Color::Magenta,
            Color::LightCyan => Color::Cyan,
            Color::White => Color::Gray,
            other => other,
        },
        false,
    )
}
