//! The stream: resuming, gaps, long poll, slow readers.

use std::{
    io::Write,
    thread,
    time::{Duration, Instant},
};

use serde_json::json;

use super::{
    client::{At, Client, Stream},
    lists::open,
    process::{PATIENCE, Server, until},
};

fn seq(id: &str) -> u64 {
    id.rsplit_once('-').and_then(|(_, seq)| seq.parse().ok()).expect("a place")
}

fn store(id: &str) -> &str {
    id.rsplit_once('-').expect("a place").0
}

fn poll(client: &mut Client, query: &str) -> super::client::Answer {
    client.ask("GET", &format!("/v1/events?{query}"), &[("accept", "application/json")], b"")
}

/// Some changes in a row.
fn write(client: &mut Client, notes: u64) {
    for n in 0..notes {
        client.post("/v1/incidents/1/note", &json!({"text": format!("note {n}")})).ok(200);
    }
}

#[test]
fn each_change_arrives_once_and_in_order() {
    let server = Server::tcp();
    let mut client = server.client();
    let mut stream = Stream::open(&server.at(), None);
    let hello = stream.hello();
    assert_eq!(hello, client.head());
    open(&mut client, "x");
    write(&mut client, 20);
    for n in 1..=21 {
        let message = stream.message();
        assert_eq!((&*message.event, message.seq()), ("change", seq(&hello) + n));
        assert_eq!(message.data["event"]["seq"], seq(&hello) + n);
        assert_eq!(message.data["incident"]["number"], 1);
    }
}

#[test]
fn live_and_caught_up_are_the_same_words() {
    let server = Server::tcp();
    let mut client = server.client();
    let mut live = Stream::open(&server.at(), None);
    let from = live.hello();
    open(&mut client, "x \u{2028} \"quotes\" ünd more");
    client.put("/v1/services/db", &json!({"id": "db"})).ok(201);
    let said: Vec<_> = (0..2).map(|_| live.message()).collect();
    // After a restart nothing is in memory: the same comes from the database.
    let mut server = server;
    server.kill();
    server.again();
    let mut late = Stream::open(&server.at(), Some(&from));
    late.hello();
    assert_eq!(said, (0..2).map(|_| late.message()).collect::<Vec<_>>());
}

#[test]
fn a_reader_survives_kills_without_a_lost_or_doubled_entry() {
    let mut server = Server::tcp();
    let mut client = server.client();
    open(&mut client, "x");
    let mut place = client.head();
    let mut seen = seq(&place);
    for _ in 0..6 {
        let mut stream = Stream::open(&server.at(), Some(&place));
        stream.hello();
        let at = server.at();
        let writer = thread::spawn(move || {
            let mut client = Client::new(at);
            let note = json!({"text": "under load"}).to_string();
            let json = [("content-type", "application/json")];
            // Until the server is gone.
            while client.try_ask("POST", "/v1/incidents/1/note", &json, note.as_bytes()).is_ok() {}
        });
        for _ in 0..30 {
            let message = stream.message();
            seen += 1;
            assert_eq!(message.seq(), seen);
            place = message.id;
        }
        server.kill();
        // What had been sent before still counts.
        while let Ok(Some(message)) = stream.next() {
            if message.event == "change" {
                seen += 1;
                assert_eq!(message.seq(), seen);
                place = message.id;
            }
        }
        writer.join().expect("it ended with the server");
        server.again();
    }
    let end = seq(&server.client().head());
    let mut stream = Stream::open(&server.at(), Some(&place));
    stream.hello();
    while seen < end {
        seen += 1;
        assert_eq!(stream.message().seq(), seen);
    }
}

#[test]
fn places_that_cannot_be_resumed_from_are_gaps() {
    let server = Server::unix();
    let mut client = server.client();
    open(&mut client, "x");
    let end = client.head();
    let cases = [
        ("00000000-0000-7000-8000-000000000001-1".to_owned(), "other_store"),
        (format!("{}-{}", store(&end), seq(&end) + 1), "not_kept"),
        (format!("{}-{}", store(&end), u64::MAX), "not_kept"),
    ];
    for (place, reason) in cases {
        let mut stream = Stream::open(&server.at(), Some(&place));
        stream.hello();
        let gap = stream.message();
        assert_eq!((&*gap.event, &gap.data["reason"]), ("gap", &json!(reason)), "{place}");
        assert_eq!((&gap.id, &gap.data["next"]), (&end, &json!(end)));
        let page = poll(&mut client, &format!("after={place}&wait=30")).ok(200);
        assert_eq!((&page["gap"]["reason"], &page["next"]), (&json!(reason), &json!(end)));
    }
    // And it goes on from there.
    let mut stream = Stream::open(&server.at(), Some("00000000-0000-7000-8000-000000000001-1"));
    stream.hello();
    assert_eq!(stream.message().event, "gap");
    write(&mut client, 1);
    assert_eq!(stream.message().seq(), seq(&end) + 1);
}

