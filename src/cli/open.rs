//! From options to an engine that can be asked: configuration, log, hub, and one reading of all sources.
//! Belongs to the command line.

use std::{collections::HashMap, path::PathBuf, sync::Arc, time::Duration};

use super::{
    args::Common,
    exit::{Code, Failure},
    json::Beside,
    local,
    print::{self, Printer},
};
use crate::{
    app::model::pending::PendingAct,
    backend::Target,
    config::{self, Color, Config, Environment, Overrides},
    domain::{
        Incident, IncidentId, Practices, SourceName, Time, order,
        query::{Ctx, Query},
        sla::Book,
        time::length,
    },
    runtime::{
        clock,
        hub::{self, Hub, Reading, Row},
        log,
    },
    server::host::Standing,
    text::{Kind, SafeText},
};

/// What a source gets on top of its own time limit before the command goes on without it.
const GRACE: Duration = Duration::from_secs(2);

/// Options, files and variables as one configuration.
pub fn configure(common: &Common) -> Result<Config, Failure> {
    let config = load(common, common.config.clone())?;
    let asked = common.log_file.is_some() || common.verbose > 0;
    if asked {
        let path = common.log_file.clone().unwrap_or_else(|| config.dirs.state.join("watchfloor.log"));
        log::to_file(&path, common.verbose).map_err(Failure::usage)?;
    }
    Ok(config)
}

/// The same from this file, without a log.
pub fn load(common: &Common, file: Option<PathBuf>) -> Result<Config, Failure> {
    let overrides = Overrides {
        config: file,
        sources: common.source.iter().filter(|s| !s.is_empty()).cloned().collect(),
        theme: common.theme.clone().filter(|t| !said("WATCHFLOOR_THEME", t)),
        ascii: (common.ascii && !["1", "true", "yes"].iter().any(|v| said("WATCHFLOOR_ASCII", v)))
            .then_some(true),
        mouse: (common.mouse && !["1", "true", "yes"].iter().any(|v| said("WATCHFLOOR_MOUSE", v)))
            .then_some(true),
        color: common.color.filter(|c| !said("WATCHFLOOR_COLOR", c.word())),
    };
    config::load(&overrides, &Environment::process()).map_err(Failure::usage)
}

/// Whether the environment says the same: then the configuration takes it from there, and names it as the origin.
fn said(variable: &str, value: &str) -> bool {
    std::env::var(variable).is_ok_and(|v| v == value)
}

/// The printer that options and configuration ask for.
pub fn printer(common: &Common, config: Option<&Config>) -> Printer {
    let wanted = match config.map(|c| c.color).or(common.color).unwrap_or_default() {
        Color::Auto => None,
        Color::Always => Some(true),
        Color::Never => Some(false),
    };
    let ascii = common.ascii || config.and_then(|c| c.ascii).unwrap_or(false);
    Printer::stdout(common.rows(), wanted, ascii)
}

/// An engine, and who asks.
pub struct Session {
    /// What all was said.
    pub config: Config,
    /// The engine.
    pub hub: Hub,
    /// The person at the keyboard.
    pub me: SafeText,
    /// What is queued is gone when this command ends: no folder could be written.
    pub volatile: bool,
    /// The embedded server behind it, where no source is configured. Given up when this is dropped, after the engine.
    _standing: Option<Standing>,
}

impl Session {
    /// Opens the engine on the configured sources; where there are none, on the embedded server.
    pub async fn open(mut config: Config) -> Result<Self, Failure> {
        let standing = local::stand_in(&mut config);
        if let Some(standing) = &standing {
            print::say(local::words(&config));
            standing.ready(GRACE).await.map_err(Failure::usage)?;
        }
        for warning in &config.warnings {
            print::say(warning);
        }
        let (hub, notices) =
            Hub::open(hub::specs(&config, "cli"), &hub::paths(&config)).await.map_err(Failure::usage)?;
        hub.configure(Arc::clone(&config.practice), (*config.directory).clone());
        let volatile =
            notices.iter().any(|n| n.about == "not-durable" && n.words.contains_folded("across exit"));
        for notice in notices {
            print::tell(&notice.words);
        }
        let me = SafeText::clean(&config.me, Kind::Label);
        Ok(Self { config, hub, me, volatile, _standing: standing })
    }

    /// How long a command waits for its slowest source.
    pub fn patience(&self) -> Duration {
        patience(&self.config)
    }

    /// Reads a query, and checks the sources it names.
    pub fn query(&self, text: &str) -> Result<Query, Failure> {
        let query = parse(text)?;
        for wanted in query.named_sources() {
            let known =
                self.config.sources.iter().any(|s| s.name.as_str().eq_ignore_ascii_case(&wanted.name));
            if !known {
                let names: Vec<&str> = self.config.sources.iter().map(|s| s.name.as_str()).collect();
                let words =
                    format!("there is no source called `{}`; there is: {}", wanted.name, names.join(", "));
                return Err(placed(text, wanted.at, wanted.len, &words));
            }
        }
        Ok(query)
    }

