//! Every key of the type that is typed into.

use super::{CAP, Entry, Typed};
use crate::app::key::Key;

fn press(entry: &mut Entry, keys: &str) -> Typed {
    let keys = keys.split(' ').map(|k| Key::parse(k).unwrap_or_else(|| panic!("{k}")));
    keys.map(|key| entry.key(key)).last().unwrap()
}

fn write(entry: &mut Entry, text: &str) {
    for c in text.chars() {
        entry.key(Key::char(c));
    }
}

/// Text and caret, written as `ab|c`.
fn shown(entry: &Entry) -> String {
    let mut text: Vec<char> = entry.value().chars().collect();
    text.insert(entry.caret(), '|');
    text.into_iter().collect()
}

fn at(marked: &str, several: bool) -> Entry {
    let caret = marked.chars().position(|c| c == '|').unwrap();
    let text = marked.replace('|', "");
    if several { Entry::lines(&text) } else { Entry::line(&text) }.with_cursor(caret)
}

#[rstest::rstest]
#[case("ab|c", "Left", "a|bc")]
#[case("ab|c", "Right", "abc|")]
#[case("ab|c", "Ctrl-f", "abc|")]
#[case("one two th|ree", "Ctrl-Left", "one two |three")]
#[case("one| two", "Ctrl-Right", "one |two")]
#[case("abc|", "Home", "|abc")]
#[case("|abc", "Ctrl-e", "abc|")]
#[case("ab|c", "Backspace", "a|c")]
#[case("a|bc", "Delete", "a|c")]
#[case("a|bc", "Ctrl-d", "a|c")]
#[case("one two|", "Ctrl-w", "one |")]
#[case("one two|", "Ctrl-w Ctrl-y Ctrl-y", "one twotwo|")]
#[case("one two three|", "Ctrl-w Ctrl-w Ctrl-y", "one two three|")]
#[case("one| two", "Ctrl-u", "| two")]
#[case("one| two", "Ctrl-k", "one|")]
#[case("one| two", "Ctrl-k Home Ctrl-y", " two|one")]
#[case("one| two", "Ctrl-u Ctrl-k Ctrl-y", "one two|")]
#[case("ab|c", "Ctrl-t", "acb|")]
#[case("abc|", "Ctrl-t", "acb|")]
#[case("|abc", "Ctrl-t", "|abc")]
#[case("one| two", "Ctrl-k Ctrl-_", "one| two")]
#[case("one| two", "Ctrl-k Ctrl-x Ctrl-u", "one| two")]
#[case("one| two", "Ctrl-k Ctrl-u Ctrl-/ Ctrl-/", "one| two")]
// One grapheme of several characters moves and goes as one.
#[case("a👩‍🚒|b", "Left", "a|👩‍🚒b")]
#[case("a👩‍🚒|b", "Backspace", "a|b")]
#[case("ae\u{301}|b", "Ctrl-t", "abe\u{301}|")]
fn keys_of_one_line(#[case] from: &str, #[case] keys: &str, #[case] want: &str) {
    let mut entry = at(from, false);
    press(&mut entry, keys);
    assert_eq!(shown(&entry), want, "{from} {keys}");
}

#[rstest::rstest]
#[case("one\ntw|o\nthree", "Home", "one\n|two\nthree")]
#[case("one\ntw|o\nthree", "End", "one\ntwo|\nthree")]
#[case("one\ntw|o\nthree", "Ctrl-u", "one\n|o\nthree")]
#[case("one\ntw|o\nthree", "Ctrl-k", "one\ntw|\nthree")]
#[case("one\ntw|o\nthree", "Ctrl-k Ctrl-k", "one\ntw|three")]
#[case("one\ntw|o\nthree", "Up", "on|e\ntwo\nthree")]
#[case("one\ntw|o\nthree", "Down", "one\ntwo\nth|ree")]
#[case("three\none\nthre|e", "Up Up", "thre|e\none\nthree")]
#[case("three\none\nthre|e", "Up Left Up", "th|ree\none\nthree")]
#[case("警告\nabc|", "Up", "警|告\nabc")]
#[case("one|", "Ctrl-j", "one\n|")]
#[case("one\ntw|o", "Ctrl-Home", "|one\ntwo")]
#[case("o|ne\ntwo", "Ctrl-End", "one\ntwo|")]
#[case("one\n|two", "Backspace", "one|two")]
fn keys_of_several_lines(#[case] from: &str, #[case] keys: &str, #[case] want: &str) {
    let mut entry = at(from, true);
    press(&mut entry, keys);
    assert_eq!(shown(&entry), want, "{from} {keys}");
}

#[test]
fn keys_that_do_nothing_here_are_left_to_others() {
    let mut line = Entry::line("one");
    for key in [
        "Up",
        "Down",
        "Enter",
        "Tab",
        "Shift-Tab",
        "Esc",
        "Ctrl-j",
        "Ctrl-n",
        "Ctrl-a",
        "Alt-b",
        "F1",
        "Right",
    ] {
        assert_eq!(press(&mut line, key), Typed::Ignored, "{key}");
    }
    let mut lines = Entry::lines("one");
    assert_eq!(press(&mut lines, "Up"), Typed::Ignored);
    assert_eq!(press(&mut lines, "Down"), Typed::Ignored);
    assert_eq!(shown(&lines), "one|");
}

