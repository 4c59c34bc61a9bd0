//! Whether a theme can be read: contrast of every text on every ground it stands on, what 16 colours leave of it, and
//! what people see of it who lack a cone. Belongs to the themes.

#[cfg(test)]
mod tests;

use ratatui::style::{Color, Modifier};
use serde::Serialize;

use super::{
    NAMES, Paint, Theme, Token,
    colour::NAMED,
    contrast::{Sight, console, console_ground, distance, ratio},
};

/// The least contrast of text (WCAG 2.2, 1.4.3).
pub const TEXT: f64 = 4.5;

/// The least contrast of text in `high-contrast` (WCAG 2.2, 1.4.6).
pub const HIGH: f64 = 7.0;

/// The least contrast of signs that are no text (WCAG 2.2, 1.4.11).
pub const SIGN: f64 = 3.0;

/// The least distance that `colour-blind` keeps (CIEDE2000): told apart at a glance.
pub const APART: f64 = 12.0;

/// The least distance of two priorities in every theme that is shipped, to eyes of each kind (CIEDE2000): seen to be
/// two when they stand side by side. Their digits tell them apart without it.
pub const PRIORITIES_APART: f64 = 4.0;

/// The same of good, warning and error, which carry a sign too.
pub const OUTCOMES_APART: f64 = 3.0;

/// Why a sign may have less contrast than [`SIGN`].
const EXEMPT: &str =
    "rules and separators are decoration: they say nothing, and nothing is lost without them";

/// The grounds that text of every kind stands on.
const GROUNDS: [Token; 5] = [Token::Ground, Token::Header, Token::RowCursor, Token::Input, Token::Group];

/// What stands on the chosen entry of a list beside its own words.
const PICKED: [Token; 5] = [Token::Text, Token::Dim, Token::Accent, Token::Key, Token::Match];

const PRIORITIES: [Token; 5] =
    [Token::Priority1, Token::Priority2, Token::Priority3, Token::Priority4, Token::Priority5];
const CLOCKS: [Token; 3] = [Token::ClockCalm, Token::ClockWarn, Token::ClockBreach];
const OUTCOMES: [Token; 3] = [Token::Good, Token::Warning, Token::Error];

/// One text on one ground.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contrast {
    /// The text's token.
    pub token: &'static str,
    /// The ground's token.
    pub ground: &'static str,
    /// Text and ground, `#rrggbb`.
    pub colours: [String; 2],
    /// Measured with 24 bits; else on the 16 colours of the text console.
    pub full: bool,
    /// 1 to 21.
    pub ratio: f64,
    /// What it must be; `None` where it need not be anything.
    pub least: Option<f64>,
}

/// Two meanings that look the same on 16 colours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alike {
    /// The two.
    pub tokens: [&'static str; 2],
    /// The look of both.
    pub look: String,
    /// What tells them apart all the same; `None` is a fault.
    pub told_by: Option<&'static str>,
}

/// The two nearest of a set, to eyes of one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Nearest {
    /// Whose eyes.
    pub sight: &'static str,
    /// `priorities`, or `outcomes` (good, warning, error).
    pub among: &'static str,
    /// The two.
    pub tokens: [&'static str; 2],
    /// As given, `#rrggbb`.
    pub colours: [String; 2],
    /// CIEDE2000.
    pub distance: f64,
    /// What it must be, in the themes that are shipped; in `colour-blind` it is more.
    pub least: Option<f64>,
}

/// Something to mend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The token.
    pub token: &'static str,
    /// Colours and figure.
    pub words: String,
}

/// All that was measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The theme's name.
    pub theme: String,
    /// How many tokens it gives a look to: all there are, or it would not have been read.
    pub tokens: usize,
    /// Every pair, exempt ones included.
    pub contrasts: Vec<Contrast>,
    /// Why those without a least contrast have none.
    pub exempt: &'static str,
    /// What looks the same on 16 colours.
    pub alike: Vec<Alike>,
    /// What is nearest to each kind of eyes.
    pub nearest: Vec<Nearest>,
    /// What is wrong; empty is good.
    pub faults: Vec<Fault>,
}

