//! Tables of queries, faults and completions.

mod typed;

use std::sync::Arc;

use super::*;
use crate::{
    domain::{
        Detail, Hold, Incident, IncidentId, Number, Phase, Priority, Record, SourceName, State,
        incident::HoldReason,
        record::{Caller, Major, Origin, Verdict},
    },
    text::Kind,
};

pub(super) const NOW: Time = Time::from_unix(1_795_402_342);

pub(super) fn safe(text: &str) -> SafeText {
    SafeText::clean(text, Kind::Line)
}

/// P1, new, opened four minutes ago: its response clock has one minute to go.
pub(super) fn incident() -> Incident {
    let source = SourceName::new("am-prod");
    Incident {
        id: IncidentId::new(&source, "9f3cAB@1795402102"),
        number: Number::new(1042),
        source,
        title: safe("Primary lag 92 s, failover HELD in Zürich"),
        service: Some(safe("db-core")),
        owner: None,
        state: State::New,
        priority: Priority::P1,
        opened_at: NOW - 240,
        acked_at: None,
        ack_until: None,
        resolved_at: None,
        updated_at: NOW,
        count: 3,
        hold: None,
        hidden_chars: false,
        detail: Arc::new(Detail {
            severity: Some(safe("critical")),
            labels: vec![(safe("Region"), safe("EU")), (safe("empty"), safe(""))],
            ..Detail::default()
        }),
    }
}

fn answers(query: &str, incident: &Incident) -> bool {
    let me = safe("Ana");
    Query::parse(query)
        .unwrap_or_else(|e| panic!("{query}: {e}"))
        .matches(incident, &Ctx { now: NOW, me: &me, book: crate::domain::sla::Book::standard() })
}

fn check(incident: &Incident, yes: &[&str], no: &[&str]) {
    for query in yes {
        assert!(answers(query, incident), "should match: {query}");
    }
    for query in no {
        assert!(!answers(query, incident), "should not match: {query}");
    }
}

#[test]
fn words_are_found_in_title_id_number_and_service() {
    check(
        &incident(),
        &[
            "",
            "  ",
            "lag",
            "LAG",
            "held",
            "\"lag 92\"",
            "lag 92",
            "db-core",
            "core",
            "9F3c",
            "am-prod/",
            "1042",
            "INC-001042",
            "inc-1042",
            "inc-0010",
            "104",
            "0001042",
            "zÜRICH",
            "ZÜR",
            "s,",
            "-nothing",
        ],
        &[
            "\"lag  92\"",
            "lagg",
            "inc-42",
            "01042x",
            "1043",
            "-lag",
            "00",
            "züricH!",
            "\"92 lag\"",
            "critical",
        ],
    );
}

#[test]
fn fields_are_exact_or_glob() {
    check(
        &incident(),
        &[
            "service:DB-core",
            "service=db-core",
            "service:db*",
            "service:*core",
            "service:a,db-core,c",
            "source:am-*",
            "title:*lag*failover*",
            "title:\"Primary lag\"*",
            "title:*ZÜRICH",
            "id:1042",
            "id:INC-1042",
            "id:inc-001042",
            "id:am-prod/9f3cab*",
            "id:9F3CAB@1795402102",
            "severity:critical",
            "label.region:eu",
            "label.REGION=EU",
            "label.region:e*",
            "label.empty:-",
            "label.missing:-",
            "owner:none",
            "owner:-",
            "-owner:me",
            "-source:icinga",
            "service:db*e",
            "service:**",
        ],
        &[
            "service:db",
            "service:core",
            "service:\"db*\"",
            "title:lag",
            "id:104",
            "id:1042x",
            "severity:crit",
            "label.region:us",
            "label.missing:*",
            "owner:me",
            "owner:\"none\"",
            "owner:*",
            "service:-",
            "-source:am-prod",
            "service:db*x",
            "service:*x*",
        ],
    );
}

