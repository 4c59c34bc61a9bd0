//! Terminal colours as 24 bits. Belongs to [`super`].

use std::fmt;

use ratatui::style::Color;

/// A colour: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rgb(pub(super) u8, pub(super) u8, pub(super) u8);

impl Rgb {
    const fn hex(n: u32) -> Self {
        Self((n >> 16) as u8, (n >> 8) as u8, n as u8)
    }

    /// This colour with `share` (0 to 1) of `other` in it.
    pub(super) fn mix(self, other: Self, share: f32) -> Self {
        let mix = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * share).round() as u8;
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }

    /// Rec. 709 luma, 0 to 255.
    fn luma(self) -> f32 {
        0.2126 * f32::from(self.0) + 0.7152 * f32::from(self.1) + 0.0722 * f32::from(self.2)
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// What lies under everything: the colours of a terminal that were never set, and the sixteen that have names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    ink: Rgb,
    ground: Rgb,
}

/// The sixteen on a dark ground, then on a light one: readable on it at 4.5 to 1 but for the two that are the ground.
const NAMED: [[u32; 16]; 2] = [
    [
        0x001c_222c,
        0x00e0_6c75,
        0x0086_d39a,
        0x00d7_a65f,
        0x006f_a8ff,
        0x00c6_8aee,
        0x005c_c3d0,
        0x00c5_cede, //
        0x0084_90a5,
        0x00ff_7b7b,
        0x00a5_e7b4,
        0x00ff_cf6b,
        0x008a_b4f8,
        0x00e0_a8ff,
        0x008f_e1ec,
        0x00f4_f7fc,
    ],
    [
        0x001b_2330,
        0x00b3_1d28,
        0x001a_6e34,
        0x008a_5300,
        0x000b_57b0,
        0x0086_29a8,
        0x000b_6773,
        0x005a_6577, //
        0x005f_6b7d,
        0x00b3_1d28,
        0x001a_6e34,
        0x008a_5300,
        0x000b_57b0,
        0x0086_29a8,
        0x000b_6773,
        0x00ff_ffff,
    ],
];

impl Page {
    /// A dark terminal.
    pub const DARK: Self = Self { ink: Rgb::hex(0x00c5_cede), ground: Rgb::hex(0x0010_141b) };
    /// A light terminal.
    pub const LIGHT: Self = Self { ink: Rgb::hex(0x002a_3240), ground: Rgb::hex(0x00ff_ffff) };

    /// The page of a theme whose ground has these colours; one that has none gets a dark page.
    pub fn of(ink: Option<Color>, ground: Option<Color>) -> Self {
        let page = match ground {
            Some(Color::Rgb(r, g, b)) if Rgb(r, g, b).luma() > 127.0 => {
                Self { ground: Rgb(r, g, b), ..Self::LIGHT }
            }
            Some(Color::Rgb(r, g, b)) => Self { ground: Rgb(r, g, b), ..Self::DARK },
            _ => Self::DARK,
        };
        match ink {
            Some(Color::Rgb(r, g, b)) => Self { ink: Rgb(r, g, b), ..page },
            _ => page,
        }
    }

    pub(super) const fn ink(self) -> Rgb {
        self.ink
    }

    pub(super) const fn ground(self) -> Rgb {
        self.ground
    }

    /// A colour of a character.
    pub(super) fn ink_of(self, colour: Color) -> Rgb {
        self.colour(colour).unwrap_or(self.ink)
    }

    /// A colour behind a character.
    pub(super) fn ground_of(self, colour: Color) -> Rgb {
        self.colour(colour).unwrap_or(self.ground)
    }

    fn colour(self, colour: Color) -> Option<Rgb> {
        Some(match index(colour)? {
            Index::Rgb(rgb) => rgb,
            Index::Of(n @ 0..16) => Rgb::hex(NAMED[usize::from(self.is_light())][usize::from(n)]),
            // xterm's cube of six steps a side, then 24 greys.
            Index::Of(n @ 16..232) => {
                let step = |i: u8| if i == 0 { 0 } else { 55 + 40 * i };
                let n = n - 16;
                Rgb(step(n / 36), step(n / 6 % 6), step(n % 6))
            }
            Index::Of(n) => {
                let grey = 8 + 10 * (n - 232);
                Rgb(grey, grey, grey)
            }
        })
    }

    fn is_light(self) -> bool {
        self.ground.luma() > 127.0
    }
}

/// A colour as SGR names it.
pub(super) enum Index {
    /// One of 256.
    Of(u8),
    /// 24 bits.
    Rgb(Rgb),
}

/// The number of a colour; `None` is the terminal's own.
pub(super) const fn index(colour: Color) -> Option<Index> {
    Some(Index::Of(match colour {
        Color::Reset => return None,
        Color::Rgb(r, g, b) => return Some(Index::Rgb(Rgb(r, g, b))),
        Color::Indexed(n) => n,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    }))
}
