//! `watch --plain`: the feed in whole sentences for screen readers and plain terminals, and verbs as an answer to it.
//! Belongs to `watch`.
//!
//! Lines are appended and nothing else: no escape sequence, no drawing, nothing that is written over. Each incident has
//! a short number for as long as the feed runs; a verb is typed after it. What is asked goes through the outbox like
//! everywhere else; its answer is one more line.

use std::{
    collections::{BTreeMap, HashMap},
    io::{self, BufRead, IsTerminal, Read},
    time::Duration,
};

use tokio::{sync::mpsc, time::Instant};

use super::{Ends, Feed, Told, begin, typed, words};
use crate::{
    app::model::pending::ActState,
    backend::{ActionKey, Target, Verb},
    cli::{
        exit::{Code, Failure},
        open::Session,
        print::{self, Cell, Format, Printer},
        rows, verbs,
    },
    domain::{Incident, IncidentId, Number, SourceName},
    runtime::{clock, hub::Sent},
    text::{Kind, SafeText},
};

/// The longest line that is read, in bytes: a note and its verb fit.
const LONGEST: u64 = 1 << 20;

/// How long what was asked may take once nothing more can be typed.
const LAST: Duration = Duration::from_secs(15);

const HELP: [&str; 4] = [
    "Type a number and a verb: 3 ack, 3 ack looking at it, 3 note rebooted web-1, 3 take, 3 assign jo, 3 resolve, 3 show.",
    "Several at once: 3 4 ack. Every verb of the command line works with its options: 3 hold --reason other --note \"ask jo\".",
    "3 merge --into 5 merges 3 into 5. watchfloor hold --help, typed in a shell, tells the options of hold.",
    "list tells all that is open. help tells this. quit ends. An empty line at a question does nothing.",
];

/// What was typed.
enum Typed {
    Line(String),
    /// A line that is longer than any that makes sense.
    TooLong,
    End,
}

/// A question that the next line answers.
enum Question {
    /// How did it end?
    Code(Vec<u32>, Vec<SafeText>),
    /// What was done?
    Words(Vec<u32>, String),
}

/// An action that was asked for here and is not settled.
struct Waiting {
    numbers: Vec<u32>,
    verb: Verb,
    source: SourceName,
    /// It was said that it waits.
    told: bool,
}

struct Desk<'a> {
    session: &'a Session,
    feed: Feed<'a>,
    printer: Printer,
    /// Numbers of this session, never given twice.
    numbers: HashMap<IncidentId, u32>,
    question: Option<Question>,
    asked: HashMap<ActionKey, Waiting>,
    sent: mpsc::Sender<Sent>,
}

/// `watch --plain [QUERY]`; `prompt` reads verbs though no terminal is there.
pub async fn run(
    session: &Session,
    printer: &Printer,
    query: &[String],
    prompt: bool,
) -> Result<Code, Failure> {
    if printer.format() != Format::Table {
        return Err(Failure::usage("--plain tells sentences: leave --format away, or --plain"));
    }
    let (mut feed, mut answers) = begin(session, query)?;
    feed.arrow = "to";
    let mut ends = Ends::listen()?;
    let (to, mut sent) = mpsc::channel(16);
    let mut desk = Desk {
        session,
        feed,
        // Whatever was chosen for other output: no colours here.
        printer: Printer::stdout(Format::Table, Some(false), true),
        numbers: HashMap::new(),
        question: None,
        asked: HashMap::new(),
        sent: to,
    };
    let prompting = prompt || (io::stdin().is_terminal() && io::stdout().is_terminal());
    let mut typed = if prompting { Some(keyboard()) } else { None };
    if prompting {
        desk.say("Type a number and a verb, such as 3 ack. help tells more, quit ends.");
    }
    let mut until: Option<Instant> = None;
    loop {
        desk.printer
            .flush()
            .map_err(|e| Failure::new(Code::SomeFailed, format!("standard output cannot be written: {e}")))?;
        if desk.printer.closed() || (until.is_some() && desk.asked.is_empty()) {
            return Ok(desk.left());
        }
        // Nothing is taken before it is known what the numbers mean.
        let ready = desk.feed.healths.len() == session.config.sources.len();
        tokio::select! {
            () = ends.come() => return Ok(desk.left()),
            () = over(until) => return Ok(desk.left()),
            answer = answers.recv() => match answer {
                Some(answer) => desk.answered(answer).await,
                None => return Ok(desk.left()),
            },
            Some(sent) = sent.recv() => desk.sent(sent),
            line = next(typed.as_mut()), if ready && typed.is_some() => match line {
                Typed::Line(line) => {
                    if desk.line(&line).await {
                        return Ok(desk.left());
                    }
                }
                Typed::TooLong => desk.say("That line is too long: nothing was done."),
                Typed::End => {
                    typed = None;
                    until = Some(Instant::now() + LAST);
                }
            },
        }
    }
}

