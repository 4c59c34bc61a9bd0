//! A word that a server should stop.

use tokio::sync::watch;

/// Hears it. Clones hear the same word.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

/// Says it; dropped, it has said it too.
#[derive(Debug)]
pub struct Stopper(watch::Sender<bool>);

/// A pair.
pub fn pair() -> (Stopper, Stop) {
    let (say, hear) = watch::channel(false);
    (Stopper(say), Stop(hear))
}

impl Stopper {
    /// Stop, please.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Stop {
    /// Returns when the word is given, or nobody is left to give it.
    pub async fn heard(&mut self) {
        let _ = self.0.wait_for(|stopped| *stopped).await;
    }
}
