//! Faulty files with the exact words they get.

use std::path::Path;

use proptest::prelude::*;

use super::file;

fn read(text: &str) -> Result<file::Layer, Vec<super::ConfigError>> {
    file::read(Path::new("config.toml"), text, Some(Path::new("/home/ana")))
}

/// Everything that is said about a file `config.toml` with this text.
fn faults(text: &str) -> String {
    match read(text) {
        Ok(layer) => panic!("read without a fault: {layer:?}"),
        Err(errors) => errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    }
}

/// A right source with `more` from its line 5 on.
fn source(more: &str) -> String {
    format!("[[source]]\nname = \"am\"\nkind = \"alertmanager\"\nurl = \"http://h:9093\"\n{more}")
}

/// The first lines of what is said, without file and excerpts.
fn words(text: &str) -> Vec<String> {
    faults(text).lines().filter_map(|l| l.strip_prefix("config.toml:")).map(str::to_owned).collect()
}

#[test]
fn a_fault_shows_its_line_with_a_caret() {
    for (text, want) in [
        (
            source("pol = \"15s\""),
            "config.toml:5:1: unknown key `pol`; did you mean `poll`?\n 5 | pol = …\n   | ^^^",
        ),
        (
            source("poll = \"15x\""),
            "config.toml:5:11: `poll` is not a length of time; write it like \"15s\", with s, m, h, d or w\n \
             5 | poll = \"15x\"\n   |           ^",
        ),
        (
            "[[view]]\nname = \"v\"\nquery = \"\\\"lag ü\\\" stat:new\"".to_owned(),
            "config.toml:3:20: unknown field `stat`; did you mean `state`?\n \
             3 | query = \"\\\"lag ü\\\" stat:new\"\n   |                    ^^^^",
        ),
        (
            "\n\n\n\n\n\n\n\n\nascii = flase".to_owned(),
            "config.toml:10:9: this is not TOML: invalid boolean, expected `false`\n \
             10 | ascii = flase\n    |         ^^^^^",
        ),
        // Control characters do not reach the terminal.
        (
            "theme = \"a\" # \u{1b}[31m".to_owned(),
            "config.toml:1:15: this is not TOML: invalid comment character, expected printable characters\n \
             1 | theme = \"a\" #  [31m\n   |               ^",
        ),
        (
            "time_zone = \"日本\"".to_owned(),
            "config.toml:1:13: unknown time zone `日本`; write an IANA name such as `Europe/Paris`\n \
             1 | time_zone = \"日本\"\n   |             ^^^^^^",
        ),
    ] {
        assert_eq!(faults(&text), want);
    }
}

