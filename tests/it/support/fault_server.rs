//! A real HTTP server on a real socket that answers as badly as it is told to.
//!
//! ```ignore
//! let server = FaultServer::script(vec![Reply::text(503, "down"), Reply::json(200, "[]")]).await;
//! // ... a client calls server.url() ...
//! assert_eq!(server.seen().len(), 2);
//! ```
//! One reply per request, in order; the last one repeats. [`FaultServer::start`] takes a function of the request
//! instead. Each connection carries one request (`Connection: close`). The server ends when it is dropped.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// How a request is answered. Made by the functions below.
#[derive(Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Body,
}

#[derive(Clone)]
enum Body {
    /// All of it, with its length.
    Whole(Vec<u8>),
    /// Raw bytes instead of any HTTP.
    Raw(Vec<u8>),
    /// A length that is larger than what comes before the close.
    Cut { claimed: usize, sent: Vec<u8> },
    /// The head, and then nothing.
    HeadOnly,
    /// Not even a head.
    Silence,
    /// The head and these bytes, and then nothing, with the connection open.
    Open(Vec<u8>),
    /// One byte of the body at a time.
    Drip { body: Vec<u8>, pause: Duration },
    /// RST instead of an answer.
    Reset,
    /// RST after the head and these bytes.
    ResetAfter(Vec<u8>),
    /// The same bytes over and over, until this many were written or the client goes; `chunked` or as they are.
    Repeat { prefix: Vec<u8>, unit: Vec<u8>, bytes: u64, chunked: bool },
}

impl Reply {
    fn new(status: u16, body: Body) -> Self {
        Self { status, headers: Vec::new(), body }
    }

    /// A complete answer with `Content-Type: application/json`.
    pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, Body::Whole(body.into())).header("Content-Type", "application/json")
    }

    /// A complete answer with `Content-Type: text/plain`.
    pub fn text(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, Body::Whole(body.into())).header("Content-Type", "text/plain")
    }

    /// A web page, as a proxy's login would be.
    pub fn html(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, Body::Whole(body.into())).header("Content-Type", "text/html; charset=utf-8")
    }

    /// An empty answer.
    pub fn empty(status: u16) -> Self {
        Self::new(status, Body::Whole(Vec::new()))
    }

    /// A redirect.
    pub fn redirect(status: u16, to: &str) -> Self {
        Self::empty(status).header("Location", to)
    }

    /// One more header; another content type instead of the one it had.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers
            .retain(|(had, _)| !had.eq_ignore_ascii_case("content-type") || !had.eq_ignore_ascii_case(name));
        self.headers.push((name.into(), value.into()));
        self
    }

    /// These bytes instead of HTTP, then a close.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(200, Body::Raw(bytes.into()))
    }

    /// A body shorter than its `Content-Length`.
    pub fn truncated(claimed: usize, sent: impl Into<Vec<u8>>) -> Self {
        Self::new(200, Body::Cut { claimed, sent: sent.into() }).header("Content-Type", "application/json")
    }

    /// A head, then nothing, with the connection open.
    pub fn hang_after_head() -> Self {
        Self::new(200, Body::HeadOnly)
    }

    /// A stream of events that ends after these.
    pub fn events(stream: impl Into<Vec<u8>>) -> Self {
        Self::new(200, Body::Whole(stream.into())).header("Content-Type", "text/event-stream")
    }

    /// A stream of events that stays open, and says no more after these.
    pub fn open_events(stream: impl Into<Vec<u8>>) -> Self {
        Self::new(200, Body::Open(stream.into())).header("Content-Type", "text/event-stream")
    }

    /// Nothing at all, with the connection open.
    pub fn silence() -> Self {
        Self::new(200, Body::Silence)
    }

    /// A body that comes a byte at a time (slow loris).
    pub fn drip(body: impl Into<Vec<u8>>, pause: Duration) -> Self {
        Self::new(200, Body::Drip { body: body.into(), pause })
    }

    /// The request is read (a real source would have acted on it), then the connection is reset.
    pub fn reset() -> Self {
        Self::new(200, Body::Reset)
    }

    /// The connection is reset in the middle of the body.
    pub fn reset_after(sent: impl Into<Vec<u8>>) -> Self {
        Self::new(200, Body::ResetAfter(sent.into()))
    }

    /// gzip that grows to (about) `bytes` zeros, streamed: a hundred and sixty bytes come out of each one.
    ///
    /// Deflate with fixed codes (RFC 1951 section 3.2.6): the literal 0, then "258 bytes from one byte back" again and
    /// again. That pair of codes has 13 bits, so eight of them are a unit of 13 bytes. It never ends properly, which a
    /// client with a cap does not live to see.
    pub fn gzip_bomb(bytes: u64) -> Self {
        let mut bits: Vec<bool> = Vec::new();
        // Codes go in from their highest bit (section 3.1.1); header fields from their lowest.
        bits.extend([true, true, false]); // last block; fixed codes (01)
        bits.extend(code(0b0011_0000, 8)); // the literal 0
        let pair: Vec<bool> = code(0b1100_0101, 8).chain(code(0, 5)).collect(); // length 258; distance 1
        while !bits.len().is_multiple_of(8) {
            bits.extend(&pair);
        }
        let eight: Vec<bool> = pair.repeat(8);
        let prefix = [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255][..], &pack(&bits)].concat();
        Self::new(
            200,
            Body::Repeat {
                prefix,
                unit: pack(&eight).repeat(512),
                bytes: bytes / (8 * 258) * 13,
                chunked: false,
            },
        )
        .header("Content-Type", "application/json")
        .header("Content-Encoding", "gzip")
    }

    /// A chunked body of `unit` repeated without end.
    pub fn endless(unit: impl Into<Vec<u8>>) -> Self {
        let body = Body::Repeat { prefix: Vec::new(), unit: unit.into(), bytes: u64::MAX, chunked: true };
        Self::new(200, body).header("Content-Type", "application/json")
    }
}

