//! The last part of the log in memory, once for all readers, and the pulse that wakes them.
//!
//! A reader keeps only its place. It asks for what follows it, and gets shared bytes, or hears that they are no longer
//! here and reads the store. So a reader that stops reading holds nothing back and costs no memory; nothing is copied
//! for each reader; and five thousand readers that come back after a short cut are served from here.

use std::{
    collections::VecDeque,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use tokio::sync::{Notify, broadcast::error::RecvError, watch};

use crate::server::{
    stop::Stop,
    store::{Published, Store},
};

/// The most bytes of the log that are kept here; some thousand entries.
const KEPT: usize = 8 * 1024 * 1024;

/// How long after the last heartbeat the next one goes out.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// What wakes the readers.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pulse {
    /// The last entry that was published.
    pub head: u64,
    /// Counts the heartbeats.
    pub beat: u64,
    /// The server stops: streams end.
    pub over: bool,
}

/// What follows a place.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    /// Finished messages, up to entry `last`.
    Frames {
        /// The bytes.
        bytes: Bytes,
        /// The last entry among them.
        last: u64,
    },
    /// Nothing yet.
    Nothing,
    /// No longer kept here: the store has it.
    Elsewhere,
}

#[derive(Debug)]
struct Batch {
    first: u64,
    /// Its messages in one piece.
    bytes: Bytes,
    /// Where each message ends in it.
    ends: Vec<usize>,
}

/// See the file's head.
#[derive(Debug)]
pub struct Hub {
    ring: RwLock<Ring>,
    pulse: watch::Sender<Pulse>,
    open: AtomicUsize,
    opened: Notify,
}

#[derive(Debug)]
struct Ring {
    batches: VecDeque<Batch>,
    bytes: usize,
    /// The entry after the last one.
    next: u64,
}

impl Hub {
    /// Begins to follow a store's log, until `stop`.
    pub fn start(store: &Store, stop: Stop) -> Arc<Self> {
        // In this order: what is published between the two is seen twice, and what is seen twice is dropped.
        let mut published = store.follow();
        let hub = Arc::new(Self::at(store.head()));
        let (followed, mut stopped, store) = (Arc::clone(&hub), stop.clone(), store.clone());
        tokio::spawn(async move {
            loop {
                let got = tokio::select! {
                    got = published.recv() => got,
                    () = stopped.heard() => break,
                };
                match got {
                    Ok(piece) => followed.push(&piece),
                    // Cannot happen while this task gets any time at all; then the readers fetch it from the store.
                    Err(RecvError::Lagged(_)) => followed.skip_to(store.head()),
                    Err(RecvError::Closed) => break,
                }
            }
            followed.pulse.send_modify(|p| p.over = true);
        });
        tokio::spawn(Arc::clone(&hub).beat(stop));
        hub
    }

    fn at(head: u64) -> Self {
        let ring = Ring { batches: VecDeque::new(), bytes: 0, next: head + 1 };
        let (pulse, _) = watch::channel(Pulse { head, ..Pulse::default() });
        Self { ring: RwLock::new(ring), pulse, open: AtomicUsize::new(0), opened: Notify::new() }
    }

    /// One timer for all streams, and none while there is no stream.
    async fn beat(self: Arc<Self>, mut stop: Stop) {
        loop {
            let wait = async {
                while self.open() == 0 {
                    self.opened.notified().await;
                }
                tokio::time::sleep(HEARTBEAT).await;
            };
            tokio::select! {
                () = wait => self.pulse.send_modify(|p| p.beat += 1),
                () = stop.heard() => return,
            }
        }
    }

    fn push(&self, piece: &Published) {
        {
            let mut ring = self.ring.write().unwrap_or_else(PoisonError::into_inner);
            ring.push(piece);
        }
        self.pulse.send_modify(|p| p.head = p.head.max(piece.last));
    }

    fn skip_to(&self, head: u64) {
        {
            let mut ring = self.ring.write().unwrap_or_else(PoisonError::into_inner);
            *ring = Ring { batches: VecDeque::new(), bytes: 0, next: head + 1 };
        }
        self.pulse.send_modify(|p| p.head = p.head.max(head));
    }

    /// What follows entry `after`.
    pub fn read(&self, after: u64) -> Piece {
        self.ring.read().unwrap_or_else(PoisonError::into_inner).read(after)
    }

    /// The pulse.
    pub fn pulse(&self) -> watch::Receiver<Pulse> {
        self.pulse.subscribe()
    }

