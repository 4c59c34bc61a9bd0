//! What is said of wrong queries, and what Tab offers for half ones.

use super::*;

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
            "unknown field `http`; fields are p state service owner team source clock age acked updated breached hold phase \
             major snoozed parent category reporter origin verdict title id severity count label.NAME, and a text with a `:` in it stands in quotes",
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
        ("major:x", 6, 1, "`major:` takes yes or no, not `x`"),
        ("caller:x", 0, 6, "unknown field `caller`; did you mean `reporter`?"),
        (
            "hold:vendr",
            5,
            5,
            "`vendr` is no word of `hold:`: write awaiting_reporter, awaiting_vendor, awaiting_change, \
          awaiting_problem, awaiting_evidence, awaiting_parent, scheduled, other, silenced, inhibited, muted, * for any or none",
        ),
        (
            "hold:awaiting_vendr",
            5,
            14,
            "`awaiting_vendr` is no word of `hold:`; did you mean `awaiting_vendor`?",
        ),
        ("origin:phne", 7, 4, "`phne` is no word of `origin:`; did you mean `phone`?"),
        ("verdict:none", 8, 4, "`none` is no word of `verdict:`: write incident, request or not_an_incident"),
        ("phase:", 6, 0, "after `phase:` goes triage, investigating, identified, fixing, monitoring or none"),
        ("parent:x", 7, 1, "`x` is not the number of an incident: write 42, INC-000042 or none"),
        ("parent:0", 7, 1, "`0` is not the number of an incident: write 42, INC-000042 or none"),
        ("parent>1", 6, 1, "`parent` has no order: write `parent:` and a number such as 42, or none"),
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
    let (teams, categories) = ([safe("web")], [safe("database"), safe("database/ms sql server")]);
    let known = Vocabulary {
        services: &services,
        owners: &owners,
        sources: &sources,
        labels: &labels,
        teams: &teams,
        categories: &categories,
        reporters: &[],
    };
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
        ("snoo", "snoozed:"),
        ("major:y", "major:yes"),
        ("hold:vend", "hold:awaiting_vendor"),
        ("hold:no", "hold:none"),
        ("phase:fix", "phase:fixing"),
        ("origin:phone,ma", "origin:phone,mail"),
        ("team:w", "team:web"),
        ("category:database/", "category:\"database/ms sql server\""),
        ("reporter:", "reporter:none"),
        ("parent:", "parent:none"),
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
