//! Times of day, dates and windows as people write them. A part of [`super`].

use std::ops::Range;

use chrono::{Datelike, NaiveDate};
use toml::{Spanned, de::DeValue, value::Date};

use super::{
    super::table::{File, Table, kind},
    model::{BreakConfig, HolidayConfig, OfDay},
};

/// The days as files name them, Monday first.
pub(super) const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const WINDOW: &str = "write a window like \"09:00-17:00\" or [\"09:00\", \"17:00\"], from 00:00 to 24:00";

/// `09:00` as seconds of the day; `24:00` is its end.
pub(super) fn of_day(text: &str) -> Option<OfDay> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let two =
        |t: &str| (t.len() == 2 && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.parse::<u32>().ok())?;
    let (h, m) = (two(hours)?, two(minutes)?);
    (m < 60 && (h < 24 || h == 24 && m == 0)).then_some(h * 3600 + m * 60)
}

/// The same written back.
pub(super) fn of_day_text(seconds: OfDay) -> String {
    format!("{:02}:{:02}", seconds / 3600, seconds % 3600 / 60)
}

/// `2026-12-25`.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    (text.len() == 10).then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())?
}

/// `12-24`, a day of any year: 29 February is one.
fn month_day(text: &str) -> Option<(u32, u32)> {
    // 2024 was a leap year.
    let day = date(&format!("2024-{}", text.trim()))?;
    Some((day.month(), day.day()))
}

fn no_time(file: &mut File<'_>, span: &Range<usize>, text: &str) {
    let words = format!("`{}` is no time of day", text.escape_debug());
    file.error(span, words, Some("write 00:00 to 24:00, hours and minutes in two digits".into()));
}

/// A time of day that stands at `span`.
fn time_at(file: &mut File<'_>, span: &Range<usize>, text: &str) -> Option<OfDay> {
    let time = of_day(text);
    if time.is_none() {
        no_time(file, span, text);
    }
    time
}

/// A date that stands at `span`, quoted or as TOML's own.
pub(super) fn date_at(file: &mut File<'_>, value: &Spanned<DeValue<'_>>) -> Option<NaiveDate> {
    let found = match value.get_ref() {
        DeValue::String(text) => date(text),
        DeValue::Datetime(when) => match (when.date, when.time) {
            (Some(Date { year, month, day }), None) => {
                NaiveDate::from_ymd_opt(year.into(), month.into(), day.into())
            }
            _ => None,
        },
        _ => None,
    };
    if found.is_none() {
        file.error(&value.span(), "this is no date", Some("write it like \"2026-12-25\"".into()));
    }
    found
}

/// One window: `"09:00-17:00"` or `["09:00", "17:00"]`.
fn window(file: &mut File<'_>, value: &Spanned<DeValue<'_>>) -> Option<(OfDay, OfDay)> {
    let span = value.span();
    let (from, to) = match value.get_ref() {
        DeValue::String(text) => {
            let Some((from, to)) = text.split_once('-') else {
                file.error(&span, "this is no window", Some(WINDOW.into()));
                return None;
            };
            // Both halves are looked at, so that both faults are told at once.
            (time_at(file, &span, from), time_at(file, &span, to))
        }
        DeValue::Array(pair) => {
            let texts: Vec<_> = pair.iter().filter_map(|v| Some((v.get_ref().as_str()?, v.span()))).collect();
            let [(from, at), (to, there)] = &texts[..] else {
                file.error(&span, "this is no window", Some(WINDOW.into()));
                return None;
            };
            (time_at(file, at, from), time_at(file, there, to))
        }
        other => {
            let found = kind(other);
            file.error(&span, format!("a window is text or a pair, not {found}"), Some(WINDOW.into()));
            return None;
        }
    };
    from.zip(to)
}

/// The days that a key of `weekly` means: `mon`, `mon-fri`, `fri-mon`.
fn days(key: &str) -> Option<Vec<usize>> {
    let one = |word: &str| DAYS.iter().position(|d| *d == word);
    match key.split_once('-') {
        None => one(key).map(|day| vec![day]),
        Some((first, last)) => {
            let (first, last) = (one(first)?, one(last)?);
            Some((0..=(last + 7 - first) % 7).map(|n| (first + n) % 7).collect())
        }
    }
}

/// `weekly = { mon = ["09:00-17:00"], … }`.
pub(super) fn weekly(file: &mut File<'_>, table: &Table<'_>) -> [Vec<(OfDay, OfDay)>; 7] {
    let mut week: [Vec<(OfDay, OfDay)>; 7] = Default::default();
    let mut given: [Option<&str>; 7] = [None; 7];
    for (key, span, value) in table.entries() {
        let Some(meant) = days(key) else {
            let begins = DAYS.into_iter().find(|d| key.to_lowercase().starts_with(d));
            let hint = match begins.filter(|_| !key.contains('-')) {
                Some(day) => format!("did you mean `{day}`?"),
                None => format!("write days as mon or mon-fri: {}", DAYS.join(", ")),
            };
            file.error(&span, format!("`{}` is no day", key.escape_debug()), Some(hint));
            continue;
        };
        let windows: Vec<_> = match value.get_ref() {
            DeValue::Array(list) => list.iter().filter_map(|item| window(file, item)).collect(),
            _ => window(file, value).into_iter().collect(),
        };
        for day in meant {
            if let Some(other) = given[day] {
                let words = format!("{} is in `{other}` already", DAYS[day]);
                file.error(&span, words, Some("write each day once".into()));
                break;
            }
            given[day] = Some(key);
            week[day].clone_from(&windows);
        }
    }
    week
}

