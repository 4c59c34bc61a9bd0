use super::*;
use crate::{
    domain::{
        Number, Priority, Time,
        incident::HoldReason,
        record::{Answer, Caller, CancelReason, CiRole, Milestone, Reached},
        state::Phase,
    },
    text::{Kind, Opaque},
};

fn words(text: &str) -> Opaque {
    Opaque::new(text)
}

fn name(text: &str) -> SafeText {
    SafeText::clean(text, Kind::Label)
}

/// Every verb with everything said, and those whose fields may be left out without.
pub fn every() -> Vec<Verb> {
    let at = Time::from_unix(1_700_000_000);
    let number = |n| Number::new(n).expect("a number");
    let some = |text| Some(words(text));
    vec![
        Verb::Ack { note: some("looking\nat it"), for_s: Some(3_600) },
        Verb::Ack { note: None, for_s: None },
        Verb::Unack,
        Verb::Assign { to: Some(name("mira")) },
        Verb::Assign { to: None },
        Verb::Note { text: words("two\nlines") },
        Verb::Start,
        Verb::Phase { phase: Phase::Identified },
        Verb::Hold {
            reason: HoldReason::AwaitingReporter,
            detail: some("x"),
            until: Some(at),
            message: some("please call"),
        },
        Verb::Hold { reason: HoldReason::AwaitingVendor, detail: None, until: None, message: None },
        Verb::Resume { reason: some("came") },
        Verb::Resume { reason: None },
        Verb::Snooze { until: at },
        Verb::Wake,
        Verb::Mitigate { impact: words("none") },
        Verb::Relapse { reason: words("back") },
        Verb::Resolve { code: some("fixed"), note: some("done") },
        Verb::Resolve { code: None, note: None },
        Verb::Reopen { reason: words("not over") },
        Verb::Close {
            answer: Some(Answer::Works),
            comment: some("thanks"),
            satisfaction: Some(5),
            waiver: some("small"),
        },
        Verb::Close { answer: None, comment: None, satisfaction: None, waiver: None },
        Verb::Cancel { reason: CancelReason::Duplicate, detail: some("x"), duplicate_of: Some(number(41)) },
        Verb::Cancel { reason: CancelReason::Test, detail: None, duplicate_of: None },
        Verb::Merge { into: number(41) },
        Verb::Restore,
        Verb::Attach { parent: Some(number(41)) },
        Verb::Attach { parent: None },
        Verb::Priority {
            impact: Some(1),
            urgency: Some(3),
            set: Priority::new(2),
            clear: true,
            reason: some("because"),
        },
        Verb::Priority { impact: None, urgency: None, set: None, clear: false, reason: None },
        Verb::Major { on: true, reason: some("all of it") },
        Verb::Major { on: false, reason: None },
        Verb::Category { category: name("database"), sub: Some(name("replication")) },
        Verb::Category { category: name("database"), sub: None },
        Verb::Update { text: words("soon"), audience: Some(name("sales")), next_at: Some(at), public: true },
        Verb::Update { text: words("soon"), audience: None, next_at: None, public: false },
        Verb::Contact { result: Reached::NoAnswer, note: some("rang") },
        Verb::Contact { result: Reached::Answered, note: None },
        Verb::Caller {
            caller: Box::new(Caller {
                name: name("Jonas Weber"),
                person: Some(name("jonas")),
                email: Some(name("jonas@example.org")),
                phone: Some(name("+49 30 1")),
                vip: true,
                on_behalf_of: Some(name("the cashier")),
            }),
        },
        Verb::Caller { caller: Box::new(Caller { name: name("x"), ..Caller::default() }) },
        Verb::Correct { field: Milestone::DetectedAt, to: at, reason: words("late") },
        Verb::Excuse { clock: name("P1 resolution"), reason: words("the part") },
        Verb::Link { service: name("db"), role: Some(CiRole::Cause) },
        Verb::Link { service: name("db"), role: None },
    ]
}

#[test]
fn every_verb_goes_to_the_server_and_comes_back_unchanged() {
    let by = By { name: Some(name("ana")), via: Some(name("tui")), at: Some(Time::from_unix(1_700_000_100)) };
    let mut seen = std::collections::BTreeSet::new();
    for verb in every() {
        let sent = body(&verb, &by).expect("a body");
        assert_eq!(sent.route, verb.name());
        let back = read(sent.route, &sent.json).expect(sent.route);
        assert_eq!(back, Action { verb, by: by.clone() });
        seen.insert(sent.route);
    }
    assert_eq!(seen, Verb::NAMES.into_iter().collect(), "every verb is among them");
}

#[test]
fn what_must_be_said_is_missed_and_what_is_unknown_is_refused() {
    for (route, json, says) in [
        ("attach", "{}", "missing field `parent`"),
        ("link", r#"{"service":"db"}"#, "missing field `role`"),
        ("hold", "{}", "missing field `reason`"),
        ("hold", r#"{"reason":"lunch"}"#, "unknown variant `lunch`"),
        ("hold", r#"{"reason":"other","untill":null}"#, "unknown field `untill`"),
        ("merge", r#"{"into":0}"#, "nonzero"),
        ("major", "{}", "missing field `on`"),
        ("caller", r#"{"caller":{"name":"x","telephone":"1"}}"#, "unknown field `telephone`"),
        ("caller", r#"{"caller":{"phone":"1"}}"#, "missing field `name`"),
        ("snooze", r#"{"until":"tomorrow"}"#, "expected a time"),
        ("priority", r#"{"set":7}"#, "1"),
        ("start", r#"{"force":true}"#, "unknown field `force`"),
        ("escalate", "{}", "no verb `escalate`"),
    ] {
        let fault = read(route, json.as_bytes()).expect_err(json).to_string();
        assert!(fault.contains(says), "{route} {json}: {fault}");
    }
    assert!(read("attach", br#"{"parent":null}"#).is_ok());
    assert!(read("link", br#"{"service":"db","role":null}"#).is_ok());
}
