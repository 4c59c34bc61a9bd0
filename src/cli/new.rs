//! `new`: opens an incident. Belongs to the command line.

use super::{
    args::{New, desk::Reach},
    desk,
    exit::{Code, Failure},
    json::{Beside, IncidentJson},
    list,
    open::{self, Session},
    print::{self, Cell, Format, Printer},
    rows, verbs, when,
};
use crate::{
    backend::{ActError, Draft},
    config::SourceKind,
    domain::{Number, SourceName, record::Origin, when::Toward},
    outbox,
    runtime::clock,
    text::{Opaque, SafeText},
};

/// `new`: prints the number it was given.
pub async fn run(session: &Session, printer: &mut Printer, new: New) -> Result<Code, Failure> {
    let source = source(session)?;
    let draft = draft(session, &source, &new).await?;
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
                matrix: &practices.of(incident.source.as_str()).matrix,
                by_source: open::by_source(&session.hub).contains(&incident.source),
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

async fn draft(session: &Session, source: &SourceName, new: &New) -> Result<Draft, Failure> {
    let title = new.title.trim();
    if title.is_empty() {
        return Err(Failure::usage("the title is empty: say in one line what is wrong"));
    }
    let description = match new.description.as_deref() {
        Some("-") => Some(verbs::stdin("description")?),
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
    let (category, subcategory) = match &new.category {
        Some(path) => desk::category(path)?,
        None => (SafeText::default(), None),
    };
    let now = clock::utc();
    let occurred_at = match &new.occurred_at {
        Some(text) => Some(when::read("--occurred-at", text, now, session.config.time_zone, Toward::Past)?),
        None => None,
    };
    let reporter = match &new.reporter {
        Some(who) => Some(desk::caller(session, who, &new.reach).await?),
        None if reached(&new.reach) => {
            return Err(Failure::usage(
                "--phone, --email, --vip and --on-behalf-of are of a --reporter: name them",
            ));
        }
        None => None,
    };
    let others = Others::find(session, source, new).await?;
    let said = |text: &SafeText| (!text.is_empty()).then(|| Opaque::from(text));
    Ok(Draft {
        title: Opaque::new(title),
        description: verbs::words(description),
        service: verbs::words(new.service.clone()),
        impact: new.impact,
        urgency: new.urgency,
        owner,
        labels,
        actor: session.me.clone(),
        // Somebody who tells of it calls, where nobody says otherwise.
        origin: new.origin.or(reporter.is_some().then_some(Origin::Phone)),
        reporter,
        verdict: new.verdict,
        category: said(&category),
        subcategory: subcategory.as_ref().and_then(said),
        team: verbs::words(new.team.clone()),
        occurred_at,
        follow_up_of: others.follow_up_of,
        parent: others.parent,
        major: new.major,
    })
}

/// Whether anything is said of how somebody is reached.
fn reached(reach: &Reach) -> bool {
    reach.phone.is_some() || reach.email.is_some() || reach.vip || reach.on_behalf_of.is_some()
}

/// Other incidents that the new one names.
#[derive(Default)]
struct Others {
    parent: Option<Number>,
    follow_up_of: Option<Number>,
}

impl Others {
    /// Reads the sources only where there is something to find.
    async fn find(session: &Session, source: &SourceName, new: &New) -> Result<Self, Failure> {
        if new.parent.is_none() && new.follow_up_of.is_none() {
            return Ok(Self::default());
        }
        let seen = session.read().await?;
        let number = async |option: &str, id: &Option<String>| -> Result<Option<Number>, Failure> {
            let Some(id) = id else { return Ok(None) };
            let incident = list::find(session, &seen, id).await?.incident;
            if incident.source != *source {
                let (theirs, ours) = (incident.source.as_str(), source.as_str());
                return Err(Failure::usage(format!(
                    "{option} {id} is of the source {theirs}, not of {ours}"
                )));
            }
            desk::needs_number(incident.number, id).map(Some)
        };
        Ok(Self {
            parent: number("--parent", &new.parent).await?,
            follow_up_of: number("--follow-up-of", &new.follow_up_of).await?,
        })
    }
}
