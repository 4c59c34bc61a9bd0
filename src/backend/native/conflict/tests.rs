//! What happened meanwhile, and what follows from it.

use rstest::rstest;

use super::*;
use crate::{
    backend::native::sample::{NOW, event, record, text},
    domain::State,
};

fn resolve() -> Verb {
    Verb::resolved("fixed", "pool restarted")
}

fn assign(to: &str) -> Verb {
    Verb::Assign { to: Some(text(to)) }
}

fn is(state: State, owner: Option<&str>) -> IncidentRecord {
    record(state, owner, 9)
}

#[rstest]
#[case::note(vec![event("jo", EventKind::Note, &[])])]
#[case::raised_again(vec![event("prometheus", EventKind::Raised, &["count", "updated_at"])])]
#[case::our_own_queue(vec![event("ana", EventKind::Ack, &["state", "owner"]), event("ana", EventKind::Assign, &["owner"])])]
fn what_makes_no_difference_is_sent_again_for_the_new_version(#[case] since: Vec<EventRecord>) {
    for verb in [resolve(), assign("mira")] {
        let judged = judge(&verb, &text("ana"), &is(State::Acknowledged, Some("ana")), &since, NOW);
        assert_eq!(judged, Judged::Again("\"42.9\"".into()), "{verb:?}");
    }
}

#[rstest]
#[case::resolved(resolve(), is(State::Resolved, Some("jo")), vec![event("jo", EventKind::Resolved, &["state"])],
    "already resolved by jo 12s ago")]
#[case::same_owner(assign("mira"), is(State::Acknowledged, Some("mira")), vec![event("jo", EventKind::Assign, &["owner"])],
    "already assigned to mira by jo 12s ago")]
#[case::nobody(Verb::Assign { to: None }, is(State::New, None), vec![], "already nobody's")]
fn what_is_so_already_is_no_conflict(
    #[case] verb: Verb,
    #[case] current: IncidentRecord,
    #[case] since: Vec<EventRecord>,
    #[case] words: &str,
) {
    assert_eq!(judge(&verb, &text("ana"), &current, &since, NOW), Judged::Already(text(words)));
}

#[rstest]
#[case::acked(resolve(), is(State::Acknowledged, Some("jo")), vec![event("jo", EventKind::Ack, &["state", "owner"])],
    "jo acknowledged it 12s ago: now it is acknowledged, with jo. Look again, then decide")]
#[case::assigned_elsewhere(assign("mira"), is(State::New, Some("kim")), vec![event("jo", EventKind::Assign, &["owner"])],
    "jo assigned it 12s ago: now it is new, with kim. Look again, then decide")]
#[case::over(assign("mira"), is(State::Resolved, None), vec![event("jo", EventKind::Resolved, &["state"])],
    "jo resolved it 12s ago: now it is resolved. Look again, then decide")]
#[case::worse(resolve(), is(State::New, None), vec![event("prometheus", EventKind::Changed, &["priority", "count"])],
    "prometheus changed it 12s ago: now it is new. Look again, then decide")]
#[case::a_note_after_it(resolve(), is(State::New, None),
    vec![event("jo", EventKind::Unack, &["state"]), event("jo", EventKind::Note, &[])],
    "jo took back the acknowledgement of it 12s ago: now it is new. Look again, then decide")]
#[case::nothing_is_told(resolve(), is(State::New, None), vec![],
    "it was changed 12s ago: now it is new. Look again, then decide")]
#[case::more_than_is_told(resolve(), is(State::New, None), vec![event("ana", EventKind::Note, &[]); TOLD],
    "it was changed 12s ago: now it is new. Look again, then decide")]
fn what_somebody_else_decided_is_a_conflict(
    #[case] verb: Verb,
    #[case] current: IncidentRecord,
    #[case] since: Vec<EventRecord>,
    #[case] words: &str,
) {
    assert_eq!(judge(&verb, &text("ana"), &current, &since, NOW), Judged::Conflict(text(words)));
}
