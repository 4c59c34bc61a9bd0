//! The rows of the lifecycle's table, over the API: from where to where, what each needs, what it leaves behind.

use serde_json::{Value, json};

use super::{
    client::Client,
    process::{Server, until},
    states::{OPEN, ask, at, called, done, fixed, get, in_state, kinds, open, open_with, turns},
};

fn server() -> (Server, Client) {
    let server = Server::unix();
    let client = server.client();
    (server, client)
}

/// A value is refused by its name, and nothing changes.
fn refused(client: &mut Client, number: u64, verb: &str, body: Value, field: &str) {
    let before = get(client, number);
    let problem = ask(client, number, verb, body).problem(422, "invalid");
    assert_eq!(problem["field"], field, "{problem}");
    assert_eq!(get(client, number), before);
}

#[test]
fn t01_opened_with_what_the_caller_says() {
    let (_server, mut client) = server();
    let number = open_with(
        &mut client,
        json!({"title": "cannot print", "origin": "phone", "impact": 3, "urgency": 2, "category": "hardware",
            "reporter": {"name": "Jonas Weber", "phone": "+49 30 1234", "vip": true, "on_behalf_of": "the cashier"},
            "occurred_at": at(-600), "detected_at": at(-300)}),
    );
    let is = get(&mut client, number);
    assert_eq!((&is["state"], &is["priority"], &is["origin"]), (&json!("new"), &json!(4), &json!("phone")));
    assert_eq!((&is["category"], &is["record"]["reporter"]["vip"]), (&json!("hardware"), &json!(true)));
    assert!(is["occurred_at"].as_str() < is["opened_at"].as_str());
    assert_eq!(kinds(&mut client, number), ["opened"]);
    let asked = open_with(&mut client, json!({"verdict": "request"}));
    assert_eq!(get(&mut client, asked)["record"]["verdict"], "request");
    let nothing = open_with(&mut client, json!({"verdict": "not_an_incident"}));
    assert_eq!(get(&mut client, nothing)["state"], "cancelled");
    for (fields, field) in [
        (json!({"category": "hardwear"}), "category"),
        (json!({"impact": 7}), "impact"),
        (json!({"parent": 4_000}), "parent"),
        (json!({"follow_up_of": 4_000}), "follow_up_of"),
        (json!({"occurred_at": at(3_600)}), "occurred_at"),
        (json!({"reporter": {"name": ""}}), "reporter.name"),
    ] {
        let mut new = json!({"title": "x"});
        new.as_object_mut().expect("an object").extend(fields.as_object().expect("fields").clone());
        assert_eq!(client.post("/v1/incidents", &new).problem(422, "invalid")["field"], field);
    }
}

#[test]
fn t02_to_t04_acknowledged_started_taken_back() {
    let (_server, mut client) = server();
    let number = open(&mut client);
    let acked = done(&mut client, number, "ack", json!({"for_s": 3_600}));
    assert_eq!((&acked["state"], &acked["owner"]), (&json!("acknowledged"), &json!("mira")));
    let first = acked["acked_at"].clone();
    assert!(first.is_string() && acked["ack_until"].is_string());
    let back = done(&mut client, number, "unack", json!({}));
    assert_eq!((&back["state"], &back["acked_at"]), (&json!("new"), &first), "the first one counts");
    for from in ["new", "acknowledged"] {
        let number = in_state(&mut client, from);
        let started = done(&mut client, number, "start", json!({}));
        assert_eq!((&started["state"], &started["owner"]), (&json!("in_progress"), &json!("mira")));
        assert!(started["acked_at"].is_string(), "starting acknowledges");
    }
}

