//! What `yi`, `yu`, `ym` and `ys` put on the clipboard: ids, links, markdown, five lines for a chat. Pure; how it gets
//! there is the runtime's.
//!
//! Ids and links are one line each, so that what is pasted into a shell cannot run by itself before somebody looked at
//! it. Markdown and the five lines keep their lines: they go into a chat or a ticket, and a shell that is asked to take
//! them puts a paste in brackets (mode 2004) and waits for Enter. Whatever a terminal would obey was taken out where
//! the words came in ([`SafeText`]).
//!
//! Times are in UTC and say so: the reader sits elsewhere.

use crate::{
    app::model::{Model, Screen},
    domain::{
        Incident, Time,
        clock::clocks,
        event::EventKind,
        time::{DAY, age, countdown, length},
    },
    text::{Kind, SafeText},
};

/// Incidents that are copied at once.
pub const MOST: usize = 200;

/// Which words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Its number, or its id where it has none yet.
    Id,
    /// The page about it.
    Link,
    /// Title, state, clocks, description, as markdown.
    Markdown,
    /// Five lines: what, since when, who, what was done last, where to look.
    Sitrep,
}

impl What {
    /// What the receipt calls `count` of them.
    fn called(self, count: usize) -> String {
        let (one, many) = match self {
            Self::Id => ("id", "ids"),
            Self::Link => ("link", "links"),
            Self::Markdown => ("incident as markdown", "incidents as markdown"),
            Self::Sitrep => ("sitrep", "sitreps"),
        };
        if count == 1 { one.to_owned() } else { format!("{count} {many}") }
    }
}

/// Words for the clipboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// What goes there; `None` where none of them has any.
    pub text: Option<SafeText>,
    /// What the receipt calls it, with how many were left out: `3 ids`.
    pub what: String,
}

/// The words of what verbs would act on: the marks, else the one under the cursor.
pub fn of(model: &Model, now: Time, what: What) -> Copied {
    let targets = model.targets();
    let of_one = |incident: &&Incident| match what {
        What::Id => Some(id(incident)),
        What::Link => incident.detail.url.as_ref().map(|url| url.fit(Kind::Line).shown().to_owned()),
        What::Markdown => Some(markdown(model, incident, now)),
        What::Sitrep => Some(sitrep(model, incident, now).join("\n")),
    };
    let words: Vec<String> = targets.iter().take(MOST).filter_map(of_one).collect();
    let mut called = what.called(words.len());
    if targets.len() > words.len() && !words.is_empty() {
        called = format!("{called} of {}", targets.len());
    }
    let between = if matches!(what, What::Id | What::Link) { "\n" } else { "\n\n" };
    let joined = words.join(between);
    let text = (!joined.is_empty()).then(|| SafeText::clean(&joined, Kind::Body));
    Copied { text, what: called }
}

fn id(incident: &Incident) -> String {
    incident.number.map_or_else(|| incident.id.as_str().to_owned(), crate::domain::Number::long)
}

/// `02:54Z`, of another day with its date.
fn at(time: Time, now: Time) -> String {
    let same = time.unix().div_euclid(DAY) == now.unix().div_euclid(DAY);
    time.utc().format(if same { "%H:%MZ" } else { "%Y-%m-%d %H:%MZ" }).to_string()
}

/// `ack met 1m58s of 5m`, `fix 3h51m left of 4h`, `upd +0:41 over 30m`.
fn promises(model: &Model, incident: &Incident, now: Time) -> Vec<String> {
    let now = model.server_now(&incident.source, now);
    let all = clocks(incident, model.book(&incident.source));
    let told = all.iter().filter(|clock| !clock.cancelled).map(|clock| {
        let (name, target) = (clock.metric().short(), length(clock.target_s));
        let breached = clock.breached(now);
        if clock.stopped_at.is_some() {
            let how = if breached { "missed" } else { "met" };
            format!("{name} {how} {} of {target}", length(clock.elapsed(now)))
        } else if clock.paused.is_some() {
            format!("{name} paused at {} of {target}", length(clock.elapsed(now)))
        } else if breached {
            format!("{name} {} over {target}", countdown(clock.left(now).unwrap_or(0)))
        } else {
            format!("{name} {} left of {target}", length(clock.left(now).unwrap_or(0)))
        }
    });
    told.collect()
}

fn head(incident: &Incident) -> String {
    let (priority, state) = (incident.priority.level(), incident.state.short());
    let service = incident.service.as_ref().map(|s| format!(" ({})", s.shown())).unwrap_or_default();
    format!("{} P{priority} {state} {}{service}", id(incident), incident.title.shown())
}

fn since(model: &Model, incident: &Incident, now: Time) -> String {
    let mut parts = vec![format!(
        "since {} ({})",
        at(incident.opened_at, now),
        age(model.server_now(&incident.source, now) - incident.opened_at)
    )];
    parts.extend(promises(model, incident, now));
    parts.join(" | ")
}

