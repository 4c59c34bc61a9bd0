//! What the set must keep, whatever happens to it.

mod arranged;
mod quick;
mod record;
mod weight;

use std::{collections::BTreeMap, sync::Arc};

use proptest::prelude::*;

use super::*;
use crate::{
    domain::{
        Change, Detail, Facts, Hold, Number, Priority,
        incident::{HoldReason, LocalField},
        query::Ctx,
        sample,
    },
    text::{Kind, Opaque},
};

const NOW: Time = sample::NOW;

fn text(s: &str) -> SafeText {
    SafeText::clean(s, Kind::Body)
}

fn maybe(s: &'static str) -> impl Strategy<Value = Option<SafeText>> {
    prop::option::of(s.prop_map(|s| text(&s)))
}

fn time() -> impl Strategy<Value = Time> {
    prop_oneof![
        (-400_000_i64..400_000).prop_map(|s| NOW + s),
        any::<i64>().prop_map(Time::from_unix),
        Just(Time::from_unix(0)),
    ]
}

fn number() -> impl Strategy<Value = Option<Number>> {
    any::<u32>().prop_map(|n| Number::new(n % 3 * (n / 3)))
}

/// Anything that an adapter may make.
fn incident() -> impl Strategy<Value = Incident> {
    let opaque = || "\\PC{0,12}".prop_map(Opaque::new);
    let hold =
        (record::pick(HoldReason::ALL), "\\PC{0,9}", prop::option::of(time()), prop::option::of(time()))
            .prop_map(|(reason, detail, since, until)| {
                Box::new(Hold { reason, detail: text(&detail), since, until })
            });
    let detail = (
        (opaque(), opaque(), "\\PC{0,9}", maybe("\\PC{0,9}"), maybe("(\\PC|\n){0,90}"), maybe("h\\PC{0,9}")),
        (maybe("\\PC{0,9}"), prop::option::of(1_u8..4), prop::option::of(1_u8..4)),
        prop::collection::vec(("\\PC{0,9}", "\\PC{0,20}"), 0..5),
        (prop::collection::vec(record::pick(&LocalField::ALL), 0..4), any::<u32>(), number()),
        prop::collection::vec("\\PC{0,30}", 0..3),
        (maybe("\\PC{0,9}"), maybe("\\PC{0,9}"), maybe("\\PC{0,9}")),
        (record::record(), record::source_clocks()),
    )
        .prop_map(|(a, b, labels, c, marks, words, (record, source_clocks))| {
            Arc::new(Detail {
                native_id: a.0,
                keep: a.1,
                raw_status: text(&a.2),
                severity: a.3,
                description: a.4,
                url: a.5,
                runbook: b.0,
                impact: b.1,
                urgency: b.2,
                labels: labels.iter().map(|(k, v)| (text(k), text(v))).collect(),
                local: c.0,
                reopen_count: c.1,
                recurrence_of: c.2,
                marks: marks.iter().map(|m| text(m)).collect(),
                team: words.0,
                category: words.1,
                subcategory: words.2,
                record,
                source_clocks,
            })
        });
    (
        ("[a-c]{1,2}", "\\PC{0,9}", number(), "\\PC{0,60}", maybe("\\PC{0,6}"), maybe("\\PC{0,6}")),
        (0_usize..9, 1_u8..6, any::<u32>(), any::<bool>(), any::<bool>()),
        (time(), time(), prop::option::of(time()), prop::option::of(time()), prop::option::of(time())),
        prop::option::of(hold),
        detail,
    )
        .prop_map(|(names, facts, times, hold, detail)| {
            let source = SourceName::new(&names.0);
            let id = IncidentId::new(&source, &names.1);
            let mut detail = detail;
            if facts.4 {
                let native = id.as_str().split_once('/').map_or("", |(_, n)| n);
                Arc::make_mut(&mut detail).native_id = Opaque::new(native);
            }
            Incident {
                id,
                number: names.2,
                source,
                title: SafeText::clean(&names.3, Kind::Line),
                service: names.4,
                owner: names.5,
                state: State::ALL[facts.0],
                priority: Priority::new(facts.1).unwrap(),
                opened_at: times.0,
                acked_at: times.2,
                ack_until: times.3,
                resolved_at: times.4,
                updated_at: times.1,
                count: facts.2,
                hold,
                hidden_chars: facts.3,
                detail,
            }
        })
}

proptest! {
    #[test]
    fn nothing_is_lost_in_packing(incident in incident()) {
        let mut inbox = Inbox::new(Lens::default());
        inbox.apply(Change::Upsert(incident.clone()), NOW, false);
        prop_assert_eq!(inbox.get(&incident.id), Some(&incident));
        prop_assert_eq!(inbox.iter().collect::<Vec<_>>(), vec![incident.clone()]);
        // What is asked of it packed is what it is.
        let (_, row) = inbox.rows.iter().next().unwrap();
        let packed = inbox.rows.packed(row).unwrap();
        prop_assert_eq!(order::key(&packed, crate::domain::sla::Book::standard(), NOW), order::key(&incident, crate::domain::sla::Book::standard(), NOW));
        let me = text("ana");
        for query in ["a", "ana p<3", "owner:me", "label.a:*b*", "severity:-", "breached:yes", "clock<1h", "acked<1d", "count>9", "source:a", "age>2h -state:open"] {
            let query = Query::parse(query).unwrap();
            let ctx = Ctx { now: NOW, me: &me, book: crate::domain::sla::Book::standard() };
            prop_assert_eq!(query.matches(&packed, &ctx), query.matches(&incident, &ctx), "{}", query);
        }
        prop_assert_eq!(packed.id(), incident.id.clone());
        prop_assert_eq!(facts(&packed), facts(&incident));
    }
}

