//! Hostile incidents and queries for the tests of [`super`], and a file to put them in.

use std::collections::BTreeMap;

use proptest::{prelude::*, sample::select};
use sqlx::{ConnectOptions, Executor, SqliteConnection, sqlite::SqliteConnectOptions};

use super::columns::{PUT, Row};
use crate::{
    domain::{
        Hold, Number, Phase, Practice, Priority, Record, SourceName, State, Time,
        incident::HoldReason,
        record::{Caller, Major, Passage, Turn, Verdict},
    },
    text::{Kind, SafeText},
    wire::{IncidentRecord, Origin},
};

pub const NOW: Time = Time::from_unix(1_795_402_342);

/// Texts that mean something to SQL, to `LIKE`, to JSON, to the language, or change their length when folded.
const HOSTILE: &[&str] = &[
    "",
    "a",
    "ab",
    "A_b",
    "aXb",
    "100 %",
    "100 X",
    "%",
    "_",
    "\\",
    "\\%",
    "a\\b",
    "'; DROP TABLE incident; --",
    "\"quoted\"",
    "*",
    "a*b",
    "İstanbul",
    "i\u{307}stanbul",
    "ISTANBUL",
    "Straße",
    "STRASSE",
    "ΌΣΟΣ",
    "όσος",
    "\u{212a}elvin",
    "two\nlines",
    "ana",
    "ANA",
    "me",
    "none",
    "-",
    "checkout",
    "Checkout-edge",
    "region",
    "eu",
    "us",
    "inc",
    "inc-00",
    "INC-001042",
    "1042",
    "42",
    "local",
    "lo",
    "l/inc-0",
    "/",
    "🦀 crab",
    "e\u{301}",
    "null",
    "{\"a\":1}",
];

/// What whole values of queries find often.
const COMMON: &[&str] = &["100 %", "a\\b", "İstanbul", "Straße", "checkout", "region", "ana", "eu", ""];

pub fn safe(text: &str) -> SafeText {
    SafeText::clean(text, Kind::Body)
}

pub fn source() -> SourceName {
    SourceName::new("local")
}

fn text() -> impl Strategy<Value = SafeText> {
    prop_oneof![
        4 => select(HOSTILE).prop_map(str::to_owned),
        4 => select(COMMON).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
        1 => "[abİßΣσς%_\\\\* ]{0,5}",
        1 => (select(HOSTILE), select(HOSTILE)).prop_map(|(a, b)| format!("{a}{b}")),
    ]
    .prop_map(|t| safe(&t))
}

/// Around the places where clocks change what they say.
fn time() -> impl Strategy<Value = Time> {
    let target = select(vec![0, 300, 1_800, 3_600, 14_400, 28_800, 86_400, 144_000]);
    (target, select(vec![-1, 1]), -2_i64..=2).prop_map(|(t, sign, more)| NOW + sign * t + more)
}

/// What people recorded: all that queries ask of it.
fn more() -> impl Strategy<Value = Record> {
    let passage = (time(), turn()).prop_map(|(at, turn)| Passage { at, turn });
    let words = (
        prop::option::of(select(Phase::ALL.to_vec())),
        prop::option::of(select(Verdict::ALL.to_vec())),
        prop::option::of(text()),
        prop::bool::weighted(0.2),
        prop::option::of(1_u32..60),
    );
    let times = (
        prop::option::weighted(0.3, time()),
        prop::option::weighted(0.3, time()),
        prop::option::weighted(0.2, time()),
    );
    (words, times, prop::collection::vec(passage, 0..4)).prop_map(|(words, times, mut passages)| {
        let (phase, verdict, reporter, major, parent) = words;
        passages.sort_by_key(|p| p.at);
        Record {
            phase,
            verdict,
            reporter: reporter.map(|name| Box::new(Caller { name, ..Caller::default() })),
            major: major.then(|| Box::new(Major { by: safe("ana"), at: NOW, reason: None })),
            parent: parent.and_then(Number::new),
            snoozed_until: times.0,
            mitigated_at: times.1,
            closed_at: times.2,
            passages,
            ..Record::default()
        }
    })
}

