//! The overlay: numbers, owners, first acknowledgements, timelines.

use super::*;
use crate::domain::{Event, Number, event::EventKind, incident::LocalField};

fn n(number: u32) -> Option<Number> {
    Number::new(number)
}

fn assign(native: &str, to: Option<&str>) -> Command {
    command(native, Verb::Assign { to: to.map(text) })
}

/// Attaches and returns the one incident on the list.
async fn only(local: &Local, incident: Incident, now: Time) -> Incident {
    let mut attached = local.attach(&am(), vec![incident], now).await;
    assert!(attached.fault.is_none(), "{:?}", attached.fault);
    attached.incidents.pop().unwrap()
}

fn ids(gone: &[Gone]) -> Vec<IncidentId> {
    gone.iter().map(|g| g.id.clone()).collect()
}

async fn kinds(local: &Local, since: Option<Number>) -> Vec<EventKind> {
    let events = local.timeline(&am(), &Opaque::new("a"), since).await.unwrap();
    assert!(events.iter().all(|e| e.local));
    events.iter().map(|e| e.kind).collect()
}

#[tokio::test]
async fn an_occurrence_lives_through_a_short_absence_and_ends_with_a_long_one() {
    let (_dir, store) = fresh().await;
    let local = &store.local;
    let first = only(local, alert("a", T0), T0).await;
    assert_eq!((first.number, first.detail.reopen_count, &first.detail.local[..]), (n(1), 0, &[][..]));
    local.apply(&assign("a", Some("mira")), T0).await.unwrap();
    local.apply(&note("a", "restarted it"), T0).await.unwrap();

    let left = local.attach(&am(), vec![], T0 + 60).await;
    assert_eq!((ids(&left.gone), left.gone[0].number), (vec![first.id.clone()], n(1)));
    assert_eq!(left.gone[0].at, T0 + 60);
    assert_eq!(local.recent_closed(&am(), 9).await.unwrap()[0].number, first.number.unwrap());

    let back = local.attach(&am(), vec![alert("a", T0 + 600)], T0 + 610).await;
    assert_eq!(back.came, [alert("a", T0 + 600).id]);
    let back = &back.incidents[0];
    assert_eq!((back.number, back.detail.reopen_count), (n(1), 1));
    assert_eq!(back.owner, Some(text("mira")));
    assert_eq!(back.detail.local, [LocalField::Owner, LocalField::Notes, LocalField::Timeline]);

    local.attach(&am(), vec![], T0 + 700).await;
    let later = only(local, alert("a", T0 + 9_000), T0 + 9_000).await;
    assert_eq!((later.number, later.detail.recurrence_of, later.owner), (n(2), n(1), None));
    assert_eq!(
        kinds(local, n(1)).await,
        [EventKind::Assign, EventKind::Note, EventKind::Resolved, EventKind::Reopened, EventKind::Resolved]
    );
    assert_eq!(kinds(local, n(2)).await, []);
}

#[tokio::test]
async fn numbers_follow_age_and_are_never_reused() {
    let (dir, store) = fresh().await;
    let list = vec![alert("young", T0 + 5), alert("old", T0)];
    let attached = store.local.attach(&am(), list, T0 + 9).await;
    assert_eq!(attached.incidents.iter().map(|i| i.number).collect::<Vec<_>>(), [n(2), n(1)]);
    drop(store);
    let path = dir.path().join("data/local.db");
    let mut conn = <sqlx::SqliteConnection as sqlx::Connection>::connect_with(
        &sqlx::sqlite::SqliteConnectOptions::new().filename(path),
    )
    .await
    .unwrap();
    sqlx::query("DELETE FROM occurrence").execute(&mut conn).await.unwrap();
    drop(conn);
    let store = Store::open(&Paths::under(dir.path())).await.unwrap().store;
    assert_eq!(only(&store.local, alert("old", T0), T0 + 20).await.number, n(3));
    assert_eq!(store.local.number(n(3).unwrap()).await.unwrap().unwrap().native, Opaque::new("old"));
    assert_eq!(store.local.number(n(1).unwrap()).await.unwrap(), None);
}

