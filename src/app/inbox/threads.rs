//! Work over all rows, on several threads where there are many.

use std::{num::NonZero, thread};

/// Rows from which on several threads share the work: below it takes less time than to begin one.
pub(super) const FROM: usize = 50_000;
/// The most threads.
const MOST: usize = 4;

/// How many threads share the work over so many rows.
pub(super) fn cores(rows: usize) -> usize {
    // Asked only here: the answer is read from files of the system.
    if rows < FROM { 1 } else { thread::available_parallelism().map_or(1, NonZero::get).min(MOST) }
}

/// What `some` makes of each piece of `count`, in their order; a piece goes from the one to before the other.
pub(super) fn pieces<T: Send>(count: usize, some: impl Fn(usize, usize) -> T + Sync) -> Vec<T> {
    let cores = cores(count);
    let each = count.div_ceil(cores);
    let bounds = |n: usize| ((n * each).min(count), ((n + 1) * each).min(count));
    thread::scope(|scope| {
        let some = &some;
        let begun: Vec<_> = (1..cores)
            .map(|n| {
                let (from, until) = bounds(n);
                thread::Builder::new().spawn_scoped(scope, move || some(from, until)).ok()
            })
            .collect();
        let mut made = vec![some(0, bounds(0).1)];
        for (n, thread) in (1..).zip(begun) {
            // The system may give no thread: then it is done here.
            made.push(match thread.map(thread::ScopedJoinHandle::join) {
                Some(Ok(piece)) => piece,
                _ => some(bounds(n).0, bounds(n).1),
            });
        }
        made
    })
}
