//! Documents that are generated from the program are fresh. `WATCHFLOOR_UPDATE_DOCS=1 cargo test docs` rewrites them.

use std::fmt::Write;

use watchfloor::app::{
    action::{Danger, Group, Place, TABLE},
    keymap::Keymap,
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

fn place(place: Place) -> &'static str {
    match place {
        Place::Everywhere => "everywhere",
        Place::Board => "board",
        Place::Incident => "board, incident",
        Place::Detail => "incident",
        Place::Outbox => "outbox",
        Place::Triage => "triage",
    }
}

#[test]
fn keys_page_is_the_table() {
    let map = Keymap::default();
    let mut page = String::from(
        "# Keys\n\nGenerated from the table behind keys, hints, help and commands. To bind others, write `keys.toml` beside\n\
         `config.toml`: a name from the table and its keys, for example `ack = [\"a\", \"Ctrl-k\"]`.\n\n\
         Digits are counts and nothing else (`5j`, `3 Space`). `g`, `'` and `y` begin sequences and show how they go on.\n\
         A verb acts on the marked rows, else on the one under the cursor.\n",
    );
    let mut group: Option<Group> = None;
    for spec in TABLE {
        if group != Some(spec.group) {
            group = Some(spec.group);
            let title = spec.group.title();
            let _ = write!(page, "\n## {}{}\n\n", title[..1].to_uppercase(), &title[1..]);
            page.push_str("| keys | name | where | what | command |\n|---|---|---|---|---|\n");
        }
        let keys: Vec<String> =
            map.keys_of(spec.action).iter().map(|k| format!("`{k}`").replace('|', "\\|")).collect();
        let asks = if spec.danger == Danger::Asks { " Asks first." } else { "" };
        let command = spec.cli.map_or_else(String::new, |c| format!("`watchfloor {c}`"));
        let _ = writeln!(
            page,
            "| {} | {} | {} | {}{asks} | {command} |",
            keys.join(" "),
            spec.name,
            place(spec.place),
            spec.help
        );
    }
    fresh("docs/keys.md", &page);
}

#[test]
fn configuration_page_is_the_sample() {
    let page = format!(
        "# Configuration\n\n`$XDG_CONFIG_HOME/watchfloor/config.toml`, or the file named by `--config` or `WATCHFLOOR_CONFIG`; below it\n\
         `/etc/xdg/watchfloor/config.toml`. `watchfloor config init` writes one, `config check` judges it, `config show` says\n\
         where each value comes from, `config schema` is for editors. This is `watchfloor config example`:\n\n```toml\n{}```\n",
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