async fn over(until: Option<Instant>) {
    match until {
        Some(until) => tokio::time::sleep_until(until).await,
        None => std::future::pending().await,
    }
}

async fn next(typed: Option<&mut mpsc::Receiver<Typed>>) -> Typed {
    match typed {
        Some(typed) => typed.recv().await.unwrap_or(Typed::End),
        None => std::future::pending().await,
    }
}

/// Reads lines on a thread of its own, which ends with the process: nothing else can end a read of a terminal.
fn keyboard() -> mpsc::Receiver<Typed> {
    let (to, lines) = mpsc::channel(64);
    std::thread::spawn(move || {
        let mut stdin = io::stdin().lock();
        loop {
            let mut line = Vec::new();
            let read = stdin.by_ref().take(LONGEST).read_until(b'\n', &mut line);
            let typed = match read {
                Ok(0) | Err(_) => Typed::End,
                Ok(n) if n as u64 == LONGEST && !line.ends_with(b"\n") => {
                    skip(&mut stdin);
                    Typed::TooLong
                }
                Ok(_) => Typed::Line(String::from_utf8_lossy(&line).into_owned()),
            };
            let end = matches!(typed, Typed::End);
            if to.blocking_send(typed).is_err() || end {
                return;
            }
        }
    });
    lines
}

/// The rest of a line.
fn skip(from: &mut impl BufRead) {
    while let Ok(bytes) = from.fill_buf() {
        let end = bytes.iter().position(|b| *b == b'\n');
        let (used, done) = (end.map_or(bytes.len(), |at| at + 1), end.is_some() || bytes.is_empty());
        from.consume(used);
        if done {
            return;
        }
    }
}

