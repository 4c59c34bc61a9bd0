//! `serve`: what it refuses, whom it serves, how it ends.

use std::{fs, os::unix::fs::PermissionsExt, time::Duration};

use rustix::process::Signal;

use super::{Going, titles};
use crate::cli::harness::{Cli, mode};

fn serve(cli: &Cli, args: &[&str]) -> (Going, String) {
    let mut going = Going::start(cli.command(&[&["serve"], args].concat()));
    let line = going.says("listening on ");
    (going, line.trim_start_matches("listening on ").to_owned())
}

#[test]
fn what_would_be_open_to_others_is_refused() {
    let cli = Cli::new(&[]);
    let token = cli.write("token", "secret-of-the-team\n");
    let token = token.to_str().expect("text");
    fs::set_permissions(token, fs::Permissions::from_mode(0o600)).expect("set");
    let open = cli.write("open", "x\n");
    fs::set_permissions(&open, fs::Permissions::from_mode(0o644)).expect("set");
    let file = cli.write("a-file", "");
    let unix = format!("unix:{}", file.display());
    for (args, words) in [
        (&["--listen", "0.0.0.0:0"][..], "without a token"),
        (&["--listen", "[::]:0"], "without a token"),
        (&["--listen", "0.0.0.0:0", "--token-file", token], "speaks no TLS itself"),
        (&["--listen", "127.0.0.1:0", "--token-file", open.to_str().expect("text")], "chmod 600"),
        (&["--listen", "nowhere"], "not an address to listen at"),
        (&["--listen", &unix], "no socket lies there"),
        (&["--database", "postgres://h/db"], "not built in yet"),
        (&["--demo", "--database", "sqlite:/x"], "cannot be used with"),
    ] {
        let said = cli.run(&[&["serve"], args].concat()).ended(2);
        assert!(said.err.contains(words) && said.out.is_empty(), "{args:?} {said:?}");
        assert!(!said.err.contains("secret-of-the-team"), "{said:?}");
    }
    assert!(file.exists());
}

#[test]
fn a_team_is_served_with_its_token_and_sigterm_ends_it_in_good_order() {
    let cli = Cli::new(&[]);
    let token = cli.write("token", "secret-of-the-team\n");
    fs::set_permissions(&token, fs::Permissions::from_mode(0o600)).expect("set");
    cli.write(
        "config/watchfloor/config.toml",
        "[serve]\nlisten = \"0.0.0.0:0\"\nbehind_proxy = true\ntoken = { file = \"../../token\" }\n\
         database = \"sqlite:../../team/server.db\"\n",
    );
    let (server, at) = serve(&cli, &[]);
    let url = format!("native={}", at.replace("0.0.0.0", "127.0.0.1"));
    let person = Cli::new(&[]);
    let said = person.run(&["list", "--source", &url]).ended(69);
    assert!(said.err.contains("401"), "{said:?}");
    let mut new = person.command(&["new", "--title", "for all", "--source", &url]);
    new.env("WATCHFLOOR_NATIVE_TOKEN", "secret-of-the-team");
    assert_eq!(crate::cli::harness::said(new.spawn().expect("it runs")).ended(0).out, "INC-000001\n");

    // Somebody follows the stream all the while.
    let mut watch = person.command(&["watch", "--source", &url]);
    watch.env("WATCHFLOOR_NATIVE_TOKEN", "secret-of-the-team");
    let mut watch = Going::start(watch);
    watch.says("for all");
    server.signal(Signal::TERM);
    let (code, took) = server.ends();
    assert!(code == 0 && took < Duration::from_secs(5), "{code} {took:?}");
    assert_eq!(mode(&cli.path("team")), 0o700);
}

#[test]
fn one_database_has_one_server_and_local_screens_find_it() {
    let cli = Cli::new(&[]);
    let (server, _) = serve(&cli, &["--listen", "127.0.0.1:0"]);
    let said = cli.run(&["serve", "--listen", "127.0.0.1:0"]).ended(2);
    assert!(said.err.contains(&format!("process {}", server.pid())), "{said:?}");
    cli.run(&["new", "--title", "through the socket"]).ended(0);
    assert_eq!(titles(&cli.run(&["list", "--json"]).ended(0)), ["through the socket"]);
    server.signal(Signal::KILL);
    server.ends();
    // And the other way round: a screen that serves stands in the way, and is named.
    let mut watch = Going::start(cli.command(&["watch"]));
    watch.says("watching local: 1 open");
    let said = cli.run(&["serve", "--listen", "127.0.0.1:0"]).ended(2);
    assert!(said.err.contains(&format!("process {}", watch.pid())), "{said:?}");
}

#[test]
fn a_socket_is_served_replaced_when_stale_and_removed_at_the_end() {
    let cli = Cli::new(&[]);
    let socket = cli.path("api.sock");
    let at = format!("unix:{}", socket.display());
    let (server, said_at) = serve(&cli, &["--listen", &at]);
    assert_eq!((said_at.as_str(), mode(&socket)), (at.as_str(), 0o600));
    let source = format!("native={at}");
    cli.run(&["new", "--title", "by socket", "--source", &source]).ended(0);
    let other = Cli::new(&[]);
    let said = other.run(&["serve", "--listen", &at]).ended(2);
    assert!(said.err.contains("another program listens there"), "{said:?}");
    server.signal(Signal::KILL);
    server.ends();
    assert!(socket.exists(), "a killed one cannot tidy up");
    let (server, _) = serve(&cli, &["--listen", &at]);
    let list = cli.run(&["list", "--json", "--source", &source]).ended(0);
    assert_eq!(titles(&list), ["by socket"]);
    server.signal(Signal::INT);
    assert_eq!(server.ends().0, 0);
    assert!(!socket.exists());
}

#[test]
fn a_made_up_day_leaves_nothing() {
    let cli = Cli::new(&[]);
    let temp = cli.path("tmp");
    fs::create_dir(&temp).expect("a folder");
    let mut command = cli.command(&["serve", "--demo", "--listen", "127.0.0.1:0"]);
    command.env("TMPDIR", &temp);
    let mut server = Going::start(command);
    server.says("listening on ");
    assert_eq!(fs::read_dir(&temp).expect("a folder").count(), 1);
    server.signal(Signal::TERM);
    assert_eq!(server.ends().0, 0);
    assert_eq!(fs::read_dir(&temp).expect("a folder").count(), 0);
    assert!(!cli.path("data").exists(), "nothing of this person's was touched");
}
