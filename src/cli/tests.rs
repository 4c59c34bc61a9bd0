//! The command line without a binary: arguments, printer, JSON.

use std::collections::BTreeSet;

use clap::{CommandFactory, Parser};

use super::{
    args::{Cli, Command},
    docs,
    exit::{Code, overall},
    json::{Beside, IncidentJson},
    print::{Cell, Format, Look, Printer, Table},
    verbs,
};
use crate::{
    app::{
        action::TABLE,
        model::pending::{ActState, PendingAct},
    },
    backend::{ActionKey, Target, Verb},
    domain::{
        Detail, Hold, Incident, IncidentId, Number, Priority, SourceName, State, Time,
        incident::{HoldReason, LocalField},
        matrix::Matrix,
    },
    text::{Kind, Opaque, SafeText, hostile},
};

/// Commands behind which there is no key.
const NO_KEY: &[&str] = &[
    "attach",
    "caller",
    "completions",
    "config check",
    "config example",
    "config init",
    "config path",
    "config schema",
    "config show",
    "correct",
    "demo",
    "doctor",
    "excuse",
    "flush",
    "help",
    "link",
    "major",
    "keys",
    "man",
    "mitigate",
    "outbox help",
    "phase",
    "relapse",
    "reopen",
    "restore",
    "resume",
    "serve",
    "simulate sla",
    "snapshot",
    "sources test",
    "status",
    "theme check",
    "theme list",
    "unack",
    "wake",
    "watch",
];

fn text(words: &str) -> SafeText {
    SafeText::clean(words, Kind::Line)
}

fn commands(command: &clap::Command, path: &str, found: &mut BTreeSet<String>) {
    for sub in command.get_subcommands() {
        let name = format!("{path}{}", sub.get_name());
        commands(sub, &format!("{name} "), found);
        // `outbox` alone does nothing, `sources` alone lists.
        if !sub.is_subcommand_required_set() {
            found.insert(name);
        }
    }
}

#[test]
fn arguments_are_sound() {
    Cli::command().debug_assert();
}

#[test]
fn each_action_with_a_command_has_it_and_each_command_has_its_action() {
    let mut there = BTreeSet::new();
    commands(&Cli::command(), "", &mut there);
    let named: BTreeSet<String> = TABLE.iter().filter_map(|s| s.cli).map(str::to_owned).collect();
    let missing: Vec<_> = named.difference(&there).collect();
    assert!(missing.is_empty(), "the table names commands that are not there: {missing:?}");
    let alone: Vec<_> = there.difference(&named).filter(|name| !NO_KEY.contains(&name.as_str())).collect();
    assert!(alone.is_empty(), "commands that the table does not name: {alone:?}");
}

#[test]
fn a_verbs_help_is_its_keys_help() {
    let command = Cli::command();
    for (name, path) in [("ack", "ack"), ("note", "note"), ("resolve", "resolve"), ("go-sources", "sources")]
    {
        let help = TABLE.iter().find(|s| s.name == name).expect("in the table").help;
        let about = command.find_subcommand(path).expect("a command").get_about().expect("help").to_string();
        assert_eq!(about, help.trim_end_matches('.'));
    }
}

#[test]
fn every_common_option_has_its_variable() {
    for arg in Cli::command().get_arguments().filter(|a| a.is_global_set()) {
        let long = arg.get_long().expect("common options have long names");
        let want = format!("WATCHFLOOR_{}", long.to_uppercase().replace('-', "_"));
        assert_eq!(arg.get_env().and_then(|e| e.to_str()), Some(want.as_str()), "--{long}");
    }
}

fn parsed(args: &[&str]) -> Cli {
    Cli::try_parse_from([&["watchfloor"], args].concat()).unwrap_or_else(|e| panic!("{args:?}: {e}"))
}

#[test]
fn words_without_a_command_are_for_the_screen() {
    let cli = parsed(&["p<=2", "state:new"]);
    assert!(cli.command.is_none());
    assert_eq!(cli.query, ["p<=2", "state:new"]);
    assert_eq!(parsed(&["INC-1042"]).query, ["INC-1042"]);
}

#[test]
fn options_stand_before_or_after_the_command() {
    for args in [["--json", "list", "p:1"], ["list", "p:1", "--json"]] {
        let cli = parsed(&args);
        assert_eq!(cli.common.rows(), Format::Json);
        assert!(matches!(cli.command, Some(Command::List { query, .. }) if query == ["p:1"]));
    }
}

