//! What is wrong is refused by its name, on every route, and nothing of it is stored.

use serde_json::{Value, json};

use super::{
    client::{Answer, Client},
    lists::open,
    process::Server,
};

/// A route that changes something, and a body that it takes.
type Change = (&'static str, &'static str, Value);

/// Every route that takes JSON of ours.
fn changes() -> Vec<Change> {
    let by = json!({"name": "ana", "via": "cli"});
    let when = super::states::at(3_600);
    vec![
        ("POST", "/v1/incidents", json!({"title": "x", "service": "db", "labels": {"a": "b"}, "by": by})),
        ("POST", "/v1/incidents/1/ack", json!({"note": "x", "for_s": 600, "by": by})),
        ("POST", "/v1/incidents/1/unack", json!({"by": by})),
        ("POST", "/v1/incidents/1/assign", json!({"to": "ana", "by": by})),
        ("POST", "/v1/incidents/1/note", json!({"text": "x", "by": by})),
        ("POST", "/v1/incidents/1/start", json!({"by": by})),
        ("POST", "/v1/incidents/1/phase", json!({"phase": "fixing", "by": by})),
        (
            "POST",
            "/v1/incidents/1/hold",
            json!({"reason": "other", "detail": "x", "until": when, "message": "x", "by": by}),
        ),
        ("POST", "/v1/incidents/1/resume", json!({"reason": "x", "by": by})),
        ("POST", "/v1/incidents/1/snooze", json!({"until": when, "by": by})),
        ("POST", "/v1/incidents/1/wake", json!({"by": by})),
        ("POST", "/v1/incidents/1/mitigate", json!({"impact": "x", "by": by})),
        ("POST", "/v1/incidents/1/relapse", json!({"reason": "x", "by": by})),
        ("POST", "/v1/incidents/1/resolve", json!({"code": "x", "note": "x", "by": by})),
        ("POST", "/v1/incidents/1/reopen", json!({"reason": "x", "by": by})),
        (
            "POST",
            "/v1/incidents/1/close",
            json!({"answer": "works", "comment": "x", "satisfaction": 5, "waiver": "x", "by": by}),
        ),
        (
            "POST",
            "/v1/incidents/1/cancel",
            json!({"reason": "duplicate", "detail": "x", "duplicate_of": 1, "by": by}),
        ),
        ("POST", "/v1/incidents/1/merge", json!({"into": 1, "by": by})),
        ("POST", "/v1/incidents/1/restore", json!({"by": by})),
        ("POST", "/v1/incidents/1/attach", json!({"parent": 1, "by": by})),
        (
            "POST",
            "/v1/incidents/1/priority",
            json!({"impact": 1, "urgency": 1, "set": 1, "clear": false, "reason": "because", "by": by}),
        ),
        ("POST", "/v1/incidents/1/major", json!({"on": true, "reason": "x", "by": by})),
        ("POST", "/v1/incidents/1/category", json!({"category": "database", "sub": "oracle", "by": by})),
        (
            "POST",
            "/v1/incidents/1/update",
            json!({"text": "x", "audience": "x", "next_at": when, "public": true, "by": by}),
        ),
        ("POST", "/v1/incidents/1/contact", json!({"result": "answered", "note": "x", "by": by})),
        ("POST", "/v1/incidents/1/caller", json!({"caller": {"name": "x"}, "by": by})),
        (
            "POST",
            "/v1/incidents/1/correct",
            json!({"field": "occurred_at", "to": "2020-01-01T00:00:00Z", "reason": "x", "by": by}),
        ),
        ("POST", "/v1/incidents/1/excuse", json!({"clock": "x", "reason": "x", "by": by})),
        ("POST", "/v1/incidents/1/link", json!({"service": "db", "role": "cause", "by": by})),
        ("PUT", "/v1/services/db", json!({"id": "db", "name": "x", "depends_on": ["a"]})),
        ("PUT", "/v1/people/ana", json!({"id": "ana", "name": "x", "email": "x"})),
        ("POST", "/v1/changes", json!({"service": "db", "title": "x", "by": by})),
    ]
}

/// Every route that is read, with the parameters it knows.
const READS: [(&str, &[&str]); 14] = [
    ("/v1/incidents", &["q", "me", "sort", "limit", "cursor", "brief"]),
    ("/v1/incidents/1", &[]),
    ("/v1/incidents/1/timeline", &[]),
    ("/v1/practice", &[]),
    ("/v1/services", &["limit", "cursor"]),
    ("/v1/services/db", &[]),
    ("/v1/people", &["limit", "cursor"]),
    ("/v1/people/ana", &[]),
    ("/v1/changes", &["service", "from", "to", "limit", "cursor"]),
    ("/v1/events", &["after", "wait"]),
    ("/v1/openapi.json", &[]),
    ("/healthz", &[]),
    ("/metrics", &[]),
    ("/v1/incidents/INC-000001", &[]),
];

