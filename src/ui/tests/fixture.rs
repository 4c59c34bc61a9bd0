//! The night shift of the drawings: a model with every kind of row, and frames as text.

use std::{fmt::Write, sync::Arc};

use chrono_tz::Tz;
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Color, Modifier},
};

use crate::{
    app::{
        keymap::Keymap,
        model::{
            Model, Now, Setup, Size, SourceState, View as Tab,
            pending::{ActState, PendingAct},
        },
    },
    backend::{ActionKey, Capabilities, Health, Support, Target, Verb},
    domain::{
        Change, Detail, Event, Hold, Incident, IncidentId, Number, Priority, SourceName, State, Time,
        event::EventKind, incident::HoldReason, query::Query,
    },
    text::{Kind, SafeText},
    ui::{Drawn, Theme, draw},
};

pub const DAY: i64 = 86_400;
pub const HOUR: i64 = 3_600;

pub fn text(words: &str) -> SafeText {
    SafeText::clean(words, Kind::Line)
}

pub fn note(words: &str) -> SafeText {
    SafeText::clean(words, Kind::Note)
}

/// A Monday night, 03:02:09 in Berlin.
pub fn now() -> Now {
    Now { utc: Time::parse("2026-11-23T02:02:09Z").expect("a time"), ms: 600_000, sub_ms: 0 }
}

pub fn capabilities() -> Capabilities {
    Capabilities {
        ack: Support::Native,
        unack: Support::Native,
        assign: Support::Local,
        note: Support::Local,
        resolve: Support::No("Alertmanager resolves an alert when its rule no longer holds"),
        read_only: false,
        keeps_all: false,
    }
}

/// A source whose data is `age` seconds old; `None` is one that never answered.
pub fn source(name: &str, kind: &'static str, age: Option<i64>, error: Option<&str>) -> SourceState {
    let name = SourceName::new(name);
    let mut health = Health::unasked(name.clone(), 10);
    health.as_of = age.map(|a| now().utc - a);
    health.answered = age.is_some();
    health.elapsed_ms = age.map(|_| 42);
    if let Some(words) = error {
        health.error = Some(note(words));
        health.failures = 1;
        health.next_try = Some(now().utc + 8);
    }
    SourceState {
        url: text(&format!("http://{}.example:9093", name.as_str())),
        name,
        kind,
        capabilities: capabilities(),
        health,
    }
}

pub fn sources() -> Vec<SourceState> {
    vec![
        source("am", "alertmanager", Some(3), None),
        source("pd", "pagerduty", Some(4), None),
        source("native", "native", Some(1), None),
        source("icinga", "icinga", Some(72), Some("connect to icinga.example:5665: connection refused")),
    ]
}

pub fn incident(number: u32, priority: u8, state: State, source: &str, title: &str, age: i64) -> Incident {
    let source = SourceName::new(source);
    let opened_at = now().utc - age;
    let (title, hidden_chars) = SafeText::inspect(title, Kind::Line);
    Incident {
        id: IncidentId::new(&source, &format!("4f9a{number:04}@{}", opened_at.unix())),
        number: Number::new(number),
        source,
        title,
        service: None,
        owner: None,
        state,
        priority: Priority::new(priority).expect("1 to 5"),
        opened_at,
        acked_at: (!matches!(state, State::New)).then_some(opened_at + 118),
        ack_until: None,
        resolved_at: None,
        updated_at: opened_at,
        count: 1,
        hold: None,
        hidden_chars,
        detail: Arc::new(Detail { raw_status: text("firing"), ..Detail::default() }),
    }
}

trait With: Sized {
    fn with(self, change: impl FnOnce(&mut Self)) -> Self;
}

impl With for Incident {
    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }
}

pub fn detail() -> Detail {
    let label = |n: &str, v: &str| (text(n), text(v));
    Detail {
        raw_status: text("active"),
        severity: Some(text("critical")),
        description: Some(note(
            "5xx share of checkout in eu-west is 6.1 % for 5 min.\nBegan after the deploy of payments-api 4.18.2; \
             the circuit breaker towards the card provider is open.",
        )),
        url: Some(text("https://prometheus.example:9090/graph?g0.expr=job%3Acheckout_5xx&g0.tab=1")),
        runbook: Some(text("https://wiki.example/runbooks/checkout-5xx")),
        impact: Some(1),
        urgency: Some(1),
        labels: vec![
            label("alertname", "Checkout5xx"),
            label("cluster", "prod-eu-1"),
            label("env", "production"),
            label("instance", "checkout-7d9f.eu-west.example:8080"),
            label("region", "eu-west"),
            label("severity", "critical"),
            label("team", "web-shop"),
        ],
        ..Detail::default()
    }
}

