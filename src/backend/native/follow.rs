//! The background task: follows the stream, comes back to it after every break, and falls back to the long poll where
//! something on the way keeps the stream from us.

use std::{sync::Arc, time::Duration};

use reqwest::Method;
use serde::{Deserialize, de::IgnoredAny};
use tokio::time::{Instant, sleep, timeout_at};

use super::{
    error,
    shared::{Shared, TAKEOVER},
    words::line,
};
use crate::{
    backend::ReadError,
    net::{Backoff, Call, EventStream, Heard, NetError, Opts, sse::Event},
    text::Opaque,
    wire::{EventId, IncidentRecord},
};

/// How long the server may keep a long poll, in seconds; and how long where something on the way does not wait so long.
const POLL: u64 = 25;
const SHORT_POLL: u64 = 5;
/// What an answer may take beyond that.
const SLACK: Duration = Duration::from_secs(15);
/// So long a line has to hold before the pauses begin from the shortest again: no longer, because some proxies end every
/// line after half a minute, and what happens in the pauses is heard late.
const HEALTH: Duration = Duration::from_secs(10);
/// Pauses between attempts: of any server, and of our own on this machine.
const PAUSES: (Duration, Duration) = (Duration::from_millis(500), Duration::from_mins(1));
const LOCAL_PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// What we need of an entry: the incident as it is now. New kinds of entries are none of our concern.
#[derive(Deserialize)]
struct Item {
    incident: Option<IncidentRecord>,
}

/// An answer of the long poll.
#[derive(Deserialize)]
struct Told {
    items: Vec<Item>,
    gap: Option<IgnoredAny>,
    next: EventId,
}

/// Why a way of following ended.
enum End {
    /// Entries are missing, or too many wait: list everything anew.
    Relist,
    /// The server ended the line, or it broke, or it never came about.
    Lost(Option<NetError>),
    /// What comes on this way is not what the server sends.
    NotThrough(NetError),
    /// Time to try the stream again.
    StreamAgain,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Stream,
    LongPoll { since: Instant },
}

struct Follower {
    shared: Arc<Shared>,
    /// The last entry that was taken in.
    place: EventId,
    backoff: Backoff,
    failures: u32,
    /// Since when there is no line, and since when there is one.
    down: Option<Instant>,
    up: Option<Instant>,
}

/// Follows the log after `from` until everything has to be listed anew; then it ends.
pub async fn run(shared: Arc<Shared>, from: EventId) {
    let pauses = if shared.options.local { LOCAL_PAUSES } else { PAUSES };
    let backoff = Backoff::default().with_bounds(pauses.0, pauses.1);
    let mut follower = Follower { shared, place: from, backoff, failures: 0, down: None, up: None };
    let mut way = Way::Stream;
    loop {
        let end = match way {
            Way::Stream => follower.stream().await,
            Way::LongPoll { since } => follower.long_poll(since).await,
        };
        match (end, way) {
            (End::Relist, _) => return follower.shared.anew(),
            (End::StreamAgain, _) => way = Way::Stream,
            (End::NotThrough(why), Way::Stream) => {
                tracing::info!("no stream gets through, long polls instead: {why}");
                way = Way::LongPoll { since: Instant::now() };
            }
            (End::NotThrough(why), Way::LongPoll { .. }) => {
                tracing::info!("no long poll gets through either, lists instead: {why}");
                let again = follower.shared.patience.stream_again;
                follower.shared.state().plain_until = Some(Instant::now() + again);
                return follower.shared.anew();
            }
            (End::Lost(why), _) => follower.lost(why).await,
        }
    }
}

impl Follower {
    /// Follows the stream.
    async fn stream(&mut self) -> End {
        let last = Opaque::new(self.place.to_string());
        let opts = Opts { deadline: Some(self.shared.patience.hello), ..Opts::default() };
        let mut stream = match self.shared.client.stream("v1/events", &[], Some(&last), &opts).await {
            Ok(stream) => stream.with_idle(self.shared.patience.idle),
            // A proxy that collects the whole body first may keep its head back as well. On this machine there is none.
            Err(error @ NetError::Timeout { connecting: false, .. }) if !self.shared.options.local => {
                return End::NotThrough(error);
            }
            Err(error) if is_not_offered(&error) => return End::NotThrough(error),
            Err(error) => return End::Lost(Some(error)),
        };
        let hello = Instant::now() + self.shared.patience.hello;
        let mut is_through = false;
        loop {
            let heard = if is_through {
                stream.next().await
            } else {
                match timeout_at(hello, stream.next()).await {
                    Ok(heard) => heard,
                    Err(_) => return End::NotThrough(stream.unusable("did not begin in time")),
                }
            };
            let event = match heard {
                Ok(Some(Heard::Event(event))) => event,
                Ok(Some(Heard::Beat)) => {
                    self.shared.heard();
                    continue;
                }
                Ok(None) => return End::Lost(None),
                Err(error @ (NetError::NotJson { .. } | NetError::TooLarge { .. })) => {
                    return End::NotThrough(error);
                }
                Err(error) => return End::Lost(Some(error)),
            };
            if !is_through {
                is_through = true;
                self.is_up(stream.elapsed());
                if let Some(retry) = stream.retry().filter(|_| !self.shared.options.local) {
                    self.backoff = self.backoff.clone().with_bounds(retry, PAUSES.1);
                }
            }
            if let Some(end) = self.event(&stream, &event) {
                return end;
            }
        }
    }

