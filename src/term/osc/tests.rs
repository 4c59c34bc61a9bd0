//! Exact bytes, and nothing that breaks out.

use proptest::prelude::*;

use super::{
    COPY_CAP, CopyError, TITLE_CAP, bell, copy, copy_in_screen, link_close, link_open, plain, title,
};
use crate::text::{Kind, SafeText};

fn safe(raw: &str) -> SafeText {
    SafeText::clean(raw, Kind::Note)
}

fn shown(sequence: &super::Sequence) -> String {
    sequence.bytes().escape_ascii().to_string()
}

#[test]
fn exact_bytes() {
    assert_eq!(shown(&title(&safe("watchfloor: 2 P1"))), "\\x1b]2;watchfloor: 2 P1\\x07");
    assert_eq!(shown(&bell()), "\\x07");
    assert_eq!(shown(&copy("a b")), "\\x1b]52;c;YSBi\\x07");
    assert_eq!(shown(&copy_in_screen("a b")), "\\x1bP\\x1b]52;c;YSBi\\x07\\x1b\\\\");
    let link = link_open(&safe("https://example.org/a b/é?x=1;y=2")).unwrap();
    assert_eq!(shown(&link), "\\x1b]8;;https://example.org/a%20b/%C3%A9?x=1;y=2\\x1b\\\\");
    assert_eq!(shown(&link_close()), "\\x1b]8;;\\x1b\\\\");
}

#[test]
fn links_go_to_the_web_only() {
    for url in [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "ssh://host",
        "http://",
        "http:///x",
        "x",
        "",
        "mailto:a@b",
    ] {
        assert!(link_open(&safe(url)).is_none(), "{url}");
    }
    assert!(link_open(&safe("HTTP://example.org")).is_some());
    assert!(link_open(&safe(&format!("https://e/{}", "a".repeat(3000)))).is_none());
}

#[test]
fn long_texts() {
    assert_eq!(title(&safe(&"x".repeat(1000))).bytes().len(), TITLE_CAP + 5);
    let cap = COPY_CAP;
    assert!(plain(&safe(&"x".repeat(cap)), cap).is_ok());
    assert_eq!(plain(&safe(&"x".repeat(cap + 1)), cap), Err(CopyError::TooLong { bytes: cap + 1, cap }));
    assert_eq!(plain(&safe(" \n"), cap), Err(CopyError::Empty));
    assert_eq!(plain(&safe(" a\nb c\x1b[31m \n"), cap).as_deref(), Ok("a\nb c"));
}

#[test]
fn screen_gets_it_in_pieces_that_join_to_the_same() {
    let words = "all work and no play ".repeat(100);
    let whole = copy_in_screen(&words);
    let mut joined = Vec::new();
    for piece in whole.bytes().split(|b| *b == 0x5c).filter(|p| !p.is_empty()) {
        let piece = piece.strip_prefix(b"\x1bP").unwrap().strip_suffix(b"\x1b").unwrap();
        assert!(piece.len() <= 256);
        joined.extend_from_slice(piece);
    }
    assert_eq!(joined, copy(&words).bytes());
}

proptest! {
    #[test]
    fn nothing_breaks_out(raw in any::<String>()) {
        let text = safe(&raw);
        let control = |c: char| c.is_control();
        let name = String::from_utf8(title(&text).bytes().to_vec()).unwrap();
        prop_assert!(!name[4..name.len() - 1].contains(control));
        if let Ok(words) = plain(&text, COPY_CAP) {
            prop_assert!(!words.contains(|c: char| c.is_control() && c != '\n'));
            let sequence = copy(&words);
            let body = &sequence.bytes()[7..sequence.bytes().len() - 1];
            prop_assert!(body.iter().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(b)));
        }
        if let Some(link) = link_open(&safe(&format!("https://{raw}"))) {
            let bytes = link.bytes();
            prop_assert!(bytes[5..bytes.len() - 2].iter().all(u8::is_ascii_graphic));
        }
    }
}