/// A server with an incident, a service and somebody; what is sent through [`Probe::refused`] must change nothing.
struct Probe {
    server: Server,
    client: Client,
    head: String,
}

impl Probe {
    fn new() -> Self {
        let server = Server::tcp();
        let mut client = server.client();
        open(&mut client, "untouched");
        client.put("/v1/services/db", &json!({"id": "db"})).ok(201);
        client.put("/v1/people/ana", &json!({"id": "ana"})).ok(201);
        let head = client.head();
        Self { server, client, head }
    }

    fn refused(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let answer = self.client.ask(method, path, headers, body);
        let what = format!("{method} {path} {:?}", String::from_utf8_lossy(&body[..body.len().min(200)]));
        assert!((400..500).contains(&answer.status), "{what}: {answer:?}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{what}");
        assert!(answer.header("date").is_some(), "{what}");
        let problem = answer.json();
        assert!(
            problem["field"].is_string()
                || problem["type"] == "urn:watchfloor:problem:bad-json"
                || problem["type"] == "urn:watchfloor:problem:too-large",
            "{what}: {problem}"
        );
        assert!(answer.body.len() < 4_096, "{what}: an answer of {} bytes", answer.body.len());
        answer
    }

    fn json(&mut self, method: &str, path: &str, body: &Value) -> Answer {
        self.refused(method, path, &[("content-type", "application/json")], body.to_string().as_bytes())
    }

    /// Nothing was stored, and the server still works.
    fn untouched(mut self) {
        assert_eq!(self.client.head(), self.head, "something was stored");
        let page = self.client.get("/v1/incidents").ok(200);
        assert_eq!(page["incidents"].as_array().map(Vec::len), Some(1));
        assert!(!self.server.words().contains("panicked"), "{}", self.server.words());
    }
}

#[test]
fn the_list_of_this_test_is_complete() {
    let server = Server::tcp();
    let document = server.client().get("/v1/openapi.json").ok(200);
    let ours = |path: &str, method: &str| {
        let concrete =
            path.replace("/incidents/{id}", "/incidents/1").replace("services/{id}", "services/db");
        let concrete = concrete.replace("people/{id}", "people/ana");
        READS.iter().any(|(p, _)| *p == concrete && method == "get")
            || changes().iter().any(|(m, p, _)| *p == concrete && m.eq_ignore_ascii_case(method))
            || concrete.starts_with("/v1/inbound/")
    };
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("methods") {
            assert!(ours(path, method), "{method} {path} is not tested with bad input");
            let Some((_, known)) = READS.iter().find(|(p, _)| p == path && method == "get") else { continue };
            let told: Vec<&str> = operation["parameters"]
                .as_array()
                .map(|all| {
                    all.iter().filter(|p| p["in"] == "query").filter_map(|p| p["name"].as_str()).collect()
                })
                .unwrap_or_default();
            assert_eq!(told, *known, "{path}: the document's parameters");
        }
    }
}

#[test]
fn fields_that_are_unknown_missing_or_of_another_type() {
    let mut probe = Probe::new();
    for (method, path, good) in changes() {
        let mut unknown = good.clone();
        unknown["nonsense"] = json!(1);
        let problem = probe.json(method, path, &unknown).problem(400, "unknown-field");
        assert_eq!(problem["field"], "nonsense");
        if good.get("by").is_some() {
            let mut deep = good.clone();
            deep["by"]["nam"] = json!("x");
            let problem = probe.json(method, path, &deep).problem(400, "unknown-field");
            assert_eq!(problem["field"], "by.nam");
            assert!(
                problem["detail"].as_str().is_some_and(|d| d.contains("did you mean `name`?")),
                "{problem}"
            );
        }
        for (field, value) in good.as_object().expect("an object") {
            for wrong in [json!(true), json!([7]), json!(-1.5e300), json!({"x": 1})] {
                let is_right =
                    value.is_object() && wrong.is_object() || value.is_boolean() && wrong.is_boolean();
                if is_right {
                    continue;
                }
                let mut body = good.clone();
                body[field] = wrong.clone();
                let problem = probe.json(method, path, &body).problem(400, "bad-field");
                let at = problem["field"].as_str().unwrap_or("");
                assert!(at.starts_with(field.as_str()), "{path}: {wrong} in {field}: {problem}");
            }
        }
        for wrong in ["[]", " [{}]", "7", "null", "\"x\""] {
            let headers = [("content-type", "application/json")];
            let answer = probe.refused(method, path, &headers, wrong.as_bytes());
            assert_eq!(answer.problem(400, "bad-field")["field"], "body");
        }
    }
    probe.untouched();
}

