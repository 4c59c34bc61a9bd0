//! Looks that are shared. Two hundred acknowledgements that each read what they need before and after would have the
//! source say the same two hundred times over; those that want to look at the same time look together, at what is read
//! after the last of them asked.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use tokio::sync::{Mutex as TurnMutex, Semaphore, oneshot};

use super::{
    Alertmanager,
    dto::{self, Alert, Pairs, Silence},
    error,
    read::{decode, read_alerts, read_silences},
    request::filters,
    standing::Silences,
};
use crate::{
    backend::{AT_ONCE, ActError},
    net::{Client, NetError, Validator},
    text::{Kind, SafeText},
};

/// Fewer than this look together only if they look at alerts of one name: the whole list may be long.
const MANY: usize = 4;

/// What was read.
pub struct Scenery<'b> {
    /// Alerts, among them all that were asked for and are listed.
    pub alerts: &'b [Alert<'b>],
    /// All silences, expired ones too.
    pub silences: &'b [Silence<'b>],
    /// The same by id.
    pub index: &'b Silences<'b>,
}

type Look = Box<dyn FnOnce(Result<&Scenery<'_>, &ActError>) + Send>;

/// One that wants to look.
struct Job {
    labels: Vec<(String, String)>,
    look: Look,
}

/// Those that want to look, and how many requests of actions are on their way.
pub struct Waves {
    jobs: Mutex<Vec<Job>>,
    turn: Arc<TurnMutex<()>>,
    requests: Semaphore,
    acts: AtomicUsize,
}

impl Default for Waves {
    fn default() -> Self {
        Self {
            jobs: Mutex::default(),
            turn: Arc::default(),
            requests: Semaphore::new(AT_ONCE),
            acts: AtomicUsize::new(0),
        }
    }
}

/// An action is being carried out, while this is held.
pub struct Acting<'w>(&'w Waves);

impl Drop for Acting<'_> {
    fn drop(&mut self) {
        self.0.acts.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Waves {
    /// An action begins.
    pub fn acts(&self) -> Acting<'_> {
        self.acts.fetch_add(1, Ordering::Relaxed);
        Acting(self)
    }

    /// Whether others are carried out at the same time, so that looking together pays.
    pub fn has_company(&self) -> bool {
        self.acts.load(Ordering::Relaxed) > 1
    }

    /// Makes `n` requests of an action once they are among the [`AT_ONCE`] that may be on their way.
    pub async fn request<T>(&self, n: u32, request: impl Future<Output = T>) -> T {
        // It is never closed.
        let _permit = self.requests.acquire_many(n).await;
        request.await
    }

    fn jobs(&self) -> std::sync::MutexGuard<'_, Vec<Job>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those that look together next.
    fn next(&self) -> Vec<Job> {
        let mut jobs = self.jobs();
        if jobs.len() >= MANY {
            return std::mem::take(&mut jobs);
        }
        let Some(name) = jobs.first().map(|job| name(&job.labels).to_owned()) else { return Vec::new() };
        jobs.extract_if(.., |job| self::name(&job.labels) == name).collect()
    }
}

fn name(labels: &[(String, String)]) -> &str {
    labels.iter().find(|(name, _)| name == "alertname").map_or("", |(_, value)| value)
}

/// The labels that all of them have.
fn common(jobs: &[Job]) -> Vec<(String, String)> {
    let Some((first, others)) = jobs.split_first() else { return Vec::new() };
    let in_all = |pair: &&(String, String)| others.iter().all(|job| job.labels.contains(pair));
    first.labels.iter().filter(in_all).cloned().collect()
}

impl Alertmanager {
    /// Looks at alerts and silences as they are, read after this was called, together with whoever looks at the same
    /// time. An alert with these labels is among them, if it is listed.
    pub(super) async fn look_together<T: Send + 'static>(
        &self,
        labels: &Pairs<'_>,
        look: impl FnOnce(&Scenery<'_>) -> Result<T, ActError> + Send + 'static,
    ) -> Result<T, ActError> {
        let (to, mut seen) = oneshot::channel();
        let labels = labels.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let look: Look = Box::new(move |scenery| {
            // Nobody listens where the attempt was given up.
            let _ = to.send(scenery.map_err(Clone::clone).and_then(look));
        });
        self.waves.jobs().push(Job { labels, look });
        loop {
            let turn = tokio::select! {
                biased;
                answer = &mut seen => return answer.unwrap_or_else(|_| Err(given_up())),
                turn = Arc::clone(&self.waves.turn).lock_owned() => turn,
            };
            let (client, waves) = (self.client.clone(), Arc::clone(&self.waves));
            // In a task of its own: who leads may be given up, and the others want their answers all the same.
            tokio::spawn(async move {
                let jobs = waves.next();
                if !jobs.is_empty() {
                    look_at(&client, &waves, jobs).await;
                }
                drop(turn);
            });
        }
    }
}

