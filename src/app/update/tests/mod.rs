//! Keys in, model and effects out: what a person types, as tables.

mod arrange;
mod copy;
mod filter;
mod life;
mod own;
mod reason;
mod repeat;
mod select;
mod suppressed;

use crate::{
    app::{
        Effect, Model, Msg, Now,
        key::Key,
        keymap::Keymap,
        model::{
            Setup, Size, SourceState,
            layer::{Choice, Layer, Strip, Then},
            pending::{ActState, PendingAct},
        },
        update,
    },
    backend::{ActionKey, Capabilities, Health, Support, Target, Verb},
    domain::{Change, Incident, Priority, SourceName, State, Time, sample},
    text::{Kind, SafeText},
};

pub(super) fn safe(text: &str) -> SafeText {
    SafeText::clean(text, Kind::Line)
}

pub(super) fn am() -> SourceName {
    SourceName::new("am")
}

/// A model with one source and a clock.
pub(super) struct Desk {
    pub(super) model: Model,
    pub(super) now: Now,
}

impl Desk {
    pub(super) fn new(incidents: u32) -> Self {
        let capabilities = Capabilities {
            ack: Support::Native,
            unack: Support::Native,
            assign: Support::Local,
            note: Support::Local,
            resolve: Support::No("not here"),
            read_only: false,
            keeps_all: false,
        };
        let source = SourceState {
            name: am(),
            kind: "alertmanager",
            url: safe("http://127.0.0.1:9093"),
            capabilities,
            health: Health::unasked(am(), 15),
        };
        let setup = Setup {
            me: safe("ana"),
            zone: chrono_tz::UTC,
            size: Size { cols: 80, rows: 24 },
            low_bandwidth: false,
            sources: vec![source],
            views: Vec::new(),
            keymap: Keymap::default(),
            last_visit: None,
        };
        let mut desk = Self {
            model: Model::new(setup, sample::NOW),
            now: Now { utc: sample::NOW, ms: 10_000, sub_ms: 0 },
        };
        if incidents > 0 {
            desk.changes((0..incidents).map(|n| Change::Upsert(sample::incident(n))).collect());
        }
        desk
    }

    pub(super) fn send(&mut self, msg: Msg) -> Vec<Effect> {
        self.now.ms += 20;
        update(&mut self.model, self.now, msg)
    }

    pub(super) fn changes(&mut self, changes: Vec<Change>) -> Vec<Effect> {
        self.send(Msg::Changes { source: am(), changes })
    }

    pub(super) fn keys(&mut self, text: &str) -> Vec<Effect> {
        text.split_whitespace()
            .flat_map(|word| Key::parse_sequence(word).expect("keys"))
            .collect::<Vec<_>>()
            .into_iter()
            .flat_map(|key| self.send(Msg::Key(key)))
            .collect()
    }

    pub(super) fn text(&mut self, text: &str) -> Vec<Effect> {
        text.chars()
            .map(Key::char)
            .collect::<Vec<_>>()
            .into_iter()
            .flat_map(|k| self.send(Msg::Key(k)))
            .collect()
    }

    pub(super) fn pass(&mut self, seconds: i64) {
        self.now.ms += seconds as u64 * 1_000;
        self.now.utc = self.now.utc + seconds;
        self.send(Msg::Wake);
    }

    pub(super) fn cursor(&self) -> u32 {
        self.model.current().and_then(|i| i.number).map_or(0, |n| n.get() - 1_000)
    }

    pub(super) fn said(&self) -> String {
        self.model.said.as_ref().map(|(s, _)| s.shown().to_owned()).unwrap_or_default()
    }

