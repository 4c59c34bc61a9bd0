//! `new`: opens an incident. Belongs to the command line.

use std::io::Read;

use super::{
    args::New,
    exit::{Code, Failure},
    json::{Beside, IncidentJson},
    open::Session,
    print::{self, Cell, Format, Printer},
    rows, verbs,
};
use crate::{
    backend::{ActError, Draft},
    config::SourceKind,
    domain::SourceName,
    outbox,
    runtime::clock,
    text::{Kind, Opaque},
};

/// `new`: prints the number it was given.
pub async fn run(session: &Session, printer: &mut Printer, new: New) -> Result<Code, Failure> {
    let source = source(session)?;
    let draft = draft(session, &new)?;
    let opened = session.hub.open_incident(&source, &draft, outbox::new_key(), new.wait).await;
    let incident = match opened {
        Ok(incident) => incident,
        // Nothing lies in the outbox: who asks again would open a second one if the first was opened after all.
        Err(ActError::Later { words, .. }) => {
            print::about(&format!("new: {}: ", source.as_str()), &words);
            return Err(Failure::new(
                Code::Unreachable,
                "it is not known whether it was opened: look with `watchfloor list` before you ask again",
            ));
        }
        Err(error) => return Err(error.into()),
    };
    match printer.format() {
        Format::Json => {
            let practices = session.hub.practices();
            let beside = Beside {
                now: clock::utc(),
                book: practices.book(incident.source.as_str()),
                stale: false,
                as_of: Some(clock::utc()),
                pending: &[],
            };
            printer.json(&IncidentJson::new(&incident, &beside));
        }
        Format::Table | Format::Csv => printer.line(&[Cell::ours(rows::name(&incident))]),
    }
    Ok(Code::Done)
}

/// Where it is to be opened: the only source that takes incidents from people.
fn source(session: &Session) -> Result<SourceName, Failure> {
    let takes: Vec<&SourceName> =
        session.config.sources.iter().filter(|s| s.kind == SourceKind::Native).map(|s| &s.name).collect();
    match takes[..] {
        [one] => Ok(one.clone()),
        [] => Err(Failure::usage(
            "none of the sources takes new incidents: those of kind native do (`watchfloor serve` is one); name one \
             with --source native=URL",
        )),
        _ => {
            let names: Vec<&str> = takes.iter().map(|n| n.as_str()).collect();
            Err(Failure::usage(format!("name the source with --source NAME: {}", names.join(", "))))
        }
    }
}

fn draft(session: &Session, new: &New) -> Result<Draft, Failure> {
    let title = new.title.trim();
    if title.is_empty() {
        return Err(Failure::usage("the title is empty: say in one line what is wrong"));
    }
    let description = match new.description.as_deref() {
        Some("-") => Some(stdin()?),
        other => other.map(str::to_owned),
    };
    let owner = match &new.owner {
        Some(who) => verbs::who(who, &session.me)?.map(|_| {
            let who = who.trim();
            Opaque::new(if who.eq_ignore_ascii_case("me") { &session.config.me } else { who })
        }),
        None => None,
    };
    let mut labels = Vec::new();
    for label in &new.labels {
        match label.split_once('=') {
            Some((name, value)) if !name.trim().is_empty() => {
                labels.push((Opaque::new(name.trim()), Opaque::new(value.trim())));
            }
            _ => return Err(Failure::usage(format!("a label is NAME=VALUE, and this is none: {label}"))),
        }
    }
    Ok(Draft {
        title: Opaque::new(title),
        description: verbs::words(description),
        service: verbs::words(new.service.clone()),
        impact: new.impact,
        urgency: new.urgency,
        owner,
        labels,
        actor: session.me.clone(),
        ..Draft::default()
    })
}

fn stdin() -> Result<String, Failure> {
    let mut text = String::new();
    // One byte more than fits, so that a text that is too long is refused and not cut.
    let most = Kind::Note.cap() as u64 + 1;
    let read = std::io::stdin().lock().take(most).read_to_string(&mut text);
    read.map_err(|e| Failure::usage(format!("the description cannot be read from standard input ({e})")))?;
    if text.len() > Kind::Note.cap() {
        let words = format!("the description is longer than {} bytes: nothing was opened", Kind::Note.cap());
        return Err(Failure::usage(words));
    }
    Ok(text)
}
