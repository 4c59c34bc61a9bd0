//! The filter line: how Tab goes on with what was begun.

use super::Desk;
use crate::{
    app::{
        Msg,
        model::layer::{FilterLine, Layer},
    },
    domain::{Change, Incident, sample},
    text::{Kind, SafeText},
};

/// A board with four services, two owners, the labels of the samples, and the filter open.
fn open() -> Desk {
    let mut desk = Desk::new(12);
    let owned =
        |n, who: &str| Incident { owner: Some(SafeText::clean(who, Kind::Label)), ..sample::incident(n) };
    desk.changes([(1, "bo"), (2, "mira m"), (3, "bo")].map(|(n, who)| Change::Upsert(owned(n, who))).into());
    desk.keys("/");
    desk
}

fn line(desk: &Desk) -> &FilterLine {
    let Some(Layer::Filter(line)) = &desk.model.layer else { panic!("the filter is open") };
    line
}

fn offers(desk: &Desk) -> Vec<&str> {
    line(desk).offers.iter().map(|o| &*o.insert).collect()
}

#[test]
fn tab_completes_the_word_at_the_caret_from_what_stands_on_the_board() {
    for (typed, keys, want) in [
        ("serv", "Tab", "service:"),
        ("serv", "Tab Tab", "service:auth"),
        ("p<=2 serv", "Tab Tab Tab", "p<=2 service:checkout"),
        ("service:", "Tab Shift-Tab", "service:search"),
        ("service:", "Shift-Tab", "service:search"),
        ("service:s", "Tab", "service:search"),
        ("service:S", "Tab", "service:search"),
        ("service:auth,pay", "Tab", "service:auth,payments"),
        ("owner:b", "Tab", "owner:bo"),
        ("owner:mi", "Tab", "owner:\"mira m\""),
        ("-source:", "Tab", "-source:am"),
        ("label.inst", "Tab", "label.instance:"),
        ("label.a", "Tab", "label.alertname:"),
        ("state:res", "Tab", "state:resolved"),
        ("nosuch:x", "Tab", "nosuch:x"),
        ("zzz", "Tab Shift-Tab", "zzz"),
    ] {
        let mut desk = open();
        desk.text(typed);
        desk.keys(keys);
        assert_eq!(line(&desk).input.value(), want, "{typed} {keys}");
        assert_eq!(line(&desk).input.caret(), want.chars().count(), "{typed} {keys}");
        assert_eq!(desk.model.board.filter.text, want, "{typed} {keys}");
    }
}

#[test]
fn tab_goes_round_and_typing_begins_anew() {
    let mut desk = open();
    desk.text("service:");
    assert_eq!(offers(&desk), ["auth", "checkout", "payments", "search"]);
    desk.keys("Tab Tab Tab Tab Tab");
    assert_eq!(line(&desk).input.value(), "service:auth", "round once");
    desk.text(" ");
    assert_eq!(line(&desk).pick, None);
    assert!(offers(&desk).contains(&"state:"), "another word begins: {:?}", offers(&desk));
}

#[test]
fn what_stands_behind_the_caret_stays() {
    let mut desk = open();
    desk.text("service:pay p<=2");
    desk.keys("Left Left Left Left Left Tab");
    assert_eq!(line(&desk).input.value(), "service:payments p<=2");
    assert_eq!(line(&desk).input.caret(), "service:payments".len());
    assert!(desk.model.board.filter.error.is_none());
}

#[test]
fn what_tab_puts_there_filters_at_once() {
    let mut desk = open();
    desk.text("service:");
    assert!(desk.model.board.filter.error.is_some(), "not finished");
    desk.keys("Tab");
    assert_eq!(desk.model.inbox.shown_len(), 3);
    desk.keys("Enter");
    assert!(desk.model.layer.is_none());
}

#[test]
fn enter_on_a_fault_shows_the_fault_instead_of_offers() {
    let mut desk = open();
    desk.text("service:");
    assert!(!offers(&desk).is_empty());
    desk.keys("Enter");
    assert!(desk.model.board.filter.error.is_some() && offers(&desk).is_empty());
    desk.keys("Backspace");
    assert_eq!(offers(&desk), ["service:"]);
}

#[test]
fn a_paste_is_completed_too_and_many_rows_are_not_all_looked_at() {
    let mut desk = open();
    desk.send(Msg::Paste("service:che".into()));
    assert_eq!(offers(&desk), ["checkout"]);

    let mut desk = Desk::new(10_000);
    let late =
        Incident { service: Some(SafeText::clean("latecomer", Kind::Label)), ..sample::incident(20_000) };
    desk.changes(vec![Change::Upsert(late)]);
    desk.keys("/");
    desk.text("service:late");
    assert!(offers(&desk).is_empty(), "behind the rows looked at");
    desk.text("x");
    desk.keys("Ctrl-u");
    desk.text("service:");
    assert_eq!(offers(&desk).len(), 4);
}
