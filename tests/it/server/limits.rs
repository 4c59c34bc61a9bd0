//! Heads, bodies, time, tokens, methods: what the server takes, and how it says no.

use std::{
    io::{BufReader, Read, Write},
    time::{Duration, Instant},
};

use serde_json::json;

use super::{
    client::{Client, Stream, read_head},
    lists::open,
    process::{PATIENCE, Server, TOKEN},
};

#[test]
fn unknown_places_and_methods() {
    let server = Server::unix();
    let mut client = server.client();
    for path in [
        "/",
        "/v1",
        "/v2/incidents",
        "/v1/incidents/1/explode",
        "/v1/incidents/",
        "/%ff",
        "/v1/../etc/passwd",
    ] {
        client.get(path).problem(404, "not-found");
    }
    for (method, path, allow) in [
        ("DELETE", "/v1/incidents", "GET,HEAD,POST"),
        ("PATCH", "/v1/incidents/1", "GET,HEAD"),
        ("GET", "/v1/incidents/1/ack", "POST"),
        ("POST", "/v1/services/db", "GET,HEAD,PUT"),
        ("OPTIONS", "/v1/events", "GET,HEAD"),
        ("MADEUP", "/metrics", "GET,HEAD"),
    ] {
        let answer = client.ask(method, path, &[], b"");
        answer.problem(405, "method-not-allowed");
        let mut said: Vec<&str> = answer.header("allow").unwrap_or("").split(',').map(str::trim).collect();
        said.sort_unstable();
        assert_eq!(said.join(","), allow, "{method} {path}");
    }
    assert_eq!(client.ask("HEAD", "/v1/incidents", &[], b"").status, 200);
}

#[test]
fn a_token_is_asked_for_everywhere_but_at_the_door() {
    let server = Server::with_token();
    let mut client = server.client();
    assert_eq!(client.get("/healthz").body, b"ok");
    let document = {
        let bearer = format!("Bearer {TOKEN}");
        client.ask("GET", "/v1/openapi.json", &[("authorization", &bearer)], b"").ok(200)
    };
    for (path, item) in document["paths"].as_object().expect("paths") {
        let path = path.replace("{id}", "1");
        for method in item.as_object().expect("methods").keys().map(|m| m.to_uppercase()) {
            if path == "/healthz" {
                continue;
            }
            for sent in ["", "Bearer", "Bearer wf_wrong", "Basic d2Y6d2Y=", TOKEN] {
                let mut headers = vec![("content-type", "application/json"), ("cookie", TOKEN)];
                headers.extend((!sent.is_empty()).then_some(("authorization", sent)));
                let answer = client.ask(&method, &path, &headers, b"{}");
                answer.problem(401, "unauthorized");
                assert!(
                    answer.header("www-authenticate").is_some_and(|v| v.starts_with("Bearer")),
                    "{answer:?}"
                );
                assert!(!String::from_utf8_lossy(&answer.body).contains("wf_wrong"));
            }
        }
    }
    // Also where there is nothing: the address space is nobody's business.
    client.get("/v1/nothing").problem(401, "unauthorized");
    client.get("/v1/incidents?token=wf_wrong").problem(401, "unauthorized");
    let bearer = format!("Bearer {TOKEN}");
    client.send("POST", "/v1/incidents", &[("authorization", &bearer)], &json!({"title": "x"})).ok(201);
    assert!(!server.words().contains(TOKEN) && !server.words().contains("wf_wrong"));
}

#[test]
fn heads_have_a_limit() {
    let server = Server::tcp();
    let pad = "x".repeat(60_000);
    assert_eq!(server.client().ask("GET", "/healthz", &[("x-pad", &pad)], b"").status, 200);
    for head in [format!("x-pad: {}", "x".repeat(70_000)), "x: y\r\n".repeat(20_000)] {
        let request = format!("GET /healthz HTTP/1.1\r\nhost: test\r\n{head}\r\n\r\n");
        // Either the status that RFC 6585 has for it, or the connection is gone before all was sent.
        match server.client().raw(request.as_bytes(), true) {
            Ok(answer) => assert!([400, 431].contains(&answer.status), "{answer:?}"),
            Err(_) => assert_eq!(server.client().get("/healthz").status, 200),
        }
    }
    let address = format!("GET /{} HTTP/1.1\r\nhost: test\r\n\r\n", "x".repeat(100_000));
    if let Ok(answer) = server.client().raw(address.as_bytes(), true) {
        assert!([400, 414, 431].contains(&answer.status), "{answer:?}");
    }
    assert_eq!(server.client().get("/healthz").status, 200);
}

