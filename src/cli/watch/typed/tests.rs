//! Lines as a person types them.

use super::*;
use crate::domain::incident::HoldReason;

fn me() -> SafeText {
    SafeText::clean("ana", Kind::Label)
}

fn read_line(line: &str) -> Result<Line, Failure> {
    read(line, &me(), chrono_tz::UTC, Time::parse("2026-11-23T02:02:09Z").expect("a time"))
}

fn act(line: &str) -> (Vec<u32>, Verb) {
    match read_line(line) {
        Ok(Line::Act(numbers, verb)) => (numbers, *verb),
        Ok(_) => panic!("{line}: no verb"),
        Err(failure) => panic!("{line}: {:?}", failure.words),
    }
}

fn refused(line: &str) -> String {
    read_line(line).err().map_or_else(|| panic!("{line} is taken"), |f| format!("{:?}", f.words))
}

#[test]
fn a_verb_stands_behind_its_numbers() {
    let ack = |note: Option<&str>| Verb::Ack { note: note.map(Opaque::new), for_s: None };
    assert_eq!(act("3 a"), (vec![3], ack(None)));
    assert_eq!(act(" 3  ack  looking at \"it\"\n"), (vec![3], ack(Some("looking at \"it\""))));
    assert_eq!(act("[3] 4, 3 ack"), (vec![3, 4], ack(None)));
    assert_eq!(act("3 ack --for 1h").1, Verb::Ack { note: None, for_s: Some(3_600) });
    assert_eq!(act("3 note - not stdin").1, Verb::Note { text: Opaque::new("- not stdin") });
    assert_eq!(act("12 take").1, Verb::Assign { to: Some(me()) });
    assert_eq!(act("12 s nobody").1, Verb::Assign { to: None });
    assert_eq!(act("1 unack").1, Verb::Unack);
    assert_eq!(act("1 resolve --code fixed --note 'a new disk'").1, Verb::resolved("fixed", "a new disk"));
    let hold = act("1 hold --reason other --note \"ask jo\"").1;
    assert!(matches!(hold, Verb::Hold { reason: HoldReason::Other, detail: Some(_), .. }), "{hold:?}");
    assert!(matches!(act("1 phase fixing").1, Verb::Phase { .. }));
    assert!(matches!(read_line("1 2 r"), Ok(Line::Resolve(n)) if n == [1, 2]));
    assert!(matches!(read_line("1 show"), Ok(Line::Show(n)) if n == [1]));
    let Ok(Line::Other(numbers, other, make)) = read_line("1 merge --into 5") else { panic!("a merge") };
    assert_eq!((numbers, other.as_str()), (vec![1], "5"));
    let into = Number::new(42).expect("a number");
    assert_eq!(make(into), Verb::Merge { into });
}

#[test]
fn what_stands_alone_needs_no_number() {
    assert!(matches!(read_line(" \t"), Ok(Line::Empty)));
    assert!(matches!(read_line("list"), Ok(Line::List)));
    assert!(matches!(read_line("?"), Ok(Line::Help)));
    assert!(matches!(read_line("quit"), Ok(Line::Quit)));
}

#[test]
fn what_cannot_be_done_is_told_in_words() {
    for (line, words) in [
        ("ack", "a line begins with a number"),
        ("3", "what shall be done"),
        ("3 note", "the note is empty"),
        ("3 hold", "--reason"),
        ("3 list", "list is no verb"),
        ("3 explode", "explode"),
        ("3 ack --query p:1", "the incidents come first"),
        ("3 unack 4", "the incidents come first"),
        ("3 update --text -", "standard input"),
        ("3 update --text=-", "standard input"),
        ("3 hold --note \"open", "quotation mark"),
        ("3 --help", "the verb comes before"),
        ("99999999999 ack", "a line begins with a number"),
    ] {
        let said = refused(line);
        assert!(said.contains(words), "{line}: {said}");
        assert!(!said.contains("Usage:"), "{line}: {said}");
    }
}