impl Desk<'_> {
    fn say(&mut self, line: impl AsRef<str>) {
        self.printer.line(&[Cell::ours(line)]);
    }

    /// How it ends: what was asked and is not confirmed is told.
    fn left(&mut self) -> Code {
        let n = self.asked.len();
        // Nothing is lost where nothing can be written.
        let _ = self.printer.flush();
        if n == 0 {
            return Code::Done;
        }
        print::say(format!("{n} in the outbox, not confirmed: `watchfloor outbox list`, `watchfloor flush`"));
        Code::Queued
    }

    /// A source said something: what changed is told, and what waits for it is sent.
    async fn answered(&mut self, answer: super::Answer) {
        let source = match &answer {
            Ok(refreshed) => Some(refreshed.health.source.clone()),
            Err(_) => None,
        };
        for told in self.feed.take(answer) {
            self.tell(&told);
        }
        let Some(source) = source else { return };
        if self.asked.values().any(|w| w.source == source) {
            self.elsewhere().await;
            self.pump(source);
        }
    }

    fn number(&mut self, id: &IncidentId) -> u32 {
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX - 1) + 1;
        *self.numbers.entry(id.clone()).or_insert(next)
    }

    fn tell(&mut self, told: &Told) {
        let n = self.number(&told.incident.id);
        let at = words::time(told.at, self.session.config.time_zone);
        let sentence = self.sentence(&told.incident);
        let head = match told.change {
            "open" => format!("[{n}] "),
            "new" => format!("[{n}] new at {at}: "),
            "gone" => format!("[{n}] gone at {at}: {}. It was ", told.words),
            _ => format!("[{n}] changed at {at}: {}. It is ", told.words),
        };
        let mut line = vec![Cell::ours(head)];
        line.extend(sentence);
        self.printer.line(&line);
    }

    fn sentence(&self, incident: &Incident) -> Vec<Cell> {
        let book = self.feed.practices.book(incident.source.as_str());
        words::incident(incident, book, self.feed.now(incident))
    }

    /// Does what a line asks; whether it was the last one.
    async fn line(&mut self, line: &str) -> bool {
        if let Some(question) = self.question.take() {
            self.reply(question, line).await;
            return false;
        }
        let (zone, now) = (self.session.config.time_zone, clock::utc());
        match typed::read(line, &self.session.me, zone, now) {
            Ok(typed::Line::Empty) => {}
            Ok(typed::Line::Quit) => return true,
            Ok(typed::Line::Help) => HELP.iter().for_each(|words| self.say(words)),
            Ok(typed::Line::List) => self.list(),
            Ok(typed::Line::Show(numbers)) => numbers.into_iter().for_each(|n| self.show(n)),
            Ok(typed::Line::Resolve(numbers)) => self.ask_code(numbers),
            Ok(typed::Line::Act(numbers, verb)) => self.act(&numbers, &verb, None).await,
            Ok(typed::Line::Other(numbers, other, make)) => {
                if let Some((number, source)) = self.other(&other) {
                    self.act(&numbers, &make(number), Some(&source)).await;
                } else {
                    let other = SafeText::clean(&other, Kind::Label);
                    let line =
                        [Cell::ours("There is no "), Cell::new(other), Cell::ours(" here with a number.")];
                    self.printer.line(&line);
                }
            }
            Err(failure) => self.printer.text(&failure.words, 0),
        }
        false
    }

    /// The known incident of this number.
    fn known(&self, n: u32) -> Option<&Incident> {
        let id = self.numbers.iter().find(|(_, of)| **of == n).map(|(id, _)| id)?;
        self.feed.known.get(id)
    }

    /// Another incident as typed: by its number here, or by its own (`INC-42`).
    fn other(&self, text: &str) -> Option<(Number, SourceName)> {
        let here = text.trim().trim_matches(['[', ']']).parse().ok().and_then(|n| self.known(n));
        let found = here.or_else(|| {
            let named = |i: &&Incident| rows::name(i).eq_ignore_ascii_case(text.trim());
            self.feed.known.values().find(named)
        })?;
        Some((found.number?, found.source.clone()))
    }

    fn list(&mut self) {
        let open: BTreeMap<u32, &Incident> = (self.numbers.iter())
            .filter_map(|(id, n)| Some((*n, self.feed.known.get(id)?)))
            .filter(|(_, i)| self.feed.answers(i))
            .collect();
        let mut lines: Vec<Vec<Cell>> = Vec::new();
        for (n, incident) in open {
            let mut line = vec![Cell::ours(format!("[{n}] "))];
            line.extend(self.sentence(incident));
            lines.push(line);
        }
        let end = format!("{} in all.", lines.len());
        for line in &lines {
            self.printer.line(line);
        }
        self.say(end);
    }

    fn show(&mut self, n: u32) {
        let Some(incident) = self.known(n).cloned() else { return self.unknown(n) };
        let mut line = vec![Cell::ours(format!("[{n}] {}, ", rows::name(&incident)))];
        line.extend(self.sentence(&incident));
        self.printer.line(&line);
        let opened = words::long(self.feed.now(&incident) - incident.opened_at);
        let source = incident.source.as_str();
        self.say(format!("Open for {opened}, raised {} times, told by {source}.", incident.count));
        let detail = &incident.detail;
        for (what, words) in [("Runbook: ", &detail.runbook), ("Link: ", &detail.url)] {
            if let Some(words) = words {
                self.printer.line(&[Cell::ours(what), Cell::new(words.first_line())]);
            }
        }
        if let Some(description) = &detail.description {
            self.printer.text(description, 0);
        }
    }

    fn unknown(&mut self, n: u32) {
        let words = if self.numbers.values().any(|of| *of == n) {
            format!("{n}: it is gone, nothing was done")
        } else {
            format!("{n}: there is no such number here; list tells them")
        };
        self.say(words);
    }

    fn ask_code(&mut self, numbers: Vec<u32>) {
        let first = numbers.iter().find_map(|n| self.known(*n));
        let Some(source) = first.map(|i| i.source.clone()) else {
            return numbers.into_iter().for_each(|n| self.unknown(n));
        };
        let codes = self.feed.practices.of(source.as_str()).codes.clone();
        let mut line = vec![Cell::ours("How did it end? Type")];
        for (at, code) in codes.iter().enumerate() {
            line.push(Cell::ours(format!(" {} for ", at + 1)));
            line.push(Cell::new(code.clone()));
            line.push(Cell::ours(","));
        }
        line.push(Cell::ours(" or a word of your own:"));
        self.printer.line(&line);
        self.question = Some(Question::Code(numbers, codes));
    }

    async fn reply(&mut self, question: Question, line: &str) {
        let line = line.trim();
        if line.is_empty() {
            return self.say("Nothing was done.");
        }
        match question {
            Question::Code(numbers, codes) => {
                let chosen = line.parse().ok().and_then(|n: usize| codes.get(n.checked_sub(1)?));
                let code = match chosen {
                    Some(code) => print::plain(code),
                    None if line.bytes().all(|b| b.is_ascii_digit()) => {
                        self.say(format!("{line} is none of 1 to {}: type again", codes.len()));
                        self.question = Some(Question::Code(numbers, codes));
                        return;
                    }
                    None => line.to_owned(),
                };
                self.say("What was done? One line of words:");
                self.question = Some(Question::Words(numbers, code));
            }
            Question::Words(numbers, code) => self.act(&numbers, &Verb::resolved(code, line), None).await,
        }
    }

    /// Saves what is asked, and has it sent.
    async fn act(&mut self, numbers: &[u32], verb: &Verb, of: Option<&SourceName>) {
        let mut acts: Vec<(Target, Verb)> = Vec::new();
        let mut whose = Vec::new();
        for n in numbers {
            let Some(incident) = self.known(*n) else {
                self.unknown(*n);
                continue;
            };
            if let Some(why) = verbs::refused(self.session, incident, verb, of) {
                let head = format!("{n}: {} refused: ", verb.name());
                self.printer.line(&[Cell::ours(head), Cell::new(why.first_line())]);
            } else {
                acts.push((Target::from(incident), verb.clone()));
                whose.push(*n);
            }
        }
        if acts.is_empty() {
            return;
        }
        match self.session.hub.enqueue(acts, &self.session.me).await {
            Ok(saved) => {
                let mut sources: Vec<SourceName> = Vec::new();
                for (act, n) in saved.into_iter().zip(whose) {
                    let source = act.target.source.clone();
                    // The same asked twice is one action: one answer for both.
                    let waiting = self.asked.entry(act.key).or_insert_with(|| Waiting {
                        numbers: Vec::new(),
                        verb: act.verb,
                        source: source.clone(),
                        told: false,
                    });
                    waiting.numbers.push(n);
                    if !sources.contains(&source) {
                        sources.push(source);
                    }
                }
                for source in sources {
                    self.pump(source);
                }
            }
            Err(words) => self.printer.text(&words, 0),
        }
    }

    /// Sends what is due for a source, one after the other, while the feed goes on.
    fn pump(&self, source: SourceName) {
        let (hub, to) = (self.session.hub.clone(), self.sent.clone());
        tokio::spawn(async move {
            while let Some(sent) = hub.send_one(&source).await {
                if to.send(sent).await.is_err() {
                    return;
                }
            }
        });
    }

    /// An attempt has ended.
    fn sent(&mut self, sent: Sent) {
        self.stands(sent.key, &sent.state);
        let at = clock::utc();
        for change in sent.changes {
            if let Some(told) = self.feed.apply(change, false, at) {
                self.tell(&told);
            }
        }
    }

    /// Tells how an action stands, once it is settled, or once that it waits.
    fn stands(&mut self, key: ActionKey, state: &ActState) {
        let Some(waiting) = self.asked.get_mut(&key) else { return };
        if !state.is_settled() && std::mem::replace(&mut waiting.told, true) {
            return;
        }
        let words = words::answer(&waiting.verb, waiting.source.as_str(), state);
        for n in waiting.numbers.clone() {
            let mut line = vec![Cell::ours(format!("{n}: "))];
            line.extend(words.iter().cloned());
            self.printer.line(&line);
        }
        if state.is_settled() {
            self.asked.remove(&key);
        }
    }

    /// What another process has sent for us meanwhile.
    async fn elsewhere(&mut self) {
        for key in self.asked.keys().copied().collect::<Vec<_>>() {
            match self.session.hub.action(key).await {
                Ok(Some(act)) if act.state.is_settled() => self.stands(key, &act.state),
                Ok(None) => drop(self.asked.remove(&key)),
                _ => {}
            }
        }
    }
}
