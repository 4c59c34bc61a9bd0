//! What each verb needs and does. The state has been asked already (`legal`).

mod care;
mod correct;
mod end;
mod hold;
mod kin;
mod people;
mod priority;
mod work;

pub use end::lacking;
pub(super) use people::{checked, same_caller};

use super::case::{Case, Outcome};
use crate::domain::Verb;

/// Makes the move; `Some` says in words that it was so already.
pub(super) fn make(case: &mut Case<'_>, verb: &Verb) -> Outcome {
    match verb {
        Verb::Ack { note, for_s } => work::ack(case, note.as_ref(), *for_s),
        Verb::Unack => work::unack(case),
        Verb::Assign { to } => work::assign(case, to.as_ref()),
        Verb::Note { text } => care::note(case, text),
        Verb::Start => work::start(case),
        Verb::Phase { phase } => work::phase(case, *phase),
        Verb::Hold { reason, detail, until, message } => {
            hold::hold(case, *reason, detail.as_ref(), *until, message.as_ref())
        }
        Verb::Resume { reason } => hold::resume(case, reason.as_ref()),
        Verb::Snooze { until } => hold::snooze(case, *until),
        Verb::Wake => hold::wake(case),
        Verb::Mitigate { impact } => work::mitigate(case, impact),
        Verb::Relapse { reason } => work::relapse(case, reason),
        Verb::Resolve { code, note } => end::resolve(case, code.as_ref(), note.as_ref()),
        Verb::Reopen { reason } => end::reopen(case, reason),
        Verb::Close { answer, comment, satisfaction, waiver } => {
            end::close(case, *answer, comment.as_ref(), *satisfaction, waiver.as_ref())
        }
        Verb::Cancel { reason, detail, duplicate_of } => {
            end::cancel(case, *reason, detail.as_ref(), *duplicate_of)
        }
        Verb::Merge { into } => kin::merge(case, *into),
        Verb::Restore => end::restore(case),
        Verb::Attach { parent } => kin::attach(case, *parent),
        Verb::Priority { impact, urgency, set, clear, reason } => {
            let asked = priority::Asked { impact: *impact, urgency: *urgency, set: *set, clear: *clear };
            priority::priority(case, &asked, reason.as_ref())
        }
        Verb::Major { on, reason } => priority::major(case, *on, reason.as_ref()),
        Verb::Category { category, sub } => care::category(case, category, sub.as_ref()),
        Verb::Update { text, audience, next_at, public } => {
            care::update(case, text, audience.as_ref(), *next_at, *public)
        }
        Verb::Contact { result, note } => people::contact(case, *result, note.as_ref()),
        Verb::Caller { caller } => people::caller(case, caller),
        Verb::Correct { field, to, reason } => correct::correct(case, *field, *to, reason),
        Verb::Excuse { clock, reason } => correct::excuse(case, clock, reason),
        Verb::Link { service, role } => care::link(case, service, *role),
    }
}
