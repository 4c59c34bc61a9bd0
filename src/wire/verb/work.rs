//! Bodies of the verbs that move an incident forward: acknowledge, work, wait, mitigate, resolve. A part of [`super`].

use super::macros::body;
use crate::{
    domain::{Time, incident::HoldReason, state::Phase},
    text::SafeText,
};

body! {
    /// Acknowledge (T02).
    #[derive(Default)]
    #[schema(example = json!({"note": "looking", "for_s": 3600, "by": {"name": "ana", "via": "tui"}}))]
    Ack = Ack "ack" {
        /// Words for the others: up to 64 KiB.
        #[serde(default)]
        note: Option<SafeText>,
        /// Seconds after which it ends by itself: 60 to 2,592,000 (30 days).
        #[serde(default)]
        #[schema(minimum = 60, maximum = 2_592_000)]
        for_s: Option<i64>,
    }
}

body! {
    /// Take an acknowledgement back (T04).
    #[derive(Default)]
    #[schema(example = json!({"by": {"name": "ana"}}))]
    Unack = Unack "unack" {}
}

body! {
    /// Give it to somebody (T15).
    #[derive(Default)]
    #[schema(example = json!({"to": "mira", "by": {"name": "ana"}}))]
    Assign = Assign "assign" {
        /// The new owner, 1 to 256 bytes; null is nobody.
        to: Option<SafeText>,
    }
}

body! {
    /// Write a note (T15).
    #[derive(Default)]
    #[schema(as = Note, example = json!({"text": "replica 3 rebuilt, lag falling", "by": {"name": "mira"}}))]
    NoteText = Note "note" {
        /// The words: 1 byte to 64 KiB.
        text: SafeText,
    }
}

body! {
    /// Begin to work on it (T03).
    #[derive(Default)]
    #[schema(example = json!({"by": {"name": "mira", "via": "tui"}}))]
    Start = Start "start" {}
}

body! {
    /// Say how far the work is (T15).
    #[schema(example = json!({"phase": "identified", "by": {"name": "mira"}}))]
    SetPhase = Phase "phase" {
        /// How far.
        phase: Phase,
    }
}

body! {
    /// Let it wait (T05).
    #[schema(example = json!({"reason": "awaiting_vendor", "detail": "case 00817 with the storage vendor", "by": {"name": "mira"}}))]
    PutOnHold = Hold "hold" {
        /// For what. `silenced` and `inhibited` are said by sources, not by people.
        reason: HoldReason,
        /// In words, up to 64 KiB; must be there for `other`.
        #[serde(default)]
        detail: Option<SafeText>,
        /// Until when, in the future; must be there for `scheduled`. It resumes by itself then.
        #[serde(default)]
        until: Option<Time>,
        /// What the caller is told, up to 64 KiB; must be there for `awaiting_reporter`, and callers may read it.
        #[serde(default)]
        message: Option<SafeText>,
    }
}

body! {
    /// Go on (T06).
    #[derive(Default)]
    #[schema(example = json!({"reason": "the vendor sent the part", "by": {"name": "mira"}}))]
    Resume = Resume "resume" {
        /// What came, up to 64 KiB.
        #[serde(default)]
        reason: Option<SafeText>,
    }
}

body! {
    /// Out of sight for a while.
    #[schema(example = json!({"until": "2026-11-24T09:00:00Z", "by": {"name": "mira"}}))]
    Snooze = Snooze "snooze" {
        /// Until when, in the future.
        until: Time,
    }
}

body! {
    /// Back in sight.
    #[derive(Default)]
    #[schema(example = json!({"by": {"name": "mira"}}))]
    Wake = Wake "wake" {}
}

body! {
    /// The impact is gone, the cause is not (T07).
    #[derive(Default)]
    #[schema(example = json!({"impact": "none since the failover; one replica is missing", "by": {"name": "mira"}}))]
    Mitigate = Mitigate "mitigate" {
        /// What is left of the impact: 1 byte to 64 KiB.
        impact: SafeText,
    }
}

body! {
    /// The impact is back (T08).
    #[derive(Default)]
    #[schema(example = json!({"reason": "5xx again since 03:20", "by": {"name": "mira"}}))]
    Relapse = Relapse "relapse" {
        /// What was seen: 1 byte to 64 KiB.
        reason: SafeText,
    }
}

body! {
    /// Say that it is over (T09).
    #[derive(Default)]
    #[schema(example = json!({"code": "fixed", "note": "pool restarted", "by": {"name": "mira"}}))]
    Resolve = Resolve "resolve" {
        /// How it ended, 1 to 256 bytes; must be there. `GET /v1/practice` offers some, any other word is taken too.
        #[serde(default)]
        code: Option<SafeText>,
        /// What was done: 1 byte to 64 KiB; must be there.
        #[serde(default)]
        note: Option<SafeText>,
    }
}

body! {
    /// It is not over after all (T10).
    #[derive(Default)]
    #[schema(example = json!({"reason": "errors are back", "by": {"name": "ana"}}))]
    Reopen = Reopen "reopen" {
        /// Why: 1 byte to 64 KiB.
        reason: SafeText,
    }
}
