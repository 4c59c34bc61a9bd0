//! What happens to others: merges, parents and children; and corrections, which leave the old time in the log.

use serde_json::{Value, json};

use super::{
    client::Client,
    process::Server,
    states::{OPEN, ask, at, by, called, done, fixed, get, in_state, kinds, open, open_with},
};

fn server() -> (Server, Client) {
    let server = Server::unix();
    let client = server.client();
    (server, client)
}

#[test]
fn t13_merged_into_an_open_one_and_taken_back() {
    let (_server, mut client) = server();
    for from in OPEN.into_iter().chain(["resolved"]) {
        let (number, into) = (in_state(&mut client, from), open(&mut client));
        let merged = done(&mut client, number, "merge", json!({"into": into}));
        assert_eq!(
            (&merged["state"], &merged["record"]["ending"]["other"]),
            (&json!("merged"), &json!(into))
        );
        assert_eq!(kinds(&mut client, into), ["opened", "merged"], "both tell of it");
        let back = done(&mut client, number, "restore", json!({}));
        assert_eq!(back["state"], from);
    }
    let (one, closed) = (open(&mut client), in_state(&mut client, "closed"));
    for (into, what) in [(one, "itself"), (9_999, "nothing"), (closed, "closed")] {
        let answer = ask(&mut client, one, "merge", json!({"into": into}));
        assert!(matches!(answer.status, 409 | 422), "{what}: {answer:?}");
        assert_eq!(get(&mut client, one)["state"], "new", "{what}");
    }
    // Not in a circle: the one that lives on may not be merged into what lives on in it.
    let (a, b) = (open(&mut client), open(&mut client));
    done(&mut client, a, "merge", json!({"into": b}));
    let circle = ask(&mut client, b, "merge", json!({"into": a}));
    assert!(matches!(circle.status, 409 | 422), "{circle:?}");
}

#[test]
fn callers_of_a_merged_one_are_callers_of_the_other() {
    let (_server, mut client) = server();
    let (number, into) = (called(&mut client), open(&mut client));
    done(&mut client, number, "caller", json!({"caller": {"name": "Ben"}}));
    done(&mut client, number, "merge", json!({"into": into}));
    let record = get(&mut client, into)["record"].clone();
    let names: Vec<&str> = record["callers"]
        .as_array()
        .into_iter()
        .flatten()
        .chain(record.get("reporter"))
        .filter_map(|c| c["name"].as_str())
        .collect();
    assert!(names.contains(&"Jonas Weber") && names.contains(&"Ben"), "{record}");
}

/// A parent with two children, one of them in progress.
fn family(client: &mut Client) -> (u64, [u64; 2]) {
    let parent = open(client);
    let children = [open_with(client, json!({"parent": parent})), open(client)];
    done(client, children[1], "attach", json!({"parent": parent}));
    let is = get(client, parent);
    assert_eq!(is["record"]["children"], 2);
    (parent, children)
}

fn states(client: &mut Client, numbers: [u64; 2]) -> [Value; 2] {
    numbers.map(|n| get(client, n)["state"].clone())
}

