//! One frame of the screen without a terminal: the same model, messages, effects and views, and an end.
//!
//! Every source is asked once; then keys are pressed as if somebody did. What they ask of a source is done only in a
//! rehearsal: taking a picture of production must change nothing there.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use ratatui::{buffer::Buffer, layout::Rect, style::Modifier};

use super::{
    clock::Clock,
    hub::{self, Hub, News},
    screen::{self, Begin, effects},
};
use crate::{
    app::{
        Action, Effect, Model, Msg, Now,
        key::Key,
        model::{Size, pending::ActState},
        update, wake,
    },
    backend::Health,
    config::Config,
    domain::SourceName,
    term::check::last_check,
    text::{Kind, SafeText},
    ui::{self, Theme},
};

/// Between two keys, milliseconds: a person in no hurry.
const KEY_MS: u64 = 200;
/// From the last key to the picture, milliseconds: everything that moves by itself has, no receipt is gone yet.
const LOOK_MS: u64 = 6_000;
/// Rows of the last known state of a source that does not answer.
const KNOWN: u32 = 5_000;

/// What is pictured.
pub struct Options {
    /// How the screen is begun: keys, notices, the clock.
    pub screen: screen::Options,
    /// How large the screen is.
    pub size: Size,
    /// What is gone to first, by the keys it has.
    pub go: Vec<Action>,
    /// What is pressed then.
    pub keys: Vec<Key>,
    /// The sources are this process's own and gone with the picture. What is asked of them is sent, and its answer
    /// waited for; their addresses, other ones each time, are not shown.
    pub rehearsal: bool,
    /// How long the slowest source is waited for.
    pub patience: Duration,
}

/// A frame, and what was found out on the way to it.
#[derive(Debug)]
pub struct Frame {
    /// Every cell.
    pub buffer: Buffer,
    /// The sources that did not answer, and why.
    pub silent: Vec<(SourceName, SafeText)>,
    /// How many were asked.
    pub asked: usize,
    /// The incident that was to be opened is not there, or not open.
    pub missing: bool,
}

/// Draws what the screen would show.
pub async fn frame(config: &Config, hub: &Hub, theme: &Theme, options: Options) -> Frame {
    let specs = hub::specs(config, "tui");
    let mut sources: Vec<_> = specs.iter().map(screen::unasked).collect();
    if options.rehearsal {
        for source in &mut sources {
            source.url = SafeText::clean("in this process", Kind::Line);
        }
    }
    let clock = options.screen.frozen.map_or_else(Clock::default, Clock::frozen);
    let model = screen::model(config, &options.screen, options.size, sources, None, &clock);
    let mut sitting = Sitting {
        hub,
        theme,
        model,
        now: Now { ms: 0, sub_ms: 0, ..clock.now() },
        me: SafeText::clean(&config.me, Kind::Label),
        rehearsal: options.rehearsal,
        patience: options.patience,
    };
    let silent = sitting.ask(specs.iter().map(|s| &s.name)).await;
    if let Some(beside) = &options.screen.beside {
        // What the palette has to know. Nothing is ever asked of it: nothing is run for a picture.
        let themes = beside.themes();
        sitting.feed(Msg::Grammar(Arc::new(beside.grammar()))).await;
        sitting
            .feed(Msg::Themes(themes.iter().map(|name| SafeText::clean(name, Kind::Label)).collect()))
            .await;
        let name = SafeText::clean(&beside.theme_name(), Kind::Label);
        sitting.feed(Msg::Themed(Ok(name))).await;
    }
    // From here on time stands still: what is drawn is one instant.
    sitting.now.utc = clock.now().utc;
    sitting.model.frozen = true;
    for notice in options.screen.notices {
        sitting.feed(Msg::Notice(notice)).await;
    }
    match hub.outbox().await {
        Ok(acts) => sitting.feed(Msg::Outbox(acts)).await,
        Err(words) => sitting.feed(Msg::Say(words)).await,
    }
    for msg in options.screen.begin.msgs() {
        sitting.feed(msg).await;
    }
    let missing =
        matches!(options.screen.begin, Begin::Incident(_)) && sitting.model.incident_screen().is_none();
    for action in options.go {
        let keys = sitting.model.keymap.keys_of(action);
        for key in keys.first().and_then(|k| Key::parse_sequence(k)).into_iter().flatten() {
            sitting.feed(Msg::Key(key)).await;
        }
    }
    for key in options.keys {
        sitting.pass(KEY_MS).await;
        sitting.feed(Msg::Key(key)).await;
        sitting.look().await;
    }
    sitting.pass(LOOK_MS).await;
    Frame { buffer: sitting.look().await, silent, asked: specs.len(), missing }
}

/// The screen's core, and what it needs of the world.
struct Sitting<'a> {
    hub: &'a Hub,
    theme: &'a Theme,
    model: Model,
    now: Now,
    me: SafeText,
    rehearsal: bool,
    patience: Duration,
}