#[tokio::test]
async fn the_first_acknowledgement_ever_seen_stays() {
    let (_dir, store) = fresh().await;
    let acked = |at| {
        let mut i = alert("a", T0);
        i.acked_at = at;
        i
    };
    only(&store.local, acked(None), T0).await;
    let one = only(&store.local, acked(Some(T0 + 10)), T0 + 15).await;
    assert_eq!((one.acked_at, &one.detail.local[..]), (Some(T0 + 10), &[][..]), "the source knows it itself");
    for later in [None, Some(T0 + 99), Some(T0 + 5)] {
        let i = only(&store.local, acked(later), T0 + 30).await;
        assert_eq!((i.acked_at, &i.detail.local[..]), (Some(T0 + 10), &[LocalField::AckedAt][..]));
    }
}

#[tokio::test]
async fn an_acknowledgement_takes_what_nobody_owns_and_never_steals() {
    let (_dir, store) = fresh().await;
    let local = &store.local;
    let list = ["free", "ours", "theirs"].map(|f| alert(f, T0));
    local.attach(&am(), list.to_vec(), T0).await;
    local.apply(&assign("ours", Some("jo")), T0).await.unwrap();
    let mut seen = alert("theirs", T0);
    seen.owner = Some(text("ana"));
    for native in ["free", "ours", "theirs"] {
        let command = ack(native);
        local.apply(&command, T0 + 1).await.unwrap();
        let owner = local.latest(&am(), &Opaque::new(native)).await.unwrap().unwrap().owner;
        assert_eq!(owner, (native == "ours").then(|| text("jo")), "asked is not confirmed");
        let seen = (native == "theirs").then_some(&seen);
        assert!(local.confirmed(&command, seen, T0 + 2).await.unwrap().first);
        assert!(!local.confirmed(&command, None, T0 + 3).await.unwrap().first);
    }
    let now = local.attach(&am(), vec![list[0].clone(), list[1].clone(), seen], T0 + 9).await.incidents;
    let owners: Vec<_> = now.iter().map(|i| i.owner.clone().unwrap()).collect();
    assert_eq!(owners, ["mira", "jo", "ana"].map(text));
    assert!(now.iter().all(|i| i.acked_at == Some(T0 + 2)));
    assert!(!now[2].detail.local.contains(&LocalField::Owner), "shown, not kept");
    // Given up by hand, a repeated confirmation does not take it again.
    let command = ack("free");
    local.confirmed(&command, None, T0 + 10).await.unwrap();
    local.apply(&assign("free", None), T0 + 11).await.unwrap();
    local.confirmed(&command, None, T0 + 12).await.unwrap();
    assert_eq!(local.latest(&am(), &Opaque::new("free")).await.unwrap().unwrap().owner, None);
}

#[tokio::test]
async fn a_command_is_applied_once_by_its_key() {
    let (_dir, store) = fresh().await;
    let local = &store.local;
    let one = note("a", "first\nsecond");
    assert!(matches!(local.apply(&one, T0).await, Err(OutboxError::NotListed)));
    only(local, alert("a", T0), T0).await;
    let to_jo = assign("a", Some("jo"));
    for (command, first) in [(&one, true), (&one, false), (&to_jo, true)] {
        assert_eq!(local.apply(command, T0 + 5).await.unwrap(), Applied { number: n(1), first });
    }
    local.apply(&assign("a", Some("ana")), T0 + 6).await.unwrap();
    local.apply(&to_jo, T0 + 7).await.unwrap();
    assert_eq!(only(local, alert("a", T0), T0 + 15).await.owner, Some(text("ana")));
    let events = local.timeline(&am(), &Opaque::new("a"), None).await.unwrap();
    assert_eq!(events.len(), 3);
    assert_eq!(events[0].text, SafeText::clean("first\nsecond", Kind::Note));
    assert_eq!((events[0].at, events[0].recorded_at), (T0, T0 + 5));
    assert_eq!(events[1].text, text("assigned to jo"));
    // Also when another occurrence has begun since.
    local.attach(&am(), vec![], T0 + 20).await;
    only(local, alert("a", T0 + 9_000), T0 + 9_000).await;
    assert_eq!(local.apply(&one, T0 + 9_001).await.unwrap(), Applied { number: n(1), first: false });
}