#[test]
fn faults_of_a_source() {
    const PLACES: &str = "use { env = \"NAME\" }, { file = \"PATH\" } or { command = [\"pass\", \"am\"] }";
    for (more, want) in [
        ("poll = 15", "5:8: `poll` must be text, not a number; such as poll = \"15s\"".to_owned()),
        ("poll = \"2h\"", "5:8: `poll` must be between 1s and 1h".into()),
        ("timeout = \"0s\"", "5:11: `timeout` must be between 1s and 5m".into()),
        ("ack_for = \"1m\"", "5:11: `ack_for` must be between 5m and 30d".into()),
        (
            "read_only = \"yes\"",
            "5:13: `read_only` must be true or false, not text; write read_only = true or read_only = false, without \
             quotes"
                .into(),
        ),
        ("token = \"hunter2\"", format!("5:9: `token` says where the secret is, never the value itself; {PLACES}")),
        (
            "token = { env = \"hunter2!\" }",
            format!("5:17: `env` takes the name of a variable, never the value itself; {PLACES}"),
        ),
        ("token = {}", format!("5:9: `token` names no place for the secret; {PLACES}")),
        (
            "token = { env = \"A\", file = \"b\" }",
            format!("5:9: `token` names more than one place for the secret; {PLACES}"),
        ),
        ("token = { enw = \"A\" }", "5:11: unknown key `enw`; did you mean `env`?".into()),
        (
            "token = { command = \"pass\" }",
            "5:21: `command` must be a list of text; such as command = [\"pass\", \"am\"]".into(),
        ),
        ("token = { command = [] }", format!("5:21: `command` names no program; {PLACES}")),
        ("token = { file = \"\" }", "5:18: `file` is empty".into()),
        (
            "auth = \"bearer\"",
            "5:8: auth `bearer` needs a `token`; write token = { env = \"…\" }, { file = \"…\" } or { command = [\"…\"] }"
                .into(),
        ),
        ("auth = \"barer\"", "5:8: unknown auth `barer`; did you mean `bearer`?".into()),
        ("auth = \"basic\"\ntoken = { env = \"A\" }", "5:8: auth `basic` needs a `user`".into()),
        ("auth = \"header\"\ntoken = { env = \"A\" }", "5:8: auth `header` needs a `header`".into()),
        (
            "user = \"x\"\ntoken = { env = \"A\" }",
            "5:1: `user` belongs to auth = \"basic\", and this source has \"bearer\"".into(),
        ),
        ("auth = \"basic\"\nuser = \"a:b\"\ntoken = { env = \"A\" }", "6:8: a `user` is a name without `:`".into()),
        (
            "auth = \"none\"\ntoken = { env = \"A\" }",
            "6:1: a token is given, and auth = \"none\" does not use it; write bearer, basic or header, or leave `auth` out"
                .into(),
        ),
        (
            "auth = \"header\"\nheader = \"X Key\"\ntoken = { env = \"A\" }",
            "6:10: this is not the name of a header; such as \"X-Api-Key\"".into(),
        ),
        (
            "zzzzzzzz = 1",
            "5:1: unknown key `zzzzzzzz`; the keys here are: name, kind, url, auth, user, header, token, poll, timeout, \
             ca_file, proxy, read_only, ack_for"
                .into(),
        ),
        ("proxy = \"http://u:hunter2@p:1\"", "5:9: `proxy` must not hold credentials".into()),
        (
            "file = \"adapters/mine.toml\"",
            "5:1: adapters described by a file are not built in yet; this build has: alertmanager, native".into(),
        ),
    ] {
        assert_eq!(words(&source(more)), [want], "{more}");
    }
}

#[test]
fn faults_of_names_kinds_and_addresses() {
    for (name, kind, url, want) in [
        (
            "a b",
            "alertmanager",
            "http://h",
            vec!["2:8: a source's name is 1 to 32 letters, digits, `_` or `-`"],
        ),
        (
            "a",
            "zabbix",
            "http://h",
            vec!["3:8: kind `zabbix` is not built in yet; this build has: alertmanager, native"],
        ),
        (
            "a",
            "alertmanger",
            "http://h",
            vec!["3:8: unknown kind `alertmanger`; did you mean `alertmanager`?"],
        ),
        ("a", "foo", "http://h", vec!["3:8: unknown kind `foo`; this build has: alertmanager, native"]),
        (
            "a",
            "alertmanager",
            "h:9093",
            vec!["4:7: `url` is not an http or https address; did you mean \"http://h:9093\"?"],
        ),
        (
            "a",
            "alertmanager",
            "ftp://h",
            vec!["4:7: `url` is not an http or https address; write it like \"http://127.0.0.1:9093\""],
        ),
        (
            "a",
            "alertmanager",
            "https://u:hunter2@h",
            vec![
                "4:7: `url` must not hold credentials; use auth = \"basic\", user = \"…\" and token = { env = \"…\" }",
            ],
        ),
        (
            "a",
            "alertmanager",
            "https://h/?t=hunter2",
            vec!["4:7: `url` is the base address alone, without `?` and `#`"],
        ),
        (
            "",
            "",
            "",
            vec![
                "2:8: a source's name is 1 to 32 letters, digits, `_` or `-`",
                "3:8: unknown kind ``; this build has: alertmanager, native",
                "4:7: `url` is not an http or https address; write it like \"http://127.0.0.1:9093\"",
            ],
        ),
    ] {
        let text = format!("[[source]]\nname = \"{name}\"\nkind = \"{kind}\"\nurl = \"{url}\"");
        assert_eq!(words(&text), want, "{text}");
    }
    assert_eq!(
        words("[[source]]\n"),
        ["1:1: this source has no `name`", "1:1: this source has no `kind`", "1:1: this source has no `url`"]
    );
    assert_eq!(
        words(&source(&source(""))),
        ["6:8: there are two sources named `am`; the first is in line 2"]
    );
}

