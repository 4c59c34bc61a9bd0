//! What is typed, and the verb that it becomes.

use clap::Parser;
use serde_json::{Value, json};

use super::*;
use crate::cli::args::{Cli, Command};

fn text(words: &str) -> SafeText {
    SafeText::clean(words, Kind::Label)
}

#[test]
fn a_caller_is_who_the_directory_knows_or_a_name() {
    let ana = Person {
        id: text("ana"),
        name: Some(text("Ana Lima")),
        phone: Some(text("+33 1")),
        vip: true,
        ..Person::default()
    };
    let twin = Person { id: text("ana2"), name: Some(text("Jo")), ..Person::default() };
    let other = Person { id: text("jo"), name: Some(text("Jo")), ..Person::default() };
    let directory = Directory { people: vec![ana.clone(), twin, other], services: Vec::new() };
    assert_eq!(person(&directory, "ANA"), Some(&ana));
    assert_eq!(person(&directory, "ana lima"), Some(&ana));
    assert!(person(&directory, "Jo").is_some_and(|p| p.id == text("jo")), "an id before a name");
    assert_eq!(person(&directory, "Somebody"), None);
    let reach = Reach { phone: Some("555".into()), ..Reach::default() };
    let known = put_together(text("ana"), Some(ana), &reach);
    assert_eq!((known.name, known.person), (text("Ana Lima"), Some(text("ana"))));
    assert_eq!((known.phone, known.vip), (Some(text("555")), true), "what was said on the phone wins");
    let free = put_together(text("Mr. K"), None, &Reach::default());
    assert_eq!((free.name, free.person, free.vip), (text("Mr. K"), None, false));
}

#[test]
fn categories_and_corrections_are_read() {
    assert_eq!(category("database / replication"), Ok((text("database"), Some(text("replication")))));
    assert!(category("database/").is_err() && category("/x").is_err());
    let now = Time::parse("2026-11-23T10:00:00Z").expect("a time");
    let read = |pair| correction(pair, now, Tz::UTC).map(|(m, t)| (m.word(), t.rfc3339()));
    assert_eq!(read("occurred-at=8:40"), Ok(("occurred_at", "2026-11-23T08:40:00Z".to_owned())));
    assert!(read("opened_at=8:40").is_err() && read("8:40").is_err() && read("acked_at=soon").is_err());
}

/// The verb that a command line becomes, its ids and its query, on Monday 23 November 2026, 10:00 in Paris.
fn asked(args: &[&str]) -> Result<(Value, Vec<String>, Option<String>), String> {
    let cli = Cli::try_parse_from([&["watchfloor"], args].concat()).map_err(|e| e.to_string())?;
    let Some(Command::Desk(typed)) = cli.command else { panic!("{args:?} is no verb of the record") };
    let now = Time::parse("2026-11-23T09:00:00Z").expect("a time");
    let asked = ask(typed, chrono_tz::Europe::Paris, now).map_err(|f| format!("{:?}", f.words))?;
    let seven = Number::new(7).expect("a number");
    let verb = match asked.ask {
        Ask::Verb(verb) => verb,
        Ask::Other { name, other, make } => {
            let verb = make(other.map(|_| seven));
            assert_eq!(verb.name(), name);
            verb
        }
        Ask::Merge(_) => Verb::Merge { into: seven },
        Ask::Caller { who, reach } => {
            Verb::Caller { caller: Box::new(put_together(text(&who), None, &reach)) }
        }
    };
    Ok((serde_json::to_value(verb).expect("JSON"), asked.ids, asked.query))
}

