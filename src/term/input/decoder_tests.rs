//! What each sequence means, and what a wedged one costs.

use super::{
    Decoder, ESC_WAIT_MS, Input, KeyCode, MouseDeed, PASTE_CAP, PASTE_WAIT_MS, RawKey, STRING_WAIT_MS,
};

fn key(code: KeyCode) -> Input {
    Input::Key(RawKey::plain(code))
}

fn chr(c: char) -> Input {
    key(KeyCode::Char(c))
}

fn ctrl(c: char) -> Input {
    Input::Key(RawKey { ctrl: true, ..RawKey::plain(KeyCode::Char(c)) })
}

fn alt(code: KeyCode) -> Input {
    Input::Key(RawKey::plain(code).with_alt(true))
}

fn decode(bytes: &[u8]) -> Vec<Input> {
    let (mut decoder, mut out) = (Decoder::default(), Vec::new());
    decoder.feed(bytes, 0, &mut out);
    if decoder.deadline().is_some() {
        decoder.timeout(&mut out);
    }
    out
}

#[test]
fn keys_by_every_name_they_have() {
    let shift_up = Input::Key(RawKey { shift: true, ..RawKey::plain(KeyCode::Up) });
    let ctrl_left = Input::Key(RawKey { ctrl: true, ..RawKey::plain(KeyCode::Left) });
    for (bytes, want) in [
        (&b"a"[..], chr('a')),
        (b"G", chr('G')),
        ("é".as_bytes(), chr('é')),
        ("漢".as_bytes(), chr('漢')),
        ("😀".as_bytes(), chr('😀')),
        (b"\r", key(KeyCode::Enter)),
        (b"\t", key(KeyCode::Tab)),
        (b"\x7f", key(KeyCode::Backspace)),
        (b"\x08", key(KeyCode::Backspace)),
        (b"\x1b", key(KeyCode::Esc)),
        (b"\x1b[104;5u", key(KeyCode::Backspace)),
        (b"\x1b[105;5u", key(KeyCode::Tab)),
        (b"\x1b[109;5u", key(KeyCode::Enter)),
        (b"\x1b[91;5u", key(KeyCode::Esc)),
        (b"\x1b[27u", key(KeyCode::Esc)),
        (b"\x1b[97;2u", chr('A')),
        (b"\x1b[99;5u", ctrl('c')),
        (b"\0", ctrl(' ')),
        (b"\x03", ctrl('c')),
        (b"\n", ctrl('j')),
        (b"\x1c", ctrl('\\')),
        (b"\x1f", ctrl('_')),
        (b"\x1b[A", key(KeyCode::Up)),
        (b"\x1bOA", key(KeyCode::Up)),
        (b"\x1b[1;2A", shift_up),
        (b"\x1b[1;5D", ctrl_left),
        (b"\x1b[H", key(KeyCode::Home)),
        (b"\x1b[4~", key(KeyCode::End)),
        (b"\x1b[3~", key(KeyCode::Delete)),
        (b"\x1b[5~", key(KeyCode::PageUp)),
        (b"\x1b[6~", key(KeyCode::PageDown)),
        (b"\x1b[Z", key(KeyCode::BackTab)),
        (b"\x1bOP", key(KeyCode::F(1))),
        (b"\x1b[[C", key(KeyCode::F(3))),
        (b"\x1b[15~", key(KeyCode::F(5))),
        (b"\x1b[24~", key(KeyCode::F(12))),
        (b"\x1bx", alt(KeyCode::Char('x'))),
        ("\x1bé".as_bytes(), alt(KeyCode::Char('é'))),
        (b"\x1b\r", alt(KeyCode::Enter)),
        (b"\x1b\x7f", alt(KeyCode::Backspace)),
        (b"\x1b[", alt(KeyCode::Char('['))),
        (b"\x1bO", alt(KeyCode::Char('O'))),
        (b"\x1b]", alt(KeyCode::Char(']'))),
        (b"\x1bP", alt(KeyCode::Char('P'))),
        (b"\x1b[I", Input::FocusIn),
        (b"\x1b[O", Input::FocusOut),
        (b"\x1b[48;40;120;800;960t", Input::Resize { cols: 120, rows: 40 }),
    ] {
        assert_eq!(decode(bytes), [want], "{:?}", bytes.escape_ascii().to_string());
    }
}

