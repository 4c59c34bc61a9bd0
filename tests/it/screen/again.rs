//! A theme and views that are written while the screen runs: in force at once; a broken file is told with file and
//! line, what was good goes on, and the words go when it is mended. Keys: `keys.rs`.

use std::fs;

use vt100::Color;

use super::{Home, SSH};
use crate::support::pty::Screen;

/// As editors save: beside, then renamed.
fn write(home: &Home, name: &str, text: &str) {
    let path = home.path().join("config/watchfloor").join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    let beside = path.with_extension("new~");
    fs::write(&beside, text).expect("a file");
    fs::rename(beside, path).expect("renamed");
}

/// The ground of the middle of the screen is this colour.
fn ground(screen: &Screen, (r, g, b): (u8, u8, u8)) {
    screen.wait_screen(&format!("the ground is {r},{g},{b}"), |s| {
        s.cell(12, 40).is_some_and(|cell| cell.bgcolor() == Color::Rgb(r, g, b))
    });
}

#[test]
fn a_theme_that_is_written_while_the_screen_runs_is_seen_at_once() {
    let home = Home::new();
    home.config("me = \"ana\"\ntheme = \"mine\"\n");
    let theme = |ground: &str| {
        format!("inherits = \"dark\"\n[colors]\n# Behind everything.\nground = [\"{ground}\", \"default\"]\n")
    };
    write(&home, "themes/mine.toml", &theme("#101010"));
    let screen = Screen::start(home.path(), &[], SSH, &[("COLORTERM", "truecolor")]);
    screen.wait_for("No source configured");
    ground(&screen, (16, 16, 16));
    write(&home, "themes/mine.toml", &theme("#202020"));
    screen.wait_for("theme read again");
    ground(&screen, (32, 32, 32));

    write(&home, "themes/mine.toml", &theme("#20"));
    let told = screen.wait("file and line", |t| t.contains("mine.toml:4:"));
    assert!(told.contains("not a colour of the form #rrggbb"), "{told}");
    ground(&screen, (32, 32, 32));
    // It is the whole program that goes on, not its last picture.
    screen.keys("gx");
    screen.wait("the keys go on", |t| t.contains("OUTBOX"));
    ground(&screen, (32, 32, 32));
    screen.keys("q");
    screen.wait("the notice stands", |t| t.contains("mine.toml:4:"));

    write(&home, "themes/mine.toml", &theme("#303030"));
    screen.wait("mended", |t| !t.contains("mine.toml") && t.contains("theme read again"));
    ground(&screen, (48, 48, 48));
}

#[test]
fn views_that_are_written_while_the_screen_runs_are_tabs_at_once() {
    let home = Home::new();
    let config = |views: &str| format!("# Mine.\nme = \"ana\"\n{views}");
    let view = |name: &str, query: &str| format!("[[view]]\nname = \"{name}\"\nquery = \"{query}\"\n");
    write(&home, "config.toml", &config(&view("racks", "service:rack")));
    let screen = home.screen(SSH);
    screen.wait_for("racks");
    write(&home, "config.toml", &config(&(view("racks", "service:rack") + &view("nights", "p<=2"))));
    screen.wait("the other tab", |t| t.contains("racks") && t.contains("nights"));
    screen.keys("g2");
    screen.wait("it can be gone to", |t| t.contains("nights"));

    write(&home, "config.toml", &config(&(view("racks", "service:rack") + &view("days", "p<=two"))));
    let told = screen.wait("file and line", |t| t.contains("config.toml:8:"));
    assert!(told.contains("nights") && !told.contains(" days "), "the old views go on:\n{told}");
    screen.keys("gx");
    screen.wait("the keys go on", |t| t.contains("OUTBOX"));
    screen.keys("q");
    screen.wait("the notice stands", |t| t.contains("config.toml:8:") && t.contains("nights"));

    write(&home, "config.toml", &config(&(view("racks", "service:rack") + &view("days", "p<=3"))));
    screen.wait("mended", |t| !t.contains("config.toml") && t.contains("days") && !t.contains("nights"));
}
