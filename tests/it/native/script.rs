//! What a scripted server says, in the API's own shapes.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::support::fault_server::{FaultServer, Reply, Seen};

pub const STORE: &str = "019ab1c2-0000-7000-8000-000000000000";

/// A place in the log.
pub fn place(seq: u64) -> String {
    format!("{STORE}-{seq}")
}

/// An incident at a version; resolved by jo where its state says so.
pub fn record(number: u32, state: &str, version: u64) -> Value {
    let resolution = (state == "resolved")
        .then(|| json!({"code": "fixed", "notes": null, "by": "jo", "at": "2026-11-23T03:00:00Z"}));
    json!({
        "id": format!("INC-{number:06}"), "number": number, "version": version, "title": format!("trouble {number}"),
        "state": state, "priority": 2, "impact": 2, "urgency": 2, "severity": null, "service": "checkout",
        "owner": null, "team": null, "origin": "api", "dedup_key": null, "url": null, "runbook": null,
        "opened_at": "2026-11-23T02:00:00Z", "occurred_at": null, "acked_at": null, "ack_until": null,
        "resolved_at": null, "updated_at": "2026-11-23T03:00:00Z", "resolution": resolution, "count": 1,
        "reopen_count": 0, "recurrence_of": null, "a_field_of_a_later_version": {"x": 1}
    })
}

/// An entry of the log.
pub fn event(seq: u64, number: u32, kind: &str, who: &str, fields: &[&str]) -> Value {
    let changes: Vec<Value> = fields.iter().map(|f| json!({"field": f, "old": null, "new": "x"})).collect();
    json!({
        "seq": seq, "incident": number, "kind": kind, "occurred_at": "2026-11-23T03:00:00Z",
        "recorded_at": "2026-11-23T03:00:00Z", "actor": {"kind": "user", "name": who}, "via": "tui", "text": "",
        "changes": changes
    })
}

/// A page of a list read at `seq`.
pub fn page(incidents: &[Value], next: Option<&str>, seq: u64) -> Reply {
    let body =
        json!({"incidents": incidents, "next": next, "as_of": place(seq), "now": "2026-11-23T03:00:00Z"});
    Reply::json(200, body.to_string())
}

/// How a stream begins.
pub fn hello(seq: u64) -> String {
    format!(
        "retry: 500\n\nevent: hello\ndata: {{\"id\":\"{}\",\"now\":\"2026-11-23T03:00:00Z\"}}\n\n",
        place(seq)
    )
}

/// An entry on the stream.
pub fn change(seq: u64, incident: &Value) -> String {
    let number = incident["number"].as_u64().expect("a number") as u32;
    let item =
        json!({"event": event(seq, number, "a_kind_of_a_later_version", "jo", &[]), "incident": incident});
    format!("id: {}\nevent: change\ndata: {item}\n\n", place(seq))
}

/// A problem as our server says it.
pub fn problem(status: u16, name: &str, detail: &str) -> Value {
    json!({"type": format!("urn:watchfloor:problem:{name}"), "title": name, "status": status, "detail": detail})
}

pub fn refuse(status: u16, problem: &Value) -> Reply {
    Reply::json(status, problem.to_string()).header("Content-Type", "application/problem+json")
}

/// A server that lists `incidents` at place 10; `events` answers each request for the stream, with how many there were
/// before it.
pub async fn listing(
    incidents: Vec<Value>,
    mut events: impl FnMut(&Seen, usize) -> Reply + Send + 'static,
) -> FaultServer {
    let mut asked = 0;
    FaultServer::start(move |seen| {
        if waits_to_be_closed(seen) {
            return page(&[], None, 10);
        }
        if seen.target.starts_with("/v1/incidents?") {
            return page(&incidents, None, 10);
        }
        asked += 1;
        events(seen, asked - 1)
    })
    .await
}

/// Whether a request lists what is resolved, which comes after what is open.
pub fn waits_to_be_closed(seen: &Seen) -> bool {
    seen.target.starts_with("/v1/incidents?q=state%3Aresolved")
}

/// Whether a request is for the stream, not the long poll.
pub fn wants_stream(seen: &Seen) -> bool {
    seen.header("accept") == Some("text/event-stream")
}

/// Reads one request from any stream and answers it with a page whose `Date` is wrong by hours.
pub async fn answer_once(stream: &mut (impl AsyncReadExt + AsyncWriteExt + Unpin), incidents: &[Value]) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.expect("a request"));
    }
    let body =
        json!({"incidents": incidents, "next": null, "as_of": place(10), "now": "2026-11-23T03:00:00Z"});
    let body = body.to_string();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all((head + &body).as_bytes()).await.expect("a client");
    stream.flush().await.expect("a client");
}
