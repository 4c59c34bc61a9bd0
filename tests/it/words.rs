//! What the program and its documents say about keys is true: a key that a document names does what the sentence says,
//! and no sentence of the program names a key by heart, so that a key of one's own is what hints and messages show.

mod claims;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use watchfloor::app::{
    action::Action,
    entry::{Entry, Typed},
    key::Key,
    keymap::{Does, Keymap, PREFIXES},
};

use claims::{CLAIMS, FIXED, Means, NO_KEYS};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What a person writes by hand; the others are made of the table and are fresh by a test of their own.
fn documents() -> Vec<(String, String)> {
    let made = ["keys.md", "query.md", "themes.md", "performance.md"];
    let mut found = vec![("README.md".to_owned(), root().join("README.md"))];
    for entry in fs::read_dir(root().join("docs")).expect("docs") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if path.extension().is_some_and(|e| e == "md") && !made.contains(&&*name) {
            found.push((format!("docs/{name}"), path));
        }
    }
    found.sort();
    found.into_iter().map(|(name, path)| (name, joined(&fs::read_to_string(path).expect("UTF-8")))).collect()
}

/// The text on one line, without blocks of code.
fn joined(text: &str) -> String {
    let outside = text.split("```").step_by(2).collect::<Vec<_>>().join(" ");
    outside.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Spans of code with their place, in bytes.
fn spans(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('`').map(|n| at + n) {
        let Some(close) = text[open + 1..].find('`').map(|n| open + 1 + n) else { break };
        found.push((open, &text[open + 1..close]));
        at = close + 1;
    }
    found
}

/// Letters behind a number that make a length of time of it.
const TIMES: &str = "smhdw";

/// The keys that a span names, with its count taken off: `5j`, `3 Space`, `s Enter`, `gx`, `Ctrl-x Ctrl-e`.
fn named(span: &str) -> Option<Vec<Key>> {
    let rest = span.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
    if rest.is_empty() {
        return None;
    }
    // `Left` is a key, and `left` a word; `2h` is a time.
    let one = |text: &str| Key::parse(text).filter(|key| key.to_string() == text);
    if let Some(key) = one(rest) {
        let counts = span.len() - rest.len();
        let time = counts > 0 && !span.contains(' ') && TIMES.contains(rest);
        return (!time).then(|| vec![key]);
    }
    if rest.contains(' ') {
        return rest.split(' ').map(one).collect();
    }
    let prefixed = rest.chars().count() == 2 && rest.starts_with(['g', '\'', 'y']);
    prefixed.then(|| rest.chars().map(Key::char).collect())
}

fn bound(map: &Keymap, keys: &[Key]) -> Vec<Action> {
    let here = map.bindings().filter(|b| b.keys == keys);
    here.filter_map(|b| if let Does::Action(action) = b.does { Some(action) } else { None }).collect()
}

/// Whether text entry takes them: what they do is proved where it lives, but one that it ignores would be a lie.
fn typed(keys: &[Key]) -> bool {
    let mut entry = Entry::lines("one two\nthree four\nfive six");
    // In the middle of it all, with something to put back and something to take back.
    for key in ["Up", "Ctrl-w", "Left", "x"] {
        entry.key(Key::parse(key).expect("a key"));
    }
    keys.iter().map(|k| entry.key(*k)).all(|typed| typed != Typed::Ignored)
}

/// Whether the claim holds for the keys.
fn holds(map: &Keymap, keys: &[Key], means: Means) -> Result<(), String> {
    match means {
        // A digit stands for each view; keys of what is open are proved where they are drawn.
        Means::Does(Action::View(_)) | Means::Panel | Means::Other => Ok(()),
        Means::Does(action) if bound(map, keys).contains(&action) => Ok(()),
        Means::Does(action) => Err(format!("{} is on {}", action.spec().name, map.keys_of(action).join(" "))),
        Means::Then(action) => {
            let (last, first) = keys.split_last().ok_or("no keys")?;
            if *last != Key::parse("Enter").expect("a key") {
                return Err("it does not end with Enter".to_owned());
            }
            holds(map, first, Means::Does(action))
        }
        Means::Typing => typed(keys).then_some(()).ok_or_else(|| "text entry does not take it".to_owned()),
        Means::NotTyping if typed(keys) => Err("text entry takes it".to_owned()),
        Means::NotTyping => Ok(()),
        Means::Prefix => {
            let begins = |key: &Key| PREFIXES.iter().any(|p| *key == Key::char(*p));
            keys.iter().all(begins).then_some(()).ok_or_else(|| "it begins nothing".to_owned())
        }
    }
}

#[test]
fn keys_in_documents_do_what_is_said_there() {
    let map = Keymap::default();
    let mut wrong = Vec::new();
    let mut used = BTreeSet::new();
    for (name, text) in documents() {
        let mut covered: Vec<(usize, usize)> = Vec::new();
        for (n, (phrase, means)) in CLAIMS.iter().enumerate() {
            for (at, _) in text.match_indices(phrase) {
                covered.push((at, at + phrase.len()));
                used.insert(n);
                let keys: Vec<(&str, Vec<Key>)> =
                    spans(phrase).into_iter().filter_map(|(_, s)| Some((s, named(s)?))).collect();
                assert_eq!(keys.len(), means.len(), "so many keys are claimed as are named: {phrase}");
                for ((span, keys), means) in keys.iter().zip(*means) {
                    if let Err(why) = holds(&map, keys, *means) {
                        wrong.push(format!("{name}: `{span}` in {phrase:?}: {why}"));
                    }
                }
            }
        }
        for (at, span) in spans(&text) {
            let inside = covered.iter().any(|(from, to)| (*from..*to).contains(&at));
            let none = NO_KEYS.iter().any(|(file, spans)| *file == name && spans.contains(&span));
            if named(span).is_some() && !inside && !none {
                let around: String =
                    text[..at].chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
                wrong.push(format!("{name}: nobody says what `{span}` does, behind {around:?}"));
            }
        }
    }
    for (n, (phrase, _)) in CLAIMS.iter().enumerate() {
        if !used.contains(&n) {
            wrong.push(format!("no document says {phrase:?} any more"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The literals of a file outside its tests and comments, with their line, and whether they are painted as a key.
fn literals(code: &str) -> Vec<(usize, String, bool)> {
    let mut found = Vec::new();
    let mut chars = code.char_indices().peekable();
    let mut line = 1;
    while let Some((at, c)) = chars.next() {
        match c {
            '\n' => line += 1,
            '/' if code[at..].starts_with("//") => while chars.next_if(|(_, c)| *c != '\n').is_some() {},
            // A character, not a lifetime.
            '\'' if code[at..].starts_with("'\"'") || code[at..].starts_with("'\\") => {
                let escaped = chars.next().is_some_and(|(_, c)| c == '\\');
                for _ in 0..=usize::from(escaped) {
                    chars.next();
                }
            }
            '"' => {
                let (start, mut text) = (line, String::new());
                let mut end = at + 1;
                while let Some((at, c)) = chars.next() {
                    end = at + 1;
                    match c {
                        '"' => break,
                        '\\' => match chars.next() {
                            Some((_, '\n')) => line += 1,
                            Some((_, 'n')) => text.push(' '),
                            Some((_, c)) => text.push(c),
                            None => break,
                        },
                        '\n' => {
                            line += 1;
                            text.push(' ');
                        }
                        c => text.push(c),
                    }
                }
                found.push((start, text, code[end..].starts_with(", Token::Key")));
            }
            _ => {}
        }
    }
    found
}

fn sources(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// Words of a sentence that are keys of the table. An article, and a unit behind a number, are none.
fn keys_in<'a>(map: &Keymap, text: &'a str) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut before = "";
    for word in text.split_whitespace() {
        let bare = word.trim_start_matches(['(', '`']);
        let bare = match bare.trim_end_matches([',', ';', ':', '.', ')', '`', '?', '!']) {
            "" => bare,
            bare => bare,
        };
        let unit = before.ends_with('}') || before.chars().all(|c| c.is_ascii_digit()) && !before.is_empty();
        let key = bare.trim_start_matches(|c: char| c.is_ascii_digit());
        let letter = key.chars().count() == 1;
        let counted =
            letter && key.chars().all(char::is_alphabetic) && (unit || key != bare && TIMES.contains(key));
        // Where a sentence begins: an article, or which way.
        let first = before.is_empty() && ["A", "Up", "Down"].contains(&bare);
        let punctuation =
            letter && !key.chars().all(char::is_alphabetic) && bare == word && before.is_empty();
        if key != "a" && !key.is_empty() && !counted && !punctuation && !first && is_bound(map, key) {
            found.push(bare);
        }
        before = word;
    }
    found
}

fn is_bound(map: &Keymap, word: &str) -> bool {
    named(word).is_some_and(|keys| !bound(map, &keys).is_empty())
}

/// What makes a literal a statement for the database.
const SQL: [&str; 4] = ["SELECT ", "INSERT ", "UPDATE ", "DELETE "];

#[test]
fn no_sentence_names_a_key_by_heart() {
    let map = Keymap::default();
    let mut files = Vec::new();
    for room in ["app", "ui", "cli", "runtime", "backend", "outbox"] {
        sources(&root().join("src").join(room), &mut files);
    }
    let (mut wrong, mut used) = (Vec::new(), BTreeSet::new());
    for path in files {
        let name = path.strip_prefix(root()).expect("inside").to_string_lossy().into_owned();
        if name.contains("tests") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("UTF-8");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for (line, text, is_key) in literals(code) {
            let sentence = text.trim().contains(' ')
                && !SQL.iter().any(|word| text.contains(word))
                && !text.contains('%');
            if !sentence && !is_key {
                continue;
            }
            for key in keys_in(&map, &text) {
                let fixed = FIXED
                    .iter()
                    .position(|(file, keys, _)| name.starts_with(file) && keys.split(' ').any(|k| k == key));
                match fixed {
                    Some(n) => _ = used.insert(n),
                    None => wrong.push(format!("{name}:{line}: `{key}` in {text:?}")),
                }
            }
        }
    }
    for (n, (file, keys, _)) in FIXED.iter().enumerate() {
        if !used.contains(&n) {
            wrong.push(format!("nothing in {file} says {keys} any more"));
        }
    }
    assert!(
        wrong.is_empty(),
        "a key that people can bind to something else is asked of the keymap (`Model::key`):\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_finder_finds() {
    let map = Keymap::default();
    assert_eq!(keys_in(&map, "nothing to undo: u takes back what"), ["u"]);
    assert_eq!(keys_in(&map, "waiting (gx shows them)"), ["gx"]);
    assert_eq!(keys_in(&map, "Down one row (5j: five), or 3 Space"), ["5j", "Space"]);
    assert!(keys_in(&map, "a count of 5 s, {} s or {n} h, 30m: what is left").is_empty());
    let code = "say(\"one\\\n  two\"); // \"three\"\nput('\"', \"Tab\", Token::Key)";
    let found = literals(code);
    assert_eq!(found[0], (1, "one  two".to_owned(), false));
    assert_eq!(found[1], (3, "Tab".to_owned(), true));
}