    /// The outbox answers an enqueue.
    pub(super) fn commit(&mut self, fx: &[Effect]) -> Vec<ActionKey> {
        let mut keys = Vec::new();
        for effect in fx {
            let Effect::Enqueue { group, acts } = effect else { continue };
            let acts: Vec<PendingAct> =
                acts.iter().map(|(target, verb)| pending(target, verb, self.now.utc)).collect();
            keys.extend(acts.iter().map(|a| a.key));
            let fx = self.send(Msg::Queued { group: *group, acts });
            assert!(fx.iter().all(|e| !matches!(e, Effect::Enqueue { .. })), "{fx:?}");
        }
        keys
    }
}

fn pending(target: &Target, verb: &Verb, since: Time) -> PendingAct {
    PendingAct {
        key: ActionKey(uuid::Uuid::now_v7()),
        target: target.clone(),
        verb: verb.clone(),
        state: ActState::Queued,
        since,
    }
}

pub(super) fn enqueued(fx: &[Effect]) -> Vec<(u32, &'static str)> {
    fx.iter()
        .filter_map(|e| match e {
            Effect::Enqueue { acts, .. } => Some(acts),
            _ => None,
        })
        .flatten()
        .map(|(t, v)| (t.number.map_or(0, |n| n.get() - 1_000), v.name()))
        .collect()
}

fn urgent(n: u32) -> Incident {
    Incident { priority: crate::domain::Priority::P1, opened_at: sample::NOW - 1, ..sample::incident(n) }
}

