//! `y` and its letters: what goes to the clipboard. Typing by the keys of readline, through the forms.

use super::{Desk, safe};
use crate::{
    app::{Effect, Msg, model::layer::Layer},
    domain::{Change, sample},
};

/// The text and what the receipt calls it.
fn copied(fx: &[Effect]) -> (String, String) {
    let [Effect::Copy { text, what }] = fx else { panic!("{fx:?}") };
    (text.shown().to_owned(), what.clone())
}

#[test]
fn an_id_is_one_line_and_marked_ones_one_line_each() {
    let mut desk = Desk::new(3);
    let (one, what) = copied(&desk.keys("y i"));
    assert_eq!((one.lines().count(), what.as_str()), (1, "id"));
    desk.keys("* ");
    let (all, what) = copied(&desk.keys("y i"));
    assert_eq!((all.lines().count(), what.as_str()), (3, "3 ids"), "{all}");
}

#[test]
fn a_sitrep_is_five_lines_whatever_is_known() {
    let mut desk = Desk::new(2);
    let (text, what) = copied(&desk.keys("y s"));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines.len(), what.as_str()), (5, "sitrep"), "{text}");
    assert!(lines[0].contains(" P"), "{text}");
    assert!(lines[1].starts_with("since ") && lines[1].contains('Z'), "a time says its zone: {text}");
    assert!(lines[2].starts_with("who: ") && lines[3].starts_with("last: "), "{text}");
    desk.keys("*");
    let (text, what) = copied(&desk.keys("y s"));
    assert_eq!((text.lines().count(), what.as_str()), (11, "2 sitreps"), "a blank line between two: {text}");
}

#[test]
fn a_hostile_title_is_words_in_markdown() {
    let mut desk = Desk::new(0);
    let mut incident = sample::incident(0);
    incident.title = safe("[pay](javascript:x) *now* <img src=x> \u{1b}]52;c;UFdORUQ=\u{7}");
    desk.changes(vec![Change::Upsert(incident)]);
    desk.keys("j");
    let (text, what) = copied(&desk.keys("y m"));
    assert_eq!(what, "incident as markdown");
    assert!(text.contains(r"\[pay\](javascript:x) \*now\* \<img src=x\>"), "{text}");
    assert!(!text.contains("PWNED") && !text.contains('\u{1b}'), "{text}");
}

#[test]
fn more_than_fit_are_told() {
    let mut desk = Desk::new(250);
    desk.keys("*");
    let (text, what) = copied(&desk.keys("y i"));
    assert_eq!((text.lines().count(), what.as_str()), (200, "200 ids of 250"));
}

#[test]
fn a_page_and_a_runbook_are_a_menu_of_links() {
    let mut desk = Desk::new(0);
    let mut incident = sample::incident(0);
    let mut detail = (*incident.detail).clone();
    (detail.url, detail.runbook) = (Some(safe("https://a/1")), Some(safe("https://wiki/1")));
    incident.detail = detail.into();
    desk.changes(vec![Change::Upsert(incident)]);
    desk.keys("j o r");
    assert!(matches!(&desk.model.layer, Some(Layer::Link(url)) if url.shown() == "https://wiki/1"));
    assert_eq!(desk.keys("Enter"), [Effect::OpenLink(safe("https://wiki/1"))]);
}

#[test]
fn the_editor_is_for_every_text_and_words_are_on_disk_before() {
    let mut desk = Desk::new(1);
    desk.keys("n");
    desk.text("half");
    let fx = desk.keys("Ctrl-x Ctrl-e");
    let [Effect::SaveDraft { .. }, Effect::Editor { slot, text }] = &*fx else { panic!("{fx:?}") };
    assert_eq!(text, "half");
    desk.send(Msg::Edited { slot: slot.clone(), text: "half\na thought\n\n".into() });
    assert!(matches!(&desk.model.layer, Some(Layer::Words(w)) if w.input.value() == "half\na thought"));
    desk.keys("Ctrl-_");
    assert!(matches!(&desk.model.layer, Some(Layer::Words(w)) if w.input.value() == "half"), "taken back");
    // An answer to another form is not taken.
    desk.send(Msg::Edited { slot: "note:other".into(), text: "x".into() });
    assert!(matches!(&desk.model.layer, Some(Layer::Words(w)) if w.input.value() == "half"));

    desk.keys("Esc /");
    desk.text("p<=2");
    let fx = desk.keys("Ctrl-x Ctrl-e");
    assert!(matches!(&*fx, [Effect::Editor { slot, .. }] if slot == "filter"), "{fx:?}");
    desk.send(Msg::Edited { slot: "filter".into(), text: "p<=2\nstate:new\n".into() });
    assert_eq!(desk.model.board.filter.text, "p<=2 state:new");
}

#[test]
fn what_a_paste_lost_is_said() {
    let mut desk = Desk::new(1);
    desk.keys("n");
    desk.send(Msg::Paste("x".repeat(70_000)));
    assert_eq!(desk.said(), "the paste was cut: 64 KiB is all that fits here");
    assert!(desk.keys("y").is_empty());
    assert_eq!(desk.said(), "65536 bytes is all that fits here");
}