#[test]
fn replies_and_noise_are_never_keys() {
    for bytes in [
        &b"\x1b[?2026;2$y"[..],
        b"\x1b[?9001;0$y",
        b"\x1b[?62;22c",
        b"\x1b[>41;380;0c",
        b"\x1b[=0;1c",
        b"\x1b[?0u",
        b"\x1b[?12;40R",
        b"\x1b[12;40R",
        b"\x1b[1;5R",
        b"\x1b[0n",
        b"\x1b[?997;1n",
        b"\x1b[4;1072;1600t",
        b"\x1b[> q",
        b"\x1b[>1;2;29 q",
        b"\x1b]10;rgb:dddd/dddd/dddd\x1b\\",
        b"\x1b]11;rgb:0000/0000/0000\x07",
        b"\x1b]4;1;rgb:cdcd/0000/0000\x1b\\",
        b"\x1b]52;c;aGVsbG8=\x1b\\",
        b"\x1b]lthe title\x1b\\",
        b"\x1bP>|ttybench(1)\x1b\\",
        b"\x1bP1$r0;4;5;7m\x1b\\",
        b"\x1bP0+r544e\x1b\\",
        b"\x1b_Gi=1;OK\x1b\\",
        b"\x1b[<3;10;20M",
        b"\x1b[<0;0;0m",
        b"\x1b[M !!",
        b"\x1b[32;0;0M",
        b"\x1b[;5A",
        b"\x1b[27;5;9~",
        b"\x1b[201~",
        b"\x1b[2~",
        b"\x1b[97;1:3u",
        b"\x1b[97;9u",
        b"\x1b[3;5u",
        b"\xc2\x9b",
        b"\x9b",
        b"\xff\xfe\xc0\xaf",
        b"\xe2\x82",
    ] {
        let shown = bytes.escape_ascii().to_string();
        assert_eq!(decode(bytes), [], "{shown}");
        let before_a_key = [bytes, b"\x1b[A"].concat();
        assert_eq!(decode(&before_a_key), [key(KeyCode::Up)], "{shown} then Up");
    }
}

#[test]
fn a_lone_esc_waits_sixty_milliseconds() {
    let (mut decoder, mut out) = (Decoder::default(), Vec::new());
    decoder.feed(b"\x1b", 1_000, &mut out);
    assert_eq!((decoder.deadline(), out.len()), (Some(1_000 + ESC_WAIT_MS), 0));
    decoder.feed(b"[A", 1_059, &mut out);
    assert_eq!((decoder.deadline(), &out[..]), (None, &[key(KeyCode::Up)][..]));

    decoder.feed(b"\x1b", 2_000, &mut out);
    decoder.timeout(&mut out);
    decoder.feed(b"j", 2_070, &mut out);
    assert_eq!(out, [key(KeyCode::Up), key(KeyCode::Esc), chr('j')]);

    assert_eq!(decode(b"\x1b\x1b[A"), [key(KeyCode::Esc), key(KeyCode::Up)]);
    assert_eq!(decode(b"\x1b\x1b"), [key(KeyCode::Esc), key(KeyCode::Esc)]);
}

#[test]
fn an_unfinished_sequence_gives_way_to_control_keys() {
    assert_eq!(decode(b"\x1b[1;5\x03"), [ctrl('c')]);
    assert_eq!(decode(b"\x1b[1;5\x1b[A"), [key(KeyCode::Up)]);
    assert_eq!(decode(b"\x1b[\r"), [alt(KeyCode::Char('[')), key(KeyCode::Enter)]);
    assert_eq!(decode(b"\xe2\x82q"), [chr('q')]);
    let endless = [b"\x1b[".as_slice(), &[b'1'; 10_000], b"Aq"].concat();
    assert_eq!(decode(&endless), [chr('q')]);
}

#[test]
fn a_reply_without_an_end_swallows_one_second_at_most() {
    for start in [&b"\x1bP>|xterm"[..], b"\x1b]11;rgb:00", b"\x1b_G"] {
        let (mut decoder, mut out) = (Decoder::default(), Vec::new());
        decoder.feed(start, 0, &mut out);
        // Somebody types all the time: silence never comes.
        for now in (100..STRING_WAIT_MS + 300).step_by(100) {
            decoder.feed(b"j", now, &mut out);
        }
        assert_eq!(out, [chr('j'), chr('j'), chr('j')], "{:?}", start.escape_ascii().to_string());
        assert_eq!(decoder.deadline(), None);
    }
    // An Esc in it, and any key that is a sequence, ends it at once.
    assert_eq!(decode(b"\x1b]11;x\x1bj"), [alt(KeyCode::Char('j'))]);
    assert_eq!(decode(b"\x1bP>|xterm\x1b[Aq"), [key(KeyCode::Up), chr('q')]);
}