    /// Asks every source now.
    pub async fn read(&self) -> Result<Seen, Failure> {
        let reading = self.hub.read_all(self.patience()).await;
        let pending = self.hub.outbox().await.map_err(|words| Failure::safe(Code::Usage, words))?;
        let mut of: HashMap<IncidentId, Vec<PendingAct>> = HashMap::new();
        for act in pending {
            of.entry(act.target.id.clone()).or_default().push(act);
        }
        Ok(Seen {
            reading,
            pending: of,
            now: clock::utc(),
            me: self.me.clone(),
            practices: self.hub.practices(),
            by_source: by_source(&self.hub),
        })
    }
}

/// The sources that keep records and promises themselves.
pub fn by_source(hub: &Hub) -> Vec<SourceName> {
    hub.sources().into_iter().filter(|s| s.capabilities.keeps_all).map(|s| s.name).collect()
}

/// How long the slowest configured source is waited for.
pub fn patience(config: &Config) -> Duration {
    config.sources.iter().map(|s| s.timeout).max().unwrap_or_default() + GRACE
}

/// Reads a query before anybody is asked anything.
pub fn parse(text: &str) -> Result<Query, Failure> {
    Query::parse(text).map_err(|e| placed(text, e.at, e.len, &e.words()))
}

/// The words of one argument list as one query.
pub fn joined(words: &[String]) -> String {
    words.join(" ")
}

/// A fault in a query with the place marked under it.
fn placed(text: &str, at: usize, len: usize, words: &str) -> Failure {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let before: String = text.chars().take(at).collect();
    let marked: String = text.chars().skip(at).take(len).collect();
    let cells = |t: &str| SafeText::clean(t, Kind::Line).width();
    let marks = "^".repeat(cells(&marked).max(1));
    Failure::usage(format!(
        "query, character {}: {words}\n  {text}\n  {}{marks}",
        at + 1,
        " ".repeat(cells(&before))
    ))
}

/// What all sources said, and what is not confirmed yet.
pub struct Seen {
    /// What they said.
    pub reading: Reading,
    /// What lies in the outbox, by incident, oldest first.
    pub pending: HashMap<IncidentId, Vec<PendingAct>>,
    /// When they were asked, by our clock.
    pub now: Time,
    me: SafeText,
    /// What the teams behind the sources promise.
    pub practices: Practices,
    /// The sources that keep records and promises themselves.
    by_source: Vec<SourceName>,
}

impl Seen {
    /// How many sources were asked.
    pub fn asked(&self) -> usize {
        self.reading.healths.len()
    }

    /// Whether no source answered.
    pub fn silent(&self) -> bool {
        self.asked() > 0 && self.reading.errors.len() >= self.asked()
    }

    /// Now, by the clock of this source.
    pub fn now_of(&self, source: &SourceName) -> Time {
        self.now + self.reading.healths.iter().find(|h| h.source == *source).map_or(0, |h| h.offset_s)
    }

    /// Whether this source promises itself what its clocks count.
    pub fn by_source(&self, source: &SourceName) -> bool {
        self.by_source.contains(source)
    }

    /// What is promised to incidents of this source.
    pub fn book_of(&self, source: &SourceName) -> &Book {
        self.practices.book(source.as_str())
    }

    /// The rows that answer `query`, attention first.
    pub fn select(&self, query: &Query) -> Vec<&Row> {
        let mut rows: Vec<&Row> =
            self.reading.rows.iter().filter(|r| self.answers(query, &r.incident)).collect();
        rows.sort_by_cached_key(|r| {
            let key =
                order::key(&r.incident, self.book_of(&r.incident.source), self.now_of(&r.incident.source));
            (key.packed, r.incident.id.clone())
        });
        rows
    }

    fn answers(&self, query: &Query, incident: &Incident) -> bool {
        query.matches(
            incident,
            &Ctx { now: self.now_of(&incident.source), me: &self.me, book: self.book_of(&incident.source) },
        )
    }

    /// What was asked of this incident and is not confirmed.
    pub fn pending_of<'a>(&'a self, incident: &Incident) -> Vec<&'a PendingAct> {
        self.pending.get(&incident.id).into_iter().flatten().collect()
    }

    /// What JSON says beside the incident.
    pub fn beside<'a>(&'a self, row: &Row, pending: &'a [&'a PendingAct]) -> Beside<'a> {
        Beside {
            now: self.now_of(&row.incident.source),
            book: self.book_of(&row.incident.source),
            matrix: &self.practices.of(row.incident.source.as_str()).matrix,
            by_source: self.by_source(&row.incident.source),
            stale: row.stale,
            as_of: row.as_of,
            pending,
        }
    }

    /// Names the sources that did not answer, on stderr.
    pub fn name_the_dead(&self) {
        for (source, words) in &self.reading.errors {
            let as_of = self.reading.rows.iter().find(|r| r.incident.source == *source).and_then(|r| r.as_of);
            print::source_failed(source, words, as_of.map(|t| length(self.now - t)));
        }
    }

    /// 69 where no source answered.
    pub fn code(&self) -> Code {
        if self.silent() { Code::Unreachable } else { Code::Done }
    }
}

/// Whom a verb goes to.
pub fn target(row: &Row) -> Target {
    Target::from(&row.incident)
}