#[test]
fn people_are_asked_for_by_name_and_as_me() {
    let mut held = incident();
    held.owner = Some(safe("ANA"));
    check(
        &held,
        &["owner:me", "owner:ana", "owner:x,me", "owner:a*", "-owner:none"],
        &["owner:jo", "owner:\"me\"", "owner:none"],
    );
    held.owner = Some(safe("none"));
    check(&held, &["owner:\"none\""], &["owner:none", "owner:me"]);
}

#[test]
fn states_have_full_words_and_short_forms() {
    let mut one = incident();
    check(
        &one,
        &["state:new", "state:NEW,ack", "state:open", "state=new"],
        &["state:ack", "state:closed", "-state:open"],
    );
    for (state, yes, no) in [
        (State::Acknowledged, "state:ack", "state:new"),
        (State::InProgress, "state:work", "state:hold"),
        (State::InProgress, "state:in-progress", "state:new"),
        (State::OnHold, "state:hold", "state:work"),
        (State::Resolved, "state:resolved", "state:open"),
        (State::Resolved, "state:done", "state:open"),
        (State::Cancelled, "state:open,cancelled", "state:open"),
        (State::Merged, "state:merged", "state:open"),
    ] {
        one.state = state;
        check(&one, &[yes], &[no]);
    }
}

#[test]
fn numbers_and_lengths_compare() {
    check(
        &incident(),
        &[
            "p<=2",
            "p:1",
            "p:P1",
            "priority=1",
            "p:1,2",
            "p<2",
            "p>=1",
            "count>=3",
            "count:3",
            "count<4",
            "clock<15m",
            "clock<=60",
            "clock=1m",
            "clock>-5m",
            "age>3m",
            "age:4m",
            "age<=240s",
            "breached:no",
            "-acked>0s",
        ],
        &[
            "p>1",
            "p:2,3",
            "count>3",
            "clock<60",
            "clock>1m",
            "age>4m",
            "acked>=0s",
            "acked<1h",
            "breached:yes",
        ],
    );
    let mut late = incident();
    late.opened_at = NOW - 5 * 3_600;
    check(&late, &["clock<15m", "clock<0", "clock<=-1h", "breached:yes"], &["clock>0s", "breached:no"]);
    late.acked_at = Some(NOW - 3 * 3_600);
    check(&late, &["acked>2h", "acked:3h"], &["acked>3h"]);
    late.updated_at = NOW - 90;
    check(
        &late,
        &["updated<2m", "updated:90s", "updated>=90s"],
        &["updated<90s", "updated>2m", "-updated<2m"],
    );
}

#[test]
fn the_clock_is_what_stands_under_next_clock() {
    let mut one = incident();
    one.state = State::OnHold;
    one.hold = Some(Box::new(Hold {
        reason: HoldReason::Silenced,
        detail: safe(""),
        since: None,
        until: Some(NOW + 600),
    }));
    check(&one, &["clock:10m"], &["clock<10m"]);
    one.hold = None;
    check(&one, &["-clock<9999d"], &["clock<9999d", "clock>=0"]);
}

