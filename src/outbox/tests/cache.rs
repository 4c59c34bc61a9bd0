//! The last known state: only differences are written, the first page is the right one.

use std::fs;

use super::*;

fn many(n: i64) -> Vec<Incident> {
    (0..n).map(|i| alert(&format!("f{i:04}"), T0 - i)).collect()
}

async fn everything(cache: &Cache) -> Vec<Incident> {
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let chunk = cache.chunk(after, 300).await.unwrap();
        all.extend(chunk.incidents);
        match chunk.next {
            Some(next) => after = next,
            None => return all,
        }
    }
}

#[tokio::test]
async fn the_first_page_is_attention_first_and_the_counts_are_stored() {
    let dir = tempfile::tempdir().unwrap();
    let paths = Paths::under(dir.path());
    let cache = Cache::open(&paths).await.unwrap();
    let mut list = many(900);
    list[5].state = State::Acknowledged;
    list[5].owner = Some(text("mira"));
    assert_eq!(cache.replace(&am(), &list, T0).await.unwrap(), 900);
    drop(cache);
    let cache = Cache::open(&paths).await.unwrap();
    let page = cache.first_page(60).await.unwrap();
    assert_eq!((page.total, page.incidents.len()), (900, 60));
    assert_eq!(page.as_of, [(am(), T0)]);
    assert_eq!((page.counts.by_state[0], page.counts.by_state[1], page.counts.unowned), (899, 1, 899));
    assert_eq!(page.counts.by_priority, [900, 0, 0, 0, 0]);
    let mut want = list.clone();
    want.sort_by_key(|i| crate::domain::order::key(i, crate::domain::sla::Book::standard(), T0).packed);
    assert_eq!(page.incidents, want[..60]);
    let mut all = everything(&cache).await;
    all.sort_by_key(|i| std::cmp::Reverse(i.opened_at));
    assert_eq!(all, list);
}

#[tokio::test]
async fn only_differences_are_written() {
    let dir = tempfile::tempdir().unwrap();
    let cache = Cache::open(&Paths::under(dir.path())).await.unwrap();
    let mut list = many(600);
    cache.replace(&am(), &list, T0).await.unwrap();
    assert_eq!(cache.replace(&am(), &list, T0).await.unwrap(), 0);
    list[3].title = text("another");
    list.remove(500);
    list.push(alert("new", T0));
    assert_eq!(cache.replace(&am(), &list, T0).await.unwrap(), 3);
    assert_eq!(cache.first_page(1).await.unwrap().total, 600);
    // Its place changes with time although nothing happened to it.
    assert_eq!(cache.replace(&am(), &list, T0 + 86_400).await.unwrap(), 600);
}

#[tokio::test]
async fn sources_do_not_touch_each_other_and_old_lists_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let cache = Cache::open(&Paths::under(dir.path())).await.unwrap();
    let other = SourceName::new("pd");
    let mut theirs = alert("x", T0);
    theirs.source = other.clone();
    theirs.id = IncidentId::new(&other, "x");
    cache.replace(&am(), &many(3), T0).await.unwrap();
    cache.replace(&other, &[theirs], T0).await.unwrap();
    assert_eq!(cache.replace(&am(), &[], T0 - 1).await.unwrap(), 0);
    assert_eq!(cache.first_page(9).await.unwrap().total, 4);
    assert_eq!(cache.replace(&am(), &[], T0 + 1).await.unwrap(), 3);
    assert_eq!(cache.first_page(9).await.unwrap().as_of, [(am(), T0 + 1), (other.clone(), T0)]);
    // The same id twice in a list is one row.
    assert_eq!(cache.replace(&am(), &[alert("d", T0), alert("d", T0)], T0 + 2).await.unwrap(), 2);
    assert_eq!(cache.first_page(9).await.unwrap().total, 2);
    assert_eq!(cache.retain(std::slice::from_ref(&other)).await.unwrap(), 1);
    let page = cache.first_page(9).await.unwrap();
    assert_eq!((page.total, page.as_of.len()), (1, 1));
}

