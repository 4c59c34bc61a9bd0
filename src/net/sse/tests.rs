//! The parser against the standard's examples, a second reading of the standard, and any chunking.

use proptest::prelude::*;
use rstest::rstest;

use super::*;

fn parse(chunks: &[&[u8]]) -> (Vec<Event>, Parser) {
    let (mut parser, mut out) = (Parser::default(), Vec::new());
    for chunk in chunks {
        parser.push(chunk, &mut out).expect("within the caps");
    }
    (out, parser)
}

fn told(events: &[Event]) -> Vec<(&str, &str, &str)> {
    events.iter().map(|e| (e.kind.as_str(), e.data.as_str(), e.id.to_source())).collect()
}

#[rstest]
#[case::two_lines("data: YHOO\ndata: +2\ndata: 10\n\n", &[("message", "YHOO\n+2\n10", "")])]
#[case::comment_and_ids(": test\n\ndata: first\nid: 1\n\ndata:second\nid\n\ndata:  third\n\n",
    &[("message", "first", "1"), ("message", "second", ""), ("message", " third", "")])]
#[case::empty_data("data\n\ndata\ndata\n\ndata:\n", &[("message", "", ""), ("message", "\n", "")])]
#[case::one_space("data:test\n\ndata: test\n\n", &[("message", "test", ""), ("message", "test", "")])]
#[case::every_end("data:a\rdata:b\r\ndata:c\n\r\ndata:d\r\r", &[("message", "a\nb\nc", ""), ("message", "d", "")])]
#[case::mark("\u{feff}data:a\n\n", &[("message", "a", "")])]
#[case::mark_once("\u{feff}\u{feff}data:a\n\n", &[])]
#[case::mark_in_data("data:\u{feff}a\n\n", &[("message", "\u{feff}a", "")])]
#[case::kind("event: add\ndata: 73\n\ndata: 74\n\n", &[("add", "73", ""), ("message", "74", "")])]
#[case::no_data("event: add\nid: 5\n\ndata: x\n\n", &[("message", "x", "5")])]
#[case::nul_in_id("id: 1\nid: 2\0\ndata: x\n\n", &[("message", "x", "1")])]
#[case::unknown_field("foo: bar\nDATA: x\n data: y\ndata: z\n\n", &[("message", "z", "")])]
#[case::cut_at_the_end("data: whole\n\ndata: half\n", &[("message", "whole", "")])]
fn as_the_standard_says(#[case] stream: &str, #[case] events: &[(&str, &str, &str)]) {
    assert_eq!(told(&parse(&[stream.as_bytes()]).0), events);
    let bytes: Vec<&[u8]> = stream.as_bytes().chunks(1).collect();
    assert_eq!(told(&parse(&bytes).0), events, "byte by byte");
}

#[rstest]
#[case("retry: 1000\n", Some(1_000))]
#[case("retry:7\n", Some(500))]
#[case("retry: 86400000\n", Some(60_000))]
#[case("retry: 99999999999999999999999\n", Some(60_000))]
#[case("retry: 2000\nretry: soon\nretry: -1\nretry: 1.5\nretry:\n", Some(2_000))]
#[case("retry: 1000", None)]
fn the_wait_is_digits_only_and_has_bounds(#[case] stream: &str, #[case] ms: Option<u64>) {
    assert_eq!(parse(&[stream.as_bytes()]).1.retry(), ms.map(Duration::from_millis));
}

#[test]
fn an_id_from_before_stays_until_a_new_one() {
    let (mut parser, mut out) = (Parser::new(Opaque::new("s-4")), Vec::new());
    parser.push(b"data: a\n\nid: s-5\ndata: b\n\n", &mut out).expect("within the caps");
    assert_eq!(told(&out), [("message", "a", "s-4"), ("message", "b", "s-5")]);
}

#[test]
fn what_is_too_large_is_an_error_that_says_so_and_holds_nothing() {
    let exact = [b"data:".as_slice(), &vec![b'x'; LINE_CAP - 5], b"\n\n"].concat();
    assert_eq!(parse(&[&exact]).0[0].data.len(), LINE_CAP - 5);

    let mut parser = Parser::default();
    let mut out = Vec::new();
    let long = vec![b'x'; LINE_CAP + 1];
    let error = parser.push(&long, &mut out).expect_err("a long line");
    assert_eq!(error.to_string(), "has a line of over 1 MiB, more than is taken");
    assert_eq!((parser.push(b"data: a\n\n", &mut out), parser.held()), (Err(error), 0));
    assert!(out.is_empty());

    let mut parser = Parser::default();
    let line = [b"data:".as_slice(), &vec![b'x'; 1_023], b"\n"].concat();
    for _ in 0..2_048 {
        parser.push(&line, &mut out).expect("2 MiB are taken");
    }
    let error = parser.push(b"data:x\n", &mut out).expect_err("a large event");
    assert_eq!(error.to_string(), "has an event of over 2 MiB, more than is taken");
}

/// The standard read a second time: on the whole text, without state.
fn whole(stream: &[u8]) -> Vec<(String, String, String)> {
    let stream = stream.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(stream);
    let text = String::from_utf8_lossy(stream).replace("\r\n", "\n").replace('\r', "\n");
    let mut lines: Vec<&str> = text.split('\n').collect();
    lines.pop();
    let (mut id, mut events) = (String::new(), Vec::new());
    let (mut kind, mut data): (String, Option<String>) = (String::new(), None);
    for line in lines {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match (line, field) {
            ("", _) => {
                let kind = std::mem::take(&mut kind);
                if let Some(data) = data.take() {
                    let kind = if kind.is_empty() { "message".into() } else { kind };
                    events.push((kind, data, id.clone()));
                }
            }
            (_, "data") => {
                data = Some(data.map_or_else(|| value.to_owned(), |before| before + "\n" + value));
            }
            (_, "event") => value.clone_into(&mut kind),
            (_, "id") if !value.contains('\0') => value.clone_into(&mut id),
            _ => {}
        }
    }
    events
}

/// Pieces that streams are made of, and some that they should not be.
fn stream() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec!["data", "data:", "event:", "id:", "retry:", ":", "\0", " ", "12"])
            .prop_map(|s| s.as_bytes().to_vec()),
        4 => prop::sample::select(vec!["\n", "\r", "\r\n", "\n\n", "\r\r", "\r\n\r\n"])
            .prop_map(|s| s.as_bytes().to_vec()),
        1 => prop::sample::select(vec!["\u{feff}", "\u{ef}", "é✓", "\u{2028}"]).prop_map(|s| s.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..4),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_chunking_gives_the_same_events(bytes in stream(), cuts in prop::collection::vec(0usize..200, 0..12)) {
        let mut cuts: Vec<usize> = cuts.into_iter().map(|c| c.min(bytes.len())).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let chunks: Vec<&[u8]> = cuts.windows(2).map(|w| &bytes[w[0]..w[1]]).collect();
        let (events, parser) = parse(&chunks);
        let (at_once, again) = parse(&[&bytes]);
        prop_assert_eq!(told(&events), told(&at_once));
        prop_assert_eq!(parser.retry(), again.retry());
        let events: Vec<_> = events.into_iter().map(|e| (e.kind, e.data, e.id.to_source().to_owned())).collect();
        prop_assert_eq!(events, whole(&bytes));
        prop_assert!(parser.held() <= bytes.len());
    }

    #[test]
    fn any_bytes_are_taken_without_a_panic(chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..80), 0..8)) {
        let (mut parser, mut out) = (Parser::default(), Vec::new());
        for chunk in &chunks {
            prop_assert!(parser.push(chunk, &mut out).is_ok());
        }
    }
}