#[tokio::test]
async fn several_processes_write_one_ending_and_each_sees_what_went() {
    let (dir, one) = fresh().await;
    let two = Store::open(&Paths::under(dir.path())).await.unwrap().store;
    let list = || vec![alert("a", T0), alert("b", T0)];
    assert_eq!(one.local.attach(&am(), list(), T0).await.came.len(), 2);
    assert_eq!(two.local.attach(&am(), list(), T0).await.came.len(), 0, "known since before it began");
    let less = || vec![alert("b", T0)];
    let source = am();
    let (x, y) =
        tokio::join!(one.local.attach(&source, less(), T0 + 15), two.local.attach(&source, less(), T0 + 15));
    assert_eq!((x.gone.len(), y.gone.len()), (1, 1));
    assert_eq!(kinds(&one.local, None).await, [EventKind::Resolved]);
    // A list that was made before it left and arrives late takes nothing back.
    let late = one.local.attach(&am(), list(), T0 + 15).await;
    assert_eq!(late.incidents[0].number, n(1));
    assert_eq!(kinds(&one.local, None).await, [EventKind::Resolved]);
    // The same thing said by two is written once.
    let event = Event {
        at: T0,
        recorded_at: T0,
        kind: EventKind::Hold,
        actor: text("watchfloor"),
        text: text("renewed"),
        local: true,
    };
    let record =
        async |s: &Store| s.local.record(&am(), &Opaque::new("b"), &event, Some("renew:1")).await.unwrap();
    assert!(record(&one).await);
    assert!(!record(&two).await);
}

#[tokio::test]
async fn a_restart_sees_what_went_while_it_was_off() {
    let (dir, store) = fresh().await;
    store.local.attach(&am(), vec![alert("a", T0), alert("b", T0)], T0).await;
    drop(store);
    let store = Store::open(&Paths::under(dir.path())).await.unwrap().store;
    let attached = store.local.attach(&am(), vec![alert("b", T0), alert("c", T0)], T0 + 99).await;
    assert_eq!(ids(&attached.gone), [alert("a", T0).id]);
    assert_eq!(attached.came, [alert("c", T0).id]);
}

#[tokio::test]
async fn one_read_by_itself_gets_its_facts_and_closes_nothing() {
    let (_dir, store) = fresh().await;
    store.local.attach(&am(), vec![alert("a", T0), alert("b", T0)], T0).await;
    let (one, fault) = attach_one(&store.local, alert("b", T0), T0 + 5).await;
    assert!(fault.is_none());
    assert_eq!(one.number, n(2));
    assert_eq!(attach_one(&store.local, alert("c", T0), T0 + 5).await.0.number, n(3));
    assert_eq!(store.local.recent_closed(&am(), 9).await.unwrap(), []);
}

#[tokio::test]
async fn one_process_does_it_for_all() {
    let (_dir, store) = fresh().await;
    let lease = async |who, now| store.local.lease("renew:am", who, 60, now).await.unwrap();
    assert!(lease("one", T0).await);
    assert!(!lease("two", T0 + 59).await);
    assert!(lease("one", T0 + 59).await, "renewed");
    assert!(!lease("two", T0 + 60).await);
    assert!(lease("two", T0 + 119).await);
}

#[tokio::test]
async fn a_thousand_alerts_unchanged_write_nothing() {
    let (dir, store) = fresh().await;
    let list: Vec<Incident> = (0..1_000).map(|i| alert(&format!("f{i}"), T0)).collect();
    store.local.attach(&am(), list.clone(), T0).await;
    let wal = dir.path().join("data/local.db-wal");
    let before = std::fs::metadata(&wal).unwrap().modified().unwrap();
    let attached = store.local.attach(&am(), list, T0 + 15).await;
    assert_eq!((attached.came.len(), attached.gone.len()), (0, 0));
    assert_eq!(attached.incidents[999].number, n(1_000));
    assert_eq!(std::fs::metadata(&wal).unwrap().modified().unwrap(), before);
}

