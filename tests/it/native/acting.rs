//! The verbs, against a scripted server: what is sent, and what each answer means.

use serde_json::{Value, json};
use watchfloor::{
    backend::{ActError, ActionKey, Backend, Draft, Outcome, Verb},
    domain::Incident,
    text::Opaque,
};

use super::{
    command, list_all, native, now,
    script::{event, page, problem, record, refuse},
    text,
};
use crate::support::fault_server::{FaultServer, Reply};

fn resolve() -> Verb {
    Verb::resolved("fixed", "pool restarted")
}

fn acted(record: &Value, already: Option<&str>) -> Reply {
    Reply::json(200, json!({"incident": record, "events": [], "already": already}).to_string())
}

/// A server that lists INC-000001 at version 1 and answers what comes after with `replies`.
async fn server(replies: Vec<Reply>) -> (FaultServer, super::Native, Incident) {
    let lists = [page(&[record(1, "new", 1)], None, 10), page(&[], None, 10)];
    let script = lists.into_iter().chain(replies).collect();
    let server = FaultServer::script(script).await;
    let native = native(&server.url());
    let (_, all) = list_all(&native).await.expect("a list");
    let incident = all.into_iter().next().expect("an incident");
    (server, native, incident)
}

async fn act(verb: Verb, replies: Vec<Reply>) -> (FaultServer, Result<Outcome, ActError>) {
    let (server, native, incident) = server(replies).await;
    let outcome = native.act(&command(&incident, verb)).await;
    (server, outcome)
}

fn stale(current: &Value, since: &[Value]) -> Reply {
    let mut stale = problem(412, "stale", "the incident changed meanwhile");
    stale["current"] = current.clone();
    stale["since"] = json!(since);
    refuse(412, &stale)
}

#[tokio::test]
async fn a_verb_goes_to_its_route_with_its_key_and_only_deciding_ones_carry_the_version() {
    let note = || Some(Opaque::new("pool restarted"));
    for (verb, route, body, if_match) in [
        (
            Verb::Ack { note: note(), for_s: Some(3_600) },
            "ack",
            json!({"note": "pool restarted", "for_s": 3_600}),
            None,
        ),
        (Verb::Unack, "unack", json!({}), None),
        (Verb::Note { text: Opaque::new("pool restarted") }, "note", json!({"text": "pool restarted"}), None),
        (Verb::Assign { to: Some(text("mira")) }, "assign", json!({"to": "mira"}), Some("\"1.1\"")),
        (
            Verb::resolved("fixed", "pool restarted"),
            "resolve",
            json!({"code": "fixed", "note": "pool restarted"}),
            Some("\"1.1\""),
        ),
    ] {
        let (server, native, incident) = server(vec![acted(&record(1, "acknowledged", 2), None)]).await;
        let command = command(&incident, verb);
        let outcome = native.act(&command).await.expect("an outcome");
        let Outcome::Confirmed(Some(incident)) = outcome else { panic!("{outcome:?}") };
        assert_eq!(incident.detail.keep.to_source(), "\"1.2\"");
        let seen = &server.seen()[2];
        assert_eq!(
            (seen.method.as_str(), seen.target.as_str()),
            ("POST", format!("/v1/incidents/INC-000001/{route}").as_str())
        );
        assert_eq!(seen.header("idempotency-key"), Some(command.key.to_string().as_str()));
        assert_eq!(seen.header("if-match"), if_match, "{route}");
        let mut sent: Value = serde_json::from_slice(&seen.body).expect("JSON");
        let by = sent.as_object_mut().and_then(|o| o.remove("by")).expect("who asks");
        assert_eq!((&sent, by), (&body, json!({"name": "ana", "via": "tui", "at": null})));
    }
}

