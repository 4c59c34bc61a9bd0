//! What is known of the one that is shown, in the order in which a decision asks for it.

use super::{Of, end};
use crate::{
    app::action::Action,
    domain::{
        Event, Incident, State,
        directory::Service,
        event::EventKind,
        time::{DAY, MINUTE},
    },
    text::SafeText,
    ui::{
        facts,
        incident::{line, named, panel},
        paint::{Page, Phrase, made, wrap},
        theme::Token,
        words,
    },
};

/// Entries up to this long after it began may be its cause, seconds; and from this long before.
const AFTER: i64 = 5 * MINUTE;
const BEFORE: i64 = DAY;
/// Lines of a description, and entries of each list.
const LINES: usize = 6;
const ENTRIES: usize = 4;

impl Of<'_, '_> {
    /// The incident itself.
    pub(super) fn what(&self, page: &mut Page<'_, '_>) {
        self.banner(page);
        panel(page, self.view, self.incident);
        self.since(page);
        self.owner(page);
        self.service(page);
        let theme = page.theme();
        if let Some(hold) = facts::hold(theme, self.view, self.incident) {
            named(page, "waits", &hold);
        }
        let detail = &self.incident.detail;
        if let Some(reporter) = &detail.record.reporter {
            let mut phrase = Phrase::new(theme).with(&reporter.name, Token::Text);
            if reporter.vip {
                phrase.add("  VIP", Token::Warning);
            }
            let more = detail.record.callers.len();
            if more > 0 {
                phrase.add("  ", Token::Dim).add(made::more(more), Token::Text).add(" callers", Token::Dim);
            }
            named(page, "told by", &phrase);
        }
    }

    /// What its source says of it, and where more is said.
    pub(super) fn words(&self, page: &mut Page<'_, '_>) {
        let theme = page.theme();
        let detail = &self.incident.detail;
        if let Some(text) = &detail.description {
            page.blank();
            let rows = wrap(text, page.width());
            let cut = rows.len() > LINES + 1;
            let shown = if cut { LINES } else { rows.len() };
            for row in rows.into_iter().take(shown) {
                page.line_at(0, row, Token::Text);
            }
            if cut {
                let key = words::keys(self.view.model, Action::OpenThis);
                let more = Phrase::new(theme).with(key, Token::Key).with(" shows the rest", Token::Dim);
                page.phrase(&more);
            }
        }
        if let Some(runbook) = &detail.runbook {
            line(page, "runbook", runbook, Token::Accent);
        }
        if let Some(url) = &detail.url {
            line(page, "link", url, Token::Accent);
        }
    }

    /// What became of it meanwhile.
    fn banner(&self, page: &mut Page<'_, '_>) {
        let theme = page.theme();
        let mut phrase = Phrase::new(theme);
        let own = self.view.model.pending.of(&self.incident.id).next().is_some();
        if self.gone {
            phrase.add("it has gone", Token::Warning);
            if let Some(why) = self.known.and_then(|k| k.gone.as_ref()).filter(|w| !w.is_empty()) {
                phrase.add(": ", Token::Warning).add(why, Token::Warning);
            }
        } else if let Some(how) = self.triage.end() {
            phrase.add("decided: ", Token::Dim);
            end(&mut phrase, Some(how));
            phrase.add(", ", Token::Dim).add(self.incident.state.word(), Token::Text);
        } else if !self.triage.marked && self.incident.state != State::New && !own {
            phrase.add("meanwhile ", Token::Warning).add(self.incident.state.word(), Token::Warning);
            if let Some(owner) = &self.incident.owner {
                phrase.add(", owner ", Token::Warning).add(owner, Token::Warning);
            }
        } else {
            return;
        }
        let key = words::keys(self.view.model, Action::Skip);
        phrase.add("  ", Token::Dim).add(key, Token::Key).add(" goes on", Token::Dim);
        page.phrase(&phrase);
    }

