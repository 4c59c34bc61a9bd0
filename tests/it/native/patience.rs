//! Time: streams that do not begin, lines that fall silent, servers that are slow, and how old what is shown is then.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::json;
use watchfloor::backend::{
    ActError, Backend, Listing, ReadError, Verb,
    native::{Native, Patience},
};

use super::{
    changes, command, list_all, native,
    script::{change, hello, listing, page, place, record, wants_stream},
    told, until,
};
use crate::support::fault_server::{FaultServer, Reply};

const SHORT: Duration = Duration::from_millis(300);

fn impatient(url: &str) -> Native {
    native(url).with_patience(Patience {
        hello: SHORT,
        idle: 2 * SHORT,
        stream_again: Duration::from_mins(10),
    })
}

/// What a long poll brings once.
fn poll(seen_target: &str) -> Reply {
    let items = match seen_target.contains(&place(10)) {
        true => vec![json!({"event": {}, "incident": record(1, "acknowledged", 2)})],
        false => vec![],
    };
    Reply::json(200, json!({"items": items, "gap": null, "next": place(11)}).to_string())
}

#[tokio::test]
async fn a_stream_that_does_not_begin_is_left_for_long_polls() {
    // Held back with its head, and with its head alone.
    for held in [Reply::silence(), Reply::open_events(""), Reply::open_events("retry: 500\n: patience\n")] {
        let server = listing(vec![record(1, "new", 1)], move |seen, _| {
            if wants_stream(seen) { held.clone() } else { poll(&seen.target) }
        })
        .await;
        let native = impatient(&server.url());
        list_all(&native).await.expect("a list");
        assert_eq!(told(&changes(&native).await), ["INC-000001 acknowledged"]);
        assert_eq!(server.seen().iter().filter(|s| wants_stream(s)).count(), 1);
    }
}

#[tokio::test]
async fn where_only_lists_got_through_the_stream_is_tried_again_later() {
    let server = listing(vec![record(1, "new", 1)], |_, n| match n {
        0 | 1 => Reply::html(403, "<html>not today</html>").header("Retry-After", "0"),
        2 | 3 => Reply::html(404, "<html>not today</html>"),
        _ => Reply::open_events(hello(11) + &change(11, &record(1, "acknowledged", 2))),
    })
    .await;
    let native = native(&server.url()).with_patience(Patience { stream_again: SHORT, ..Patience::default() });
    list_all(&native).await.expect("a list");
    // A proxy that forbids is trouble in words; one that knows nothing of streams is left for lists.
    until(&native, |listing| listing.is_err().then_some(())).await;
    let mut lists = 0;
    let told = until(&native, |listing| match listing {
        Ok(Listing::Part { .. }) => {
            lists += 1;
            None
        }
        Ok(Listing::Changed(changes, _)) => Some(told(&changes)),
        _ => None,
    })
    .await;
    assert_eq!(told, ["INC-000001 acknowledged"]);
    assert!(lists >= 1);
}

#[tokio::test]
async fn a_silent_line_is_dropped_and_followed_again_from_its_last_entry() {
    let server = listing(vec![record(1, "new", 1)], |_, n| match n {
        0 => Reply::open_events(hello(11) + &change(11, &record(1, "acknowledged", 2))),
        _ => Reply::open_events(hello(12) + &change(12, &record(2, "new", 1))),
    })
    .await;
    let native = impatient(&server.url());
    list_all(&native).await.expect("a list");
    assert_eq!(told(&changes(&native).await), ["INC-000001 acknowledged"]);
    assert_eq!(told(&changes(&native).await), ["INC-000002 new"]);
    let seen: Vec<_> = server.seen().into_iter().filter(wants_stream).collect();
    assert_eq!(seen[1].header("last-event-id"), Some(place(11).as_str()));
}

#[tokio::test]
async fn what_is_shown_is_as_old_as_the_last_byte() {
    let beats = Arc::new(AtomicBool::new(true));
    let living = Arc::clone(&beats);
    let server = listing(vec![], move |_, _| match living.load(Ordering::SeqCst) {
        // A heartbeat every 0.3 s.
        true => Reply::drip(hello(10) + &":\n\n".repeat(60), Duration::from_millis(20))
            .header("Content-Type", "text/event-stream"),
        false => Reply::open_events(hello(10)),
    })
    .await;
    let at = |listing: Result<Listing, ReadError>| match listing {
        Ok(Listing::Unchanged(stamp)) => Some(stamp.at),
        _ => None,
    };
    let native = native(&server.url());
    list_all(&native).await.expect("a list");
    let first = until(&native, at).await;
    until(&native, |listing| at(listing).filter(|at| *at - first >= 2)).await;
    // The next line brings no heartbeats.
    beats.store(false, Ordering::SeqCst);
    let streams = || server.seen().iter().filter(|s| wants_stream(s)).count();
    let before = streams();
    until(&native, |_| (streams() > before).then_some(())).await;
    let last = until(&native, at).await;
    let later = Instant::now() + Duration::from_millis(2_500);
    until(&native, |listing| {
        let at = at(listing);
        (Instant::now() > later)
            .then(|| assert!(at.is_some_and(|at| at - last <= 1), "{at:?} after {last:?}"))
    })
    .await;
}

#[tokio::test]
async fn a_server_that_takes_too_long_is_unreachable_and_a_verb_waits_in_the_queue() {
    let server = FaultServer::start(|seen| match seen.method.as_str() {
        "GET" => page(&[record(1, "new", 1)], None, 10),
        _ => Reply::hang_after_head(),
    })
    .await;
    let short = || watchfloor::net::ClientSpec { timeout: SHORT, ..super::spec(&server.url()) };
    let native = Native::new(
        watchfloor::domain::SourceName::new("wf"),
        watchfloor::net::Client::new(&short()).expect("a client"),
        super::options(false),
    );
    let (_, all) = list_all(&native).await.expect("a list");
    let outcome = native.act(&command(&all[0], Verb::Unack)).await;
    assert!(
        matches!(&outcome, Err(ActError::Later { words, .. }) if words.shown().contains("within 0.3 s")),
        "{outcome:?}"
    );

    let server = FaultServer::always(Reply::drip("{".repeat(1_000), Duration::from_millis(10))).await;
    let short = watchfloor::net::ClientSpec { timeout: SHORT, ..super::spec(&server.url()) };
    let native = Native::new(
        watchfloor::domain::SourceName::new("wf"),
        watchfloor::net::Client::new(&short).expect("a client"),
        super::options(false),
    );
    let error = native.list().await.expect_err("too slow");
    assert!(matches!(&error, ReadError::Unreachable(w) if w.shown().contains("within 0.3 s")), "{error:?}");
    // Whoever watches after a failed list waits: nothing is asked in a circle.
    let before = Instant::now();
    native.watch(SHORT).await;
    assert!(before.elapsed() >= SHORT);
}