/// Measures a theme. `high-contrast` and `colour-blind` are held to more than others, by name.
pub fn measure(theme: &Theme) -> Report {
    let contrasts = contrasts(theme);
    let (alike, nearest) = (alike(theme), nearest(theme));
    let mut faults: Vec<Fault> = contrasts.iter().filter_map(Contrast::fault).collect();
    faults.extend(alike.iter().filter_map(Alike::fault));
    faults.extend(nearest.iter().filter_map(Nearest::fault));
    Report {
        theme: theme.name.clone(),
        tokens: Token::COUNT,
        contrasts,
        exempt: EXEMPT,
        alike,
        nearest,
        faults,
    }
}

impl Report {
    /// The pair with the least contrast of those that must have some; `None` for a theme without colours.
    pub fn weakest(&self) -> Option<&Contrast> {
        let held = self.contrasts.iter().filter(|c| c.least.is_some());
        held.min_by(|a, b| a.ratio.total_cmp(&b.ratio))
    }
}

impl Contrast {
    /// `dim #8490a5 on row.cursor #1e2836: 4.62`.
    pub fn words(&self) -> String {
        let colours = if self.full { "" } else { " (16 colours)" };
        let [text, ground] = &self.colours;
        format!("{} {text} on {} {ground}{colours}: {:.2}", self.token, self.ground, self.ratio)
    }

    fn fault(&self) -> Option<Fault> {
        let least = self.least.filter(|least| self.ratio < *least)?;
        Some(Fault { token: self.token, words: format!("{}, and {least} are needed", self.words()) })
    }
}

impl Alike {
    /// `priority.2 and priority.3 (lightyellow)`.
    pub fn words(&self) -> String {
        format!("{} and {} ({})", self.tokens[0], self.tokens[1], self.look)
    }

    fn fault(&self) -> Option<Fault> {
        let words =
            format!("{} look the same on 16 colours, and nothing else tells them apart", self.words());
        self.told_by.is_none().then_some(Fault { token: self.tokens[0], words })
    }
}

impl Nearest {
    /// `priority.2 #ffab5c and priority.3 #e8d46b: 7.8`.
    pub fn words(&self) -> String {
        let ([a, b], [x, y]) = (self.tokens, &self.colours);
        format!("{a} {x} and {b} {y}: {:.1}", self.distance)
    }

    fn fault(&self) -> Option<Fault> {
        let least = self.least.filter(|least| self.distance < *least)?;
        let words = format!("{} to {}, and {least} are needed", self.words(), self.sight);
        Some(Fault { token: self.tokens[0], words })
    }
}

/// `#rrggbb`.
fn hex(c: [u8; 3]) -> String {
    format!("#{:02x}{:02x}{:02x}", c[0], c[1], c[2])
}

fn rounded(n: f64, digits: i32) -> f64 {
    let scale = 10.0_f64.powi(digits);
    // Downwards: what is printed as enough is enough.
    (n * scale).floor() / scale
}

/// The grounds on which `token` is drawn.
fn grounds_of(token: Token, paint: Paint) -> Vec<Token> {
    if paint.bg.is_some() {
        return vec![token];
    }
    let mut grounds = GROUNDS.to_vec();
    if PICKED.contains(&token) {
        grounds.push(Token::MenuPick);
    }
    grounds
}

