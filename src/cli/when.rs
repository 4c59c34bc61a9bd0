//! Times as a person types them. Belongs to the command line.

use chrono_tz::Tz;

use super::exit::Failure;
use crate::domain::{
    Time,
    when::{self, Toward, When},
};

/// Reads a time in `zone`; `option` is how the person named it.
///
/// # Errors
/// It is no time; or the zone's clocks show it twice or never: both instants are offered as they can be written.
pub fn read(option: &str, text: &str, now: Time, zone: Tz, toward: Toward) -> Result<Time, Failure> {
    match when::read(text, now, zone, toward) {
        Ok(When::At(at)) => Ok(at),
        Ok(When::Either { first, second, skipped }) => {
            let how = if skipped { "the clocks skip that time" } else { "the clocks show that time twice" };
            Err(Failure::usage(format!(
                "{option} {text:?}: {how} in {zone}; write {} or {}",
                offset(first, zone),
                offset(second, zone)
            )))
        }
        Err(error) => Err(Failure::usage(format!("{option}: {error}"))),
    }
}

/// With its offset, so that it means one instant.
fn offset(at: Time, zone: Tz) -> String {
    at.utc().with_timezone(&zone).format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_time_that_is_two_or_none_both_are_offered() {
        let now = Time::parse("2026-11-23T02:02:09Z").expect("a time");
        let zone = chrono_tz::Europe::Paris;
        let said = |text| {
            let read = read("--until", text, now, zone, Toward::Future);
            read.map(Time::rfc3339).map_err(|f| format!("{:?}", f.words))
        };
        assert_eq!(said("2026-11-23 09:00").as_deref(), Ok("2026-11-23T08:00:00Z"));
        assert_eq!(said("tomorrow 9:00").as_deref(), Ok("2026-11-24T08:00:00Z"));
        let twice = said("2027-10-31 02:30").expect_err("twice");
        for words in ["twice in Europe/Paris", "2027-10-31T02:30:00+02:00", "2027-10-31T02:30:00+01:00"] {
            assert!(twice.contains(words), "{twice}");
        }
        // What is offered reads back to one instant each.
        assert_eq!(said("2027-10-31T02:30:00+02:00").as_deref(), Ok("2027-10-31T00:30:00Z"));
        let never = said("2027-03-28 02:30").expect_err("never");
        for words in ["skip", "2027-03-28T01:30:00+01:00", "2027-03-28T03:30:00+02:00"] {
            assert!(never.contains(words), "{never}");
        }
        assert!(said("soon").expect_err("no time").contains("--until"));
    }
}