    fn since(&self, page: &mut Page<'_, '_>) {
        let (model, at) = (self.view.model, self.incident.opened_at);
        let now = model.server_now(&self.incident.source, self.view.now.utc);
        let mut phrase =
            Phrase::new(page.theme()).with(made::near(at, self.view.now.utc, model.zone), Token::Text);
        phrase.add("  ", Token::Dim).add(made::ago(now - at), Token::Text);
        if self.incident.count > 1 {
            phrase.add("  raised ", Token::Dim).add(made::times(self.incident.count), Token::Text);
        }
        if let Some(before) = self.incident.detail.recurrence_of {
            phrase.add("  again after ", Token::Dim).add(made::long(before), Token::Text);
        }
        phrase.add("  from ", Token::Dim).add(&self.incident.source, Token::Text);
        named(page, "since", &phrase);
    }

    fn owner(&self, page: &mut Page<'_, '_>) {
        let theme = page.theme();
        let mut phrase = Phrase::new(theme);
        match &self.incident.owner {
            None => phrase.add("nobody", Token::Warning),
            Some(owner) => phrase.add(owner, Token::Text),
        };
        if let Some(team) = &self.incident.detail.team {
            phrase.add("  team ", Token::Dim).add(team, Token::Text);
        }
        named(page, "owner", &phrase);
    }

    /// The service, what is known of it, and what it cannot do without.
    fn service(&self, page: &mut Page<'_, '_>) {
        let theme = page.theme();
        let Some(name) = &self.incident.service else {
            line(page, "service", "its source names none", Token::Dim);
            return;
        };
        let mut phrase = Phrase::new(theme).with(name, Token::Text);
        let services = &self.view.model.directory.services;
        let Some(service) = services.iter().find(|s| s.id == *name) else {
            phrase.add("  not in the directory", Token::Dim);
            named(page, "service", &phrase);
            return;
        };
        if let Some(n) = service.criticality {
            let look = if n <= 1 { Token::Warning } else { Token::Text };
            phrase.add("  criticality ", Token::Dim).add(made::level(n), look);
        }
        if let Some(team) = &service.team {
            phrase.add("  team ", Token::Dim).add(team, Token::Text);
        }
        named(page, "service", &phrase);
        self.family(page, service);
    }

    fn family(&self, page: &mut Page<'_, '_>, service: &Service) {
        let theme = page.theme();
        let list = |names: &mut dyn Iterator<Item = &SafeText>| {
            let mut phrase = Phrase::new(theme);
            for (n, name) in names.enumerate() {
                phrase.add(if n > 0 { ", " } else { "" }, Token::Dim).add(name.clone(), Token::Text);
            }
            phrase
        };
        if !service.depends_on.is_empty() {
            named(page, "needs", &list(&mut service.depends_on.iter()));
            for incident in self.known.map(|k| &*k.beneath).unwrap_or_default() {
                self.one(page, incident);
            }
        }
        let all = &self.view.model.directory.services;
        let mut above =
            all.iter().filter(|s| s.depends_on.contains(&service.id)).map(|s| &s.id).take(8).peekable();
        if above.peek().is_some() {
            named(page, "needed by", &list(&mut above));
        }
    }

    /// What is around it: changes, others like it.
    pub(super) fn around(&self, page: &mut Page<'_, '_>) {
        self.before(page);
        self.open(page);
        self.past(page);
    }

    /// Its labels.
    pub(super) fn labels(&self, page: &mut Page<'_, '_>) {
        let labels = &self.incident.detail.labels;
        if !labels.is_empty() {
            heading(page, "labels");
            let phrases = facts::labels(page.theme(), self.incident);
            page.flow(2, 2, &phrases);
        }
    }

