//! Bodies as the named products send them.

use rstest::rstest;

use super::*;

#[rstest]
#[case::alertmanager_string(r#""bad matcher format: nonsense""#, "bad matcher format: nonsense")]
#[case::alertmanager_object(
    r#"{"code":601,"message":"filter in query is required"}"#,
    "filter in query is required"
)]
#[case::alertmanager_empty("", "")]
#[case::icinga(r#"{"error":404,"status":"No objects found."}"#, "No objects found.")]
#[case::icinga_results(
    r#"{"results":[{"code":409.0,"status":"Service is already acknowledged."}]}"#,
    "Service is already acknowledged."
)]
#[case::pagerduty(
    r#"{"error":{"message":"Invalid Input Provided","code":2001,"errors":["Requester User Not Found"]}}"#,
    "Invalid Input Provided; Requester User Not Found"
)]
#[case::zabbix(
    r#"{"jsonrpc":"2.0","error":{"code":-32602,"message":"Invalid params.","data":"Incorrect API \"x\"."},"id":1}"#,
    r#"Invalid params.; Incorrect API "x"."#
)]
#[case::incident_io(
    r#"{"type":"validation_error","status":422,"request_id":"r","errors":[{"code":"is_required","message":"A name is required"}]}"#,
    "A name is required"
)]
#[case::servicenow(
    r#"{"error":{"message":"No Record found","detail":"Record doesn't exist"},"status":"failure"}"#,
    "No Record found; Record doesn't exist"
)]
#[case::error_word(r#"{"error":"invalid_token"}"#, "invalid_token")]
#[case::status_word(r#"{"status":"denied"}"#, "denied")]
#[case::problem(
    r#"{"title":"Conflict","detail":"version 4 is newer","status":409}"#,
    "Conflict; version 4 is newer"
)]
#[case::text("\n\n  upstream is sad \nat line 3", "upstream is sad")]
#[case::cut_json(r#"{"message": "half"#, r#"{"message": "half"#)]
#[case::number("42", "")]
#[case::html("<html><body>sign in</body></html>", HTML)]
#[case::doctype("\n <!DOCTYPE html PUBLIC>", HTML)]
#[case::titled(
    "<html><head><TITLE>502 Bad\n Gateway</TITLE></head></html>",
    "a web page (HTML), not JSON, with the title: 502 Bad Gateway"
)]
#[case::headed("<html><body><h1>Log in</h1>", "a web page (HTML), not JSON, with the title: Log in")]
#[case::title_without_end("<html><title>x", HTML)]
fn the_words_of(#[case] body: &str, #[case] expected: &str) {
    assert_eq!(words(None, body.as_bytes(), &Scrub::default()), SafeText::clean(expected, Kind::Line));
}

#[test]
fn html_by_its_type_but_not_json_that_is_mislabelled() {
    assert!(is_html(Some("text/html; charset=utf-8"), b"Service unavailable"));
    assert!(!is_html(Some("text/html"), br#" {"message":"no"}"#));
    assert!(!is_html(Some("application/json"), b"plain"));
}

#[test]
fn an_echoed_token_and_control_characters_do_not_come_through() {
    let scrub = Scrub::new(["CANARY-77".to_owned()]);
    let body = br#"{"message":"bad token CANARY-77 \u001b[2J\u0007"}"#;
    let shown = format!("{:?}", words(None, body, &scrub));
    assert!(shown.contains("[redacted]") && !shown.contains("CANARY"), "{shown}");
    assert!(!shown.contains("\\u{1b}"), "{shown}");
    let text = format!("{:?}", words(None, b"bad token CANARY-77", &scrub));
    assert!(!text.contains("CANARY"), "{text}");
}

#[test]
fn a_hostile_body_neither_overflows_nor_grows() {
    let deep = "[".repeat(100_000);
    words(None, deep.as_bytes(), &Scrub::default());
    let many = format!("[{}]", vec![r#""word""#.to_owned(); 100_000].join(","));
    assert_eq!(words(None, many.as_bytes(), &Scrub::default()), SafeText::clean("word", Kind::Line));
    words(None, b"\xff\xfe\x00", &Scrub::default());
}

#[rstest]
#[case::prometheus(
    r#"{"status":"error","errorType":"bad_data","error":"tenant not found: acme"}"#,
    Some("tenant not found: acme")
)]
#[case::graphql(r#"{"data":null,"errors":[{"message":"no such field"}]}"#, Some("no such field"))]
#[case::success(r#"{"status":"success","data":{"alerts":[]}}"#, None)]
#[case::list("[1]", None)]
#[case::no_error(r#"{"error":null,"status":"ok"}"#, None)]
#[case::cut(r#"{"error":"#, None)]
fn an_error_inside_a_success_is_told(#[case] body: &str, #[case] expected: Option<&str>) {
    let expected = expected.map(|words| SafeText::clean(words, Kind::Line));
    assert_eq!(told_error(body.as_bytes(), &Scrub::default()), expected);
}
