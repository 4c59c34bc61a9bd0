//! A TCP proxy that loses answers: what the client sent was carried out, and the client never hears of it.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

/// Passes everything on, except the answers it was told to lose. Ends when it is dropped.
pub struct CutProxy {
    address: SocketAddr,
    left: Arc<AtomicU32>,
    task: JoinHandle<()>,
}

impl CutProxy {
    /// Before `upstream` (`127.0.0.1:9093`); the answers to the first `times` requests whose head begins with `head`
    /// (`POST /api/v2/silences`) are lost once they have begun.
    pub async fn start(upstream: String, head: &'static str, times: u32) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let left = Arc::new(AtomicU32::new(times));
        let shared = Arc::clone(&left);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass(client, upstream.clone(), head, Arc::clone(&shared)));
            }
        });
        Self { address, left, task }
    }

    /// Where to connect.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many answers will still be lost.
    pub fn left(&self) -> u32 {
        self.left.load(Ordering::SeqCst)
    }
}

impl Drop for CutProxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass(client: TcpStream, upstream: String, head: &'static str, left: Arc<AtomicU32>) {
    let Ok(server) = TcpStream::connect(&upstream).await else { return };
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let (cut, cutting) = watch::channel(false);
    let forward = async move {
        let mut buffer = vec![0; 64 << 10];
        while let Ok(n @ 1..) = from_client.read(&mut buffer).await {
            let take = |n: u32| n.checked_sub(1);
            if buffer[..n].starts_with(head.as_bytes())
                && left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take).is_ok()
            {
                let _ = cut.send(true);
            }
            if to_server.write_all(&buffer[..n]).await.is_err() {
                break;
            }
        }
        // Keeps the upstream half open until its answer came: only this side is done.
        std::future::pending::<()>().await;
    };
    let back = async move {
        let mut buffer = vec![0; 64 << 10];
        while let Ok(n @ 1..) = from_server.read(&mut buffer).await {
            if *cutting.borrow() || to_client.write_all(&buffer[..n]).await.is_err() {
                break;
            }
        }
    };
    tokio::select! { () = forward => {}, () = back => {} }
}