#[test]
fn faults_at_the_top_and_in_views() {
    for (text, want) in [
        ("[source]\nname = \"x\"", "1:2: `source` must be a list of tables; write [[source]] above each"),
        ("source = [1]", "1:11: `source` must be a list of tables; write [[source]] above each"),
        ("time_zone = \"Berlin\"", "1:13: unknown time zone `Berlin`; did you mean `Europe/Berlin`?"),
        (
            "time_zone = \"Europe/Pariss\"",
            "1:13: unknown time zone `Europe/Pariss`; did you mean `Europe/Paris`?",
        ),
        ("time_zone = \"utc\"", "1:13: unknown time zone `utc`; did you mean `UTC`?"),
        ("color = \"alwys\"", "1:9: this is not a choice of colour; did you mean `always`?"),
        ("theme = \"../x\"", "1:9: a theme's name is 1 to 64 letters, digits, `_` or `-`"),
        ("me = \"\"", "1:6: `me` is a name of 1 to 64 characters on one line"),
        ("me = \"a\"\nme = \"b\"", "2:1: this is not TOML: duplicate key"),
        (
            "qqqqqqqq = 1",
            "1:1: unknown key `qqqqqqqq`; the keys here are: me, time_zone, theme, ascii, mouse, color, source, view, serve, calendar, \
             sla, priority, category, closing, people, person, service",
        ),
        ("[[view]]\nname = \"v\"", "1:1: this view has no `query`"),
        ("[[view]]\nname = \"v\"\nquery = \"p:9\"", "3:12: `9` is not a priority: write 1 to 5"),
        (
            "[[view]]\nname = \"v\"\nquery = \"\"\n[[view]]\nname = \"v\"\nquery = \"\"",
            "5:8: there are two views named `v`; the first is in line 2",
        ),
        (
            "[[view]]\nname = \"v\"\nquery = \"\"\nsort = \"p,-aeg\"",
            "4:12: the sort column `aeg` is not known; there are attention, p, state, clock, owner, title, service, team, \
             category, age, updated, id, source, count; did you mean `age`?",
        ),
        (
            "[[view]]\nname = \"v\"\nquery = \"\"\ngroup = \"teem\"",
            "4:10: the group `teem` is not known; there are service, owner, team, category, source, p, state, cluster, \
             label.NAME, none; did you mean `team`?",
        ),
        (
            "[[view]]\nname = \"v\"\nquery = \"\"\ncolumns = [\"state\", \"state:9\"]",
            "4:21: the column `state:9` stands there twice",
        ),
        ("[[view]]\nname = \" v\"\nquery = \"\"", "2:8: a view's name is one line of 1 to 32 characters"),
        ("[[source]\n", "1:10: this is not TOML: unclosed array table, expected `]`"),
    ] {
        assert_eq!(words(text), [want], "{text}");
    }
}

