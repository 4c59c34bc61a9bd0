//! What people say on the phone, as tables: when it began, who they are, what it hits.

use chrono_tz::Tz;

use super::{
    Field,
    alike::telling,
    offers::{Offers, service_in, typed},
    since,
};
use crate::{
    domain::{
        Time,
        category::Categories,
        directory::{Directory, Person, Service},
    },
    text::{Kind, SafeText},
};

fn word(text: &str) -> SafeText {
    SafeText::clean(text, Kind::Label)
}

fn at(text: &str) -> Time {
    Time::parse(text).expect("a time")
}

/// A Monday, 09:12:14 in Berlin.
fn now() -> Time {
    at("2026-11-23T08:12:14Z")
}

#[test]
fn when_it_began_as_it_is_said() {
    for (text, want) in [
        ("", None),
        ("now", None),
        ("08:55", Some("2026-11-23T07:55:00Z")),
        ("8:55", Some("2026-11-23T07:55:00Z")),
        ("0855", Some("2026-11-23T07:55:00Z")),
        ("-20m", Some("2026-11-23T07:52:14Z")),
        ("20m ago", Some("2026-11-23T07:52:14Z")),
        ("1h30m", Some("2026-11-23T06:42:14Z")),
        // Still to come today: it was yesterday's.
        ("16:00", Some("2026-11-22T15:00:00Z")),
        ("yesterday 16:00", Some("2026-11-22T15:00:00Z")),
        ("fri 9:00", Some("2026-11-20T08:00:00Z")),
        ("2026-11-21 23:10", Some("2026-11-21T22:10:00Z")),
        ("2026-11-21T23:10:00Z", Some("2026-11-21T23:10:00Z")),
        // A clock that is three minutes ahead: it has just begun.
        ("09:15", Some("2026-11-23T08:12:14Z")),
        ("2026-10-25 02:30 CEST", Some("2026-10-25T00:30:00Z")),
        ("2026-10-25 02:30 CET", Some("2026-10-25T01:30:00Z")),
        ("08:55 CET", Some("2026-11-23T07:55:00Z")),
    ] {
        assert_eq!(since::read(text, now(), Tz::Europe__Berlin), Ok(want.map(at)), "{text}");
    }
}

#[test]
fn what_is_no_time_is_refused_and_two_readings_are_both_offered() {
    let berlin = |text: &str| since::read(text, now(), Tz::Europe__Berlin).expect_err(text);
    for (text, words) in [
        ("soon", "no time: write 08:55, -20m, yesterday 16:00"),
        ("yesterday", "no time: write 08:55, -20m, yesterday 16:00"),
        ("25:00", "no time: write 08:55, -20m, yesterday 16:00"),
        ("2026-11-24 10:00", "that is still to come: write when it began"),
        ("08:55 CEST", "the clocks show CET here then, not CEST"),
    ] {
        let fault = berlin(text);
        assert_eq!((fault.words, fault.choices.len()), (word(words), 0), "{text}");
    }
    let twice = berlin("2026-10-25 02:30");
    assert_eq!(twice.words, word("twice: 02:30 CEST or 02:30 CET? Down"));
    let skipped = berlin("2026-03-29 02:30");
    assert_eq!(skipped.words, word("skipped: 01:30 CET or 03:30 CEST? Down"));
    for (fault, want) in [
        (twice, ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"]),
        (skipped, ["2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"]),
    ] {
        let read: Vec<_> = fault.choices.iter().map(|c| since::read(c, now(), Tz::Europe__Berlin)).collect();
        assert_eq!(read, want.map(|t| Ok(Some(at(t)))), "each choice is one reading");
    }
    // A zone whose offsets have no names.
    let lord_howe = since::read("2026-04-05 01:45", now(), Tz::Australia__Lord_Howe).expect_err("twice");
    let read: Vec<_> = lord_howe
        .choices
        .iter()
        .filter_map(|c| since::read(c, now(), Tz::Australia__Lord_Howe).ok()?)
        .collect();
    assert_eq!(read.len(), 2);
    assert_eq!(read[1] - read[0], 1_800);
}

fn directory() -> Directory {
    let person = |id: &str, name: &str, phone: &str| Person {
        id: word(id),
        name: Some(word(name)),
        phone: Some(word(phone)),
        ..Person::default()
    };
    let service =
        |id: &str, name: &str| Service { id: word(id), name: Some(word(name)), ..Service::default() };
    Directory {
        people: vec![
            person("aweber", "Anna Weber", "+49 (69) 555-0142"),
            person("mhanna", "Mira Hanna", "+49 69 555 0143"),
            person("jdoe", "Jürgen Döhler", "0171 4711"),
        ],
        services: vec![
            service("shop", "Web shop"),
            service("web-shop-checkout", "Checkout"),
            service("db", "Data base"),
        ],
    }
}

fn found(field: Field, text: &str) -> Vec<String> {
    let offers = Offers::of(field, text, &directory(), &Categories::default());
    (0..offers.len()).filter_map(|n| offers.key(n)).collect()
}

#[test]
fn people_are_found_by_name_id_and_telephone() {
    for (text, want) in [
        ("anna", vec!["aweber", "mhanna"]),
        ("Weber, Anna", vec!["aweber"]),
        ("we an", vec!["aweber"]),
        ("AWEB", vec!["aweber"]),
        ("0142", vec!["aweber"]),
        ("069 5550143", vec!["mhanna"]),
        ("DÖHLER", vec!["jdoe"]),
        ("-", vec![]),
        ("nobody of that name", vec![]),
    ] {
        assert_eq!(found(Field::Caller, text), want, "{text}");
    }
}

#[test]
fn categories_complete_on_either_level() {
    let first = |text: &str| found(Field::Category, text).first().cloned().unwrap_or_default();
    assert_eq!(first("soft"), "software");
    assert_eq!(first("software/"), "software/email");
    assert_eq!(first("software/op"), "software/operating system");
    assert_eq!(first("vpn"), "network/vpn");
    assert_eq!(found(Field::Category, "email"), ["inquiry/email", "software/email"]);
    assert_eq!(found(Field::Category, "plumbing"), Vec::<String>::new());
}

#[test]
fn the_service_stands_in_the_words() {
    let directory = directory();
    let found = |text: &str| service_in(text, &directory).map(|s| typed(&s.id));
    assert_eq!(found("Checkout gives error 500").as_deref(), Some("web-shop-checkout"));
    assert_eq!(found("the web shop is slow").as_deref(), Some("shop"));
    assert_eq!(found("web shop checkout is slow").as_deref(), Some("web-shop-checkout"), "the longest one");
    assert_eq!(found("workshop starts late"), None, "a part of a word is none");
    assert_eq!(found("db is down"), None, "two letters are anything");
}

#[test]
fn only_words_that_tell_something_are_looked_for() {
    assert_eq!(telling("The checkout gives error 500 when paying"), ["checkout", "paying", "error", "500"]);
    assert_eq!(telling("\"a\" OR (state:new) | *"), ["state", "new"]);
    assert!(telling("is it on?").is_empty());
}