fn turn() -> impl Strategy<Value = Turn> {
    let level = || (1_u8..=5).prop_map(|p| Priority::new(p).expect("1 to 5"));
    prop_oneof![
        select(HoldReason::ALL.to_vec()).prop_map(|reason| Turn::Held { reason }),
        select(vec![
            Turn::Resumed,
            Turn::Mitigated,
            Turn::Relapsed,
            Turn::Resolved,
            Turn::Reopened,
            Turn::Updated
        ]),
        (level(), level()).prop_map(|(from, to)| Turn::Priority { from, to }),
    ]
}

fn hold() -> impl Strategy<Value = Box<Hold>> {
    let times = (prop::option::of(time()), prop::option::of(time()));
    (select(HoldReason::ALL.to_vec()), times).prop_map(|(reason, (since, until))| {
        Box::new(Hold { reason, detail: SafeText::default(), since, until })
    })
}

pub fn record() -> impl Strategy<Value = IncidentRecord> {
    let state = select(State::ALL.to_vec());
    let maybe = || prop::option::of(text());
    let times = (
        time(),
        prop::option::of(time()),
        prop::option::of(time()),
        prop::option::weighted(0.3, time()),
        time(),
    );
    let labels = prop::collection::vec(
        (prop_oneof![select(vec!["x", "X", "region", "İ", "a.b/c-d"]).prop_map(safe), text()], text()),
        0..4,
    );
    let heads = (state, 1_u8..=5, 1_u32..4, text(), select(Origin::ALL.to_vec()));
    let texts = (maybe(), maybe(), maybe(), maybe(), maybe(), maybe(), maybe());
    (heads, texts, times, labels, hold(), more()).prop_map(
        |((state, priority, count, title, origin), texts, times, labels, hold, record)| {
            let (service, owner, severity, description, team, category, subcategory) = texts;
            IncidentRecord {
                id: String::new(),
                number: 0,
                version: 1,
                title,
                description,
                state,
                priority: Priority::new(priority).expect("1 to 5"),
                impact: 2,
                urgency: 2,
                category,
                subcategory,
                hold: (state == State::OnHold).then_some(hold),
                record,
                severity,
                service,
                owner,
                team,
                labels: labels.into_iter().collect::<BTreeMap<_, _>>(),
                origin,
                dedup_key: None,
                url: None,
                runbook: None,
                opened_at: times.0,
                occurred_at: None,
                acked_at: times.1,
                ack_until: times.2,
                resolved_at: times.3,
                updated_at: times.4,
                resolution: None,
                count,
                reopen_count: 0,
                recurrence_of: None,
                hidden_chars: false,
            }
        },
    )
}

/// With numbers of all lengths, each once.
pub fn records() -> impl Strategy<Value = Vec<IncidentRecord>> {
    let number = prop_oneof![
        1_u32..60,
        select(vec![104, 1_042, 10_420, 42_000, 999_999, 1_000_000, 1_042_007, u32::MAX])
    ];
    prop::collection::vec((number, record()), 1..32).prop_map(|rows| {
        let rows: BTreeMap<u32, IncidentRecord> = rows.into_iter().collect();
        rows.into_iter()
            .map(|(number, row)| IncidentRecord {
                id: Number::new(number).expect("not 0").long(),
                number,
                ..row
            })
            .collect()
    })
}

fn value() -> impl Strategy<Value = String> {
    let quoted = |t: &str| format!("\"{}\"", t.replace('\\', "\\\\").replace('"', "\\\""));
    let piece = prop_oneof![
        3 => select(HOSTILE).prop_map(quoted),
        2 => select(vec!["*", "*", "**", "-", "me", "none", "ana", "eu", "a", "ß", "İ", "Σ"]).prop_map(str::to_owned),
        1 => "[abİßΣσς%_* ]{1,3}".prop_map(move |t| quoted(t.as_str())),
        1 => select(vec!["\"\0\"", "\"a\0\"", "\"\u{1f}\"", "\"a\u{1e}b\"", "\"\"", "\"\u{307}\""]).prop_map(str::to_owned),
    ];
    prop_oneof![
        1 => select(COMMON).prop_map(quoted),
        1 => prop::collection::vec(piece, 1..4).prop_map(|p| p.concat()),
    ]
}

fn length() -> impl Strategy<Value = String> {
    select(vec![
        "0",
        "1s",
        "59m",
        "1h",
        "5m",
        "30m",
        "4h",
        "299s",
        "301s",
        "1d",
        "9999d",
        "9223372036854775807s",
    ])
    .prop_map(str::to_owned)
}

