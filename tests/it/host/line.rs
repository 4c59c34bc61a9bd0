//! Several processes in line on one data directory: who goes is followed by the next, and nothing is lost.

use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::{Going, titles};
use crate::cli::harness::Cli;

/// How long nobody may serve. Generous for a loaded machine; it is some milliseconds on an idle one.
const GAP: Duration = Duration::from_secs(3);

fn watch(cli: &Cli) -> Going {
    let mut going = Going::start(cli.command(&["watch"]));
    going.says("watching local");
    going
}

#[test]
fn a_host_that_is_killed_is_followed_by_the_next_in_line() {
    let cli = Cli::new(&[]);
    let (host, mut next) = (watch(&cli), watch(&cli));
    let mut opened = Vec::new();
    let mut open = |title: &str| {
        cli.run(&["new", "--title", title]).ended(0);
        opened.push(title.to_owned());
    };
    open("a first");
    next.says("a first");
    host.signal(Signal::KILL);
    let begun = Instant::now();
    open("b after the kill");
    assert!(begun.elapsed() < GAP, "{:?} without a server", begun.elapsed());
    next.says("b after the kill");
    // The third serves when the second is gone, too.
    let mut third = watch(&cli);
    next.signal(Signal::KILL);
    open("c after the second kill");
    third.says("c after the second kill");
    third.signal(Signal::KILL);
    third.ends();
    assert_eq!(titles(&cli.run(&["list", "--json"]).ended(0)), opened);
}

#[test]
fn a_host_that_quits_hands_over_and_nothing_is_lost_meanwhile() {
    let cli = Cli::new(&[]);
    let (host, mut next) = (watch(&cli), watch(&cli));
    let mut opened = Vec::new();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            (0..12)
                .map(|n| {
                    let title = format!("n {n:02}");
                    let begun = Instant::now();
                    cli.run(&["new", "--title", &title]).ended(0);
                    (title, begun.elapsed())
                })
                .collect::<Vec<_>>()
        });
        next.says("n 02");
        host.signal(Signal::INT);
        let (code, took) = host.ends();
        assert!(code == 0 && took < Duration::from_secs(5), "{code} {took:?}");
        for (title, took) in writer.join().expect("it ends") {
            assert!(took < GAP, "{title} took {took:?}");
            opened.push(title);
        }
    });
    next.says("n 11");
    let heard = next.heard.iter().filter(|l| l.contains(" new ") && l.contains(" n ")).count();
    assert_eq!(heard, 12, "{:#?}", next.heard);
    assert_eq!(titles(&cli.run(&["list", "--json"]).ended(0)), opened);
}
