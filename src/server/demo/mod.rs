//! A believable working day, the same for the same seed.

use super::{ledger::Refused, stop::Stop, store::Store};
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

/// Fills an empty store with the past of the day.
#[expect(clippy::unused_async, reason = "it will write")]
pub async fn seed(_store: &Store, _options: &Options) -> Result<(), Refused> {
    Ok(())
}

/// Lets the day go on until `stop` is heard.
pub async fn live(_store: Store, _options: Options, mut stop: Stop) {
    stop.heard().await;
}
