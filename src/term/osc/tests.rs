//! Exact bytes, and nothing that breaks out.

use proptest::prelude::*;

use super::{COPY_CAP, CopyError, TITLE_CAP, bell, copy, link_close, link_open, title};
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
    assert_eq!(shown(&copy(&safe("a\nb")).unwrap()), "\\x1b]52;c;YSBi\\x07");
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
    assert!(copy(&safe(&"x".repeat(COPY_CAP))).is_ok());
    assert_eq!(copy(&safe(&"x".repeat(COPY_CAP + 1))), Err(CopyError::TooLong { bytes: COPY_CAP + 1 }));
    assert_eq!(copy(&safe(" \n")), Err(CopyError::Empty));
}

proptest! {
    #[test]
    fn nothing_breaks_out(raw in any::<String>()) {
        let text = safe(&raw);
        let control = |c: char| c.is_control();
        let name = String::from_utf8(title(&text).bytes().to_vec()).unwrap();
        prop_assert!(!name[4..name.len() - 1].contains(control));
        if let Ok(sequence) = copy(&text) {
            let body = &sequence.bytes()[7..sequence.bytes().len() - 1];
            prop_assert!(body.iter().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(b)));
        }
        if let Some(link) = link_open(&safe(&format!("https://{raw}"))) {
            let bytes = link.bytes();
            prop_assert!(bytes[5..bytes.len() - 2].iter().all(u8::is_ascii_graphic));
        }
    }
}
