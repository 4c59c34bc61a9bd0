//! Themes: depths, errors that point at their place; glyphs of one cell.

use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

use super::{Depth, Glyphs, NAMES, Theme, Token};

#[test]
fn every_theme_has_every_token() {
    for name in NAMES {
        assert!(Theme::named(name).is_some(), "{name} cannot be read");
    }
    assert!(Theme::named("drak").is_none());
    assert_eq!(Theme::default().name(), "dark");
}

#[test]
fn without_colours_only_attributes_are_left_and_still_tell_apart() {
    for name in NAMES {
        let theme = Theme::named(name).expect(name).for_depth(Depth::None);
        for token in Token::ALL {
            let style = theme.style(*token);
            assert_eq!((style.fg, style.bg), (None, None), "{name} {}", token.name());
        }
        let look = |t: Token| theme.style(t).add_modifier;
        assert!(look(Token::RowCursor).contains(Modifier::REVERSED));
        for (a, b) in [
            (Token::Text, Token::Dim),
            (Token::Text, Token::RowStale),
            (Token::Text, Token::Pending),
            (Token::ClockCalm, Token::ClockWarn),
            (Token::ClockWarn, Token::ClockBreach),
            (Token::StateNew, Token::StateAck),
            (Token::Header, Token::HeaderAlarm),
            (Token::ViewActive, Token::Dim),
            (Token::Text, Token::OwnerMe),
            (Token::Priority1, Token::Priority3),
        ] {
            assert_ne!(look(a), look(b), "{name}: {} and {}", a.name(), b.name());
        }
    }
}

#[test]
fn depths_come_from_the_same_colours() {
    let style = |depth| Theme::default().for_depth(depth).style(Token::Priority1).fg;
    assert_eq!(style(Depth::True), Some(Color::Rgb(0xff, 0x6b, 0x6b)));
    assert_eq!(style(Depth::Ansi256), Some(Color::Indexed(203)));
    assert_eq!(style(Depth::Ansi16), Some(Color::LightRed));
    assert_eq!(style(Depth::None), None);
    // The darkest grounds stay apart on 256 colours.
    let ground = |t| Theme::default().for_depth(Depth::Ansi256).style(t).bg;
    assert_ne!(ground(Token::Ground), ground(Token::RowCursor));
}

#[test]
fn signs_take_one_cell_on_every_terminal() {
    for sign in Glyphs::UNICODE.all() {
        assert_eq!((sign.width(), sign.width_cjk()), (1, 1), "{sign}");
    }
    for sign in Glyphs::ASCII.all() {
        assert!(sign.is_ascii() && (1..=2).contains(&sign.len()), "{sign}");
    }
}

fn error(text: &str) -> super::ThemeError {
    Theme::load(text, "mine").expect_err("it must not load")
}

#[test]
fn a_theme_may_change_one_thing_of_another() {
    let text = "inherits = \"light\"\n[colors]\nred = [\"#990000\", \"red\"]\n[tokens]\n\"dim\" = { fg = \"body\", dim = true }\n";
    let theme = Theme::load(text, "mine").expect("it loads");
    assert_eq!(theme.style(Token::Priority1).fg, Some(Color::Rgb(0x99, 0, 0)));
    assert_eq!(theme.style(Token::Dim).add_modifier, Modifier::DIM);
    assert_eq!(theme.style(Token::Text), Theme::named("light").expect("light").style(Token::Text));
}

#[test]
fn errors_point_at_their_place_and_say_what_was_meant() {
    let e = error("inherits = \"dark\"\n[tokens]\n\"priorty.1\" = { bold = true }\n");
    assert_eq!((e.line, e.column, &*e.token), (3, 1, "priorty.1"));
    assert_eq!(e.nearest.as_deref(), Some("priority.1"));
    assert_eq!(
        e.to_string(),
        "theme mine, line 3, column 1: unknown token \"priorty.1\" (did you mean \"priority.1\"?)"
    );

    let e = error("inherits = \"dark\"\n[tokens]\n\"dim\" = { fg = \"gren\" }\n");
    assert_eq!((e.line, e.column, e.nearest.as_deref()), (3, 16, Some("green")));

    let e = error("inherits = \"dark\"\n[colors]\nred = [\"#ff00\", \"red\"]\n");
    assert_eq!((e.line, e.column, &*e.token), (3, 8, "red"));

    let e = error("inherits = \"dark\"\n[colors]\nred = [\"#ff0000\", \"rad\"]\n");
    assert_eq!((e.line, e.nearest.as_deref()), (3, Some("red")));

    let e = error("inherits = \"dakr\"\n");
    assert_eq!((e.line, e.nearest.as_deref()), (1, Some("dark")));

    let e = error("inherits = \"dark\"\n[colors]\ngruond = [\"#000000\", \"black\"]\n");
    assert_eq!((e.line, e.nearest.as_deref()), (3, Some("ground")));

    let e = error("[tokens]\n\"ground\" = {}\n\"text\" = {}\n");
    assert!(e.message.contains("\"bright\" is missing"), "{e}");

    let e = error("inherits = \"dark\"\n[tokens]\n\"dim\" = { bald = true }\n");
    assert_eq!((e.line, e.column, e.nearest.as_deref()), (3, 11, Some("bold")));

    let e = error("inherits = \n");
    assert_eq!(e.line, 1);
    assert!(error("x = 1\n").message.contains("unknown key"));
    assert!(error("tokens = 1\n").message.contains("must be a table"));
}
