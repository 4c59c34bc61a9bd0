//! A believable working day in an imaginary company, the same for the same seed.
//!
//! It speaks to the real store in the real requests: the past is played through the ledger's own rules, and what goes
//! on while somebody watches is submitted as monitoring systems and colleagues would.
//!
//! ```text
//!  scenes (what can go wrong) + fill (blanks) ──> book (requests) ──┬──> script ──> morning, history, crowd ──> day ──> seed
//!  cast (who is awake), catalogue (services) ───────────────────────┴──> live: story (what next) ──> deeds (does it)
//! ```
//!
//! | file | what it tells |
//! |---|---|
//! | `scenes` | kinds of trouble, with titles, notes and endings |
//! | `fill` | the numbers, machines and versions of one incident |
//! | `cast`, `callers`, `catalogue` | people with their shifts; who calls; services and what they stand on |
//! | `book` | scenes and deeds as requests |
//! | `script` | one incident from rise to end, played through the ledger |
//! | `morning`, `deeds` | the 41 that are open when you come and what was over just before; what was done to them |
//! | `kin` | what hangs under something else, and what is the same |
//! | `history` | the month before |
//! | `crowd` | as many more as a benchmark wants |
//! | `day` | all three in the order of their numbers |
//! | `pace` | how fast people are |
//! | `live` | what happens from then on |

mod book;
mod callers;
mod cast;
mod catalogue;
mod crowd;
mod day;
mod deeds;
mod fill;
mod history;
mod kin;
mod live;
mod morning;
mod pace;
mod scenes;
mod script;
#[cfg(test)]
mod tests;

pub use live::live;

use tokio::sync::mpsc;

use super::{
    ledger::{Asked, Op, Refused},
    store::{Past, Store},
};
use crate::text::{Kind, SafeText};

/// What day it is.
#[derive(Debug, Clone)]
pub struct Options {
    /// The same seed at the same time tells the same day.
    pub seed: u64,
    /// Open incidents, 0 to 1,000,000 and more.
    pub incidents: u32,
    /// Story seconds a second; 0: nothing new happens.
    pub speed: f64,
    /// So many changes a second beside the story, for benchmarks.
    pub updates: Option<f64>,
    /// The person at the keyboard, who owns a few of them; nobody in the story acts in their name.
    pub me: SafeText,
}

impl Default for Options {
    fn default() -> Self {
        Self { seed: 1, incidents: 41, speed: 1.0, updates: None, me: SafeText::clean("you", Kind::Label) }
    }
}

/// So many incidents are written at once.
const BATCH: usize = 4_000;

/// So many batches are made before they can be written.
const AHEAD: usize = 2;

/// What the day tells.
enum Told {
    Changes(Vec<Op>),
    Past(Vec<Past>),
}

/// Fills an empty store with the catalogue, the people, the changes and the past of the day.
///
/// # Errors
/// The store has incidents already, or refuses to write.
pub async fn seed(store: &Store, options: &Options) -> Result<(), Refused> {
    if store.totals().incidents > 0 {
        return Err(Refused::Invalid {
            field: "demo".into(),
            why: "this database has incidents already; a demonstration begins in an empty one".into(),
        });
    }
    let now = store.clock().now();
    let (book, cast) = (book::Book::new(), cast::Cast::new(&options.me));
    for row in catalogue::SERVICES {
        submit(store, Op::Service(Box::new(row.service()), book.registrar())).await?;
    }
    for person in cast.people().iter().cloned().chain(callers::people()) {
        match submit(store, Op::Person(Box::new(person), book.registrar())).await {
            // A name that the directory does not take (`me` may be any) can still own incidents.
            Ok(()) | Err(Refused::Invalid { .. }) => {}
            Err(refused) => return Err(refused),
        }
    }
    // Told on a thread of its own, so that the next ones are made while these are written.
    let (tell, mut told) = mpsc::channel(AHEAD);
    let own = options.clone();
    let teller = tokio::task::spawn_blocking(move || {
        let (book, cast) = (book::Book::new(), cast::Cast::new(&own.me));
        let mut day = day::Day::new(&book, &cast, &own, now);
        let _ = tell.blocking_send(Told::Changes(day.changes()));
        loop {
            let batch: Vec<_> = day.by_ref().take(BATCH).collect();
            // Nobody listens any more: the store refused.
            if batch.is_empty() || tell.blocking_send(Told::Past(batch)).is_err() {
                return day.known;
            }
        }
    });
    while let Some(told) = told.recv().await {
        match told {
            Told::Changes(changes) => {
                for change in changes {
                    submit(store, change).await?;
                }
            }
            Told::Past(batch) => store.seed(batch).await?,
        }
    }
    let known = teller.await.map_err(|e| Refused::Storage(format!("the day could not be told ({e})")))?;
    for op in kin::ops(&book, &known, store.totals().incidents + 1, now) {
        match submit(store, op).await {
            // A team's own rules may be stricter than the story.
            Ok(()) | Err(Refused::NotAllowed(_) | Refused::Invalid { .. }) => {}
            Err(refused) => return Err(refused),
        }
    }
    Ok(())
}

async fn submit(store: &Store, op: Op) -> Result<(), Refused> {
    store.submit(Asked { op, key: None }).await.map(drop)
}
