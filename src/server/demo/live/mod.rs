//! The day goes on while somebody watches.
//!
//! [`story`] decides what happens next and when, in story seconds; [`deeds`] reads the incident again and does it only
//! if it still makes sense, so that what a person does is respected, and [`desk`] likewise; [`storm`] is the load of benchmarks.

mod deeds;
mod desk;
mod plot;
mod storm;
mod story;
#[cfg(test)]
mod tests;

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use self::story::Story;
use super::{Options, book::Book, cast::Cast};
use crate::server::{stop::Stop, store::Store};

/// Faster than this no disk is: keeps the waits finite.
const FASTEST: f64 = 1_000_000.0;

/// Lets the day go on until `stop` is heard. With `speed` 0 nothing new happens; `updates` come beside it.
pub async fn live(store: Store, options: Options, mut stop: Stop) {
    let story = async {
        if options.speed > 0.0 && options.incidents > 0 {
            tell(&store, &options).await;
        }
    };
    let storm = async {
        if let Some(rate) = options.updates.filter(|rate| *rate > 0.0) {
            storm::rage(&store, &options, rate).await;
        }
    };
    tokio::select! {
        biased;
        () = stop.heard() => {}
        // Both end only when the store does; then there is nothing to do but wait.
        () = async { tokio::join!(story, storm); std::future::pending::<()>().await } => {}
    }
}

/// Beat by beat.
async fn tell(store: &Store, options: &Options) {
    let (book, cast) = (Book::new(), Cast::new(&options.me));
    let speed = options.speed.min(FASTEST);
    let began = Instant::now();
    let Ok(mut story) = Story::begin(store, &book, &cast, options).await else { return };
    loop {
        let wait = story.next_beat().as_secs_f64() / speed;
        sleep_until(began + Duration::try_from_secs_f64(wait).unwrap_or(Duration::MAX)).await;
        if story.beat().await.is_err() {
            // The store is closed or its disk is full, and says so itself.
            return;
        }
    }
}
