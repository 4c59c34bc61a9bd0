//! The queue: order, leases, settling, keys, drafts.

use super::*;

fn confirmed() -> Settled {
    Settled::Confirmed { words: text("read back") }
}

fn later(next_at: Time) -> Settled {
    Settled::Later { words: text("no answer"), next_at }
}

#[tokio::test]
async fn what_was_saved_is_there_after_a_restart_once() {
    let (dir, store) = fresh().await;
    let both = [ack("a"), note("b", "two\nlines")];
    let entries = store.outbox.enqueue(&both).await.unwrap();
    assert_eq!(entries.iter().map(|e| e.command.clone()).collect::<Vec<_>>(), both);
    assert!(entries.iter().all(|e| e.state == EntryState::Pending && e.attempts == 0));
    store.outbox.enqueue(&both[..1]).await.unwrap();
    drop(store);
    let store = Store::open(&Paths::under(dir.path())).await.unwrap().store;
    let listed = store.outbox.list(Filter::Unsettled, 100).await.unwrap();
    assert_eq!(listed, entries);
}

#[tokio::test]
async fn one_incidents_actions_keep_their_order_others_pass() {
    let (_dir, store) = fresh().await;
    let all = [note("a", "1"), note("a", "2"), note("b", "3")];
    store.outbox.enqueue(&all).await.unwrap();
    let lease = async |now| store.outbox.lease("me", now).await.unwrap().map(|e| e.command);
    assert_eq!(lease(T0).await.as_ref(), Some(&all[0]));
    assert_eq!(lease(T0).await.as_ref(), Some(&all[2]), "the second waits behind the first");
    assert_eq!(lease(T0).await, None);
    // Put off is not out of the way.
    store.outbox.settle(all[0].key, "me", &later(T0 + 100), T0).await.unwrap();
    store.outbox.settle(all[2].key, "me", &confirmed(), T0).await.unwrap();
    assert_eq!(lease(T0 + 99).await, None);
    assert_eq!(store.outbox.next_due().await.unwrap(), Some(T0 + 100));
    assert_eq!(lease(T0 + 100).await.as_ref(), Some(&all[0]));
    // Refused is: a person must look at it, the next one is sent.
    let failed = Settled::Failed { words: text("refused") };
    store.outbox.settle(all[0].key, "me", &failed, T0 + 100).await.unwrap();
    assert_eq!(lease(T0 + 100).await.as_ref(), Some(&all[1]));
}

#[tokio::test]
async fn one_source_can_be_drained_by_itself() {
    let (_dir, store) = fresh().await;
    store.outbox.enqueue(&[note("a", "1")]).await.unwrap();
    let other = SourceName::new("other");
    assert_eq!(store.outbox.lease_of(&other, "me", T0).await.unwrap(), None);
    assert!(store.outbox.lease_of(&am(), "me", T0).await.unwrap().is_some());
}

#[tokio::test]
async fn a_lease_runs_out_and_its_late_holder_is_refused() {
    let (_dir, store) = fresh().await;
    let one = note("a", "1");
    store.outbox.enqueue(std::slice::from_ref(&one)).await.unwrap();
    let entry = store.outbox.lease("first", T0).await.unwrap().unwrap();
    assert_eq!((entry.state, entry.attempts, entry.lease_until), (EntryState::Sent, 1, Some(T0 + LEASE)));
    assert_eq!(store.outbox.lease("second", T0 + LEASE - 1).await.unwrap(), None);
    assert_eq!(store.outbox.next_due().await.unwrap(), Some(T0 + LEASE));
    let entry = store.outbox.lease("second", T0 + LEASE).await.unwrap().unwrap();
    assert_eq!(entry.attempts, 2);
    let now = T0 + LEASE;
    let settle = async |who, how| store.outbox.settle(one.key, who, &how, now).await.unwrap();
    assert_eq!(settle("first", later(now + 5)).await, Settling::NotYours);
    assert_eq!(settle("first", Settled::Failed { words: text("no") }).await, Settling::NotYours);
    // What the source has, it has, whoever says so; and only once.
    assert_eq!(settle("first", confirmed()).await, Settling::Done);
    assert_eq!(settle("second", confirmed()).await, Settling::NotYours);
    assert_eq!(settle("second", Settled::Failed { words: text("no") }).await, Settling::NotYours);
    let entry = store.outbox.get(one.key).await.unwrap().unwrap();
    assert_eq!(
        (entry.state, entry.receipt, entry.error),
        (EntryState::Confirmed, Some(text("read back")), None)
    );
    assert_eq!(store.outbox.next_due().await.unwrap(), None);
}