impl Sitting<'_> {
    /// Asks each source once, all at the same time; gives back those that did not answer.
    async fn ask(&mut self, names: impl Iterator<Item = &SourceName>) -> Vec<(SourceName, SafeText)> {
        let (hub, patience) = (self.hub, self.patience);
        let asked = names.map(|name| async move {
            let answer = tokio::time::timeout(patience, hub.refresh(name)).await;
            let news = if matches!(answer, Ok(Ok(_))) { hub.learn(name).await.ok() } else { None };
            (name.clone(), answer, news)
        });
        let mut silent = Vec::new();
        // In the configured order, so that the picture is the same whoever answers first.
        for (name, answer, news) in futures_util::future::join_all(asked).await {
            let News { practice, directory } = news.unwrap_or_default();
            if let Some(practice) = practice {
                self.feed(Msg::Practice { source: name.clone(), practice }).await;
            }
            if let Some(directory) = directory {
                self.feed(Msg::Directory(directory)).await;
            }
            match answer {
                Ok(Ok(fresh)) => {
                    self.feed(Msg::Changes { source: name, changes: fresh.changes }).await;
                    self.health(fresh.health).await;
                }
                Ok(Err(unread)) => {
                    self.health(unread.health).await;
                    silent.push((name, unread.error.words().clone()));
                }
                Err(_) => {
                    let words =
                        format!("no answer within {} s; it may be slow or unreachable", patience.as_secs());
                    silent.push((name, SafeText::clean(&words, Kind::Line)));
                }
            }
        }
        if !silent.is_empty() {
            match self.hub.cached(KNOWN).await {
                Ok((incidents, as_of, _)) => self.feed(Msg::Cached { incidents, as_of }).await,
                Err(words) => self.feed(Msg::Say(words)).await,
            }
        }
        silent
    }

    /// How a source does. Where the clock stands still, nothing took any time.
    async fn health(&mut self, mut health: Health) {
        if super::clock::frozen().is_some() {
            health.elapsed_ms = health.elapsed_ms.map(|_| 0);
        }
        self.feed(Msg::Health(health)).await;
    }

    /// One message into the core, and all that follows from it.
    async fn feed(&mut self, msg: Msg) {
        let mut todo = VecDeque::from([msg]);
        while let Some(msg) = todo.pop_front() {
            for effect in update(&mut self.model, self.now, msg) {
                todo.extend(self.carry_out(effect).await);
            }
        }
    }

    async fn carry_out(&self, effect: Effect) -> Vec<Msg> {
        match effect {
            Effect::LoadTimeline(_) | Effect::LoadDraft(_) | Effect::Look(_) | Effect::Find { .. } => {
                effects::answers(self.hub, &self.me, effect).await
            }
            Effect::Enqueue { group, .. } if !self.rehearsal => {
                let words = "a picture asks nothing of a source; nothing was sent or saved";
                vec![Msg::NotQueued { group, words: SafeText::clean(words, Kind::Line) }]
            }
            Effect::Enqueue { .. } | Effect::Retry(_) | Effect::Drop(_) if self.rehearsal => {
                let mut answers = effects::answers(self.hub, &self.me, effect).await;
                answers.extend(self.send().await);
                answers
            }
            // What is typed is not kept, what is told to a terminal is told to none.
            Effect::OpenNew { .. } if self.rehearsal => effects::answers(self.hub, &self.me, effect).await,
            Effect::OpenNew { slot, .. } => {
                let words = "a picture asks nothing of a source; nothing was opened";
                vec![Msg::Opened { slot, incident: Err(SafeText::clean(words, Kind::Line)) }]
            }
            _ => Vec::new(),
        }
    }

    /// Sends what is due, and reads again what that changed.
    async fn send(&self) -> Vec<Msg> {
        let mut told = Vec::new();
        let _ = self
            .hub
            .drain(self.patience, |sent| {
                let mut state = sent.state.clone();
                if let (ActState::Confirmed { elapsed_ms, .. }, Some(_)) =
                    (&mut state, super::clock::frozen())
                {
                    *elapsed_ms = 0;
                }
                told.push((sent.source.clone(), sent.changes.clone(), Msg::Act { key: sent.key, state }));
            })
            .await;
        let mut msgs = Vec::new();
        for (source, changes, act) in told {
            msgs.push(Msg::Changes { source: source.clone(), changes });
            msgs.push(act);
            if let Ok(fresh) = self.hub.refresh(&source).await {
                msgs.push(Msg::Changes { source, changes: fresh.changes });
            }
        }
        msgs
    }

    /// Lets `ms` go by, with everything that happens by itself meanwhile.
    async fn pass(&mut self, ms: u64) {
        let until = self.now.ms + ms;
        while let Some(next) = wake::next(&self.model, self.now).filter(|next| *next <= until) {
            self.now.ms = next.max(self.now.ms + 1);
            self.feed(Msg::Wake).await;
        }
        self.now.ms = self.now.ms.max(until);
    }

    /// Draws; what is drawn may say how long it is, which keys that scroll need to know.
    async fn look(&mut self) -> Buffer {
        let area = Rect::new(0, 0, self.model.size.cols, self.model.size.rows);
        let mut buffer = Buffer::empty(area);
        let drawn = ui::draw(&self.model, self.now, self.theme, area, &mut buffer);
        if drawn.body != self.model.body {
            self.feed(Msg::Drawn { body: drawn.body }).await;
            buffer.reset();
            ui::draw(&self.model, self.now, self.theme, area, &mut buffer);
        }
        let bad = last_check(&mut buffer);
        if bad > 0 {
            tracing::error!(bad, "control characters in a finished frame were taken out");
        }
        // Where something is typed a terminal shows its cursor; elsewhere it only leads screen readers.
        if let (Some(at), true) = (drawn.cursor, self.model.layer.is_some())
            && let Some(cell) = buffer.cell_mut(at)
        {
            cell.modifier.toggle(Modifier::REVERSED);
        }
        buffer
    }
}
