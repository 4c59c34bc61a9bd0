//! Documents that are generated from the program are fresh. `WATCHFLOOR_UPDATE_DOCS=1 cargo test docs` rewrites them.

use std::fmt::Write;

use watchfloor::app::{
    action::{Danger, TABLE},
    keymap::{
        Keymap,
        context::{Fact, ScreenWord},
    },
    manual::{self, MOST_USED, groups},
};

fn fresh(path: &str, text: &str) {
    let file = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("WATCHFLOOR_UPDATE_DOCS").is_some() {
        std::fs::write(&file, text).expect("a writable document");
        return;
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(found == text, "{path} is stale: WATCHFLOOR_UPDATE_DOCS=1 cargo test docs");
}

/// Text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// Words as code; what holds a backquote stands between two.
fn code(text: &str) -> String {
    let text = cell(text);
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

fn capital(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

#[test]
fn keys_page_is_the_table() {
    let map = Keymap::default();
    let mut page = String::from(
        "# Keys\n\nGenerated from the table behind keys, hints, help and commands; `?` shows the same in the program.\n\n```text\n",
    );
    // One screen of what is pressed most, in three columns.
    let most: Vec<String> = MOST_USED
        .iter()
        .map(|a| format!("{:<10}{}", map.keys_of(*a).first().map_or("", String::as_str), a.spec().title))
        .collect();
    let rows = most.len().div_ceil(3);
    for n in 0..rows {
        let line: Vec<String> =
            (0..3).filter_map(|c| most.get(c * rows + n)).map(|cell| format!("{cell:<26}")).collect();
        let _ = writeln!(page, "{}", line.concat().trim_end());
    }
    page.push_str(
        "\n5j 3 Space  digits are counts, for moving and marking\ng  '  y     begin sequences and show how they go on: go to, tab of the incident, copy\n\
         Esc         closes what is open\n```\n\nA verb acts on the marked rows, else on the one under the cursor. What has no key is reached by its name behind `:`.\n",
    );
    for group in groups() {
        let _ = write!(page, "\n## {}\n\n", capital(group.title()));
        page.push_str("| keys | name | where | what | command |\n|---|---|---|---|---|\n");
        for spec in TABLE.iter().filter(|s| s.group == group) {
            let keys: Vec<String> = map.keys_of(spec.action).iter().map(|k| code(k)).collect();
            let keys = if keys.is_empty() { code(&format!(":{}", spec.name)) } else { keys.join(" ") };
            let asks = if spec.danger == Danger::Asks { " Asks first." } else { "" };
            let command = spec.cli.map_or_else(String::new, |c| format!("`watchfloor {c}`"));
            let (name, place, help) = (spec.name, spec.place.word(), cell(spec.help));
            let _ = writeln!(page, "| {keys} | {name} | {place} | {help}{asks} | {command} |");
        }
    }
    page.push_str(OWN_KEYS);
    page.push_str("| word | holds when |\n|---|---|\n");
    for screen in ScreenWord::ALL {
        let _ = writeln!(page, "| `{}` | That screen is on top. |", screen.word());
    }
    for fact in Fact::ALL {
        let _ = writeln!(page, "| `{}` | {} |", fact.word(), fact.help());
    }
    page.push_str(
        "| `new` `hold` `resolved` | The incident is in that state; short for `state:new` and so on. |\n\
         | `state:NAME` | The incident is in that state: `state:work`. |\n\
         | `source:NAME` | The incident comes from that source. |\n\
         | `can:ACTION` | The action could be done now: `can:resolve`. |\n",
    );
    fresh("docs/keys.md", &page);
}

const OWN_KEYS: &str = r#"
## Your own keys

`keys.toml` beside `config.toml`. It is read again when it is saved; `watchfloor config check` judges it, `watchfloor
keys` prints what is in force and from which line.

```toml
ack = ["a", "Ctrl-k"]          # these keys instead of the defaults
hold = { add = ["F6"] }        # beside the defaults
redraw = []                    # none
"view 3" = "F3"                # the third view

[[bind]]
keys = "Ctrl-k"
action = "ack"                 # or a line as behind `:`
when = "board && marked"

[[bind]]
keys = "F8"
run = "ack --note 'on it'"     # for what is marked or under the cursor
```

- Digits are counts, and no key is both a verb and a prefix: sequences are two keys, and begin with `g`, `'` or `y`.
- `Esc` closes and `Ctrl-c` leaves, always.
- Keys that only terminals with the kitty protocol tell apart (`Ctrl-Enter`, `Ctrl-Shift-x`, `Ctrl-1`, `Shift-Up`) are
  refused: the same file works over every line. `Ctrl-i`, `Ctrl-m`, `Ctrl-h` and `Ctrl-[` are Tab, Enter, Backspace, Esc.
- `Ctrl-a`, `Ctrl-b`, `Ctrl-s`, `Ctrl-q` and Alt are allowed and warned of: screen, tmux, flow control or a slow line may
  keep them.
- Bindings with `when` are tried first, in the order of the file. Two that could be meant at the same moment, and one
  that no moment can reach, are faults. All faults are told at once, with line and column; while the screen runs the old
  keys go on until the file is mended.

### Conditions

Words joined by `!`, `&&`, `||` and brackets; those of an incident are of the one under the cursor.

"#;

#[test]
fn query_page_is_the_parser() {
    let mut page = String::from(
        "# Queries\n\nGenerated from the table behind parser, completion and help. The same language in the filter line (`/`), in views,\n\
         on the command line (`watchfloor list`, `--query`) and in the server's API. `Tab` completes fields and values.\n",
    );
    for section in manual::query() {
        let _ = write!(page, "\n## {}\n\n| written | means |\n|---|---|\n", capital(&section.title));
        for row in section.rows {
            let _ = writeln!(page, "| {} | {} |", code(&row.left), cell(&row.text));
        }
    }
    page.push_str(
        "\nA fault points at the character and names the nearest right word; on the screen the last good result stays meanwhile.\n",
    );
    fresh("docs/query.md", &page);
}

fn theme(name: &str) -> toml::Table {
    let file = format!("{}/themes/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&file).expect("a theme");
    text.parse().expect("TOML")
}

#[test]
fn themes_page_is_the_tokens() {
    let dark = theme("dark");
    let mut page = String::from(
        "# Themes\n\nGenerated from the tokens and the themes that are built in. `watchfloor theme list` shows all there are, `theme = \"light\"`\n\
         in `config.toml` or `--theme light` chooses one, `watchfloor theme check FILE` judges a file.\n\n## Built in\n\n",
    );
    for name in watchfloor::ui::theme::NAMES {
        let _ = writeln!(page, "- `{name}`");
    }
    page.push_str(
        "\nWithout a theme of your choice it is `dark`, and on the console of Linux itself (`TERM=linux`) `linux-console`.\n",
    );
    page.push_str(
        "\n## Your own\n\n`themes/NAME.toml` beside `config.toml`; it is read again when it is saved. It names what it inherits from and what it\n\
         changes, nothing else:\n\n```toml\ninherits = \"dark\"\n\n[colors]                      # 24 bits, and the name on a terminal of 16 colours\n\
         accent = [\"#ffb86c\", \"lightyellow\"]\n\n[tokens]                      # fg, bg; bold, dim, reverse, underline\n\
         \"clock.warn\" = { fg = \"accent\", bold = true }\n```\n\nColours carry no meaning alone: priority has a digit, state a word, a breach a `+`. In the themes above, two priorities are at\n\
         least 4 apart (CIEDE2000) to usual sight and to each kind of colour blindness, in `colour-blind` 12; of yours `theme check`\n\
         tells the figures.\n\n\
         ## Tokens\n\n| token | meaning | in `dark` |\n|---|---|---|\n",
    );
    for token in watchfloor::ui::theme::Token::ALL {
        let look = dark["tokens"].get(token.name()).map_or_else(String::new, ToString::to_string);
        let _ = writeln!(page, "| `{}` | {} | {} |", token.name(), cell(token.help()), code(&look));
    }
    page.push_str("\n## Colours of `dark`\n\n| colour | 24 bits | of 16 |\n|---|---|---|\n");
    for (name, values) in dark["colors"].as_table().expect("a table") {
        let value = |n: usize| values.get(n).and_then(toml::Value::as_str).unwrap_or_default();
        let _ = writeln!(page, "| {name} | `{}` | {} |", value(0), value(1));
    }
    fresh("docs/themes.md", &page);
}

#[test]
fn configuration_page_is_the_sample() {
    let page = format!(
        "# Configuration\n\n`$XDG_CONFIG_HOME/watchfloor/config.toml`, or the file named by `--config` or `WATCHFLOOR_CONFIG`; below it\n\
         `/etc/xdg/watchfloor/config.toml`. `watchfloor config init` writes one, `config check` judges it, `config show` says\n\
         where each value comes from, `config schema` is for editors. Nothing in it is needed to begin: without a source there is a\n\
         local database.\n\n\
         Beside it stand `keys.toml` ([keys](keyboard.md#your-own-keys)) and `themes/NAME.toml` ([themes](themes.md)). A running screen\n\
         reads both again when they are saved, and of this file the views; a file with a fault is told with its line, and what was good\n\
         goes on. All else here holds from the next start.\n\n\
         This is `watchfloor config example`:\n\n```toml\n{}```\n",
        watchfloor::config::example()
    );
    fresh("docs/configuration.md", &page);
}

/// What stands between `open` and `close`, wherever both stand on one line.
fn between<'t>(text: &'t str, open: &'t str, close: char) -> impl Iterator<Item = &'t str> {
    text.lines().flat_map(move |line| {
        line.split(open).skip(1).filter_map(move |rest| rest.split_once(close)).map(|(found, _)| found)
    })
}

fn sources(dir: &std::path::Path, all: &mut String) {
    for entry in std::fs::read_dir(dir).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, all);
        } else if path.extension().is_some_and(|e| e == "rs") {
            all.push_str(&std::fs::read_to_string(&path).expect("a file"));
        }
    }
}

#[test]
fn links_lead_somewhere_and_tests_that_are_named_exist() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut code = String::new();
    sources(&root.join("src"), &mut code);
    sources(&root.join("tests"), &mut code);
    for page in [
        "README.md",
        "docs/cli.md",
        "docs/keyboard.md",
        "docs/record.md",
        "docs/sla.md",
        "docs/alertmanager.md",
        "docs/reliability.md",
    ] {
        let text = std::fs::read_to_string(root.join(page)).expect("a page");
        let folder = root.join(page).parent().expect("a folder").to_owned();
        for link in between(&text, "](", ')').filter(|l| !l.contains("://")) {
            let file = link.split('#').next().unwrap_or(link);
            assert!(folder.join(file).exists(), "{page} links to {link}");
        }
    }
    let text = std::fs::read_to_string(root.join("docs/reliability.md")).expect("a page");
    let names: Vec<&str> = text
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|n| {
            n.matches('_').count() > 1
                && n.chars().all(|c| c == '_' || c.is_ascii_lowercase() || c.is_ascii_digit())
        })
        .collect();
    assert!(names.len() > 30, "{names:?}");
    for name in names {
        assert!(code.contains(&format!("fn {name}(")), "docs/reliability.md names {name}");
    }
}