#[test]
fn attention_first_and_the_cursor_waits_on_the_first_row() {
    let desk = Desk::new(10);
    assert_eq!(desk.cursor(), 5, "the P1 that breaches next");
    let order: Vec<u8> =
        (0..10).filter_map(|n| desk.model.inbox.shown(n)).map(|i| i.priority.level()).collect();
    assert_eq!(order, [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
}

#[test]
fn nothing_is_painted_before_the_outbox_has_it() {
    let mut desk = Desk::new(3);
    let fx = desk.keys("a");
    assert_eq!(enqueued(&fx), [(0, "ack")]);
    assert_eq!(desk.model.pending.unsettled(), 0);
    let keys = desk.commit(&fx);
    assert_eq!(desk.model.pending.unsettled(), 1);
    desk.send(Msg::Act {
        key: keys[0],
        state: ActState::Confirmed { elapsed_ms: 98, words: None, local: false },
    });
    assert_eq!(desk.model.pending.unsettled(), 0);
}

#[test]
fn the_target_is_the_id_under_the_cursor_when_the_key_was_pressed() {
    let mut desk = Desk::new(5);
    desk.keys("j");
    let on = desk.cursor();
    desk.changes((20..30).map(|n| Change::Upsert(urgent(n))).collect());
    assert_eq!(desk.cursor(), on, "new rows never move the cursor");
    assert_eq!(enqueued(&desk.keys("a")), [(on, "ack")]);
}

#[test]
fn new_rows_above_are_told_and_the_line_stands_still() {
    let mut desk = Desk::new(30);
    desk.keys("5j");
    let line = desk.model.board.cursor_row - desk.model.board.top;
    desk.changes((40..42).map(|n| Change::Upsert(urgent(n))).collect());
    assert_eq!(desk.model.board.cursor_row - desk.model.board.top, line);
    assert_eq!(desk.model.board.new_above(), 2);
    desk.pass(6);
    assert_eq!(desk.model.board.top, 0, "once the keys rest, what is new comes into view");
    assert_eq!(desk.model.board.new_above(), 0);
}

#[test]
fn the_order_stands_still_while_typing() {
    let mut desk = Desk::new(6);
    desk.keys("j");
    let order = |d: &Desk| -> Vec<u32> {
        (0..6)
            .filter_map(|n| d.model.inbox.shown(n))
            .filter_map(|i| i.number)
            .map(|n| n.get() - 1_000)
            .collect()
    };
    let before = order(&desk);
    let mut worse = sample::incident(4);
    worse.priority = crate::domain::Priority::P1;
    desk.changes(vec![Change::Upsert(worse)]);
    assert_eq!(order(&desk), before);
    desk.pass(6);
    assert_ne!(order(&desk), before);
}

#[test]
fn a_ghost_stays_and_verbs_are_refused_until_the_cursor_moves() {
    let mut desk = Desk::new(5);
    desk.keys("j");
    let gone = desk.model.current().expect("a row").id.clone();
    desk.changes(vec![Change::Gone { id: gone, at: desk.now.utc, why: safe("resolved at the source") }]);
    assert!(desk.model.board.ghost.is_some());
    assert!(enqueued(&desk.keys("a")).is_empty());
    assert!(desk.said().contains("is gone"), "{}", desk.said());
    desk.keys("j");
    assert!(desk.model.board.ghost.is_none());
    assert_eq!(enqueued(&desk.keys("a")).len(), 1);
}

#[test]
fn ack_is_not_sent_twice() {
    let mut desk = Desk::new(1);
    let fx = desk.keys("a");
    desk.commit(&fx);
    assert!(enqueued(&desk.keys("a")).is_empty());
    assert!(desk.said().contains("already"), "{}", desk.said());
}

#[test]
fn marks_are_what_verbs_act_on_and_are_lost_by_those_that_succeed() {
    let mut desk = Desk::new(5);
    let mut acked = sample::incident(1);
    acked.state = State::Acknowledged;
    desk.changes(vec![Change::Upsert(acked)]);
    desk.keys("*");
    assert_eq!(desk.model.board.marks.len(), 5);
    let fx = desk.keys("a");
    assert_eq!(enqueued(&fx).len(), 4);
    assert!(desk.said().starts_with("4 asked, 1 acknowledged already"), "{}", desk.said());
    let keys = desk.commit(&fx);
    assert_eq!(desk.model.board.marks.len(), 5, "nothing is sure yet");
    let confirmed = ActState::Confirmed { elapsed_ms: 9, words: None, local: false };
    for key in &keys[1..] {
        desk.send(Msg::Act { key: *key, state: confirmed.clone() });
    }
    desk.send(Msg::Act { key: keys[0], state: ActState::Failed(safe("no")) });
    assert_eq!(desk.model.board.marks.len(), 2, "the refused ones keep their mark");
}

#[test]
fn a_count_before_a_verb_is_refused() {
    let mut desk = Desk::new(5);
    assert!(enqueued(&desk.keys("3a")).is_empty());
    assert!(desk.said().contains("mark"), "{}", desk.said());
    desk.keys("gg 3 Space");
    assert_eq!(desk.model.board.marks.len(), 3);
}

#[test]
fn undo_takes_back_before_it_was_sent_and_asks_after() {
    let mut desk = Desk::new(1);
    let fx = desk.keys("a");
    let keys = desk.commit(&fx);
    assert_eq!(desk.keys("u"), [Effect::Drop(keys.clone())], "never sent: it is taken out");
    assert_eq!(desk.model.undo.len(), 1, "it may have been taken up at this moment: still to be taken back");
    desk.send(Msg::Dropped(keys[0]));
    assert!(desk.model.undo.is_empty() && desk.said().contains("taken out"), "{}", desk.said());

    let mut desk = Desk::new(1);
    let fx = desk.keys("a");
    let keys = desk.commit(&fx);
    desk.send(Msg::Act {
        key: keys[0],
        state: ActState::Confirmed { elapsed_ms: 9, words: None, local: false },
    });
    assert!(enqueued(&desk.keys("u")).is_empty(), "un-ack lets the source notify: it says so first");
    assert!(enqueued(&desk.keys("y")).is_empty(), "typed ahead: dropped");
    desk.pass(1);
    assert_eq!(enqueued(&desk.keys("y")), [(0, "assign"), (0, "unack")]);
}

#[test]
fn a_note_keeps_its_words_until_the_outbox_has_them() {
    let mut desk = Desk::new(1);
    desk.keys("n");
    desk.text("replica rebuilt");
    desk.keys("Ctrl-j");
    desk.text("lag falling");
    let fx = desk.keys("Enter");
    assert!(
        matches!(&fx[0], Effect::SaveDraft { text, .. } if text.to_source() == "replica rebuilt\nlag falling")
    );
    assert_eq!(enqueued(&fx), [(0, "note")]);
    let Effect::Enqueue { group, .. } = fx[1] else { panic!("an ask") };
    desk.send(Msg::NotQueued { group, words: safe("disk full") });
    assert_eq!(desk.said(), "disk full");
    assert_eq!(desk.model.pending.unsettled(), 0);
}

#[test]
fn esc_keeps_a_draft_and_the_same_key_brings_it_back() {
    let mut desk = Desk::new(1);
    desk.keys("n");
    desk.text("half a thought");
    let fx = desk.keys("Esc");
    let [Effect::SaveDraft { slot, text }] = &*fx else { panic!("{fx:?}") };
    let fx = desk.keys("n");
    assert_eq!(fx, [Effect::LoadDraft(slot.clone())]);
    desk.send(Msg::Draft { slot: slot.clone(), text: Some(text.clone()) });
    assert!(matches!(&desk.model.layer, Some(Layer::Words(w)) if w.input.value() == "half a thought"));
}

#[test]
fn ctrl_z_stops_while_something_is_typed_and_the_words_are_on_disk_first() {
    let mut desk = Desk::new(1);
    desk.keys("n");
    desk.text("half a thought");
    let fx = desk.keys("Ctrl-z");
    assert!(
        matches!(&*fx, [Effect::SaveDraft { text, .. }, Effect::Suspend] if text.to_source() == "half a thought"),
        "{fx:?}"
    );
    assert!(matches!(&desk.model.layer, Some(Layer::Words(w)) if w.input.value() == "half a thought"));
    desk.keys("Esc / d");
    assert_eq!(desk.keys("Ctrl-z"), [Effect::Suspend]);
    assert_eq!(desk.keys("Ctrl-l"), [Effect::Redraw]);
    assert!(matches!(&desk.model.layer, Some(Layer::Filter(line)) if line.input.value() == "d"));
}

#[test]
fn a_paste_is_never_taken_as_keys() {
    let mut desk = Desk::new(3);
    let fx = desk.send(Msg::Paste("a\ra\nq".into()));
    assert!(enqueued(&fx).is_empty());
    assert!(matches!(desk.model.layer, Some(Layer::Filter(_))));
    desk.keys("Esc n");
    desk.send(Msg::Paste("line one\nline two\u{1b}[31m".into()));
    assert!(
        matches!(&desk.model.layer, Some(Layer::Words(w)) if w.input.value() == "line one\nline two[31m")
    );
    assert!(enqueued(&desk.send(Msg::Wake)).is_empty(), "a paste never sends");
}

#[test]
fn s_enter_assigns_to_me_and_undo_gives_it_back() {
    let mut desk = Desk::new(1);
    let mut owned = sample::incident(0);
    owned.owner = Some(safe("bo"));
    desk.changes(vec![Change::Upsert(owned)]);
    let fx = desk.keys("s Enter");
    assert!(
        matches!(&fx[0], Effect::Enqueue { acts, .. } if acts[0].1 == Verb::Assign { to: Some(safe("ana")) })
    );
    let keys = desk.commit(&fx);
    desk.send(Msg::Act {
        key: keys[0],
        state: ActState::Confirmed { elapsed_ms: 9, words: None, local: true },
    });
    let fx = desk.keys("u");
    assert!(
        matches!(&fx[0], Effect::Enqueue { acts, .. } if acts[0].1 == Verb::Assign { to: Some(safe("bo")) })
    );
}

#[test]
fn a_name_that_is_part_of_nobody_is_a_name() {
    let mut desk = Desk::new(1);
    desk.keys("s");
    desk.text("bo");
    let fx = desk.keys("Enter");
    assert!(
        matches!(&fx[0], Effect::Enqueue { acts, .. } if acts[0].1 == Verb::Assign { to: Some(safe("bo")) }),
        "{fx:?}"
    );
    desk.keys("s");
    desk.text("nob");
    let fx = desk.keys("Enter");
    assert!(
        matches!(&fx[0], Effect::Enqueue { acts, .. } if acts[0].1 == Verb::Assign { to: None }),
        "{fx:?}"
    );
}

#[test]
fn a_verb_the_source_cannot_do_says_why() {
    let mut desk = Desk::new(1);
    desk.keys("r");
    assert!(desk.model.layer.is_none());
    assert_eq!(desk.said(), "not here");
}

#[test]
fn leaving_with_queued_actions_asks_once() {
    let mut desk = Desk::new(1);
    let fx = desk.keys("a");
    desk.commit(&fx);
    assert!(desk.keys("q").is_empty());
    assert!(desk.said().contains("1 action still queued"), "{}", desk.said());
    desk.keys("j");
    assert!(desk.keys("q").is_empty(), "another key in between: asked again");
    assert_eq!(desk.keys("q"), [Effect::Quit]);
}

#[test]
fn esc_drops_the_marks_and_u_brings_them_back() {
    let mut desk = Desk::new(3);
    desk.keys("2 Space Esc");
    assert!(desk.model.board.marks.is_empty());
    desk.keys("u");
    assert_eq!(desk.model.board.marks.len(), 2);
}

#[test]
fn esc_and_a_key_in_one_packet_leave_what_is_open() {
    let alt = |key: Key| Msg::Key(Key { alt: true, ..key });
    let mut desk = Desk::new(2);
    desk.keys("n");
    desk.text("not to be sent");
    let fx = desk.send(alt(Key::plain(crate::app::key::Code::Enter)));
    assert!(enqueued(&fx).is_empty(), "{fx:?}");
    assert!(matches!(&*fx, [Effect::SaveDraft { .. }, ..]), "{fx:?}");
    // A question is left, not answered.
    for (key, leaves) in [(Key { alt: true, ..Key::char('y') }, true), (Key::ctrl('y'), false)] {
        let mut desk = Desk::new(2);
        desk.model.layer = Some(Layer::Strip(Strip {
            verb: "leave",
            targets: Vec::new(),
            worst: Priority::P1,
            consequence: safe("2 actions are still queued"),
            choices: vec![Choice { key: 'y', title: "leave", then: Then::Quit }],
            armed_at_ms: 0,
        }));
        assert_eq!(desk.send(Msg::Key(key)), [], "{key}");
        assert_eq!(desk.model.layer.is_none(), leaves, "{key}");
    }
}

#[test]
fn unbound_alt_x_reads_as_esc_then_x() {
    let mut desk = Desk::new(3);
    desk.keys("Space");
    desk.send(Msg::Key(Key { alt: true, ..Key::char('j') }));
    assert!(desk.model.board.marks.is_empty(), "Esc dropped the marks");
    assert_eq!(desk.model.board.cursor_row, 2, "and j moved");
}

#[test]
fn cached_rows_never_replace_what_a_source_said() {
    let mut desk = Desk::new(2);
    let mut old = sample::incident(0);
    old.title = safe("old news");
    desk.send(Msg::Cached {
        incidents: vec![old, sample::incident(9)],
        as_of: vec![(am(), sample::NOW - 60)],
    });
    assert_eq!(desk.model.inbox.len(), 2);
}

#[test]
fn changes_are_idempotent() {
    let mut desk = Desk::new(20);
    let counts = desk.model.inbox.counts().clone();
    for n in 0..20 {
        desk.changes(vec![Change::Upsert(sample::incident(n)), Change::Upsert(sample::incident(n))]);
    }
    assert_eq!(*desk.model.inbox.counts(), counts);
    assert_eq!(desk.model.inbox.shown_len(), 20);
}