#[tokio::test]
async fn damage_found_while_reading_begins_anew() {
    let dir = tempfile::tempdir().unwrap();
    let paths = Paths::under(dir.path());
    let cache = Cache::open(&paths).await.unwrap();
    cache.replace(&am(), &many(900), T0).await.unwrap();
    assert!(cache.check().await.unwrap());
    drop(cache);
    let path = paths.cache.join("cache.db");
    closed(&path).await;
    // Everything but the first page, which is all that opening reads.
    let mut bytes = fs::read(&path).unwrap();
    assert!(bytes.len() > 100_000);
    bytes[4_096..].fill(0x5a);
    fs::write(&path, bytes).unwrap();
    let cache = Cache::open(&paths).await.unwrap();
    let page = cache.first_page(60).await.unwrap();
    assert_eq!(page, Page::default());
    assert_eq!(cache.notices()[0].kind, NoticeKind::CacheRebuilt);
    assert!(paths.cache.join("cache.db.damaged").exists());
    cache.replace(&am(), &many(900), T0).await.unwrap();
    assert!(cache.check().await.unwrap());
    drop(cache);
    assert_eq!(Cache::open(&paths).await.unwrap().first_page(60).await.unwrap().total, 900);
}

#[tokio::test]
async fn only_the_age_is_written_of_a_list_that_nobody_else_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let paths = Paths::under(dir.path());
    let (cache, other) = (Cache::open(&paths).await.unwrap(), Cache::open(&paths).await.unwrap());
    cache.replace(&am(), &many(3), T0).await.unwrap();
    assert!(cache.still(&am(), T0, T0 + 60).await.unwrap());
    assert_eq!(cache.first_page(0).await.unwrap().as_of, [(am(), T0 + 60)]);
    other.replace(&am(), &many(2), T0 + 70).await.unwrap();
    assert!(!cache.still(&am(), T0 + 60, T0 + 120).await.unwrap());
    assert_eq!(cache.first_page(0).await.unwrap().as_of, [(am(), T0 + 70)]);
}

#[tokio::test]
async fn changes_are_applied_and_the_counts_kept() {
    use crate::domain::Change;
    let dir = tempfile::tempdir().unwrap();
    let cache = Cache::open(&Paths::under(dir.path())).await.unwrap();
    let list = many(700);
    let upserts: Vec<Change> = list.iter().cloned().map(Change::Upsert).collect();
    assert_eq!(cache.apply(&am(), &upserts, T0, false).await.unwrap(), 700);
    assert_eq!(cache.apply(&am(), &upserts, T0, true).await.unwrap(), 0, "nothing is written twice");
    let gone =
        |n: usize| Change::Gone { id: list[n].id.clone(), at: T0, why: crate::text::SafeText::default() };
    let mut taken = list[1].clone();
    (taken.state, taken.owner) = (State::Acknowledged, Some(text("mira")));
    // Twice in one piece: the last word counts.
    let changes = [gone(1), Change::Upsert(taken.clone()), gone(2), gone(2), Change::Upsert(list[0].clone())];
    assert_eq!(cache.apply(&am(), &changes, T0, false).await.unwrap(), 2);
    assert_eq!(cache.apply(&am(), &[], T0 + 5, true).await.unwrap(), 0);
    let page = cache.first_page(700).await.unwrap();
    assert_eq!((page.total, page.incidents.len(), &page.as_of[..]), (699, 699, &[(am(), T0 + 5)][..]));
    assert!(page.incidents.contains(&taken));
    let counts = page.counts;
    // The same as counted anew.
    let rows: Vec<Incident> = everything(&cache).await;
    let mut anew = crate::outbox::Counts::default();
    for row in &rows {
        anew.add(row);
    }
    assert_eq!(counts, anew);
    assert_eq!((counts.by_state[0], counts.by_state[1], counts.unowned), (698, 1, 698));
    // An older word does not make it older.
    cache.apply(&am(), &[], T0, true).await.unwrap();
    assert_eq!(cache.first_page(0).await.unwrap().as_of, [(am(), T0 + 5)]);
}

#[tokio::test]
async fn what_nobody_knows_any_more_is_swept_out() {
    use crate::domain::Change;
    let dir = tempfile::tempdir().unwrap();
    let cache = Cache::open(&Paths::under(dir.path())).await.unwrap();
    let upserts: Vec<Change> = many(9_000).into_iter().map(Change::Upsert).collect();
    cache.apply(&am(), &upserts, T0, true).await.unwrap();
    let other = SourceName::new("pd");
    let mut theirs = alert("x", T0);
    (theirs.source, theirs.id) = (other.clone(), IncidentId::new(&other, "x"));
    cache.replace(&other, &[theirs], T0).await.unwrap();
    let stays = |id: &str| id.ends_with('7');
    let left = many(9_000).iter().filter(|i| stays(i.id.as_str())).count() as u64;
    assert_eq!(cache.sweep(&am(), stays).await.unwrap(), 9_000 - left);
    assert_eq!(cache.first_page(0).await.unwrap().total, left + 1);
    assert_eq!(cache.sweep(&am(), stays).await.unwrap(), 0);
}