#[test]
fn a_note_takes_its_words_last() {
    let cli = parsed(&["note", "42", "43", "rebooted web-1"]);
    let Some(Command::Note { words, which }) = cli.command else { panic!("not a note") };
    let asked = verbs::Asked::note(words, which).expect("a note");
    assert_eq!(asked.ids, ["42", "43"]);
    let verbs::Ask::Verb(verb) = asked.ask else { panic!("not a verb") };
    assert_eq!(verb, Verb::Note { text: Opaque::new("rebooted web-1") });
    let Some(Command::Note { words, which }) = parsed(&["note", "rebooted"]).command else {
        panic!("not a note")
    };
    assert_eq!(verbs::Asked::note(words, which).map(|_| ()).map_err(|e| e.code), Err(Code::Usage));
}

#[test]
fn lengths_are_checked_where_they_are_typed() {
    for bad in ["0", "1y", "", "-5m"] {
        assert!(Cli::try_parse_from(["watchfloor", "ack", "1", &format!("--for={bad}")]).is_err(), "{bad}");
    }
    let Some(Command::Ack { length, targets, .. }) =
        parsed(&["ack", "1", "--for", "1h30m", "--wait", "0"]).command
    else {
        panic!("not ack")
    };
    assert_eq!(length, Some(5_400));
    assert!(targets.which.wait.is_zero());
}

#[test]
fn verbs_need_a_target() {
    let resolve = &["resolve", "--code", "fixed", "--note", "done"][..];
    for verb in [&["ack"][..], &["unack"], resolve] {
        assert!(Cli::try_parse_from([&["watchfloor"], verb].concat()).is_err(), "{verb:?}");
        assert!(
            Cli::try_parse_from([&["watchfloor"], verb, &["--query", "p:1"]].concat()).is_ok(),
            "{verb:?}"
        );
    }
}

#[test]
fn a_resolution_needs_a_code_and_words_before_anything_is_sent() {
    let tried = |args: &[&str]| Cli::try_parse_from([&["watchfloor", "resolve", "1"], args].concat());
    for (args, words) in [
        (&[][..], &["--code <CODE>", "--note <TEXT>"][..]),
        (&["--code", "fixed"], &["--note <TEXT>"]),
        (&["--note", "done"], &["--code <CODE>"]),
        (&["--code", "", "--note", "done"], &["--code <CODE>", "nothing was asked"]),
        (&["--code", "fixed", "--note", " \n"], &["--note <TEXT>", "nothing was asked"]),
    ] {
        let said = tried(args).err().unwrap_or_else(|| panic!("{args:?} is taken")).to_string();
        assert!(words.iter().all(|word| said.contains(word)), "{args:?}: {said}");
    }
    let help = tried(&["--help"]).expect_err("help").to_string();
    assert!(help.contains("fixed, workaround, `no_fault_found`"), "{help}");
    let Ok(Cli { command: Some(Command::Resolve { code, note, .. }), .. }) =
        tried(&["--code", " fixed ", "--note", "done\n"])
    else {
        panic!("not taken")
    };
    assert_eq!((code.as_str(), note.as_str()), ("fixed", "done"));
}

#[test]
fn several_targets_are_done_or_not() {
    use Code::{Done, NotFound, Queued, Refused, SomeFailed};
    assert_eq!(overall(&[Refused]), Refused);
    assert_eq!(overall(&[Done, Done]), Done);
    assert_eq!(overall(&[Done, NotFound]), SomeFailed);
    assert_eq!(overall(&[Done, Queued]), Queued);
    assert_eq!(overall(&[Queued, Refused]), SomeFailed);
}

#[test]
fn who_is_me_nobody_or_a_name() {
    let me = text("ana");
    assert_eq!(verbs::who("ME", &me), Ok(Some(me.clone())));
    assert_eq!(verbs::who("nobody", &me), Ok(None));
    assert_eq!(verbs::who(" jo ", &me), Ok(Some(text("jo"))));
    assert!(verbs::who("  ", &me).is_err());
}

fn time(words: &str) -> Time {
    Time::parse(words).expect("a time")
}