#[test]
fn t05_and_t06_held_and_gone_on_with() {
    let (_server, mut client) = server();
    for from in ["acknowledged", "in_progress", "mitigated"] {
        let number = in_state(&mut client, from);
        let held =
            done(&mut client, number, "hold", json!({"reason": "awaiting_vendor", "detail": "case 7"}));
        assert_eq!((&held["state"], &held["hold"]["reason"]), (&json!("on_hold"), &json!("awaiting_vendor")));
        assert_eq!(turns(&held).last(), Some(&"held"));
        let on = done(&mut client, number, "resume", json!({"reason": "it came"}));
        assert_eq!((&on["state"], &on["hold"]), (&json!("in_progress"), &Value::Null));
        assert_eq!(turns(&on).last(), Some(&"resumed"));
    }
    let number = in_state(&mut client, "in_progress");
    for (body, field) in [
        (json!({"reason": "awaiting_reporter"}), "message"),
        (json!({"reason": "scheduled"}), "until"),
        (json!({"reason": "scheduled", "until": at(-60)}), "until"),
        (json!({"reason": "other"}), "detail"),
        (json!({"reason": "other", "detail": "  "}), "detail"),
        (json!({"reason": "silenced"}), "reason"),
    ] {
        refused(&mut client, number, "hold", body, field);
    }
    let told = json!({"reason": "awaiting_reporter", "message": "please send the log"});
    let held = done(&mut client, number, "hold", told);
    assert_eq!(held["record"]["told"]["public"], true, "the caller was told");
    done(&mut client, number, "resume", json!({}));
    done(&mut client, number, "hold", json!({"reason": "scheduled", "until": at(2)}));
    until("the end of the hold", || get(&mut client, number)["state"] == "in_progress");
}

#[test]
fn t07_and_t08_mitigated_and_back() {
    let (_server, mut client) = server();
    for from in ["acknowledged", "in_progress"] {
        let number = in_state(&mut client, from);
        refused(&mut client, number, "mitigate", json!({"impact": ""}), "impact");
        let better = done(&mut client, number, "mitigate", json!({"impact": "one replica is missing"}));
        assert_eq!(better["state"], "mitigated");
        assert!(better["record"]["mitigated_at"].is_string());
        assert_eq!(better["record"]["impact_left"], "one replica is missing");
        refused(&mut client, number, "relapse", json!({"reason": " "}), "reason");
        let worse = done(&mut client, number, "relapse", json!({"reason": "errors are back"}));
        assert_eq!(
            (&worse["state"], &worse["record"]["mitigated_at"]),
            (&json!("in_progress"), &Value::Null)
        );
        assert_eq!(turns(&worse), ["mitigated", "relapsed"]);
    }
}

#[test]
fn t09_and_t10_resolved_and_reopened() {
    let (_server, mut client) = server();
    for from in OPEN {
        let number = in_state(&mut client, from);
        let over = done(&mut client, number, "resolve", fixed());
        assert_eq!((&over["state"], &over["hold"]), (&json!("resolved"), &Value::Null), "from {from}");
        assert_eq!(over["resolution"]["notes"], "pool restarted");
        assert!(over["acked_at"].is_string() && over["record"]["mitigated_at"].is_string(), "from {from}");
        refused(&mut client, number, "reopen", json!({"reason": ""}), "reason");
        let again = done(&mut client, number, "reopen", json!({"reason": "errors are back"}));
        assert_eq!((&again["state"], &again["reopen_count"]), (&json!("in_progress"), &json!(1)));
        assert_eq!((&again["resolved_at"], &again["resolution"]), (&Value::Null, &Value::Null));
        let turns = turns(&again);
        assert!(turns.contains(&"resolved") && turns.contains(&"reopened"), "from {from}: {turns:?}");
    }
}