#[test]
fn bodies_that_are_no_json_of_ours() {
    let mut probe = Probe::new();
    let deep = "[".repeat(100_000);
    let deep_map = "{\"a\":".repeat(100_000);
    let huge = format!("{{\"title\":\"{}\"}}", "x".repeat(1_100_000));
    for (method, path, good) in changes() {
        let json = [("content-type", "application/json")];
        for body in [
            &b""[..],
            b"{",
            b"{\"title\":\"\xff\xfe\"}",
            b"{\"text\":\"a\0b\"}",
            b"\xef\xbb\xbf{}",
            b"<a/>",
            b"{}{}",
            deep.as_bytes(),
            deep_map.as_bytes(),
        ] {
            // A byte that is no JSON, or a field that is not this route's: which comes first is told.
            let answer = probe.refused(method, path, &json, body);
            assert_eq!(answer.status, 400, "{answer:?}");
        }
        let nested = format!("{{\"by\":{deep}");
        probe.refused(method, path, &json, nested.as_bytes());
        assert_eq!(
            probe.refused(method, path, &json, huge.as_bytes()).problem(413, "too-large")["status"],
            413
        );
        for media in
            ["text/plain", "application/x-www-form-urlencoded", "application/xml", "", "application/jsonx"]
        {
            let sent = good.to_string();
            let answer = probe.refused(method, path, &[("content-type", media)], sent.as_bytes());
            assert_eq!(answer.problem(415, "unsupported-media-type")["field"], "Content-Type");
        }
        probe.refused(method, path, &[], good.to_string().as_bytes()).problem(415, "unsupported-media-type");
        let packed = [("content-type", "application/json"), ("content-encoding", "gzip")];
        probe.refused(method, path, &packed, b"\x1f\x8b").problem(415, "unsupported-media-type");
    }
    probe.untouched();
}

#[test]
fn headers_that_cannot_be_read() {
    let mut probe = Probe::new();
    let long = "k".repeat(256);
    for (method, path, good) in changes() {
        let body = good.to_string();
        for key in ["", "with space", "ümlaut", &long] {
            let headers = [("content-type", "application/json"), ("idempotency-key", key)];
            let answer = probe.refused(method, path, &headers, body.as_bytes());
            assert_eq!(answer.problem(400, "bad-header")["field"], "Idempotency-Key");
        }
        let verb = path.starts_with("/v1/incidents/");
        let tags: &[&str] =
            if verb { &["1.1", "W/\"1.1\"", "\"1.1\", \"1.2\"", "\"'--\""] } else { &["\"1.1\""] };
        for tag in tags {
            let headers = [("content-type", "application/json"), ("if-match", tag)];
            let answer = probe.refused(method, path, &headers, body.as_bytes());
            let field = answer.problem(400, "bad-header")["field"].as_str().unwrap_or("").to_lowercase();
            assert_eq!(field, "if-match");
        }
        if verb {
            let headers = [("content-type", "application/json"), ("if-match", "\"1.999\"")];
            probe.refused(method, path, &headers, body.as_bytes()).problem(412, "stale");
        }
    }
    probe.untouched();
}

