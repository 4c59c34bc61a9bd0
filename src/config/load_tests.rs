//! Layers of configuration, what is shown of them, and that sample, schema and reader agree.

use std::{fs, path::PathBuf, time::Duration};

use tempfile::TempDir;

use super::*;

/// A system file and a user file in a directory of their own, and an environment that knows only them.
struct Files {
    dir: TempDir,
}

impl Files {
    fn new(system: &str, user: &str) -> Self {
        let files = Self { dir: TempDir::new().expect("a directory") };
        for (name, text) in [("etc", system), ("home", user)] {
            let dir = files.path(name).join("watchfloor");
            fs::create_dir_all(&dir).expect("made");
            if !text.is_empty() {
                fs::write(dir.join("config.toml"), text).expect("written");
            }
        }
        files
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn load(&self, overrides: &Overrides, more: &[(&str, &str)]) -> Result<Config, ConfigErrors> {
        let (etc, home) = (self.path("etc"), self.path("home"));
        let mut variables = vec![
            ("XDG_CONFIG_DIRS", etc.to_str().expect("text")),
            ("XDG_CONFIG_HOME", home.to_str().expect("text")),
            ("HOME", "/home/ana"),
            ("USER", "ana"),
        ];
        variables.extend_from_slice(more);
        load(overrides, &Environment::of(&variables))
    }
}

const SYSTEM: &str = r#"
theme = "nord"
time_zone = "Europe/Paris"
color = "always"
[[source]]
name = "am-prod"
kind = "alertmanager"
url = "http://am:9093"
poll = "1m"
[[source]]
name = "am-dev"
kind = "alertmanager"
url = "http://dev:9093"
[[view]]
name = "mine"
query = "owner:me"
"#;

const USER: &str = r#"
me = "mira"
theme = "light"
[[source]]
name = "am-prod"
kind = "alertmanager"
url = "https://am.example/prefix"
token = { file = "am.token" }
ca_file = "~/ca.pem"
read_only = true
[[view]]
name = "prod"
query = "source:AM-prod state:open"
"#;

#[test]
fn nothing_configured_gives_the_defaults() {
    let config = Files::new("", "").load(&Overrides::default(), &[]).expect("reads");
    assert_eq!(
        (config.me.as_str(), config.time_zone, config.theme.as_str()),
        ("ana", chrono_tz::UTC, "dark")
    );
    assert_eq!((config.ascii, config.color), (None, Color::Auto));
    assert!(config.sources.is_empty() && config.files.is_empty() && config.warnings.is_empty());
    assert_eq!(config.views, default_views());
    assert_eq!(
        config.views.iter().map(|v| v.name.as_str()).collect::<Vec<_>>(),
        ["open", "mine", "new", "at risk", "hold", "to close"]
    );
    assert_eq!(config.dirs.data, PathBuf::from("/home/ana/.local/share/watchfloor"));
    assert_eq!(config.dirs.state, PathBuf::from("/home/ana/.local/state/watchfloor"));
    assert_eq!(config.dirs.cache, PathBuf::from("/home/ana/.cache/watchfloor"));
}

#[test]
fn later_layers_win() {
    let files = Files::new(SYSTEM, USER);
    let config = files.load(&Overrides::default(), &[]).expect("reads");
    assert_eq!((config.me.as_str(), config.theme.as_str()), ("mira", "light"));
    assert_eq!((config.time_zone, config.color), (chrono_tz::Europe::Paris, Color::Always));
    assert_eq!(config.sources.len(), 2);
    let prod = &config.sources[0];
    assert_eq!(prod.url.as_str(), "https://am.example/prefix");
    // A source is replaced whole: the poll of the system file is gone with its address.
    assert_eq!(prod.poll, Duration::from_secs(15));
    let token = TokenConfig::File(files.path("home").join("watchfloor/am.token"));
    assert_eq!(prod.auth, AuthConfig::Bearer { token });
    assert_eq!(prod.ca_file, Some(PathBuf::from("/home/ana/ca.pem")));
    assert!(prod.read_only && !config.sources[1].read_only);
    assert_eq!(config.views.iter().map(|v| v.name.as_str()).collect::<Vec<_>>(), ["mine", "prod"]);
    let user = files.path("home").join("watchfloor/config.toml");
    assert_eq!(config.files, [files.path("etc").join("watchfloor/config.toml"), user.clone()]);
    assert_eq!(config.origins["me"], Origin::File(user, 2));

    let variables =
        [("WATCHFLOOR_THEME", "mono"), ("NO_COLOR", "1"), ("TZ", ":Asia/Tokyo"), ("WATCHFLOOR_ASCII", "1")];
    let config = files.load(&Overrides::default(), &variables).expect("reads");
    assert_eq!((config.theme.as_str(), config.color, config.ascii), ("mono", Color::Never, Some(true)));
    assert_eq!(config.time_zone, chrono_tz::Asia::Tokyo);

    let flags = Overrides {
        theme: Some("gruvbox".into()),
        color: Some(Color::Auto),
        ascii: Some(false),
        ..Overrides::default()
    };
    let config = files.load(&flags, &variables).expect("reads");
    assert_eq!((config.theme.as_str(), config.color, config.ascii), ("gruvbox", Color::Auto, Some(false)));
    assert_eq!(config.origins["theme"], Origin::Flag("--theme"));
}

#[test]
fn a_named_file_stands_for_the_users_and_must_exist() {
    let files = Files::new("", USER);
    let other = files.path("other.toml");
    fs::write(&other, "me = \"jo\"").expect("written");
    let name = other.to_str().expect("text");
    let config = files.load(&Overrides::default(), &[("WATCHFLOOR_CONFIG", name)]).expect("reads");
    assert_eq!((config.me.as_str(), config.theme.as_str()), ("jo", "dark"));
    let flags = Overrides { config: Some(files.path("none.toml")), ..Overrides::default() };
    let fault = files.load(&flags, &[("WATCHFLOOR_CONFIG", name)]).expect_err("there is none");
    let want = format!("{}: the file cannot be read: ", files.path("none.toml").display());
    assert!(fault.to_string().starts_with(&want), "{fault}");
}

#[test]
fn sources_of_the_command_line_replace_the_configured_ones() {
    let flags = Overrides {
        sources: vec!["alertmanager=http://a:9093".into(), "alertmanager=http://b:9093/x".into()],
        ..Overrides::default()
    };
    let files = Files::new(SYSTEM, USER);
    let config = files.load(&flags, &[]).expect("reads");
    let named: Vec<_> = config.sources.iter().map(|s| (s.name.as_str(), s.url.as_str())).collect();
    assert_eq!(named, [("alertmanager", "http://a:9093/"), ("alertmanager-2", "http://b:9093/x")]);
    assert_eq!(config.sources[0].auth, AuthConfig::None);

    let config = files.load(&flags, &[("WATCHFLOOR_ALERTMANAGER_TOKEN", "hunter2")]).expect("reads");
    let token = TokenConfig::Env("WATCHFLOOR_ALERTMANAGER_TOKEN".into());
    assert_eq!(config.sources[1].auth, AuthConfig::Bearer { token });
    assert!(!format!("{config:?}{}", show(&config)).contains("hunter2"));
    assert_eq!(
        config.warnings[0],
        "source alertmanager: its token travels unencrypted, for the address is http"
    );

    for (spec, want) in [
        (
            "zabbix=http://h",
            "--source: kind `zabbix` is not built in yet; this build has: alertmanager, native",
        ),
        (
            "http://h",
            "--source: a source is a kind and an address; write KIND=URL, such as alertmanager=http://127.0.0.1:9093",
        ),
        (
            "alertmanager=localhost:9093",
            "--source: the address is not an http or https address; did you mean \"http://localhost:9093\"?",
        ),
        ("alertmanager=http://u:hunter2@h", "--source: the address must not hold credentials"),
    ] {
        let flags = Overrides { sources: vec![spec.into()], ..Overrides::default() };
        assert_eq!(files.load(&flags, &[]).expect_err(spec).to_string(), want);
    }
}

#[test]
fn our_own_server_is_a_source() {
    let files = Files::new(
        "",
        "[[source]]\nname = \"team\"\nkind = \"native\"\nurl = \"unix:/run/w/api.sock\"\ntoken = { env = \"T\" }",
    );
    let config = files.load(&Overrides::default(), &[]).expect("reads");
    let team = &config.sources[0];
    assert_eq!((team.socket.clone(), team.local), (Some("/run/w/api.sock".into()), false));
    assert!(config.warnings.is_empty(), "a socket is on this machine: {:?}", config.warnings);
    let shown = show(&config);
    assert!(shown.contains("url       = \"unix:/run/w/api.sock\"") && !shown.contains("ack_for"), "{shown}");
    assert_eq!(plain(&shown).sources[0].socket, team.socket, "what is shown reads back");

    let flags = |specs: &[&str]| Overrides {
        sources: specs.iter().map(|s| (*s).to_owned()).collect(),
        ..Overrides::default()
    };
    let named =
        files.load(&flags(&["TEAM", "native=unix:/x.sock", "native=http://h:1"]), &[]).expect("reads");
    let named: Vec<_> = named.sources.iter().map(|s| (s.name.as_str(), s.address())).collect();
    assert_eq!(
        named,
        [
            ("team", "unix:/run/w/api.sock".to_owned()),
            ("native", "unix:/x.sock".to_owned()),
            ("native-2", "http://h:1/".to_owned())
        ]
    );
    let said = files.load(&flags(&["taem"]), &[]).expect_err("no such name").to_string();
    assert_eq!(said, "--source: there is no source of that name; did you mean `team`?");
}

#[test]
fn how_the_server_serves_is_laid_over_key_by_key() {
    let system = "[serve]\nlisten = \"0.0.0.0:80\"\nbehind_proxy = true\ntoken = { env = \"A\" }";
    let user = "[serve]\nlisten = \"unix:api.sock\"\ndatabase = \"sqlite:team.db\"\n\
                inbound_tokens = [{ env = \"B\" }, { file = \"b\" }]\ninbound_secrets = { env = \"C\" }";
    let files = Files::new(system, user);
    let config = files.load(&Overrides::default(), &[]).expect("reads");
    let home = files.path("home").join("watchfloor");
    let serve = &config.serve;
    assert_eq!(serve.listen, Some(ListenAt::Unix(home.join("api.sock"))));
    assert_eq!((serve.database.clone(), serve.behind_proxy), (Some(home.join("team.db")), true));
    assert_eq!(serve.token, Some(TokenConfig::Env("A".into())));
    assert_eq!((serve.inbound_tokens.len(), serve.inbound_secrets.len()), (2, 1));
    let again = plain(&show(&config)).serve;
    assert_eq!((&again.listen, &again.database), (&serve.listen, &serve.database));
    assert_eq!(again.inbound_tokens, serve.inbound_tokens);
    assert!(ListenAt::parse("localhost:0") == Ok(ListenAt::Tcp(([127, 0, 0, 1], 0).into())));
    assert_eq!(database("sqlite:///var/x.db").expect("a path"), PathBuf::from("/var/x.db"));
}

#[test]
fn faults_of_the_environment_name_the_variable() {
    let files = Files::new("", "");
    let variables = [
        ("WATCHFLOOR_TIME_ZONE", "Berlin"),
        ("WATCHFLOOR_COLOR", "blue"),
        ("WATCHFLOOR_ASCII", "perhaps"),
        ("WATCHFLOOR_THEME", "a/b"),
    ];
    let said = files.load(&Overrides::default(), &variables).expect_err("faults").to_string();
    assert_eq!(
        said.lines().collect::<Vec<_>>(),
        [
            "WATCHFLOOR_TIME_ZONE: unknown time zone `Berlin`; did you mean `Europe/Berlin`?",
            "WATCHFLOOR_THEME: a theme's name is 1 to 64 letters, digits, `_` or `-`",
            "WATCHFLOOR_ASCII: this is neither true nor false; write 1 or 0",
            "WATCHFLOOR_COLOR: this is not a choice of colour; write one of: auto, always, never",
        ]
    );
    // TZ is not ours: a zone we do not know is worth a word, not a refusal.
    let config = files.load(&Overrides::default(), &[("TZ", "CET-1CEST")]).expect("reads");
    assert_eq!(config.time_zone, chrono_tz::UTC);
    assert!(config.warnings[0].starts_with("TZ: unknown time zone `CET-1CEST`"), "{:?}", config.warnings);
    assert!(config.warnings[0].ends_with("Times are shown in UTC."));
    let fault = load(&Overrides::default(), &Environment::of(&[])).expect_err("no home");
    assert_eq!(
        fault.to_string(),
        "environment: there is no home directory to keep things in; set XDG_CONFIG_HOME"
    );
}

#[test]
fn views_may_only_ask_for_sources_that_exist() {
    let view = "[[view]]\nname = \"x\"\nquery = \"p:1 -source:am-prd\"\n";
    let files = Files::new(SYSTEM, view);
    let said = files.load(&Overrides::default(), &[]).expect_err("dangling").to_string();
    let file = files.path("home").join("watchfloor/config.toml");
    let want = format!(
        "{}:3:22: view `x` asks for the source `am-prd`, and there is none of that name; did you mean `am-prod`?\n \
         3 | query = \"p:1 -source:am-prd\"\n   |                      ^^^^^^",
        file.display()
    );
    assert_eq!(said, want);
    // With other sources on the command line the configured names are gone on purpose.
    let flags = Overrides { sources: vec!["alertmanager=http://h".into()], ..Overrides::default() };
    files.load(&flags, &[]).expect("reads");
}

#[test]
fn files_that_are_no_text_or_too_large_are_refused() {
    let files = Files::new("", "x");
    let file = files.path("home").join("watchfloor/config.toml");
    fs::write(&file, b"theme = \"d\"\nme = \"\xff\"").expect("written");
    let said = files.load(&Overrides::default(), &[]).expect_err("no text").to_string();
    assert!(said.contains(":2:7: the file is not UTF-8 from here on"), "{said}");
    fs::write(&file, vec![b'#'; 1024 * 1024 + 1]).expect("written");
    let said = files.load(&Overrides::default(), &[]).expect_err("large").to_string();
    assert!(said.ends_with("the file is larger than 1048576 bytes"), "{said}");
}

/// The configuration a text gives as the user's file, without where things come from.
fn plain(text: &str) -> Config {
    let mut config = Files::new("", text).load(&Overrides::default(), &[]).expect("reads");
    config.origins.clear();
    config.files.clear();
    config.dirs.config.clear();
    for source in &mut config.sources {
        source.origins.clear();
    }
    for view in &mut config.views {
        view.origin = Origin::Default;
    }
    config
}

const EVERYTHING: &str = r#"
me = "a \"b\" \\ ü"
ascii = true
color = "never"
[[source]]
name = "basic"
kind = "alertmanager"
url = "https://a/"
auth = "basic"
user = "u"
token = { command = ["pass", "a b", "\"q\""] }
timeout = "90s"
proxy = "http://p:1/"
ack_for = "1d"
[[source]]
name = "header"
kind = "alertmanager"
url = "https://b/"
auth = "header"
header = "X-Api-Key"
token = { env = "KEY" }
ca_file = "/etc/ca.pem"
read_only = true
[[view]]
name = "q"
query = '"lag \\ 92" | (p:1 -source:basic)'
"#;

#[test]
fn what_is_shown_reads_back_and_says_where_it_comes_from() {
    let files = Files::new("theme = \"nord\"", EVERYTHING);
    let shown = show(&files.load(&Overrides::default(), &[("WATCHFLOOR_COLOR", "always")]).expect("reads"));
    for want in [
        format!("theme = \"nord\" # {}:1\n", files.path("etc/watchfloor/config.toml").display()),
        "color = \"always\" # environment WATCHFLOOR_COLOR\n".to_owned(),
        "poll = \"15s\" # default\n".to_owned(),
        "token = { command = [\"pass\", \"a b\", \"\\\"q\\\"\"] } # ".to_owned(),
        format!("# read: {}\n", files.path("home/watchfloor/config.toml").display()),
    ] {
        // The columns depend on the widest value.
        let squeezed: Vec<_> =
            shown.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ") + "\n").collect();
        assert!(squeezed.concat().contains(&want), "{want}\n{shown}");
    }
    let once = plain(EVERYTHING);
    assert_eq!(plain(&show(&once)), once);
}

#[test]
fn a_file_for_sources_reads_back() {
    let once = plain(EVERYTHING);
    let text = init(&once.me, chrono_tz::Europe::Paris, &once.sources);
    let again = plain(&text);
    assert_eq!((again.sources, again.me, again.time_zone), (once.sources, once.me, chrono_tz::Europe::Paris));
    assert!(!text.contains("poll"), "defaults are left out: {text}");

    let env = Environment::of(&[("WATCHFLOOR_ALERTMANAGER_TOKEN", "x")]);
    let source = parse_spec("alertmanager=http://127.0.0.1:9093", &env).expect("reads");
    assert_eq!(
        source_table(&source),
        "[[source]]\nname      = \"alertmanager\"\nkind      = \"alertmanager\"\nurl       = \"http://127.0.0.1:9093/\"\n\
         auth      = \"bearer\"\ntoken     = { env = \"WATCHFLOOR_ALERTMANAGER_TOKEN\" }\n"
    );
}

#[test]
fn the_sample_reads_and_shows_defaults_and_every_key() {
    let config = plain(example());
    let source = &config.sources[0];
    assert_eq!(
        (source.poll, source.timeout, source.ack_for),
        (SourceConfig::POLL, SourceConfig::TIMEOUT, SourceConfig::ACK_FOR)
    );
    assert_eq!(config.views, default_views());
    let kinds = SourceKind::ALL.map(SourceKind::word).join(", ");
    assert!(example().contains(&format!("This build has: {kinds}\n")));
    for key in keys("properties")
        .iter()
        .chain(&keys("$defs/Source/properties"))
        .chain(&keys("$defs/View/properties"))
        .chain(&keys("$defs/Serve/properties"))
        .chain(&keys("$defs/Calendar/properties"))
        .chain(&keys("$defs/Sla/properties"))
        .chain(&keys("$defs/Priority/properties"))
        .chain(&keys("$defs/Category/properties"))
        .chain(&keys("$defs/Closing/properties"))
        .chain(&keys("$defs/Person/properties"))
        .chain(&keys("$defs/Service/properties"))
    {
        let there = example().lines().any(|line| {
            let line = line.trim_start_matches("# ");
            let head = line.split('#').next().unwrap_or_default().trim();
            let table = head == format!("[[{key}]]") || head == format!("[{key}]");
            table || line.starts_with(&format!("{key} = "))
        });
        assert!(there, "the sample does not show `{key}`");
    }
}

/// The names in the schema at this place, sorted.
fn keys(place: &str) -> Vec<String> {
    let schema = schema();
    let object = schema.pointer(&format!("/{place}")).and_then(|v| v.as_object()).expect(place);
    let mut keys: Vec<_> = object.keys().cloned().collect();
    keys.sort();
    keys
}

/// The keys the reader knows, as its fault names them.
fn known(text: &str) -> Vec<String> {
    let said = Files::new("", text).load(&Overrides::default(), &[]).expect_err("an unknown key").to_string();
    let list = said.split("the keys here are: ").nth(1).expect("a list").lines().next().unwrap_or_default();
    let mut keys: Vec<_> = list.split(", ").map(str::to_owned).collect();
    keys.sort();
    keys
}

#[test]
fn the_schema_has_the_keys_of_the_reader() {
    assert_eq!(keys("properties"), known("zzzzzzzz = 1"));
    assert_eq!(
        keys("$defs/Source/properties"),
        known("[[source]]\nname = \"a\"\nkind = \"alertmanager\"\nurl = \"http://h\"\nzzzzzzzz = 1")
    );
    assert_eq!(keys("$defs/View/properties"), known("[[view]]\nname = \"a\"\nquery = \"\"\nzzzzzzzz = 1"));
    assert_eq!(keys("$defs/Serve/properties"), known("[serve]\nzzzzzzzz = 1"));
    for (shape, table) in [
        ("Calendar", "[[calendar]]\nname = \"a\"\nalways = true"),
        ("Sla", "[[sla]]\nname = \"a\"\nmetric = \"ola\"\nquery = \"\"\ntarget = \"1h\""),
        ("Priority", "[priority]"),
        ("Category", "[[category]]\nname = \"a\""),
        ("Closing", "[closing]"),
        ("Person", "[[person]]\nid = \"a\""),
        ("Service", "[[service]]\nid = \"a\""),
    ] {
        assert_eq!(
            keys(&format!("$defs/{shape}/properties")),
            known(&format!("{table}\nzzzzzzzz = 1")),
            "{shape}"
        );
    }
    let text = serde_json::to_string(&schema()).expect("JSON");
    for kind in SourceKind::ALL {
        assert!(text.contains(&format!("\"{}\"", kind.word())));
    }
    assert!(text.contains("\"additionalProperties\":false"));
}
