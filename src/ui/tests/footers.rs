//! Every key that a footer offers does something where it is offered: what is written at the bottom of a form is true.

use super::fixture::{frame, lines, now, shift};
use crate::{
    app::{Msg, key::Key, model::Model, update},
    backend::Support,
    ui::Theme,
};

/// What opens each thing that lies over a screen; on incident 1031, which is being worked.
const OPEN: &[(&str, &str)] = &[
    ("filter", "/ x q"),
    ("note", "n"),
    ("ack with", "A"),
    ("assign", "s"),
    ("status", "f"),
    ("hold", "h"),
    ("snooze", "z"),
    ("matrix", "p"),
    ("category", "c"),
    ("merge", "m"),
    ("cancel", "X"),
    ("contact", "T"),
    ("update", "C"),
    ("resolve", "r"),
    ("words of resolve", "r f"),
    ("clocks", "K"),
    ("columns", "W"),
    ("sort", "S"),
    ("group", "b"),
    ("palette", ":"),
    ("new", "N"),
];

fn opened(keys: &str) -> Model {
    let mut model = shift(100, 40);
    for source in &mut model.sources {
        source.capabilities.keeps_all = true;
        source.capabilities.resolve = Support::Native;
    }
    let height = model.list_height();
    let number = |n: &usize| model.inbox.shown(*n).and_then(|i| i.number).is_some_and(|x| x.get() == 1031);
    let place = (0..model.inbox.shown_len()).find(number).expect("it is shown");
    model.board.move_to(&model.inbox, place, height);
    press(&mut model, keys);
    model
}

fn press(model: &mut Model, keys: &str) -> usize {
    let mut effects = 0;
    for key in keys.split(' ') {
        effects += update(model, now(), Msg::Key(Key::parse(key).expect(key))).len();
    }
    effects
}

/// What is painted as a key on the line that offers `Esc`: the footer of what is open.
fn offered(model: &Model) -> Vec<String> {
    let theme = Theme::default();
    let (buf, _) = frame(model, &theme);
    let row = lines(&buf).iter().rposition(|line| line.contains("Esc ")).unwrap_or_else(|| {
        panic!("nothing offers Esc:\n{}", lines(&buf).join("\n"));
    });
    let key = |x: u16| {
        let cell = &buf[(x, row as u16)];
        let esc = lines(&buf)[row].find("Esc ").map_or(0, |at| lines(&buf)[row][..at].chars().count());
        let like = &buf[(esc as u16, row as u16)];
        (cell.fg, cell.modifier) == (like.fg, like.modifier)
    };
    let mut runs: Vec<String> = Vec::new();
    let mut open = false;
    for x in 0..buf.area.width {
        if !key(x) {
            open = false;
            continue;
        }
        let symbol = buf[(x, row as u16)].symbol();
        if !open {
            runs.push(String::new());
        }
        open = true;
        runs.last_mut().expect("begun").push_str(symbol);
    }
    runs.into_iter().map(|run| run.trim().to_owned()).filter(|run| !run.is_empty()).collect()
}

/// The keys to press, one after the other, for each way to read what is offered.
fn ways(offer: &str) -> Vec<String> {
    match offer {
        "hjkl" | "12" => offer.chars().map(String::from).collect(),
        "1-9" => vec!["1".to_owned()],
        // One after the other.
        "Ctrl-x Ctrl-e" => vec![offer.to_owned()],
        _ => offer.split(' ').map(str::to_owned).collect(),
    }
}

/// Whether a key does something where these keys lead, and what is said then.
fn does(keys: &str, first: Option<&String>, way: &str) -> (bool, String) {
    let mut model = opened(keys);
    if let Some(first) = first {
        press(&mut model, first);
        if model.layer.is_none() {
            return (false, String::new());
        }
    }
    model.said = None;
    let before = format!("{:?}", model.layer);
    let effects = press(&mut model, way);
    let said = model.said.as_ref().map(|(words, _)| words.shown().to_owned()).unwrap_or_default();
    (effects > 0 || format!("{:?}", model.layer) != before || !said.is_empty(), said)
}

#[test]
fn every_key_of_a_footer_does_something() {
    let mut tried = 0;
    for (name, keys) in OPEN {
        let model = opened(keys);
        assert!(model.layer.is_some(), "{name}: {keys} opens nothing, says {:?}", model.said);
        let offers = offered(&model);
        assert!(offers.iter().any(|o| o == "Esc"), "{name}: {offers:?}");
        let all: Vec<String> = offers.iter().flat_map(|offer| ways(offer)).collect();
        for way in &all {
            // At an edge a direction leads nowhere, and what is usual already cannot be made so: then from where
            // another key of the footer led.
            let first = std::iter::once(None).chain(all.iter().filter(|w| *w != way).map(Some));
            let done = first.map(|first| does(keys, first, way)).find(|(done, _)| *done);
            let Some((_, said)) = done else { panic!("{name}: {way} is offered and does nothing") };
            assert!(
                !said.contains("no such key") && !said.contains("none of these"),
                "{name}, {way}: {said}"
            );
            tried += 1;
        }
    }
    assert!(tried > 50, "{tried}");
}

#[test]
fn esc_and_ctrl_c_close_whatever_is_open_and_nothing_is_lost_or_done() {
    for (name, keys) in OPEN {
        let outcome = |key: &str| {
            let mut model = opened(keys);
            let effects = update(&mut model, now(), Msg::Key(Key::parse(key).expect("a key")));
            (format!("{:?}", model.layer), format!("{effects:?}"), format!("{:?}", model.said))
        };
        assert_eq!(outcome("Ctrl-c"), outcome("Esc"), "{name}");
        assert!(!outcome("Ctrl-c").1.contains("Quit"), "{name}");
    }
    let mut model = opened("n x Ctrl-c");
    assert!(model.layer.is_none(), "the note is closed");
    let effects = update(&mut model, now(), Msg::Key(Key::ctrl('c')));
    let said = format!("{effects:?} {:?}", model.said);
    assert!(said.contains("Quit") || said.contains("Ctrl-c again leaves"), "{said}");
}

#[test]
fn what_is_typed_is_no_key_of_the_program() {
    // A key that people bind is not taken from a form: `a` in a note is a letter, whatever it does on the board.
    for keys in ["n", "/", ":", "s", "C", "c"] {
        let mut model = opened(keys);
        let effects = press(&mut model, "u");
        let typed = model.layer.as_mut().and_then(|l| l.entry().map(|e| e.value().to_owned()));
        assert_eq!(typed.as_deref(), Some("u"), "{keys}, {effects}");
    }
}