fn code(value: u32, bits: u32) -> impl Iterator<Item = bool> {
    (0..bits).rev().map(move |bit| value >> bit & 1 == 1)
}

/// Bits into bytes, lowest bit first.
fn pack(bits: &[bool]) -> Vec<u8> {
    bits.chunks(8).map(|byte| byte.iter().rev().fold(0, |out, bit| out << 1 | u8::from(*bit))).collect()
}

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Seen {
    /// `GET`.
    pub method: String,
    /// Path and query, as sent.
    pub target: String,
    headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Seen {
    /// A header's value, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

type Answering = dyn FnMut(&Seen) -> Reply + Send;

struct Shared {
    answering: Mutex<Box<Answering>>,
    seen: Mutex<Vec<Seen>>,
    written: AtomicU64,
    connections: AtomicU64,
}

/// The running server.
pub struct FaultServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl FaultServer {
    /// Answers with `replies` in order; the last one repeats.
    pub async fn script(replies: Vec<Reply>) -> Self {
        let mut at = 0;
        Self::start(move |_| {
            let reply = replies.get(at.min(replies.len() - 1)).expect("a script has a reply").clone();
            at += 1;
            reply
        })
        .await
    }

    /// Always the same answer.
    pub async fn always(reply: Reply) -> Self {
        Self::start(move |_| reply.clone()).await
    }

    /// Answers each request with what `answering` makes of it.
    pub async fn start(answering: impl FnMut(&Seen) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            answering: Mutex::new(Box::new(answering)),
            seen: Mutex::default(),
            written: AtomicU64::new(0),
            connections: AtomicU64::new(0),
        });
        let for_task = Arc::clone(&shared);
        let task = tokio::spawn(async move {
            // Dropped with this task, and its connections with it.
            let mut open = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                for_task.connections.fetch_add(1, Ordering::SeqCst);
                let shared = Arc::clone(&for_task);
                open.spawn(async move {
                    // A client that goes away is what most of these tests are about.
                    let _ = serve(stream, &shared).await;
                });
                while open.try_join_next().is_some() {}
            }
        });
        Self { address, shared, task }
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.shared.seen.lock().expect("unpoisoned").clone()
    }

    /// Bytes of bodies that the clients' machines took, socket buffers included.
    pub fn written(&self) -> u64 {
        self.shared.written.load(Ordering::SeqCst)
    }

    /// Connections accepted so far.
    pub fn connections(&self) -> u64 {
        self.shared.connections.load(Ordering::SeqCst)
    }
}

