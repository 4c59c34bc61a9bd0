//! Models to begin with, and what happens to them.

use std::sync::Arc;

use super::super::{
    desk::{on, put, record, resolved},
    fixture::{find, now, source, text},
    palette,
};
use crate::{
    app::{
        Msg,
        effect::Effect,
        key::Key,
        model::{
            Model, View,
            layer::Layer,
            pending::{ActState, PendingAct},
        },
        update,
    },
    backend::{ActionKey, Support},
    domain::{
        Practice, SourceName, State,
        category::Categories,
        query::Query,
        record::{Caller, Major},
        view::Arrange,
    },
};

/// One thing that can be on the screen.
#[derive(Clone, Copy)]
pub struct Case {
    /// Names its file.
    pub name: &'static str,
    begin: fn(u16, u16) -> Model,
    keys: &'static str,
    then: fn(&mut Model),
}

/// What these keys bring up.
pub const fn case(name: &'static str, begin: fn(u16, u16) -> Model, keys: &'static str) -> Case {
    Case { name, begin, keys, then: |_| {} }
}

impl Case {
    /// And what happens then.
    pub const fn then(self, then: fn(&mut Model)) -> Self {
        Self { then, ..self }
    }

    pub fn model(&self, cols: u16, rows: u16) -> Model {
        let mut model = (self.begin)(cols, rows);
        keys(&mut model, self.keys);
        (self.then)(&mut model);
        model
    }
}

/// A message; what it asks of the outbox is committed at once.
pub fn send(model: &mut Model, msg: Msg) {
    for effect in update(model, now(), msg) {
        if let Effect::Enqueue { group, acts } = effect {
            let act = |(n, (target, verb)): (usize, _)| PendingAct {
                key: ActionKey(uuid::Uuid::from_u128(u128::from(group) * 1_000 + n as u128)),
                target,
                verb,
                state: ActState::Queued,
                since: now().utc,
            };
            let acts = acts.into_iter().enumerate().map(act).collect();
            send(model, Msg::Queued { group, acts });
        }
    }
}

pub fn keys(model: &mut Model, script: &str) {
    for key in Key::parse_script(script).expect("keys") {
        send(model, Msg::Key(key));
    }
}

/// The shift with sources that keep everything, a tree of categories, people and commands.
pub fn night(cols: u16, rows: u16) -> Model {
    let mut model = palette::model(cols, rows);
    let tree = vec![
        (text("software"), vec![text("email"), text("web shop")]),
        (text("network"), vec![text("remote access")]),
        (text("database"), vec![text("replication")]),
    ];
    let practice = Arc::new(Practice { categories: Categories { tree }, ..Practice::default() });
    for name in ["am", "pd", "native", "icinga"] {
        send(&mut model, Msg::Practice { source: SourceName::new(name), practice: Arc::clone(&practice) });
    }
    for source in &mut model.sources {
        source.capabilities.keeps_all = true;
        source.capabilities.resolve = Support::Native;
    }
    model.said = None;
    model
}

/// The same, the cursor on the one that is worked on.
pub fn work(cols: u16, rows: u16) -> Model {
    let mut model = night(cols, rows);
    on(&mut model, 1031);
    model
}

/// The same, the cursor on the acknowledged one.
pub fn acked(cols: u16, rows: u16) -> Model {
    let mut model = night(cols, rows);
    on(&mut model, 1041);
    model
}

/// The same, the one that is worked on without impact.
pub fn mitigated(cols: u16, rows: u16) -> Model {
    let mut model = work(cols, rows);
    let mut one = find(&model, 1031);
    one.state = State::Mitigated;
    put(&mut model, one);
    model
}

/// The view of what is resolved, on one with a caller.
pub fn done(cols: u16, rows: u16) -> Model {
    let mut model = night(cols, rows);
    resolved(&mut model);
    let mut alert = find(&model, 1040);
    (alert.state, alert.resolved_at) = (State::Resolved, Some(now().utc - 300));
    put(&mut model, alert);
    let query = Query::parse("state:resolved").expect("a query");
    model.views[4] = View { name: text("to close"), query: query.clone(), arrange: Arrange::default() };
    model.inbox.look(|lens| lens.views[4] = query, now().utc);
    keys(&mut model, "g5");
    on(&mut model, 1031);
    model.said = None;
    model
}

/// The same, on one that nobody reported.
pub fn done_alert(cols: u16, rows: u16) -> Model {
    let mut model = done(cols, rows);
    on(&mut model, 1040);
    model
}

/// The same, a major.
pub fn done_major(cols: u16, rows: u16) -> Model {
    let mut model = done_alert(cols, rows);
    let mut one = find(&model, 1040);
    record(&mut one, |r| r.major = Some(Box::new(Major { by: text("ana"), at: now().utc, reason: None })));
    put(&mut model, one);
    model
}

/// The one that is worked on has a caller whom nobody could reach three times.
pub fn unreached(cols: u16, rows: u16) -> Model {
    let mut model = work(cols, rows);
    let mut one = find(&model, 1031);
    record(&mut one, |r| {
        r.reporter = Some(Box::new(Caller { name: text("Anna Weber"), ..Caller::default() }));
        r.unanswered = 3;
    });
    put(&mut model, one);
    model
}

/// A source whose resolving cannot be taken back.
pub fn no_way_back(cols: u16, rows: u16) -> Model {
    let mut model = work(cols, rows);
    model.sources.iter_mut().for_each(|s| s.capabilities.keeps_all = false);
    model
}

/// Sources that all answer.
pub fn live() -> Vec<crate::app::model::SourceState> {
    vec![source("am", "alertmanager", Some(3), None), source("pd", "pagerduty", Some(4), None)]
}

/// The strip has been on the terminal long enough.
pub fn ready(model: &mut Model) {
    if let Some(Layer::Strip(strip)) = &mut model.layer {
        strip.armed_at_ms = 0;
    }
}

/// Everything in the outbox moves on to this state.
pub fn all_become(model: &mut Model, state: &ActState) {
    let keys: Vec<ActionKey> = model.pending.all().iter().map(|act| act.key).collect();
    for key in keys {
        send(model, Msg::Act { key, state: state.clone() });
    }
}

pub fn confirmed() -> ActState {
    ActState::Confirmed { elapsed_ms: 98, words: None, local: false }
}

pub fn refused() -> ActState {
    ActState::Failed(text("403: silences are read only for kim"))
}

pub fn waiting() -> ActState {
    ActState::Waiting { words: text("connection refused"), next_at: now().utc + 8, tries: 2 }
}
