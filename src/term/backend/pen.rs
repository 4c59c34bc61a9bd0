//! Colours and attributes: the shortest SGR sequence from what is set to what is wanted.

use ratatui::style::Modifier;

use super::ink::Ink;

/// Attributes that can be seen where nothing is written.
pub(super) const SEEN_ON_BLANK: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::CROSSED_OUT)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK);

/// What a character is written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pen {
    pub(super) fg: Ink,
    pub(super) bg: Ink,
    pub(super) modifier: Modifier,
}

/// Each attribute with the parameters that set it and take it away; two share their end with another.
const ATTRIBUTES: [(Modifier, &[u8], &[u8]); 9] = [
    (Modifier::BOLD, b"1;", b"22;"),
    (Modifier::DIM, b"2;", b"22;"),
    (Modifier::ITALIC, b"3;", b"23;"),
    (Modifier::UNDERLINED, b"4;", b"24;"),
    (Modifier::SLOW_BLINK, b"5;", b"25;"),
    (Modifier::RAPID_BLINK, b"6;", b"25;"),
    (Modifier::REVERSED, b"7;", b"27;"),
    (Modifier::HIDDEN, b"8;", b"28;"),
    (Modifier::CROSSED_OUT, b"9;", b"29;"),
];
/// Attributes that are taken away together.
const PAIRS: [Modifier; 2] =
    [Modifier::BOLD.union(Modifier::DIM), Modifier::SLOW_BLINK.union(Modifier::RAPID_BLINK)];

/// Appends what brings the terminal from `from` (`None`: unknown) to `to`.
pub(super) fn change(out: &mut Vec<u8>, from: Option<Pen>, to: Pen) {
    if from == Some(to) {
        return;
    }
    let start = out.len();
    from_nothing(out, to);
    let Some(from) = from else { return };
    let middle = out.len();
    difference(out, from, to);
    if out.len() - middle <= middle - start {
        out.drain(start..middle);
    } else {
        out.truncate(middle);
    }
}

/// Appends what is needed before blanks with the background `bg` are written, which leaves everything that
/// cannot be seen on a blank as it is; returns what is set then.
pub(super) fn for_blank(out: &mut Vec<u8>, from: Option<Pen>, bg: Ink) -> Pen {
    let plain = Pen { fg: Ink::Default, bg, modifier: Modifier::empty() };
    let Some(from) = from else {
        from_nothing(out, plain);
        return plain;
    };
    let kept = Pen { bg, modifier: from.modifier - SEEN_ON_BLANK, ..from };
    let start = out.len();
    change(out, Some(from), kept);
    let middle = out.len();
    change(out, Some(from), plain);
    if out.len() - middle < middle - start {
        out.drain(start..middle);
        return plain;
    }
    out.truncate(middle);
    kept
}

fn from_nothing(out: &mut Vec<u8>, to: Pen) {
    // An empty first parameter is 0: all off.
    out.extend_from_slice(b"\x1b[;");
    for (attribute, on, _) in ATTRIBUTES {
        if to.modifier.contains(attribute) {
            out.extend_from_slice(on);
        }
    }
    if to.fg != Ink::Default {
        to.fg.parameters(30, out);
    }
    if to.bg != Ink::Default {
        to.bg.parameters(40, out);
    }
    end(out);
}

fn difference(out: &mut Vec<u8>, from: Pen, to: Pen) {
    out.extend_from_slice(b"\x1b[");
    let mut off = from.modifier - to.modifier;
    let mut on = to.modifier - from.modifier;
    for pair in PAIRS {
        if off.intersects(pair) {
            // One end for both: the other one has to be set again.
            off = (off - pair) | first_of(pair);
            on |= to.modifier & pair;
        }
    }
    for (attribute, _, parameter) in ATTRIBUTES {
        if off.contains(attribute) {
            out.extend_from_slice(parameter);
        }
    }
    for (attribute, parameter, _) in ATTRIBUTES {
        if on.contains(attribute) {
            out.extend_from_slice(parameter);
        }
    }
    if to.fg != from.fg {
        to.fg.parameters(30, out);
    }
    if to.bg != from.bg {
        to.bg.parameters(40, out);
    }
    end(out);
}

fn first_of(pair: Modifier) -> Modifier {
    if pair.contains(Modifier::BOLD) { Modifier::BOLD } else { Modifier::SLOW_BLINK }
}

/// The last `;` gives way to the end of the sequence.
fn end(out: &mut Vec<u8>) {
    if out.last() == Some(&b';') {
        out.pop();
    }
    out.push(b'm');
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Pen = Pen { fg: Ink::Default, bg: Ink::Default, modifier: Modifier::empty() };

    fn with(fg: Ink, bg: Ink, modifier: Modifier) -> Pen {
        Pen { fg, bg, modifier }
    }

    #[test]
    fn shortest_changes() {
        let (one, two) = (Ink::Index(1), Ink::Index(2));
        let (bold, dim, none) = (Modifier::BOLD, Modifier::DIM, Modifier::empty());
        for (from, to, want) in [
            (None, PLAIN, "\x1b[m"),
            (None, with(one, two, bold), "\x1b[;1;31;42m"),
            (Some(PLAIN), PLAIN, ""),
            (Some(PLAIN), with(one, Ink::Default, none), "\x1b[31m"),
            (Some(with(one, two, bold)), PLAIN, "\x1b[m"),
            (Some(with(one, two, bold)), with(one, two, none), "\x1b[22m"),
            (Some(with(one, two, bold | dim)), with(one, two, dim), "\x1b[22;2m"),
            (Some(with(one, two, bold)), with(one, two, dim), "\x1b[22;2m"),
            (Some(with(one, two, none)), with(two, two, none), "\x1b[32m"),
            (Some(with(one, two, bold)), with(one, Ink::Default, bold), "\x1b[49m"),
        ] {
            let mut out = Vec::new();
            change(&mut out, from, to);
            assert_eq!(String::from_utf8(out).unwrap(), want, "{from:?} to {to:?}");
        }
    }

    #[test]
    fn blanks_keep_what_cannot_be_seen() {
        let red = with(Ink::Index(1), Ink::Default, Modifier::BOLD);
        let mut out = Vec::new();
        assert_eq!(for_blank(&mut out, Some(red), Ink::Default), red);
        assert_eq!(out, b"");
        let marked = with(Ink::Index(1), Ink::Index(4), Modifier::UNDERLINED);
        assert_eq!(for_blank(&mut out, Some(marked), Ink::Default), PLAIN);
        assert_eq!(out, b"\x1b[m");
    }
}