    /// How many streams are open.
    pub fn open(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    /// Counts a stream for as long as the answer lives; `None` where there are `most` already.
    pub fn enter(self: &Arc<Self>, most: usize) -> Option<Inside> {
        if self.open.fetch_add(1, Ordering::Relaxed) >= most {
            self.open.fetch_sub(1, Ordering::Relaxed);
            return None;
        }
        self.opened.notify_one();
        Some(Inside(Arc::clone(self)))
    }
}

/// An open stream.
#[derive(Debug)]
pub struct Inside(Arc<Hub>);

impl Drop for Inside {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Ring {
    fn push(&mut self, piece: &Published) {
        if piece.last < self.next {
            return;
        }
        if piece.first != self.next {
            // Overlaps with what was there at the start, or a hole: what is kept must be without holes.
            self.batches.clear();
            self.bytes = 0;
        }
        let mut bytes = BytesMut::with_capacity(piece.frames.iter().map(Bytes::len).sum());
        let ends = piece.frames.iter().map(|frame| {
            bytes.extend_from_slice(frame);
            bytes.len()
        });
        let ends: Vec<usize> = ends.collect();
        self.bytes += bytes.len();
        self.next = piece.last + 1;
        self.batches.push_back(Batch { first: piece.first, bytes: bytes.freeze(), ends });
        while self.bytes > KEPT {
            let Some(oldest) = self.batches.pop_front() else { break };
            self.bytes -= oldest.bytes.len();
        }
    }

    fn read(&self, after: u64) -> Piece {
        if after + 1 >= self.next {
            return Piece::Nothing;
        }
        let behind = self.batches.partition_point(|b| b.first <= after + 1);
        let Some(batch) = behind.checked_sub(1).and_then(|at| self.batches.get(at)) else {
            return Piece::Elsewhere;
        };
        let known = (after + 1 - batch.first) as usize;
        let from =
            if known == 0 { 0 } else { batch.ends.get(known - 1).copied().unwrap_or(batch.bytes.len()) };
        Piece::Frames { bytes: batch.bytes.slice(from..), last: batch.first + batch.ends.len() as u64 - 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(first: u64, last: u64) -> Published {
        let frames = (first..=last).map(|seq| Bytes::from(format!("{seq};"))).collect();
        Published { first, last, frames }
    }

    fn frames(text: &'static str, last: u64) -> Piece {
        Piece::Frames { bytes: Bytes::from_static(text.as_bytes()), last }
    }

    #[test]
    fn a_reader_gets_what_follows_its_place() {
        let hub = Hub::at(10);
        assert_eq!(hub.read(10), Piece::Nothing);
        hub.push(&piece(11, 13));
        hub.push(&piece(14, 14));
        assert_eq!(hub.read(10), frames("11;12;13;", 13));
        assert_eq!(hub.read(12), frames("13;", 13));
        assert_eq!(hub.read(13), frames("14;", 14));
        assert_eq!(hub.read(14), Piece::Nothing);
        assert_eq!(hub.read(9), Piece::Elsewhere);
    }

    #[test]
    fn what_was_seen_at_the_start_comes_once_and_a_hole_forgets() {
        let hub = Hub::at(10);
        hub.push(&piece(9, 10));
        assert_eq!(hub.read(9), Piece::Elsewhere);
        hub.push(&piece(10, 11));
        assert_eq!(hub.read(10), frames("11;", 11));
        hub.push(&piece(20, 20));
        assert_eq!(hub.read(11), Piece::Elsewhere);
        assert_eq!(hub.read(19), frames("20;", 20));
        hub.skip_to(30);
        assert_eq!(hub.read(20), Piece::Elsewhere);
        assert_eq!(hub.read(30), Piece::Nothing);
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let hub = Hub::at(0);
        let large = Bytes::from(vec![b'x'; 1024 * 1024]);
        for seq in 1..=20 {
            hub.push(&Published { first: seq, last: seq, frames: vec![large.clone()] });
        }
        assert_eq!(hub.read(11), Piece::Elsewhere);
        assert!(matches!(hub.read(12), Piece::Frames { last: 13, .. }));
        assert!(hub.ring.read().expect("sound").bytes <= KEPT);
    }

    #[test]
    fn streams_are_counted_and_capped() {
        let hub = Arc::new(Hub::at(0));
        let one = hub.enter(1).expect("room");
        assert!(hub.enter(1).is_none());
        assert_eq!(hub.open(), 1);
        drop(one);
        assert!(hub.enter(1).is_some());
    }
}
