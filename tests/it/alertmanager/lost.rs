//! Answers that are lost, refusals, and a source that is not there.

use watchfloor::{
    backend::{
        ActError, Backend, Outcome, Verb,
        alertmanager::{Alertmanager, Options},
    },
    domain::SourceName,
    net::{Client, ClientSpec},
};

use super::{ack, acting::confirmed, adapter, command, named, resolve, safe};
use crate::support::{
    cut_proxy::CutProxy,
    fault_server::{FaultServer, Reply},
    lab::Lab,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_and_a_retry_make_exactly_one_silence() {
    let Some(lab) = Lab::start() else { return };
    lab.raise(&[("alertname", "Disk")], &[]);
    let incident = named(&lab.url(), "Disk").await;
    let proxy = CutProxy::start(lab.address(), "POST /api/v2/silences", 1).await;
    let asked = command(&incident, "ana", ack(Some("on it"), None));

    let first = adapter(&proxy.url(), 7200).act(&asked).await;
    assert!(matches!(first, Err(ActError::Later { .. })), "{first:?}");
    assert_eq!(proxy.left(), 0);
    let made = lab.silences();
    assert_eq!(lab.active_silences().len(), 1, "it was carried out");
    // After a restart: another adapter, the same command.
    confirmed(adapter(&proxy.url(), 7200).act(&asked).await);
    assert_eq!(lab.silences(), made, "no second one, and the first is not touched");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_to_taking_back_is_confirmed_by_the_retry() {
    let Some(lab) = Lab::start() else { return };
    lab.raise(&[("alertname", "Disk")], &[]);
    let incident = named(&lab.url(), "Disk").await;
    confirmed(adapter(&lab.url(), 7200).act(&command(&incident, "ana", ack(None, None))).await);
    let proxy = CutProxy::start(lab.address(), "DELETE /api/v2/silence/", 1).await;
    let asked = command(&incident, "ana", Verb::Unack);

    let first = adapter(&proxy.url(), 7200).act(&asked).await;
    assert!(matches!(first, Err(ActError::Later { .. })), "{first:?}");
    assert_eq!(lab.active_silences().len(), 0, "it was carried out");
    confirmed(adapter(&proxy.url(), 7200).act(&asked).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_is_down_makes_the_command_wait() {
    let Some(mut lab) = Lab::start() else { return };
    lab.raise(&[("alertname", "Disk")], &[]);
    let incident = named(&lab.url(), "Disk").await;
    lab.stop_alertmanager();
    for verb in [ack(None, None), Verb::Unack, resolve()] {
        let outcome = adapter(&lab.url(), 7200).act(&command(&incident, "ana", verb)).await;
        assert!(
            matches!(&outcome, Err(ActError::Later { words, .. }) if words.shown().contains("could not connect")),
            "{outcome:?}"
        );
    }
}

/// A server that lists one alert, and refuses every change with `status` and `body`.
async fn refusing(status: u16, body: &'static str) -> FaultServer {
    FaultServer::start(move |request| {
        if request.method == "GET" && request.target.starts_with("/api/v2/alerts") {
            Reply::json(
                200,
                r#"[{"fingerprint":"f1","labels":{"alertname":"A"},"annotations":{},
                "startsAt":"2026-11-23T02:28:25.004Z","endsAt":"2026-11-23T02:32:25.004Z",
                "updatedAt":"2026-11-23T02:28:25.008Z","receivers":[],
                "status":{"state":"active","silencedBy":[],"inhibitedBy":[]}}]"#,
            )
        } else if request.method == "GET" {
            Reply::json(200, "[]")
        } else {
            Reply::json(status, body)
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_told_in_the_sources_own_words() {
    for (status, body, says) in [
        (400, "\"Failed to create silence: end time can't be in the past\"", "end time can't be in the past"),
        (
            422,
            r#"{"code":612,"message":"matchers in body should have at least 1 items"}"#,
            "at least 1 items",
        ),
        (500, "", "500"),
        (403, "{\"message\":\"read only\"}", "read only"),
    ] {
        let server = refusing(status, body).await;
        let incident = named(&server.url(), "A").await;
        for verb in [ack(None, None), resolve()] {
            let outcome = adapter(&server.url(), 7200).act(&command(&incident, "ana", verb)).await;
            assert!(
                matches!(&outcome, Err(ActError::Refused(w)) if w.shown().contains(says)),
                "{status} {body}: {outcome:?}"
            );
        }
    }
    let server = refusing(502, "<html>bad gateway</html>").await;
    let incident = named(&server.url(), "A").await;
    let outcome = adapter(&server.url(), 7200).act(&command(&incident, "ana", ack(None, None))).await;
    assert!(matches!(outcome, Err(ActError::Later { .. })), "{outcome:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_that_makes_no_sense_or_is_not_allowed() {
    let server = refusing(500, "").await;
    let incident = named(&server.url(), "A").await;
    let client = Client::new(&ClientSpec::new(server.url().parse().expect("a URL"))).expect("a client");
    let options = Options { me: safe("ana"), read_only: true, ..Options::default() };
    let read_only = Alertmanager::new(SourceName::new("prod"), client, options);
    let before = server.seen().len();
    for (backend, verb) in [
        (&read_only, ack(None, None)),
        (&read_only, Verb::Unack),
        (&adapter(&server.url(), 7200), ack(None, Some(0))),
        (&adapter(&server.url(), 7200), ack(None, Some(i64::MAX))),
        (&adapter(&server.url(), 7200), Verb::Assign { to: None }),
    ] {
        let outcome: Result<Outcome, _> = backend.act(&command(&incident, "ana", verb)).await;
        assert!(matches!(outcome, Err(ActError::Refused(_))), "{outcome:?}");
    }
    assert_eq!(server.seen().len(), before);
}
