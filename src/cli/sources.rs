//! `sources` and `sources test`. Belongs to the command line.

use serde::Serialize;

use super::{
    exit::{Code, Failure},
    open::Session,
    print::{self, Cell, Format, Look, Printer, Table},
};
use crate::{
    app::model::SourceState,
    domain::{SourceName, Time, time::length},
    runtime::clock,
    text::SafeText,
};

/// A source as configured, and when it was last heard of.
#[derive(Serialize)]
struct SourceJson<'a> {
    name: &'a SourceName,
    kind: &'a str,
    url: &'a SafeText,
    read_only: bool,
    poll_s: i64,
    as_of: Option<Time>,
    /// Only after `sources test`.
    answered: Option<bool>,
    elapsed_ms: Option<u32>,
    clock_offset_s: Option<i64>,
    open: Option<usize>,
    error: Option<&'a SafeText>,
}

impl<'a> SourceJson<'a> {
    fn new(source: &'a SourceState, as_of: Option<Time>) -> Self {
        Self {
            name: &source.name,
            kind: source.kind,
            url: &source.url,
            read_only: source.capabilities.read_only,
            poll_s: source.health.poll_s,
            as_of,
            answered: None,
            elapsed_ms: None,
            clock_offset_s: None,
            open: None,
            error: None,
        }
    }
}

/// `sources`: what is configured; asks nobody.
pub async fn list(session: &Session, printer: &mut Printer) -> Result<Code, Failure> {
    let sources = session.hub.sources();
    let (_, as_of, _) = session.hub.cached(0).await.unwrap_or_default();
    let known = |name: &SourceName| as_of.iter().find(|(n, _)| n == name).map(|(_, t)| *t);
    if printer.format() == Format::Json {
        printer.json_array(sources.iter().map(|s| SourceJson::new(s, known(&s.name))));
        return Ok(Code::Done);
    }
    let csv = printer.format() == Format::Csv;
    // To programs the names and units of the JSON.
    let head = if csv {
        ["name", "kind", "url", "poll_s", "read_only", "as_of"]
    } else {
        ["NAME", "KIND", "URL", "POLL", "READ ONLY", "LAST ANSWER"]
    };
    let mut table = Table::new(&head);
    for s in &sources {
        let last = match (known(&s.name), printer.format()) {
            (Some(t), Format::Csv) => t.rfc3339(),
            (Some(t), _) => format!("{} ago", length(clock::utc() - t)),
            (None, Format::Csv) => String::new(),
            (None, _) => "never".to_owned(),
        };
        table.row(vec![
            Cell::new(s.name.text()),
            Cell::ours(s.kind),
            Cell::new(s.url.clone()),
            if csv { Cell::number(s.health.poll_s) } else { Cell::ours(length(s.health.poll_s)) },
            Cell::ours(match (csv, s.capabilities.read_only) {
                (true, only) => only.to_string(),
                (false, true) => "yes".to_owned(),
                (false, false) => "no".to_owned(),
            }),
            Cell::ours(last),
        ]);
    }
    printer.table(&table);
    Ok(Code::Done)
}

/// How one source answered.
pub(super) struct Answer {
    pub(super) source: SourceState,
    open: usize,
    pub(super) error: Option<SafeText>,
}

pub(super) async fn ask(session: &Session, source: SourceState) -> Answer {
    let asked = tokio::time::timeout(session.patience(), session.hub.refresh(&source.name)).await;
    let (open, error) = match asked {
        Ok(Ok(refreshed)) => (refreshed.changes.len(), None),
        Ok(Err(unread)) => (0, Some(unread.error.words().clone())),
        Err(_) => {
            let words = format!("no answer within {}", length(session.patience().as_secs().cast_signed()));
            (0, Some(SafeText::clean(&words, crate::text::Kind::Line)))
        }
    };
    let now = session.hub.sources().into_iter().find(|s| s.name == source.name).unwrap_or(source);
    Answer { source: now, open, error }
}

/// `sources test [NAME…]`: 0 when all answered, 1 when some did not, 69 when none did.
pub async fn test(session: &Session, printer: &mut Printer, names: &[String]) -> Result<Code, Failure> {
    let all = session.hub.sources();
    for name in names {
        if !all.iter().any(|s| s.name.as_str() == name) {
            let words = format!("there is no source called {name}: `watchfloor sources` lists them");
            return Err(Failure::new(Code::NotFound, words));
        }
    }
    let wanted = all.into_iter().filter(|s| names.is_empty() || names.iter().any(|n| s.name.as_str() == n));
    let answers = futures_util::future::join_all(wanted.map(|s| ask(session, s))).await;
    if printer.format() == Format::Json {
        printer.json_array(answers.iter().map(|a| {
            let health = &a.source.health;
            let answered = a.error.is_none();
            SourceJson {
                answered: Some(answered),
                elapsed_ms: health.elapsed_ms.filter(|_| answered),
                clock_offset_s: answered.then_some(health.offset_s),
                open: answered.then_some(a.open),
                error: a.error.as_ref(),
                ..SourceJson::new(&a.source, health.as_of)
            }
        }));
    } else {
        printer.table(&table(&answers, printer.format()));
    }
    for Answer { source, error, .. } in &answers {
        if let Some(words) = error {
            print::source_failed(&source.name, words, None);
        }
    }
    let failed = answers.iter().filter(|a| a.error.is_some()).count();
    Ok(match failed {
        0 => Code::Done,
        n if n == answers.len() => Code::Unreachable,
        _ => Code::SomeFailed,
    })
}

fn table(answers: &[Answer], format: Format) -> Table {
    let csv = format == Format::Csv;
    let head = if csv {
        ["name", "answered", "elapsed_ms", "open", "clock_offset_s"]
    } else {
        ["NAME", "ANSWER", "MS", "OPEN", "CLOCK"]
    };
    let mut table = Table::new(&head);
    for a in answers {
        let health = &a.source.health;
        let ok = a.error.is_none();
        let off = match health.offset_s {
            _ if !ok => String::new(),
            s if csv => s.to_string(),
            0 => "same".to_owned(),
            s if s > 0 => format!("{} ahead", length(s)),
            s => format!("{} behind", length(-s)),
        };
        table.row(vec![
            Cell::new(a.source.name.text()),
            Cell::ours(match (csv, ok) {
                (true, ok) => ok.to_string(),
                (false, true) => "ok".to_owned(),
                (false, false) => "failed".to_owned(),
            })
            .look(if ok { Look::Plain } else { Look::Alarm }),
            health.elapsed_ms.filter(|_| ok).map_or_else(Cell::default, Cell::number),
            if ok { Cell::number(a.open) } else { Cell::default() },
            Cell::ours(off),
        ]);
    }
    table
}
