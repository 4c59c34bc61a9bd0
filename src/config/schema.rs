//! The JSON schema of `config.toml`, for editors. A part of [`super`]; a test keeps its keys in step with the reader.

use schemars::{JsonSchema, schema_for};

use super::practice::schema::{Calendar, Category, Closing, Person, Priority, Service, Sla};

/// The schema, JSON Schema 2020-12.
pub fn schema() -> serde_json::Value {
    schema_for!(ConfigFile).to_value()
}

/// The configuration of watchfloor.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
struct ConfigFile {
    /// Your name in `owner:me`, `assign me` and as author. Default: $USER.
    #[schemars(length(min = 1, max = 64))]
    me: Option<String>,
    /// The zone the screen shows times in, an IANA name. Default: UTC.
    time_zone: Option<String>,
    /// The name of a theme. Default: dark.
    #[schemars(regex(pattern = r"^[A-Za-z0-9_-]{1,64}$"))]
    theme: Option<String>,
    /// Keep to ASCII. Default: as the terminal can.
    ascii: Option<bool>,
    /// Hear the mouse: click, wheel; with Shift it stays the terminal's. Default: no.
    mouse: Option<bool>,
    /// When to use colour. Default: auto.
    color: Option<Color>,
    /// Where incidents come from.
    source: Option<Vec<Source>>,
    /// Views on the board.
    view: Option<Vec<View>>,
    /// How `watchfloor serve` serves.
    serve: Option<Serve>,
    /// Working hours.
    calendar: Option<Vec<Calendar>>,
    /// What is promised.
    sla: Option<Vec<Sla>>,
    /// Impact and urgency to priority.
    priority: Option<Priority>,
    /// The category tree.
    category: Option<Vec<Category>>,
    /// How resolved incidents are closed.
    closing: Option<Closing>,
    /// A CSV file of people: `id,name,email,phone,team,time_zone,vip`.
    people: Option<String>,
    /// People; they win over those of the CSV file.
    person: Option<Vec<Person>>,
    /// Services and configuration items.
    service: Option<Vec<Service>>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[expect(dead_code, reason = "only its shape is used")]
enum Color {
    /// On a terminal that has it.
    Auto,
    /// Into pipes, too.
    Always,
    /// Never.
    Never,
}

/// One source.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
struct Source {
    /// Unique; what `source:` in queries and ids begin with.
    #[schemars(regex(pattern = r"^[A-Za-z0-9_-]{1,32}$"))]
    name: String,
    /// What it is.
    kind: Kind,
    /// Its base address, http or https, without credentials; for native also unix:PATH.
    url: String,
    /// How to log in. Default: bearer if there is a token, else none.
    auth: Option<Auth>,
    /// The user's name, for basic.
    user: Option<String>,
    /// The header's name, for header.
    header: Option<String>,
    /// Where the secret is to be had, never the value itself.
    token: Option<Token>,
    /// Between two polls, 1s to 1h. Default: 15s.
    poll: Option<String>,
    /// For one request, 1s to 5m. Default: 5s.
    timeout: Option<String>,
    /// A CA certificate (PEM) to trust beside the system's.
    ca_file: Option<String>,
    /// An http or https proxy for this source. Default: as the system says.
    proxy: Option<String>,
    /// Never change anything there. Default: false.
    read_only: Option<bool>,
    /// How long one acknowledgement silence lasts before it is renewed, 5m to 30d; alertmanager only. Default: 2h.
    ack_for: Option<String>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[expect(dead_code, reason = "only its shape is used")]
enum Kind {
    /// Prometheus Alertmanager, API v2.
    Alertmanager,
    /// watchfloor's own server.
    Native,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[expect(dead_code, reason = "only its shape is used")]
enum Auth {
    /// Not at all.
    None,
    /// User and password.
    Basic,
    /// A bearer token.
    Bearer,
    /// The token alone in a header.
    Header,
}

/// Where a secret is to be had: exactly one of the three.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase", deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
enum Token {
    /// The name of an environment variable.
    Env(String),
    /// A file of mode 0600.
    File(String),
    /// A program and its arguments, run without a shell; the first line it prints.
    Command(Vec<String>),
}

/// A named query on the board.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
struct View {
    /// One line, unique.
    #[schemars(length(min = 1, max = 32))]
    name: String,
    /// In the language of the filter line.
    query: String,
    /// By which columns, `-` before one turns it round: "service,-age". Default: attention.
    sort: Option<String>,
    /// Rows under a head line each: service, owner, team, category, source, p, state, cluster, label.NAME.
    group: Option<String>,
    /// Which columns, from the left, each with its width if not its own: `["state", "title:40", "label.region"]`.
    columns: Option<Vec<String>>,
}

/// How `watchfloor serve` serves; its options beat it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
struct Serve {
    /// An IP address and a port, or unix:PATH. Default: 127.0.0.1:7717.
    listen: Option<String>,
    /// sqlite:PATH. Default: server.db in the data directory.
    database: Option<String>,
    /// What whoever uses the API has to give; needed where others than this machine can reach it.
    token: Option<Token>,
    /// Tokens that may send alerts and nothing else.
    inbound_tokens: Option<Vec<Token>>,
    /// Secrets with which the bodies of alerts are signed (HMAC-SHA256).
    inbound_secrets: Option<Vec<Token>>,
    /// Somebody in front speaks TLS. Default: false.
    behind_proxy: Option<bool>,
}
