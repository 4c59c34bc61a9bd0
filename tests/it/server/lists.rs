//! Pages are complete and stable while somebody writes; filters say what they say.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use serde_json::{Value, json};

use super::{
    client::{At, Client},
    process::Server,
    states::fixed,
};

/// Opens an incident and says its number.
pub fn open(client: &mut Client, title: &str) -> u64 {
    let made = client.post("/v1/incidents", &json!({"title": title, "by": {"name": "ana"}})).ok(201);
    made["number"].as_u64().expect("a number")
}

/// All pages of a list, as the numbers on each.
fn pages(client: &mut Client, query: &str) -> Vec<Vec<u64>> {
    let mut pages = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = client.get(&format!("/v1/incidents?{query}{cursor}")).ok(200);
        let rows = page["incidents"].as_array().expect("rows");
        pages.push(rows.iter().map(|row| row["number"].as_u64().expect("a number")).collect());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return pages,
        }
    }
}

/// Somebody who opens, acknowledges and resolves until told to stop.
fn writer(at: At, stop: &Arc<AtomicBool>) -> thread::JoinHandle<usize> {
    let stop = Arc::clone(stop);
    thread::spawn(move || {
        let mut client = Client::new(at);
        let mut made = 0;
        while !stop.load(Ordering::Relaxed) {
            let number = open(&mut client, "written meanwhile");
            client.post(&format!("/v1/incidents/{number}/ack"), &json!({})).ok(200);
            client.post(&format!("/v1/incidents/{}/resolve", 1 + made % 40), &fixed()).ok(200);
            made += 1;
        }
        made
    })
}

#[test]
fn by_number_a_list_is_complete_and_without_doubles_while_somebody_writes() {
    let server = Server::tcp();
    let mut client = server.client();
    let before: BTreeSet<u64> = (0..60).map(|n| open(&mut client, &format!("incident {n}"))).collect();
    let stop = Arc::new(AtomicBool::new(false));
    let writer = writer(server.at(), &stop);
    for _ in 0..5 {
        for (sort, down) in [("number", false), ("-number", true)] {
            let pages = pages(&mut client, &format!("sort={sort}&limit=7&brief=true"));
            let (last, full) = pages.split_last().expect("a page");
            assert!(full.iter().all(|page| page.len() == 7) && last.len() <= 7, "{pages:?}");
            let listed: Vec<u64> = pages.concat();
            assert!(listed.windows(2).all(|w| if down { w[0] > w[1] } else { w[0] < w[1] }), "{listed:?}");
            let listed: BTreeSet<u64> = listed.into_iter().collect();
            assert!(before.is_subset(&listed), "missing: {:?}", before.difference(&listed));
        }
    }
    stop.store(true, Ordering::Relaxed);
    assert!(writer.join().expect("it wrote") > 0, "nobody wrote meanwhile");
}

#[test]
fn listing_and_then_following_misses_nothing() {
    let server = Server::unix();
    let mut client = server.client();
    for n in 0..20 {
        open(&mut client, &format!("incident {n}"));
    }
    let first = client.get("/v1/incidents?limit=5").ok(200);
    let as_of = first["as_of"].as_str().expect("a place").to_owned();
    let later = open(&mut client, "after the first page");
    let page = client
        .ask("GET", &format!("/v1/events?after={as_of}&wait=0"), &[("accept", "application/json")], b"")
        .ok(200);
    let items = page["items"].as_array().expect("items");
    assert_eq!(items.iter().map(|i| i["incident"]["number"].as_u64()).collect::<Vec<_>>(), [Some(later)]);
}

#[test]
fn filters_and_orders() {
    let server = Server::tcp();
    let mut client = server.client();
    for (title, service, impact, urgency) in
        [("disk full", "log", 3, 3), ("checkout down", "checkout", 1, 1), ("disk slow", "db", 2, 1)]
    {
        let body = json!({"title": title, "service": service, "impact": impact, "urgency": urgency,
            "labels": {"region": "eu"}, "description": "words"});
        client.post("/v1/incidents", &body).ok(201);
    }
    client.post("/v1/incidents/2/ack", &json!({"by": {"name": "ana"}})).ok(200);
    let mut numbers = |query: &str| pages(&mut client, query).concat();
    assert_eq!(numbers("q=disk"), [1, 3]);
    assert_eq!(numbers("q=service%3Acheckout"), [2]);
    assert_eq!(numbers("q=state%3Anew&sort=-number"), [3, 1]);
    assert_eq!(numbers("q=owner%3Ame&me=ana"), [2]);
    assert_eq!(numbers("q=owner%3Ame&me=mira"), [] as [u64; 0]);
    assert_eq!(numbers("q=label.region%3Deu&limit=2"), [1, 2, 3]);
    assert_eq!(numbers("sort=priority&limit=1"), [2, 3, 1]);
    assert_eq!(numbers("sort=-updated&limit=1").len(), 3);
    let full = client.get("/v1/incidents").ok(200);
    let brief = client.get("/v1/incidents?brief=true").ok(200);
    assert_eq!(full["incidents"][0]["description"], "words");
    assert!(brief["incidents"][0].get("description").is_none_or(Value::is_null), "{brief}");
}

