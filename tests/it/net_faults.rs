//! The HTTP layer against a server that fails in every way we know of (rows S8, S9, S10, S12, S13; R11, R13).

#![allow(clippy::expect_used)] // clippy's leave for tests ends at the functions marked #[test]

mod origin;
mod stream;

use std::time::{Duration, Instant, SystemTime};

use serde_json::Value;
use watchfloor::net::{Auth, Client, ClientSpec, NetError, Opts, Validator};

use crate::support::fault_server::{FaultServer, Reply, dead_address};

const TOKEN: &str = "CANARY-5f2c";

fn spec(base: &str) -> ClientSpec {
    ClientSpec {
        timeout: Duration::from_secs(5),
        connect_timeout: Duration::from_secs(2),
        auth: Auth::Header {
            name: "X-Api-Key".into(),
            prefix: String::new(),
            token: TOKEN.to_owned().into(),
        },
        ..ClientSpec::new(base.parse().expect("a URL"))
    }
}

fn client(server: &FaultServer) -> Client {
    Client::new(&spec(&server.url())).expect("a client")
}

fn once() -> Opts {
    Opts { tries: 1, ..Opts::default() }
}

fn short() -> Opts {
    Opts { deadline: Some(Duration::from_millis(300)), ..Opts::default() }
}

/// Every error in these tests goes through here: it names the request and never the token.
fn checked(error: NetError) -> NetError {
    let (shown, debug) = (error.to_string(), format!("{error:?}"));
    assert!(!shown.contains("CANARY") && !debug.contains("CANARY"), "{shown}\n{debug}");
    assert!(shown.contains("http://127.0.0.1:"), "{shown}");
    error
}

async fn get(server: &FaultServer, opts: &Opts) -> Result<watchfloor::net::Answer, NetError> {
    client(server).get("api/v2/alerts", &[("filter", "secret-value")], opts).await.map_err(checked)
}

