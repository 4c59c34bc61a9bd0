//! `outbox list|retry|drop` and `flush`. Belongs to the command line.

use std::time::Duration;

use super::{
    args::Outbox,
    exit::{Code, Failure, overall},
    json::OutboxJson,
    open::Session,
    print::{self, Format, Printer},
    rows, verbs,
};
use crate::{
    app::model::pending::{ActState, PendingAct},
    backend::{ActionKey, Verb},
    outbox::{Found, OutboxError},
    text::SafeText,
};

fn ours(words: SafeText) -> Failure {
    Failure::safe(Code::SomeFailed, words)
}

/// `outbox …`
pub async fn run(session: &Session, printer: &mut Printer, what: Outbox) -> Result<Code, Failure> {
    match what {
        Outbox::List { all } => list(session, printer, all).await,
        Outbox::Retry { actions, wait } => retry(session, printer, &actions, wait).await,
        Outbox::Drop { actions } => drop_all(session, printer, &actions).await,
    }
}

async fn list(session: &Session, printer: &mut Printer, all: bool) -> Result<Code, Failure> {
    let acts = if all { session.hub.outbox_all().await } else { session.hub.outbox().await }.map_err(ours)?;
    let acts: Vec<&PendingAct> = acts.iter().collect();
    match printer.format() {
        Format::Json => printer.json_array(acts.iter().map(|a| OutboxJson::new(a))),
        Format::Table if acts.is_empty() => print::say("nothing waits, nothing was refused"),
        format => printer.table(&verbs::outbox_table(&acts, format)),
    }
    Ok(Code::Done)
}

/// The action whose key begins or ends with these digits.
async fn named(session: &Session, digits: &str) -> Result<ActionKey, Failure> {
    let failed = |e: OutboxError| Failure::new(Code::SomeFailed, e);
    match session.hub.action_named(digits).await.map_err(failed)? {
        Found::One(key) => Ok(key),
        Found::None => {
            let words =
                format!("there is no action {digits} in the outbox: `watchfloor outbox list` shows them");
            Err(Failure::new(Code::NotFound, words))
        }
        Found::Many(keys) => {
            let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
            let words =
                format!("{digits} fits {} actions; write more of one:\n  {}", keys.len(), keys.join("\n  "));
            Err(Failure::usage(words))
        }
    }
}

async fn retry(
    session: &Session,
    printer: &mut Printer,
    actions: &[String],
    wait: Duration,
) -> Result<Code, Failure> {
    let mut codes = Vec::new();
    let mut due = Vec::new();
    for digits in actions {
        match named(session, digits).await {
            Ok(key) if session.hub.retry(key).await.map_err(ours)? => due.push(key),
            Ok(_) => {
                print::say(format!("{digits} is confirmed already or being sent right now"));
                codes.push(Code::Conflict);
            }
            Err(failure) => {
                print::tell(&failure.words);
                codes.push(failure.code);
            }
        }
    }
    let settled = session.hub.settle_all(&due, wait).await;
    for (act, fault) in &settled {
        verbs::receipt(session, printer, act);
        codes.push(verbs::code(session, &act.state, *fault));
    }
    if printer.format() != Format::Table {
        let acts: Vec<&PendingAct> = settled.iter().map(|(act, _)| act).collect();
        rows_of(printer, &acts);
    }
    Ok(overall(&codes))
}

fn rows_of(printer: &mut Printer, acts: &[&PendingAct]) {
    match printer.format() {
        Format::Json => printer.json_array(acts.iter().map(|a| OutboxJson::new(a))),
        format => printer.table(&verbs::outbox_table(acts, format)),
    }
}

async fn drop_all(session: &Session, printer: &mut Printer, actions: &[String]) -> Result<Code, Failure> {
    let mut codes = Vec::new();
    let mut dropped = Vec::new();
    for digits in actions {
        match drop_one(session, digits).await {
            Ok(act) => {
                codes.push(Code::Done);
                dropped.push(act);
            }
            Err(failure) => {
                print::tell(&failure.words);
                codes.push(failure.code);
            }
        }
    }
    if printer.format() == Format::Table {
        for act in &dropped {
            let name = rows::called(act.target.number, &act.target.id);
            let words = match act.verb {
                Verb::Note { .. } | Verb::Resolve { note: Some(_), .. } | Verb::Ack { note: Some(_), .. } => {
                    "; what was written in it is kept as a draft"
                }
                _ => "",
            };
            printer.line(&[print::Cell::ours(format!(
                "dropped {} {name}: it will not be sent{words}",
                act.verb.name()
            ))]);
        }
    } else {
        rows_of(printer, &dropped.iter().collect::<Vec<_>>());
    }
    Ok(overall(&codes))
}

async fn drop_one(session: &Session, digits: &str) -> Result<PendingAct, Failure> {
    let key = named(session, digits).await?;
    match session.hub.drop_action(key).await {
        Ok(Some(act)) => Ok(act),
        Ok(None) => Err(Failure::new(Code::NotFound, format!("{digits} is not in the outbox any more"))),
        Err(e @ OutboxError::InFlight) => Err(Failure::new(Code::Conflict, e)),
        Err(e) => Err(Failure::new(Code::SomeFailed, e)),
    }
}

/// `flush --wait DURATION`: what waits is made due and sent.
pub async fn flush(session: &Session, printer: &mut Printer, wait: Duration) -> Result<Code, Failure> {
    let waiting: Vec<PendingAct> =
        session.hub.outbox().await.map_err(ours)?.into_iter().filter(|a| !a.state.is_settled()).collect();
    if waiting.is_empty() {
        if printer.format() == Format::Table {
            print::say("nothing waits");
        } else {
            rows_of(printer, &[]);
        }
        return Ok(Code::Done);
    }
    for act in &waiting {
        if matches!(act.state, ActState::Waiting { .. }) {
            session.hub.retry(act.key).await.map_err(ours)?;
        }
    }
    let keys: Vec<ActionKey> = waiting.iter().map(|a| a.key).collect();
    let settled = session.hub.settle_all(&keys, wait).await;
    let mut codes = Vec::new();
    for (act, fault) in &settled {
        verbs::receipt(session, printer, act);
        codes.push(verbs::code(session, &act.state, *fault));
    }
    if printer.format() != Format::Table {
        rows_of(printer, &settled.iter().map(|(act, _)| act).collect::<Vec<_>>());
    }
    Ok(overall(&codes))
}
