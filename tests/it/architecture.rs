//! The house rules that a compiler does not keep: who imports whom, who may show or send outside text, how large a
//! file may grow. A failure names the file, the line's word and the rule.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Which rooms each room may import. `text` may be imported by all; a room always by itself.
const EDGES: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("domain", &[]),
    ("net", &[]),
    ("term", &[]),
    ("picture", &[]),
    ("wire", &["domain"]),
    ("server", &["config", "domain", "net", "wire"]),
    ("backend", &["domain", "net", "wire"]),
    ("outbox", &["backend", "domain"]),
    ("config", &["domain"]),
    ("app", &["backend", "domain"]),
    ("ui", &["app", "backend", "domain"]),
    ("runtime", &["app", "backend", "config", "domain", "net", "outbox", "term", "ui"]),
    ("cli", &["app", "backend", "config", "domain", "outbox", "picture", "runtime", "server", "term", "ui"]),
];

/// The rooms of `app`, from the ground up: each may use those before it, and itself.
const FLOORS: &[&str] = &[
    "key", "entry", "action", "keymap", "manual", "inbox", "model", "msg", "effect", "may", "told", "update",
    "wake",
];

/// Rooms that are pure: none of these crates may be named there.
const PURE: &[(&str, &[&str])] = &[
    ("domain", &["tokio", "reqwest", "ratatui", "crossterm", "sqlx", "termina"]),
    ("app", &["tokio", "reqwest", "ratatui", "crossterm", "sqlx", "termina"]),
    ("ui", &["tokio", "reqwest", "crossterm", "sqlx", "termina"]),
    ("picture", &["tokio", "reqwest", "crossterm", "sqlx", "termina", "std::fs", "std::io"]),
    ("text", &["tokio", "reqwest", "ratatui", "crossterm", "sqlx"]),
    ("wire", &["tokio", "reqwest", "ratatui", "crossterm", "sqlx", "axum"]),
];

/// Adapters are built by the runtime alone: everybody else knows the backend's types only.
const ADAPTERS: &[&str] = &["alertmanager", "native"];

/// Who may take the words out of a `SafeText`: painters, the printer, the log, terminal sequences, and what
/// compares words without showing them.
const SHOWS: &[&str] = &[
    "src/text/",
    "src/ui/paint",
    "src/cli/print",
    "src/term/osc",
    "src/runtime/log",
    "src/domain/query/",
    // Values are checked against their limits, and the words of the log are joined from them.
    "src/server/ledger/check.rs",
    "src/server/ledger/words.rs",
    "src/domain/facts.rs",
    // The lifecycle checks lengths and joins the words of the log; what it joins is cleaned again.
    "src/domain/lifecycle/check.rs",
    "src/domain/lifecycle/words.rs",
    // Names of a tree are compared, and listed in refusals.
    "src/domain/category.rs",
    // The board keeps a million of them packed.
    "src/app/inbox/packed",
    "src/app/inbox/words.rs",
    // What is chosen from a list is put into the line being typed.
    "src/app/model/new/offers.rs",
    // What is typed behind `:` is compared with names, and what is chosen is put into the line.
    "src/app/model/palette/",
    "src/app/update/palette/",
    // What a person sends to a clipboard or a browser.
    "src/app/told/copy.rs",
    "src/runtime/screen/outside.rs",
    // A zone's name on its way into the server's table.
    "src/server/host/directory.rs",
    // Names in files are compared with names, and written back as they stood there.
    "src/config/practice/resolve.rs",
    "src/config/practice/render.rs",
    // Receipts made of our own words and the server's names; what it makes is cleaned again.
    "src/backend/native/words.rs",
];

