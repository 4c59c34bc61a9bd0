//! The database answers what memory answers, and its pages make up the whole.

use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

use super::*;
use crate::{
    domain::query::{Ctx, Query},
    server::store::sqlite::{
        samples::{NOW, file, put, query, records, runtime, safe, source},
        texts::tend,
    },
    wire::IncidentRecord,
};

fn asked(query: &Query, sort: Sort, limit: u32, brief: bool) -> ListAsked {
    ListAsked { query: query.clone(), me: safe("Ana"), sort, limit, after: None, brief }
}

/// All pages, one after the other.
async fn all(conn: &mut SqliteConnection, mut asked: ListAsked, few: i64) -> Vec<IncidentRecord> {
    let mut found = Vec::new();
    loop {
        let page =
            read(conn, &asked, &source(), NOW, few).await.unwrap_or_else(|e| panic!("{}: {e}", asked.query));
        assert!(page.rows.len() <= asked.limit as usize);
        found.extend(page.rows.iter().map(|r| serde_json::from_str(r.get()).expect("a record")));
        let Some(next) = page.next else { return found };
        assert!(found.len() < 200, "pages do not end");
        asked.after = Some(next);
    }
}

fn in_memory(records: &[IncidentRecord], query: &Query, sort: Sort) -> Vec<IncidentRecord> {
    let me = safe("Ana");
    let ctx = Ctx { now: NOW, me: &me, book: crate::domain::sla::Book::standard() };
    let mut rows: Vec<_> =
        records.iter().filter(|r| query.matches(&r.to_incident(&source()), &ctx)).cloned().collect();
    rows.sort_by_key(|r| {
        let (number, down) = (i64::from(r.number), -i64::from(r.number));
        match sort {
            Sort::Number => (number, 0),
            Sort::NumberDown => (down, 0),
            Sort::Priority => (r.priority.level().into(), number),
            Sort::UpdatedDown => (-r.updated_at.unix(), down),
        }
    });
    rows
}

const SORTS: [Sort; 4] = [Sort::Number, Sort::NumberDown, Sort::Priority, Sort::UpdatedDown];

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn the_database_answers_what_memory_answers(
        records in records(),
        changed in records(),
        tended in (0_u32..40, 0_u32..40),
        queries in prop::collection::vec((query(), 1_u32..12, 0_usize..4, prop::sample::select(vec![-1, 2, 5_000])), 24),
    ) {
        let dir = tempfile::tempdir().expect("a folder");
        runtime().block_on(async {
            let mut conn = file(dir.path(), &records).await;
            // Some are written a second time with other texts.
            tend(&mut conn, tended.0).await.expect("tended");
            put(&mut conn, &changed).await;
            tend(&mut conn, tended.1).await.expect("tended");
            let kept = records.iter().filter(|r| changed.iter().all(|c| c.number != r.number));
            let now: Vec<_> = kept.chain(&changed).cloned().collect();
            for (text, limit, sort, few) in &queries {
                let Ok(query) = Query::parse(text) else { continue };
                let sort = SORTS[*sort];
                let got = all(&mut conn, asked(&query, sort, *limit, false), *few).await;
                let want = in_memory(&now, &query, sort);
                let numbers = |rows: &[IncidentRecord]| rows.iter().map(|r| r.number).collect::<Vec<_>>();
                prop_assert_eq!(numbers(&got), numbers(&want), "{} {:?} {}", &query, sort, few);
                prop_assert_eq!(got, want);
            }
            Ok(())
        })?;
    }
}

/// A page that leaves out what rows do not need leaves nothing else out.
#[test]
fn a_brief_page_has_what_rows_and_clocks_need() {
    let mut runner = TestRunner::deterministic();
    let one = records().new_tree(&mut runner).expect("records").current();
    let dir = tempfile::tempdir().expect("a folder");
    runtime().block_on(async {
        let mut conn = file(dir.path(), &one).await;
        let asked = asked(&Query::all(), Sort::Number, 5_000, true);
        let page = page(&mut conn, &asked, &source(), NOW).await.expect("a page");
        assert!(page.rows.iter().all(|r| !r.get().contains("\"description\"")));
        let read: Vec<IncidentRecord> =
            page.rows.iter().map(|r| serde_json::from_str(r.get()).expect("a record")).collect();
        let want: Vec<_> = one.into_iter().map(IncidentRecord::brief).collect();
        assert_eq!(read, want);
        assert_eq!(page.next, None);
    });
}

/// The longest query there is, and one as deep as may be, are no error. (Planning 2,000 alternatives takes this build
/// of SQLite a second, so nobody's patience is asked for.)
#[test]
fn the_longest_query_is_answered() {
    let dir = tempfile::tempdir().expect("a folder");
    let words = "a ".repeat(2_048);
    let digits = "1|".repeat(2_047) + "1";
    let ids = format!("id:{}1", "1,".repeat(2_046));
    let globs = format!("label.x:{}a", "a*,".repeat(1_000));
    let deep = format!("{}a{}", "-(".repeat(31), ")".repeat(31));
    runtime().block_on(async {
        let mut conn = file(dir.path(), &[]).await;
        for text in [words, digits, ids, globs, deep] {
            let query = Query::parse(text.trim()).expect("reads");
            let page = read(&mut conn, &asked(&query, Sort::Number, 10, false), &source(), NOW, 5_000).await;
            assert!(page.expect("a page").rows.is_empty());
        }
    });
}