    fn event(&mut self, stream: &EventStream, event: &Event) -> Option<End> {
        self.shared.heard();
        match event.kind.as_str() {
            "gap" => Some(End::Relist),
            "change" => {
                let place = event.id.to_source().parse::<EventId>();
                let item = serde_json::from_str::<Item>(&event.data);
                let (Ok(place), Ok(item)) = (place, item) else {
                    return Some(End::NotThrough(stream.unusable("has an event that cannot be read")));
                };
                self.take([item], place)
            }
            // `hello`, and what later servers may say.
            _ => None,
        }
    }

    /// Takes entries in, of which `place` is the last.
    fn take(&mut self, items: impl IntoIterator<Item = Item>, place: EventId) -> Option<End> {
        let mut some = false;
        for record in items.into_iter().filter_map(|item| item.incident) {
            some = true;
            if !self.shared.take(record) {
                return Some(End::Relist);
            }
        }
        self.place = place;
        if some {
            self.shared.notify();
        }
        None
    }

    /// Asks again and again what is new; the server answers when there is something, or after a while.
    async fn long_poll(&mut self, since: Instant) -> End {
        // The first answer comes at once: it says whether there is a line at all.
        let mut wait = 0;
        let mut longest = POLL;
        loop {
            if since.elapsed() >= self.shared.patience.stream_again {
                return End::StreamAgain;
            }
            let (after, secs) = (self.place.to_string(), wait.to_string());
            let query = [("after", after.as_str()), ("wait", secs.as_str())];
            let deadline = Some(Duration::from_secs(wait) + SLACK);
            let opts = Opts { tries: 1, deadline, ..Opts::list() };
            let answer = self.shared.client.call(Call::new(Method::GET, "v1/events", &query, &opts)).await;
            let told = match answer {
                Ok(answer) => answer.json::<Told>().await.map(|told| (told, answer.elapsed_ms)),
                Err(error) => Err(error),
            };
            match told {
                Ok((told, elapsed_ms)) => {
                    self.shared.heard();
                    if told.gap.is_some() {
                        return End::Relist;
                    }
                    if self.up.is_none() {
                        self.is_up(Duration::from_millis(elapsed_ms));
                    }
                    if let Some(end) = self.take(told.items, told.next) {
                        return end;
                    }
                    wait = longest;
                }
                Err(error) if wait > SHORT_POLL && is_impatient(&error) => {
                    (wait, longest) = (0, SHORT_POLL);
                }
                Err(error) if is_not_offered(&error) => return End::NotThrough(error),
                Err(error) => return End::Lost(Some(error)),
            }
        }
    }

    /// The line holds.
    fn is_up(&mut self, elapsed: Duration) {
        (self.failures, self.down, self.up) = (0, None, Some(Instant::now()));
        {
            let mut state = self.shared.state();
            state.heard = Some(Shared::now());
            state.elapsed_ms = elapsed.as_millis().try_into().unwrap_or(u32::MAX);
            state.trouble = None;
            state.attempts += 1;
            state.epoch += 1;
        }
        self.shared.notify();
    }

    /// The line is lost, or did not come about: waits until the next attempt is due, or somebody asks for one.
    async fn lost(&mut self, why: Option<NetError>) {
        match self.up.take() {
            // What broke was alive a moment ago: only an attempt that fails is trouble.
            Some(up) if up.elapsed() >= HEALTH => self.backoff.reset(),
            Some(_) => {}
            None => self.failures += 1,
        }
        let down = *self.down.get_or_insert_with(Instant::now);
        tracing::debug!(failures = self.failures, why = ?why.as_ref().map(ToString::to_string), "no line");
        let mut pause = self.backoff.next();
        if let Some(asked) = why.as_ref().and_then(NetError::retry_after) {
            pause = pause.max(asked);
        }
        let trouble = self.trouble(why.as_ref(), down);
        {
            let mut state = self.shared.state();
            state.attempts += 1;
            state.trouble = trouble.or(state.trouble.take());
        }
        self.shared.notify();
        tokio::select! {
            () = sleep(pause) => {}
            () = self.shared.kick.notified() => {}
        }
    }

    /// Whether the line is down for good, as far as whoever lists should know.
    fn trouble(&self, why: Option<&NetError>, down: Instant) -> Option<ReadError> {
        if self.failures == 0 {
            return None;
        }
        let is_certain = why.is_some_and(|why| !why.is_retryable())
            || if self.shared.options.local { down.elapsed() >= TAKEOVER } else { self.failures > 1 };
        is_certain.then(|| match why {
            Some(why) => error::read(why),
            None => ReadError::Unreachable(line(
                "the server ends the stream before it begins: is it being stopped?",
            )),
        })
    }
}

/// What answers is not our server, or one that does not offer this.
fn is_not_offered(error: &NetError) -> bool {
    match error {
        NetError::NotJson { .. } | NetError::TooLarge { .. } | NetError::Redirect { .. } => true,
        NetError::Refused { status, .. } => matches!(status, 400 | 404..=407 | 410 | 415 | 422 | 501),
        _ => false,
    }
}

/// Something on the way does not wait as long as the server may take.
fn is_impatient(error: &NetError) -> bool {
    matches!(error, NetError::Timeout { connecting: false, .. } | NetError::Broken { .. })
        || error.status() == Some(504)
}
