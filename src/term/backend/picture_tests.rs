//! What another terminal makes of our bytes is what was meant.

use std::num::NonZeroU16;

use proptest::prelude::*;
use ratatui::{
    Terminal,
    buffer::{Buffer, Cell},
    layout::Rect,
    style::{Color, Modifier},
};

use super::{BackendOptions, ColorDepth, TermBackend, is_blank};

const WIDTH: u16 = 30;
const HEIGHT: u16 = 6;
const OPTIONS: BackendOptions = BackendOptions {
    color: ColorDepth::True,
    unicode: true,
    sync: true,
    bce: true,
    scroll: true,
    links: true,
};

impl TermBackend<Vec<u8>> {
    /// What was written since the last call.
    pub(crate) fn taken(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.out)
    }
}

fn color() -> impl Strategy<Value = Color> {
    prop_oneof![
        4 => Just(Color::Reset),
        1 => Just(Color::Red),
        1 => Just(Color::LightBlue),
        1 => any::<u8>().prop_map(Color::Indexed),
        1 => any::<(u8, u8, u8)>().prop_map(|(r, g, b)| Color::Rgb(r, g, b)),
    ]
}

/// A cell with one of these symbols, in some style.
pub(crate) fn cell(symbols: &'static [&'static str]) -> impl Strategy<Value = Cell> {
    // Blinking, hidden and crossed out are not kept by the other terminal.
    let attributes =
        Modifier::BOLD | Modifier::DIM | Modifier::ITALIC | Modifier::UNDERLINED | Modifier::REVERSED;
    let modifier = prop_oneof![3 => Just(Modifier::empty()), 1 => any::<u16>().prop_map(move |bits| {
        let some = Modifier::from_bits_truncate(bits) & attributes;
        // It keeps one of these two.
        if some.contains(Modifier::BOLD) { some - Modifier::DIM } else { some }
    })];
    (prop::sample::select(symbols), color(), color(), modifier).prop_map(|(symbol, fg, bg, modifier)| {
        let mut cell = Cell::default();
        cell.set_symbol(symbol).set_fg(fg).set_bg(bg);
        cell.modifier = modifier;
        cell
    })
}

/// Runs of equal cells, as on a real screen; a wide character takes the cell after it.
fn picture(symbols: &'static [&'static str]) -> impl Strategy<Value = Buffer> {
    prop::collection::vec((cell(symbols), 1..40_usize), 1..60).prop_map(|runs| {
        let mut buffer = Buffer::empty(Rect::new(0, 0, WIDTH, HEIGHT));
        let cells: Vec<Cell> = runs.into_iter().flat_map(|(cell, n)| std::iter::repeat_n(cell, n)).collect();
        let mut at = 0;
        for cell in cells {
            let wide = cell.symbol() == "漢";
            let last = at % usize::from(WIDTH) == usize::from(WIDTH) - 1;
            if at >= buffer.content.len() {
                break;
            }
            if !(wide && last) {
                buffer.content[at] = cell;
                at += usize::from(wide);
            }
            at += 1;
        }
        buffer
    })
}

fn shade(color: Color) -> vt100::Color {
    match super::Ink::of(color, ColorDepth::True) {
        super::Ink::Default => vt100::Color::Default,
        super::Ink::Index(n) => vt100::Color::Idx(n),
        super::Ink::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
    }
}

/// The other terminal shows what was wanted.
pub(crate) fn compare(screen: &vt100::Screen, want: &Buffer) -> Result<(), TestCaseError> {
    let mut skip = false;
    for y in 0..want.area.height {
        for x in 0..want.area.width {
            if std::mem::take(&mut skip) {
                continue;
            }
            let (got, cell) = (screen.cell(y, x).unwrap(), &want[(x, y)]);
            skip = cell.symbol() == "漢";
            let shown = if got.has_contents() { got.contents() } else { " " };
            prop_assert_eq!(shown, cell.symbol(), "at {},{}", x, y);
            prop_assert_eq!(got.bgcolor(), shade(cell.bg), "background at {},{}", x, y);
            prop_assert_eq!(got.inverse(), cell.modifier.contains(Modifier::REVERSED));
            prop_assert_eq!(got.underline(), cell.modifier.contains(Modifier::UNDERLINED));
            if is_blank(cell) {
                continue;
            }
            prop_assert_eq!(got.fgcolor(), shade(cell.fg), "foreground at {},{}", x, y);
            prop_assert_eq!(got.bold(), cell.modifier.contains(Modifier::BOLD));
            prop_assert_eq!(got.dim(), cell.modifier.contains(Modifier::DIM));
            prop_assert_eq!(got.italic(), cell.modifier.contains(Modifier::ITALIC));
        }
    }
    Ok(())
}

fn play(pictures: &[Buffer], options: BackendOptions) -> Result<(), TestCaseError> {
    let size = (NonZeroU16::new(HEIGHT).unwrap(), NonZeroU16::new(WIDTH).unwrap());
    let mut other = vt100::Parser::new(size.0, size.1, 0);
    let mut terminal = Terminal::new(TermBackend::new(Vec::new(), (WIDTH, HEIGHT), options)).unwrap();
    for picture in pictures {
        terminal.draw(|frame| frame.buffer_mut().content.clone_from(&picture.content)).unwrap();
        other.process(&terminal.backend_mut().taken());
        compare(other.screen(), picture)?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn first_frames(picture in picture(&[" ", " ", "a", "é", "─", "漢", "e\u{301}"]), bce: bool) {
        play(&[picture], BackendOptions { bce, ..OPTIONS })?;
    }

    /// Narrow only: what is left of a wide character that was overwritten in part differs between terminals.
    #[test]
    fn frame_after_frame(
        pictures in prop::collection::vec(picture(&[" ", " ", "a", "b", "é", "─"]), 2..5),
        bce: bool,
    ) {
        play(&pictures, BackendOptions { bce, ..OPTIONS })?;
    }
}