    fn before(&self, page: &mut Page<'_, '_>) {
        heading(page, "before it began");
        let events = match self.known.and_then(|k| k.timeline.as_ref()) {
            None => return page.line_at(2, "reading its timeline", Token::Dim),
            Some(Err(words)) => {
                page.line_at(2, "its timeline could not be read:", Token::Error);
                return page.wrapped(2, words, Token::Warning);
            }
            Some(Ok(events)) => events,
        };
        let began = self.incident.opened_at;
        let near = |e: &&Event| {
            let from = e.at - began;
            let cause = matches!(e.kind, EventKind::Change | EventKind::Changed);
            (-BEFORE..=AFTER).contains(&from) && (cause || from < 0) && e.kind != EventKind::Opened
        };
        let mut before: Vec<&Event> = events.iter().filter(near).collect();
        before.sort_by_key(|e| (e.at - began).abs());
        if before.is_empty() {
            page.line_at(2, "no change on record in the day before it", Token::Dim);
        }
        let theme = page.theme();
        for event in before.into_iter().take(ENTRIES) {
            let from = began - event.at;
            let mut phrase = Phrase::new(theme).with(made::gap(from.abs()), Token::Text);
            phrase.add(if from >= 0 { " before  " } else { " after  " }, Token::Dim);
            phrase.add(event.kind.word(), Token::Dim).add("  ", Token::Dim);
            phrase.add(event.text.first_line(), Token::Text);
            phrase.add("  ", Token::Dim).add(&event.actor, Token::Dim);
            page.flow(2, 0, &[phrase]);
        }
    }

    fn open(&self, page: &mut Page<'_, '_>) {
        let open = self.known.map(|k| &*k.open).unwrap_or_default();
        if !open.is_empty() {
            heading(page, "open now and like it");
            for incident in open {
                self.one(page, incident);
            }
        }
    }

    /// `INC-001042 P1 ACK mira  Checkout 5xx`.
    fn one(&self, page: &mut Page<'_, '_>, incident: &Incident) {
        // As it stands now, where it is held still.
        let incident = self.view.model.inbox.get(&incident.id).unwrap_or(incident);
        let mut phrase = Phrase::new(page.theme());
        facts::number(&mut phrase, incident, self.view.wide(), Token::Dim);
        phrase.add(" ", Token::Dim);
        facts::priority(&mut phrase, incident);
        phrase.add(" ", Token::Dim).add(incident.state.short(), words::state(incident.state));
        if let Some(owner) = &incident.owner {
            phrase.add(" ", Token::Dim).add(owner, Token::Text);
        }
        phrase.add("  ", Token::Dim).add(&incident.title, Token::Text);
        page.flow(2, 0, &[phrase]);
    }

    fn past(&self, page: &mut Page<'_, '_>) {
        heading(page, "past ones like it");
        let past = match self.known.and_then(|k| k.past.as_ref()) {
            None => return page.line_at(2, "asking its source", Token::Dim),
            Some(Err(words)) => {
                page.line_at(2, "could not be searched:", Token::Error);
                return page.wrapped(2, words, Token::Warning);
            }
            Some(Ok(past)) => past,
        };
        if past.is_empty() {
            page.line_at(2, "its source knows of none", Token::Dim);
        }
        for incident in past {
            self.ended(page, incident);
        }
    }

    /// Number, when, how it ended; under it in which words.
    fn ended(&self, page: &mut Page<'_, '_>, incident: &Incident) {
        let record = &incident.detail.record;
        let now = self.view.model.server_now(&incident.source, self.view.now.utc);
        let mut phrase = Phrase::new(page.theme());
        facts::number(&mut phrase, incident, self.view.wide(), Token::Dim);
        phrase
            .add(" ", Token::Dim)
            .add(made::ago(now - incident.opened_at), Token::Text)
            .add("  ", Token::Dim);
        let ending = record.ending.as_deref();
        let code = record.resolution.as_deref().and_then(|r| r.code.as_ref());
        match (code, ending.and_then(|e| e.reason)) {
            (_, Some(reason)) => phrase.add(reason.title(), Token::Text),
            (Some(code), None) => phrase.add(code, Token::Good),
            (None, None) => phrase.add(incident.state.word(), Token::Text),
        };
        phrase.add("  ", Token::Dim).add(&incident.title, Token::Dim);
        page.flow(2, 0, &[phrase]);
        let notes = record.resolution.as_deref().and_then(|r| r.notes.as_ref());
        let notes = notes.or(ending.and_then(|e| e.detail.as_ref()));
        if let Some(notes) = notes {
            for row in wrap(notes, page.width().saturating_sub(4)).into_iter().take(2) {
                page.line_at(4, row, Token::Text);
            }
        }
    }
}

fn heading(page: &mut Page<'_, '_>, title: &'static str) {
    page.line_at(0, title, Token::Accent);
}
