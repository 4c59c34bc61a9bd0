//! The pictures of the documentation are made by the program and are fresh.
//! `WATCHFLOOR_UPDATE_DOCS=1 cargo test pictures` makes them anew, as `docs/pictures.sh` does.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn make(dir: &Path) {
    let made = Command::new(root().join("docs/pictures.sh"))
        .arg(dir)
        .env("WATCHFLOOR", env!("CARGO_BIN_EXE_watchfloor"))
        .output()
        .expect("the script runs");
    assert!(made.status.success(), "{made:?}");
    assert_eq!(String::from_utf8_lossy(&made.stderr), "");
}

fn files(dir: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(dir).expect("a folder").flatten();
    entries
        .map(|e| {
            let name = e.file_name().to_string_lossy().into_owned();
            (name, fs::read_to_string(e.path()).expect("UTF-8"))
        })
        .collect()
}

#[test]
fn the_pictures_of_the_documentation_are_fresh() {
    let checked_in = root().join("docs/pictures");
    if std::env::var_os("WATCHFLOOR_UPDATE_DOCS").is_some() {
        make(&checked_in);
    }
    let dir = tempfile::tempdir().expect("a folder");
    make(dir.path());
    let (fresh, found) = (files(dir.path()), files(&checked_in));
    assert!(fresh.len() >= 6, "{:?}", fresh.keys());
    assert_eq!(fresh.keys().collect::<Vec<_>>(), found.keys().collect::<Vec<_>>());
    for (name, picture) in &fresh {
        assert!(
            found.get(name) == Some(picture),
            "docs/pictures/{name} is stale: docs/pictures.sh makes it anew"
        );
    }
    for (name, svg) in found.iter().filter(|(_, text)| text.starts_with("<svg")) {
        assert!(svg.len() < 120_000, "{name} is {} bytes", svg.len());
        // Nobody's machine is in a picture that everybody sees.
        assert!(!svg.contains("/tmp") && !svg.contains("server.sock"), "{name}");
    }
}

/// Where a `<text>` stands, in pixels, and what it says.
fn texts(svg: &str) -> Vec<(f32, f32, String)> {
    let number = |tag: &str, name: &str| -> f32 {
        let value = tag.split(&format!(" {name}=\"")).nth(1).and_then(|r| r.split('"').next());
        value.and_then(|v| v.parse().ok()).unwrap_or_else(|| panic!("{name} in {tag}"))
    };
    svg.split("<text ")
        .skip(1)
        .filter_map(|rest| rest.split("</text>").next()?.split_once('>'))
        .filter(|(tag, _)| !tag.contains("class=\"bar\""))
        .map(|(tag, text)| {
            let tag = format!(" {tag}");
            let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
            (number(&tag, "x"), number(&tag, "y"), text.replace("&amp;", "&"))
        })
        .collect()
}

#[test]
fn an_svg_says_what_the_text_says_in_the_same_columns() {
    let dir = tempfile::tempdir().expect("a folder");
    let picture = |name: &str| {
        let file = dir.path().join(name);
        let made = Command::new(env!("CARGO_BIN_EXE_watchfloor"))
            .env_clear()
            .env("HOME", dir.path())
            .args(["snapshot", "--demo", "--seed", "7", "--frozen", "2026-03-02T23:59:58Z", "--bare"])
            .args(["--size", "100x30", "--keys", "jj<Space>/p<=3 -\"<&>\"", "--output"])
            .arg(&file)
            .output()
            .expect("it runs");
        assert!(made.status.success(), "{made:?}");
        fs::read_to_string(file).expect("UTF-8")
    };
    let (svg, text) = (picture("a.svg"), picture("a.txt"));
    let mut lines: BTreeMap<u32, String> = BTreeMap::new();
    for (x, y, words) in texts(&svg) {
        // Rows are 19 pixels high, columns 9 wide, and 14 are left free on each side.
        let line = lines.entry(((y - 14.0) / 19.0) as u32).or_default();
        let column = ((x - 14.0) / 9.0) as usize;
        while unicode_width::UnicodeWidthStr::width(line.as_str()) < column {
            line.push(' ');
        }
        line.push_str(&words);
    }
    assert!(text.lines().count() == 30 && text.contains("\"<&>\""), "{text}");
    for (n, line) in text.lines().enumerate() {
        let drawn = lines.remove(&(n as u32)).unwrap_or_default();
        assert_eq!(drawn.trim_end(), line, "line {n}");
    }
    assert!(lines.is_empty(), "{lines:?}");
}

#[test]
fn a_day_that_stands_still_gives_the_same_picture_each_time() {
    let dir = tempfile::tempdir().expect("a folder");
    let picture = |args: &[&str]| {
        let made = Command::new(env!("CARGO_BIN_EXE_watchfloor"))
            .env_clear()
            .env("HOME", dir.path())
            .args(["snapshot", "--demo", "--format", "ansi"])
            .args(args)
            .output()
            .expect("it runs");
        assert!(made.status.success(), "{made:?}");
        String::from_utf8(made.stdout).expect("UTF-8")
    };
    let frozen = ["--frozen", "2026-03-02T09:30:00Z"];
    for rest in [&[][..], &["sources"], &["--keys", "a"], &["--keys", "jjs<Enter>gx"], &["timeline", "1041"]]
    {
        let args = [&frozen[..], rest].concat();
        assert_eq!(picture(&args), picture(&args), "{rest:?}");
    }
    // What is asked in a demonstration is done: it is gone with the picture.
    let acked = picture(&[&frozen[..], &["--keys", "a"]].concat());
    assert!(acked.contains("confirmed"), "{acked}");
    let other = picture(&[&frozen[..], &["--seed", "2"]].concat());
    assert_ne!(other, picture(&frozen));
}