/// What people recorded about it.
#[test]
fn the_record_is_asked_for() {
    let bare = incident();
    check(
        &bare,
        &[
            "team:none",
            "category:-",
            "reporter:none",
            "hold:none",
            "phase:-",
            "verdict:incident",
            "verdict:*",
            "parent:none",
            "major:no",
            "snoozed:no",
            "-hold:*",
        ],
        &["team:*", "category:*", "reporter:*", "hold:*", "origin:*", "parent:1042", "verdict:request"],
    );
    let mut one = incident();
    let detail = Arc::make_mut(&mut one.detail);
    (detail.team, detail.category) = (Some(safe("Web")), Some(safe("Database")));
    detail.subcategory = Some(safe("Replication"));
    detail.record = Record {
        phase: Some(Phase::Fixing),
        origin: Some(Origin::InPerson),
        verdict: Some(Verdict::Request),
        reporter: Some(Box::new(Caller { name: safe("Ana"), ..Caller::default() })),
        major: Some(Box::new(Major { by: safe("jo"), at: NOW, reason: None })),
        parent: Number::new(42),
        snoozed_until: Some(NOW + 1),
        ..Record::default()
    };
    one.hold = Some(Box::new(Hold {
        reason: HoldReason::AwaitingVendor,
        detail: safe(""),
        since: None,
        until: None,
    }));
    check(
        &one,
        &[
            "team:web",
            "category:database",
            "category:DATA*",
            "category:database/replication",
            "category:*/repl*",
            "category=\"database/replication\"",
            "reporter:me",
            "reporter:a*",
            "hold:awaiting_vendor",
            "hold:vendor",
            "hold:awaiting-vendor,none",
            "hold:*",
            "phase:fixing",
            "origin:in-person",
            "verdict:request",
            "parent:42",
            "parent:INC-000042,7",
            "major:yes",
            "snoozed:yes",
        ],
        &[
            "category:replication",
            "category:database/",
            "category:database/*x",
            "category:none",
            "hold:none",
            "phase:none,triage",
            "verdict:incident",
            "parent:none,4",
            "major:no",
            "-snoozed:yes",
            "team:-",
        ],
    );
    Arc::make_mut(&mut one.detail).subcategory = None;
    check(&one, &["category:database"], &["category:database/*", "category:*/*"]);
}

#[test]
fn groups_bind_as_written() {
    check(
        &incident(),
        &[
            "(lag|xx)",
            "lag | xx yy",
            "xx yy | lag",
            "-(xx | yy)",
            "(p:2 | (p:1 -zz)) held",
            "--lag",
            "(lag)(held)",
        ],
        &["(lag | xx) yy", "-(lag | xx)", "xx | yy"],
    );
}

#[test]
fn time_dependence_is_known() {
    for (query, want) in [
        ("", false),
        ("p:1 lag", false),
        ("x | -(age>1h)", true),
        ("clock<5m", true),
        ("breached:no", true),
        ("snoozed:no", true),
        ("hold:* major:yes team:x parent:none", false),
    ] {
        assert_eq!(Query::parse(query).expect("reads").time_dependent(), want, "{query}");
    }
}

#[test]
fn both_is_and() {
    let q = |text| Query::parse(text).expect("reads");
    let both = Query::and(q("a | b"), q("c"));
    assert_eq!(both.text(), "(a | b) c");
    assert_eq!(both, q("(a|b) c"));
    assert_eq!(Query::and(Query::all(), q("c")).text(), "c");
    assert_eq!(Query::and(q(" c "), q("")).text(), "c");
    assert!(Query::and(q(""), q("  ")).is_all());
}

#[test]
fn exact_sources_are_named_with_their_place() {
    let query = Query::parse("ü source:AM,ic* -source:\"b\"").expect("reads");
    let found: Vec<_> = query.named_sources().iter().map(|s| (s.name.as_str(), s.at, s.len)).collect();
    assert_eq!(found, [("am", 9, 2), ("b", 24, 3)]);
}

/// A generous bound for a debug build on a busy machine; the optimised figure is two orders below.
#[test]
fn filtering_a_hundred_thousand_rows_is_quick() {
    let rows: Vec<Incident> = (1..=2_000)
        .map(|n| Incident {
            number: Number::new(n),
            title: safe(&format!("Disk 94 % on log-{n} in eu-west-1")),
            ..incident()
        })
        .collect();
    let query = Query::parse("nowhere").expect("reads");
    let me = safe("ana");
    let ctx = Ctx { now: NOW, me: &me, book: crate::domain::sla::Book::standard() };
    let start = std::time::Instant::now();
    let hits = (0..50).flat_map(|_| &rows).filter(|row| query.matches(*row, &ctx)).count();
    assert_eq!(hits, 0);
    eprintln!("100,000 rows: {:?}", start.elapsed());
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}
