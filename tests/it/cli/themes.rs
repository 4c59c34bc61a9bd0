//! Themes from the command line: listed, measured, chosen.

use super::harness::Cli;

#[test]
fn themes_are_listed_and_checked_with_their_place() {
    let cli = Cli::new(&[]);
    let mine = cli.write("config/watchfloor/themes/mine.toml", "inherits = \"nord\"\n").display().to_string();
    let listed = cli.run(&["theme", "list"]).ended(0).out;
    assert!(listed.contains("high-contrast") && listed.contains("mine"), "{listed}");
    assert!(!listed.contains('\x1b'), "{listed}");
    // With colours, each has a line of what it looks like.
    let colours = cli.run(&["theme", "list", "--color", "always"]).ended(0).out;
    assert_eq!(colours.matches(" P1").count(), listed.lines().count() - 1, "{colours}");
    cli.run(&["theme", "check", &mine]).ended(0);
    cli.run(&["theme", "check", "mine"]).ended(0);
    let wrong = cli
        .write("wrong.toml", "inherits = \"dark\"\n[tokens]\nnope = { fg = \"red\" }\n")
        .display()
        .to_string();
    let said = cli.run(&["theme", "check", &wrong]).ended(2);
    assert!(said.err.contains(&format!("{wrong}:3:1: ")) && said.err.contains("nope"), "{said:?}");
    cli.run(&["theme", "check", "/nowhere.toml"]).ended(2);
    let said = cli.run(&["config", "check", "--theme", "drak"]).ended(2);
    assert!(said.err.contains("`drak` (option --theme)"), "{said:?}");
    assert!(said.err.contains("theme list"), "{said:?}");
    cli.run(&["config", "check", "--theme", "mine"]).ended(0);
}

#[test]
fn all_themes_are_measured_and_what_cannot_be_read_is_told() {
    let cli = Cli::new(&[]);
    let said = cli.run(&["theme", "check"]).ended(0);
    for words in ["colour-blind: right", "protanopia", "deuteranopia", "tritanopia", "exempt", "their digit"]
    {
        assert!(said.out.contains(words), "{words}: {said:?}");
    }
    // An own one beside them that nobody can read, and one in a circle.
    cli.write(
        "config/watchfloor/themes/grey.toml",
        "inherits = \"dark\"\n[colors]\ndim = [\"#444444\", \"darkgray\"]\n",
    );
    cli.write("config/watchfloor/themes/round.toml", "inherits = \"round\"\n");
    let said = cli.run(&["theme", "check"]).ended(2);
    assert!(said.out.contains("grey: ") && said.out.contains("dim #444444 on ground #10141b: "), "{said:?}");
    assert!(said.err.contains("round.toml:1:12: it inherits from itself: round -> round"), "{said:?}");
    let json = cli.run(&["theme", "check", "grey", "--json"]).ended(2).json();
    assert_eq!(json[0]["theme"], "grey");
    let fault = &json[0]["faults"][0];
    assert!(fault["words"].as_str().is_some_and(|w| w.contains("4.5 are needed")), "{json}");
    let csv = cli.run(&["theme", "check", "dark", "--format", "csv"]).ended(0).out;
    assert!(csv.starts_with("theme,token,ground,text,back,colours,contrast,least\r\n"), "{csv}");
}