#[test]
fn whoever_is_too_far_behind_is_told_so() {
    let server = Server::tcp();
    let mut client = server.client();
    open(&mut client, "x");
    let early = client.head();
    // Many writers, because each commit waits for the disk.
    thread::scope(|scope| {
        for _ in 0..32 {
            scope.spawn(|| write(&mut server.client(), 315));
        }
    });
    // The first connection idled too long meanwhile.
    client = server.client();
    let end = client.head();
    assert!(seq(&end) - seq(&early) > 10_000);
    let mut stream = Stream::open(&server.at(), Some(&early));
    stream.hello();
    let gap = stream.message();
    assert_eq!((&*gap.event, &gap.data["reason"]), ("gap", &json!("too_far_behind")));
    assert_eq!(gap.id, end);
    // Just near enough: everything, from the database.
    let near = format!("{}-{}", store(&end), seq(&end) - 10_000);
    let mut stream = Stream::open(&server.at(), Some(&near));
    stream.hello();
    for n in 1..=10_000 {
        assert_eq!(stream.message().seq(), seq(&near) + n);
    }
    let page = poll(&mut client, &format!("after={early}")).ok(200);
    assert_eq!(page["gap"]["reason"], "too_far_behind");
    let metrics = String::from_utf8(client.get("/metrics").body).expect("text");
    assert!(metrics.contains("watchfloor_stream_gaps_total{reason=\"too_far_behind\"} 2"), "{metrics}");
}

#[test]
fn a_long_poll_waits_and_wakes() {
    let server = Server::tcp();
    let mut client = server.client();
    open(&mut client, "x");
    let place = client.head();
    let began = Instant::now();
    let page = poll(&mut client, &format!("after={place}&wait=1")).ok(200);
    assert!(began.elapsed() >= Duration::from_millis(900), "it did not wait");
    assert_eq!((&page["items"], &page["next"]), (&json!([]), &json!(place)));

    let asked = {
        let (at, place) = (server.at(), place.clone());
        thread::spawn(move || poll(&mut Client::new(at), &format!("after={place}&wait=30")).ok(200))
    };
    write(&mut client, 1);
    let page = asked.join().expect("answered");
    assert_eq!(page["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(seq(page["next"].as_str().expect("a place")), seq(&place) + 1);
    // All that follows, page by page.
    write(&mut client, 600);
    let (mut place, mut seen) = (place, 0);
    loop {
        let page = poll(&mut client, &format!("after={place}&wait=0")).ok(200);
        let items = page["items"].as_array().expect("items");
        if items.is_empty() {
            break;
        }
        for item in items {
            seen += 1;
            assert_eq!(
                item["event"]["seq"],
                seq(&place) - seq(&place) + item["event"]["seq"].as_u64().unwrap_or(0)
            );
        }
        page["next"].as_str().expect("a place").clone_into(&mut place);
    }
    assert_eq!(seen, 601);
}

#[test]
fn two_hundred_who_stop_reading_cost_little_and_hold_nobody_up() {
    let server = Server::tcp();
    let mut client = server.client();
    open(&mut client, "x");
    let mut reader = Stream::open(&server.at(), None);
    reader.hello();
    let mut seen = seq(&client.head());
    let before = server.rss();
    let stuck: Vec<_> = (0..200)
        .map(|_| {
            let mut socket = server.at().connect(PATIENCE).expect("a connection");
            socket
                .write_all(b"GET /v1/events HTTP/1.1\r\nhost: test\r\naccept: text/event-stream\r\n\r\n")
                .expect("asked");
            socket
        })
        .collect();
    until("two hundred streams", || {
        let metrics = String::from_utf8(server.client().get("/metrics").body).expect("text");
        metrics.contains("watchfloor_streams_open 201")
    });
    // Far more than any socket's buffer holds: 300 x 30 KB for each of them.
    let text = "words ".repeat(5_000);
    for _ in 0..300 {
        client.post("/v1/incidents/1/note", &json!({"text": text})).ok(200);
        seen += 1;
        assert_eq!(reader.message().seq(), seen);
    }
    let grown = server.rss().saturating_sub(before) / 1024;
    assert!(grown < 100, "200 slow readers cost {grown} MiB");
    drop(stuck);
    until("their end", || {
        write(&mut client, 1);
        seen += 1;
        assert_eq!(reader.message().seq(), seen);
        let metrics = String::from_utf8(client.get("/metrics").body).expect("text");
        metrics.contains("watchfloor_streams_open 1\n")
    });
}

#[test]
fn streams_end_at_once_when_the_server_stops() {
    let mut server = Server::unix();
    let mut streams: Vec<_> = (0..5).map(|_| Stream::open(&server.at(), None)).collect();
    streams.iter_mut().for_each(|s| drop(s.hello()));
    let took = server.stop();
    assert!(took < Duration::from_secs(3), "it took {took:?}");
    assert!(streams.iter_mut().all(|s| matches!(s.next(), Ok(None))), "a stream broke off");
}

#[test]
fn a_quiet_stream_shows_that_it_lives() {
    let server = Server::tcp();
    let mut stream = Stream::open(&server.at(), None);
    stream.hello();
    let began = Instant::now();
    let beat = stream.next().expect("it lives").expect("it lives");
    assert_eq!(beat.event, "");
    assert!((9..=12).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
}

#[test]
fn what_cannot_be_a_place_is_refused() {
    let server = Server::tcp();
    let mut client = server.client();
    for place in ["x", "1", "00000000-0000-7000-8000-000000000001", "..-1", "%00", "';--"] {
        poll(&mut client, &format!("after={place}")).problem(400, "bad-parameter");
    }
    let bad = client.ask("GET", "/v1/events", &[("last-event-id", "zzz")], b"");
    assert_eq!(bad.problem(400, "bad-header")["field"], "Last-Event-ID");
    poll(&mut client, "wait=31").problem(400, "bad-parameter");
    client.ask("GET", "/v1/events", &[("accept", "image/png")], b"").problem(406, "not-acceptable");
    assert!(matches!(server.at(), At::Tcp(_)));
}
