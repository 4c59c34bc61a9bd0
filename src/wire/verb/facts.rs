//! Bodies of the verbs that record what is known: priority, category, updates, callers, corrections, links. A part of
//! [`super`].

use super::macros::body;
use crate::{
    domain::{
        Priority, Time,
        record::{Caller, CiRole, Milestone, Reached},
    },
    text::SafeText,
};

body! {
    /// Change impact and urgency, or set the priority against the matrix (T15).
    #[derive(Default)]
    #[schema(example = json!({"impact": 1, "urgency": 2, "reason": "all of checkout is hit", "by": {"name": "ana"}}))]
    SetPriority = Priority "priority" {
        /// From 1 (high), as many levels as the matrix has.
        #[serde(default)]
        #[schema(minimum = 1)]
        impact: Option<u8>,
        /// From 1 (high), as many levels as the matrix has.
        #[serde(default)]
        #[schema(minimum = 1)]
        urgency: Option<u8>,
        /// The priority itself, whatever the matrix says: an override.
        #[serde(default)]
        set: Option<Priority>,
        /// Drop the override: the matrix counts again.
        #[serde(default)]
        clear: bool,
        /// Why, 5 characters or more; must be there for an override, and for anything that lowers the priority.
        #[serde(default)]
        reason: Option<SafeText>,
    }
}

body! {
    /// Declare it a major, or no longer one.
    #[derive(Default)]
    #[schema(example = json!({"on": true, "reason": "checkout is down for everybody", "by": {"name": "ana"}}))]
    DeclareMajor = Major "major" {
        /// Whether it is one.
        on: bool,
        /// Why, up to 64 KiB; must be there to take it back.
        #[serde(default)]
        reason: Option<SafeText>,
    }
}

body! {
    /// Put it into a category (T15).
    #[derive(Default)]
    #[schema(example = json!({"category": "database", "sub": "replication", "by": {"name": "ana"}}))]
    Categorize = Category "category" {
        /// The first level, as the tree of `GET /v1/practice` names it.
        category: SafeText,
        /// The second.
        #[serde(default)]
        sub: Option<SafeText>,
    }
}

body! {
    /// Tell the stakeholders.
    #[derive(Default)]
    #[schema(example = json!({"text": "Checkout works again for 9 of 10 customers; next word in 30 minutes", "audience": "sales", "next_at": "2026-11-23T04:00:00Z", "public": true, "by": {"name": "mira"}}))]
    TellStakeholders = Update "update" {
        /// What they are told: 1 byte to 64 KiB.
        text: SafeText,
        /// Whom, 1 to 256 bytes; left out it is everybody concerned.
        #[serde(default)]
        audience: Option<SafeText>,
        /// When they hear again.
        #[serde(default)]
        next_at: Option<Time>,
        /// Outside the team too.
        #[serde(default)]
        public: bool,
    }
}

body! {
    /// Somebody tried to reach the caller.
    #[schema(example = json!({"result": "no_answer", "note": "rang twice", "by": {"name": "ana"}}))]
    ContactAttempt = Contact "contact" {
        /// With what result.
        result: Reached,
        /// Words, up to 64 KiB.
        #[serde(default)]
        note: Option<SafeText>,
    }
}

body! {
    /// One more caller has it too.
    #[derive(Default)]
    #[schema(example = json!({"caller": {"name": "Jonas Weber", "phone": "+49 30 1234", "vip": true}, "by": {"name": "ana"}}))]
    AddCaller = Caller "caller" {
        /// Who.
        #[serde(deserialize_with = "crate::wire::record::caller::boxed")]
        caller: Box<Caller>,
    }
}

body! {
    /// A time was recorded wrong.
    #[schema(example = json!({"field": "detected_at", "to": "2026-11-23T02:28:25Z", "reason": "the first call came before the alert", "by": {"name": "ana"}}))]
    Correct = Correct "correct" {
        /// Which.
        field: Milestone,
        /// The right time: not in the future, and in order with the other times.
        to: Time,
        /// Why: 1 byte to 64 KiB.
        reason: SafeText,
    }
}

body! {
    /// Why a clock was breached.
    #[derive(Default)]
    #[schema(example = json!({"clock": "P1 resolution", "reason": "the vendor's part came late", "by": {"name": "mira"}}))]
    ExplainBreach = Excuse "excuse" {
        /// The clock's name, as its policy says it.
        clock: SafeText,
        /// Why: 1 byte to 64 KiB.
        reason: SafeText,
    }
}

body! {
    /// Link a service or configuration item (T15).
    #[derive(Default)]
    #[schema(example = json!({"service": "payments", "role": "suspect", "by": {"name": "mira"}}))]
    LinkItem = Link "link" {
        /// Its id: 1 to 256 bytes.
        service: SafeText,
        /// How it belongs to the incident; null takes the link out. Must be said.
        #[serde(deserialize_with = "super::said")]
        #[schema(required)]
        role: Option<CiRole>,
    }
}
