//! Colours as the terminal gets them: nothing finer than it has.

use ratatui::style::Color;

use super::ColorDepth;

/// A colour after down-sampling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ink {
    Default,
    Index(u8),
    Rgb(u8, u8, u8),
}

/// The first sixteen as xterm shows them; people change them, so they are only a measure of distance.
const BASIC: [(u8, u8, u8); 16] = [
    (0, 0, 0),
    (205, 0, 0),
    (0, 205, 0),
    (205, 205, 0),
    (0, 0, 238),
    (205, 0, 205),
    (0, 205, 205),
    (229, 229, 229),
    (127, 127, 127),
    (255, 0, 0),
    (0, 255, 0),
    (255, 255, 0),
    (92, 92, 255),
    (255, 0, 255),
    (0, 255, 255),
    (255, 255, 255),
];
const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];

impl Ink {
    pub(super) fn of(color: Color, depth: ColorDepth) -> Self {
        let full = match color {
            Color::Reset => Self::Default,
            Color::Black => Self::Index(0),
            Color::Red => Self::Index(1),
            Color::Green => Self::Index(2),
            Color::Yellow => Self::Index(3),
            Color::Blue => Self::Index(4),
            Color::Magenta => Self::Index(5),
            Color::Cyan => Self::Index(6),
            Color::Gray => Self::Index(7),
            Color::DarkGray => Self::Index(8),
            Color::LightRed => Self::Index(9),
            Color::LightGreen => Self::Index(10),
            Color::LightYellow => Self::Index(11),
            Color::LightBlue => Self::Index(12),
            Color::LightMagenta => Self::Index(13),
            Color::LightCyan => Self::Index(14),
            Color::White => Self::Index(15),
            Color::Indexed(n) => Self::Index(n),
            Color::Rgb(r, g, b) => Self::Rgb(r, g, b),
        };
        match (full, depth) {
            (_, ColorDepth::None) => Self::Default,
            (Self::Rgb(r, g, b), ColorDepth::Ansi256) => Self::Index(nearest_256((r, g, b))),
            (Self::Rgb(r, g, b), ColorDepth::Ansi16) => Self::Index(nearest_16((r, g, b))),
            (Self::Index(n @ 16..), ColorDepth::Ansi16) => Self::Index(nearest_16(of_index(n))),
            (ink, _) => ink,
        }
    }

    /// Appends the SGR parameters, each with a `;` behind it; `base` is 30 for the foreground, 40 for the
    /// background.
    pub(super) fn parameters(self, base: u8, out: &mut Vec<u8>) {
        use std::io::Write as _;
        // Writing into a Vec cannot fail.
        let _ = match self {
            Self::Default => write!(out, "{};", base + 9),
            Self::Index(n @ 0..8) => write!(out, "{};", base + n),
            Self::Index(n @ 8..16) => write!(out, "{};", base + 52 + n),
            Self::Index(n) => write!(out, "{};5;{n};", base + 8),
            Self::Rgb(r, g, b) => write!(out, "{};2;{r};{g};{b};", base + 8),
        };
    }
}

/// The colour of an entry of xterm's palette.
fn of_index(n: u8) -> (u8, u8, u8) {
    match n {
        0..16 => BASIC[usize::from(n)],
        16..232 => {
            let n = usize::from(n - 16);
            (CUBE[n / 36], CUBE[n / 6 % 6], CUBE[n % 6])
        }
        _ => {
            let level = 8 + 10 * (n - 232);
            (level, level, level)
        }
    }
}

/// How far two colours are apart to the eye: weighted by the mean of their reds
/// (<https://www.compuphase.com/cmetric.htm>).
fn distance(a: (u8, u8, u8), b: (u8, u8, u8)) -> i32 {
    let (ar, ag, ab) = (i32::from(a.0), i32::from(a.1), i32::from(a.2));
    let (br, bg, bb) = (i32::from(b.0), i32::from(b.1), i32::from(b.2));
    let mean = i32::midpoint(ar, br);
    let (r, g, b) = (ar - br, ag - bg, ab - bb);
    (((512 + mean) * r * r) >> 8) + 4 * g * g + (((767 - mean) * b * b) >> 8)
}

fn nearest_16(rgb: (u8, u8, u8)) -> u8 {
    (0..16).min_by_key(|n| distance(of_index(*n), rgb)).unwrap_or(7)
}

/// The nearest of the cube and the greys; the first sixteen are left alone, nobody knows what they look like.
fn nearest_256(rgb: (u8, u8, u8)) -> u8 {
    let step = |v: u8| match v {
        0..48 => 0,
        48..115 => 1,
        _ => (v - 35) / 40,
    };
    let cube = 16 + 36 * step(rgb.0) + 6 * step(rgb.1) + step(rgb.2);
    let mean = (u16::from(rgb.0) + u16::from(rgb.1) + u16::from(rgb.2)) / 3;
    let grey = 232 + (mean.saturating_sub(3) / 10).min(23) as u8;
    if distance(of_index(grey), rgb) < distance(of_index(cube), rgb) { grey } else { cube }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn down_sampling() {
        let (c16, c256) = (ColorDepth::Ansi16, ColorDepth::Ansi256);
        for (color, depth, want) in [
            (Color::Rgb(255, 0, 0), ColorDepth::True, Ink::Rgb(255, 0, 0)),
            (Color::Rgb(255, 0, 0), c256, Ink::Index(196)),
            (Color::Rgb(95, 135, 175), c256, Ink::Index(67)),
            (Color::Rgb(128, 128, 128), c256, Ink::Index(244)),
            (Color::Rgb(0, 0, 0), c256, Ink::Index(16)),
            (Color::Rgb(255, 255, 255), c256, Ink::Index(231)),
            (Color::Rgb(250, 10, 5), c16, Ink::Index(9)),
            (Color::Rgb(120, 130, 125), c16, Ink::Index(8)),
            (Color::Indexed(196), c16, Ink::Index(9)),
            (Color::Indexed(3), c16, Ink::Index(3)),
            (Color::Indexed(200), c256, Ink::Index(200)),
            (Color::Red, c16, Ink::Index(1)),
            (Color::White, ColorDepth::None, Ink::Default),
            (Color::Reset, ColorDepth::True, Ink::Default),
        ] {
            assert_eq!(Ink::of(color, depth), want, "{color:?} {depth:?}");
        }
    }

    #[test]
    fn every_palette_entry_is_its_own_nearest() {
        for n in 16..=255 {
            assert_eq!(of_index(nearest_256(of_index(n))), of_index(n), "{n}");
        }
        for n in 0..16 {
            assert_eq!(nearest_16(BASIC[usize::from(n)]), n);
        }
    }

    #[test]
    fn shortest_parameters() {
        for (ink, want) in [
            (Ink::Default, "39;49;"),
            (Ink::Index(1), "31;41;"),
            (Ink::Index(9), "91;101;"),
            (Ink::Index(100), "38;5;100;48;5;100;"),
            (Ink::Rgb(1, 2, 3), "38;2;1;2;3;48;2;1;2;3;"),
        ] {
            let mut out = Vec::new();
            ink.parameters(30, &mut out);
            ink.parameters(40, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), want);
        }
    }
}