impl Drop for FaultServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// An address where nothing listens (any more).
pub async fn dead_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    listener.local_addr().expect("an address")
}

async fn serve(mut stream: TcpStream, shared: &Shared) -> io::Result<()> {
    let request = read_request(&mut stream).await?;
    shared.seen.lock().expect("unpoisoned").push(request.clone());
    let reply = (shared.answering.lock().expect("unpoisoned"))(&request);
    let mut head = format!("HTTP/1.1 {} Whatever\r\nConnection: close\r\n", reply.status);
    for (name, value) in &reply.headers {
        head.extend([name.as_str(), ": ", value, "\r\n"]);
    }
    let length = |n: usize| format!("Content-Length: {n}\r\n\r\n");
    match reply.body {
        Body::Whole(body) => {
            let has_body = !matches!(reply.status, 204 | 304);
            head.push_str(&if has_body { length(body.len()) } else { "\r\n".into() });
            stream.write_all(head.as_bytes()).await?;
            write(&mut stream, &body, shared).await?;
        }
        Body::Raw(bytes) => write(&mut stream, &bytes, shared).await?,
        Body::Cut { claimed, sent } => {
            stream.write_all((head + &length(claimed)).as_bytes()).await?;
            write(&mut stream, &sent, shared).await?;
        }
        Body::HeadOnly => {
            stream.write_all((head + &length(1_000)).as_bytes()).await?;
            until_closed(&mut stream).await;
        }
        Body::Open(bytes) => {
            stream.write_all((head + "\r\n").as_bytes()).await?;
            write(&mut stream, &bytes, shared).await?;
            until_closed(&mut stream).await;
        }
        Body::Silence => until_closed(&mut stream).await,
        Body::Drip { body, pause } => {
            stream.write_all((head + &length(body.len())).as_bytes()).await?;
            for byte in body {
                write(&mut stream, &[byte], shared).await?;
                tokio::time::sleep(pause).await;
            }
        }
        Body::Reset => stream.set_zero_linger()?,
        Body::ResetAfter(sent) => {
            stream.write_all((head + &length(sent.len() + 1_000)).as_bytes()).await?;
            write(&mut stream, &sent, shared).await?;
            stream.set_zero_linger()?;
        }
        Body::Repeat { prefix, unit, bytes, chunked } => {
            head.push_str(if chunked { "Transfer-Encoding: chunked\r\n\r\n" } else { "\r\n" });
            stream.write_all(head.as_bytes()).await?;
            let piece = if chunked {
                [format!("{:x}\r\n", unit.len()).as_bytes(), &unit, b"\r\n"].concat()
            } else {
                unit
            };
            write(&mut stream, &prefix, shared).await?;
            let mut left = bytes;
            while left > 0 {
                write(&mut stream, &piece, shared).await?;
                left = left.saturating_sub(piece.len() as u64);
            }
        }
    }
    stream.shutdown().await
}

async fn write(stream: &mut TcpStream, bytes: &[u8], shared: &Shared) -> io::Result<()> {
    stream.write_all(bytes).await?;
    shared.written.fetch_add(bytes.len() as u64, Ordering::SeqCst);
    Ok(())
}

async fn until_closed(stream: &mut TcpStream) {
    let mut rest = [0; 512];
    while stream.read(&mut rest).await.is_ok_and(|n| n > 0) {}
}

async fn read_request(stream: &mut TcpStream) -> io::Result<Seen> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if bytes[0] == 0x16 {
            // A TLS handshake: plain servers answer it like any other nonsense.
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n").await?;
            return Err(io::ErrorKind::InvalidData.into());
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect();
    let mut seen = Seen {
        method: first.next().unwrap_or_default(),
        target: first.next().unwrap_or_default(),
        headers,
        body: bytes.split_off(end + 4),
    };
    let length = seen.header("content-length").and_then(|n| n.parse().ok()).unwrap_or(0usize);
    while seen.body.len() < length {
        if stream.read_buf(&mut seen.body).await? == 0 {
            break;
        }
    }
    Ok(seen)
}
