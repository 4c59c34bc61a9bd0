//! When something visible changes by itself: the loop sleeps exactly until then.

use super::model::{Model, Now};

/// Monotonic milliseconds of the next visible change; `None` when nothing will change by itself.
pub fn next(_model: &Model, _now: Now) -> Option<u64> {
    None
}
