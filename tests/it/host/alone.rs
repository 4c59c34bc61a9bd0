//! One command after the other, nothing configured.

use super::{titles, with};
use crate::cli::harness::{Cli, mode};

#[test]
fn without_a_source_there_is_a_local_database_and_every_command_says_so() {
    let cli = Cli::new(&[]);
    let new = cli.run(&["new", "--title", "printer on fire", "--impact", "1", "--urgency", "1"]).ended(0);
    assert_eq!(new.out, "INC-000001\n");
    assert!(new.err.contains("not your production") && new.err.contains("config init"), "{new:?}");

    let list = cli.run(&["list", "--json"]).ended(0);
    assert_eq!(titles(&list), ["printer on fire"]);
    assert_eq!(list.json()[0]["id"], "local/INC-000001");
    assert_eq!(list.json()[0]["priority"], 1);
    assert!(list.err.contains("not your production"), "{list:?}");

    cli.run(&["ack", "1", "--note", "looking"]).ended(0);
    assert_eq!(cli.run(&["show", "1", "--json"]).ended(0).json()["owner"], "ana");
    assert!(cli.run(&["timeline", "1"]).ended(0).out.contains("looking"));
    assert_eq!(cli.run(&["show", "2"]).code, 4);
    assert_eq!(cli.run(&["status"]).ended(0).out, "1 P1 0 P2 1 open; 1 source up\n");
    assert!(cli.run(&["sources"]).ended(0).out.contains("native"));
    cli.run(&["list", "--source", "local"]).ended(0);

    assert!(!cli.path("data/server.sock").exists(), "who goes takes the socket along");
    assert_eq!((mode(&cli.path("data")), mode(&cli.path("data/server.db"))), (0o700, 0o600));
}

#[test]
fn what_new_takes_is_kept_and_what_it_refuses_is_told() {
    let cli = Cli::new(&[]);
    let args = ["new", "--json", "--title", "slow", "--description", "-", "--service", "db", "--owner", "me"];
    let new = cli.run_with(&[&args[..], &["--label", "region=eu", "--impact", "3"]].concat(), "since noon\n");
    let new = new.ended(0).json();
    assert_eq!(
        (&new["description"], &new["service"], &new["owner"], &new["labels"]["region"], &new["impact"]),
        (&"since noon".into(), &"db".into(), &"ana".into(), &"eu".into(), &3.into())
    );
    for (args, words) in [
        (&["new"][..], "--title"),
        (&["new", "--title", " "], "the title is empty"),
        (&["new", "--title", "x", "--label", "region"], "a label is NAME=VALUE"),
    ] {
        let said = cli.run(args).ended(2);
        assert!(said.err.contains(words), "{args:?} {said:?}");
    }
    // How many levels there are is for the matrix of whoever takes it.
    let said = cli.run(&["new", "--title", "x", "--impact", "4"]).ended(3);
    assert!(said.err.contains("impact is 4; write 1 (high) to 3 (low)"), "{said:?}");
    let said = Cli::dead().run(&["new", "--title", "x"]).ended(2);
    assert!(said.err.contains("native"), "an Alertmanager opens its incidents itself: {said:?}");
    cli.write(
        "config/watchfloor/config.toml",
        "[[source]]\nname = \"a\"\nkind = \"native\"\nurl = \"unix:/nowhere/a\"\n\
         [[source]]\nname = \"b\"\nkind = \"native\"\nurl = \"unix:/nowhere/b\"\n",
    );
    assert!(cli.run(&["new", "--title", "x"]).ended(2).err.contains("--source NAME: a, b"));
    let said = cli.run(&["new", "--title", "x", "--source", "b", "--wait", "1s"]).ended(69);
    assert!(said.err.contains("new: b: ") && said.err.contains("not known whether"), "{said:?}");
}

#[test]
fn a_path_that_is_too_long_for_a_socket_gets_a_port_and_a_token() {
    let cli = Cli::new(&[]);
    let data = cli.path("data").join("d".repeat(120));
    let here = [("WATCHFLOOR_DATA_DIR", data.as_path())];
    with(&cli, &["new", "--title", "far away"], &here).ended(0);
    assert_eq!(titles(&with(&cli, &["list", "--json"], &here).ended(0)), ["far away"]);
    assert_eq!(mode(&data.join("server.endpoint")), 0o600);

    // Whoever has no token is not let in.
    let mut watch = cli.command(&["watch"]);
    watch.env("WATCHFLOOR_DATA_DIR", &data);
    let mut watch = super::Going::start(watch);
    watch.says("watching local: 1 open");
    let token = std::fs::read_to_string(data.join("server.endpoint")).expect("a file");
    let port = token.split('_').nth(1).expect("a port");
    let stranger = Cli::new(&[]);
    let source = format!("native=http://127.0.0.1:{port}");
    let said = stranger.run(&["list", "--source", &source]).ended(69);
    assert!(said.err.contains("401"), "{said:?}");
    with(&cli, &["new", "--title", "through the port"], &here).ended(0);
    watch.says("through the port");
}

#[test]
fn processes_with_and_without_a_runtime_folder_find_each_other() {
    let cli = Cli::new(&[]);
    let runtime = cli.path("run");
    std::fs::create_dir(&runtime).expect("a folder");
    let mut watch = cli.command(&["watch"]);
    watch.env("XDG_RUNTIME_DIR", &runtime);
    let mut watch = super::Going::start(watch);
    watch.says("watching local");
    let sockets = || std::fs::read_dir(runtime.join("watchfloor")).expect("a folder").count();
    assert_eq!((sockets(), mode(&runtime.join("watchfloor"))), (1, 0o700));
    cli.run(&["new", "--title", "from cron"]).ended(0);
    watch.says("from cron");
    watch.signal(rustix::process::Signal::INT);
    watch.ends();
    assert_eq!(sockets(), 0);
}

#[test]
fn a_database_that_cannot_be_opened_is_told_in_words() {
    let cli = Cli::new(&[]);
    cli.write("data/server.db", &"this is no database\n".repeat(100));
    let said = cli.run(&["list"]).ended(2);
    assert!(said.err.contains("server.db"), "{said:?}");
    // The lock is free again: with the file out of the way it works.
    std::fs::remove_file(cli.path("data/server.db")).expect("removed");
    cli.run(&["list"]).ended(0);

    let blocked = Cli::new(&[]);
    blocked.write("data", "a file where the folder should be");
    let said = blocked.run(&["list"]);
    assert!(said.code == 2 && said.err.contains("server.lock"), "{said:?}");
}
