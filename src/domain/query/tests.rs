//! Tables of queries, faults and completions.

use std::sync::Arc;

use super::*;
use crate::{
    domain::{Detail, Hold, Incident, IncidentId, Number, Priority, SourceName, State, incident::HoldReason},
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
    for (query, want) in
        [("", false), ("p:1 lag", false), ("x | -(age>1h)", true), ("clock<5m", true), ("breached:no", true)]
    {
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

#[test]
fn faults_have_a_place_and_the_right_word() {
    let long = "x".repeat(MAX_BYTES + 1);
    let deep = format!("{}a{}", "(".repeat(80), ")".repeat(80));
    for (query, at, len, want) in [
        ("lag srvice:db", 4, 6, "unknown field `srvice`; did you mean `service`?"),
        ("status:new", 0, 6, "unknown field `status`; did you mean `state`?"),
        ("prioriti<2", 0, 8, "unknown field `prioriti`; did you mean `priority`?"),
        ("ü -ownr:me", 3, 4, "unknown field `ownr`; did you mean `owner`?"),
        (
            "http://x",
            0,
            4,
            "unknown field `http`; fields are p state service owner source clock age acked breached title id severity \
             count label.NAME, and a text with a `:` in it stands in quotes",
        ),
        (
            "state:",
            6,
            0,
            "after `state:` goes open, new, ack, work, hold, mitigated, resolved, closed, cancelled or merged",
        ),
        ("p<=", 3, 0, "after `p<=` goes 1 to 5"),
        ("p:1, state:new", 4, 0, "after the comma goes 1 to 5"),
        ("clock< 5", 6, 0, "after `clock<` goes a length of time: 90s, 15m, 1h30m, 2d, 1w"),
        ("p<=6", 3, 1, "`6` is not a priority: write 1 to 5"),
        ("p<=2,3", 5, 1, "`p<=` takes one value"),
        ("count:x", 6, 1, "`x` is not a number that can be counted to"),
        ("age>15x", 4, 3, "`15x` is not a length of time: write 90s, 15m, 1h30m, 2d or 1w"),
        ("age>-5m", 4, 3, "`-5m` is not a length of time: write 90s, 15m, 1h30m, 2d or 1w"),
        ("state:clsed", 6, 5, "`clsed` is not a state; did you mean `closed`?"),
        ("state:waiting", 6, 7, "`waiting` is not a state; did you mean `hold`?"),
        ("breached:maybe", 9, 5, "`breached:` takes yes or no, not `maybe`"),
        ("breached:yes,no", 13, 2, "`breached:` takes one value: yes or no"),
        (
            "owner>ana",
            5,
            1,
            "`owner` has no order: write `owner:` and a name, me or none; * stands for anything",
        ),
        ("\"lag 92", 0, 7, "these quotes are not closed: `\"` is missing"),
        ("a \"\"", 2, 2, "nothing stands between these quotes"),
        ("(a b", 0, 1, "this `(` is not closed: `)` is missing"),
        ("a b)", 3, 1, "no `(` belongs to this `)`"),
        ("a () b", 2, 2, "nothing stands in this group"),
        ("a |", 3, 0, "something must follow the `|`"),
        ("| a", 0, 1, "nothing stands before this `|`"),
        ("a - b", 2, 1, "`-` means not: what must not be there follows it"),
        (&long, MAX_BYTES, 0, "the query is longer than 4096 bytes"),
        (&deep, 64, 1, "nested more than 64 deep"),
    ] {
        let fault = Query::parse(query).expect_err(query);
        assert_eq!((fault.words().as_str(), fault.at, fault.len), (want, at, len), "{query}");
    }
    assert_eq!(
        Query::parse("a - b").expect_err("a fault").to_string(),
        "query, character 3: `-` means not: what must not be there follows it"
    );
}

#[test]
fn tab_completes_fields_and_values() {
    let services = [safe("checkout"), safe("db core"), safe("check\"er")];
    let owners = [safe("Mira"), safe("me")];
    let (sources, labels) = ([safe("am-prod")], [safe("region"), safe("has space")]);
    let known = Vocabulary { services: &services, owners: &owners, sources: &sources, labels: &labels };
    for (text, want) in [
        ("lag sta", "lag state:"),
        ("-(ser", "-(service:"),
        ("service:che", "service:checkout"),
        ("service:db", "service:\"db core\""),
        ("service:\"db c", "service:\"db core\""),
        ("a service:x,chec", "a service:x,checkout"),
        ("state:new,re", "state:new,resolved"),
        ("owner:mi", "owner:Mira"),
        ("owner:m", "owner:me"),
        ("p<=", "p<=1"),
        ("label.", "label.region:"),
        ("source:PROD", "source:am-prod"),
        ("breached:n", "breached:no"),
    ] {
        let all = complete(text, text.chars().count(), &known);
        let first = all.first().unwrap_or_else(|| panic!("nothing for {text}"));
        assert_eq!(first.apply(text), (want.to_owned(), want.chars().count()), "{text}");
    }
    assert!(complete("nofield:x", 9, &known).is_empty());
    assert!(complete("label.has", 9, &known).is_empty());
    // In the middle of a text what follows stays.
    let (text, cursor) = complete("ü sta lag", 5, &known)[0].apply("ü sta lag");
    assert_eq!((text.as_str(), cursor), ("ü state: lag", 8));
}

/// Whatever is offered as a value is read back as that value.
#[test]
fn completions_are_read_back() {
    let words: Vec<_> = ["me", "none", "-", "a b", "c\\d\"e", "*", "x,y", "ß(z)"].map(safe).into();
    let known = Vocabulary { owners: &words, ..Vocabulary::default() };
    let mut one = incident();
    for offer in complete("owner:", 6, &known).iter().skip(2) {
        let (query, _) = offer.apply("owner:");
        let hits = words.iter().filter(|w| {
            one.owner = Some((*w).clone());
            answers(&query, &one)
        });
        assert_eq!(hits.count(), 1, "{query}");
    }
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