#[tokio::test]
async fn what_was_asked_a_while_ago_keeps_its_time_unless_the_server_cannot_take_it() {
    let mut wrong = problem(400, "invalid", "`by.at` is before the incident was opened");
    wrong["field"] = json!("by.at");
    let (server, native, incident) =
        server(vec![refuse(400, &wrong), acted(&record(1, "acknowledged", 2), None)]).await;
    let mut command = command(&incident, Verb::Unack);
    command.at = now() - 90;
    native.act(&command).await.expect("an outcome");
    let at: Vec<Value> = server.seen()[2..]
        .iter()
        .map(|s| serde_json::from_slice::<Value>(&s.body).expect("JSON")["by"]["at"].clone())
        .collect();
    assert_eq!(at, [json!(command.at.rfc3339()), Value::Null]);
}

#[tokio::test]
async fn an_incident_that_left_is_confirmed_without_one_and_so_already_has_words() {
    let close = Verb::Close { answer: None, comment: None, satisfaction: None, waiver: None };
    let (_, outcome) = act(close, vec![acted(&record(1, "closed", 2), None)]).await;
    assert_eq!(outcome.expect("an outcome"), Outcome::Confirmed(None));
    let (_, outcome) = act(resolve(), vec![acted(&record(1, "resolved", 2), None)]).await;
    let Ok(Outcome::Confirmed(Some(waits))) = outcome else { panic!("{outcome:?}") };
    assert_eq!(waits.state.word(), "resolved", "it waits to be closed");
    let words = "already acknowledged by jo";
    let (_, outcome) = act(Verb::Unack, vec![acted(&record(1, "new", 2), Some(words))]).await;
    let Ok(Outcome::Already(said, Some(_))) = outcome else { panic!("{outcome:?}") };
    assert_eq!(said.shown(), words);
}

#[tokio::test]
async fn a_stored_answer_is_not_taken_for_how_it_is_now() {
    let replayed = acted(&record(1, "acknowledged", 2), None).header("Idempotent-Replayed", "true");
    let now = Reply::json(200, record(1, "cancelled", 3).to_string());
    let (server, outcome) = act(Verb::Ack { note: None, for_s: None }, vec![replayed, now]).await;
    assert_eq!(outcome.expect("an outcome"), Outcome::Confirmed(None), "it was cancelled meanwhile");
    assert_eq!(server.seen()[3].target, "/v1/incidents/INC-000001");
}

#[tokio::test]
async fn a_key_that_came_before_with_another_time_was_carried_out() {
    let reused = refuse(422, &problem(422, "key-reused", "the key was used for another request"));
    let now = Reply::json(200, record(1, "acknowledged", 2).to_string());
    let (_, outcome) = act(Verb::Ack { note: None, for_s: None }, vec![reused, now]).await;
    assert!(matches!(outcome, Ok(Outcome::Confirmed(Some(_)))), "{outcome:?}");
}

#[tokio::test]
async fn a_version_that_is_behind_only_by_notes_and_our_own_is_sent_again_with_the_same_key() {
    let since = [event(11, 1, "note", "jo", &[]), event(12, 1, "assign", "ana", &["owner"])];
    let (server, outcome) =
        act(resolve(), vec![stale(&record(1, "new", 3), &since), acted(&record(1, "resolved", 4), None)])
            .await;
    assert!(matches!(outcome, Ok(Outcome::Confirmed(Some(_)))), "{outcome:?}");
    let seen = server.seen();
    assert_eq!((seen[2].header("if-match"), seen[3].header("if-match")), (Some("\"1.1\""), Some("\"1.3\"")));
    assert_eq!(seen[2].header("idempotency-key"), seen[3].header("idempotency-key"));
}

