//! Any sequence of keys and updates keeps what a person relies on: marks are in view, the cursor is on a row, no
//! effect names an incident that was neither marked nor under the cursor when its key was pressed, no strip is
//! confirmed by what was typed ahead or by Enter, and everything can be drawn at any size.

use std::{collections::BTreeSet, fmt::Write, sync::Arc};

use ratatui::{buffer::Buffer, layout::Rect};

use super::fixture::{source, text};
use crate::{
    app::{
        Effect, Model, Msg, Now,
        key::{Code, Key},
        keymap::Keymap,
        model::{
            Screen, Setup, Size, View,
            layer::Layer,
            pending::{ActState, PendingAct},
        },
        update, wake,
    },
    backend::{ActionKey, Support, Verb},
    domain::{Change, Incident, IncidentId, Priority, SourceName, State, query::Query, sample},
    ui::{Theme, draw},
};

/// Sequences, and steps of each.
const SEQUENCES: u64 = 10_000;
const STEPS: usize = 14;

/// The same numbers on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.roll(of.len() as u64) as usize]
    }
}

/// Keys, those that matter most often.
const KEYS: &[&str] = &[
    "j",
    "j",
    "k",
    "G",
    "gg",
    "Space",
    "Space",
    "V",
    "*",
    "a",
    "a",
    "A",
    "s",
    "Enter",
    "Enter",
    "y",
    "y",
    "f",
    "n",
    "r",
    "h",
    "z",
    "X",
    "m",
    "x",
    "C",
    "T",
    "p",
    "c",
    ".",
    ".",
    "u",
    "u",
    "t",
    "t",
    "Esc",
    "Esc",
    "/",
    "w",
    "1",
    "e",
    "b",
    "q",
    "Tab",
    "g1",
    "g2",
    "Backspace",
    "K",
    "o",
    "N",
    "gx",
    "gs",
    "gz",
    "?",
    "Ctrl-d",
    "l",
    "d",
    "Down",
    "gb",
];

/// What is told when it fails: the steps.
struct Trace {
    steps: String,
}

impl Drop for Trace {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the sequence: {}", self.steps);
        }
    }
}

struct Run {
    model: Model,
    now: Now,
    dice: Dice,
    trace: Trace,
    /// Those that a verb may name.
    chosen: BTreeSet<IncidentId>,
    /// Those that something was asked of, which `u` may name.
    acted: BTreeSet<IncidentId>,
    asks: Vec<Effect>,
    keys: Vec<ActionKey>,
    made: u128,
}

fn views() -> Vec<View> {
    [("open", "state:open"), ("urgent", "p<=2")]
        .map(|(name, query)| View {
            name: text(name),
            query: Query::parse(query).expect("a query"),
            arrange: crate::domain::view::Arrange::default(),
        })
        .into()
}

impl Run {
    fn new(seed: u64, views: &[View], keymap: &Keymap) -> Self {
        let mut am = source("am", "native", Some(1), None);
        (am.capabilities.keeps_all, am.capabilities.resolve) = (true, Support::Native);
        let setup = Setup {
            me: text("ana"),
            zone: chrono_tz::UTC,
            size: Size { cols: 80, rows: 24 },
            low_bandwidth: false,
            sources: vec![am],
            views: views.to_vec(),
            keymap: keymap.clone(),
            last_visit: None,
        };
        let now = Now { utc: sample::NOW, ms: 10_000, sub_ms: 0 };
        let mut model = Model::new(setup, now.utc);
        model.link_ms = Some((seed % 3) as u32 * 100);
        let changes = (0..5).map(|n| Change::Upsert(sample::incident(n))).collect();
        update(&mut model, now, Msg::Changes { source: SourceName::new("am"), changes });
        Self {
            model,
            now,
            dice: Dice(seed),
            trace: Trace { steps: format!("{seed}:") },
            chosen: BTreeSet::new(),
            acted: BTreeSet::new(),
            asks: Vec::new(),
            keys: Vec::new(),
            made: u128::from(seed) << 32,
        }
    }

    fn step(&mut self) {
        self.now.ms += 30;
        match self.dice.roll(10) {
            0..=6 => {
                let keys = *self.dice.one(KEYS);
                let _ = write!(self.trace.steps, " {keys}");
                for key in Key::parse_sequence(keys).expect("keys") {
                    self.key(key);
                }
            }
            7 => self.source(),
            8 => self.outbox(),
            _ => {
                let ms = *self.dice.one(&[10, 400, 800, 6_000, 90_000]);
                self.now.ms += ms;
                self.now.utc = self.now.utc + (ms / 1_000) as i64;
                let _ = write!(self.trace.steps, " +{ms}ms");
                self.send(Msg::Wake);
            }
        }
        self.check();
    }

