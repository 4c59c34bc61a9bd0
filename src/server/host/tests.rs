//! Locks, places and ports; what several processes do with them is in `tests/it/host`.

use std::{os::unix::fs::PermissionsExt, path::Path, time::Duration};

use super::{place::data, *};
use crate::config::{AuthConfig, ListenAt, TokenConfig};

#[test]
fn a_lock_has_one_holder_who_is_named() {
    let dir = tempfile::tempdir().expect("a folder");
    let lock = Lock::take(dir.path()).expect("free");
    let held = Lock::take(dir.path()).expect_err("held");
    assert!(held.to_string().contains(&format!("process {}", std::process::id())), "{held}");
    assert!(Lock::take_within(dir.path(), Duration::from_millis(20)).is_err());
    drop(lock);
    Lock::wait(dir.path()).expect("free again");
    let none = Lock::take(Path::new("/nowhere/at/all")).expect_err("no folder");
    assert!(matches!(none, Held::Io { .. }), "{none}");
}

#[test]
fn the_address_is_a_function_of_the_folder_whatever_leads_to_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let real = data(&dir.path().join("data"));
    std::os::unix::fs::symlink(&real, dir.path().join("link")).expect("a link");
    assert_eq!(data(&dir.path().join("link")), real);
    assert_eq!(std::fs::metadata(&real).expect("made").permissions().mode() & 0o777, 0o700);
    let endpoint = Endpoint::of(&real);
    assert_eq!(endpoint, Endpoint::Unix(real.join("server.sock")));
    let source = endpoint.local().expect("a source");
    assert_eq!(
        (source.name.as_str(), source.local, source.socket),
        ("local", true, Some(real.join("server.sock")))
    );
}

#[test]
fn a_path_that_is_too_long_gets_a_port_that_all_agree_on() {
    let dir = tempfile::tempdir().expect("a folder");
    let long = data(&dir.path().join("d".repeat(110)));
    let all: Vec<Endpoint> = std::thread::scope(|scope| {
        let at_once: Vec<_> = (0..8).map(|_| scope.spawn(|| Endpoint::of(&long))).collect();
        at_once.into_iter().map(|one| one.join().expect("it ends")).collect()
    });
    assert!(all.iter().all(|one| one == &all[0]), "{all:?}");
    let Endpoint::Tcp(at) = &all[0] else { panic!("{:?}", all[0]) };
    assert!(at.address.ip().is_loopback() && at.address.port() >= 20_000);
    assert_eq!(std::fs::read_dir(&long).expect("a folder").count(), 1, "what lost is removed");
    let source = all[0].local().expect("a source");
    assert_eq!(source.auth, AuthConfig::Bearer { token: TokenConfig::File(at.file.clone()) });
}

#[tokio::test]
async fn a_port_that_another_program_took_is_replaced() {
    let dir = tempfile::tempdir().expect("a folder");
    let at = port::remembered(dir.path()).expect("remembered");
    let _other = std::net::TcpListener::bind(at.address).expect("free");
    let (listener, token) = port::listen(dir.path(), &at).expect("another one");
    let now = port::remembered(dir.path()).expect("remembered");
    assert_ne!(now.address, at.address);
    assert_eq!(listener.local_addr().expect("bound"), now.address);
    assert_eq!(std::fs::read_to_string(&now.file).expect("a file").trim(), token);
}

#[test]
fn only_this_machine_is_listened_to_without_a_token() {
    for (at, token, proxy, fine) in [
        ("127.0.0.1:1", false, false, true),
        ("[::1]:1", false, false, true),
        ("[::ffff:127.0.0.1]:1", false, false, true),
        ("unix:/x", false, false, true),
        ("0.0.0.0:1", false, true, false),
        ("10.0.0.1:1", true, false, false),
        ("10.0.0.1:1", true, true, true),
    ] {
        let parsed = ListenAt::parse(at).expect("an address");
        assert_eq!(listen::check(&parsed, token, proxy).is_ok(), fine, "{at} {token} {proxy}");
    }
}

#[tokio::test]
async fn one_who_waits_can_go_and_the_next_serves() {
    let dir = tempfile::tempdir().expect("a folder");
    let (endpoint, first) = Standing::begin(dir.path(), None);
    first.ready(Duration::from_secs(20)).await.expect("it serves");
    assert!(endpoint.answers().await);
    let (_, waits) = Standing::begin(dir.path(), None);
    let (_, third) = Standing::begin(dir.path(), None);
    waits.ready(Duration::from_secs(20)).await.expect("somebody serves");
    waits.finish();
    let mut state = third.state();
    first.finish();
    let serves = state.wait_for(|s| *s == State::Serving);
    // What `wait_for` gives is a lock on the state: it must be gone before anybody finishes.
    let served = tokio::time::timeout(Duration::from_secs(20), serves).await.is_ok_and(|s| s.is_ok());
    assert!(served, "it takes over");
    third.finish();
    assert!(!endpoint.answers().await && !dir.path().join("server.sock").exists());
}
