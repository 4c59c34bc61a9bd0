//! Listing and following, against a scripted server: pages, breaks, gaps, proxies.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::json;
use watchfloor::backend::{Backend, Listing, ReadError};

use super::{
    changes, list_all, native, options,
    script::{change, hello, listing, page, place, record, waits_to_be_closed, wants_stream},
    spec, told, until,
};
use crate::support::fault_server::{FaultServer, Reply, dead_address};

#[tokio::test]
async fn everything_comes_in_parts_and_the_stream_goes_on_from_before_the_first() {
    let server = FaultServer::start(|seen| match seen.target.as_str() {
        t if t.contains("cursor=c2") => page(&[record(3, "new", 1)], None, 12),
        t if t.contains("cursor=c1") => page(&[record(2, "new", 1)], Some("c2"), 11),
        t if t.contains("cursor=r1") => page(&[record(5, "resolved", 1)], None, 12),
        t if t.contains("state%3Aresolved") => page(&[record(4, "resolved", 1)], Some("r1"), 12),
        t if t.starts_with("/v1/incidents?") => page(&[record(1, "new", 1)], Some("c1"), 10),
        _ => Reply::open_events(
            hello(14)
                + &change(11, &record(1, "acknowledged", 2))
                + &change(12, &record(2, "closed", 2))
                + &change(13, &record(4, "merged", 2))
                + &change(14, &record(1, "resolved", 3)),
        ),
    })
    .await;
    let native = native(&server.url());
    let (parts, all) = list_all(&native).await.expect("a list");
    let states: Vec<_> = all.iter().map(|i| i.state.word()).collect();
    assert_eq!((parts, states), (5, vec!["new", "new", "new", "resolved", "resolved"]));
    let asked: Vec<_> =
        server.seen().iter().map(|s| s.target.replace("/v1/incidents?q=state%3A", "")).collect();
    assert_eq!(
        asked,
        [
            "open&sort=priority&limit=1000",
            "open&sort=priority&limit=1000&brief=true&cursor=c1",
            "open&sort=priority&limit=1000&brief=true&cursor=c2",
            "resolved&sort=-updated&limit=1000&brief=true",
            "resolved&sort=-updated&limit=1000&brief=true&cursor=r1",
        ]
    );
    assert_eq!(server.seen().len(), 5, "nobody follows before somebody wants to hear more");
    // All that waits comes at once, the newest of each.
    let mut all = Vec::new();
    while all.len() < 3 {
        all.extend(told(&changes(&native).await));
    }
    all.retain(|t| !t.ends_with("acknowledged"));
    assert_eq!(all, ["INC-000001 resolved", "INC-000002 gone: closed", "INC-000004 gone: merged"]);
    let stream = server.seen().into_iter().find(wants_stream).expect("a stream");
    assert_eq!(stream.header("last-event-id"), Some(place(10).as_str()));
}

#[tokio::test]
async fn after_a_break_it_goes_on_from_the_last_entry_and_says_nothing_twice() {
    let server = listing(vec![record(1, "new", 1)], |_, n| match n {
        0 => Reply::events(hello(11) + &change(11, &record(1, "acknowledged", 2))),
        1 => Reply::reset_after(hello(12) + &change(12, &record(2, "new", 1)))
            .header("Content-Type", "text/event-stream"),
        _ => Reply::open_events(hello(13) + &change(13, &record(3, "new", 1))),
    })
    .await;
    let native = native(&server.url());
    list_all(&native).await.expect("a list");
    let mut all = Vec::new();
    while all.len() < 3 {
        all.extend(told(&changes(&native).await));
    }
    assert_eq!(all, ["INC-000001 acknowledged", "INC-000002 new", "INC-000003 new"]);
    let asked: Vec<_> = server.seen().into_iter().filter(wants_stream).collect();
    let from: Vec<_> = asked.iter().filter_map(|s| s.header("last-event-id")).collect();
    assert_eq!(from, [place(10), place(11), place(12)]);
}

