//! Boards and why they are empty, screens, receipts.

use super::{
    super::{
        fixture::{HOUR, events, find, incident, model_of, now, source, sources, text, with_asks},
        frames::on_screen,
        groups, record,
        suppressed::suppressed,
        triage::second,
    },
    stage::{Case, all_become, case, confirmed, keys, live, night, refused, send, waiting, work},
};
use crate::{
    app::{
        Msg,
        model::{Model, Notice, Screen, Tab, View, output::Output, pending::ActState},
    },
    backend::Verb,
    domain::{Change, Incident, State, query::Query, view::Arrange},
    text::{Kind, SafeText},
};

pub const CASES: &[Case] = &[
    case("board", night, ""),
    case("board-marked", night, "<Space>jV2j"),
    case("board-grouped", groups::grouped, ""),
    case("board-grouped-verbs", groups::grouped, "n"),
    case("board-sorted", night, "Sg<Esc>Sv"),
    case("board-ghost", night, "jk").then(|model| gone(model, 1042)),
    case("board-ghost-refuses", night, "jk").then(|model| {
        gone(model, 1042);
        keys(model, "a");
    }),
    case("board-slow-link", night, "").then(|model| {
        model.low_bandwidth = true;
        model.link_ms = Some(312);
    }),
    case("board-notice", night, "").then(|model| {
        let words = text("the outbox is on tmpfs: not kept across a restart");
        model.notices.push(Notice { about: "outbox", words, warning: true });
    }),
    case("board-new-above", night, "G").then(|model| {
        (model.board.top, model.board.pushed) = (model.board.top.max(2), 2);
    }),
    case("board-leaving", night, "aq"),
    case("empty-no-source", |cols, rows| model_of(Vec::new(), Vec::new(), cols, rows), ""),
    case("empty-local", local, ""),
    case("empty-quiet", |cols, rows| model_of(live(), Vec::new(), cols, rows), ""),
    case("empty-doubtful", |cols, rows| model_of(sources(), Vec::new(), cols, rows), ""),
    case("empty-asking", asking, ""),
    case("empty-dead", dead, ""),
    case("empty-filtered", night, "/xyzzy<Enter>"),
    case("empty-filter-mended", night, "/service:nothing <Enter>/sate:new<Enter>"),
    case("empty-view", |cols, rows| model_of(live(), one(), cols, rows), "g2"),
    case("empty-view-not-heard", racks, "g2"),
    case("empty-since", since, "g7"),
    case("receipt-queued", night, "a"),
    case("receipt-sending", night, "a").then(|model| all_become(model, &ActState::Sending)),
    case("receipt-waiting", night, "a").then(|model| all_become(model, &waiting())),
    case("receipt-confirmed", night, "a").then(|model| all_become(model, &confirmed())),
    case("receipt-refused", night, "a").then(|model| all_become(model, &refused())),
    case("receipt-kept-here", night, "nseen<Enter>").then(|model| {
        let words = Some(text("Alertmanager has no notes"));
        all_become(model, &ActState::Confirmed { elapsed_ms: 3, words, local: true });
    }),
    case("receipt-bulk", night, "*a").then(|model| {
        let acts: Vec<_> = model.pending.all().iter().map(|act| act.key).collect();
        for (n, key) in acts.into_iter().enumerate() {
            let state = [confirmed(), confirmed(), waiting(), refused()][n % 4].clone();
            send(model, Msg::Act { key, state });
        }
    }),
    case("receipt-several", night, "").then(with_asks),
    case("receipt-no-way-back", night, "nseen<Enter>").then(|model| {
        all_become(model, &confirmed());
        keys(model, "u");
    }),
    case("receipt-already", work, "a"),
    case("receipt-unbound", night, "3a"),
    case("triage", night, "t"),
    case("triage-known", second, ""),
    case("triage-failed", night, "t").then(|model| {
        let Some(Screen::Triage(triage)) = model.screens.last() else { panic!("triage") };
        let known = triage.known.as_ref().expect("it is read");
        let (id, ask) = (known.id.clone(), known.ask);
        let words = text("GET https://pd.example/incidents: 502 Bad Gateway");
        send(model, Msg::Found { ask, incidents: Err(words.clone()) });
        send(model, Msg::Timeline { id, events: Err(words) });
    }),
    case("triage-marked", night, "3<Space>t"),
    case("triage-decided", second, "a").then(|model| {
        all_become(model, &confirmed());
        keys(model, "k");
    }),
    case("triage-gone", second, "").then(|model| gone(model, 1042)),
    case("triage-meanwhile", second, "").then(|model| {
        let mut one = find(model, 1042);
        (one.state, one.owner) = (State::Acknowledged, Some(text("jo")));
        let source = one.source.clone();
        send(model, Msg::Changes { source, changes: vec![Change::Upsert(one)] });
    }),
    case("triage-skipped", second, "jk"),
    case("triage-summary", second, "ajjjjjj"),
    case("triage-summary-done", night, "*t").then(|model| {
        keys(model, "aaaaaaaaaaa");
        all_become(model, &confirmed());
        keys(model, "jjjjjjjjjjj");
    }),
    case("triage-nothing", |cols, rows| model_of(live(), Vec::new(), cols, rows), "t"),
    case("outbox", night, "").then(|model| {
        with_asks(model);
        let words = ActState::Failed(text("403: silences are read only for kim"));
        super::super::fixture::ask(model, 3, 1043, Verb::resolved("fixed", "pool restarted"), words, 100);
        keys(model, "gxj");
    }),
    case("outbox-empty", night, "gx"),
    case("sources", night, "gsG"),
    case("sources-none", |cols, rows| model_of(Vec::new(), Vec::new(), cols, rows), "gs"),
    case("suppressed", suppressed, ""),
    case("suppressed-none", |cols, rows| model_of(live(), one(), cols, rows), "gz"),
    case("suppressed-not-known", |cols, rows| model_of(sources(), one(), cols, rows), "gz"),
    case("suppressed-ghost", suppressed, "k").then(|model| {
        let mut woken = find(model, 1018);
        (woken.state, woken.hold) = (State::New, None);
        let source = woken.source.clone();
        send(model, Msg::Changes { source, changes: vec![Change::Upsert(woken)] });
    }),
    case("output", night, "").then(|model| {
        output(model, "NUMBER      P STATE TITLE\nINC-001042  1 new   Checkout 5xx\n", None);
    }),
    case("output-long", night, "").then(|model| {
        output(model, &"INC-001042  1 new   Checkout 5xx above 4 % in eu-west\n".repeat(300), None);
        model.body = 300;
        keys(model, "G");
    }),
    case("output-failed", night, "").then(|model| {
        output(model, "error: no source answered\n", Some("no source answered (exit 69)"));
    }),
    case("output-nothing", night, "").then(|model| output(model, "", None)),
    case("help", night, "?"),
    case("help-search", night, "?/mark"),
    case("help-searched", night, "?/mark<Enter>"),
    case("help-nothing", night, "?/xyzzy"),
    case("help-end", night, "?").then(|model| model.screens = vec![Screen::Help { top: 10_000 }]),
    case("overview", night, "").then(|model| on_screen(model, 1042, Tab::Overview, None)),
    case("overview-hold", night, "").then(|model| on_screen(model, 1018, Tab::Overview, None)),
    case("overview-gone", night, "").then(|model| {
        on_screen(model, 1042, Tab::Overview, None);
        gone(model, 1042);
    }),
    case("overview-record", recorded, ""),
    case("timeline", night, "").then(|model| {
        let mut past = events();
        past[0].at = now().utc - HOUR;
        on_screen(model, 1042, Tab::Timeline, Some(Ok(past)));
    }),
    case("timeline-reading", night, "").then(|model| on_screen(model, 1042, Tab::Timeline, None)),
    case("timeline-empty", night, "")
        .then(|model| on_screen(model, 1042, Tab::Timeline, Some(Ok(Vec::new())))),
    case("timeline-failed", night, "").then(|model| {
        let words = text("GET /api/v2/alerts: 502 Bad Gateway");
        on_screen(model, 1042, Tab::Timeline, Some(Err(words)));
    }),
    case("timeline-words", night, "").then(|model| {
        on_screen(model, 1042, Tab::Timeline, Some(Ok(events())));
        keys(model, "n");
    }),
];