#[test]
fn typing_is_taken_back_word_by_word() {
    let mut entry = Entry::line("");
    write(&mut entry, "disk full  on");
    let mut seen = Vec::new();
    while press(&mut entry, "Ctrl-_") == Typed::Changed {
        seen.push(entry.value().to_owned());
    }
    assert_eq!(seen, ["disk full  ", "disk ", ""]);
    write(&mut entry, "ab");
    press(&mut entry, "Left");
    write(&mut entry, "x");
    press(&mut entry, "Ctrl-_");
    assert_eq!(shown(&entry), "a|b", "a move begins a new step");
    let mut entry = Entry::line("abcd");
    press(&mut entry, "Backspace Backspace Left Delete");
    assert_eq!(shown(&entry), "a|");
    press(&mut entry, "Ctrl-_");
    assert_eq!(shown(&entry), "a|b");
    press(&mut entry, "Ctrl-_");
    assert_eq!(shown(&entry), "abcd|", "deleting one by one is one step");
}

#[test]
fn every_step_leads_back_to_where_it_came_from() {
    let mut entry = Entry::lines("");
    write(&mut entry, "one two");
    let mut seen = vec![shown(&entry)];
    for keys in ["Ctrl-w", "Ctrl-y", "Ctrl-t", "Home Ctrl-k", "Ctrl-y"] {
        press(&mut entry, keys);
        seen.push(shown(&entry));
    }
    entry.paste("a\nb");
    for want in seen.iter().rev() {
        press(&mut entry, "Ctrl-_");
        assert_eq!(entry.value(), want.replace('|', ""));
    }
}

#[test]
fn ctrl_x_waits_for_one_key_and_no_longer() {
    let mut entry = Entry::line("one");
    assert_eq!(press(&mut entry, "Ctrl-x Ctrl-e"), Typed::Editor);
    assert_eq!(press(&mut entry, "Ctrl-x a Ctrl-e"), Typed::Ignored);
    assert_eq!(shown(&entry), "onea|");
    press(&mut entry, "Ctrl-x");
    assert!(entry.has_begun());
    entry.let_go();
    assert_eq!(press(&mut entry, "Home Ctrl-e"), Typed::Moved);
}

#[test]
fn a_paste_is_data_and_what_is_left_out_is_told() {
    let mut line = Entry::line("a");
    assert_eq!(line.paste("one\r\n  two\tthree\n\n").words("the paste"), None);
    assert_eq!(line.value(), "aone two three");
    let mut lines = Entry::lines("");
    let said = lines.paste("one\r\ntwo\rthree\u{1b}[31m\u{7}\n").words("the paste");
    assert_eq!(said.as_deref(), Some("2 control characters were left out of the paste"));
    assert_eq!(lines.value(), "one\ntwo\nthree[31m\n");

    let mut small = Entry::line("12").capped(4);
    let pasted = small.paste("äää");
    assert_eq!((small.value(), pasted.over), ("12ä", 4));
    assert_eq!(
        pasted.words("the paste").as_deref(),
        Some("the paste was cut: 4 bytes is all that fits here")
    );
    assert_eq!(press(&mut small, "x"), Typed::Full);
    press(&mut small, "Ctrl-_");
    assert_eq!(small.value(), "12", "a paste is one step");

    let mut lines = Entry::lines("");
    let pasted = lines.paste(&"all work\n".repeat(100_000));
    assert_eq!(lines.value().len(), CAP);
    assert_eq!(pasted.words("the paste").as_deref(), Some("the paste was cut: 64 KiB is all that fits here"));
}

#[test]
fn what_is_filled_in_cannot_be_taken_back_and_what_is_replaced_can() {
    let mut entry = Entry::line("");
    write(&mut entry, "pay");
    entry.replace("payments p<=2", Some(8));
    assert_eq!(shown(&entry), "payments| p<=2");
    press(&mut entry, "Ctrl-_");
    assert_eq!(shown(&entry), "pay|");
    entry.set("checkout");
    assert_eq!(press(&mut entry, "Ctrl-_"), Typed::Ignored);
    assert_eq!(shown(&entry), "checkout|");
}

proptest::proptest! {
    /// Whatever is pressed, the caret stands in the text, the cap holds, and every change can be taken back.
    #[test]
    fn any_keys(start in "[a-z 警é\u{301}👩\n]{0,20}", keys in proptest::collection::vec(0_usize..24, 0..60), several: bool) {
        const KEYS: [&str; 24] = [
            "a", "Space", "警", "Left", "Right", "Ctrl-Left", "Ctrl-Right", "Home", "End", "Ctrl-e", "Ctrl-f", "Ctrl-w",
            "Ctrl-u", "Ctrl-k", "Ctrl-y", "Ctrl-t", "Ctrl-d", "Delete", "Backspace", "Up", "Down", "Ctrl-j", "Ctrl-x", "👩",
        ];
        let mut entry = if several { Entry::lines(&start) } else { Entry::line(&start) };
        entry = entry.capped(64);
        let first = entry.value().to_owned();
        for key in keys {
            press(&mut entry, KEYS[key]);
            proptest::prop_assert!(entry.caret() <= entry.value().chars().count());
            proptest::prop_assert!(entry.value().len() <= 64.max(first.len()));
            proptest::prop_assert!(several || !entry.value().contains('\n'));
        }
        entry.let_go();
        while press(&mut entry, "Ctrl-_") == Typed::Changed {}
        proptest::prop_assert_eq!(entry.value(), first);
    }
}
