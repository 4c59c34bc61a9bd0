//! Which keys may be bound: what every terminal can send, what is a count, what begins sequences. A part of [`super`].
//!
//! A terminal that does not speak the kitty protocol sends the same byte for `Ctrl-Enter` and `Enter`; inside tmux or
//! over an old serial line nobody does. No binding may need more than such a terminal can tell.

use super::{PREFIXES, nearest};
use crate::app::key::{Code, Key};

/// A sequence that may be bound, and what is doubtful about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readable {
    /// The keys, one or two.
    pub keys: Vec<Key>,
    /// What may take the key away before it comes here.
    pub doubt: Option<String>,
}

/// Why keys cannot be bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAllowed {
    /// The reason.
    pub words: String,
    /// What to write instead.
    pub instead: Option<String>,
}

type Read<T> = Result<T, NotAllowed>;

fn no<T>(words: impl Into<String>, instead: impl Into<String>) -> Read<T> {
    let instead = instead.into();
    Err(NotAllowed { words: words.into(), instead: (!instead.is_empty()).then_some(instead) })
}

/// Reads keys as they stand in `keys.toml`.
///
/// # Errors
/// Why they cannot be bound, and what to write instead.
pub fn read(text: &str) -> Read<Readable> {
    let text = text.trim_matches(|c: char| c == '\t' || c == '\n');
    if text == " " {
        return no("a space is written by its name", "write `Space`");
    }
    let parts = split(text);
    let keys = parts.iter().map(|part| key(part)).collect::<Read<Vec<Key>>>()?;
    let begins = |k: &Key| PREFIXES.iter().any(|p| *k == Key::char(*p));
    match &*keys {
        [] => return no("no key is written here", "write a key, or [] for none"),
        [Key { code: Code::Char('0'..='9'), ctrl: false, alt: false }] => {
            return no(format!("`{text}`: digits are counts and nothing else"), "bind a letter or an F key");
        }
        [one] if begins(one) => {
            return no(
                format!("`{text}` begins sequences: no key is both a verb and a prefix"),
                format!("bind another key, or one behind it such as `{one}k`"),
            );
        }
        [_] => {}
        [first, second] if begins(first) => second_key(text, *first, *second)?,
        [_, _] => {
            return no(
                format!("`{text}`: only g, ' and y begin sequences"),
                format!("write a single key, or `g{}`", keys[1]),
            );
        }
        _ => {
            return no(
                format!("`{text}` has more than two keys"),
                "write one key, or a prefix (g ' y) and one key",
            );
        }
    }
    if keys.iter().any(|k| *k == Key::plain(Code::Esc) || *k == Key::ctrl('c')) {
        return no(
            format!("`{text}`: Esc closes and Ctrl-c leaves, always: a person must find the way out"),
            "bind another key",
        );
    }
    let doubt = keys.iter().find_map(|k| doubt(*k));
    Ok(Readable { keys, doubt })
}

fn second_key(text: &str, first: Key, second: Key) -> Read<()> {
    if first == Key::char('g')
        && matches!(second, Key { code: Code::Char('1'..='9'), ctrl: false, alt: false })
    {
        return no(format!("`{text}`: g1 to g9 are the views"), "bind a letter behind g");
    }
    Ok(())
}

/// The keys a text stands for: one where it can be one, else those between spaces, else one for each character where
/// it begins as a sequence does.
fn split(text: &str) -> Vec<String> {
    if Key::parse(text).is_some() {
        return vec![text.to_owned()];
    }
    if text.contains(' ') {
        return text.split_whitespace().map(str::to_owned).collect();
    }
    let mut chars = text.chars();
    let (first, rest) = (chars.next(), chars.as_str());
    match first {
        Some(c) if PREFIXES.contains(&c) && !rest.is_empty() => {
            // `gTab` is g and Tab; `gxx` is three keys, and said to be.
            if rest.chars().count() == 1 || Key::parse(rest).is_some() {
                vec![c.to_string(), rest.to_owned()]
            } else {
                text.chars().map(String::from).collect()
            }
        }
        Some(_) if text.chars().count() == 2 => text.chars().map(String::from).collect(),
        Some(_) => vec![text.to_owned()],
        None => Vec::new(),
    }
}

#[derive(Default)]
struct Mods {
    ctrl: bool,
    alt: bool,
    shift: bool,
    logo: bool,
}

