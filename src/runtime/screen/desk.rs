//! The loop: waits for something to happen, takes in all that did, draws once.

use std::{collections::VecDeque, path::PathBuf, sync::Arc, time::Duration};

use tokio::{sync::mpsc::Receiver, task::JoinHandle, time::Instant};

use super::{
    Begin, RunError,
    again::Again,
    beside::{Beside, Reloaded},
    editor::Editor,
    effects::{Effects, say},
    folders::Folders,
    keys::{Heard, hear},
    known, outside,
    paint::Painter,
    panic::Panicked,
    signals::{Asked, Signals},
    stop,
    title::title,
};
use crate::{
    app::{
        Effect, Model, Msg,
        model::{Notice, Size},
        update, wake,
    },
    outbox::{OpenError, Page},
    runtime::clock::{Alarm, Clock},
    term::{
        input::{Input, InputHandle},
        osc,
        rtt::Rtt,
        session::Session,
        tty::TtyWriter,
    },
    text::SafeText,
    ui::{self, Theme},
};

/// Between two frames that nobody's key asked for: at most thirty a second.
const FRAME: Duration = Duration::from_millis(33);
/// What one turn may spend on taking in messages before the keys and the picture have their turn again.
const TURN: Duration = Duration::from_millis(4);
/// The link is measured at most this often, and only while somebody types, milliseconds.
const MEASURE_MS: u64 = 60_000;

/// What the loop is made of.
pub(super) struct Parts<'t> {
    pub(super) model: Model,
    pub(super) clock: Clock,
    pub(super) theme: Theme,
    pub(super) painter: Painter<TtyWriter>,
    pub(super) session: &'t Session,
    pub(super) input: InputHandle,
    pub(super) keys: Receiver<Input>,
    pub(super) msgs: Receiver<Msg>,
    pub(super) effects: Effects,
    pub(super) panicked: Panicked,
    /// The window's title is ours.
    pub(super) titled: bool,
    /// Where the editor's file may lie.
    pub(super) scratch: PathBuf,
    pub(super) signals: Signals,
    /// Whoever started the screen.
    pub(super) beside: Arc<dyn Beside>,
}

/// Why the loop ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// The person asked for it.
    Quit,
    /// A signal did.
    Asked,
    /// The terminal is gone.
    HungUp,
}

/// What is left when the loop has ended.
pub(super) struct Ended {
    pub(super) why: Why,
    pub(super) effects: Effects,
    /// Words being written.
    pub(super) saves: Vec<Effect>,
}

/// The loop and all it holds.
pub(super) struct Desk<'t> {
    pub(super) is: Parts<'t>,
    alarm: Alarm,
    rtt: Rtt,
    measured_ms: Option<u64>,
    title: Option<SafeText>,
    /// Messages that the loop sends itself.
    pub(super) own: VecDeque<Msg>,
    /// Files that are read again when they change.
    folders: Folders,
    pub(super) again: Again,
    over: Option<Why>,
    /// Something may look different.
    dirty: bool,
    /// A key asked for it: the frame does not wait.
    urgent: bool,
    drawn_at: Instant,
    /// We went on by ourselves just now: the signal that tells so is no news.
    went_on: Option<Instant>,
}

enum Happened {
    Signal(Asked),
    Heard(Option<Input>),
    Msg(Option<Msg>),
    Alarm,
    Panic,
    Opened(Option<OpenError>),
    /// A file that was read has changed.
    Changed,
    Read(Box<Reloaded>),
}

impl<'t> Desk<'t> {
    pub(super) fn new(is: Parts<'t>) -> Self {
        let folders = Folders::watch(is.beside.watched());
        Self {
            is,
            alarm: Alarm::new(),
            rtt: Rtt::new(),
            measured_ms: None,
            title: None,
            own: VecDeque::new(),
            folders,
            again: Again::default(),
            over: None,
            dirty: true,
            urgent: true,
            drawn_at: Instant::now(),
            went_on: None,
        }
    }