/// The rows of the drawing, as far as their data exists.
pub fn incidents() -> Vec<Incident> {
    let service = |i: &mut Incident, s: &str| i.service = Some(text(s));
    let me = || Some(text("kim"));
    vec![
        incident(1039, 1, State::New, "am", "Primary lag 92 s, failover held", 252)
            .with(|i| service(i, "db-core")),
        incident(1042, 1, State::New, "pd", "Checkout 5xx above 4 % in eu-west", 492).with(|i| {
            service(i, "checkout");
            i.detail = Arc::new(detail());
        }),
        incident(1043, 1, State::New, "pd", "Payment API refuses cards", 175)
            .with(|i| service(i, "payments")),
        incident(1044, 2, State::New, "icinga", "TLS cert expires in 6 h for edge", 1_519).with(|i| {
            service(i, "edge");
            i.count = 3;
        }),
        incident(1031, 2, State::InProgress, "pd", "Login latency p99 2.4 s", 4_800).with(|i| {
            service(i, "auth");
            i.owner = me();
        }),
        incident(1040, 2, State::New, "am", "Disk 94 % on log-07", 1_680).with(|i| service(i, "logging")),
        incident(1041, 1, State::Acknowledged, "am", "警告 メモリ使用率 95 % 超過 on cache-3", 3_000).with(
            |i| {
                service(i, "cache");
                i.owner = Some(text("mira"));
                i.ack_until = Some(now().utc + 1_100);
            },
        ),
        incident(
            977,
            4,
            State::InProgress,
            "native",
            "Printer queue stuck, floor 3 \u{202e}\u{200b}",
            9 * DAY,
        )
        .with(|i| {
            service(i, "desk");
            i.owner = Some(text("ana"));
        }),
        incident(1018, 3, State::OnHold, "native", "Card provider time-outs", 3 * HOUR + 300).with(|i| {
            service(i, "payments");
            i.owner = me();
            i.hold = Some(Box::new(Hold {
                reason: HoldReason::Silenced,
                detail: text("kim: vendor works on it, ticket 4711"),
                since: Some(now().utc - HOUR),
                until: Some(now().utc + 2 * HOUR),
            }));
        }),
        incident(1020, 3, State::OnHold, "am", "Replica of reports is down", 5 * HOUR).with(|i| {
            i.hold = Some(Box::new(Hold {
                reason: HoldReason::Inhibited,
                detail: text("by ClusterDown"),
                since: None,
                until: None,
            }));
        }),
        incident(1027, 5, State::New, "am", "Certificate of a lab host expires in 20 d", 30 * DAY),
    ]
}

pub fn views() -> Vec<Tab> {
    [
        ("open", "state:open"),
        ("mine", "state:open owner:me"),
        ("new", "state:new"),
        ("at risk", "state:open clock<1h"),
        ("hold", "state:hold"),
        ("since", "age<1h"),
    ]
    .into_iter()
    .map(|(name, query)| Tab {
        name: text(name),
        query: Query::parse(query).expect("a query"),
        arrange: crate::domain::view::Arrange::default(),
    })
    .collect()
}

/// A model of these sources and incidents, the cursor on 1042.
pub fn model_of(sources: Vec<SourceState>, incidents: Vec<Incident>, cols: u16, rows: u16) -> Model {
    let now = now();
    let mut model = Model::new(
        Setup {
            me: text("kim"),
            zone: Tz::Europe__Berlin,
            size: Size { cols, rows },
            low_bandwidth: false,
            sources,
            views: views(),
            keymap: Keymap::default(),
            last_visit: None,
        },
        now.utc,
    );
    for incident in incidents {
        model.inbox.apply(Change::Upsert(incident), now.utc, false);
    }
    let height = model.list_height();
    let place = (0..model.inbox.shown_len())
        .find(|n| model.inbox.shown(*n).and_then(|i| i.number).map(Number::get) == Some(1042))
        .unwrap_or(0);
    model.board.move_to(&model.inbox, place, height);
    model
}

/// The shift of the drawing.
pub fn shift(cols: u16, rows: u16) -> Model {
    model_of(sources(), incidents(), cols, rows)
}

pub fn find(model: &Model, number: u32) -> Incident {
    model.inbox.iter().find(|i| i.number == Number::new(number)).expect("it is held")
}

