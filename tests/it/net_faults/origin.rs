//! What leaves for where: redirects, proxies, TLS (rows S8, S9).

use watchfloor::net::{Auth, Client, ClientSpec, NetError, Opts};

use super::{TOKEN, checked, client, get, once, spec};
use crate::support::{
    fault_server::{FaultServer, Reply},
    tls_server::{certificate, serve},
};

#[tokio::test]
async fn same_origin_redirects_of_reads_are_followed_three_times() {
    let server = FaultServer::start(|seen| match seen.target.as_str() {
        "/a?filter=x" => Reply::redirect(302, "/b"),
        "/b" => Reply::redirect(301, "c"),
        "/c" => Reply::redirect(308, "/d"),
        "/d" => Reply::json(200, "[]"),
        "/loop" => Reply::redirect(307, "/loop"),
        other => Reply::text(404, other),
    })
    .await;
    let client = client(&server);
    assert_eq!(client.get("a", &[("filter", "x")], &once()).await.unwrap().body(), b"[]");
    assert!(server.seen().iter().all(|s| s.header("x-api-key") == Some(TOKEN)));
    let error = checked(client.get("loop", &[], &Opts::default()).await.unwrap_err());
    assert!(matches!(error, NetError::Redirect { .. }) && error.to_string().contains("fourth"), "{error}");
    assert_eq!(server.seen().len(), 4 + 4);
}

#[tokio::test]
async fn nothing_leaves_the_origin() {
    let thief = FaultServer::always(Reply::json(200, "[]")).await;
    for to in [thief.url() + "/x?a=b", thief.url().replace("http://", "//"), "https://127.0.0.1/".into()] {
        for status in [301, 302, 303, 307, 308] {
            let server = FaultServer::always(Reply::redirect(status, &to)).await;
            let client = client(&server);
            let error = checked(client.get("x", &[], &Opts::default()).await.unwrap_err());
            let words = error.to_string();
            assert!(matches!(error, NetError::Redirect { .. }), "{error:?}");
            assert!(words.contains(&server.url()), "{words}");
            if to.starts_with("http://") {
                assert!(words.contains(&thief.url()), "both origins are named: {words}");
            }
            let post = client.post_json("x", &[], &1, &Opts::default()).await;
            assert!(matches!(post, Err(NetError::Redirect { .. })), "{post:?}");
        }
    }
    assert_eq!(thief.connections(), 0, "no key, no header, not even a connection");

    let server = FaultServer::always(Reply::redirect(302, "http://user:pass@127.0.0.1/")).await;
    assert!(matches!(get(&server, &once()).await, Err(NetError::Redirect { .. })));
    // The next page that a source names is no way out either.
    let error =
        client(&server).get(&(thief.url() + "/page2"), &[], &once()).await.map_err(checked).unwrap_err();
    assert!(matches!(error, NetError::Config(_)) && error.to_string().contains(&thief.url()), "{error}");
    assert_eq!(thief.connections(), 0);
}

#[tokio::test]
async fn writes_are_not_sent_on_within_the_origin_either() {
    let server = FaultServer::start(|seen| match seen.target.as_str() {
        "/a" => Reply::redirect(307, "/b"),
        _ => Reply::json(200, "{}"),
    })
    .await;
    let (client, opts) = (client(&server), Opts { idempotent: true, ..Opts::default() });
    for result in [
        client.post_json("a", &[], &1, &opts).await,
        client.put_json("a", &[], &1, &opts).await,
        client.delete("a", &[], &opts).await,
    ] {
        let error = checked(result.unwrap_err());
        assert!(matches!(error, NetError::Redirect { .. }), "{error:?}");
    }
    assert!(server.seen().iter().all(|s| s.target == "/a"));
}

#[tokio::test]
async fn a_port_without_tls_says_so() {
    let server = FaultServer::always(Reply::json(200, "[]")).await;
    let client = Client::new(&spec(&server.url().replace("http://", "https://")));
    // A machine without any trusted certificate cannot speak https at all, and says that.
    let error = match client {
        Ok(client) => client.get("x", &[], &once()).await.unwrap_err(),
        Err(error) => return assert!(error.to_string().contains("ca-certificates"), "{error}"),
    };
    assert!(!format!("{error} {error:?}").contains("CANARY"));
    assert!(
        matches!(error, NetError::Tls { .. }) && error.to_string().contains("http:// there"),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_ca_file_that_is_none_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ca.pem");
    let try_it = || {
        let spec = ClientSpec { ca_file: Some(path.clone()), ..spec("https://127.0.0.1:1") };
        Client::new(&spec).unwrap_err().to_string()
    };
    assert!(try_it().contains("could not be read") && try_it().contains("ca.pem"), "{}", try_it());
    std::fs::write(&path, "hello").unwrap();
    assert!(try_it().contains("holds no certificate") && try_it().contains("ca.pem"), "{}", try_it());
}

#[tokio::test]
async fn the_proxy_is_used_for_others_and_never_for_this_machine() {
    let proxy = FaultServer::always(Reply::json(200, r#""through the proxy""#)).await;
    let with_proxy =
        |base: &str| ClientSpec { auth: Auth::None, proxy: Some(proxy.url().parse().unwrap()), ..spec(base) };
    let away = Client::new(&with_proxy("http://alerts.example.org")).unwrap();
    assert_eq!(away.get("x", &[], &once()).await.unwrap().body(), br#""through the proxy""#);
    assert_eq!(proxy.seen()[0].target, "http://alerts.example.org/x");

    let server = FaultServer::always(Reply::json(200, r#""direct""#)).await;
    let home = Client::new(&with_proxy(&server.url())).unwrap();
    assert_eq!(home.get("x", &[], &once()).await.unwrap().body(), br#""direct""#);
    assert_eq!(proxy.seen().len(), 1);
}

async fn over_tls(leaf: &str, ca_file: Option<&str>) -> Result<u16, NetError> {
    let address = serve(leaf);
    let spec = ClientSpec { ca_file: ca_file.map(certificate), ..spec(&format!("https://{address}")) };
    Client::new(&spec)?.get("x", &[], &Opts::default()).await.map(|answer| answer.status)
}

#[tokio::test]
async fn tls_trusts_the_ca_file_and_refuses_with_a_reason() {
    assert_eq!(over_tls("good.pem", Some("ca.pem")).await.unwrap(), 200);
    for (leaf, ca_file, advice) in [
        ("good.pem", None, "`ca_file`"),
        ("expired.pem", Some("ca.pem"), "has expired"),
        ("other_name.pem", Some("ca.pem"), "another name"),
    ] {
        let error = over_tls(leaf, ca_file).await.unwrap_err();
        if ca_file.is_none() && matches!(error, NetError::Config(_)) {
            continue; // a machine without any trusted certificate
        }
        let words = error.to_string();
        assert!(matches!(error, NetError::Tls { .. }) && words.contains(advice), "{words}");
        assert!(!error.is_retryable() && !error.may_have_happened() && !words.contains("CANARY"), "{words}");
    }
}