    /// Paints what is known before anybody was asked.
    pub(super) fn first_frame(&mut self, page: Page, notices: Vec<Notice>, begin: &Begin) {
        self.own.extend(notices.into_iter().map(Msg::Notice));
        self.own.push_back(Msg::Cached { incidents: page.incidents, as_of: page.as_of });
        self.own.extend(begin.msgs());
        self.own.extend(known::begin(&self.is.beside, &self.is.effects));
        while let Some(msg) = self.own.pop_front() {
            let now = self.is.clock.now();
            for effect in update(&mut self.is.model, now, msg) {
                let _ = self.is.effects.begin(effect);
            }
        }
        self.draw();
        self.measure();
    }

    /// Runs until something ends it. `opening` is what goes on behind the first frame; its error ends the loop.
    pub(super) async fn run(mut self, opening: JoinHandle<Result<(), OpenError>>) -> Result<Ended, RunError> {
        let mut opening = Some(opening);
        while self.over.is_none() {
            match self.wait(&mut opening).await {
                Happened::Opened(Some(error)) => return Err(error.into()),
                Happened::Panic => return Err(RunError::Panicked),
                happened => self.take(happened).await,
            }
            self.drain().await;
            if self.over.is_none() && self.dirty && (self.urgent || self.frame_at() <= Instant::now()) {
                self.draw();
            }
        }
        // Not one byte more of what is typed is ours.
        self.is.input.pause();
        let why = self.over.unwrap_or(Why::Quit);
        tracing::info!(?why, "leaving the screen");
        Ok(Ended { why, saves: crate::app::update::leave(&self.is.model), effects: self.is.effects })
    }

    fn frame_at(&self) -> Instant {
        self.drawn_at + FRAME
    }