/// Ways people write modifiers, longest first.
const MODIFIERS: [(&str, char); 14] = [
    ("control", 'c'),
    ("option", 'a'),
    ("super", 'l'),
    ("shift", 's'),
    ("meta", 'a'),
    ("ctrl", 'c'),
    ("cmd", 'l'),
    ("win", 'l'),
    ("alt", 'a'),
    ("c", 'c'),
    ("m", 'a'),
    ("a", 'a'),
    ("s", 's'),
    ("d", 'l'),
];

fn modifiers(mut text: &str) -> (Mods, &str) {
    let mut mods = Mods::default();
    if let Some(inner) = text.strip_prefix('<').and_then(|t| t.strip_suffix('>')).filter(|t| !t.is_empty()) {
        text = inner;
    }
    'more: loop {
        for (word, which) in MODIFIERS {
            let rest = text
                .get(..word.len())
                .filter(|head| head.eq_ignore_ascii_case(word))
                .and_then(|_| text[word.len()..].strip_prefix(['-', '+']))
                .filter(|rest| !rest.is_empty());
            if let Some(rest) = rest {
                match which {
                    'c' => mods.ctrl = true,
                    'a' => mods.alt = true,
                    's' => mods.shift = true,
                    _ => mods.logo = true,
                }
                text = rest;
                continue 'more;
            }
        }
        return (mods, text);
    }
}

/// One key as written, in any of the ways people write keys.
fn key(text: &str) -> Read<Key> {
    let (mods, base) = modifiers(text);
    if mods.logo {
        return no(
            format!("`{text}`: no terminal sends the Super key to a program"),
            "bind a plain key or Ctrl",
        );
    }
    let Some(key) = Key::parse(base).filter(|k| !k.ctrl && !k.alt) else {
        let near = nearest(base, Key::names()).map(|n| format!("did you mean `{n}`?"));
        let instead =
            near.unwrap_or_else(|| "write j, Ctrl-d, Space, Enter, F5, or a prefix (g ' y) and a key".into());
        return no(format!("`{text}` is no key"), instead);
    };
    let key = Key { ctrl: mods.ctrl, alt: mods.alt, ..key };
    let key = if mods.shift { shifted(text, key)? } else { key };
    let key = if key.ctrl { with_ctrl(text, key)? } else { key };
    // What is meant is known, but help and file are to say the same.
    if Key::parse(text) == Some(key) {
        return Ok(key);
    }
    no(format!("`{text}` is written in another way here"), format!("write `{key}`"))
}

fn shifted(text: &str, key: Key) -> Read<Key> {
    match key.code {
        Code::Tab | Code::BackTab if !key.ctrl => Ok(Key { code: Code::BackTab, ..key }),
        Code::Char(c) if c.is_lowercase() && !key.ctrl => {
            let upper: String = c.to_uppercase().collect();
            no(format!("`{text}`: Shift is in the character"), format!("write `{upper}`"))
        }
        _ => no(
            format!("`{text}`: a terminal without the kitty protocol cannot tell Shift here"),
            format!("bind `{}` or another key", Key { alt: false, ..key }),
        ),
    }
}

fn with_ctrl(text: &str, key: Key) -> Read<Key> {
    let twin = |name: &str| {
        no(
            format!("`{text}`: a terminal sends the very same byte for it and for {name}"),
            format!("write `{name}`"),
        )
    };
    match key.code {
        Code::Char('i') => twin("Tab"),
        Code::Char('m') => twin("Enter"),
        Code::Char('h') => twin("Backspace"),
        Code::Char('[') => twin("Esc"),
        Code::Char('a'..='z' | ' ' | '\\' | ']' | '^' | '_')
        | Code::Up
        | Code::Down
        | Code::Left
        | Code::Right
        | Code::Home
        | Code::End
        | Code::PageUp
        | Code::PageDown
        | Code::Delete
        | Code::F(_) => Ok(key),
        Code::Char(c @ 'A'..='Z') => no(
            format!("`{text}`: a terminal without the kitty protocol cannot tell Ctrl-Shift"),
            format!("write `Ctrl-{}`", c.to_ascii_lowercase()),
        ),
        Code::Char('/') => no(format!("`{text}`: terminals send Ctrl-_ for it"), "write `Ctrl-_`"),
        Code::Char('@' | '2') => {
            no(format!("`{text}`: terminals send Ctrl-Space for it"), "write `Ctrl-Space`")
        }
        Code::Char(c) => no(
            format!("`{text}`: only a terminal with the kitty protocol tells Ctrl-{c} from {c}"),
            "bind Ctrl and a letter, or an F key",
        ),
        _ => {
            let plain = Key::plain(key.code);
            no(
                format!("`{text}`: only a terminal with the kitty protocol tells it from {plain}"),
                "bind Ctrl and a letter, or an F key",
            )
        }
    }
}