#[tokio::test]
async fn what_somebody_else_decided_is_a_conflict_and_what_is_so_already_is_none() {
    let since = [event(11, 1, "ack", "jo", &["state", "owner"])];
    let (server, outcome) = act(resolve(), vec![stale(&record(1, "acknowledged", 2), &since)]).await;
    let Err(ActError::Conflict(words)) = outcome else { panic!("{outcome:?}") };
    assert!(words.shown().starts_with("jo acknowledged it "), "{words:?}");
    assert!(words.shown().contains(": now it is acknowledged. Look again"), "{words:?}");
    assert_eq!(server.seen().len(), 3, "nothing is sent again");

    let since = [event(11, 1, "resolved", "jo", &["state"])];
    let (_, outcome) = act(resolve(), vec![stale(&record(1, "resolved", 2), &since)]).await;
    let Ok(Outcome::Already(words, Some(_))) = outcome else { panic!("{outcome:?}") };
    assert!(words.shown().starts_with("already resolved by jo "), "{words:?}");

    let again = stale(&record(1, "new", 3), &[event(11, 1, "note", "jo", &[])]);
    let (server, outcome) = act(resolve(), vec![again]).await;
    assert!(matches!(outcome, Err(ActError::Conflict(_))), "{outcome:?}");
    assert_eq!(server.seen().len(), 6, "not for ever");
}