fn contrasts(theme: &Theme) -> Vec<Contrast> {
    let high = theme.name == "high-contrast";
    let paint = |token: Token| theme.paints[token as usize];
    // A terminal's own ground is unknown; where the theme names one, the console's colours are measured too.
    let named = paint(Token::Ground).bg.is_some_and(|c| c.named != Color::Reset);
    let mut found = Vec::new();
    for token in Token::ALL.iter().copied() {
        let look = paint(token);
        let Some(fg) = look.fg else { continue };
        let bold = look.attributes.contains(Modifier::BOLD);
        let text = match token {
            Token::Border => high.then_some(SIGN),
            Token::BorderFocus => Some(SIGN),
            _ => Some(if high { HIGH } else { TEXT }),
        };
        let mut seen: Vec<([u8; 3], [u8; 3], bool)> = Vec::new();
        for ground in grounds_of(token, look) {
            let Some(bg) = paint(ground).bg else { continue };
            let mut add = |fg: [u8; 3], bg: [u8; 3], full: bool, least: Option<f64>| {
                // Grounds of the same colour are one.
                if seen.contains(&(fg, bg, full)) {
                    return;
                }
                seen.push((fg, bg, full));
                found.push(Contrast {
                    token: token.name(),
                    ground: ground.name(),
                    colours: [hex(fg), hex(bg)],
                    full,
                    ratio: rounded(ratio(fg, bg), 2),
                    least,
                });
            };
            add(fg.rgb, bg.rgb, true, text);
            let row =
                ground == Token::RowCursor && paint(Token::RowCursor).attributes.contains(Modifier::BOLD);
            // What the console shows is the user's to choose: there, no theme is held to more than usual.
            if let (true, Some(fg), Some(bg)) =
                (named, console(fg.named, bold || row), console_ground(bg.named))
            {
                add(fg, bg, false, text.map(|least| least.min(TEXT)));
            }
        }
    }
    found
}

/// What is the same on 16 colours among what must be told apart.
fn alike(theme: &Theme) -> Vec<Alike> {
    let mut found = Vec::new();
    let digit = |_, _| Some("their digit");
    let clock = |a, b| (a == Token::ClockBreach || b == Token::ClockBreach).then_some("the + of a breach");
    let sign = |_, _| Some("the sign before them");
    same(theme, &PRIORITIES, digit, &mut found);
    same(theme, &CLOCKS, clock, &mut found);
    same(theme, &OUTCOMES, sign, &mut found);
    found
}

fn same(
    theme: &Theme,
    set: &[Token],
    told_by: impl Fn(Token, Token) -> Option<&'static str>,
    found: &mut Vec<Alike>,
) {
    let look = |token: Token| {
        let paint = theme.paints[token as usize];
        (paint.fg.map(|c| c.named), paint.bg.map(|c| c.named), paint.attributes)
    };
    for (a, b) in pairs(set) {
        if look(a) != look(b) {
            continue;
        }
        let (fg, _, attributes) = look(a);
        let named = fg.and_then(|fg| NAMED.iter().find(|(_, c)| *c == fg)).map_or("no colour", |(n, _)| *n);
        let mut words = named.to_owned();
        for (attribute, _) in attributes.iter_names() {
            words.push_str(", ");
            words.push_str(&attribute.to_ascii_lowercase());
        }
        found.push(Alike { tokens: [a.name(), b.name()], look: words, told_by: told_by(a, b) });
    }
}

/// What is nearest to each kind of eyes.
fn nearest(theme: &Theme) -> Vec<Nearest> {
    // A person's own theme is told the figures and held to none of them.
    let least = |shipped: f64| match &*theme.name {
        "colour-blind" => Some(APART),
        name => NAMES.contains(&name).then_some(shipped),
    };
    let mut found = Vec::new();
    for sight in Sight::ALL {
        for (among, set, least) in [
            ("priorities", &PRIORITIES[..], least(PRIORITIES_APART)),
            ("outcomes", &OUTCOMES[..], least(OUTCOMES_APART)),
        ] {
            let measured = pairs(set).into_iter().filter_map(|(a, b)| {
                let fg = |token: Token| theme.paints[token as usize].fg.map(|c| c.rgb);
                let (x, y) = (fg(a)?, fg(b)?);
                Some((distance(x, y, sight), [a, b], [x, y]))
            });
            let Some((far, tokens, colours)) = measured.min_by(|a, b| a.0.total_cmp(&b.0)) else { continue };
            found.push(Nearest {
                sight: sight.word(),
                among,
                tokens: tokens.map(Token::name),
                colours: colours.map(hex),
                distance: rounded(far, 1),
                least,
            });
        }
    }
    found
}

fn pairs(set: &[Token]) -> Vec<(Token, Token)> {
    set.iter().enumerate().flat_map(|(i, a)| set[i + 1..].iter().map(|b| (*a, *b))).collect()
}