#[tokio::test]
async fn a_gap_lists_everything_anew() {
    let lists = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&lists);
    let mut streams = 0;
    let server = FaultServer::start(move |seen| {
        if waits_to_be_closed(seen) {
            return page(&[], None, 99);
        }
        if seen.target.starts_with("/v1/incidents?") {
            let n = count.fetch_add(1, Ordering::SeqCst) as u64;
            return page(&[record(1, "new", n)], None, 10 + n);
        }
        streams += 1;
        let gap = json!({"reason": "too_far_behind", "next": place(500)});
        match streams {
            1 => Reply::open_events(
                hello(500)
                    + &change(11, &record(9, "new", 1))
                    + &format!("id: {}\nevent: gap\ndata: {gap}\n\n", place(500)),
            ),
            _ => Reply::open_events(hello(11)),
        }
    })
    .await;
    let native = native(&server.url());
    list_all(&native).await.expect("a list");
    for wanted in [true, false] {
        let first = until(&native, |listing| match listing.expect("an answer") {
            Listing::Part { first, last, .. } => Some((first, last)),
            _ => None,
        });
        assert_eq!(first.await, (wanted, !wanted));
    }
    // What waited from before the gap is not told after it, and the stream goes on from the new list.
    assert!(matches!(native.list().await, Ok(Listing::Unchanged(_))));
    until(&native, |_| {
        let from: Vec<_> = server.seen().into_iter().filter(wants_stream).collect();
        from.iter().any(|s| s.header("last-event-id") == Some(place(11).as_str())).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_web_page_instead_of_the_server_is_said_by_name() {
    let server = FaultServer::always(Reply::html(200, "<html><title>Sign in to Corp</title></html>")).await;
    let error = native(&server.url()).list().await.expect_err("no list");
    assert!(matches!(error, ReadError::Answer(_)), "{error:?}");
    let words = error.words().shown();
    assert!(words.contains("a web page (HTML), not JSON") && words.contains("Sign in to Corp"), "{words}");
}

#[tokio::test]
async fn where_a_proxy_answers_the_stream_with_a_page_long_polls_bring_the_changes() {
    let server = listing(vec![record(1, "new", 1)], |seen, _| {
        if wants_stream(seen) {
            return Reply::html(200, "<html><title>Streaming blocked</title></html>");
        }
        let mut items = vec![json!({"event": {}, "incident": record(1, "acknowledged", 2)})];
        items.retain(|_| seen.target.contains(&place(10)));
        Reply::json(200, json!({"items": items, "gap": null, "next": place(11)}).to_string())
    })
    .await;
    let native = native(&server.url());
    list_all(&native).await.expect("a list");
    assert_eq!(told(&changes(&native).await), ["INC-000001 acknowledged"]);
    let polls: Vec<_> = server.seen().into_iter().filter(|s| s.target.contains("wait=")).collect();
    assert_eq!(polls[0].target, format!("/v1/events?after={}&wait=0", place(10)));
    assert_eq!(polls[0].header("accept"), Some("application/json"));
    until(&native, |_| server.seen().iter().any(|s| s.target.ends_with("wait=25")).then_some(())).await;
}

#[tokio::test]
async fn where_nothing_but_lists_gets_through_everything_is_listed_each_time() {
    let server = listing(vec![record(1, "new", 1)], |_, _| Reply::html(404, "<html>no</html>")).await;
    let native = native(&server.url());
    list_all(&native).await.expect("a list");
    // Not told as trouble: what is shown is true, and lists follow at the pace of the polls.
    for _ in 0..3 {
        let anew = until(&native, |listing| match listing.expect("an answer") {
            Listing::Part { incidents, first: true, .. } => Some(incidents.len()),
            Listing::Part { last: true, .. } | Listing::Unchanged(_) => None,
            other => panic!("{other:?}"),
        });
        assert_eq!(anew.await, 1);
    }
    let before = Instant::now();
    native.watch(Duration::from_millis(300)).await;
    assert!(before.elapsed() >= Duration::from_millis(300), "no list runs after the other");
    assert_eq!(server.seen().iter().filter(|s| s.target.starts_with("/v1/events")).count(), 2);
}

#[tokio::test]
async fn while_the_line_is_down_a_list_says_so_in_its_own_words_and_comes_back_by_itself() {
    let is_down = Arc::new(AtomicBool::new(false));
    let down = Arc::clone(&is_down);
    let server = listing(vec![record(1, "new", 1)], move |_, n| match down.load(Ordering::SeqCst) {
        _ if n == 0 => Reply::events(hello(10)),
        true => Reply::json(502, r#"{"message":"no upstream"}"#),
        false => Reply::open_events(hello(11) + &change(11, &record(1, "acknowledged", 2))),
    })
    .await;
    is_down.store(true, Ordering::SeqCst);
    let native = native(&server.url());
    list_all(&native).await.expect("a list");
    let error = until(&native, Result::err).await;
    assert!(matches!(error, ReadError::Unreachable(_)), "{error:?}");
    assert!(error.words().shown().contains("refused with status 502: \"no upstream\""), "{error:?}");
    assert!(native.list().await.is_err(), "and again, after an attempt of its own");
    is_down.store(false, Ordering::SeqCst);
    let back = until(&native, |listing| match listing {
        Ok(Listing::Changed(changes, stamp)) => Some((changes, stamp)),
        _ => None,
    })
    .await;
    assert_eq!(told(&back.0), ["INC-000001 acknowledged"]);
    assert!((super::now() - back.1.at).abs() <= 2);
}

#[tokio::test]
async fn a_token_that_is_no_longer_taken_is_told_at_once_and_named() {
    let server = listing(vec![], |_, _| Reply::json(401, r#"{"detail":"the token is not known"}"#)).await;
    let native = native(&server.url());
    list_all(&native).await.expect("a list");
    let error = until(&native, Result::err).await;
    assert!(matches!(error, ReadError::Setup(_)), "{error:?}");
    assert!(error.words().shown().contains("Check the token"), "{error:?}");
}

#[tokio::test]
async fn a_failed_page_begins_from_the_first_again() {
    let mut fails = 3;
    let server = FaultServer::start(move |seen| match seen.target.contains("cursor=") {
        _ if waits_to_be_closed(seen) => page(&[], None, 11),
        true if fails > 0 => {
            fails -= 1;
            Reply::json(503, "{}")
        }
        true => page(&[record(2, "new", 1)], None, 11),
        false => page(&[record(1, "new", 1)], Some("c1"), 10),
    })
    .await;
    let native = native(&server.url());
    assert!(matches!(native.list().await, Ok(Listing::Part { first: true, last: false, .. })));
    assert!(matches!(native.list().await, Err(ReadError::Unreachable(_))));
    let (parts, all) = list_all(&native).await.expect("a list");
    assert_eq!((parts, all.len()), (3, 2));
}

#[tokio::test]
async fn another_database_behind_the_same_address_is_listed_from_its_beginning() {
    let mut asked = 0;
    let server = FaultServer::start(move |_| {
        asked += 1;
        let other = json!({"incidents": [], "next": null, "as_of": "019ab1c2-0000-7000-8000-0000000000ff-3",
            "now": "2026-11-23T03:00:00Z"});
        match asked {
            1 => page(&[record(1, "new", 1)], Some("c1"), 10),
            _ => Reply::json(200, other.to_string()),
        }
    })
    .await;
    let native = native(&server.url());
    assert!(matches!(native.list().await, Ok(Listing::Part { last: false, .. })));
    let error = native.list().await.expect_err("two databases");
    assert!(error.words().shown().contains("another database"), "{error:?}");
    assert!(matches!(native.list().await, Ok(Listing::Part { first: true, last: false, .. })));
    assert!(matches!(native.list().await, Ok(Listing::Part { first: false, last: true, .. })));
}

#[tokio::test]
async fn nobody_there_is_unreachable_at_once_and_our_own_server_is_waited_for() {
    let url = format!("http://{}", dead_address().await);
    let error = native(&url).list().await.expect_err("nobody listens");
    assert!(matches!(error, ReadError::Unreachable(_)), "{error:?}");

    let folder = tempfile::tempdir().expect("a folder");
    let socket = folder.path().join("api.sock");
    let client =
        watchfloor::net::ClientSpec { unix_socket: Some(socket.clone()), ..spec("http://localhost") };
    let local = watchfloor::backend::native::Native::new(
        watchfloor::domain::SourceName::new("wf"),
        watchfloor::net::Client::new(&client).expect("a client"),
        options(true),
    );
    let before = Instant::now();
    let error = local.list().await.expect_err("no socket");
    assert!(matches!(error, ReadError::Unreachable(_)), "{error:?}");
    assert!((Duration::from_millis(2_500)..Duration::from_secs(5)).contains(&before.elapsed()));

    let list = local.list();
    let host = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let listener = tokio::net::UnixListener::bind(&socket).expect("a socket");
        let (mut stream, _) = listener.accept().await.expect("a client");
        crate::native::script::answer_once(&mut stream, &[record(1, "new", 1)]).await;
    };
    let (list, ()) = tokio::join!(list, host);
    let Ok(Listing::Part { incidents, stamp, .. }) = list else { panic!("{list:?}") };
    assert_eq!((incidents.len(), stamp.offset_s), (1, None), "its clock is ours");
}