#[tokio::test]
async fn refusals_keep_the_words_of_the_server() {
    let not_allowed = problem(409, "not-allowed", "INC-000001 is resolved: reopen it first");
    let invalid = problem(422, "invalid", "`to` has characters a name cannot have");
    for (reply, says) in [
        (refuse(409, &not_allowed), "INC-000001 is resolved: reopen it first"),
        (refuse(422, &invalid), "`to` has characters"),
        (Reply::json(401, r#"{"detail":"no"}"#), "Check the token"),
        (Reply::json(403, r#"{"detail":"no"}"#), "The token is known but lacks the right"),
        (Reply::html(404, "<title>Not here</title>"), "a web page (HTML)"),
        (
            Reply::json(409, r#"{"type":"about:blank","title":"proxy","status":409,"detail":""}"#),
            "not by this program's server",
        ),
        (Reply::redirect(307, "/elsewhere"), "never sent on"),
    ] {
        let (_, outcome) = act(Verb::Unack, vec![reply]).await;
        let Err(ActError::Refused(words)) = outcome else { panic!("{says}: {outcome:?}") };
        assert!(words.shown().contains(says), "{says}: {words:?}");
    }
    let (_, outcome) =
        act(Verb::Unack, vec![refuse(404, &problem(404, "not-found", "there is no INC-000001"))]).await;
    assert!(
        matches!(&outcome, Err(ActError::NotFound(w)) if w.shown() == "there is no INC-000001"),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn what_may_pass_is_tried_later_with_what_the_server_asked_for() {
    for (reply, after) in [
        (Reply::json(429, "{}").header("Retry-After", "17"), Some(17)),
        (refuse(503, &problem(503, "storage", "the disk is full")).header("Retry-After", "9"), Some(9)),
        (refuse(500, &problem(500, "internal", "a fault of ours")), None),
        (Reply::json(504, "{}"), None),
        (Reply::reset(), None),
        (Reply::truncated(100, "{"), None),
        (Reply::html(200, "<html>"), None),
        (Reply::json(200, "{}"), None),
    ] {
        let (_, outcome) = act(Verb::Unack, vec![reply]).await;
        let Err(ActError::Later { retry_after_s, words }) = outcome else { panic!("{outcome:?}") };
        assert_eq!(retry_after_s, after, "{words:?}");
    }
}

#[tokio::test]
async fn a_new_incident_is_opened_under_its_key() {
    let (server, native, _) = server(vec![Reply::json(201, record(7, "new", 1).to_string())]).await;
    let new = Draft {
        title: Opaque::new("Checkout slow"),
        service: Some(Opaque::new("checkout")),
        impact: Some(1),
        labels: vec![(Opaque::new("region"), Opaque::new("eu"))],
        ..Draft::default()
    };
    let key = ActionKey(uuid::Uuid::now_v7());
    let incident = native.open(&new, key).await.expect("opened");
    assert_eq!(incident.number.map(watchfloor::domain::Number::get), Some(7));
    let seen = &server.seen()[2];
    assert_eq!(seen.header("idempotency-key"), Some(key.to_string().as_str()));
    let sent: Value = serde_json::from_slice(&seen.body).expect("JSON");
    assert_eq!((&sent["title"], &sent["labels"]["region"]), (&json!("Checkout slow"), &json!("eu")));
    assert_eq!(
        sent["by"],
        json!({"name": "ana", "via": "tui", "at": null}),
        "who I am where nobody is named"
    );
}

#[tokio::test]
async fn one_incident_is_read_by_its_id_or_number_and_a_missing_one_is_none() {
    let missing = || refuse(404, &problem(404, "not-found", "there is no INC-000099"));
    let (server, native, incident) = server(vec![
        Reply::json(200, record(1, "resolved", 5).to_string()),
        Reply::json(200, record(42, "new", 1).to_string()),
        missing(),
        Reply::html(404, "<html>gone</html>"),
        Reply::json(200, json!({"items": [event(1, 1, "opened", "jo", &[])], "next": null}).to_string()),
    ])
    .await;
    let target = watchfloor::backend::Target::from(&incident);
    assert_eq!(native.get(&target).await.expect("read").map(|i| i.state.word()), Some("resolved"));
    let number = |n| watchfloor::domain::Number::new(n).expect("a number");
    assert!(native.by_number(number(42)).await.expect("read").is_some());
    assert!(native.by_number(number(99)).await.expect("read").is_none());
    assert!(native.by_number(number(99)).await.is_err(), "a page of a proxy is no answer");
    assert_eq!(native.timeline(&target).await.expect("read").len(), 1);
    let asked: Vec<String> = server.seen()[2..].iter().map(|s| s.target.clone()).collect();
    assert_eq!(asked[1..3], ["/v1/incidents/42", "/v1/incidents/99"]);
    assert_eq!(asked[4], "/v1/incidents/INC-000001/timeline");
}

#[tokio::test]
async fn the_practice_is_asked_for_once_and_again_when_the_line_is_back() {
    use super::script::{hello, listing};
    use watchfloor::{domain::Practice, wire::PracticeDoc};

    let doc = serde_json::to_string(&PracticeDoc::from(&**Practice::standard())).expect("JSON");
    let server = listing(vec![], move |seen, _| match seen.target.as_str() {
        "/v1/practice" if seen.header("if-none-match").is_some() => Reply::json(304, ""),
        "/v1/practice" => Reply::json(200, doc.clone()).header("ETag", "\"p1\""),
        _ => Reply::open_events(hello(10)),
    })
    .await;
    let native = native(&server.url());
    let asked = || server.seen().into_iter().filter(|s| s.target == "/v1/practice").collect::<Vec<_>>();
    list_all(&native).await.expect("a list");
    for _ in 0..3 {
        let practice = native.practice().await.expect("read").expect("it says");
        assert_eq!(practice.book, Practice::standard().book);
    }
    assert_eq!(asked().len(), 1);
    // The stream begins: whoever served before may have worked another way.
    let again = async {
        while asked().len() < 2 {
            native.list().await.expect("unchanged");
            assert!(native.practice().await.expect("read").is_some());
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), again).await.expect("asked again");
    assert_eq!(asked()[1].header("if-none-match"), Some("\"p1\""));
}

#[tokio::test]
async fn a_practice_that_cannot_be_used_is_told_with_its_place_and_a_server_without_one_has_none() {
    let mut doc = serde_json::to_value(watchfloor::wire::PracticeDoc::from(
        &**watchfloor::domain::Practice::standard(),
    ))
    .expect("JSON");
    doc["policies"][0]["query"] = json!("priorty:1");
    let missing = refuse(404, &problem(404, "not-found", "there is nothing here"));
    let (_server, native, _) = server(vec![Reply::json(200, doc.to_string()), missing]).await;
    let error = native.practice().await.expect_err("not usable");
    assert!(error.words().shown().contains("policies[0].query"), "{error:?}");
    assert!(native.practice().await.expect("read").is_none());
}