#[test]
fn faults_of_our_own_server_and_its_sources() {
    assert_eq!(
        words(
            "[serve]\nlisten = \"7717\"\ndatabase = \"postgres://h/db\"\ntoken = \"hunter2\"\ninbound_tokens = [1]\nlisen = 1"
        ),
        [
            "2:10: this is not an address to listen at: write an IP address and a port such as 127.0.0.1:7717, \
             0.0.0.0:7717 or [::1]:7717, or unix:PATH",
            "3:12: PostgreSQL is not built in yet; write sqlite:PATH, such as sqlite:/var/lib/watchfloor/server.db",
            "4:9: `token` says where the secret is, never the value itself; use { env = \"NAME\" }, \
             { file = \"PATH\" } or { command = [\"pass\", \"am\"] }",
            "5:19: `inbound_tokens` must be a table, not a number; use { env = \"NAME\" }, { file = \"PATH\" } \
             or { command = [\"pass\", \"am\"] }",
            "6:1: unknown key `lisen`; did you mean `listen`?",
        ]
    );
    assert_eq!(words("serve = 1"), ["1:1: `serve` must be a table, not a number; write [serve] above it"]);
    let own = |more: &str| format!("[[source]]\nname = \"t\"\nkind = \"native\"\n{more}");
    assert_eq!(
        words(&own("url = \"http://h\"\nack_for = \"2h\"")),
        [
            "5:1: `ack_for` is for silences, and this source has none; take it out: an acknowledgement there lasts \
          until it is taken back"
        ]
    );
    let silenced = source("").replace("http://h:9093", "unix:/x");
    assert!(faults(&silenced).contains("`url` is not an http or https address"), "a socket is ours alone");
}

#[test]
fn all_faults_are_told_in_the_order_of_the_lines() {
    let text = format!("thme = \"x\"\n{}\n[[view]]\nname = \"v\"\nquery = \"p:x\"\n", source("pol = 1"));
    let places: Vec<_> =
        words(&text).iter().map(|w| w.split(' ').next().unwrap_or_default().to_owned()).collect();
    assert_eq!(places, ["1:1:", "6:1:", "9:12:"]);
}

/// Whatever somebody does with a secret, no message repeats it.
#[test]
fn no_message_repeats_a_secret() {
    for more in [
        "token = \"hunter2\"",
        "tokn = \"hunter2\"",
        "token = { env = \"hunter2 \" }",
        "token = { value = \"hunter2\" }",
        "token = \"hunter2",
        "token = 'hunter2\"",
        "token = \"\"\"\nhunter2\n\"\" x\n\"hunter2",
        "password = \"hunter2\"",
        "hunter = hunter2",
        "proxy = \"http://u:hunter2@p\"",
        "proxy = \"u:hunter2@p\"",
        "url = \"http://u:hunter2@h\"",
        "poll = 1 # the token is hunter2",
        "# token hunter2 \u{1}",
        "auth = { token = \"hunter2\" }",
        "headers = { X-Api-Key = \"hunter2\" }",
    ] {
        let text = source(more);
        let said = faults(&text);
        assert!(!said.contains("hunter2"), "{said}");
        assert!(!format!("{:?}", read(&text)).contains("hunter2"), "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(pieces in prop::collection::vec(prop_oneof![
        "\\PC{0,8}",
        prop::sample::select(vec![
            "[[source]]\n", "[[view]]\n", "name", "kind", "url", "token", "query", "poll", " = ", "\"", "'''", "\\u00e9",
            "\n", "{", "}", "[", "]", ",", "\"15s\"", "state:", "é", "1", "true", "\r\n", "name = \"a\"\n",
            "query = \"\\\"é\\\" x:y\"\n", "kind = \"alertmanager\"\n", "url = \"http://h\"\n", "\t",
        ]).prop_map(str::to_owned),
    ], 0..16)) {
        let text = pieces.concat();
        for fault in read(&text).err().unwrap_or_default() {
            prop_assert!(fault.line >= 1 && fault.line <= text.lines().count().max(1) + 1, "{fault}");
            prop_assert!(!fault.to_string().contains(|c: char| c.is_control() && c != '\n'));
        }
    }
}