#[test]
fn every_verb_is_what_was_typed() {
    let rows: &[(&[&str], Value)] = &[
        (&["start", "42"], json!({"verb": "start"})),
        (&["phase", "42", "Fixing"], json!({"verb": "phase", "phase": "fixing"})),
        (
            &["hold", "42", "--reason", "awaiting_vendor", "--note", "case 7", "--until", "14:30"],
            json!({"verb": "hold", "reason": "awaiting_vendor", "detail": "case 7", "until": "2026-11-23T13:30:00Z",
                   "message": null}),
        ),
        (
            &["hold", "42", "--reason", "awaiting_reporter", "--message", "please try again"],
            json!({"verb": "hold", "reason": "awaiting_reporter", "detail": null, "until": null,
                   "message": "please try again"}),
        ),
        (&["resume", "42", "--reason", "they called"], json!({"verb": "resume", "reason": "they called"})),
        (&["snooze", "42", "--for", "30m"], json!({"verb": "snooze", "until": "2026-11-23T09:30:00Z"})),
        (
            &["snooze", "42", "--until", "tomorrow 9:00"],
            json!({"verb": "snooze", "until": "2026-11-24T08:00:00Z"}),
        ),
        (&["wake", "42"], json!({"verb": "wake"})),
        (
            &["mitigate", "42", "--impact", "slow, but up"],
            json!({"verb": "mitigate", "impact": "slow, but up"}),
        ),
        (&["relapse", "42", "--reason", "5xx again"], json!({"verb": "relapse", "reason": "5xx again"})),
        (&["reopen", "42", "--reason", "not fixed"], json!({"verb": "reopen", "reason": "not fixed"})),
        (
            &["close", "42", "--answer", "works", "--satisfaction", "5"],
            json!({"verb": "close", "answer": "works", "comment": null, "satisfaction": 5, "waiver": null}),
        ),
        (
            &["cancel", "42", "--reason", "duplicate", "--duplicate-of", "INC-7"],
            json!({"verb": "cancel", "reason": "duplicate", "detail": null, "duplicate_of": 7}),
        ),
        (
            &["cancel", "42", "--reason", "other", "--note", "a drill"],
            json!({"verb": "cancel", "reason": "other", "detail": "a drill", "duplicate_of": null}),
        ),
        (&["merge", "42", "43", "--into", "7"], json!({"verb": "merge", "into": 7})),
        (&["restore", "42"], json!({"verb": "restore"})),
        (&["attach", "42", "--parent", "7"], json!({"verb": "attach", "parent": 7})),
        (&["attach", "42", "--parent", "none"], json!({"verb": "attach", "parent": null})),
        (
            &["priority", "42", "--impact", "1", "--urgency", "2"],
            json!({"verb": "priority", "impact": 1, "urgency": 2, "set": null, "clear": false, "reason": null}),
        ),
        (
            &["priority", "42", "--set", "P1", "--reason", "the CEO called"],
            json!({"verb": "priority", "impact": null, "urgency": null, "set": 1, "clear": false,
                   "reason": "the CEO called"}),
        ),
        (
            &["priority", "42", "--clear"],
            json!({"verb": "priority", "impact": null, "urgency": null, "set": null, "clear": true, "reason": null}),
        ),
        (&["major", "42"], json!({"verb": "major", "on": true, "reason": null})),
        (
            &["major", "42", "--off", "--reason", "one customer"],
            json!({"verb": "major", "on": false, "reason": "one customer"}),
        ),
        (
            &["category", "42", "database/replication"],
            json!({"verb": "category", "category": "database", "sub": "replication"}),
        ),
        (
            &["update", "42", "--text", "we work on it", "--audience", "sales", "--next", "30m", "--public"],
            json!({"verb": "update", "text": "we work on it", "audience": "sales",
                   "next_at": "2026-11-23T09:30:00Z", "public": true}),
        ),
        (
            &["contact", "42", "--result", "no_answer", "--note", "voicemail"],
            json!({"verb": "contact", "result": "no_answer", "note": "voicemail"}),
        ),
        (
            &["caller", "42", "--add", "Mr. K", "--phone", "555"],
            json!({"verb": "caller", "caller": {"name": "Mr. K", "phone": "555"}}),
        ),
        (
            &["correct", "42", "occurred_at=9:40", "--reason", "the log says so"],
            json!({"verb": "correct", "field": "occurred_at", "to": "2026-11-23T08:40:00Z",
                   "reason": "the log says so"}),
        ),
        (
            &["excuse", "42", "P1 response", "--reason", "shift change"],
            json!({"verb": "excuse", "clock": "P1 response", "reason": "shift change"}),
        ),
        (
            &["link", "42", "db-core", "--as", "cause"],
            json!({"verb": "link", "service": "db-core", "role": "cause"}),
        ),
        (
            &["link", "42", "db-core", "--as", "none"],
            json!({"verb": "link", "service": "db-core", "role": null}),
        ),
    ];
    for (args, want) in rows {
        let (verb, ids, _) = asked(args).unwrap_or_else(|e| panic!("{args:?}: {e}"));
        assert_eq!(verb, *want, "{args:?}");
        assert_eq!(ids[0], "42", "{args:?}");
    }
    // Every verb of the record has a row, beside those that stood before.
    let before = ["ack", "unack", "assign", "note", "resolve"];
    for name in Verb::NAMES.iter().filter(|name| !before.contains(name)) {
        assert!(rows.iter().any(|(args, _)| args[0] == *name), "{name} is not typed here");
    }
    let (_, ids, query) = asked(&["phase", "--query", "p:1", "triage"]).expect("a query");
    assert_eq!((ids.len(), query.as_deref()), (0, Some("p:1")));
}

#[test]
fn what_cannot_be_meant_is_refused_with_words() {
    for (args, words) in [
        (&["phase", "42", "fixed"][..], "triage, investigating"),
        (&["phase", "fixing"], "an incident and a phase are needed"),
        (&["hold", "42"], "--reason"),
        (&["hold", "42", "--reason", "silenced"], "awaiting_vendor"),
        (&["hold", "42", "--reason", "awaiting_vendr"], "awaiting_vendor"),
        (&["hold", "42", "--reason", "scheduled", "--until", "soon"], "--until"),
        (&["hold", "42", "--reason", "scheduled", "--until", "2027-10-31 02:30"], "+02:00"),
        (&["snooze", "42"], "--for"),
        (&["snooze", "42", "--for", "1h", "--until", "14:30"], "cannot be used with"),
        (&["snooze", "42", "--for", "0"], "longer than nothing"),
        (&["close", "42", "--answer", "fine"], "still_broken"),
        (&["close", "42", "--satisfaction", "6"], "1..=5"),
        (&["cancel", "42"], "--reason"),
        (&["merge", "42"], "--into"),
        (&["attach", "42"], "--parent"),
        (&["priority", "42"], "--impact"),
        (&["priority", "42", "--set", "2"], "--reason"),
        (&["priority", "42", "--set", "9", "--reason", "because"], "1 (critical) to 5"),
        (&["priority", "42", "--set", "1", "--impact", "1", "--reason", "because"], "cannot be used with"),
        (&["major", "42", "--off"], "--reason"),
        (&["category", "42", "a/"], "database/replication"),
        (&["update", "42"], "--text"),
        (&["contact", "42", "--result", "busy"], "no_answer"),
        (&["correct", "42", "opened_at=9:00", "--reason", "x"], "occurred_at"),
        (&["correct", "42", "occurred_at", "--reason", "x"], "FIELD=TIME"),
        (&["correct", "42", "occurred_at=yesterday", "--reason", "x"], "is no time"),
        (&["link", "42", "db", "--as", "victim"], "affected"),
        (&["start"], "ID"),
    ] {
        let said = asked(args).expect_err(&format!("{args:?}"));
        assert!(said.contains(words), "{args:?}: {said}");
    }
}