#[tokio::test]
async fn retry_and_drop_spare_what_is_being_sent() {
    let (_dir, store) = fresh().await;
    let one = note("a", "1");
    store.outbox.enqueue(std::slice::from_ref(&one)).await.unwrap();
    store.outbox.lease("me", T0).await.unwrap().unwrap();
    assert!(!store.outbox.retry(one.key, T0).await.unwrap());
    assert!(matches!(store.outbox.drop(one.key, T0).await, Err(OutboxError::InFlight)));
    store.outbox.settle(one.key, "me", &later(T0 + 500), T0).await.unwrap();
    assert_eq!(store.outbox.lease("me", T0 + 1).await.unwrap(), None);
    assert!(store.outbox.retry(one.key, T0 + 1).await.unwrap());
    let entry = store.outbox.lease("me", T0 + 1).await.unwrap().unwrap();
    assert_eq!(entry.error, Some(text("no answer")));
    let failed = Settled::Failed { words: text("no") };
    store.outbox.settle(one.key, "me", &failed, T0 + 1).await.unwrap();
    assert_eq!(store.outbox.list(Filter::Open, 9).await.unwrap().len(), 1);
    assert_eq!(store.outbox.drop(one.key, T0 + 2).await.unwrap().map(|e| e.command), Some(one.clone()));
    assert_eq!(store.outbox.drop(one.key, T0 + 2).await.unwrap(), None);
}

#[tokio::test]
async fn confirmed_ones_are_kept_a_week_others_for_ever() {
    let (_dir, store) = fresh().await;
    let all = [note("a", "1"), note("b", "2")];
    store.outbox.enqueue(&all).await.unwrap();
    store.outbox.settle(all[0].key, "me", &confirmed(), T0).await.unwrap();
    store.tidy(T0 + KEPT).await.unwrap();
    assert_eq!(store.outbox.list(Filter::All, 9).await.unwrap().len(), 2);
    store.tidy(T0 + KEPT + 1).await.unwrap();
    let left = store.outbox.list(Filter::All, 9).await.unwrap();
    assert_eq!(left.iter().map(|e| e.command.key).collect::<Vec<_>>(), [all[1].key]);
}

#[tokio::test]
async fn keys_are_found_by_their_last_or_first_digits() {
    let (_dir, store) = fresh().await;
    let key = |text: &str| ActionKey::parse(text).unwrap();
    let mut all = [note("a", "1"), note("b", "2")];
    all[0].key = key("0199aaaa-0000-7000-8000-000000abc123");
    all[1].key = key("0199bbbb-0000-7000-8000-000000def123");
    store.outbox.enqueue(&all).await.unwrap();
    let find = async |s| store.outbox.resolve_short(s).await.unwrap();
    assert_eq!(find("abc123").await, Found::One(all[0].key));
    assert_eq!(find("0199BBBB-00").await, Found::One(all[1].key));
    assert_eq!(find("123").await, Found::Many(vec![all[0].key, all[1].key]));
    for none in ["", "999999", "%", "_", "0199aaaa' OR 1"] {
        assert_eq!(find(none).await, Found::None, "{none}");
    }
}

#[tokio::test]
async fn a_transaction_left_in_the_middle_is_rolled_back() {
    let (_dir, store) = fresh().await;
    let one = note("a", "1");
    // Polled a few times and dropped wherever it stands.
    for polls in 1..30 {
        let mut task = Box::pin(store.outbox.enqueue(std::slice::from_ref(&one)));
        let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
        for _ in 0..polls {
            if task.as_mut().poll(&mut cx).is_ready() {
                break;
            }
            tokio::task::yield_now().await;
        }
    }
    store.outbox.enqueue(&[note("b", "2")]).await.unwrap();
    assert!(
        store
            .outbox
            .list(Filter::All, 9)
            .await
            .unwrap()
            .iter()
            .any(|e| e.command.target.native == Opaque::new("b"))
    );
}