/// Reads for all of them, and lets them look.
async fn look_at(client: &Client, waves: &Waves, jobs: Vec<Job>) {
    let common = common(&jobs);
    tracing::debug!(together = jobs.len(), "looked at alerts and silences");
    let jobs = Arc::new(Mutex::new(jobs));
    let looks = Arc::clone(&jobs);
    let take =
        |jobs: &Mutex<Vec<Job>>| std::mem::take(&mut *jobs.lock().unwrap_or_else(PoisonError::into_inner));
    let filter = filters(&Pairs::of(&common));
    let fresh = Validator::default();
    let answers = async {
        let (alerts, silences) = waves
            .request(2, async {
                tokio::try_join!(read_alerts(client, &filter, &fresh), read_silences(client, &fresh))
            })
            .await?;
        decode([&alerts, &silences], move |alerts, silences| {
            let (alerts, silences) = (dto::alerts(alerts)?, dto::silences(silences)?);
            let index = Silences::new(&silences);
            let scenery = Scenery { alerts: &alerts, silences: &silences, index: &index };
            for job in take(&looks) {
                (job.look)(Ok(&scenery));
            }
            Ok(())
        })
        .await
    };
    let answers: Result<(), NetError> = answers.await;
    if let Err(why) = answers {
        let why = error::look(&why);
        for job in take(&jobs) {
            (job.look)(Err(&why));
        }
    }
}

fn given_up() -> ActError {
    let words = "the alerts could not be read: they are looked at again";
    ActError::Later { words: SafeText::clean(words, Kind::Line), retry_after_s: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(labels: &[(&str, &str)]) -> Job {
        let labels = labels.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Job { labels, look: Box::new(|_| ()) }
    }

    #[test]
    fn a_storm_is_read_by_what_its_alerts_have_in_common() {
        let storm: Vec<Job> = ["1", "2", "3"]
            .iter()
            .map(|n| job(&[("alertname", "HostDown"), ("instance", n), ("service", "rack-7")]))
            .collect();
        let both = [("alertname", "HostDown"), ("service", "rack-7")].map(|(n, v)| (n.into(), v.into()));
        assert_eq!(common(&storm), both);
        assert_eq!(common(&storm[..1]).len(), 3, "one alone is read alone");
        assert_eq!(common(&[]), []);
    }

    #[test]
    fn a_few_of_different_names_do_not_have_the_whole_list_read() {
        let waves = Waves::default();
        waves.jobs().extend([
            job(&[("alertname", "A")]),
            job(&[("alertname", "B")]),
            job(&[("alertname", "A")]),
        ]);
        assert_eq!(waves.next().len(), 2);
        assert_eq!(waves.next().len(), 1);
        assert_eq!(waves.next().len(), 0);
        waves.jobs().extend(["A", "B", "C", "D"].map(|name| job(&[("alertname", name)])));
        assert_eq!(waves.next().len(), 4);
    }

    #[tokio::test]
    async fn no_more_requests_than_may_be_are_on_their_way() {
        let (waves, now, most) = (Waves::default(), AtomicUsize::new(0), AtomicUsize::new(0));
        let one = |n: u32| {
            let (now, most) = (&now, &most);
            waves.request(n, async move {
                let n = n as usize;
                most.fetch_max(now.fetch_add(n, Ordering::SeqCst) + n, Ordering::SeqCst);
                tokio::task::yield_now().await;
                now.fetch_sub(n, Ordering::SeqCst);
            })
        };
        futures_util::future::join_all((0..100).map(|n| one(1 + n % 2))).await;
        assert_eq!(most.into_inner(), AT_ONCE);
    }
}