/// Who may take the value out of an `Opaque`: what sends it back to its source, and what stores it.
const SENDS: &[&str] = &[
    "src/text/",
    "src/backend/",
    "src/net/",
    "src/outbox/",
    // The board keeps them packed.
    "src/app/inbox/packed",
    // A draft comes back into the form it was typed in.
    "src/app/update/forms.rs",
    // What is done again opens its form with the words that were written in it.
    "src/app/update/desk/again.rs",
    // What the clipboard and the editor get.
    "src/runtime/",
];

/// A file that grows past this asks for a second room.
const LINES: usize = 500;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a readable source folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// Path from the root, room, and the code without comments.
fn files() -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    sources(&root().join("src"), &mut found);
    found
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(root()).expect("inside").to_string_lossy().into_owned();
            let room = name.trim_start_matches("src/").split(['/', '.']).next().unwrap_or("").to_owned();
            let text = fs::read_to_string(&path).expect("UTF-8");
            let code =
                text.lines().map(|l| l.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n");
            (name, room, code)
        })
        .collect()
}

fn is_test(name: &str) -> bool {
    name.ends_with("tests.rs") || name.contains("/tests/") || name.contains("_tests")
}

/// The part of a file outside its test module.
fn production(code: &str) -> &str {
    code.split("#[cfg(test)]\nmod tests {").next().unwrap_or(code)
}

/// Every path that begins with `crate::`, one group level resolved: `crate::{a::b, c}` gives `a::b` and `c`.
fn crate_paths(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + 7..];
        if let Some(group) = rest.strip_prefix('{') {
            let (mut depth, mut item) = (0, String::new());
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        found.push(std::mem::take(&mut item));
                        continue;
                    }
                    _ => {}
                }
                item.push(c);
            }
            found.push(item);
        } else {
            found.push(rest.chars().take_while(|c| c.is_alphanumeric() || "_:".contains(*c)).collect());
        }
    }
    found.into_iter().map(|p| p.split_whitespace().collect::<String>()).filter(|p| !p.is_empty()).collect()
}

