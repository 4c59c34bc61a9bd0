//! SIGKILL under load, fifty times: what was answered is there, once, and the log has no hole.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicU64, Ordering},
    thread,
};

use serde_json::{Value, json};

use super::{
    client::{At, Client, Stream},
    lists::open,
    process::{Server, until},
};

const ROUNDS: u32 = 50;
const WRITERS: usize = 6;

/// Answers of a round before the server is killed: the moment differs from round to round.
fn answers_of(round: u32) -> u64 {
    5 + u64::from(round * 37 % 61)
}

/// Somebody who writes, and asks again with the same key until there is an answer.
struct Writer {
    name: usize,
    /// How many are answered; the next one may be on its way.
    answered: u64,
    /// What was opened: number by words.
    opened: BTreeMap<String, u64>,
}

impl Writer {
    /// Until the server is gone.
    fn work(&mut self, at: At, done: &AtomicU64) {
        let mut client = Client::new(at);
        loop {
            let words = format!("w{}-{}", self.name, self.answered);
            let opens = self.answered % 4 == 0;
            let (path, body) = match opens {
                true => ("/v1/incidents", json!({"title": words})),
                false => ("/v1/incidents/1/note", json!({"text": words})),
            };
            let headers = [("content-type", "application/json"), ("idempotency-key", &*words)];
            let Ok(answer) = client.try_ask("POST", path, &headers, body.to_string().as_bytes()) else {
                return;
            };
            // Told to try again later is no answer either.
            if answer.status == 503 {
                continue;
            }
            assert!(answer.status < 300, "{answer:?}");
            if opens {
                self.opened.insert(words, answer.json()["number"].as_u64().expect("a number"));
            }
            self.answered += 1;
            done.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Follows the log from `place`, through the server's death; every entry's words by its place.
fn follow(at: &At, place: &str, seen: &mut BTreeMap<u64, Value>) -> Option<String> {
    let mut last = None;
    let mut stream = Stream::try_open(at, Some(place)).ok()?;
    while let Ok(Some(message)) = stream.next() {
        if message.event == "change" {
            assert!(seen.insert(message.seq(), message.data).is_none(), "entry {} came twice", message.id);
            last = Some(message.id);
        } else {
            assert_ne!(message.event, "gap", "{message:?}");
        }
    }
    last
}

#[test]
fn what_was_answered_survives_fifty_kills() {
    let mut server = Server::tcp();
    open(&mut server.client(), "the one with the notes");
    let mut place = server.client().head();
    let mut writers: Vec<Writer> =
        (0..WRITERS).map(|name| Writer { name, answered: 0, opened: BTreeMap::new() }).collect();
    let mut seen = BTreeMap::new();
    for round in 0..ROUNDS {
        let done = AtomicU64::new(0);
        let at = server.at();
        let last = thread::scope(|scope| {
            for writer in &mut writers {
                let (at, done) = (at.clone(), &done);
                scope.spawn(move || writer.work(at, done));
            }
            let reader = scope.spawn(|| follow(&at, &place, &mut seen));
            until("answers", || done.load(Ordering::Relaxed) >= answers_of(round));
            server.kill();
            reader.join().expect("it read")
        });
        if let Some(last) = last {
            place = last;
        }
        server.again();
    }

    // What the last round left: to the end of the log.
    let end = server.client().head();
    let mut stream = Stream::open(&server.at(), Some(&place));
    stream.hello();
    while place != end {
        let message = stream.message();
        place.clone_from(&message.id);
        assert!(seen.insert(message.seq(), message.data).is_none());
    }
    let seqs: Vec<u64> = seen.keys().copied().collect();
    assert!(seqs.windows(2).all(|w| w[1] == w[0] + 1), "the log has a hole: {seqs:?}");

    // Each answered write is in the log, once.
    let mut told: BTreeMap<&str, u32> = BTreeMap::new();
    for item in seen.values() {
        let notes = item["event"]["text"].as_str().filter(|_| item["event"]["kind"] == "note");
        let opened = item["incident"]["title"].as_str().filter(|_| item["event"]["kind"] != "note");
        *told.entry(notes.or(opened).expect("words")).or_default() += 1;
    }
    let mut answered = 0;
    for writer in &writers {
        for n in 0..writer.answered {
            let words = format!("w{}-{n}", writer.name);
            assert_eq!(told.get(&*words), Some(&1), "{words} is there so many times");
            answered += 1;
        }
    }
    assert!(answered >= u64::from(ROUNDS) * 5);
    // The incidents are there under the numbers that were told, each number once.
    let mut client = server.client();
    let mut numbers = BTreeSet::new();
    for (title, number) in writers.iter().flat_map(|w| &w.opened) {
        assert!(numbers.insert(*number), "two were told number {number}");
        assert_eq!(client.get(&format!("/v1/incidents/{number}")).ok(200)["title"], **title);
    }
}
