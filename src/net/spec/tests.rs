//! Which specs are refused, and how paths join.

use rstest::rstest;

use super::*;

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn with_token(base: &str) -> ClientSpec {
    ClientSpec { auth: Auth::Bearer { token: "CANARY".to_owned().into() }, ..ClientSpec::new(url(base)) }
}

#[rstest]
#[case("http://127.0.0.1:9093", true)]
#[case("http://127.8.9.10", true)]
#[case("http://[::1]:80", true)]
#[case("http://[::ffff:127.0.0.1]", true)]
#[case("http://localhost:8080", true)]
#[case("http://LOCALHOST", true)]
#[case("http://localhost.evil.example", false)]
#[case("http://127.0.0.1.evil.example", false)]
#[case("http://10.0.0.1", false)]
#[case("http://0.0.0.0", false)]
fn a_token_over_plain_http_stays_on_this_machine(#[case] base: &str, #[case] local: bool) {
    assert_eq!(is_loopback(&url(base)), local);
    assert_eq!(with_token(base).check().is_ok(), local, "{base}");
    assert!(with_token(&base.replace("http://", "https://")).check().is_ok(), "{base}");
    assert!(ClientSpec::new(url(base)).check().is_ok(), "without a token plain http may go anywhere");
}

#[test]
fn the_refusal_names_the_host_and_the_way_out() {
    let words = with_token("http://alerts.example.org:9093").check().unwrap_err().to_string();
    assert!(words.contains("alerts.example.org") && words.contains("https://"), "{words}");
    assert!(!words.contains("CANARY"));
}

#[test]
fn a_unix_socket_counts_as_this_machine() {
    let spec = ClientSpec { unix_socket: Some("/run/x.sock".into()), ..with_token("http://watchfloor") };
    assert!(spec.check().is_ok());
}

#[rstest]
#[case("https://user:CANARY@h/", "password")]
#[case("https://user@h/", "user name")]
#[case("https://h/?key=CANARY", "`?`")]
#[case("ftp://h/", "ftp")]
#[case("file:///etc/passwd", "file")]
fn urls_that_leak_or_are_not_http_are_refused(#[case] base: &str, #[case] says: &str) {
    let spec = ClientSpec::new(url(base));
    let words = spec.check().unwrap_err().to_string();
    assert!(words.contains(says), "{words}");
    assert!(!format!("{words} {spec:?}").contains("CANARY"), "{words} {spec:?}");
}

#[test]
fn a_proxy_password_is_not_shown_and_socks_is_refused() {
    let mut spec = ClientSpec::new(url("https://h/"));
    spec.proxy = Some(url("http://me:CANARY@proxy:3128"));
    assert!(spec.check().is_ok());
    assert!(!format!("{spec:?}").contains("CANARY"), "{spec:?}");
    spec.proxy = Some(url("socks5://proxy:1080"));
    assert!(spec.check().unwrap_err().to_string().contains("socks5"));
}

#[rstest]
#[case("http://h", "api/v2/alerts", "http://h/api/v2/alerts")]
#[case("http://h/", "/api/v2/alerts", "http://h/api/v2/alerts")]
#[case("http://h/prefix", "api/v2/alerts", "http://h/prefix/api/v2/alerts")]
#[case("http://h/prefix/", "/api/v2/alerts", "http://h/prefix/api/v2/alerts")]
#[case("http://h/prefix", "", "http://h/prefix/")]
#[case("http://h/p", "a?x=1", "http://h/p/a?x=1")]
#[case("http://h/p", "http://h/other?page=2", "http://h/other?page=2")]
#[case("http://h/p", "a%2Fb/c d#e", "http://h/p/a%2Fb/c%20d%23e")]
fn paths_join_under_the_base(#[case] base: &str, #[case] path: &str, #[case] expected: &str) {
    assert_eq!(join(&url(base), path, &[]).unwrap().as_str(), expected);
}

#[test]
fn query_values_are_encoded_and_added_to_the_path_s_own() {
    let joined = join(&url("http://h"), "a?x=1", &[("filter", "a=\"b&c\""), ("n", "2")]).unwrap();
    assert_eq!(joined.as_str(), "http://h/a?x=1&filter=a%3D%22b%26c%22&n=2");
}

#[rstest]
#[case("http://h/prefix", "../admin")]
#[case("http://h/prefix", "a/../../admin")]
#[case("http://h/prefix", "%2e%2e/prefix2")]
#[case("http://h", "http://evil/x")]
#[case("http://h", "https://h/x")]
#[case("http://h:80", "http://h:81/x")]
#[case("http://h", "http://u@h/x")]
fn no_path_leads_out(#[case] base: &str, #[case] path: &str) {
    let result = join(&url(base), path, &[]);
    assert!(matches!(result, Err(NetError::Config(_))), "{result:?}");
}

#[test]
fn ids_become_one_segment() {
    assert_eq!(segment("host!svc/a b?#ü").unwrap(), "host%21svc%2Fa%20b%3F%23%C3%BC");
    for id in ["", ".", ".."] {
        assert!(segment(id).is_err());
    }
    let joined = join(&url("http://h/p"), &format!("i/{}", segment("../x").unwrap()), &[]).unwrap();
    assert_eq!(joined.path(), "/p/i/..%2Fx");
}