/// `holidays = ["2026-12-25", { from = …, to = … }, { recurring = ["12-24", "01-02"] }]`.
pub(super) fn holidays(file: &mut File<'_>, table: &mut Table<'_>) -> Vec<HolidayConfig> {
    let Some((items, _)) = table.items("holidays") else { return Vec::new() };
    items.into_iter().filter_map(|item| holiday(file, item)).collect()
}

fn holiday(file: &mut File<'_>, value: &Spanned<DeValue<'_>>) -> Option<HolidayConfig> {
    let span = value.span();
    let DeValue::Table(inner) = value.get_ref() else {
        return date_at(file, value).map(HolidayConfig::Day);
    };
    let mut inner = Table::new(inner, span.clone());
    let (from, to) = (inner.any("from"), inner.any("to"));
    let recurring = inner.texts(file, "recurring", "[\"12-24\", \"01-02\"]");
    let asked = inner.any("recurring").is_some();
    let faults = file.errors.len();
    inner.finish(file);
    match (from, to, recurring) {
        (Some(from), Some(to), None) if !asked => {
            let (first, last) = (date_at(file, from), date_at(file, to));
            let (first, last) = first.zip(last)?;
            if first > last {
                file.error(&to.span(), "these days end before they begin", None);
                return None;
            }
            Some(HolidayConfig::Range(first, last))
        }
        (None, None, Some((list, at))) => {
            let days: Option<Vec<_>> = list.iter().map(|d| month_day(d)).collect();
            let found = match days.as_deref() {
                Some([day]) => Some(HolidayConfig::Recurring(*day, *day)),
                Some([first, last]) => Some(HolidayConfig::Recurring(*first, *last)),
                _ => None,
            };
            if found.is_none() {
                let hint = "write the first and the last day as MM-DD: [\"12-24\", \"01-02\"]";
                file.error(&at, "these are no days of a year", Some(hint.into()));
            }
            found
        }
        _ if file.errors.len() > faults || (asked && from.is_none() && to.is_none()) => None,
        _ => {
            let hint = "write a date, { from = \"…\", to = \"…\" } or { recurring = [\"12-24\", \"01-02\"] }";
            file.error(&span, "these are no days off", Some(hint.into()));
            None
        }
    }
}

/// `breaks = [{ date = "2026-12-24", from = "12:00", to = "24:00" }]`.
pub(super) fn breaks(file: &mut File<'_>, table: &mut Table<'_>) -> Vec<BreakConfig> {
    let Some((items, _)) = table.items("breaks") else { return Vec::new() };
    items.into_iter().filter_map(|item| a_break(file, item)).collect()
}

fn a_break(file: &mut File<'_>, value: &Spanned<DeValue<'_>>) -> Option<BreakConfig> {
    let like = "write it like { date = \"2026-12-24\", from = \"12:00\", to = \"24:00\" }";
    let span = value.span();
    let DeValue::Table(inner) = value.get_ref() else {
        file.error(&span, "a break is a table", Some(like.into()));
        return None;
    };
    let mut inner = Table::new(inner, span.clone());
    let date = inner.any("date").map(|value| date_at(file, value));
    let from = inner.text(file, "from", "12:00");
    let to = inner.text(file, "to", "24:00");
    for key in ["date", "from", "to"] {
        if inner.any(key).is_none() {
            file.error(&span, format!("this break has no `{key}`"), Some(like.into()));
        }
    }
    inner.finish(file);
    let from = from.map(|(text, at)| time_at(file, &at, &text));
    let to = to.map(|(text, at)| (time_at(file, &at, &text), at));
    let (date, from, (to, at)) = (date??, from??, to?);
    let to = to?;
    if to <= from {
        file.error(&at, "this break ends before it begins", Some("a break lies within one day".into()));
        return None;
    }
    Some(BreakConfig { date, from, to })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day_are_strict() {
        assert_eq!(of_day("09:30"), Some(34_200));
        assert_eq!(of_day("24:00"), Some(86_400));
        for bad in ["25:00", "24:30", "9:00", "09:60", "0900", "", "-1:00", "09:00:00", "٠٩:٠٠"] {
            assert_eq!(of_day(bad), None, "{bad}");
        }
        assert_eq!(of_day_text(34_200), "09:30");
        assert_eq!(of_day_text(86_400), "24:00");
    }

    #[test]
    fn a_span_of_days_goes_over_the_week_end() {
        assert_eq!(days("mon-fri"), Some(vec![0, 1, 2, 3, 4]));
        assert_eq!(days("fri-mon"), Some(vec![4, 5, 6, 0]));
        assert_eq!(days("sun"), Some(vec![6]));
        assert_eq!(days("monday"), None);
        assert_eq!(month_day("02-29"), Some((2, 29)));
        assert_eq!((month_day("02-30"), date("2026-02-29")), (None, None));
    }
}