#[test]
fn the_cursor_position_is_told_only_when_asked() {
    let asked = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
    let (mut decoder, mut out) = (Decoder::new(asked), Vec::new());
    decoder.feed(b"\x1b[3;7R\x1b[4;8R", 0, &mut out);
    assert_eq!(out, [Input::CursorReport { row: 3, col: 7 }]);
}

#[test]
fn a_paste_is_data_whatever_is_in_it() {
    let paste = |text: &str| Input::Paste { text: text.into(), dropped: 0 };
    assert_eq!(decode(b"\x1b[200~hello\x1b[201~q"), [paste("hello"), chr('q')]);
    assert_eq!(decode(b"\x1b[200~\x1b[201~"), [paste("")]);
    assert_eq!(
        decode(b"\x1b[200~a\rb\r\nc\n\n\x03\x1b[Aq\x1b\x1b[20\x7f\tz\x1b[201~"),
        [paste("a\rb\r\nc\n\n\x03\x1b[Aq\x1b\x1b[20\x7f\tz")]
    );
    assert_eq!(decode("\x1b[200~é\u{9b}漢\x1b[201~".as_bytes()), [paste("é\u{9b}漢")]);
    assert_eq!(decode(b"\x1b[200~\xff\x1b[201~"), [paste("\u{fffd}")]);
}

#[test]
fn a_paste_without_an_end_is_taken_after_silence() {
    let (mut decoder, mut out) = (Decoder::default(), Vec::new());
    decoder.feed(b"\x1b[200~half", 0, &mut out);
    assert_eq!((decoder.deadline(), out.len()), (Some(PASTE_WAIT_MS), 0));
    decoder.timeout(&mut out);
    decoder.feed(b"q", PASTE_WAIT_MS, &mut out);
    assert_eq!(out, [Input::Paste { text: "half".into(), dropped: 0 }, chr('q')]);
}

#[test]
fn ten_megabytes_keep_one_and_say_what_went() {
    let size = 10 * 1024 * 1024;
    let (mut decoder, mut out) = (Decoder::default(), Vec::new());
    decoder.feed(b"\x1b[200~", 0, &mut out);
    // Three-byte characters, so that the cap falls inside one; pieces that divide nothing.
    let text = "漢".repeat(size / 3);
    for piece in text.as_bytes().chunks(1023) {
        decoder.feed(piece, 0, &mut out);
    }
    decoder.feed(b"\x1b[201~q", 0, &mut out);
    let [Input::Paste { text: kept, dropped }, last] = &out[..] else { panic!("{} inputs", out.len()) };
    assert_eq!(kept.len(), PASTE_CAP / 3 * 3);
    assert_eq!(kept.len() + dropped, text.len());
    assert!(kept.chars().all(|c| c == '漢'));
    assert_eq!(*last, chr('q'));
}

#[test]
fn the_mouse_is_heard_by_its_left_button_and_its_wheel() {
    let mut decoder = Decoder::default();
    let mut out = Vec::new();
    // Press, release, wheel, right button, with Ctrl, a motion, a column of 0, cut off.
    let bytes = b"\x1b[<0;10;5M\x1b[<0;10;5m\x1b[<64;1;1M\x1b[<65;300;90M\x1b[<2;1;1M\x1b[<16;1;1M\x1b[<35;4;4M\x1b[<0;0;4M\x1b[<0;4Mj";
    for byte in bytes {
        decoder.feed(&[*byte], 0, &mut out);
    }
    let did = |deed, col, row| Input::Mouse { deed, col, row };
    assert_eq!(
        out,
        [
            did(MouseDeed::Click, 9, 4),
            did(MouseDeed::WheelUp, 0, 0),
            did(MouseDeed::WheelDown, 299, 89),
            Input::Key(RawKey::plain(KeyCode::Char('j'))),
        ]
    );
}

#[test]
fn undo_arrives_as_ctrl_underscore() {
    let mut decoder = Decoder::default();
    let mut out = Vec::new();
    decoder.feed(b"\x1f", 0, &mut out);
    assert_eq!(out, [Input::Key(RawKey { ctrl: true, ..RawKey::plain(KeyCode::Char('_')) })]);
}