    /// Sleeps until something happens, or something visible changes by itself.
    async fn wait(&mut self, opening: &mut Option<JoinHandle<Result<(), OpenError>>>) -> Happened {
        let frame = self.dirty.then(|| self.frame_at());
        let change = wake::next(&self.is.model, self.is.clock.now()).map(|ms| self.is.clock.instant(ms));
        let until = [frame, change].into_iter().flatten().min();
        let opened = async {
            match opening {
                Some(task) => task.await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            asked = self.is.signals.next() => Happened::Signal(asked),
            input = self.is.keys.recv() => Happened::Heard(input),
            () = self.is.panicked.told() => Happened::Panic,
            _ = self.alarm.wait(until) => Happened::Alarm,
            msg = self.is.msgs.recv() => Happened::Msg(msg),
            read = self.again.read() => Happened::Read(Box::new(read)),
            () = self.folders.changed() => Happened::Changed,
            done = opened => {
                *opening = None;
                Happened::Opened(done.ok().and_then(Result::err))
            }
        }
    }

    async fn take(&mut self, happened: Happened) {
        match happened {
            Happened::Signal(asked) => self.signal(asked),
            // The reader has ended without a last word: as good as a hang-up.
            Happened::Heard(None) => self.over = Some(Why::HungUp),
            Happened::Heard(Some(input)) => self.hear(input).await,
            Happened::Msg(Some(msg)) => self.feed(msg).await,
            Happened::Alarm => {
                if self.is.clock.slept() {
                    self.woke_up();
                }
                self.feed(Msg::Wake).await;
            }
            Happened::Changed => self.reload(),
            Happened::Read(read) => self.reloaded(*read),
            Happened::Msg(None) | Happened::Panic | Happened::Opened(_) => {}
        }
    }

    /// Takes in whatever else is there: all keys, and messages for a few milliseconds.
    async fn drain(&mut self) {
        let until = Instant::now() + TURN;
        while self.over.is_none() {
            if let Some(msg) = self.own.pop_front() {
                self.feed(msg).await;
            } else if let Ok(input) = self.is.keys.try_recv() {
                self.hear(input).await;
            } else if Instant::now() >= until {
                return;
            } else if let Ok(msg) = self.is.msgs.try_recv() {
                self.feed(msg).await;
            } else {
                return;
            }
        }
    }

    async fn hear(&mut self, input: Input) {
        match hear(input) {
            Heard::Msgs(msgs) => {
                self.urgent = true;
                for msg in msgs {
                    match &msg {
                        Msg::Resize(size) => self.is.painter.resize(*size),
                        // Whoever was in an editor comes back.
                        Msg::Focus(true) if !self.folders.sees_all() => self.reload(),
                        _ => {}
                    }
                    self.feed(msg).await;
                }
                self.measure();
            }
            Heard::Echo => {
                let now = self.is.clock.now();
                if self.rtt.answered(now.ms).is_some()
                    && let Some(ms) = self.rtt.median()
                {
                    self.own.push_back(Msg::Link(ms));
                }
            }
            Heard::Closed => self.over = Some(Why::HungUp),
        }
    }

    /// One message into the core, and what it asks for into the world.
    async fn feed(&mut self, msg: Msg) {
        let now = self.is.clock.now();
        self.dirty = true;
        for effect in update(&mut self.is.model, now, msg) {
            match self.is.effects.begin(effect) {
                None => {}
                Some(Effect::Copy { text, what }) => self.copy(&text, what),
                Some(Effect::OpenLink(url)) if outside::has_display() => {
                    self.is.effects.ask(outside::open(url));
                }
                Some(Effect::OpenLink(url)) => self.copy(&url, "no display here, link".to_owned()),
                Some(Effect::Bell) => self.is.painter.send(&osc::bell()),
                Some(Effect::Editor { slot, text }) => self.edit(slot, &text).await,
                Some(Effect::Theme { name, keep }) => self.theme(&name, keep),
                Some(Effect::Reload) => self.reload(),
                Some(asked @ (Effect::Command { .. } | Effect::SaveView { .. })) => {
                    known::ask(&self.is.beside, &self.is.effects, asked);
                }
                Some(Effect::Suspend) => self.stop(),
                Some(Effect::Redraw) => self.is.painter.forget(),
                Some(Effect::Quit) => self.over = Some(Why::Quit),
                Some(other) => tracing::error!(?other, "an effect that nobody carries out"),
            }
        }
    }

    fn signal(&mut self, asked: Asked) {
        match asked {
            Asked::Measure => self.measure_window(),
            Asked::Leave | Asked::Interrupt => self.over = Some(Why::Asked),
            Asked::Stop => self.stop(),
            Asked::GoOn if self.went_on.is_some_and(|at| at.elapsed() < Duration::from_secs(1)) => {}
            // Somebody stopped us without a word, and the shell has had the terminal since.
            Asked::GoOn => {
                self.is.input.pause();
                self.is.session.suspend();
                self.take_over();
            }
        }
    }

    fn measure_window(&mut self) {
        if let Some((cols, rows)) = self.is.session.size() {
            let size = Size { cols, rows };
            self.is.painter.resize(size);
            self.own.push_back(Msg::Resize(size));
            self.urgent = true;
        }
    }

    /// The machine slept: nothing held is fresh, and the first thing to do is to ask.
    fn woke_up(&mut self) {
        tracing::info!("the machine was suspended; everything is read again");
        self.is.effects.bells.refresh(None);
        self.is.painter.forget();
        (self.dirty, self.urgent) = (true, true);
    }

    /// Ctrl-Z.
    fn stop(&mut self) {
        if !stop::can_go_on() {
            self.own.push_back(say("not stopped: no shell with job control is here to let it go on"));
            return;
        }
        self.is.input.pause();
        self.is.session.suspend();
        if let Err(error) = stop::now() {
            tracing::warn!(%error, "could not stop");
        }
        self.went_on = Some(Instant::now());
        self.take_over();
    }

    /// The terminal is ours again after somebody else had it.
    fn take_over(&mut self) {
        if let Err(error) = self.is.session.resume() {
            tracing::warn!(%error, "the terminal could not be taken back");
            self.over = Some(Why::HungUp);
            return;
        }
        self.is.input.resume();
        self.is.painter.forget();
        self.title = None;
        self.measure_window();
        self.is.effects.bells.refresh(None);
        (self.dirty, self.urgent) = (true, true);
    }

    /// `$EDITOR` on words being written; the loop stands still meanwhile, what the sources say waits.
    async fn edit(&mut self, slot: String, text: &str) {
        self.is.input.pause();
        self.is.session.suspend();
        let edited = match Editor::start(text, &self.is.scratch) {
            Ok(mut editor) => {
                let ok = loop {
                    tokio::select! {
                        ok = editor.ended() => break ok,
                        asked = self.is.signals.next() => match asked {
                            Asked::Leave => {
                                self.over = Some(Why::Asked);
                                break false;
                            }
                            // The editor stopped its group: we are part of the job.
                            Asked::Stop => drop(stop::now()),
                            // Its own affair.
                            Asked::Interrupt | Asked::Measure | Asked::GoOn => {}
                        },
                        // Only a hang-up comes while the reader pauses.
                        input = self.is.keys.recv() => if matches!(input, None | Some(Input::Closed)) {
                            self.over = Some(Why::HungUp);
                            break false;
                        },
                    }
                };
                match self.over {
                    None if ok => editor.finish().map(Some).map_err(|e| e.to_string()),
                    None => {
                        editor.forget();
                        Err("the editor ended with an error; the words are as they were".to_owned())
                    }
                    // What was saved in the editor so far goes into the draft.
                    Some(_) => editor.finish().map(Some).map_err(|e| e.to_string()),
                }
            }
            Err(error) => Err(error.to_string()),
        };
        if self.over.is_none() {
            self.went_on = Some(Instant::now());
            self.take_over();
        }
        match edited {
            Ok(Some(text)) => {
                let msg = Msg::Edited { slot, text };
                if self.over.is_some() {
                    let now = self.is.clock.now();
                    drop(update(&mut self.is.model, now, msg));
                } else {
                    self.own.push_back(msg);
                }
            }
            Ok(None) => {}
            Err(words) => self.own.push_back(say(&words)),
        }
    }

    fn copy(&mut self, text: &SafeText, what: String) {
        let copying = outside::copying(text, &what);
        if let Some(sequence) = &copying.sequence {
            self.is.painter.send(sequence);
        }
        if let Some(said) = copying.said.clone() {
            self.own.push_back(Msg::Say(said));
        }
        self.is.effects.ask(copying.hand_over(what));
    }

    /// Asks how long a byte takes to the terminal and back, once a minute while somebody types.
    fn measure(&mut self) {
        let now = self.is.clock.now();
        if self.measured_ms.is_some_and(|at| now.ms < at + MEASURE_MS) {
            return;
        }
        if let Some(query) = self.rtt.ask(now.ms) {
            self.measured_ms = Some(now.ms);
            self.is.input.expect_cursor_report();
            self.is.painter.send(&query);
            self.dirty = true;
        }
    }

    /// One frame, one write; none where nothing changed.
    fn draw(&mut self) {
        let now = self.is.clock.now();
        if self.is.titled {
            let title = title(&self.is.model);
            if self.title.as_ref() != Some(&title) {
                self.is.painter.send(&osc::title(&title));
                self.title = Some(title);
            }
        }
        let (model, theme) = (&self.is.model, &self.is.theme);
        let (mut body, mut hits) = (0, Vec::new());
        let done = self.is.painter.paint(model.size, |area, buffer| {
            let (drawn, places) = ui::draw_with_places(model, now, theme, area, buffer);
            (body, hits) = (drawn.body, places.hits);
            (drawn, places.links)
        });
        if let Err(error) = done {
            tracing::warn!(%error, "the terminal takes no frame");
            self.over = Some(Why::HungUp);
        }
        if body != model.body {
            self.own.push_back(Msg::Drawn { body });
        }
        // Known before the next click, and nothing looks different for it.
        if self.is.model.mouse && hits != self.is.model.hits {
            drop(update(&mut self.is.model, now, Msg::Hits(hits)));
        }
        self.drawn_at = Instant::now();
        (self.dirty, self.urgent) = (false, false);
    }
}