#[tokio::test]
async fn drafts_keep_their_id_while_their_slot_is_in_use() {
    let (_dir, store) = fresh().await;
    let first = store.drafts.save("note:am/abc", &Opaque::new("half a"), T0).await.unwrap();
    let again = store.drafts.save("note:am/abc", &Opaque::new("half a sentence"), T0 + 1).await.unwrap();
    assert_eq!(first.id, again.id);
    assert_eq!(first.id.len(), 6, "{}", first.id);
    let other = store.drafts.save("note:am/xyz", &Opaque::new("x"), T0).await.unwrap();
    assert_ne!(first.id, other.id);
    assert_eq!(store.drafts.load("note:am/abc").await.unwrap().unwrap(), again);
    assert_eq!(store.drafts.by_id(&again.id.to_lowercase()).await.unwrap().unwrap(), again);
    assert_eq!(store.drafts.list().await.unwrap(), [again, other]);
    assert!(store.drafts.delete("note:am/abc").await.unwrap());
    assert_eq!(store.drafts.load("note:am/abc").await.unwrap(), None);
}

#[tokio::test]
async fn facts_by_name() {
    let (_dir, store) = fresh().await;
    assert_eq!(store.meta.get("last_visit").await.unwrap(), None);
    for value in ["1", "2"] {
        store.meta.set("last_visit", value).await.unwrap();
        assert_eq!(store.meta.get("last_visit").await.unwrap().as_deref(), Some(value));
    }
}

/// Workers on other threads must be able to hold any of these.
#[tokio::test]
async fn every_call_may_move_between_threads() {
    fn send<T: Send>(_: &T) {}
    let dir = tempfile::tempdir().unwrap();
    let paths = Paths::under(dir.path());
    send(&Store::open(&paths));
    send(&Cache::open(&paths));
    let store = Store::open(&paths).await.unwrap().store;
    let cache = Cache::open(&paths).await.unwrap();
    let (key, source, words) = (new_key(), am(), Opaque::new("x"));
    let task = tokio::spawn(async move {
        let Store { outbox, drafts, meta, local, .. } = &store;
        let command = note("a", "1");
        outbox.enqueue(std::slice::from_ref(&command)).await?;
        outbox.lease("me", T0).await?;
        outbox.settle(command.key, "me", &confirmed(), T0).await?;
        outbox.retry(key, T0).await?;
        outbox.drop(key, T0).await?;
        outbox.next_due().await?;
        outbox.list(Filter::All, 1).await?;
        outbox.resolve_short("0").await?;
        store.tidy(T0).await?;
        drafts.save("s", &words, T0).await?;
        drafts.delete("s").await?;
        meta.set("a", "b").await?;
        local.attach(&source, vec![alert("a", T0)], T0).await;
        local.apply(&command, T0).await?;
        local.confirmed(&command, None, T0).await?;
        local.timeline(&source, &words, None).await?;
        cache.replace(&source, &[alert("a", T0)], T0).await?;
        cache.first_page(1).await?;
        cache.chunk(0, 1).await?;
        cache.retain(&[source]).await?;
        cache.check().await?;
        Ok::<_, OutboxError>(())
    });
    task.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_batch_is_leased_in_its_order_and_settled_each_by_itself() {
    let (_dir, store) = fresh().await;
    let all = [ack("a"), note("a", "2"), ack("b"), ack("c"), ack("d")];
    store.outbox.enqueue(&all).await.unwrap();
    let source = all[0].target.source.clone();
    let lease = async |most, now| {
        let leased = store.outbox.lease_many(&source, "me", most, now).await.unwrap();
        leased.into_iter().map(|e| e.command).collect::<Vec<_>>()
    };
    assert_eq!(lease(3, T0).await, [all[0].clone(), all[2].clone(), all[3].clone()], "one of each incident");
    assert_eq!(lease(3, T0).await, [all[4].clone()]);
    assert_eq!(lease(3, T0).await, []);
    // Somebody else has settled one meanwhile.
    store.outbox.settle(all[2].key, "other", &confirmed(), T0).await.unwrap();
    let failed = Settled::Failed { words: text("refused") };
    let ended = [(all[0].key, confirmed()), (all[2].key, failed.clone()), (all[3].key, failed)];
    let settled = store.outbox.settle_many("me", &ended, T0).await.unwrap();
    assert_eq!(settled, [Settling::Done, Settling::NotYours, Settling::Done]);
    let state = async |n: usize| store.outbox.get(all[n].key).await.unwrap().unwrap().state;
    assert_eq!(state(0).await, EntryState::Confirmed);
    assert_eq!(state(2).await, EntryState::Confirmed);
    assert_eq!(state(3).await, EntryState::Failed);
    assert_eq!(lease(3, T0).await, [all[1].clone()], "its turn has come");
}
