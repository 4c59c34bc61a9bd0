//! Headers that say when to come back and where the next page is. Pure.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, LINK, RETRY_AFTER};

use crate::text::Opaque;

/// The longest wait a source may ask for; a longer one is cut to this.
pub const RETRY_AFTER_CAP: Duration = Duration::from_mins(10);

/// `Retry-After` in seconds or as an HTTP date (RFC 9110 section 10.2.3), else `ratelimit-reset` in seconds (as
/// `PagerDuty` sends it), cut to ten minutes. A date is measured from the answer's own `Date` where it has one, because
/// the source's clock wrote both; else from `now`.
pub fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).map(str::trim);
    let seconds = |text: &str| text.parse::<u64>().ok().map(Duration::from_secs);
    let asked = text(RETRY_AFTER.as_str())
        .and_then(|value| {
            seconds(value).or_else(|| {
                let until = httpdate::parse_http_date(value).ok()?;
                Some(until.duration_since(date(headers).unwrap_or(now)).unwrap_or_default())
            })
        })
        .or_else(|| text("ratelimit-reset").and_then(seconds));
    asked.map(|wait| wait.min(RETRY_AFTER_CAP))
}

/// The answer's `Date`.
pub(super) fn date(headers: &HeaderMap) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()
}

/// The target of `rel="next"` in the `Link` headers (RFC 8288); may be absolute, which [`super::Call`] takes as long
/// as it is on the source's own origin.
pub fn next_link(headers: &HeaderMap) -> Option<Opaque> {
    headers
        .get_all(LINK)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(",<").flat_map(|part| part.split(", <")))
        .find_map(|link| {
            let (target, params) = link.trim().trim_start_matches('<').split_once('>')?;
            let is_next = params.split(';').any(|param| {
                param.split_once('=').is_some_and(|(name, value)| {
                    name.trim().eq_ignore_ascii_case("rel")
                        && value
                            .trim()
                            .trim_matches('"')
                            .split_whitespace()
                            .any(|r| r.eq_ignore_ascii_case("next"))
                })
            });
            is_next.then(|| Opaque::new(target.trim()))
        })
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;
    use rstest::rstest;

    use super::*;

    fn with(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    #[rstest]
    #[case::seconds(&[("retry-after", "7")], Some(7))]
    #[case::zero(&[("retry-after", "0")], Some(0))]
    #[case::capped(&[("retry-after", "86400")], Some(600))]
    #[case::date_from_our_clock(&[("retry-after", "Thu, 01 Jan 1970 00:01:30 GMT")], Some(30))]
    #[case::date_from_its_own_clock(
        &[("retry-after", "Thu, 01 Jan 1970 01:00:09 GMT"), ("date", "Thu, 01 Jan 1970 01:00:00 GMT")], Some(9))]
    #[case::past_date(&[("retry-after", "Thu, 01 Jan 1970 00:00:01 GMT")], Some(0))]
    #[case::pagerduty(&[("ratelimit-reset", "12")], Some(12))]
    #[case::words(&[("retry-after", "soon")], None)]
    #[case::negative(&[("retry-after", "-5")], None)]
    #[case::absent(&[], None)]
    fn retry_after_in_every_shape(#[case] pairs: &[(&'static str, &str)], #[case] seconds: Option<u64>) {
        let now = SystemTime::UNIX_EPOCH + Duration::from_mins(1);
        assert_eq!(retry_after(&with(pairs), now), seconds.map(Duration::from_secs));
    }

    #[rstest]
    #[case(
        r#"<https://h/a?page=1>; rel="prev", <https://h/a?page=3&x=a,b>; rel="next""#,
        Some("https://h/a?page=3&x=a,b")
    )]
    #[case(r"</a?offset=10>;rel=next", Some("/a?offset=10"))]
    #[case(r#"<https://h/a>; rel="last""#, None)]
    #[case("nonsense", None)]
    fn the_next_page(#[case] link: &str, #[case] target: Option<&str>) {
        assert_eq!(next_link(&with(&[("link", link)])).as_ref().map(Opaque::to_source), target);
    }
}
