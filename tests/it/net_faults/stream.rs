//! Streams of events: what is asked, what is taken for a stream, and how one dies.

use std::time::{Duration, Instant};

use watchfloor::{
    net::{Client, EventStream, Heard, NetError, Opts},
    text::Opaque,
};

use super::{TOKEN, checked, client, spec};
use crate::support::fault_server::{FaultServer, Reply, dead_address};

async fn open(server: &FaultServer) -> Result<EventStream, NetError> {
    let opts = Opts { deadline: Some(Duration::from_secs(2)), ..Opts::default() };
    let last = Opaque::new("s-41");
    client(server).stream("v1/events", &[("a", "secret-value")], Some(&last), &opts).await.map_err(checked)
}

async fn opened(reply: Reply) -> (FaultServer, EventStream) {
    let server = FaultServer::always(reply).await;
    let stream = open(&server).await.expect("a stream");
    (server, stream)
}

async fn data(stream: &mut EventStream) -> Vec<String> {
    let mut told = Vec::new();
    while let Some(heard) = stream.next().await.expect("a sound stream") {
        if let Heard::Event(event) = heard {
            told.push(format!("{} {} {}", event.kind, event.id.to_source(), event.data));
        }
    }
    told
}

#[tokio::test]
async fn a_stream_asks_for_one_from_where_it_was_and_tells_events_until_its_end() {
    let body = "retry: 1000\n: hello\n\nevent: change\ndata: a\n\nid: s-42\ndata: b\n\n";
    let (server, mut stream) = opened(Reply::events(body)).await;
    assert_eq!(data(&mut stream).await, ["change s-41 a", "message s-42 b"]);
    assert_eq!(stream.retry(), Some(Duration::from_secs(1)));
    let seen = &server.seen()[0];
    assert_eq!(seen.header("accept"), Some("text/event-stream"));
    assert_eq!(seen.header("last-event-id"), Some("s-41"));
    assert_eq!(seen.header("x-api-key"), Some(TOKEN));
    assert_eq!(seen.header("accept-encoding"), Some("identity"), "a compressor would hold events back");
}

#[tokio::test]
async fn bytes_one_at_a_time_are_the_same_events() {
    let reply = Reply::drip("data: x\r\n\r\ndata: y\r\r", Duration::from_millis(1));
    let (_server, mut stream) =
        opened(reply.header("Content-Type", "Text/Event-Stream; charset=utf-8")).await;
    assert_eq!(data(&mut stream).await, ["message s-41 x", "message s-41 y"]);
}

#[tokio::test]
async fn redirects_on_the_same_origin_are_followed_and_others_are_not() {
    let server = FaultServer::start(|seen| match seen.target.as_str() {
        "/v1/events?a=secret-value" => Reply::redirect(307, "/moved"),
        _ => Reply::events("data: x\n\n"),
    })
    .await;
    let mut stream = open(&server).await.expect("a stream");
    assert_eq!(data(&mut stream).await, ["message s-41 x"]);
    let thief = FaultServer::always(Reply::events("")).await;
    let server = FaultServer::always(Reply::redirect(302, &thief.url())).await;
    assert!(matches!(open(&server).await, Err(NetError::Redirect { .. })));
    assert!(thief.seen().is_empty(), "the token stays");
}

#[tokio::test]
async fn what_is_no_stream_is_said_by_name() {
    for (reply, says) in [
        (
            Reply::html(200, "<html><title>Sign in to Corp</title>"),
            "a web page (HTML), not a stream of events",
        ),
        (Reply::html(200, "<html><title>Sign in to Corp</title>"), "Sign in to Corp"),
        (Reply::json(200, r#"{"items":[]}"#), "is application/json, not a stream of events"),
        (Reply::json(401, r#"{"title":"who are you"}"#), "refused with status 401: \"who are you\""),
        (Reply::text(503, "starting").header("Retry-After", "7"), "it says for 7 s"),
        (Reply::reset(), "broke off"),
        (Reply::silence(), "no complete answer within 2.0 s"),
    ] {
        let server = FaultServer::always(reply).await;
        let error = open(&server).await.expect_err("no stream");
        assert!(error.to_string().contains(says), "{says}: {error}");
        assert_eq!(server.seen().len(), 1, "whoever follows a stream has a pace of their own");
    }
    let dead = Client::new(&spec(&format!("http://{}", dead_address().await))).expect("a client");
    let error = dead.stream("v1/events", &[], None, &Opts::default()).await.expect_err("nobody listens");
    assert!(matches!(checked(error), NetError::Unreachable { .. }));
}

#[tokio::test]
async fn silence_is_death_and_a_heartbeat_is_life() {
    let (_server, stream) = opened(Reply::open_events(": beat\n\n")).await;
    let mut stream = stream.with_idle(Duration::from_millis(200));
    assert_eq!(stream.next().await.expect("a beat"), Some(Heard::Beat));
    let before = Instant::now();
    let error = checked(stream.next().await.expect_err("silence"));
    assert!(matches!(error, NetError::Timeout { connecting: false, .. }), "{error}");
    assert!(before.elapsed() >= Duration::from_millis(200));

    let slow = Reply::drip(": beat ".repeat(4), Duration::from_millis(50));
    let (_server, stream) = opened(slow.header("Content-Type", "text/event-stream")).await;
    let mut stream = stream.with_idle(Duration::from_millis(500));
    assert!(data(&mut stream).await.is_empty(), "28 beats in 1.4 s are a living line of 0.5 s");
}

#[tokio::test]
async fn a_line_that_never_ends_is_dropped_at_its_cap() {
    let endless = Reply::endless(vec![b'x'; 64 << 10]).header("Content-Type", "text/event-stream");
    let server = FaultServer::start(move |_| endless.clone()).await;
    let Ok(mut stream) = open(&server).await else { return };
    let error = loop {
        match stream.next().await {
            Ok(heard) => assert_eq!(heard, Some(Heard::Beat)),
            Err(error) => break checked(error),
        }
    };
    assert!(error.to_string().contains("has a line of over 1 MiB"), "{error}");
}

#[tokio::test]
async fn a_break_in_the_middle_is_an_error_and_not_an_end() {
    let reply = Reply::reset_after("data: x\n\n").header("Content-Type", "text/event-stream");
    let (_server, mut stream) = opened(reply).await;
    assert!(matches!(stream.next().await, Ok(Some(Heard::Event(_)))));
    assert!(matches!(stream.next().await.map_err(checked), Err(NetError::Broken { .. })));
}