#[test]
fn what_a_parent_begins_waits_for_and_resolves_its_children_do_too() {
    let (_server, mut client) = server();
    let (parent, children) = family(&mut client);
    done(&mut client, parent, "start", json!({}));
    assert_eq!(states(&mut client, children), ["in_progress", "in_progress"]);
    done(&mut client, parent, "hold", json!({"reason": "awaiting_vendor"}));
    assert_eq!(states(&mut client, children), ["on_hold", "on_hold"]);
    done(&mut client, parent, "resume", json!({}));
    assert_eq!(states(&mut client, children), ["in_progress", "in_progress"]);
    // What only the parent's caller is asked is no reason for the children to wait.
    done(&mut client, parent, "hold", json!({"reason": "awaiting_reporter", "message": "please call"}));
    assert_eq!(states(&mut client, children), ["in_progress", "in_progress"]);
    done(&mut client, parent, "resume", json!({}));
    done(&mut client, parent, "resolve", fixed());
    assert_eq!(states(&mut client, children), ["resolved", "resolved"]);
    assert!(
        get(&mut client, children[0])["resolution"]["notes"].as_str().is_some_and(|n| n.contains("pool"))
    );
    done(&mut client, parent, "reopen", json!({"reason": "errors are back"}));
    assert_eq!(states(&mut client, children), ["in_progress", "in_progress"], "an agent's reopening");
    done(&mut client, parent, "resolve", fixed());
    done(&mut client, parent, "close", json!({}));
    assert_eq!(states(&mut client, children), ["resolved", "resolved"], "closing is for each");
    let (parent, children) = family(&mut client);
    done(&mut client, parent, "cancel", json!({"reason": "test"}));
    assert_eq!(states(&mut client, children), ["new", "new"], "and so is cancelling");
}

#[test]
fn nobody_is_their_own_grandparent() {
    let (_server, mut client) = server();
    let (parent, [child, _]) = family(&mut client);
    let circle = ask(&mut client, parent, "attach", json!({"parent": child}));
    assert_eq!(circle.problem(422, "invalid")["field"], "parent");
    let out = done(&mut client, child, "attach", json!({"parent": null}));
    assert!(out["record"].get("parent").is_none());
    assert_eq!(get(&mut client, parent)["record"]["children"], 1);
}

#[test]
fn a_corrected_time_leaves_the_old_one_in_the_log() {
    let (_server, mut client) = server();
    let number = in_state(&mut client, "in_progress");
    let before = get(&mut client, number)["acked_at"].clone();
    let (right, reason) = (at(-1), json!("she said so on the phone"));
    let path = format!("/v1/incidents/{number}/correct");
    let began = at(-7_200);
    let body = by(json!({"field": "occurred_at", "to": began, "reason": reason}));
    let acted = client.post(&path, &body).ok(200);
    assert_eq!(
        (&acted["incident"]["occurred_at"], &acted["events"][0]["kind"]),
        (&json!(began), &json!("correction"))
    );
    assert_eq!(acted["incident"]["record"]["corrections"], 1);
    let changed = acted["events"][0]["changes"].as_array().expect("changes");
    assert!(changed.iter().any(|c| c["field"] == "occurred_at" && c["old"].is_null()), "{acted}");
    assert_eq!(acted["incident"]["acked_at"], before, "the others stay");
    for (field, to, place) in [
        ("occurred_at", at(3_600), "to"),
        ("acked_at", at(-7_200), "to"),
        ("resolved_at", right.clone(), "field"),
        ("mitigated_at", right, "field"),
    ] {
        let body = by(json!({"field": field, "to": to, "reason": reason}));
        let answer = client.post(&path, &body);
        assert!(matches!(answer.status, 409 | 422), "{field}: {answer:?}");
        if answer.status == 422 {
            let at = answer.json()["field"].as_str().unwrap_or("").to_owned();
            assert!(at == place || at == "to" || at == "field", "{field}: {at}");
        }
    }
    let body = by(json!({"field": "occurred_at", "to": at(-60), "reason": ""}));
    assert_eq!(client.post(&path, &body).problem(422, "invalid")["field"], "reason");
}

#[test]
fn what_happened_before_it_opened_or_is_yet_to_come_is_refused() {
    let (_server, mut client) = server();
    let number = open(&mut client);
    for (verb, body) in [("ack", json!({})), ("start", json!({})), ("resolve", fixed())] {
        for wrong in [at(-3_600), at(3_600)] {
            let mut body = body.clone();
            body["by"] = json!({"name": "mira", "at": wrong});
            let path = format!("/v1/incidents/{number}/{verb}");
            assert_eq!(client.post(&path, &body).problem(422, "invalid")["field"], "by.at");
        }
    }
    assert_eq!(kinds(&mut client, number), ["opened"]);
}
