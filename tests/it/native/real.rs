//! The adapter against the real server, over sockets: another client's changes, restarts, lost answers, many incidents.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use tokio::{net::TcpListener, task::JoinHandle};
use watchfloor::{
    backend::{ActError, ActionKey, Backend, Draft, Listing, Outcome, Verb, native::Native},
    domain::{Incident, SourceName, State},
    net::{Client, ClientSpec},
    server::{
        Clock,
        api::{self, Listen},
        ledger::{Asked, Op},
        stop::{self, Stopper},
        store::{Place, Store},
    },
    text::Opaque,
    wire::NewIncident,
};

use super::{changes, command, list_all, native, options, script, spec, text, told, until};
use crate::support::cut_proxy::CutProxy;

/// A real server in this process, on a port of its own.
pub(super) struct Server {
    pub(super) store: Store,
    address: SocketAddr,
    stopper: Stopper,
    task: JoinHandle<std::io::Result<()>>,
}

impl Server {
    pub(super) async fn start(folder: &Path, port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("the port");
        let address = listener.local_addr().expect("an address");
        Self::on(folder, Listen::Tcp(listener), address).await
    }

    async fn on(folder: &Path, listen: Listen, address: SocketAddr) -> Self {
        let place = Place::File(folder.join("db").join("watchfloor.db"));
        let store = Store::open(&place, Clock::System, true).await.expect("a store");
        let (stopper, stop) = stop::pair();
        let task = tokio::spawn(api::serve(store.clone(), vec![listen], api::Options::default(), stop));
        Self { store, address, stopper, task }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Ends as a process would that was asked to.
    pub(super) async fn stop(self) {
        self.stopper.stop();
        self.task.await.expect("no panic").expect("an orderly end");
        self.store.close().await;
    }

    async fn open(&self, title: &str) {
        let new = NewIncident { title: text(title), ..NewIncident::default() };
        let asked = Asked { op: Op::New(Box::new(new)), key: None };
        self.store.submit(asked).await.expect("opened");
    }
}

async fn listed(server: &Server) -> (Native, Vec<Incident>) {
    let native = native(&server.url());
    let (_, all) = list_all(&native).await.expect("a list");
    (native, all)
}

pub(super) async fn act(native: &Native, incident: &Incident, verb: Verb) -> Result<Outcome, ActError> {
    native.act(&command(incident, verb)).await
}

fn ack() -> Verb {
    Verb::Ack { note: None, for_s: None }
}

fn resolve() -> Verb {
    Verb::resolved("fixed", "pool restarted")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_client_does_is_here_within_a_second() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), 0).await;
    server.open("first").await;
    let (native, all) = listed(&server).await;
    let (other, _) = listed(&server).await;
    assert_eq!(all.len(), 1);
    assert!(matches!(native.list().await, Ok(Listing::Unchanged(_))), "the stream begins");
    let new = Draft { title: Opaque::new("second"), ..Draft::default() };
    for (name, words) in
        [("open", "INC-000002 new"), ("ack", "INC-000001 acknowledged"), ("resolve", "INC-000001 resolved")]
    {
        let before = Instant::now();
        match name {
            "open" => drop(other.open(&new, ActionKey(uuid::Uuid::now_v7())).await.expect("opened")),
            "ack" => drop(act(&other, &all[0], ack()).await.expect("acked")),
            _ => {
                // The version that was listed is behind by ana's own acknowledgement.
                drop(act(&other, &all[0], resolve()).await.expect("resolved"));
            }
        }
        assert_eq!(told(&changes(&native).await), [words]);
        assert!(before.elapsed() < Duration::from_secs(1), "{name}: {:?}", before.elapsed());
    }
    let past = native.timeline(&watchfloor::backend::Target::from(&all[0])).await.expect("a timeline");
    let kinds: Vec<_> = past.iter().map(|e| e.kind.word()).collect();
    assert_eq!(kinds, ["opened", "ack", "resolved"]);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_a_restart_of_the_server_no_change_is_lost_and_none_told_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut server = Server::start(folder.path(), 0).await;
    let (native, _) = listed(&server).await;
    let mut all = Vec::new();
    for round in 0..3 {
        server.open("while the line holds").await;
        while all.len() < 2 * round + 1 {
            all.extend(told(&changes(&native).await));
        }
        let port = server.address.port();
        server.stop().await;
        server = Server::start(folder.path(), port).await;
        // Perhaps before the adapter is back.
        server.open("right after").await;
        while all.len() < 2 * round + 2 {
            all.extend(told(&changes(&native).await));
        }
    }
    let want: Vec<_> = (1..=6).map(|n| format!("INC-{n:06} new")).collect();
    assert_eq!(all, want);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_away_is_told_with_its_own_words_and_noticed_when_it_is_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), 0).await;
    let (native, _) = listed(&server).await;
    native.list().await.expect("unchanged");
    let port = server.address.port();
    server.stop().await;
    let error = until(&native, Result::err).await;
    assert!(error.words().shown().contains("connection refused"), "{error:?}");
    let server = Server::start(folder.path(), port).await;
    server.open("back").await;
    assert_eq!(told(&changes(&native).await), ["INC-000001 new"]);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restored_backup_is_another_log_and_everything_is_listed_anew() {
    let (before, after) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let server = Server::start(before.path(), 0).await;
    server.open("of the old database").await;
    let (native, _) = listed(&server).await;
    native.list().await.expect("unchanged");
    let port = server.address.port();
    server.stop().await;
    let server = Server::start(after.path(), port).await;
    server.open("of the new database").await;
    server.open("and another").await;
    let titles = until(&native, |listing| match listing {
        Ok(Listing::Part { incidents, first: true, .. }) => {
            Some(incidents.iter().map(|i| i.title.shown().to_owned()).collect::<Vec<_>>())
        }
        Ok(Listing::Changed(changes, _)) => panic!("of another log: {:?}", told(&changes)),
        _ => None,
    })
    .await;
    assert_eq!(titles, ["of the new database", "and another"]);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_answer_is_asked_for_again_and_has_one_effect() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), 0).await;
    server.open("first").await;
    let (direct, all) = listed(&server).await;
    let note = Verb::Note { text: Opaque::new("replica rebuilt") };
    for (verb, head) in [
        (ack(), "POST /v1/incidents/INC-000001/ack"),
        (note, "POST /v1/incidents/INC-000001/note"),
        (resolve(), "POST /v1/incidents/INC-000001/resolve"),
    ] {
        let proxy = CutProxy::start(server.address.to_string(), head, 1).await;
        let lossy = native(&proxy.url());
        let mut command = command(&all[0], verb);
        let first = lossy.act(&command).await;
        assert!(matches!(first, Err(ActError::Later { .. })), "{first:?}");
        assert_eq!(proxy.left(), 0);
        // By now it was asked a while ago: its body says so, and is another one under the same key.
        command.at = command.at - 30;
        for _ in 0..2 {
            let again = lossy.act(&command).await.expect("an outcome");
            let Outcome::Confirmed(Some(incident)) = again else { panic!("{again:?}") };
            assert_eq!(incident.state == State::Resolved, command.verb == resolve());
        }
    }
    let past = direct.timeline(&watchfloor::backend::Target::from(&all[0])).await.expect("a timeline");
    // A timeline is in the order of when it happened, which these commands say differently: each once is what counts.
    let mut kinds: Vec<_> = past.iter().map(|e| e.kind.word()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["ack", "note", "opened", "resolved"]);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn conflicts_with_somebody_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), 0).await;
    for title in ["noted", "taken", "over", "given"] {
        server.open(title).await;
    }
    let (native, seen) = listed(&server).await;
    let jo = |verb, n: usize| {
        let mut command = command(&seen[n], verb);
        (command.actor, command.target.keep) = (text("jo"), Opaque::default());
        command
    };
    let note = Verb::Note { text: Opaque::new("looking") };
    let to_mira = || Verb::Assign { to: Some(text("mira")) };
    for (verb, n) in [(note, 0), (ack(), 1), (resolve(), 2), (to_mira(), 3)] {
        native.act(&jo(verb, n)).await.expect("jo was first");
    }
    let done = act(&native, &seen[0], resolve()).await;
    assert!(matches!(done, Ok(Outcome::Confirmed(Some(_)))), "a note is no decision: {done:?}");
    let conflict = act(&native, &seen[1], resolve()).await;
    let Err(ActError::Conflict(words)) = conflict else { panic!("{conflict:?}") };
    let shown = words.shown();
    assert!(
        shown.starts_with("jo acknowledged it ") && shown.contains("now it is acknowledged, with jo"),
        "{shown}"
    );
    let already = act(&native, &seen[2], resolve()).await;
    assert!(
        matches!(&already, Ok(Outcome::Already(w, Some(_))) if w.shown().starts_with("already resolved by jo ")),
        "{already:?}"
    );
    let already = act(&native, &seen[3], to_mira()).await;
    assert!(
        matches!(&already, Ok(Outcome::Already(w, Some(_))) if w.shown().starts_with("already assigned to mira by jo ")),
        "{already:?}"
    );
    let conflict = act(&native, &seen[3], Verb::Assign { to: Some(text("kim")) }).await;
    assert!(
        matches!(&conflict, Err(ActError::Conflict(w)) if w.shown().contains("with mira")),
        "{conflict:?}"
    );
    // Not a decision: it is taken back whoever said it, and refused where there is nothing to take back.
    let Ok(Outcome::Confirmed(Some(back))) = act(&native, &seen[1], Verb::Unack).await else { panic!() };
    assert_eq!((back.state, back.acked_at.is_some()), (State::New, true));
    let refused = act(&native, &seen[2], ack()).await;
    assert!(matches!(&refused, Err(ActError::Refused(w)) if w.shown().contains("resolved")), "{refused:?}");
    // Asked before it was opened, says our clock: the server's own time stands.
    let mut early = command(&back, Verb::Note { text: Opaque::new("early") });
    early.at = early.at - 3_600;
    let noted = native.act(&early).await;
    assert!(matches!(noted, Ok(Outcome::Confirmed(Some(_)))), "{noted:?}");
    let mut missing = command(&seen[0], ack());
    missing.target.native = Opaque::new("INC-000099");
    let missing = native.act(&missing).await;
    assert!(
        matches!(&missing, Err(ActError::NotFound(w)) if w.shown().contains("INC-000099")),
        "{missing:?}"
    );
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_thousand_incidents_come_in_parts_while_somebody_writes() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), 0).await;
    let record = serde_json::from_value(script::record(1, "new", 1)).expect("a record");
    let past = watchfloor::server::store::Past { record, events: Vec::new() };
    server.store.seed(vec![past; 20_000]).await.expect("seeded");
    let native = native(&server.url());
    let before = Instant::now();
    let first = native.list().await.expect("a page");
    assert!(
        matches!(&first, Listing::Part { incidents, first: true, last: false, .. } if incidents.len() == 1_000)
    );
    let first_took = before.elapsed();
    // Opened after the first page: on the last one, or on the stream, or both, but not missing.
    server.open("meanwhile").await;
    let Listing::Part { mut incidents, .. } = first else { panic!("a page") };
    let mut parts = 1;
    loop {
        let Ok(Listing::Part { incidents: more, last, .. }) = native.list().await else { panic!("a page") };
        incidents.extend(more);
        parts += 1;
        if last {
            break;
        }
    }
    let took = before.elapsed();
    let mut numbers: Vec<_> = incidents.iter().filter_map(|i| i.number).collect();
    numbers.dedup();
    assert_eq!((parts, incidents.len(), numbers.len()), (22, 20_001, 20_001));
    assert!(told(&changes(&native).await).contains(&"INC-020001 new".to_owned()));
    assert!(took < Duration::from_secs(30), "{took:?}, the first page in {first_took:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn our_own_server_is_taken_over_by_another_process_without_a_failed_call() {
    let folder = tempfile::tempdir().expect("a folder");
    let socket = folder.path().join("api.sock");
    let nowhere: SocketAddr = "127.0.0.1:1".parse().expect("an address");
    let bind = |path: &PathBuf| Listen::Unix(tokio::net::UnixListener::bind(path).expect("a socket"));
    let server = Server::on(folder.path(), bind(&socket), nowhere).await;
    server.open("first").await;
    let client = ClientSpec { unix_socket: Some(socket.clone()), ..spec("http://localhost") };
    let client = Client::new(&client).expect("a client");
    let native = Native::new(SourceName::new("local"), client, options(true));
    let (_, all) = list_all(&native).await.expect("a list");
    native.list().await.expect("unchanged");
    server.stop().await;
    let _ = std::fs::remove_file(&socket);
    let command = command(&all[0], ack());
    let asked = native.act(&command);
    let other = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        Server::on(folder.path(), bind(&socket), nowhere).await
    };
    let (outcome, server) = tokio::join!(asked, other);
    assert!(matches!(outcome, Ok(Outcome::Confirmed(Some(_)))), "{outcome:?}");
    // Not one list failed either, and the stream is back by itself.
    let told_of = until(&native, |listing| match listing.expect("no trouble") {
        Listing::Changed(changes, stamp) => Some((told(&changes), stamp.offset_s)),
        _ => None,
    })
    .await;
    assert_eq!(told_of, (vec!["INC-000001 acknowledged".to_owned()], None));
    server.stop().await;
}