    fn key(&mut self, key: Key) {
        let strip = match &self.model.layer {
            Some(Layer::Strip(strip)) => Some(strip.armed_at_ms),
            _ => None,
        };
        if self.model.layer.is_none() {
            self.chosen = if key == Key::char('u') {
                self.acted.clone()
            } else {
                self.model.targets().into_iter().map(|i| i.id.clone()).collect()
            };
        }
        let fx = self.send(Msg::Key(key));
        let asked = fx.iter().any(|e| matches!(e, Effect::Enqueue { .. }));
        if let Some(armed) = strip {
            assert!(!asked || self.now.ms >= armed, "a strip was confirmed by what was typed ahead");
            assert!(!asked || !matches!(key.code, Code::Enter), "a strip was confirmed by Enter");
        }
        for effect in &fx {
            let Effect::Enqueue { acts, .. } = effect else { continue };
            for (target, verb) in acts {
                assert!(self.chosen.contains(&target.id), "{} of what nobody chose", verb.name());
                let grave = matches!(verb, Verb::Cancel { .. } | Verb::Merge { .. });
                assert!(!grave || strip.is_some(), "{} without a strip", verb.name());
                self.acted.insert(target.id.clone());
            }
            self.asks.push(effect.clone());
        }
    }

    fn send(&mut self, msg: Msg) -> Vec<Effect> {
        let by_key = matches!(msg, Msg::Key(_));
        let fx = update(&mut self.model, self.now, msg);
        assert!(by_key || !fx.iter().any(|e| matches!(e, Effect::Enqueue { .. })), "asked without a key");
        fx
    }

    /// A source says something.
    fn source(&mut self) {
        let mut changes = Vec::new();
        for _ in 0..=self.dice.roll(2) {
            let n = self.dice.roll(8) as u32;
            let one = sample::incident(n);
            if self.dice.roll(3) == 0 {
                let _ = write!(self.trace.steps, " gone{n}");
                changes.push(Change::Gone { id: one.id, at: self.now.utc, why: text("resolved by jo") });
                continue;
            }
            let states = [State::New, State::Acknowledged, State::InProgress, State::Resolved];
            let state = *self.dice.one(&states);
            let priority = Priority::new(self.dice.roll(5) as u8 + 1).expect("1 to 5");
            let _ = write!(self.trace.steps, " {n}={}", state.short());
            let acked_at = (state != State::New).then_some(one.opened_at + 5);
            let resolved_at = (state == State::Resolved).then_some(one.opened_at + 9);
            changes.push(Change::Upsert(Incident { state, priority, acked_at, resolved_at, ..one }));
        }
        self.send(Msg::Changes { source: SourceName::new("am"), changes });
    }

    /// The outbox takes what was asked, or does not; what it has goes on.
    fn outbox(&mut self) {
        if let Some(Effect::Enqueue { group, acts }) = self.asks.pop() {
            if self.dice.roll(6) == 0 {
                let _ = write!(self.trace.steps, " not-queued");
                self.send(Msg::NotQueued { group, words: text("disk full") });
                return;
            }
            let _ = write!(self.trace.steps, " queued");
            let mut queued = Vec::new();
            for (target, verb) in acts {
                self.made += 1;
                let key = ActionKey(uuid::Uuid::from_u128(self.made));
                self.keys.push(key);
                queued.push(PendingAct { key, target, verb, state: ActState::Queued, since: self.now.utc });
            }
            self.send(Msg::Queued { group, acts: queued });
            return;
        }
        let Some(key) = self.keys.pop() else { return };
        let state = match self.dice.roll(4) {
            0 => ActState::Failed(text("no")),
            1 => ActState::Waiting { words: text("refused"), next_at: self.now.utc + 8, tries: 1 },
            _ => ActState::Confirmed { elapsed_ms: 98, words: None, local: false },
        };
        let _ = write!(self.trace.steps, " act");
        self.send(Msg::Act { key, state });
    }

    fn check(&self) {
        let (model, board) = (&self.model, &self.model.board);
        for id in &board.marks {
            assert!(model.inbox.place(id).is_some(), "a mark that is not in view");
        }
        let rows = board.rows(&model.inbox);
        assert!(board.cursor_row < rows.max(1), "the cursor stands on row {} of {rows}", board.cursor_row);
        assert!(board.top <= board.cursor_row);
        for screen in &model.screens {
            if let Screen::Triage(triage) = screen {
                assert!(triage.at <= triage.ids.len() && triage.ends.len() == triage.ids.len());
            }
        }
        assert!(wake::next(model, self.now).is_none_or(|t| t > self.now.ms));
    }

    fn draw(&mut self, theme: &Theme) {
        let sizes = [(80, 24), (40, 10), (1, 1), (17, 7), (120, 12), (60, 3)];
        let (cols, rows) = *self.dice.one(&sizes);
        let area = Rect { x: 0, y: 0, width: cols, height: rows };
        self.send(Msg::Resize(Size { cols, rows }));
        let drawn = draw(&self.model, self.now, theme, area, &mut Buffer::empty(area));
        assert!(drawn.cursor.is_none_or(|(x, y)| x < cols && y < rows), "{drawn:?}");
        self.send(Msg::Drawn { body: drawn.body });
        self.check();
    }
}

#[test]
fn any_sequence_of_keys_and_updates_keeps_what_a_person_relies_on() {
    let (views, keymap, theme) = (views(), Keymap::default(), Arc::new(Theme::default()));
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get() as u64).min(4);
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let (views, keymap, theme) = (&views, &keymap, &theme);
            scope.spawn(move || {
                for seed in (thread..SEQUENCES).step_by(threads as usize) {
                    let mut run = Run::new(seed, views, keymap);
                    for step in 0..STEPS {
                        run.step();
                        if (seed + step as u64).is_multiple_of(61) {
                            run.draw(theme);
                        }
                    }
                }
            });
        }
    });
}
