//! The database answers what memory answers, and its pages make up the whole.

use proptest::prelude::*;

use super::*;
use crate::{
    domain::query::{Ctx, Query},
    server::store::sqlite::samples::{NOW, file, put, query, records, runtime, safe, source},
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
    let ctx = Ctx { now: NOW, me: &me };
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
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn the_database_answers_what_memory_answers(
        records in records(),
        changed in records(),
        queries in prop::collection::vec((query(), 1_u32..12, 0_usize..4, prop::sample::select(vec![-1, 2, 5_000])), 24),
    ) {
        let dir = tempfile::tempdir().expect("a folder");
        runtime().block_on(async {
            let mut conn = file(dir.path(), &records).await;
            // Some are written a second time with other texts.
            put(&mut conn, &changed).await;
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
