//! Lines as they are typed behind `:`.

use super::{
    child::around,
    grammar::grammar,
    meant::meant,
    read::{Read, Wrong, read},
};
use crate::{
    app::{action::TABLE, model::palette::Scope},
    backend::{Target, Verb},
    cli::args::{Cli, Common},
    config::{self, Config, Environment, Overrides},
    domain::{record::CancelReason, sample},
};
use clap::Parser;

fn config() -> Config {
    let env = Environment::of(&[("HOME", "/nowhere"), ("USER", "ana"), ("XDG_CONFIG_DIRS", "/nowhere")]);
    config::load(&Overrides::default(), &env).expect("the defaults")
}

fn scope() -> Scope {
    Scope {
        here: vec![Target::from(&sample::incident(1))],
        named: vec![Target::from(&sample::incident(2)), Target::from(&sample::incident(3))],
        answering: (4..6).map(|n| Target::from(&sample::incident(n))).collect(),
        columns: 80,
    }
}

fn parse(line: &str) -> Result<Read, Wrong> {
    read(line, &config(), |word| scope().called(word).is_some())
}

/// The numbers a line means, and the verb as JSON.
fn verbs(line: &str) -> Result<(Vec<u32>, Verb), Wrong> {
    let Read::Verb(asked) = parse(line)? else { panic!("{line} is no verb") };
    let acts = meant(*asked, line, &scope(), &config())?;
    let numbers = acts.iter().map(|(t, _)| t.number.map_or(0, |n| n.get() - 1_000)).collect();
    Ok((numbers, acts[0].1.clone()))
}

#[track_caller]
fn wrong(line: &str) -> (Option<usize>, String) {
    let wrong = match parse(line) {
        Err(wrong) => wrong,
        Ok(Read::Verb(_)) => verbs(line).expect_err("it is wrong"),
        Ok(_) => panic!("{line} is right"),
    };
    (wrong.at, wrong.words.shown().to_owned())
}

#[test]
fn a_verb_without_ids_means_what_stands_here() {
    for line in [
        "ack",
        "ack --for 1h",
        "wake",
        "phase fixing",
        "category database/replication",
        "note \"a b\"",
        "assign ana",
        "hold --reason awaiting_vendor",
        "priority --impact 1",
        "note rebooted web-1",
        "ack .",
    ] {
        assert_eq!(verbs(line).unwrap_or_else(|w| panic!("{line}: {w:?}")).0, [1], "{line}");
    }
    assert_eq!(
        verbs("note rebooted web-1").expect("right").1,
        Verb::Note { text: "rebooted web-1".to_owned().into_opaque() }
    );
    assert_eq!(verbs("assign ana").expect("right").1.name(), "assign");
}

trait IntoOpaque {
    fn into_opaque(self) -> crate::text::Opaque;
}

impl IntoOpaque for String {
    fn into_opaque(self) -> crate::text::Opaque {
        crate::text::Opaque::new(self)
    }
}

#[test]
fn ids_and_queries_mean_what_they_name() {
    assert_eq!(verbs("ack 1002 INC-001003 1002").expect("right").0, [2, 3]);
    assert_eq!(verbs("watchfloor ack 1002").expect("right").0, [2]);
    assert_eq!(verbs("note 1002 \"x y\"").expect("right").0, [2]);
    assert_eq!(verbs("assign 1002 bo").expect("right").0, [2]);
    assert_eq!(verbs("ack --query p:1").expect("right").0, [4, 5]);
    let (who, verb) = verbs("merge 1002 --into 1003").expect("right");
    assert_eq!((who, verb.name()), (vec![2], "merge"));
    let (_, verb) = verbs("cancel --reason duplicate --duplicate-of 1003").expect("right");
    assert!(
        matches!(verb, Verb::Cancel { reason: CancelReason::Duplicate, duplicate_of: Some(n), .. } if n.get() == 1_003)
    );
}

#[test]
fn what_is_wrong_is_told_with_its_place_and_the_nearest_right_word() {
    for (line, at, words) in [
        ("lsit p:1", Some(0), "did you mean list?"),
        ("ack 1002 --nite x", Some(9), "--note"),
        ("hold --reason awaiting_vender", Some(14), "awaiting_vendor"),
        ("hold", Some(4), "--reason"),
        ("ack 9999", Some(4), "no incident here is called"),
        ("merge 1002 --into 9999", Some(18), "no incident here"),
        ("note 1002 'open", Some(10), "not closed"),
        ("ack --query sate:new", Some(12), "state"),
        ("ack --for 5x", Some(10), "not understood"),
        ("note 1002 -", Some(10), "standard input"),
        ("demo", Some(0), "terminal"),
        ("watch", Some(0), "board"),
        ("serve", Some(0), "shell"),
        ("config init", Some(0), "shell"),
        ("", None, "nothing"),
    ] {
        let (place, said) = wrong(line);
        assert_eq!(place, at, "{line}: {said}");
        assert!(said.contains(words), "{line}: {said}");
    }
}

#[test]
fn what_is_no_verb_runs_and_help_is_told() {
    for line in [
        "list p:1",
        "show 42",
        "config check",
        "sources",
        "outbox list",
        "theme list",
        "simulate sla x.json",
        "new --title x",
        "--version",
    ] {
        match parse(line) {
            Ok(Read::Run(words)) => assert_eq!(words.join(" "), line),
            Ok(Read::Told(text)) => assert!(line == "--version" && text.contains_folded("watchfloor")),
            other => panic!("{line}: {:?}", other.map(|_| "a verb")),
        }
    }
    assert!(matches!(parse("hold --help"), Ok(Read::Told(text)) if text.contains_folded("awaiting_vendor")));
}

#[test]
fn the_grammar_is_that_of_the_program() {
    let grammar = grammar();
    for command in TABLE.iter().filter_map(|s| s.cli) {
        let first = command.split(' ').next().expect("a word");
        assert!(grammar.command(first).is_some(), "{command}");
    }
    let hold = grammar.command("hold").expect("hold");
    assert!(
        hold.needs
            && hold.option("--reason").is_some_and(|o| o.values.iter().any(|(w, _)| w == "awaiting_vendor"))
    );
    assert!(hold.option("--config").is_none(), "that is of every command");
    assert!(!grammar.command("wake").expect("wake").needs);
    assert!(!grammar.command("list").expect("list").needs);
    assert!(grammar.command("note").expect("note").needs);
    assert!(grammar.command("demo").expect("demo").refused.is_some());
    assert_eq!(grammar.nearest("assing"), Some("assign"));
}

#[test]
fn a_command_runs_in_the_surroundings_of_its_screen() {
    let common: Common =
        Cli::try_parse_from(["watchfloor", "--config", "/c.toml", "--source", "am", "--ascii"])
            .expect("options")
            .common;
    let around = around(&common, &config(), 120).expect("surroundings");
    assert_eq!(around.args, ["--ascii", "--config", "/c.toml", "--source", "am"]);
    let env = |name: &str| around.env.iter().find(|(n, _)| *n == name).and_then(|(_, v)| v.clone());
    assert_eq!(env("NO_COLOR").as_deref(), Some("1"));
    assert_eq!(env("COLUMNS").as_deref(), Some("118"));
    assert_eq!(env("WATCHFLOOR_ME").as_deref(), Some("ana"));
}
