//! Connections: accepting them, their limits, and how they end. A part of [`super`].

use std::{io, pin::pin, sync::Arc, time::Duration};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use rustix::process::{Resource, getrlimit};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::Semaphore,
    task::JoinSet,
};

use super::Listen;
use crate::server::stop::Stop;

/// The most connections at once, whatever the system would allow. Whoever comes then waits in the kernel's queue.
const CONNECTIONS: u32 = 20_000;

/// File descriptors that are left to the database and to everything else.
const SPARE: u64 = 64;

/// How long a client may take to send the head of a request, and how long a connection may idle.
const HEAD: Duration = Duration::from_secs(10);

/// The most bytes of a request's head, and of an answer's that wait for its reader.
const HEAD_SIZE: usize = 64 * 1024;

/// How long requests in hand may take when the server stops.
const FINISH: Duration = Duration::from_secs(5);

/// How long we wait when the system has no file descriptor or memory for a new connection.
const NO_ROOM: Duration = Duration::from_millis(100);

/// Serves on all of them until `stop`; then no new ones, and what is in hand may finish.
pub async fn serve(router: Router, listen: Vec<Listen>, mut stop: Stop) -> io::Result<()> {
    let most = most_connections();
    let room = Arc::new(Semaphore::new(most as usize));
    let mut accepting = JoinSet::new();
    for one in listen {
        accepting.spawn(accept(one, router.clone(), Arc::clone(&room), stop.clone()));
    }
    stop.heard().await;
    accepting.shutdown().await;
    // Every connection has a permit: when all are back, all are done.
    let _ = tokio::time::timeout(FINISH + NO_ROOM, room.acquire_many(most)).await;
    Ok(())
}

async fn accept(on: Listen, router: Router, room: Arc<Semaphore>, stop: Stop) {
    let mut told = false;
    loop {
        let Ok(permit) = Arc::clone(&room).acquire_owned().await else { return };
        let (router, stop) = (router.clone(), stop.clone());
        let accepted = match &on {
            Listen::Tcp(listener) => listener.accept().await.map(|(stream, _)| {
                // Answers are written whole; waiting to fill a packet would only delay them.
                let _ = stream.set_nodelay(true);
                tokio::spawn(async move {
                    connection(stream, router, stop).await;
                    drop(permit);
                });
            }),
            Listen::Unix(listener) => listener.accept().await.map(|(stream, _)| {
                tokio::spawn(async move {
                    connection(stream, router, stop).await;
                    drop(permit);
                });
            }),
        };
        match accepted {
            Ok(()) => told = false,
            Err(fault) if of_one_connection(&fault) => {}
            Err(fault) => {
                if !told {
                    tracing::error!(%fault, "no new connections for now; raise the limit of open files (ulimit -n)");
                    told = true;
                }
                tokio::time::sleep(NO_ROOM).await;
            }
        }
    }
}

/// Errors of `accept` that are about the connection, and not about us.
fn of_one_connection(fault: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(fault.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}

async fn connection(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    router: Router,
    mut stop: Stop,
) {
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_header_size(HEAD_SIZE)
        .max_buf_size(HEAD_SIZE)
        // `Date` is the server's own clock's; see `guard`.
        .auto_date_header(false)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let mut served = pin!(served);
    // Errors are the client's: it went, or spoke something else. What it asked for is done or was refused.
    tokio::select! {
        fault = served.as_mut() => return drop(fault),
        () = stop.heard() => {}
    }
    served.as_mut().graceful_shutdown();
    let _ = tokio::time::timeout(FINISH, served).await;
}

/// As many as the system's limit of open files leaves room for.
fn most_connections() -> u32 {
    let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let left = files.saturating_sub(SPARE).max(16);
    u32::try_from(left).unwrap_or(u32::MAX).min(CONNECTIONS)
}
