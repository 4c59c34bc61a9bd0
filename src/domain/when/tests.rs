//! What people type, and what it means.

use super::*;

const BERLIN: Tz = chrono_tz::Europe::Berlin;

/// Monday, 03:02:09 in Berlin.
fn now() -> Time {
    Time::parse("2026-11-23T02:02:09Z").expect("a time")
}

fn until(text: &str) -> String {
    match read(text, now(), BERLIN, Toward::Future) {
        Ok(When::At(at)) => at.rfc3339(),
        Ok(either) => format!("{either:?}"),
        Err(_) => "no".into(),
    }
}

#[test]
fn until_when() {
    for (typed, means) in [
        ("2h", "2026-11-23T04:02:09Z"),
        ("1d4h", "2026-11-24T06:02:09Z"),
        ("14:30", "2026-11-23T13:30:00Z"),
        ("3:02", "2026-11-24T02:02:00Z"),
        ("3:02Z", "2026-11-23T03:02:00Z"),
        ("today 9", "2026-11-23T08:00:00Z"),
        ("tomorrow 9:00", "2026-11-24T08:00:00Z"),
        ("Tomorrow", "2026-11-24T08:00:00Z"),
        ("mon 9:00", "2026-11-23T08:00:00Z"),
        ("mon 1:00", "2026-11-30T00:00:00Z"),
        ("friday 16:00:30", "2026-11-27T15:00:30Z"),
        ("2026-12-24 09:00", "2026-12-24T08:00:00Z"),
        ("2026-12-24T09:00", "2026-12-24T08:00:00Z"),
        ("2026-12-24T09:00:00+02:00", "2026-12-24T07:00:00Z"),
        ("2026-12-24", "2026-12-24T08:00:00Z"),
    ] {
        assert_eq!(until(typed), means, "{typed}");
    }
    for typed in
        ["", "soon", "25:00", "9", "9:0", "tomorrow 25:00", "2026-02-30", "12345", "1:2:3:4", "2x", "-2h"]
    {
        assert_eq!(until(typed), "no", "{typed}");
    }
}

#[test]
fn since_when() {
    let since = |text| read(text, now(), BERLIN, Toward::Past).map(|w| w.earliest().rfc3339()).ok();
    assert_eq!(since("10m").as_deref(), Some("2026-11-23T01:52:09Z"));
    assert_eq!(since("2:55").as_deref(), Some("2026-11-23T01:55:00Z"));
    assert_eq!(since("8:55").as_deref(), Some("2026-11-22T07:55:00Z"), "not in the future");
    assert_eq!(since("yesterday 18:00").as_deref(), Some("2026-11-22T17:00:00Z"));
    assert_eq!(since("mon 2:00").as_deref(), Some("2026-11-23T01:00:00Z"));
    assert_eq!(since("mon 4:00").as_deref(), Some("2026-11-16T03:00:00Z"));
    assert_eq!(since("yesterday"), None, "an hour is not guessed");
}

#[test]
fn what_the_clocks_show_twice_or_never_is_not_guessed() {
    let twice = read("2026-10-25 02:30", now(), BERLIN, Toward::Future);
    let at = |t: &str| Time::parse(t).expect("a time");
    let (first, second) = (at("2026-10-25T00:30:00Z"), at("2026-10-25T01:30:00Z"));
    assert_eq!(twice, Ok(When::Either { first, second, skipped: false }));
    let never = read("2027-03-28 02:30", now(), BERLIN, Toward::Future);
    let (first, second) = (at("2027-03-28T00:30:00Z"), at("2027-03-28T01:30:00Z"));
    assert_eq!(never, Ok(When::Either { first, second, skipped: true }));
    // Samoa left out the 30 December 2011.
    let apia = read("2011-12-30 12:00", now(), chrono_tz::Pacific::Apia, Toward::Past);
    assert!(
        matches!(apia, Ok(When::Either { first, second, skipped: true }) if second - first == 86_400),
        "{apia:?}"
    );
}

#[test]
fn a_time_in_front_of_words() {
    let split = |text| {
        let (when, words) = lead(text, now(), BERLIN, Toward::Future);
        (when.map(|w| w.earliest().rfc3339()), words)
    };
    let at = |t: &str| Some(t.to_owned());
    assert_eq!(split("2h: vendor called"), (at("2026-11-23T04:02:09Z"), "vendor called"));
    assert_eq!(split("tomorrow 9:00: part: disk"), (at("2026-11-24T08:00:00Z"), "part: disk"));
    assert_eq!(split("14:30"), (at("2026-11-23T13:30:00Z"), ""));
    assert_eq!(split("vendor: they call back"), (None, "vendor: they call back"));
    assert_eq!(split("9 people hit"), (None, "9 people hit"));
}
