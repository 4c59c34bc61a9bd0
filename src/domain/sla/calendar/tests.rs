//! What the vectors do not say of calendars: faults, the edges of days and years, odd zones.

use super::*;

fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

fn spec(json: &str) -> CalendarSpec {
    serde_json::from_str(json).unwrap()
}

fn calendar(json: &str) -> Calendar {
    Calendar::compile(&spec(json)).unwrap()
}

fn fault(json: &str) -> CalendarFault {
    Calendar::compile(&spec(json)).unwrap_err()
}

/// Working seconds between two instants.
fn between(calendar: &Calendar, a: &str, b: &str) -> i64 {
    calendar.elapsed(time(a), time(b))
}

#[test]
fn what_cannot_be_meant_is_refused_with_the_word_for_it() {
    let of = |windows: &str| format!(r#"{{ "tz": "UTC", "weekly": {{ "mon": [{windows}] }} }}"#);
    for (json, code) in [
        (of(""), "calendar_no_working_time"),
        (of(r#"["00:00", "00:00"]"#), "calendar_no_working_time"),
        (of(r#"["24:00", "24:00"]"#), "calendar_no_working_time"),
        (of(r#"["24:00", "00:00"]"#), "calendar_no_working_time"),
        (r#"{ "tz": "UTC" }"#.to_owned(), "calendar_no_working_time"),
        (r#"{ "union": [{ "tz": "UTC" }] }"#.to_owned(), "calendar_no_working_time"),
        (
            r#"{ "tz": "UTC", "weekly": { "mon": [["09:00", "17:00"]] }, "holidays": [{ "recurring": ["01-01", "12-31"] }] }"#.to_owned(),
            "calendar_no_working_time",
        ),
        (
            r#"{ "tz": "UTC", "weekly": { "mon": [["09:00", "17:00"]] }, "holidays": [{ "from": "0001-01-01", "to": "9999-12-31" }] }"#.to_owned(),
            "calendar_no_working_time",
        ),
        (r#"{ "always": true }"#.to_owned(), "unknown_time_zone"),
        (r#"{ "always": true, "tz": "Europe/Pariss" }"#.to_owned(), "unknown_time_zone"),
        (of(r#"["09:00", "24:30"]"#), "invalid_time"),
        (of(r#"["25:00", "26:00"]"#), "invalid_time"),
        (of(r#"["09:60", "17:00"]"#), "invalid_time"),
        (of(r#"["0900", "17:00"]"#), "invalid_time"),
        (of(r#"["", ""]"#), "invalid_time"),
        (of(r#"["+9:00", "17:00"]"#), "invalid_time"),
        (of(r#"["09:00:00:00", "17:00"]"#), "invalid_time"),
        (r#"{ "always": true, "tz": "UTC", "holidays": ["2026-12-25"] }"#.to_owned(), "calendar_key_without_effect"),
    ] {
        assert_eq!(fault(&json).code(), code, "{json}");
    }
    for holiday in [
        r#""2026-02-29""#,
        r#""26-12-25""#,
        r#"{ "recurring": ["02-30", "03-01"] }"#,
        r#"{ "from": "2026-12-25", "to": "2026-12-24" }"#,
    ] {
        let json = format!(
            r#"{{ "tz": "UTC", "weekly": {{ "mon": [["09:00", "17:00"]] }}, "holidays": [{holiday}] }}"#
        );
        assert_eq!(fault(&json).code(), "invalid_time", "{holiday}");
    }
    assert!(serde_json::from_str::<CalendarSpec>(r#"{ "tz": "UTC", "weakly": {} }"#).is_err());
    assert!(serde_json::from_str::<CalendarSpec>(r#"{ "tz": "UTC", "weekly": { "monday": [] } }"#).is_err());
}

#[test]
fn a_calendar_says_what_it_was_made_of() {
    for json in [
        r#"{"always":true,"tz":"Europe/Paris"}"#,
        r#"{"tz":"Europe/Paris","weekly":{"mon":[["09:00","17:00"]]},"holidays":["2026-12-25",{"from":"2026-12-24","to":"2027-01-01"},{"recurring":["12-24","01-02"]}],"breaks":[{"date":"2026-12-24","from":"12:00","to":"24:00"}]}"#,
        r#"{"union":[{"always":true,"tz":"UTC"},{"tz":"UTC","weekly":{"sun":[["22:00","06:00"]]}}]}"#,
    ] {
        assert_eq!(serde_json::to_string(&spec(json)).unwrap(), json);
    }
    let office = calendar(r#"{"tz":"Europe/Paris","weekly":{"mon":[["09:00","17:00"]]}}"#);
    assert_eq!(Calendar::compile(&office.spec()).unwrap(), office);
}

/// dst-04 to dst-06 and dst-10 of the rules: ends of windows that a zone skips or shows twice.
#[test]
fn ends_in_a_gap_and_in_a_fold_are_read_as_rfc_5545_says() {
    // 02:30 does not exist on 2026-03-29: it is 03:30.
    let gap = calendar(r#"{ "tz": "Europe/Paris", "weekly": { "sun": [["02:30", "05:00"]] } }"#);
    assert_eq!(gap.next_open(time("2026-03-28T12:00:00Z")), Some(time("2026-03-29T01:30:00Z")));
    assert_eq!(between(&gap, "2026-03-29T00:00:00Z", "2026-03-30T00:00:00Z"), 5_400);
    let gap = calendar(r#"{ "tz": "Europe/Paris", "weekly": { "sun": [["01:00", "02:30"]] } }"#);
    assert_eq!(between(&gap, "2026-03-29T00:00:00Z", "2026-03-30T00:00:00Z"), 5_400);
    // It begins after it ends: nothing is left of it.
    let gap = calendar(r#"{ "tz": "Europe/Paris", "weekly": { "sun": [["02:30", "03:15"]] } }"#);
    assert_eq!(between(&gap, "2026-03-29T00:00:00Z", "2026-03-30T00:00:00Z"), 0);
    // 01:30 is shown twice on 2026-11-01: the first counts, for both ends.
    let fold = calendar(r#"{ "tz": "America/New_York", "weekly": { "sun": [["01:30", "03:00"]] } }"#);
    assert_eq!(fold.next_open(time("2026-11-01T00:00:00Z")), Some(time("2026-11-01T05:30:00Z")));
    assert_eq!(between(&fold, "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z"), 9_000);
    let fold = calendar(r#"{ "tz": "America/New_York", "weekly": { "sun": [["00:30", "01:30"]] } }"#);
    assert_eq!(between(&fold, "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z"), 3_600);
    // A gap of half an hour: 02:15 is 02:45, not 03:15.
    let howe = calendar(r#"{ "tz": "Australia/Lord_Howe", "weekly": { "sun": [["02:15", "04:00"]] } }"#);
    assert_eq!(howe.next_open(time("2026-10-03T00:00:00Z")), Some(time("2026-10-03T15:45:00Z")));
}

#[test]
fn a_date_that_its_zone_skipped_has_no_working_time() {
    let apia = calendar(
        r#"{ "tz": "Pacific/Apia", "weekly": { "thu": [["09:00", "17:00"]], "fri": [["09:00", "17:00"]], "mon": [["09:00", "17:00"]] } }"#,
    );
    // Thursday the 29th, then Saturday the 31st: the Friday between never was, and its hours are not Saturday's.
    assert_eq!(between(&apia, "2011-12-29T10:00:00Z", "2012-01-01T18:00:00Z"), 8 * 3_600);
    let thursday = time("2011-12-29T20:00:00Z");
    assert_eq!(apia.business_days(thursday, 1), Some(time("2012-01-01T20:00:00Z")), "Monday at 10:00");
}

#[test]
fn years_join_without_a_seam() {
    let always = calendar(
        r#"{ "tz": "Asia/Kolkata", "weekly": { "mon": [["00:00", "24:00"]], "tue": [["00:00", "24:00"]], "wed": [["00:00", "24:00"]], "thu": [["00:00", "24:00"]], "fri": [["00:00", "24:00"]], "sat": [["00:00", "24:00"]], "sun": [["00:00", "00:00"]] } }"#,
    );
    // The Sundays are shut: 2028-12-31 is one.
    assert_eq!(between(&always, "2027-12-27T00:00:00Z", "2028-01-01T12:00:00Z"), 5 * 86_400 + 43_200);
    assert_eq!(always.next_change(time("2027-12-31T12:00:00Z")), Some(time("2028-01-01T18:30:00Z")));
    let far = always.after(time("2026-06-01T00:00:00Z"), 100 * 365 * 86_400).unwrap();
    assert_eq!(always.elapsed(time("2026-06-01T00:00:00Z"), far), 100 * 365 * 86_400);
    assert_eq!(always.after(time("2026-06-01T00:00:00Z"), i64::MAX), None);
    // Out of all years nothing is open, and nothing breaks.
    assert_eq!(always.elapsed(Time::from_unix(i64::MIN), Time::from_unix(i64::MIN + 1)), 0);
    assert_eq!(always.next_open(Time::from_unix(i64::MAX)), None);
    assert!(always.elapsed(Time::from_unix(i64::MIN), Time::from_unix(i64::MAX)) > 0);
}

#[test]
fn the_next_openings_and_the_holidays_it_understood() {
    let office = calendar(
        r#"{ "tz": "Europe/Paris", "weekly": { "thu": [["09:00", "12:00"], ["13:00", "17:00"]], "fri": [["09:00", "17:00"]] }, "holidays": ["2026-12-25", { "recurring": ["12-31", "01-01"] }] }"#,
    );
    let now = time("2026-12-24T08:30:00Z");
    let openings: Vec<_> = office.openings(now, 3).into_iter().map(|(o, c)| format!("{o:?} {c:?}")).collect();
    assert_eq!(
        openings,
        [
            "2026-12-24T12:00:00Z 2026-12-24T16:00:00Z",
            "2027-01-07T08:00:00Z 2027-01-07T11:00:00Z",
            "2027-01-07T12:00:00Z 2027-01-07T16:00:00Z"
        ]
    );
    let holidays: Vec<_> = office.holidays(now, 30).into_iter().map(|(a, b)| format!("{a} {b}")).collect();
    assert_eq!(holidays, ["2026-12-25 2026-12-25", "2026-12-31 2027-01-01"]);
    assert!(office.is_holiday(time("2026-12-24T23:00:00Z")) && !office.is_holiday(now));
}

#[test]
fn business_days_move_into_hours_first_and_keep_the_time_of_day() {
    let office = calendar(
        r#"{ "tz": "Europe/Paris", "weekly": { "mon": [["09:00", "17:00"]], "tue": [["09:00", "12:00"], ["13:00", "17:00"]], "fri": [["09:00", "17:00"]] }, "holidays": ["2026-06-08"] }"#,
    );
    for (start, days, due) in [
        // Friday evening begins on Tuesday (Monday is a holiday), and ends the Friday after it at its opening.
        ("2026-06-05T18:00:00Z", 1, "2026-06-12T07:00:00Z"),
        ("2026-06-05T18:00:00Z", 0, "2026-06-09T07:00:00Z"),
        // Friday at 12:30 would be within Tuesday's lunch.
        ("2026-06-05T10:30:00Z", 1, "2026-06-09T11:00:00Z"),
        ("2026-12-29T10:30:00Z", 2, "2027-01-04T10:30:00Z"),
    ] {
        assert_eq!(office.business_days(time(start), days), Some(time(due)), "{start} {days}");
    }
    let around = Calendar::always(Tz::Europe__Paris);
    assert_eq!(around.business_days(time("2026-03-28T10:00:00Z"), 1), Some(time("2026-03-29T09:00:00Z")));
    assert_eq!(office.business_days(time("2026-06-05T10:30:00Z"), u32::MAX), None);
}
