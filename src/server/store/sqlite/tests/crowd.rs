//! Many at once: everybody is answered, the log has no holes, and a follower sees each entry once.

use std::time::Duration;

use tokio::{sync::broadcast::error::RecvError, task::JoinSet, time::timeout};

use super::*;
use crate::server::store::Published;

const WRITERS: u32 = 32;
const EACH: u32 = 12;

/// Reads the log up to `head` as the stream does: what passed by `since`, then what comes by `follow`.
async fn follower(
    store: Store,
    mut follow: tokio::sync::broadcast::Receiver<std::sync::Arc<Published>>,
    head: u64,
) -> Vec<u64> {
    let (mut seen, mut at) = (Vec::new(), 0);
    while at < head {
        let caught_up = loop {
            let since = store.since(at, 7).await.expect("the log");
            assert_eq!(since.gap, None);
            at = since.last;
            seen.extend(since.items.iter().map(|i| i.event.seq));
            if since.items.len() < 7 {
                break at;
            }
        };
        while at < head {
            match timeout(Duration::from_secs(20), follow.recv()).await.expect("in time") {
                Ok(published) if published.last <= caught_up => {}
                // Some of it was read already.
                Ok(published) if published.first <= at + 1 => {
                    seen.extend(at + 1..=published.last);
                    assert_eq!(published.frames.len() as u64, published.last + 1 - published.first);
                    at = published.last;
                }
                Ok(_) | Err(RecvError::Lagged(_)) => break,
                Err(RecvError::Closed) => return seen,
            }
        }
    }
    seen
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_is_answered_and_followed() {
    let dir = tempfile::tempdir().expect("a folder");
    let store = open(&dir).await;
    // An incident each, all acknowledged by two at once.
    let head = u64::from(WRITERS * EACH * 2);
    let followers: Vec<_> =
        (0..3).map(|_| tokio::spawn(follower(store.clone(), store.follow(), head))).collect();
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let store = store.clone();
        writers.spawn(async move {
            let mut numbers = Vec::new();
            for nth in 0..EACH {
                let key = format!("{writer}-{nth}");
                let asked = keyed(new(&key), &key);
                let (first, second) = tokio::join!(store.submit(asked.clone()), store.submit(asked));
                let (first, second) = (first.expect("opened"), second.expect("opened"));
                assert_ne!(first.replayed, second.replayed, "done once");
                assert_eq!(first.done, second.done);
                let Done::New(record) = first.done else { panic!("no incident") };
                let (one, two) = tokio::join!(
                    store.submit(asked_ack(record.number)),
                    store.submit(asked_ack(record.number))
                );
                let already = [acted(one), acted(two)].iter().filter(|a| a.already.is_some()).count();
                assert_eq!(already, 1, "one was first");
                numbers.push(record.number);
            }
            numbers
        });
    }
    let mut numbers: Vec<u32> = writers.join_all().await.into_iter().flatten().collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=WRITERS * EACH).collect::<Vec<_>>());
    assert_eq!(store.head(), head);
    for follower in followers {
        assert_eq!(follower.await.expect("no panic"), (1..=head).collect::<Vec<_>>());
    }
    assert_eq!(store.totals().open[2], u64::from(WRITERS * EACH));
}

fn asked_ack(number: u32) -> Asked {
    asked(ack(number))
}

#[tokio::test]
async fn what_was_asked_is_done_though_nobody_waits() {
    let dir = tempfile::tempdir().expect("a folder");
    let store = open(&dir).await;
    let waits = store.submit(keyed(new("in haste"), "k"));
    // Long enough to be queued, not to be answered.
    assert!(timeout(Duration::ZERO, waits).await.is_err());
    store.close().await;
    let again = open(&dir).await;
    let answer = again.submit(keyed(new("in haste"), "k")).await.expect("an answer");
    assert_eq!((answer.replayed, again.totals().incidents), (true, 1));
}

#[tokio::test]
async fn a_place_after_the_end_is_a_gap() {
    let dir = tempfile::tempdir().expect("a folder");
    let store = open(&dir).await;
    opened(&store, "one").await;
    let at_end = store.since(1, 10).await.expect("read");
    assert_eq!((at_end.items.len(), at_end.last, at_end.gap), (0, 1, None));
    let after = store.since(2, 10).await.expect("read");
    let gap = after.gap.expect("a gap");
    assert_eq!((gap.next.seq, gap.next.store, after.last), (1, store.id(), 1));
}

#[tokio::test]
async fn an_acknowledgement_runs_out_by_itself() {
    let dir = tempfile::tempdir().expect("a folder");
    let store = Store::open(&place(&dir), Clock::System, false).await.expect("a store");
    let now = store.clock().now();
    let at = |seconds: i64| By { at: Some(now + seconds), ..by("ana") };
    let new = NewIncident { title: text("disk full"), by: at(-100), ..NewIncident::default() };
    store.submit(asked(Op::New(Box::new(new)))).await.expect("opened");
    let mut follow = store.follow();
    let ack = Ack { for_s: Some(60), by: at(-59), note: None };
    let number = Number::new(1).expect("a number");
    let op = Op::Act { number, action: Box::new(Action::from(ack)), if_version: None };
    acted(store.submit(asked(op)).await);
    let kinds = async {
        let mut kinds = Vec::new();
        while kinds.len() < 2 {
            let published = follow.recv().await.expect("an entry");
            let items = store.since(published.first - 1, 10).await.expect("read").items;
            kinds.extend(items.first().map(|i| i.event.kind.word()));
        }
        kinds
    };
    let kinds = timeout(Duration::from_secs(30), kinds).await.expect("it runs out");
    assert_eq!(kinds, ["ack", "unack"]);
}