#[test]
fn t09_a_person_says_how_it_ended_and_what_was_done() {
    let (_server, mut client) = server();
    for from in OPEN {
        let number = in_state(&mut client, from);
        for (body, field) in [
            (json!({}), "code"),
            (json!({"note": "pool restarted"}), "code"),
            (json!({"code": " ", "note": "pool restarted"}), "code"),
            (json!({"code": "fixed"}), "note"),
            (json!({"code": "fixed", "note": " \n"}), "note"),
        ] {
            refused(&mut client, number, "resolve", body, field);
        }
        let problem = ask(&mut client, number, "resolve", json!({})).problem(422, "invalid");
        let detail = problem["detail"].as_str().expect("words");
        for words in
            ["is missing, and so is note", "fixed, workaround, no_fault_found", "\"code\" and \"note\""]
        {
            assert!(detail.contains(words), "{words}: {detail}");
        }
    }
    // The alert says it of itself, with no words of anybody's.
    let alert = |status: &str| json!({"dedup_key": "disk", "title": "disk full", "status": status});
    client.post("/v1/inbound/events", &alert("firing")).ok(200);
    let told = client.post("/v1/inbound/events", &alert("resolved")).ok(200);
    let number =
        told["signals"][0]["incident"].as_str().and_then(|n| n.trim_start_matches("INC-").parse().ok());
    let over = get(&mut client, number.unwrap_or_else(|| panic!("{told}")));
    assert_eq!(over["resolution"]["code"], "auto_recovered");
    assert_eq!(over["resolution"]["notes"], Value::Null);
}

#[test]
fn t11_closed_with_the_callers_answer() {
    let (_server, mut client) = server();
    let number = called(&mut client);
    done(&mut client, number, "resolve", fixed());
    refused(&mut client, number, "close", json!({}), "answer");
    refused(&mut client, number, "close", json!({"answer": "no_answer"}), "answer");
    refused(&mut client, number, "close", json!({"answer": "works", "satisfaction": 9}), "satisfaction");
    let tried = done(&mut client, number, "contact", json!({"result": "no_answer", "note": "rang twice"}));
    assert_eq!(tried["record"]["unanswered"], 1);
    let broken = done(&mut client, number, "close", json!({"answer": "still_broken", "comment": "no"}));
    assert_eq!((&broken["state"], &broken["reopen_count"]), (&json!("in_progress"), &json!(1)));
    done(&mut client, number, "resolve", fixed());
    let closing = json!({"answer": "works", "comment": "thank you", "satisfaction": 5});
    let closed = done(&mut client, number, "close", closing);
    assert_eq!(closed["state"], "closed");
    assert_eq!(closed["record"]["confirmation"]["satisfaction"], 5);
    assert!(closed["record"]["closed_at"].is_string());

    let silent = called(&mut client);
    done(&mut client, silent, "resolve", fixed());
    done(&mut client, silent, "contact", json!({"result": "no_answer"}));
    assert_eq!(done(&mut client, silent, "close", json!({"answer": "no_answer"}))["state"], "closed");

    let major = open_with(&mut client, json!({"major": true}));
    done(&mut client, major, "resolve", fixed());
    refused(&mut client, major, "close", json!({}), "waiver");
    assert_eq!(done(&mut client, major, "close", json!({"waiver": "a drill"}))["state"], "closed");
}

#[test]
fn t12_cancelled_and_taken_back_by_whoever_did_it() {
    let (_server, mut client) = server();
    for from in OPEN {
        let number = in_state(&mut client, from);
        refused(&mut client, number, "cancel", json!({"reason": "other"}), "detail");
        let gone = done(&mut client, number, "cancel", json!({"reason": "false_positive"}));
        let ending = &gone["record"]["ending"];
        assert_eq!((&gone["state"], &ending["reason"]), (&json!("cancelled"), &json!("false_positive")));
        assert_eq!(ending["was"], from);
        let path = format!("/v1/incidents/{number}/restore");
        client.post(&path, &json!({"by": {"name": "jo"}})).problem(409, "not-allowed");
        let back = done(&mut client, number, "restore", json!({}));
        assert_eq!((&back["state"], back["record"].get("ending")), (&json!(from), None));
    }
    let (one, other) = (open(&mut client), open(&mut client));
    refused(&mut client, one, "cancel", json!({"reason": "duplicate", "duplicate_of": one}), "duplicate_of");
    refused(
        &mut client,
        one,
        "cancel",
        json!({"reason": "duplicate", "duplicate_of": 9_999}),
        "duplicate_of",
    );
    refused(&mut client, one, "cancel", json!({"reason": "test", "duplicate_of": other}), "duplicate_of");
    let gone = done(&mut client, one, "cancel", json!({"reason": "duplicate", "duplicate_of": other}));
    assert_eq!(gone["record"]["ending"]["other"], other);
}

