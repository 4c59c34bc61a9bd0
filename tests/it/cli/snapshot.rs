//! `snapshot`: pictures of the real program, over an Alertmanager and over none.

use super::harness::{Cli, Played, two};
use crate::support::lab::Lab;

/// Titles of the rows, as far as a screen of this width shows them.
const TITLES: [&str; 2] = ["payments-api is down", "disk 94 % on log-07"];

#[test]
fn every_screen_can_be_pictured() {
    let played = Played::new(two());
    let cli = Cli::new(&[&played.url()]);
    let text = |args: &[&str]| {
        let all = [&["snapshot", "--size", "100x30"], args].concat();
        cli.run(&all).ended(0).out
    };
    let board = text(&[]);
    assert_eq!(board.lines().count(), 30);
    assert!(board.lines().next().is_some_and(|l| l.contains("2 open")), "{board}");
    assert!(TITLES.iter().all(|t| board.contains(t)), "{board}");
    assert!(board.lines().all(|l| !l.ends_with(' ')), "blanks at the end of a line");
    assert_eq!(text(&["board"]), board);

    let query = text(&["p<=1"]);
    assert!(query.contains(TITLES[0]) && !query.contains(TITLES[1]), "{query}");
    // A view by its name, like the query behind it.
    let new = text(&["mine"]);
    assert!(!new.contains(TITLES[0]) && new.contains("mine"), "{new}");

    for (args, words) in [
        (&["1"][..], "TargetDown"),
        (&["INC-000001"], "TargetDown"),
        (&["timeline", "1"], "opened"),
        (&["sources"], "alertmanager"),
        (&["outbox"], "Nothing waits"),
        (&["help"], "KEYS"),
    ] {
        let shown = text(args);
        assert!(shown.to_lowercase().contains(&words.to_lowercase()), "{args:?}: {shown}");
    }
}

#[test]
fn a_picture_is_what_its_file_or_format_says() {
    let played = Played::new(two());
    let cli = Cli::new(&[&played.url()]);
    let file = |name: &str| {
        let path = cli.path(name);
        let said = cli.run(&["snapshot", "--output", path.to_str().expect("UTF-8")]).ended(0);
        assert_eq!((said.out.as_str(), said.err.as_str()), ("", ""));
        std::fs::read(path).expect("the picture")
    };
    assert!(file("a.svg").starts_with(b"<svg "));
    assert!(file("a.PNG").starts_with(b"\x89PNG\r\n\x1a\n"));
    assert!(String::from_utf8(file("a.ansi")).expect("UTF-8").contains("\x1b[0;"));
    let text = String::from_utf8(file("a")).expect("UTF-8");
    assert!(text.contains(TITLES[0]) && !text.contains('\x1b'));

    let colours = |count: &str| cli.run(&["snapshot", "--format", "ansi", "--colors", count]).ended(0).out;
    assert!(colours("true").contains("38;2;"));
    assert!(colours("256").contains("38;5;") && !colours("256").contains(";2;"));
    assert!(!colours("16").contains("38;"));
    let none = colours("none");
    assert!(none.contains("\x1b[0;1m") && !none.contains("[0;3") && !none.contains("48;"), "{none:?}");
    let light = cli.run(&["snapshot", "--format", "svg", "--theme", "light"]).ended(0).out;
    assert!(!light.contains("#10141b"), "the dark ground");
}

#[test]
fn keys_are_pressed_as_on_a_terminal() {
    let played = Played::new(two());
    let cli = Cli::new(&[&played.url()]);
    let after = |keys: &str| cli.run(&["snapshot", "--keys", keys, "--size", "100x24"]).ended(0).out;
    let filter = after("/disk");
    assert!(filter.contains(TITLES[1]) && filter.contains("/ disk"), "{filter}");
    assert!(!filter.lines().any(|l| l.contains(TITLES[0]) && l.contains("NEW")), "{filter}");
    assert!(after("2<Space>").contains("2 marked"), "{}", after("2<Space>"));
    assert!(after("g").contains("gg"), "which keys go on");
    assert!(after("?<Esc>").contains(TITLES[0]));
    assert!(after("j<Enter>").contains("DiskFilling"), "{}", after("j<Enter>"));
    // What is wrong is said before anybody is asked.
    let before = played.requests();
    let said = cli.run(&["snapshot", "--keys", "j<Entr>"]).ended(2);
    assert!(said.err.contains("<Entr>"), "{said:?}");
    assert_eq!(played.requests(), before);
}

#[test]
fn a_picture_of_production_changes_nothing_there() {
    let Some(lab) = Lab::start() else { return };
    lab.raise(
        &[("alertname", "CheckoutErrors"), ("severity", "critical"), ("service", "checkout")],
        &[("summary", "5xx ratio above 5%")],
    );
    let cli = Cli::new(&[&lab.url()]);
    let said = cli.run(&["snapshot", "--keys", "a"]).ended(0);
    assert!(said.out.contains("5xx ratio above 5%"), "{said:?}");
    assert!(said.out.contains("nothing was sent or saved"), "{said:?}");
    assert!(lab.active_silences().is_empty());
    assert_eq!(cli.run(&["outbox", "list", "--json"]).ended(0).json(), serde_json::json!([]));
}

#[test]
fn what_cannot_be_pictured_is_said() {
    let played = Played::new(two());
    let cli = Cli::new(&[&played.url()]);
    let said = cli.run(&["snapshot", "4711"]).ended(4);
    assert!(said.err.contains("there is no open incident called 4711") && said.out.is_empty(), "{said:?}");
    assert!(cli.run(&["snapshot", "owner:"]).ended(2).err.contains("query"));
    assert!(cli.run(&["snapshot", "--size", "12"]).ended(2).err.contains("120x40"));
    assert!(cli.run(&["snapshot", "--json"]).ended(2).err.contains("svg, png, ansi or text"));
    assert!(cli.run(&["list", "--format", "svg"]).ended(2).err.contains("table, json, csv"));
    let nowhere = cli.path("no/such/folder.svg");
    let said = cli.run(&["snapshot", "-o", nowhere.to_str().expect("UTF-8")]).ended(2);
    assert!(said.err.contains("cannot be written"), "{said:?}");

    // A board of which nothing is known is a picture too; the exit code tells.
    let said = Cli::dead().run(&["snapshot"]).ended(69);
    assert!(said.out.contains("DOWN") && said.err.contains("did not answer"), "{said:?}");
}

#[test]
fn what_was_known_of_a_silent_source_is_pictured_as_that() {
    let played = Played::new(two());
    let cli = Cli::new(&[&played.url()]);
    cli.run(&["list"]).ended(0);
    played.stop();
    let said = cli.run(&["snapshot"]).ended(69);
    assert!(TITLES.iter().all(|t| said.out.contains(t)), "{said:?}");
}