fn incident() -> Incident {
    let source = SourceName::new("am-prod");
    Incident {
        id: IncidentId::new(&source, "9f3c@1795402342"),
        number: Number::new(42),
        source,
        title: text("Primary lag 92 s"),
        service: Some(text("db-core")),
        owner: None,
        state: State::New,
        priority: Priority::P1,
        opened_at: time("2026-11-23T02:00:00Z"),
        acked_at: None,
        ack_until: None,
        resolved_at: None,
        updated_at: time("2026-11-23T02:00:05Z"),
        count: 3,
        hold: None,
        hidden_chars: false,
        detail: std::sync::Arc::new(Detail {
            native_id: Opaque::new("9f3c"),
            raw_status: text("active"),
            severity: Some(text("critical")),
            impact: Some(1),
            urgency: Some(1),
            labels: vec![(text("region"), text("eu"))],
            local: vec![LocalField::Owner],
            ..Detail::default()
        }),
    }
}

#[test]
fn an_incident_in_json_is_the_contract() {
    let mut i = incident();
    i.hold = Some(Box::new(Hold {
        reason: HoldReason::Silenced,
        detail: text("disk swap (bob)"),
        since: None,
        until: Some(time("2026-11-23T04:00:00Z")),
    }));
    let act = PendingAct {
        key: ActionKey::parse("0199aa00-0000-7000-8000-00000000cafe").expect("a key"),
        target: Target::from(&i),
        verb: Verb::Ack { note: None, for_s: None },
        state: ActState::Waiting { words: text("no route"), next_at: time("2026-11-23T03:13:00Z"), tries: 2 },
        since: time("2026-11-23T03:12:00Z"),
    };
    let now = time("2026-11-23T03:12:11Z");
    let beside = Beside {
        now,
        book: crate::domain::sla::Book::standard(),
        matrix: &Matrix::default(),
        by_source: false,
        stale: true,
        as_of: Some(now),
        pending: &[&act],
    };
    let json = serde_json::to_string_pretty(&IncidentJson::new(&i, &beside)).expect("JSON");
    insta::assert_snapshot!(json);
}

#[test]
fn clocks_tell_what_the_vectors_tell() {
    let mut i = incident();
    let clocks = |i: &Incident, now: &str| {
        let beside = Beside {
            now: time(now),
            book: crate::domain::sla::Book::standard(),
            matrix: &Matrix::default(),
            by_source: true,
            stale: false,
            as_of: None,
            pending: &[],
        };
        let json = serde_json::to_value(IncidentJson::new(i, &beside)).expect("JSON");
        json["clocks"].as_array().expect("clocks").clone()
    };
    // At the target exactly it is not breached; one second later it is.
    assert_eq!(clocks(&i, "2026-11-23T02:05:00Z")[0]["state"], "running");
    assert_eq!(clocks(&i, "2026-11-23T02:05:00Z")[0]["percent"], 100.0);
    assert_eq!(clocks(&i, "2026-11-23T02:05:01Z")[0]["state"], "breached_running");
    // The first instant after which more than the target is used up (T2, T3).
    assert_eq!(clocks(&i, "2026-11-23T02:05:01Z")[0]["breach_at"], "2026-11-23T02:05:00Z");
    assert_eq!(clocks(&i, "2026-11-23T02:05:01Z")[0]["remaining_s"], -1);
    i.acked_at = Some(time("2026-11-23T02:01:40Z"));
    assert_eq!(clocks(&i, "2026-11-23T04:00:00Z")[0]["state"], "met");
    assert_eq!(clocks(&i, "2026-11-23T04:00:00Z")[0]["percent"], 33.33);
    i.state = State::Resolved;
    i.resolved_at = Some(time("2026-11-23T06:00:01Z"));
    let resolution = clocks(&i, "2026-11-24T00:00:00Z").into_iter().find(|c| c["metric"] == "resolution");
    assert_eq!(resolution.expect("a clock")["state"], "breached");
    i.priority = Priority::P5;
    assert_eq!(clocks(&i, "2026-11-24T00:00:00Z").len(), 0);
}

fn sample() -> Table {
    let mut table = Table::new(&["P", "TITLE", "ID"]).grows(1);
    table.row(vec![Cell::number(1).look(Look::Alarm), Cell::new(text("short")), Cell::ours("INC-000001")]);
    table.row(vec![Cell::number(12), Cell::new(text("日本語の長い題名")), Cell::ours("INC-000002")]);
    table
}

