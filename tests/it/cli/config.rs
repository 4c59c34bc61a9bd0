//! Configuration, the wizard, themes, and what never is shown.

use std::fs;

use super::harness::{Cli, Played, alert, mode, nowhere, two};
use crate::support::fault_server::{FaultServer, Reply};
use serde_json::json;

const FILE: &str = "config/watchfloor/config.toml";

#[test]
fn faults_of_the_configuration_have_their_place() {
    let cli = Cli::new(&[]);
    let file = cli.write(
        FILE,
        "me = \"ana\"\n\n[[source]]\nname = \"am\"\nkind = \"alertmanager\"\nurll = \"http://h:9093\"\n",
    );
    for args in [&["config", "check"][..], &["list"], &["ack", "1"], &["outbox", "list"], &[]] {
        let said = cli.run(args).ended(2);
        assert!(said.err.contains(&format!("{}:6:1:", file.display())), "{args:?} {said:?}");
        assert!(said.err.contains("url"), "{said:?}");
        assert_eq!(said.out, "");
    }
}

#[test]
fn without_a_source_it_says_what_to_do() {
    let cli = Cli::new(&[]);
    let said = cli.run(&["list"]).ended(0);
    assert!(
        said.err.contains("watchfloor config init") && said.err.contains("not your production"),
        "{said:?}"
    );
    cli.run(&["config", "check"]).ended(0);
    let said = cli.run(&["list", "--config", "/nowhere/config.toml"]).ended(2);
    assert!(said.err.contains("/nowhere/config.toml"), "{said:?}");
}

#[test]
fn what_is_in_force_and_where_it_is_can_be_printed() {
    let cli = Cli::new(&[]);
    let file = cli.write(FILE, "me = \"jo\"\n");
    assert!(cli.run(&["config", "path"]).ended(0).out.contains(&file.display().to_string()));
    let show = cli.run(&["config", "show"]).ended(0).out;
    assert!(show.contains("me") && show.contains(&format!("{}:1", file.display())), "{show}");
    let schema = cli.run(&["config", "schema"]).ended(0).json();
    assert!(schema["properties"]["source"].is_object());
    // The sample is a configuration itself.
    let example = cli.run(&["config", "example"]).ended(0).out;
    cli.write(FILE, &example);
    cli.run(&["config", "check"]).ended(0);
}

#[test]
fn options_stand_in_variables_too() {
    let played = Played::new(two());
    let cli = Cli::new(&[]);
    let mut command = cli.command(&["list"]);
    command.env("WATCHFLOOR_SOURCE", format!("alertmanager={}", played.url())).env("WATCHFLOOR_JSON", "1");
    let said = super::harness::said(command.spawn().expect("it runs")).ended(0);
    assert_eq!(said.json().as_array().map(Vec::len), Some(2));
    let mut command = cli.command(&["list", "--format", "csv"]);
    command
        .env("WATCHFLOOR_SOURCE", format!("alertmanager={}", played.url()))
        .env("WATCHFLOOR_FORMAT", "json");
    let said = super::harness::said(command.spawn().expect("it runs")).ended(0);
    assert!(said.out.starts_with("id,number,source"), "an option beats its variable: {said:?}");
}

#[test]
fn the_wizard_writes_what_it_saw_working() {
    let played = Played::new(two());
    let cli = Cli::new(&[]);
    let url = played.url();
    let init = ["config", "init", "--me", "jo", "--url", &url, "--name", "am-lab"];
    let said = cli.run(&init).ended(0);
    assert!(said.err.contains("2 open"), "{said:?}");
    let file = cli.path(FILE);
    assert_eq!(said.out, format!("wrote {}\n", file.display()));
    assert_eq!(mode(&file), 0o600);
    assert!(
        cli.run(&["list", "--json"]).ended(0).json()[0]["id"].as_str().expect("an id").starts_with("am-lab/")
    );

    let before = fs::read_to_string(&file).expect("a file");
    assert!(cli.run(&init).ended(2).err.contains("--force"));
    cli.run(&[&init[..], &["--force", "--token-env", "AM_TOKEN", "--no-test"]].concat()).ended(0);
    let after = fs::read_to_string(&file).expect("a file");
    assert!(after.contains("token     = { env = \"AM_TOKEN\" }"), "{after}");
    assert_eq!(
        fs::read_to_string(cli.path("config/watchfloor/config.toml.bak")).expect("the old one"),
        before
    );
    cli.run(&["config", "check"]).ended(0);
}

#[test]
fn the_wizard_writes_nothing_that_does_not_work() {
    let cli = Cli::new(&[]);
    let said = cli.run(&["config", "init", "--url", &nowhere()]).ended(69);
    assert!(said.err.contains("--no-test"), "{said:?}");
    for (args, words) in [
        (&["--url", "ftp://h"][..], "http"),
        (&["--kind", "pagerdoody"], "this build has"),
        (&["--auth", "bearer", "--token-env", "hunter2!"], "never the value itself"),
        (&["--auth", "bearer"], "--token-env"),
        (&["--auth", "none", "--token-env", "X"], "--auth bearer"),
        (&["--url", "http://ana:hunter2@h:9093"], "credentials"),
    ] {
        let said = cli.run(&[&["config", "init", "--no-test"], args].concat()).ended(2);
        assert!(said.err.contains(words) && !said.err.contains("hunter2"), "{args:?} {said:?}");
    }
    assert!(!cli.path(FILE).exists());
}