#[test]
fn whoever_dawdles_is_cut_off() {
    let server = Server::tcp();
    open(&mut server.client(), "x");
    let began = Instant::now();
    let mut half_head = server.at().connect(PATIENCE).expect("a connection");
    half_head.write_all(b"GET /healthz HTTP/1.1\r\nhost: te").expect("sent");
    let mut half_body = server.at().connect(PATIENCE).expect("a connection");
    half_body
        .write_all(b"POST /v1/incidents/1/note HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{\"text\":")
        .expect("sent");
    let mut endless = server.at().connect(PATIENCE).expect("a connection");
    endless
        .write_all(b"POST /v1/incidents/1/note HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"tex\r\n")
        .expect("sent");
    let mut rest = Vec::new();
    let _ = half_head.read_to_end(&mut rest);
    for stream in [half_body, endless] {
        let mut from = BufReader::new(stream);
        let head = read_head(&mut from).expect("an answer");
        assert_eq!((head.status, head.header("connection")), (408, Some("close")), "{head:?}");
        assert_eq!(head.header("content-type"), Some("application/problem+json"));
    }
    let took = began.elapsed();
    assert!((Duration::from_secs(9)..Duration::from_secs(15)).contains(&took), "{took:?}");
}

#[test]
fn a_body_without_a_told_length_has_the_same_limit() {
    let server = Server::unix();
    let mut socket = server.at().connect(PATIENCE).expect("a connection");
    socket
        .write_all(b"POST /v1/incidents HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n")
        .expect("sent");
    let mut chunk = b"10000\r\n".to_vec();
    chunk.resize(7 + 0x10000, b' ');
    chunk.extend_from_slice(b"\r\n");
    // Endless; the server stops listening long before.
    for _ in 0..1_000 {
        if socket.write_all(&chunk).is_err() {
            break;
        }
    }
    let head = read_head(&mut BufReader::new(socket));
    assert!(head.as_ref().map_or(true, |h| h.status == 413), "{head:?}");
    assert!(server.rss() < 300 * 1024, "{} KiB", server.rss());
    assert_eq!(server.client().get("/v1/incidents").ok(200)["incidents"], json!([]));
}

#[test]
fn what_is_in_hand_is_finished_when_the_server_stops() {
    let mut server = Server::tcp();
    let mut client = server.client();
    open(&mut client, "x");
    let mut stream = Stream::open(&server.at(), None);
    stream.hello();
    let took = server.stop();
    assert!(took < Duration::from_secs(3), "an idle connection held it up for {took:?}");
    server.again();
    assert_eq!(Client::new(server.at()).get("/v1/incidents/1").status, 200);
}

#[test]
fn few_file_descriptors_are_no_end() {
    let server = Server::few_files(120);
    let held: Vec<_> = (0..400).filter_map(|_| server.at().connect(PATIENCE).ok()).collect();
    assert!(held.len() > 100, "{} connections", held.len());
    drop(held);
    assert_eq!(server.client().get("/healthz").body, b"ok");
    open(&mut server.client(), "still at work");
}

#[test]
fn every_answer_has_the_date_and_counts() {
    let server = Server::tcp();
    let mut client = server.client();
    open(&mut client, "x");
    let answer = client.get("/v1/incidents");
    let date = httpdate::parse_http_date(answer.header("date").expect("a date")).expect("as HTTP has it");
    let now = answer.ok(200)["now"].as_str().and_then(watchfloor::domain::Time::parse).expect("a time");
    let date = date.duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs();
    assert!(date.abs_diff(now.unix() as u64) <= 1);
    client.get("/v1/nowhere").problem(404, "not-found");
    let metrics = String::from_utf8(client.get("/metrics").body).expect("text");
    for line in [
        "watchfloor_http_requests_total{method=\"POST\",route=\"/v1/incidents\",status=\"2xx\"} 1",
        "watchfloor_http_requests_total{method=\"GET\",route=\"other\",status=\"4xx\"} 1",
        "watchfloor_log_head 1",
        "watchfloor_incidents 1",
        "watchfloor_incidents_open{priority=\"P3\"} 1",
        "# EOF",
    ] {
        assert!(metrics.contains(line), "{line} is not in\n{metrics}");
    }
}
