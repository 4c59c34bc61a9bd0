//! Whatever is asked in whatever order: the world checks after each batch what every plan must keep.

use proptest::{collection::vec, prelude::*};

use super::*;

#[derive(Debug, Clone)]
enum Step {
    Ask(Vec<Asked>),
    /// The last batch with keys once more.
    Again,
    /// Seconds pass.
    Wait(i64),
}

fn action() -> impl Strategy<Value = Action> {
    let name = prop::sample::select(vec!["ana", "mira", "jo"]);
    (0..8_u8, name, prop::option::of(60..7_200_i64)).prop_map(|(which, name, for_s)| match which {
        0 | 1 => Action::from(Ack { for_s, by: by(name), note: None }),
        2 => unack(name),
        3 => assign(name, Some("jo")),
        4 => assign(name, None),
        5 => note(name, "words"),
        6 => resolve(name),
        _ => reopen(name, "it is back"),
    })
}

fn op() -> impl Strategy<Value = Op> {
    let number = 1..6_u32;
    let key = prop::sample::select(vec!["a", "b"]);
    let severity = prop::sample::select(vec!["critical", "warning", "info"]);
    prop_oneof![
        1 => Just(Op::New(Box::new(titled("disk full")))),
        4 => (number, action(), prop::option::of(1..5_u64)).prop_map(|(n, action, if_version)| Op::Act {
            number: Number::new(n).expect("a number"),
            action: Box::new(action),
            if_version,
        }),
        3 => vec((key, severity, any::<bool>()), 1..4).prop_map(|signals| Op::Signals {
            signals: signals
                .into_iter()
                .map(|(key, severity, rings)| {
                    if rings { Signal { severity: some(severity), ..firing(key) } } else { cleared(key) }
                })
                .collect(),
            raw: None,
            from: text("am"),
        }),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let asked = (op(), prop::option::of(0..1_000_u32)).prop_map(|(op, key)| Asked {
        op,
        key: key.map(|k| IdempotencyKey { key: k.to_string(), request: [0; 32] }),
    });
    prop_oneof![
        6 => vec(asked, 1..6).prop_map(Step::Ask),
        1 => Just(Step::Again),
        2 => (1..3_000_i64).prop_map(Step::Wait),
    ]
}

proptest! {
    #[test]
    fn any_sequence_keeps_the_books(steps in vec(step(), 1..40)) {
        let mut world = World::new();
        let mut last: Vec<(Asked, Done)> = Vec::new();
        for step in steps {
            match step {
                Step::Ask(batch) => {
                    let replies = world.batch(&batch);
                    last = batch
                        .into_iter()
                        .zip(replies)
                        .filter(|(asked, _)| asked.key.is_some())
                        .filter_map(|(asked, reply)| Some((asked, reply.ok()?.done)))
                        .collect();
                }
                Step::Again => {
                    let (batch, done): (Vec<Asked>, Vec<Done>) = last.iter().cloned().unzip();
                    let (incidents, log) = (world.incidents.clone(), world.log.len());
                    for (reply, done) in world.batch(&batch).into_iter().zip(done) {
                        prop_assert_eq!(reply, Ok(Answered { done, replayed: true }));
                    }
                    prop_assert_eq!((&world.incidents, world.log.len()), (&incidents, log));
                }
                Step::Wait(seconds) => {
                    world.pass(seconds);
                }
            }
        }
        // The log tells how every incident came to be what it is.
        for incident in world.incidents.values() {
            let mut told = world.log.iter().filter(|e| e.event.incident == Some(incident.number));
            let state = told
                .clone()
                .flat_map(|e| &e.event.changes)
                .filter(|c| c.field == "state")
                .fold(serde_json::Value::Null, |was, change| {
                    assert_eq!(was, change.old);
                    change.new.clone()
                });
            prop_assert_eq!(state, incident.state.word());
            prop_assert_eq!(told.next_back().and_then(|e| e.version), Some(incident.version));
        }
    }
}