#[test]
fn no_secret_is_ever_said() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let server = runtime.block_on(FaultServer::always(Reply::text(401, "no entry for hunter2")));
    let cli = Cli::new(&[&server.url()]);
    for args in [&["list", "-v"][..], &["sources", "test", "--json"], &["config", "show"]] {
        let mut command = cli.command(args);
        command.env("WATCHFLOOR_ALERTMANAGER_TOKEN", "hunter2");
        let said = super::harness::said(command.spawn().expect("it runs"));
        assert!(!said.out.contains("hunter2") && !said.err.contains("hunter2"), "{args:?} {said:?}");
    }
    let sent = server.seen();
    assert!(sent.iter().any(|s| s.header("authorization") == Some("Bearer hunter2")), "the token was sent");
    let log = fs::read_to_string(cli.path("state/watchfloor.log")).expect("a log");
    assert!(!log.contains("hunter2"), "{log}");
    let said = cli.run(&["list", "--source", "alertmanager=http://ana:hunter2@h:9093"]).ended(2);
    assert!(!said.err.contains("hunter2"), "{said:?}");
}

#[test]
fn sources_are_listed_without_asking_them() {
    let played = Played::new(vec![alert("0abc", &json!({"alertname": "A"}), "a")]);
    let cli = Cli::new(&[&played.url()]);
    let said = cli.run(&["sources"]).ended(0);
    assert!(said.out.contains("alertmanager") && said.out.contains("never"), "{said:?}");
    assert_eq!(played.requests(), 0);
    let tested = cli.run(&["sources", "test", "--json"]).ended(0).json();
    assert_eq!((&tested[0]["answered"], &tested[0]["open"]), (&json!(true), &json!(1)));
    assert!(cli.run(&["sources", "--json"]).ended(0).json()[0]["as_of"].is_string());
    cli.run(&["sources", "test", "nobody"]).ended(4);
    let csv = cli.run(&["sources", "--format", "csv"]).ended(0).out;
    assert!(
        csv.starts_with("name,kind,url,poll_s,read_only,as_of\r\n") && csv.contains(",15,false,"),
        "{csv}"
    );
    let csv = cli.run(&["sources", "test", "--format", "csv"]).ended(0).out;
    assert!(csv.starts_with("name,answered,elapsed_ms,open,clock_offset_s\r\nalertmanager,true,"), "{csv}");
}

#[test]
fn calendars_and_promises_are_checked_with_their_place_and_told_in_words() {
    let cli = Cli::new(&[]);
    let right = "[[calendar]]\nname = \"office\"\ntz = \"Europe/Paris\"\nweekly = { mon-fri = [\"09:00-17:00\"] }\n\
                 holidays = [{ recurring = [\"12-24\", \"01-02\"] }]\n\
                 [[sla]]\nname = \"P3\"\nmetric = \"resolution\"\nquery = \"p:3\"\ntarget = \"3bd\"\ncalendar = \"office\"\n";
    cli.write(FILE, right);
    let said = cli.run(&["config", "check"]).ended(0).out;
    assert_eq!(said.matches("  opens ").count(), 5, "{said}");
    for words in
        ["09:00 to 17:00 CE", "every 12-24 to 01-02", "P3: resolution within 3 business days of office"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    for (from, to, words) in [
        ("17:00", "25:00", ":4:23: `25:00` is no time of day"),
        (
            "Europe/Paris",
            "Europe/Pariss",
            ":3:6: unknown time zone `Europe/Pariss`; did you mean `Europe/Paris`?",
        ),
        (
            "calendar = \"office\"",
            "calendar = \"ofice\"",
            ":11:12: there is no calendar `ofice`; did you mean `office`?",
        ),
        ("\"p:3\"", "\"clock<15m\"", ":9:10: an sla cannot ask for this"),
    ] {
        let file = cli.write(FILE, &right.replace(from, to));
        let said = cli.run(&["config", "check"]).ended(2);
        assert!(said.err.contains(&format!("{}{words}", file.display())), "{words}: {said:?}");
    }
}

#[test]
fn own_keys_are_judged_and_listed() {
    let cli = Cli::new(&[]);
    let file = cli.write(
        "config/watchfloor/keys.toml",
        "akc = \"F7\"\n[[bind]]\nkeys = \"Ctrl-Enter\"\naction = \"ack\"\n[[bind]]\nkeys = \"F9\"\nrun = \"note x\"\nwhen = \"board && markd\"\n",
    );
    for args in [&["config", "check"][..], &["keys"], &[]] {
        let said = cli.run(args).ended(2);
        for (place, words) in [("1:1", "`ack`"), ("3:8", "kitty"), ("8:18", "`marked`")] {
            assert!(said.err.contains(&format!("{}:{place}:", file.display())), "{args:?} {said:?}");
            assert!(said.err.contains(words), "{args:?} {said:?}");
        }
    }
    cli.write(
        "config/watchfloor/keys.toml",
        "redraw = []\n[[bind]]\nkeys = \"F9\"\nrun = \"note x\"\nwhen = \"board && marked\"\n",
    );
    let said = cli.run(&["config", "check"]).ended(0);
    assert!(said.err.contains("`redraw` has no key"), "{said:?}");
    let said = cli.run(&["keys"]).ended(0).out;
    assert!(said.contains("F9") && said.contains("keys.toml:3") && !said.contains("redraw"), "{said}");
    let keys = cli.run(&["keys", "--json"]).ended(0).json();
    let rows = keys.as_array().expect("rows");
    let own = rows.iter().find(|r| r["keys"] == "F9").expect("the own one");
    assert_eq!((own["run"].as_str(), own["when"].as_str()), (Some("note x"), Some("board && marked")));
    assert!(rows.iter().any(|r| r["action"] == "ack" && r["keys"] == "a" && r["from"] == "default"));
}