#[test]
fn rooms_import_only_whom_they_may() {
    let rooms: BTreeSet<&str> = EDGES.iter().map(|(r, _)| *r).collect();
    let mut faults = Vec::new();
    for (name, room, code) in files() {
        if room == "lib" || room == "main" {
            continue;
        }
        let Some((_, allowed)) = EDGES.iter().find(|(r, _)| *r == room) else {
            faults.push(format!("{name}: no rule says what this room may import"));
            continue;
        };
        for path in crate_paths(&code) {
            let first = path.split("::").next().unwrap_or("");
            if rooms.contains(first) && first != room && first != "text" && !allowed.contains(&first) {
                faults.push(format!("{name}: {room} may not import {first} ({path})"));
            }
            let adapter = ADAPTERS.iter().any(|a| path.starts_with(&format!("backend::{a}")));
            if adapter && !["backend", "runtime"].contains(&&*room) {
                faults.push(format!("{name}: only the runtime builds adapters ({path})"));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn pure_rooms_name_no_impure_crate() {
    let mut faults = Vec::new();
    for (name, room, code) in files().into_iter().filter(|(n, ..)| !is_test(n)) {
        let Some((_, banned)) = PURE.iter().find(|(r, _)| *r == room) else { continue };
        for krate in *banned {
            if code.contains(&format!("{krate}::")) || code.contains(&format!("use {krate}")) {
                faults.push(format!("{name}: {room} is pure and may not know {krate}"));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn only_painters_show_and_only_senders_send() {
    let mut faults = Vec::new();
    for (name, _, code) in files().iter().filter(|(n, ..)| !is_test(n)) {
        let code = production(code);
        let outside = |list: &[&str]| !list.iter().any(|p| name.starts_with(p));
        for call in [".shown()", ".graphemes()"] {
            // `graphemes(true)` is the segmentation crate's own; ours takes nothing.
            if code.contains(call) && outside(SHOWS) {
                faults.push(format!("{name}: {call} takes outside text where nothing paints it"));
            }
        }
        if code.contains(".to_source()") && outside(SENDS) {
            faults.push(format!("{name}: .to_source() takes a value that only its source may see"));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn cells_are_written_in_one_place() {
    let painters = ["src/ui/paint", "src/term/check.rs", "src/term/backend"];
    let mut faults = Vec::new();
    for (name, _, code) in files().iter().filter(|(n, ..)| !is_test(n)) {
        for call in
            ["Span::raw", "Span::styled", ".set_string(", ".set_stringn(", ".set_symbol(", ".set_char("]
        {
            if production(code).contains(call) && !painters.iter().any(|p| name.starts_with(p)) {
                faults.push(format!("{name}: {call} outside ui::paint"));
            }
        }
        if production(code).contains("\\x1b]")
            && !name.starts_with("src/term/")
            && !name.starts_with("src/text/")
        {
            faults.push(format!("{name}: a terminal sequence outside term"));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn files_stay_small() {
    let mut faults = Vec::new();
    let mut found = Vec::new();
    sources(&root().join("src"), &mut found);
    sources(&root().join("tests"), &mut found);
    for path in found {
        let lines = fs::read_to_string(&path).expect("UTF-8").lines().count();
        if lines > LINES {
            faults.push(format!("{}: {lines} lines ask for a second room", path.display()));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_parser_of_this_test_sees_groups() {
    let code = "use crate::{\n  domain::{Event, Incident},\n  text::SafeText,\n};\nlet x = crate::net::Client::new();";
    assert_eq!(crate_paths(code), ["domain::{Event,Incident}", "text::SafeText", "net::Client::new"]);
}

#[test]
fn the_rooms_of_the_core_stand_on_each_other() {
    let floor = |room: &str| FLOORS.iter().position(|f| *f == room);
    let mut faults = Vec::new();
    for (name, room, code) in files().into_iter().filter(|(n, room, _)| room == "app" && !is_test(n)) {
        let own = name.trim_start_matches("src/app/").split(['/', '.']).next().unwrap_or("").to_owned();
        if own == "mod" {
            continue;
        }
        let Some(at) = floor(&own) else {
            faults.push(format!("{name}: no rule says on which floor of {room} it stands"));
            continue;
        };
        for word in app_words(production(&code), name.matches('/').count()) {
            // What the root hands on is the room's own name in another spelling.
            let used = match word.as_str() {
                "Model" | "Now" => "model",
                "Action" => "action",
                "Msg" => "msg",
                "Effect" => "effect",
                other => other,
            };
            if floor(used).is_some_and(|used| used > at) {
                faults.push(format!("{name}: {own} stands below {used} and may not use it"));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// The rooms of `app` that code in a file so many folders deep names, by `crate::app::` or by `super::`.
fn app_words(code: &str, depth: usize) -> Vec<String> {
    // `src/app/key.rs` is two deep: one `super` is the room itself; a file of a folder needs one more.
    let supers = "super::".repeat(depth.saturating_sub(1));
    let mut words: Vec<String> = crate_paths(code)
        .into_iter()
        .filter_map(|path| path.strip_prefix("app::").map(str::to_owned))
        .flat_map(|rest| match rest.strip_prefix('{') {
            Some(group) => heads(group),
            None => vec![rest],
        })
        .collect();
    for (at, _) in code.match_indices(&format!("use {supers}")) {
        let rest = &code[at + 4 + supers.len()..];
        if !rest.starts_with("super::") {
            words.extend(rest.strip_prefix('{').map_or_else(|| vec![rest.to_owned()], heads));
        }
    }
    words
        .into_iter()
        .map(|w| w.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

/// What stands first in each part of a group of imports, nested groups left out.
fn heads(group: &str) -> Vec<String> {
    let (mut depth, mut item, mut found) = (0, String::new(), Vec::new());
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => found.push(std::mem::take(&mut item)),
            c if depth == 0 => item.push(c),
            _ => {}
        }
    }
    found.push(item);
    found
}