#[test]
fn columns_stand_under_each_other_by_cells() {
    let mut printer = Printer::memory(Format::Table, false, None);
    printer.table(&sample());
    assert_eq!(
        printer.written(),
        "P   TITLE             ID\n 1  short             INC-000001\n12  日本語の長い題名  INC-000002\n"
    );
}

#[test]
fn a_narrow_terminal_cuts_the_column_that_gives_way() {
    let mut printer = Printer::memory(Format::Table, false, Some(26));
    printer.table(&sample());
    for line in printer.written().lines() {
        assert!(text(line).width() <= 26, "{line}");
    }
    assert!(printer.written().contains("日本語の…"), "{}", printer.written());
}

#[test]
fn colours_come_only_where_they_are_wanted() {
    let mut plain = Printer::memory(Format::Table, false, None);
    plain.table(&sample());
    assert!(!plain.written().contains('\x1b'));
    let mut coloured = Printer::memory(Format::Table, true, None);
    coloured.table(&sample());
    assert!(coloured.written().contains("\x1b[1;31m1\x1b[0m"), "{:?}", coloured.written());
}

#[test]
fn csv_is_quoted_and_runs_nothing() {
    let mut printer = Printer::memory(Format::Csv, false, None);
    let mut table = Table::new(&["A", "B"]);
    for (a, b) in [("=HYPERLINK(\"x\")", "-1"), ("a,b", "say \"hi\""), ("@SUM", "+1")] {
        table.row(vec![Cell::new(text(a)), Cell::new(text(b))]);
    }
    table.row(vec![Cell::new(SafeText::clean("two\nlines", Kind::Note)), Cell::number(-5)]);
    printer.table(&table);
    assert_eq!(
        printer.written(),
        "a,b\r\n\"'=HYPERLINK(\"\"x\"\")\",'-1\r\n\"a,b\",\"say \"\"hi\"\"\"\r\n'@SUM,'+1\r\n\"two\nlines\",-5\r\n"
    );
}

#[test]
fn a_json_array_is_one_value_a_line() {
    let mut printer = Printer::memory(Format::Json, false, None);
    printer.json_array([1, 2]);
    printer.json_array(Vec::<u8>::new());
    assert_eq!(printer.written(), "[\n1,\n2\n]\n[]\n");
}

#[test]
fn no_hostile_text_drives_a_terminal_through_any_format() {
    for raw in hostile::HOSTILE {
        for format in [Format::Table, Format::Csv, Format::Json] {
            let mut i = incident();
            i.title = text(raw);
            let mut printer = Printer::memory(format, false, Some(80));
            let mut table = Table::new(&["TITLE"]).grows(0);
            table.row(vec![Cell::new(i.title.clone())]);
            printer.table(&table);
            let beside = Beside {
                now: i.opened_at,
                book: crate::domain::sla::Book::standard(),
                matrix: &Matrix::default(),
                by_source: true,
                stale: false,
                as_of: None,
                pending: &[],
            };
            printer.json_line(&IncidentJson::new(&i, &beside));
            printer.text(&SafeText::clean(raw, Kind::Note), 2);
            let bad = printer.written().chars().find(|c| c.is_control() && !matches!(c, '\n' | '\r'));
            assert_eq!(bad, None, "{format:?} {raw:?}");
        }
    }
}

#[test]
fn the_man_page_and_completions_know_every_command() {
    let page = String::from_utf8(docs::man(&[]).expect("a page")).expect("UTF-8");
    assert!(page.contains(".TH WATCHFLOOR 1"), "{page}");
    for command in Cli::command().get_subcommands() {
        assert!(page.contains(command.get_name()), "{}", command.get_name());
        docs::man(&[command.get_name().to_owned()]).expect("a page for each command");
    }
    let page = String::from_utf8(docs::man(&["outbox list".to_owned()]).expect("a page")).expect("UTF-8");
    assert!(page.contains(".TH WATCHFLOOR-OUTBOX-LIST 1"), "{page}");
    assert_eq!(docs::man(&["nope".to_owned()]).expect_err("no such command").code, Code::Usage);
    let bash = String::from_utf8(docs::completions(clap_complete::Shell::Bash)).expect("UTF-8");
    assert!(bash.contains("unack"));
}