fn one() -> Vec<Incident> {
    vec![incident(1043, 1, State::New, "pd", "Payment API refuses cards", 175)]
}

fn gone(model: &mut Model, number: u32) {
    let one = find(model, number);
    let change = Change::Gone { id: one.id, at: now().utc, why: text("resolved by jo") };
    send(model, Msg::Changes { source: one.source, changes: vec![change] });
}

fn local(cols: u16, rows: u16) -> Model {
    let mut model = model_of(vec![source("local", "native", Some(1), None)], Vec::new(), cols, rows);
    let words = text("No source: local database, not your production. watchfloor config init");
    model.notices.push(Notice { about: "no-source", words, warning: true });
    model
}

fn asking(cols: u16, rows: u16) -> Model {
    let unasked = ["am", "pd"].map(|name| source(name, "alertmanager", None, None));
    model_of(unasked.into(), Vec::new(), cols, rows)
}

fn dead(cols: u16, rows: u16) -> Model {
    let words = "GET http://am.example:9093/api/v2/alerts: connect: connection refused. Is it running? Check url in \
                 the configuration";
    let dead = ["am", "pd"].map(|name| source(name, "alertmanager", None, Some(words)));
    model_of(dead.into(), Vec::new(), cols, rows)
}

/// The second view is one that only a dead source can fill.
fn racks(cols: u16, rows: u16) -> Model {
    let mut model = model_of(sources(), one(), cols, rows);
    let query = Query::parse("state:open source:icinga").expect("a query");
    model.views[1] = View {
        name: SafeText::clean("racks", Kind::Label),
        query: query.clone(),
        arrange: Arrange::default(),
    };
    model.inbox.look(|lens| lens.views[1] = query, now().utc);
    model
}

/// The last view tells what changed, and nothing did.
fn since(cols: u16, rows: u16) -> Model {
    let mut model = model_of(live(), one(), cols, rows);
    let visit = now().utc - 60;
    model.last_visit = Some(visit);
    model.views.extend(View::since(Some(visit), now().utc));
    let queries: Vec<Query> = model.views.iter().map(|v| v.query.clone()).collect();
    model.inbox.look(|lens| lens.views = queries, now().utc);
    model
}

fn output(model: &mut Model, words: &str, failed: Option<&str>) {
    model.screens.push(Screen::Output(Box::new(Output {
        line: text("list p:1"),
        failed: failed.map(text),
        text: SafeText::clean(words, Kind::Body),
        top: 0,
    })));
}

fn recorded(cols: u16, rows: u16) -> Model {
    let full = record::full(None);
    record::screen(record::with(1100, "Checkout 5xx", State::Resolved, full), cols, rows)
}