fn who(incident: &Incident) -> String {
    let record = &incident.detail.record;
    let owner = incident.owner.as_ref().map_or("nobody has it yet", |o| o.shown());
    let mut parts = vec![format!("who: {owner}")];
    if let Some(team) = &incident.detail.team {
        parts.push(format!("team {}", team.shown()));
    }
    if let Some(hold) = &incident.hold {
        let until = hold.until.map(|until| format!(" until {}", until.utc().format("%Y-%m-%d %H:%MZ")));
        parts.push(format!("waits for {}{}", hold.reason.title(), until.unwrap_or_default()));
    }
    let callers = record.callers.len() + usize::from(record.reporter.is_some());
    if callers > 0 {
        parts.push(format!("{callers} caller{}", if callers == 1 { "" } else { "s" }));
    }
    parts.join(", ")
}

/// What people did last: from the timeline where it is on screen, else from the record.
fn last(model: &Model, incident: &Incident, now: Time) -> String {
    if let Some(Screen::Incident(screen)) = model.screens.last()
        && screen.id == incident.id
        && let Some(Ok(events)) = &screen.timeline
        && let Some(event) = events
            .iter()
            .filter(|e| !matches!(e.kind, EventKind::Clock | EventKind::Raised | EventKind::Change))
            .max_by_key(|e| e.at)
    {
        let words = event.text.first_line();
        return format!(
            "last: {} {} {} {}",
            at(event.at, now),
            event.actor.shown(),
            event.kind.word(),
            words.shown()
        )
        .trim_end()
        .to_owned();
    }
    let record = &incident.detail.record;
    let mut deeds: Vec<(Time, String)> = vec![(incident.opened_at, "opened".to_owned())];
    deeds.extend(incident.acked_at.map(|at| (at, "acknowledged".to_owned())));
    deeds.extend(record.mitigated_at.map(|at| (at, "impact gone".to_owned())));
    if let Some(told) = &record.told {
        let words = format!("{} told the stakeholders: {}", told.by.shown(), told.text.first_line().shown());
        deeds.push((told.at, words));
    }
    if let Some(done) = &record.resolution {
        let notes = done.notes.as_ref().map(SafeText::first_line).unwrap_or_default();
        deeds.push((done.at, format!("{} resolved it: {}", done.by.shown(), notes.shown())));
    } else {
        deeds.extend(incident.resolved_at.map(|at| (at, "resolved".to_owned())));
    }
    if let Some(end) = &record.ending {
        deeds.push((end.at, format!("{} ended it", end.by.shown())));
    }
    // Of deeds of one second the later in this list is the later.
    let newest = deeds.into_iter().enumerate().max_by_key(|(n, (time, _))| (*time, *n));
    newest.map_or_else(String::new, |(_, (time, words))| {
        format!("last: {} {}", at(time, now), words.trim_end_matches(": "))
    })
}

/// The five lines.
fn sitrep(model: &Model, incident: &Incident, now: Time) -> [String; 5] {
    let link = incident.detail.url.as_ref().map_or_else(
        || format!("open: watchfloor {}", id(incident)),
        |url| format!("link: {}", url.fit(Kind::Line).shown()),
    );
    let next = incident.detail.record.told.as_ref().and_then(|told| told.next_at);
    let next = next.map_or_else(String::new, |next| format!(" | next update {}", at(next, now)));
    [
        head(incident),
        since(model, incident, now),
        who(incident),
        last(model, incident, now),
        format!("{link}{next}"),
    ]
}

fn markdown(model: &Model, incident: &Incident, now: Time) -> String {
    let [head, since, who, last, link] = sitrep(model, incident, now);
    let mut text = format!("**{}**\n\n", escaped(&head));
    for line in [since, who, last, link] {
        // An address is left as it is: chats and trackers make a link of it.
        let line = if line.contains("://") { line } else { escaped(&line) };
        text.extend(["- ", &line, "\n"]);
    }
    if let Some(runbook) = &incident.detail.runbook {
        text.extend(["- runbook: ", runbook.fit(Kind::Line).shown(), "\n"]);
    }
    if let Some(words) = incident.detail.description.as_ref().filter(|words| !words.is_empty()) {
        text.push('\n');
        for line in words.lines().take(20) {
            text.extend(["> ", &escaped(line.shown()), "\n"]);
        }
    }
    text.trim_end().to_owned()
}

/// What markdown would read as a mark, told that it is none: a title must not become a heading, a link or a tag.
fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        if "\\`*_[]<>#|~@".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn a_title_stays_a_title_in_markdown() {
        assert_eq!(escaped("[x](http://y) *b* <img> `c`"), r"\[x\](http://y) \*b\* \<img\> \`c\`");
    }
}