#[test]
fn t14_closed_is_final_and_goes_on_in_a_new_one() {
    let (_server, mut client) = server();
    let number = open_with(&mut client, json!({"service": "checkout", "impact": 1, "urgency": 2}));
    done(&mut client, number, "resolve", fixed());
    done(&mut client, number, "close", json!({}));
    let next = open_with(&mut client, json!({"title": "slow again", "follow_up_of": number}));
    let is = get(&mut client, next);
    assert_eq!((&is["record"]["follow_up_of"], &is["state"]), (&json!(number), &json!("new")));
    assert_eq!(is["service"], "checkout", "what is not said is taken from it");
    done(&mut client, number, "note", json!({"text": "see the new one"}));
    let open = open(&mut client);
    let new = json!({"title": "x", "follow_up_of": open});
    assert_eq!(client.post("/v1/incidents", &new).problem(422, "invalid")["field"], "follow_up_of");
}

#[test]
fn t15_facts_change_and_the_state_does_not() {
    let (_server, mut client) = server();
    let number = in_state(&mut client, "in_progress");
    let mut act = |verb: &str, body: Value| {
        let is = done(&mut client, number, verb, body);
        assert_eq!(is["state"], "in_progress", "{verb}");
        is
    };
    assert_eq!(act("phase", json!({"phase": "identified"}))["record"]["phase"], "identified");
    let raised = act("priority", json!({"impact": 1, "urgency": 2}));
    assert_eq!((&raised["priority"], turns(&raised)), (&json!(2), vec!["priority"]), "raising is free");
    let set = act("priority", json!({"set": 1, "reason": "the board asks"}));
    assert_eq!((&set["priority"], &set["record"]["computed"]), (&json!(1), &json!(2)));
    assert_eq!(set["record"]["override"]["reason"], "the board asks");
    let cleared = act("priority", json!({"clear": true, "reason": "no longer asked for"}));
    assert_eq!((&cleared["priority"], cleared["record"].get("override")), (&json!(2), None));
    let filed = act("category", json!({"category": "database", "sub": "replication"}));
    assert_eq!((&filed["category"], &filed["subcategory"]), (&json!("database"), &json!("replication")));
    assert!(act("major", json!({"on": true}))["record"]["major"].is_object());
    assert!(act("major", json!({"on": false, "reason": "only ours"}))["record"].get("major").is_none());
    let linked = act("link", json!({"service": "db", "role": "cause"}));
    assert_eq!(linked["record"]["links"], json!([["db", "cause"]]));
    assert!(act("link", json!({"service": "db", "role": null}))["record"].get("links").is_none());
    let told = act("update", json!({"text": "we know", "public": true, "next_at": at(1_800)}));
    assert_eq!((&told["record"]["told"]["text"], turns(&told).last()), (&json!("we know"), Some(&"updated")));
    assert_eq!(act("caller", json!({"caller": {"name": "Ben"}}))["record"]["callers"][0]["name"], "Ben");
    assert!(act("snooze", json!({"until": at(600)}))["record"]["snoozed_until"].is_string());
    assert!(act("wake", json!({}))["record"].get("snoozed_until").is_none());
    assert_eq!(act("assign", json!({"to": null}))["owner"], Value::Null);
    for (verb, body, field) in [
        ("priority", json!({"set": 4}), "reason"),
        ("priority", json!({"impact": 3, "urgency": 3}), "reason"),
        ("priority", json!({"set": 1, "reason": "so"}), "reason"),
        ("priority", json!({"impact": 4}), "impact"),
        ("category", json!({"category": "databse"}), "category"),
        ("category", json!({"category": "database", "sub": "dns"}), "sub"),
        ("snooze", json!({"until": at(-600)}), "until"),
        ("attach", json!({"parent": number}), "parent"),
        ("attach", json!({"parent": 9_999}), "parent"),
        ("caller", json!({"caller": {"name": " "}}), "caller.name"),
        ("update", json!({"text": "x", "next_at": at(-600)}), "next_at"),
    ] {
        refused(&mut client, number, verb, body, field);
    }
}