/// What takes this key before it comes here, where somebody does.
fn doubt(key: Key) -> Option<String> {
    let who = match key {
        Key { alt: true, .. } => {
            return Some(format!(
                "{key}: terminals send Esc and the key, which a slow line can pull apart; many keep Alt for menus"
            ));
        }
        Key { code: Code::Char('a'), ctrl: true, .. } => "screen takes it as its own prefix",
        Key { code: Code::Char('b'), ctrl: true, .. } => "tmux takes it as its own prefix",
        Key { code: Code::Char('s' | 'q'), ctrl: true, .. } => {
            "flow control stops and starts some lines with it"
        }
        Key { code: Code::Char(_) | Code::Enter, .. } => return None,
        Key { ctrl: true, .. } => "the Linux console does not send it",
        _ => return None,
    };
    Some(format!("{key}: {who}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> (String, String) {
        let e = read(text).expect_err(text);
        (e.words, e.instead.unwrap_or_default())
    }

    #[test]
    fn what_every_terminal_sends_may_be_bound() {
        for (text, keys) in [
            ("k", 1),
            ("K", 1),
            ("é", 1),
            ("<", 1),
            ("-", 1),
            ("Ctrl-k", 1),
            ("Ctrl-Space", 1),
            ("Ctrl-_", 1),
            ("F5", 1),
            ("Shift-Tab", 1),
            ("PgDn", 1),
            ("Space", 1),
            ("gk", 2),
            ("'k", 2),
            ("yk", 2),
            ("g Tab", 2),
            ("gTab", 2),
            ("g Space", 2),
        ] {
            let read = read(text).unwrap_or_else(|e| panic!("{text}: {e:?}"));
            assert_eq!((read.keys.len(), read.doubt), (keys, None), "{text}");
        }
    }

    #[test]
    fn keys_that_only_some_terminals_send_are_refused_with_what_to_use_instead() {
        for text in [
            "Ctrl-Enter",
            "Ctrl-1",
            "Ctrl-;",
            "Ctrl-Backspace",
            "Ctrl-Tab",
            "Ctrl-Shift-x",
            "Ctrl-X",
            "Shift-Up",
            "Ctrl-,",
        ] {
            let (words, instead) = refused(text);
            assert!(words.contains("kitty"), "{text}: {words}");
            assert!(!instead.is_empty(), "{text}");
        }
        assert!(refused("Super-k").0.contains("Super"));
        assert!(refused("Cmd+k").0.contains("Super"));
        assert!(refused("Ctrl-/").1.contains("Ctrl-_"));
        for (text, twin) in
            [("Ctrl-i", "Tab"), ("Ctrl-m", "Enter"), ("Ctrl-h", "Backspace"), ("Ctrl-[", "Esc")]
        {
            assert!(refused(text).1.contains(twin), "{text}");
        }
    }

    #[test]
    fn counts_prefixes_and_the_way_out_stay() {
        assert!(refused("7").0.contains("counts"));
        assert!(refused("g").0.contains("begins sequences"));
        assert!(refused("g3").0.contains("views"));
        assert!(refused("ab").0.contains("only g, ' and y"));
        assert!(refused("gab").0.contains("more than two"));
        assert!(refused("Esc").0.contains("Esc closes"));
        assert!(refused("Ctrl-c").0.contains("Ctrl-c leaves"));
        assert!(refused("g Esc").0.contains("Esc closes"));
        assert!(refused("").0.contains("no key"));
        assert!(refused(" ").1.contains("Space"));
    }

    #[test]
    fn other_ways_of_writing_a_key_are_told_ours() {
        for (text, ours) in [
            ("C-k", "Ctrl-k"),
            ("<C-k>", "Ctrl-k"),
            ("ctrl+k", "Ctrl-k"),
            ("Control-k", "Ctrl-k"),
            ("Shift-k", "K"),
            ("Entr", "Enter"),
            ("M-x", "Alt-x"),
        ] {
            assert!(refused(text).1.contains(&format!("`{ours}`")), "{text}: {:?}", refused(text));
        }
    }

    #[test]
    fn keys_that_others_take_are_allowed_and_said() {
        for (text, who) in [
            ("Ctrl-a", "screen"),
            ("Ctrl-b", "tmux"),
            ("Ctrl-s", "flow control"),
            ("Ctrl-q", "flow"),
            ("Alt-x", "Esc"),
            ("Ctrl-Left", "Linux console"),
        ] {
            let doubt = read(text).expect(text).doubt.unwrap_or_default();
            assert!(doubt.contains(who), "{text}: {doubt}");
        }
    }
}
