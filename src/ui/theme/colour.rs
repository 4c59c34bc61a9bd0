//! Colours: 24 bits with a named fallback, and what becomes of them on poorer terminals.

use ratatui::style::Color;

/// How many colours a terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None, or none wanted (`NO_COLOR`): attributes only.
    None,
    /// The 16 named ones, whose look the terminal's user chose.
    Ansi16,
    /// 256: a cube of 6x6x6 and 24 greys.
    Ansi256,
    /// 24 bits.
    True,
}

/// One colour of a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colour {
    pub(super) rgb: [u8; 3],
    /// The named fallback; [`Color::Reset`] is the terminal's own.
    pub(super) named: Color,
}

impl Colour {
    /// The colour as a terminal of this depth can show it.
    pub(super) fn at(self, depth: Depth) -> Color {
        match depth {
            Depth::None => Color::Reset,
            Depth::Ansi16 => self.named,
            Depth::Ansi256 => Color::Indexed(nearest_256(self.rgb)),
            Depth::True => Color::Rgb(self.rgb[0], self.rgb[1], self.rgb[2]),
        }
    }
}

/// The names a fallback may have.
pub(super) const NAMED: [(&str, Color); 17] = [
    ("default", Color::Reset),
    ("black", Color::Black),
    ("red", Color::Red),
    ("green", Color::Green),
    ("yellow", Color::Yellow),
    ("blue", Color::Blue),
    ("magenta", Color::Magenta),
    ("cyan", Color::Cyan),
    ("gray", Color::Gray),
    ("darkgray", Color::DarkGray),
    ("lightred", Color::LightRed),
    ("lightgreen", Color::LightGreen),
    ("lightyellow", Color::LightYellow),
    ("lightblue", Color::LightBlue),
    ("lightmagenta", Color::LightMagenta),
    ("lightcyan", Color::LightCyan),
    ("white", Color::White),
];

/// `#rrggbb`.
pub(super) fn hex(text: &str) -> Option<[u8; 3]> {
    let digits =
        text.strip_prefix('#').filter(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit()))?;
    let n = u32::from_str_radix(digits, 16).ok()?;
    Some([(n >> 16) as u8, (n >> 8) as u8, n as u8])
}

/// The steps of the colour cube.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The nearest of the 240 fixed colours (16 to 255); the first 16 are the user's and unknown.
fn nearest_256(rgb: [u8; 3]) -> u8 {
    let cube = (0..216u8).map(|i| (16 + i, [i / 36, i / 6 % 6, i % 6].map(|s| STEPS[usize::from(s)])));
    let greys = (0..24u8).map(|i| (232 + i, [8 + 10 * i; 3]));
    cube.chain(greys).min_by_key(|(_, c)| distance(rgb, *c)).map_or(16, |(i, _)| i)
}

/// Weighted by how the eye sees the three.
fn distance(a: [u8; 3], b: [u8; 3]) -> u32 {
    let d = |i: usize| u32::from(a[i].abs_diff(b[i])).pow(2);
    2 * d(0) + 4 * d(1) + 3 * d(2)
}