pub fn key(n: u128) -> ActionKey {
    ActionKey(uuid::Uuid::from_u128(n))
}

pub fn ask(model: &mut Model, n: u128, number: u32, verb: Verb, state: ActState, age_ms: u64) {
    let target = Target::from(&find(model, number));
    let act = PendingAct { key: key(n), target, verb, state: ActState::Queued, since: now().utc - 14 };
    let at = now().ms - age_ms;
    model.pending.put(act, at);
    model.pending.advance(key(n), state, at);
}

/// What was asked in the drawing: one confirmed, one waiting.
pub fn with_asks(model: &mut Model) {
    let ack = || Verb::Ack { note: None, for_s: None };
    ask(model, 1, 1031, ack(), ActState::Confirmed { elapsed_ms: 98, words: None, local: false }, 4_000);
    let waiting = ActState::Waiting { words: text("connection refused"), next_at: now().utc + 8, tries: 2 };
    ask(model, 2, 1040, ack(), waiting, 6_000);
    model.undo.push(crate::app::model::Undo {
        verb: "ack",
        number: Number::new(1040),
        count: 1,
        keys: vec![key(2)],
        inverse: Ok(Vec::new()),
    });
}

pub fn events() -> Vec<Event> {
    let event = |ago: i64, kind, actor: &str, words: &str, local| Event {
        at: now().utc - ago,
        recorded_at: now().utc - ago,
        kind,
        actor: text(actor),
        text: note(words),
        local,
    };
    vec![
        event(492, EventKind::Opened, "prometheus", "opened with severity critical", false),
        event(374, EventKind::Ack, "mira", "acknowledged 1m58s after opening", false),
        event(370, EventKind::Assign, "mira", "takes it", true),
        event(
            40,
            EventKind::Note,
            "kim",
            "replica 3 rebuilt, lag falling\nrolled back payments-api to 4.18.1, which takes about ten minutes until all pods have it",
            true,
        ),
    ]
}

/// A frame, drawn as the program would.
pub fn frame(model: &Model, theme: &Theme) -> (Buffer, Drawn) {
    let area = Rect { x: 0, y: 0, width: model.size.cols, height: model.size.rows };
    let mut buf = Buffer::empty(area);
    let drawn = draw(model, now(), theme, area, &mut buf);
    (buf, drawn)
}

/// The text of a frame: one line a row.
pub fn lines(buf: &Buffer) -> Vec<String> {
    let area = buf.area;
    (0..area.height)
        .map(|y| {
            let (mut line, mut skip) = (String::new(), 0);
            for x in 0..area.width {
                let symbol = buf[(x, y)].symbol();
                if skip > 0 {
                    skip -= 1;
                    continue;
                }
                line.push_str(symbol);
                skip = unicode_width::UnicodeWidthStr::width(symbol).saturating_sub(1);
            }
            line
        })
        .collect()
}

/// Text and style runs of a frame, for snapshots: `row: first-last foreground/ground attributes`.
pub fn dump(buf: &Buffer, drawn: Drawn) -> String {
    let mut out = String::new();
    for line in lines(buf) {
        let _ = writeln!(out, "[{}]", line.trim_end());
    }
    let _ = writeln!(out, "cursor {:?} body {}", drawn.cursor, drawn.body);
    for y in 0..buf.area.height {
        let style = |x: u16| {
            let cell = &buf[(x, y)];
            (cell.fg, cell.bg, cell.modifier)
        };
        let mut x = 0;
        let _ = write!(out, "{y:2}:");
        while x < buf.area.width {
            let (from, run) = (x, style(x));
            while x < buf.area.width && style(x) == run {
                x += 1;
            }
            let _ = write!(out, " {from}-{} {}/{}{}", x - 1, colour(run.0), colour(run.1), attributes(run.2));
        }
        out.push('\n');
    }
    out
}

fn colour(c: Color) -> String {
    match c {
        Color::Rgb(r, g, b) => format!("{r:02x}{g:02x}{b:02x}"),
        Color::Reset => "-".into(),
        other => format!("{other:?}").to_lowercase(),
    }
}

fn attributes(m: Modifier) -> String {
    let names =
        [(Modifier::BOLD, 'b'), (Modifier::DIM, 'd'), (Modifier::REVERSED, 'r'), (Modifier::UNDERLINED, 'u')];
    let set: String = names.iter().filter(|(bit, _)| m.contains(*bit)).map(|(_, c)| *c).collect();
    if set.is_empty() { set } else { format!(" {set}") }
}
