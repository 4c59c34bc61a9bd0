//! Bodies of the verbs that end an incident, take that back, or hang it elsewhere. A part of [`super`].

use super::macros::body;
use crate::{
    domain::{
        Number,
        record::{Answer, CancelReason},
    },
    text::SafeText,
};

body! {
    /// Close it with the caller's answer (T11).
    #[derive(Default)]
    #[schema(example = json!({"answer": "works", "comment": "all good again, thank you", "satisfaction": 5, "by": {"name": "ana"}}))]
    Close = Close "close" {
        /// What the caller said; left out where nobody has to be asked. `still_broken` reopens it instead.
        #[serde(default)]
        answer: Option<Answer>,
        /// In the caller's words, up to 64 KiB.
        #[serde(default)]
        comment: Option<SafeText>,
        /// How content the caller is: 1 to 5.
        #[serde(default)]
        #[schema(minimum = 1, maximum = 5)]
        satisfaction: Option<u8>,
        /// Why a major needs no retrospective, up to 64 KiB.
        #[serde(default)]
        waiver: Option<SafeText>,
    }
}

body! {
    /// It is nobody's incident (T12).
    #[schema(example = json!({"reason": "duplicate", "duplicate_of": 41, "by": {"name": "ana"}}))]
    Cancel = Cancel "cancel" {
        /// Why.
        reason: CancelReason,
        /// In words, up to 64 KiB; must be there for `other`.
        #[serde(default)]
        detail: Option<SafeText>,
        /// Of which one it is a duplicate, by number.
        #[serde(default)]
        #[schema(value_type = Option<u32>, minimum = 1)]
        duplicate_of: Option<Number>,
    }
}

body! {
    /// It lives on in another one (T13).
    #[schema(example = json!({"into": 41, "by": {"name": "ana"}}))]
    Merge = Merge "merge" {
        /// In which open one, by number; not itself, and not one that lives on in this one.
        #[schema(value_type = u32, minimum = 1)]
        into: Number,
    }
}

body! {
    /// Take a cancellation or a merge back.
    #[derive(Default)]
    #[schema(example = json!({"by": {"name": "ana"}}))]
    Restore = Restore "restore" {}
}

body! {
    /// Hang it under a parent (T15).
    #[derive(Default)]
    #[schema(example = json!({"parent": 41, "by": {"name": "ana"}}))]
    Attach = Attach "attach" {
        /// The parent, by number; null takes it out again. Must be said: nobody is orphaned by a body that says nothing.
        #[serde(deserialize_with = "super::said")]
        #[schema(value_type = Option<u32>, required, minimum = 1)]
        parent: Option<Number>,
    }
}