#[tokio::test]
async fn a_good_answer_carries_what_is_needed_and_the_request_what_was_asked() {
    let server = FaultServer::always(
        Reply::json(200, r#"[{"id":1}]"#)
            .header("ETag", "\"v1\"")
            .header("Link", "</api/v2/alerts?page=2>; rel=\"next\"")
            .header("Date", &httpdate::fmt_http_date(SystemTime::now())),
    )
    .await;
    let answer = get(&server, &Opts::list()).await.unwrap();
    let rows: Vec<Value> = answer.json().await.unwrap();
    assert_eq!((answer.status, rows.len(), answer.unchanged), (200, 1, false));
    assert_eq!(answer.etag().unwrap().to_source(), "\"v1\"");
    assert_eq!(answer.next_link().unwrap().to_source(), "/api/v2/alerts?page=2");
    assert!(answer.offset_s.unwrap().abs() <= 1, "{:?}", answer.offset_s);
    let seen = &server.seen()[0];
    assert_eq!((seen.method.as_str(), seen.target.as_str()), ("GET", "/api/v2/alerts?filter=secret-value"));
    assert_eq!(seen.header("x-api-key"), Some(TOKEN));
    assert_eq!(seen.header("accept"), Some("application/json"));
    assert_eq!(seen.header("x-request-id"), Some(answer.request_id.to_string().as_str()));
    assert!(seen.header("user-agent").unwrap().starts_with("watchfloor/"));
    assert!(!format!("{answer:?}").contains("CANARY"));
}

#[tokio::test]
async fn an_error_shows_that_there_was_a_query_and_nothing_of_it() {
    let server =
        FaultServer::always(Reply::json(422, r#"{"code":601,"message":"filter is required"}"#)).await;
    let error = get(&server, &once()).await.unwrap_err();
    let words = error.to_string();
    assert!(
        words.contains("?…: ") && !words.contains("secret-value") && !words.contains("filter="),
        "{words}"
    );
    assert!(words.contains("422") && words.contains("filter is required"), "{words}");
    assert!(!error.is_retryable() && !error.is_unreachable() && !error.may_have_happened());
}

#[tokio::test]
async fn a_refusal_that_echoes_the_token_does_not_show_it() {
    let body = format!(r#"{{"error":{{"message":"unknown key {TOKEN}"}}}}"#);
    let server = FaultServer::always(Reply::json(401, body)).await;
    let error = get(&server, &once()).await.unwrap_err();
    assert!(error.to_string().contains("unknown key [redacted]"), "{error}");
}

#[tokio::test]
async fn a_basic_login_is_sent_and_its_coded_form_is_hidden_too() {
    let server =
        FaultServer::start(|seen| Reply::text(401, seen.header("authorization").unwrap_or("none"))).await;
    let auth = Auth::Basic { user: "ops".into(), token: TOKEN.to_owned().into() };
    let client = Client::new(&ClientSpec { auth, ..spec(&server.url()) }).unwrap();
    let error = checked(client.get("x", &[], &once()).await.unwrap_err());
    assert_eq!(server.seen()[0].header("authorization"), Some("Basic b3BzOkNBTkFSWS01ZjJj"));
    assert!(!format!("{error} {error:?} {client:?}").contains("b3BzO"), "{error}");
}

#[tokio::test]
async fn a_web_page_with_status_200_is_recognised() {
    let server = FaultServer::always(Reply::html(200, "<!DOCTYPE html><title>Sign in</title>")).await;
    let error = get(&server, &once()).await.unwrap().json::<Value>().await.map_err(checked).unwrap_err();
    assert!(error.to_string().contains("web page (HTML), not JSON"), "{error}");
    let server = FaultServer::always(Reply::html(502, "<html>Bad gateway</html>")).await;
    let error = get(&server, &once()).await.unwrap_err();
    assert!(matches!(error, NetError::Refused { status: 502, .. }), "{error:?}");
    assert!(error.to_string().contains("web page"), "{error}");
}

#[tokio::test]
async fn a_body_that_is_cut_is_broken_not_short() {
    let server = FaultServer::always(Reply::truncated(1_000, "[{\"id\":1}")).await;
    let error = get(&server, &once()).await.unwrap_err();
    assert!(matches!(error, NetError::Broken { .. }), "{error:?}");
    assert!(error.is_unreachable() && error.may_have_happened());
}

#[tokio::test]
async fn silence_hanging_and_dripping_end_at_the_deadline() {
    for reply in [
        Reply::silence(),
        Reply::hang_after_head(),
        Reply::drip(vec![b' '; 10_000], Duration::from_millis(20)),
        Reply::endless("x").header("X-Slow", "no"),
    ] {
        let server = FaultServer::always(reply).await;
        let begun = Instant::now();
        let opts = Opts { cap: usize::MAX, ..short() };
        let error = get(&server, &opts).await.unwrap_err();
        assert!(matches!(error, NetError::Timeout { connecting: false, .. }), "{error:?}");
        assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
        assert!(error.to_string().contains("0.3 s"), "{error}");
    }
}

#[tokio::test]
async fn a_refusal_whose_words_never_come_is_still_that_refusal() {
    let server = FaultServer::always(Reply::raw("HTTP/1.1 403 No\r\nContent-Length: 50\r\n\r\nno")).await;
    let error = get(&server, &short()).await.unwrap_err();
    assert!(matches!(error, NetError::Refused { status: 403, .. }), "{error:?}");
}

#[tokio::test]
async fn nobody_listening_is_unreachable_and_nothing_was_sent() {
    let address = dead_address().await;
    let client = Client::new(&spec(&format!("http://{address}"))).unwrap();
    let opts = Opts { deadline: Some(Duration::from_secs(10)), ..Opts::default() };
    // On a task of its own: calls are `Send`.
    let task = tokio::spawn(async move { client.get("x", &[], &opts).await });
    let error = checked(task.await.unwrap().unwrap_err());
    assert!(matches!(error, NetError::Unreachable { .. }), "{error:?}");
    assert!(error.is_unreachable() && error.is_retryable() && !error.may_have_happened());
    let words = error.to_string();
    assert!(words.contains(&address.to_string()) && words.contains("connection refused"), "{words}");
}

#[tokio::test]
async fn an_unknown_name_says_so() {
    if ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some())
    {
        return; // there the proxy resolves names, and answers in its own way
    }
    let unknown = ClientSpec { auth: Auth::None, ..spec("http://no-such-host.invalid:9093") };
    let error = Client::new(&unknown).unwrap().get("x", &[], &once()).await.unwrap_err();
    let words = error.to_string();
    assert!(
        matches!(error, NetError::Unreachable { .. }) && words.contains("no such name"),
        "{words} {error:?}"
    );
}

#[tokio::test]
async fn a_reset_is_read_again_but_a_write_is_not_sent_again() {
    let server =
        FaultServer::script(vec![Reply::reset(), Reply::reset_after("[{"), Reply::json(200, "[]")]).await;
    assert_eq!(get(&server, &Opts::default()).await.unwrap().body(), b"[]");
    assert_eq!(server.seen().len(), 3);
    for method in ["post", "put", "delete"] {
        let server = FaultServer::script(vec![Reply::reset(), Reply::json(200, "{}")]).await;
        let (client, opts) = (client(&server), Opts::default());
        let result = match method {
            "post" => client.post_json("x", &[], &Value::Null, &opts).await,
            "put" => client.put_json("x", &[], &Value::Null, &opts).await,
            _ => client.delete("x", &[], &opts).await,
        };
        let error = checked(result.unwrap_err());
        assert!(error.may_have_happened(), "{method}: {error:?}");
        assert_eq!(server.seen().len(), 1, "{method}");
    }
}

#[tokio::test]
async fn a_passing_503_is_tried_again_for_what_is_idempotent_only() {
    let script = || vec![Reply::text(503, "busy"), Reply::text(503, "busy"), Reply::json(200, "{}")];
    let opts = Opts::default();

    let server = FaultServer::script(script()).await;
    assert_eq!(get(&server, &opts).await.unwrap().status, 200);
    let ids: Vec<_> = server.seen().iter().map(|s| s.header("x-request-id").unwrap().to_owned()).collect();
    assert_eq!(ids.len(), 3);
    assert!(ids.iter().all(|id| *id == ids[0]), "one call, one id: {ids:?}");

    let server = FaultServer::script(script()).await;
    assert_eq!(client(&server).delete("x", &[], &opts).await.unwrap().status, 200);
    let server = FaultServer::script(script()).await;
    assert_eq!(client(&server).put_json("x", &[], &1, &opts).await.unwrap().status, 200);

    let server = FaultServer::script(script()).await;
    let error = checked(client(&server).post_json("x", &[], &1, &opts).await.unwrap_err());
    assert!(matches!(error, NetError::Refused { status: 503, .. }), "{error:?}");
    assert_eq!(server.seen().len(), 1, "a POST is never sent twice");

    let server = FaultServer::script(script()).await;
    let keyed =
        Opts { idempotent: true, headers: vec![("Idempotency-Key".into(), "k1".into())], ..Opts::default() };
    let answer = client(&server).post_json("x", &[], &serde_json::json!({"a": 1}), &keyed).await.unwrap();
    assert_eq!((answer.status, server.seen().len()), (200, 3));
    for seen in server.seen() {
        assert_eq!((seen.header("idempotency-key"), seen.body.as_slice()), (Some("k1"), &br#"{"a":1}"#[..]));
        assert_eq!(seen.header("content-type"), Some("application/json"));
    }
}

#[tokio::test]
async fn faults_that_stay_are_not_tried_again() {
    for status in [400, 401, 403, 404, 409, 412, 422, 500, 501] {
        let server = FaultServer::always(Reply::text(status, "no")).await;
        let error = get(&server, &Opts::default()).await.unwrap_err();
        assert_eq!((error.status(), server.seen().len()), (Some(status), 1), "{error}");
    }
}

#[tokio::test]
async fn retries_stay_within_a_tenth_of_the_calls() {
    let server = FaultServer::always(Reply::text(503, "down")).await;
    let (client, opts) = (client(&server), Opts::default());
    let calls = (0..100).map(|_| client.get("x", &[], &opts));
    for result in futures_util::future::join_all(calls).await {
        checked(result.unwrap_err());
    }
    // Three that a fresh client has, and a tenth of a hundred; without a budget it would be two hundred.
    let extra = server.seen().len() - 100;
    assert!((1..=13).contains(&extra), "{extra} retries for 100 calls");
}

#[tokio::test]
async fn retry_after_is_waited_for_when_it_fits_and_handed_out_when_not() {
    let soon = Reply::text(429, "slow down").header("Retry-After", "1");
    let server = FaultServer::script(vec![soon, Reply::json(200, "[]")]).await;
    let begun = Instant::now();
    assert_eq!(get(&server, &Opts::default()).await.unwrap().status, 200);
    assert!(begun.elapsed() >= Duration::from_secs(1), "{:?}", begun.elapsed());

    let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_mins(2));
    for (value, least, most) in [("30", 30, 30), (date.as_str(), 115, 120), ("99999", 600, 600)] {
        let server =
            FaultServer::always(Reply::json(429, r#"{"message":"quota"}"#).header("Retry-After", value))
                .await;
        let begun = Instant::now();
        let error = get(&server, &Opts::default()).await.unwrap_err();
        let NetError::Throttled { status: 429, .. } = &error else { panic!("{error:?}") };
        let wait = error.retry_after().unwrap().as_secs();
        assert!((least..=most).contains(&wait), "{value}: {wait}");
        assert!(begun.elapsed() < Duration::from_secs(2), "it was not slept");
        assert_eq!(server.seen().len(), 1);
        assert!(error.to_string().contains("quota") && error.is_retryable(), "{error}");
    }
    let server = FaultServer::always(Reply::text(503, "maintenance").header("Retry-After", "60")).await;
    let error = get(&server, &Opts::default()).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_mins(1)), "{error:?}");
    let server = FaultServer::always(Reply::text(429, "")).await;
    let error = get(&server, &once()).await.unwrap_err();
    assert!(matches!(error, NetError::Throttled { retry_after: None, .. }), "{error:?}");
}

#[tokio::test]
async fn a_gzip_bomb_stops_at_the_cap() {
    let server = FaultServer::always(Reply::gzip_bomb(1 << 30)).await;
    let error = get(&server, &Opts::default()).await.unwrap_err();
    assert!(matches!(error, NetError::TooLarge { cap_bytes: 8_388_608, .. }), "{error:?}");
    assert!(error.to_string().contains("8 MiB"), "{error}");
    // 8 MiB come out of 53 KB; the rest of what the server could write lay in socket buffers. All would be 6.8 MB.
    assert!(server.written() < 6_000_000, "{}", server.written());
    assert_eq!(server.seen().len(), 1, "not tried again");
}

#[tokio::test]
async fn the_bomb_is_one() {
    let server = FaultServer::always(Reply::gzip_bomb(4 << 20)).await;
    let error = get(&server, &Opts { cap: 3 << 20, ..once() }).await.unwrap_err();
    assert!(matches!(error, NetError::TooLarge { .. }), "{error:?}");
    let error = get(&server, &Opts { cap: 5 << 20, ..once() }).await.unwrap_err();
    assert!(
        matches!(error, NetError::Broken { .. }),
        "it decompresses to 4 MiB and then ends badly: {error:?}"
    );
}

#[tokio::test]
async fn an_endless_body_stops_at_the_cap() {
    let server = FaultServer::always(Reply::endless(vec![b'x'; 16 << 10])).await;
    let error = get(&server, &Opts { cap: 1 << 20, ..Opts::default() }).await.unwrap_err();
    assert!(matches!(error, NetError::TooLarge { cap_bytes: 1_048_576, .. }), "{error:?}");
    // The cap, and what socket buffers of both sides hold.
    assert!(server.written() < 24 << 20, "{}", server.written());
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn an_endless_refusal_does_not_grow_either() {
    let bytes = "HTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\n".to_owned()
        + &"4\r\nword\r\n".repeat(400_000);
    let server = FaultServer::always(Reply::raw(bytes)).await;
    let error = get(&server, &once()).await.unwrap_err();
    let NetError::Refused { status: 400, words, .. } = error else { panic!("{error:?}") };
    assert!(format!("{words:?}").starts_with("\"wordword"), "{words:?}");
}

#[tokio::test]
async fn the_head_is_bounded_too() {
    let huge = format!("HTTP/1.1 200 OK\r\nX-Big: {}\r\nContent-Length: 2\r\n\r\n[]", "x".repeat(1 << 20));
    let many = format!("HTTP/1.1 200 OK\r\n{}Content-Length: 2\r\n\r\n[]", "X-A: b\r\n".repeat(10_000));
    for raw in
        [huge, many, "not HTTP at all\r\n\r\n".into(), "HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\n".into()]
    {
        let server = FaultServer::always(Reply::raw(raw)).await;
        let error = get(&server, &once()).await.unwrap_err();
        assert!(matches!(error, NetError::Broken { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn an_unchanged_list_is_known_by_its_etag() {
    let server = FaultServer::start(|seen| match seen.header("if-none-match") {
        Some("\"v1\"") => Reply::empty(304),
        _ => Reply::json(200, "[1]").header("ETag", "\"v1\""),
    })
    .await;
    let (client, opts) = (client(&server), Opts::list());
    let first = client.get_if_changed("l", &[], &Validator::default(), &opts).await.unwrap();
    assert!(!first.unchanged && first.body() == b"[1]");
    let again = client.get_if_changed("l", &[], &first.validator(), &opts).await.unwrap();
    assert!(again.unchanged && again.body().is_empty() && again.status == 304);
    let third = client.get_if_changed("l", &[], &again.validator(), &opts).await.unwrap();
    assert!(third.unchanged, "a 304 does not make us forget");
    // Another list is another matter.
    let other = client.get_if_changed("other", &[], &first.validator(), &opts).await.unwrap();
    assert!(!other.unchanged);
    assert_eq!(server.seen()[3].header("if-none-match"), None);
}

#[tokio::test]
async fn an_unchanged_list_without_etag_is_known_by_its_bytes() {
    let server =
        FaultServer::script(vec![Reply::json(200, "[1]"), Reply::json(200, "[1]"), Reply::json(200, "[2]")])
            .await;
    let (client, opts) = (client(&server), Opts::list());
    let mut seen = Validator::default();
    let mut unchanged = Vec::new();
    for _ in 0..3 {
        let answer = client.get_if_changed("l", &[], &seen, &opts).await.unwrap();
        unchanged.push(answer.unchanged);
        seen = answer.validator();
    }
    assert_eq!(unchanged, [false, true, false]);
    assert!(server.seen().iter().all(|s| s.header("if-none-match").is_none()));
}

#[tokio::test]
async fn a_clock_an_hour_ahead_is_measured() {
    for (ahead, sign) in [(3_600, 1), (3_600, -1)] {
        let server = FaultServer::start(move |_| {
            let hour = Duration::from_secs(ahead);
            let now = SystemTime::now();
            let date = if sign > 0 { now + hour } else { now - hour };
            Reply::json(200, "[]").header("Date", &httpdate::fmt_http_date(date))
        })
        .await;
        let client = client(&server);
        for _ in 0..3 {
            client.get("x", &[], &once()).await.unwrap();
        }
        let offset = client.clock_offset_s().unwrap();
        assert!((offset - sign * 3_600).abs() <= 1, "{offset}");
        client.forget_clock();
        assert_eq!(client.clock_offset_s(), None);
    }
}

#[tokio::test]
async fn any_status_hands_the_body_out() {
    let server = FaultServer::always(Reply::json(409, r#"{"results":[{"code":409}]}"#)).await;
    let answer = get(&server, &Opts { any_status: true, ..Opts::default() }).await.unwrap();
    assert_eq!((answer.status, answer.body()), (409, &br#"{"results":[{"code":409}]}"#[..]));
}