fn term() -> impl Strategy<Value = String> {
    let sign = || select(vec!["<", "<=", ">", ">=", ":"]);
    let field = select(vec![
        "service",
        "owner",
        "title",
        "severity",
        "source",
        "id",
        "label.x",
        "label.region",
        "label.İ",
        "label.a.b/c-d",
        "team",
        "category",
        "category",
        "reporter",
    ]);
    let words = select(vec![
        "hold:*",
        "hold:none",
        "hold:vendor,awaiting-reporter",
        "-hold:silenced,none",
        "phase:fixing,triage",
        "phase:-",
        "phase:*,none",
        "origin:phone,api",
        "origin:*",
        "verdict:incident",
        "verdict:request,not_an_incident",
        "-verdict:*",
        "major:yes",
        "-major:yes",
        "snoozed:yes",
        "snoozed:no",
        "parent:none",
        "parent:1,2,INC-3,40",
        "-parent:none,7",
        "category:*/*",
        "category:a/b,region/eu",
        "category:\"100 %\"/*",
        "team:none",
        "reporter:me,none",
    ]);
    let states = select(vec![
        "open",
        "new",
        "ack",
        "new,ack",
        "work,hold",
        "resolved",
        "open,closed",
        "merged,cancelled,resolved,closed",
        "new,closed",
    ]);
    let number = select(vec![
        "1042",
        "0001042",
        "INC-1042",
        "inc-001042",
        "inc1042",
        "INC-00",
        "42",
        "0",
        "1",
        "inc-1",
        "local/inc-001042",
        "INC-4294967295",
        "99999999999",
        "cal/inc-0",
        "/",
        "c-00",
        "inc",
        "inc-",
        "00000",
        "104200",
    ]);
    prop_oneof![
        4 => (field, prop::collection::vec(value(), 1..3)).prop_map(|(f, v)| format!("{f}:{}", v.join(","))),
        3 => value().prop_map(|v| v),
        1 => number.clone().prop_map(str::to_owned),
        1 => number.prop_map(|n| format!("id:{n}")),
        1 => select(vec!["id:*42", "id:inc-*", "id:local/inc-0*", "id:\"local/INC-001042\"", "id:LOCAL/*2", "source:local", "source:lo*", "source:x,-", "id:\"\""]).prop_map(str::to_owned),
        3 => words.prop_map(str::to_owned),
        2 => states.prop_map(|s| format!("state:{s}")),
        1 => (sign(), 1..=5).prop_map(|(s, p)| format!("p{s}{p}")),
        1 => (sign(), 0..5).prop_map(|(s, n)| format!("count{s}{n}")),
        3 => (select(vec!["clock", "age", "acked", "updated"]), sign(), length()).prop_map(|(f, s, l)| format!("{f}{s}{l}")),
        1 => (sign(), length()).prop_map(|(s, l)| format!("clock{s}-{l}")),
        1 => select(vec!["breached:yes", "breached:no"]).prop_map(str::to_owned),
    ]
}

/// Mostly right queries.
pub fn query() -> impl Strategy<Value = String> {
    term().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(|t| t.join(" ")),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|t| format!("({})", t.join(" | "))),
            inner.prop_map(|t| format!("-({t})")),
        ]
    })
}

/// A new file with these in it, and the connection to it.
pub async fn file(dir: &std::path::Path, records: &[IncidentRecord]) -> SqliteConnection {
    let path = dir.join("test.sqlite3");
    let _ = std::fs::remove_file(&path);
    let options =
        SqliteConnectOptions::new().filename(path).create_if_missing(true).pragma("synchronous", "off");
    let mut conn = options.connect().await.expect("opens");
    for schema in [include_str!("migrations/0001_first.sql"), include_str!("migrations/0002_record.sql")] {
        conn.execute(sqlx::raw_sql(schema)).await.expect("the schema");
    }
    put(&mut conn, records).await;
    conn
}

pub async fn put(conn: &mut SqliteConnection, records: &[IncidentRecord]) {
    let practice = Practice::standard();
    let rows: Vec<Row> = records.iter().map(|r| Row::of(r, practice, NOW).expect("JSON")).collect();
    let rows = serde_json::to_string(&rows).expect("JSON");
    sqlx::query(sqlx::AssertSqlSafe(PUT.as_str()))
        .bind(&rows)
        .execute(&mut *conn)
        .await
        .expect("rows are written");
}

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}
