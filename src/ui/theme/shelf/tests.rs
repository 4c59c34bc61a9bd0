//! Own files beside the embedded themes.

use std::fs;

use ratatui::style::Color;
use tempfile::TempDir;

use super::*;
use crate::ui::theme::Token;

fn shelf(files: &[(&str, &str)]) -> (TempDir, Shelf) {
    let dir = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(dir.path().join(name), text).expect("a file");
    }
    let shelf = Shelf::new(dir.path().to_path_buf());
    (dir, shelf)
}

fn red(theme: &Theme) -> Option<Color> {
    theme.style(Token::Priority1).fg
}

const RED: &str = "inherits = \"light\"\n[colors]\nred = [\"#990000\", \"red\"]\n";

#[test]
fn all_names_are_there_the_own_ones_last() {
    let (_dir, shelf) = shelf(&[
        ("zeta.toml", RED),
        ("alpha.toml", RED),
        ("dark.toml", RED),
        ("x.txt", ""),
        (".hid.toml", ""),
    ]);
    let names = shelf.names();
    assert_eq!(names[..NAMES.len()], NAMES.map(str::to_owned));
    assert_eq!(names[NAMES.len()..], ["alpha", "zeta"]);
    for name in names {
        assert_eq!(shelf.load(&name).expect("it loads").name(), name);
    }
    let none = Shelf::new("/nowhere/at/all".into());
    assert_eq!(none.names().len(), NAMES.len());
    assert_eq!(none.load("nord").expect("embedded").name(), "nord");
}

#[test]
fn an_own_file_goes_first_and_may_inherit_from_another_own_one() {
    let (_dir, shelf) = shelf(&[
        ("base.toml", RED),
        ("mine.toml", "inherits = \"base\"\n"),
        // It changes the embedded one of its name, and no other that inherits from that.
        ("dark.toml", "inherits = \"dark\"\n[colors]\nred = [\"#ff0000\", \"red\"]\n"),
    ]);
    assert_eq!(red(&shelf.load("mine").expect("it loads")), Some(Color::Rgb(0x99, 0, 0)));
    assert_eq!(red(&shelf.load("dark").expect("it loads")), Some(Color::Rgb(0xff, 0, 0)));
    assert_eq!(red(&shelf.load("nord").expect("it loads")), red(&Theme::named("nord").expect("nord")));
    let file = shelf.own()[2].1.clone();
    assert_eq!(red(&Shelf::read(&file).expect("it loads")), Some(Color::Rgb(0x99, 0, 0)));
}

#[test]
fn a_circle_is_told_with_its_way() {
    let (dir, shelf) = shelf(&[
        ("a.toml", "inherits = \"b\"\n"),
        ("b.toml", "# b\ninherits = \"a\"\n"),
        ("self.toml", "inherits = \"self\"\n"),
    ]);
    let words = |name: &str| shelf.load(name).expect_err("a circle").to_string();
    let place = dir.path().join("b.toml");
    assert_eq!(words("a"), format!("{}:2:12: it inherits from itself: a -> b -> a", place.display()));
    assert!(
        words("self").ends_with("self.toml:1:12: it inherits from itself: self -> self"),
        "{}",
        words("self")
    );
}

#[test]
fn what_is_wrong_is_told_with_the_file_it_is_in() {
    let (dir, shelf) = shelf(&[
        ("mine.toml", "inherits = \"base\"\n"),
        ("base.toml", "inherits = \"dark\"\n[tokens]\n\"dimm\" = {}\n"),
        ("lost.toml", "inherits = \"bsae\"\n"),
        ("large.toml", &"#".repeat(2 << 20)),
    ]);
    let words = |name: &str| shelf.load(name).expect_err("wrong").to_string();
    let base = dir.path().join("base.toml");
    assert_eq!(
        words("mine"),
        format!("{}:3:1: unknown token \"dimm\" (did you mean \"dim\"?)", base.display())
    );
    assert!(words("lost").contains("lost.toml:1:12: cannot inherit from \"bsae\""), "{}", words("lost"));
    assert!(words("lost").contains("did you mean \"base\""), "{}", words("lost"));
    assert!(words("large").contains("larger than"), "{}", words("large"));
    assert!(words("drak").contains("no theme `drak`") && words("drak").contains("theme list"));
    // A name is no path.
    assert!(matches!(shelf.load("../mine"), Err(ShelfError::Unknown { .. })));
    assert!(matches!(Shelf::read(Path::new("/nowhere.toml")), Err(ShelfError::Unread { .. })));
}
