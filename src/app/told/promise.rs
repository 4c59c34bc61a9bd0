//! What follows from what is filled in: the priority, the first promise, and by when the caller hears from us.

use std::sync::Arc;

use super::draft;
use crate::{
    app::model::{
        Model,
        new::{Field, NewForm, since},
    },
    domain::{
        Detail, Incident, IncidentId, Priority, Record, SourceName, State, Time,
        clock::{Clock, Metric, clocks},
        record::Verdict,
        sla::Target,
    },
    text::{Kind, SafeText},
};

/// What we could tell the caller now.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Promise {
    /// What the matrix says.
    pub priority: Option<Priority>,
    /// What is promised first, and how long it may take.
    pub first: Option<(Metric, Target)>,
    /// Until when somebody answers, or, where no answer is promised, until when it is solved.
    pub by: Option<(Metric, Time)>,
}

/// The priority alone.
pub fn priority(model: &Model, form: &NewForm) -> Option<Priority> {
    model.practice(form.to()?).matrix.priority(form.impact?, form.urgency?)
}

/// What is promised to an incident as it stands.
pub fn of(model: &Model, incident: &Incident) -> Promise {
    let clocks = clocks(incident, model.book(&incident.source));
    let running = || clocks.iter().filter(|c| c.running());
    let response = running().find(|c| c.metric() == Metric::Response);
    let first: Option<&Clock> = response
        .or_else(|| running().filter(|c| c.metric() != Metric::UpdateCadence).min_by_key(|c| c.due_at()));
    Promise {
        priority: Some(incident.priority),
        first: first.map(|c| (c.metric(), c.policy.target)),
        by: first.and_then(|c| Some((c.metric(), c.due_at()?))),
    }
}

/// What would be promised if it were opened at `now` (the source's time).
pub fn promise(model: &Model, form: &NewForm, now: Time) -> Promise {
    let (Some(source), Some(priority)) = (form.to(), priority(model, form)) else {
        return Promise::default();
    };
    if form.verdict.0 != Verdict::Incident {
        return Promise { priority: Some(priority), ..Promise::default() };
    }
    let now = model.server_now(source, now);
    of(model, &preview(model, form, source, priority, now))
}

/// The incident as it would be: policies ask for its service, team, category, labels.
fn preview(model: &Model, form: &NewForm, source: &SourceName, priority: Priority, now: Time) -> Incident {
    let (category, subcategory) = form.category().cloned().map_or((None, None), |(c, s)| (Some(c), s));
    Incident {
        id: IncidentId::new(source, "new"),
        number: None,
        source: source.clone(),
        title: SafeText::clean(form.text(Field::What), Kind::Line),
        service: form.meant(Field::Service),
        owner: None,
        state: State::New,
        priority,
        opened_at: now,
        acked_at: None,
        ack_until: None,
        resolved_at: None,
        updated_at: now,
        count: 1,
        hold: None,
        hidden_chars: false,
        detail: Arc::new(Detail {
            impact: form.impact,
            urgency: form.urgency,
            team: form.meant(Field::Team),
            category,
            subcategory,
            record: Record {
                origin: Some(form.through.0),
                reporter: draft::caller(form).map(Box::new),
                occurred_at: since::read(form.text(Field::Since), now, model.zone).ok().flatten(),
                ..Record::default()
            },
            ..Detail::default()
        }),
    }
}

/// `call back by 09:42`: in the zone of the screen, with the day where that is not soon.
pub fn by_words(promise: &Promise, now: Time, zone: chrono_tz::Tz) -> Option<String> {
    let (metric, at) = promise.by?;
    let form = if at - now <= 12 * crate::domain::time::HOUR { "%H:%M" } else { "%a %e %b %H:%M" };
    let what = if metric == Metric::Response { "call back" } else { "solved" };
    Some(format!("{what} by {}", at.utc().with_timezone(&zone).format(form)))
}