#[tokio::test]
async fn a_new_beginning_between_two_lists_is_the_same_incident_under_a_new_id() {
    let (_dir, store) = fresh().await;
    store.local.attach(&am(), vec![alert("a", T0)], T0).await;
    let attached = store.local.attach(&am(), vec![alert("a", T0 + 20)], T0 + 30).await;
    assert_eq!(ids(&attached.gone), [alert("a", T0).id]);
    assert_eq!(attached.gone[0].why, text("began anew at the source"));
    assert_eq!(attached.came, [alert("a", T0 + 20).id]);
    assert_eq!((attached.incidents[0].number, attached.incidents[0].detail.reopen_count), (n(1), 1));
    assert_eq!(kinds(&store.local, None).await, [EventKind::Reopened]);
}

#[tokio::test]
async fn the_version_moves_when_somebody_writes_about_an_incident_and_only_then() {
    let (dir, one) = fresh().await;
    let two = Store::open(&Paths::under(dir.path())).await.unwrap().store;
    let list = || vec![alert("a", T0), alert("b", T0)];
    let laid = one.local.attach(&am(), list(), T0).await.version;
    assert!(laid.is_some());
    assert_eq!(one.local.version().await, laid, "its own numbers are in it");
    assert_eq!(one.local.attach(&am(), list(), T0 + 15).await.version, laid);
    one.local.still(&am(), T0 + 75).await.unwrap();
    assert!(one.local.lease("tend:am", "one", 60, T0).await.unwrap());
    assert_eq!(one.local.version().await, laid);

    two.local.attach(&am(), list(), T0 + 76).await;
    two.local.apply(&note("a", "looked at it"), T0 + 80).await.unwrap();
    assert_ne!(one.local.version().await, laid, "another process");
    let laid = one.local.attach(&am(), list(), T0 + 90).await.version;
    assert_eq!(one.local.version().await, laid);
    one.local.apply(&note("a", "again"), T0 + 91).await.unwrap();
    assert_ne!(one.local.version().await, laid, "ourselves");
}

#[tokio::test]
async fn a_list_that_means_something_else_a_second_later_is_to_be_laid_again() {
    let (dir, one) = fresh().await;
    let two = Store::open(&Paths::under(dir.path())).await.unwrap().store;
    one.local.attach(&am(), vec![alert("a", T0)], T0).await;
    two.local.attach(&am(), vec![], T0 + 15).await;
    let same_second = one.local.attach(&am(), vec![alert("a", T0)], T0 + 15).await;
    assert_eq!((same_second.incidents.len(), same_second.version), (1, None));
    assert!(one.local.attach(&am(), vec![alert("a", T0)], T0 + 16).await.version.is_some());
    assert_eq!(kinds(&one.local, None).await, [EventKind::Resolved, EventKind::Reopened]);
}

#[tokio::test]
async fn that_a_list_was_seen_again_is_kept_to_the_minute() {
    let (dir, store) = fresh().await;
    store.local.attach(&am(), vec![alert("a", T0)], T0).await;
    for minute in 1..60 {
        store.local.still(&am(), T0 + minute * 60).await.unwrap();
    }
    drop(store);
    // Began anew ten minutes after it was last seen, which is an hour after it was last laid over.
    let store = Store::open(&Paths::under(dir.path())).await.unwrap().store;
    let back = store.local.attach(&am(), vec![alert("a", T0 + 69 * 60)], T0 + 70 * 60).await;
    assert_eq!((back.incidents[0].number, back.incidents[0].detail.reopen_count), (n(1), 1));
}

#[tokio::test]
async fn more_than_one_chunk_of_occurrences_is_read_whole() {
    let (_dir, store) = fresh().await;
    let mut list: Vec<Incident> = (0..2_000).map(|i| alert(&format!("f{i}"), T0)).collect();
    // A source may give an id that is empty, and texts of any kind.
    list.push(alert("", T0));
    list.push(alert("\u{e9}\"\\\n\u{1f525}", T0));
    store.local.attach(&am(), list.clone(), T0).await;
    let again = store.local.attach(&am(), list, T0 + 15).await;
    assert_eq!((again.came.len(), again.gone.len()), (0, 0));
    assert!(again.incidents.iter().all(|i| i.number.is_some()) && again.version.is_some());
}