/// All that may be asked beside what queries ask above.
fn facts(i: &impl Facts) -> String {
    let words = (i.team(), i.category(), i.subcategory(), i.reporter());
    let kinds = (i.hold(), i.hold_until(), i.phase(), i.origin(), i.verdict(), i.is_major(), i.parent());
    let times = [i.snoozed_until(), i.occurred_at(), i.mitigated_at(), i.closed_at(), i.ended_at()]
        .map(|t| t.map(Time::unix));
    let passages: Vec<_> = i.passages().iter().map(|p| (p.at.unix(), p.turn.clone())).collect();
    format!("{words:?} {kinds:?} {times:?} {passages:?}")
}

#[test]
fn how_it_came_to_us_costs_a_byte() {
    let piece = |origin| {
        let mut incident = sample::incident(1);
        let detail = Arc::make_mut(&mut incident.detail);
        // As our own server's are.
        (detail.impact, detail.urgency, detail.record.origin) = (Some(2), Some(2), origin);
        let mut out = Vec::new();
        packed::rest(&incident, &mut words::Words::default(), &mut out);
        out.len()
    };
    assert_eq!(piece(Some(crate::domain::record::Origin::Monitoring)), piece(None) + 1);
}

/// One thing done to the set.
#[derive(Debug, Clone)]
enum Act {
    /// So many changes in one message: which incident, and its minutes, or that it left.
    Changes(Vec<(u8, Option<(u8, u8)>)>, bool),
    Later(i64),
    Settle,
    View(usize),
    Filter(Option<&'static str>),
    Offset(i64),
    Rejudge,
}

fn act() -> impl Strategy<Value = Act> {
    let change = (0_u8..40, prop::option::weighted(0.7, (0_u8..200, 1_u8..6)));
    prop_oneof![
        4 => (prop::collection::vec(change, 1..20), any::<bool>()).prop_map(|(c, still)| Act::Changes(c, still)),
        2 => (0_i64..3_000).prop_map(Act::Later),
        1 => Just(Act::Settle),
        1 => (0_usize..3).prop_map(Act::View),
        2 => prop::sample::select(vec![None, Some("w"), Some("we"), Some("web-1"), Some("p<3"), Some("clock<1h")]).prop_map(Act::Filter),
        // Jitter of two seconds and less is not judged again: see `Inbox::set_offset`.
        1 => (-3_i64..3).prop_map(|n| Act::Offset(3 * n)),
        1 => Just(Act::Rejudge),
    ]
}

fn made(n: u8, minutes: u8, priority: u8) -> Incident {
    Incident {
        id: sample::incident(n.into()).id,
        opened_at: NOW - i64::from(minutes) * 60,
        priority: Priority::new(priority).unwrap(),
        ..sample::incident(n.into())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn whatever_happens_it_is_as_if_made_anew(acts in prop::collection::vec(act(), 1..40)) {
        let views = ["", "p<3", "clock<2h"].map(|q| Query::parse(q).unwrap()).to_vec();
        let lens = || Lens { views: views.clone(), me: text("ana"), ..Lens::default() };
        let mut inbox = Inbox::new(lens());
        let mut held: BTreeMap<IncidentId, Incident> = BTreeMap::new();
        let mut now = NOW;
        for act in acts {
            match act {
                Act::Changes(changes, still) => {
                    let changes: Vec<Change> = changes.into_iter().map(|(n, made_of)| match made_of {
                        Some((minutes, priority)) => Change::Upsert(made(n, minutes, priority)),
                        None => Change::Gone { id: made(n, 0, 1).id, at: now, why: SafeText::default() },
                    }).collect();
                    for change in &changes {
                        match change {
                            Change::Upsert(i) => drop(held.insert(i.id.clone(), i.clone())),
                            Change::Gone { id, .. } => drop(held.remove(id)),
                        }
                    }
                    inbox.apply_all(changes, now, still);
                }
                Act::Later(seconds) => {
                    now = now + seconds;
                    inbox.advance(now);
                    prop_assert!(inbox.due().is_none_or(|t| t > now));
                }
                Act::Settle => drop(inbox.settle()),
                Act::View(view) => inbox.show_view(view, now),
                Act::Filter(filter) => inbox.filter(filter.map(|f| Query::parse(f).unwrap()), now),
                Act::Offset(s) => inbox.set_offset(&SourceName::new("am"), s, now),
                Act::Rejudge => inbox.rejudge(now),
            }
            // Every row is held once, and the shown ones stand where they are looked for.
            prop_assert_eq!(inbox.len(), held.len());
            prop_assert_eq!(inbox.all.0.len(), held.len());
            for place in 0..inbox.shown_len() {
                let incident = inbox.shown(place).cloned().unwrap();
                prop_assert_eq!(inbox.place(&incident.id), Some(place));
                prop_assert_eq!(inbox.shown_id(place), Some(incident.id.clone()));
                prop_assert_eq!(Some(&incident), held.get(&incident.id));
            }
        }
        // At rest it is what a new set with the same incidents is.
        inbox.advance(now);
        inbox.rejudge(now);
        inbox.settle();
        let mut anew = Inbox::new(lens());
        anew.lens.offsets = inbox.lens.offsets.clone();
        anew.apply_all(held.into_values().map(Change::Upsert).collect(), now, false);
        anew.show_view(inbox.lens.view, now);
        anew.filter(inbox.lens.filter.clone(), now);
        prop_assert_eq!(inbox.counts(), anew.counts());
        let keys = |inbox: &Inbox| -> Vec<u64> {
            inbox.shown.0.iter().map(|slot| inbox.rows.placed(*slot)).collect()
        };
        prop_assert_eq!(keys(&inbox), keys(&anew));
    }
}