#[test]
fn parameters_and_ids_that_are_not_ours() {
    let mut probe = Probe::new();
    for (path, known) in READS {
        let answer = probe.refused("GET", &format!("{path}?nonsense=1"), &[], b"");
        assert_eq!(answer.problem(400, "bad-parameter")["field"], "nonsense");
        for name in known {
            for value in ["%ff", "%00", "%zz", "%"] {
                let answer = probe.refused("GET", &format!("{path}?{name}={value}"), &[], b"");
                assert_eq!(answer.problem(400, "bad-parameter")["field"], *name, "{path}");
            }
            probe
                .refused("GET", &format!("{path}?{name}=1&{name}=1"), &[], b"")
                .problem(400, "bad-parameter");
        }
        let wrong: &[&str] = &["0", "-1", "1e9", "99999999999999999999", "1;DROP", "x"];
        for value in wrong.iter().filter(|_| known.contains(&"limit")) {
            let answer = probe.refused("GET", &format!("{path}?limit={value}"), &[], b"");
            assert_eq!(answer.problem(400, "bad-parameter")["field"], "limit");
        }
    }
    for (method, path, good) in changes() {
        let address = format!("{path}?nonsense=1");
        let answer = probe.json(method, &address, &good);
        assert_eq!(answer.problem(400, "bad-parameter")["field"], "nonsense");
    }
    for sort in ["numbers", "priority;--", "-number,priority"] {
        let answer = probe.refused("GET", &format!("/v1/incidents?sort={sort}"), &[], b"");
        assert_eq!(answer.problem(400, "bad-parameter")["field"], "sort");
    }
    for id in ["0", "-1", "x", "INC-", "1%00", "1'--", "%ff", "99999999999", "1.0", "%2e%2e"] {
        let answer = probe.refused("GET", &format!("/v1/incidents/{id}"), &[], b"");
        assert_eq!(answer.problem(400, "bad-parameter")["field"], "id", "{id}");
        let answer = probe.json("POST", &format!("/v1/incidents/{id}/ack"), &json!({}));
        assert_eq!(answer.problem(400, "bad-parameter")["field"], "id", "{id}");
    }
    probe.json("PUT", "/v1/services/other", &json!({"id": "db"})).problem(422, "invalid");
    for (id, told) in [("a%20b", "a b"), ("%27%3B--", "';--"), ("..%2f..", "../..")] {
        probe.json("PUT", &format!("/v1/services/{id}"), &json!({"id": told})).problem(422, "invalid");
        probe.json("PUT", &format!("/v1/people/{id}"), &json!({"id": told})).problem(422, "invalid");
    }
    probe.untouched();
}

#[test]
fn queries_say_where_they_are_wrong() {
    let mut probe = Probe::new();
    for (q, place) in
        [("stat%3Anew", "characters 1 to 4"), ("state%3Anew%20p%3C", "character"), ("%28a", "character")]
    {
        let answer = probe.refused("GET", &format!("/v1/incidents?q={q}"), &[], b"");
        let problem = answer.problem(400, "bad-query");
        assert_eq!(problem["field"], "q");
        assert!(problem["detail"].as_str().is_some_and(|d| d.contains(place)), "{problem}");
    }
    let long = "a%20".repeat(5_000);
    probe.refused("GET", &format!("/v1/incidents?q={long}"), &[], b"").problem(400, "bad-query");
    let deep = "%28".repeat(500);
    probe.refused("GET", &format!("/v1/incidents?q={deep}"), &[], b"").problem(400, "bad-query");
    probe.untouched();
}

#[test]
fn the_letters_of_sql_are_letters() {
    let server = Server::tcp();
    let mut client = server.client();
    let evil = "x'); DROP TABLE incidents;-- \" ; %_ \\ `id` $(id) \u{202e}\u{0}";
    let made = client.post(
        "/v1/incidents",
        &json!({"title": evil, "description": evil, "service": "x'--", "severity": "%", "owner": "o'brien",
            "labels": {"a'b": "c\"d;--"}, "by": {"name": "x'; --", "via": "'"}}),
    );
    let made = made.ok(201);
    assert!(
        made["title"].as_str().is_some_and(|t| t.starts_with("x'); DROP TABLE incidents;-- \" ; %_")),
        "{made}"
    );
    let words = json!({"note": evil, "by": {"name": evil}});
    client.post("/v1/incidents/1/ack", &words).ok(200);
    client.post("/v1/incidents/1/note", &json!({"text": evil})).ok(200);
    client.post("/v1/incidents/1/assign", &json!({"to": "'; --"})).ok(200);
    client.post("/v1/changes", &json!({"service": "db'--", "title": evil})).ok(201);
    client
        .send("POST", "/v1/incidents/1/note", &[("idempotency-key", "k';--")], &json!({"text": "x"}))
        .ok(200);
    for q in ["%22%27%29%3B%20DROP%22", "service%3A%22x%27--%22", "owner%3A%22%27%3B%20--%22", "%25", "_"] {
        client.get(&format!("/v1/incidents?q={q}&me=%27%3B--")).ok(200);
    }
    assert_eq!(client.get("/v1/incidents?q=%25zzz%25").ok(200)["incidents"], json!([]), "% is a letter");
    assert_eq!(client.get("/v1/changes?service=%27%20OR%201%3D1%20--").ok(200)["items"], json!([]));
    assert_eq!(client.get("/v1/services/%27%20OR%201=1").problem(404, "not-found")["field"], "id");
    client.get("/v1/people?cursor=%27%20OR%201%3D1").problem(400, "bad-cursor");
    assert_eq!(client.get("/v1/incidents/1/timeline").ok(200)["items"].as_array().map(Vec::len), Some(5));
}