#[test]
fn a_brief_list_has_what_rows_and_clocks_need_and_no_more() {
    use super::states::{ask, at, done};

    let server = Server::unix();
    let mut client = server.client();
    let reporter = json!({"name": "Jonas Weber", "email": "j@example.org", "phone": "1", "vip": true});
    let new = json!({"title": "x", "description": "words", "reporter": reporter, "major": true, "category": "database"});
    client.post("/v1/incidents", &new).ok(201);
    for (verb, body) in [
        ("start", json!({})),
        ("mitigate", json!({"impact": "none"})),
        ("hold", json!({"reason": "scheduled", "until": at(600)})),
        ("snooze", json!({"until": at(600)})),
        ("update", json!({"text": "we know"})),
        ("contact", json!({"result": "answered"})),
        ("caller", json!({"caller": {"name": "Ben"}})),
        ("link", json!({"service": "db", "role": "cause"})),
    ] {
        done(&mut client, 1, verb, body);
    }
    let row = |client: &mut Client, brief: &str| {
        client.get(&format!("/v1/incidents{brief}")).ok(200)["incidents"][0].clone()
    };
    let (full, brief) = (row(&mut client, ""), row(&mut client, "?brief=true"));
    for kept in [
        "/hold/until",
        "/category",
        "/record/mitigated_at",
        "/record/major",
        "/record/snoozed_until",
        "/record/passages/0",
        "/record/reporter/name",
        "/record/reporter/vip",
    ] {
        assert!(full.pointer(kept).is_some(), "{kept} is not in {full}");
        assert_eq!(brief.pointer(kept), full.pointer(kept), "{kept}");
    }
    for left_out in [
        "/description",
        "/record/reporter/email",
        "/record/reporter/phone",
        "/record/callers",
        "/record/told",
        "/record/links",
        "/record/confirmation",
    ] {
        assert!(brief.pointer(left_out).is_none(), "{left_out} is in {brief}");
    }
    assert!(full.pointer("/record/told/text").is_some() && full.pointer("/record/links/0").is_some());
    assert_eq!(ask(&mut client, 1, "resume", json!({})).status, 200);
}

#[test]
fn a_cursor_belongs_to_its_list() {
    let server = Server::tcp();
    let mut client = server.client();
    for n in 0..3 {
        open(&mut client, &format!("incident {n}"));
    }
    let page = client.get("/v1/incidents?limit=1&q=state%3Anew&me=ana").ok(200);
    let cursor = page["next"].as_str().expect("more");
    client.get(&format!("/v1/incidents?limit=2&q=state%3Anew&me=ana&cursor={cursor}")).ok(200);
    for other in ["q=state%3Aack&me=ana", "q=state%3Anew&me=mira", "q=state%3Anew&me=ana&sort=-number", ""] {
        let problem =
            client.get(&format!("/v1/incidents?limit=1&cursor={cursor}&{other}")).problem(400, "bad-cursor");
        assert_eq!(problem["field"], "cursor");
        assert!(problem["detail"].as_str().is_some_and(|d| d.contains("another query")), "{problem}");
    }
    for broken in [&cursor[..cursor.len() - 1], "x", "%27%20OR%201%3D1", &"A".repeat(4_000)] {
        client.get(&format!("/v1/incidents?cursor={broken}")).problem(400, "bad-cursor");
    }
    let elsewhere = Server::tcp();
    let foreign = elsewhere.client().get(&format!("/v1/incidents?q=state%3Anew&me=ana&cursor={cursor}"));
    foreign.problem(400, "bad-cursor");
}

#[test]
fn catalogues_come_in_pages_too() {
    let server = Server::tcp();
    let mut client = server.client();
    for n in 0..5 {
        let (service, person) = (format!("svc-{n}"), format!("p-{n}"));
        assert_eq!(client.put(&format!("/v1/services/{service}"), &json!({"id": service})).status, 201);
        assert_eq!(client.put(&format!("/v1/people/{person}?by=ana"), &json!({"id": person})).status, 201);
        let change = json!({"service": service, "title": format!("deploy {n}")});
        assert_eq!(client.post("/v1/changes", &change).status, 201);
    }
    let again = json!({"id": "svc-0", "name": "Nought"});
    assert_eq!(client.put("/v1/services/svc-0", &again).ok(200)["name"], "Nought");
    assert_eq!(client.get("/v1/services/svc-0").ok(200)["name"], "Nought");
    for (path, name) in [("/v1/services", "id"), ("/v1/people", "id"), ("/v1/changes", "title")] {
        let mut seen = BTreeSet::new();
        let mut cursor = String::new();
        let mut asked = 0;
        loop {
            let page = client.get(&format!("{path}?limit=2{cursor}")).ok(200);
            for item in page["items"].as_array().expect("items") {
                assert!(seen.insert(item[name].to_string()), "twice: {item}");
            }
            asked += 1;
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!((seen.len(), asked), (5, 3), "{path}");
    }
    let one = client.get("/v1/changes?service=svc-3").ok(200);
    assert_eq!(one["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(client.get("/v1/changes?to=2000-01-01T00:00:00Z").ok(200)["items"], json!([]));
}
