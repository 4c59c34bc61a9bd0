//! A TCP proxy that stands for a slow line: each answer comes late, and what goes over it is counted.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

/// What went over the line.
#[derive(Debug, Default, Clone)]
pub struct Counted {
    /// The first line of each request, `POST /api/v2/silences`.
    pub requests: Vec<String>,
    /// Requests that write and have no answer yet, and the most there ever were.
    writing: usize,
    pub most_writing: usize,
}

impl Counted {
    /// How many requests begin so.
    pub fn of(&self, head: &str) -> usize {
        self.requests.iter().filter(|r| r.starts_with(head)).count()
    }
}

/// Passes everything on, answers late. Its threads end with the connections.
pub struct SlowProxy {
    address: SocketAddr,
    counted: Arc<Mutex<Counted>>,
}

impl SlowProxy {
    /// Before `upstream` (`127.0.0.1:9093`); each answer is held back for `delay`.
    pub fn start(upstream: String, delay: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let counted = Arc::<Mutex<Counted>>::default();
        let shared = Arc::clone(&counted);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (upstream, counted) = (upstream.clone(), Arc::clone(&shared));
                thread::spawn(move || pass(client, &upstream, delay, &counted));
            }
        });
        Self { address, counted }
    }

    /// Where to connect.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What went over it so far.
    pub fn counted(&self) -> Counted {
        lock(&self.counted).clone()
    }
}

fn lock(counted: &Mutex<Counted>) -> MutexGuard<'_, Counted> {
    counted.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One connection carries one request after the other: the next one is sent when the answer is whole.
fn pass(mut client: TcpStream, upstream: &str, delay: Duration, counted: &Arc<Mutex<Counted>>) {
    let Ok(mut server) = TcpStream::connect(upstream) else { return };
    let (Ok(mut from_server), Ok(mut to_client)) = (server.try_clone(), client.try_clone()) else { return };
    let waiting = Arc::new(Mutex::new(None::<bool>));
    let (asked, counts) = (Arc::clone(&waiting), Arc::clone(counted));
    let back = thread::spawn(move || {
        let mut buffer = vec![0; 64 << 10];
        while let Ok(n @ 1..) = from_server.read(&mut buffer) {
            let begins = asked.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(writes) = begins {
                thread::sleep(delay);
                lock(&counts).writing -= usize::from(writes);
            }
            if to_client.write_all(&buffer[..n]).is_err() {
                break;
            }
        }
        let _ = to_client.shutdown(std::net::Shutdown::Both);
    });
    let mut buffer = vec![0; 64 << 10];
    while let Ok(n @ 1..) = client.read(&mut buffer) {
        let head = String::from_utf8_lossy(&buffer[..n.min(2_000)]).into_owned();
        if let Some(line) = head.lines().next().filter(|l| l.ends_with("HTTP/1.1")) {
            let writes = !line.starts_with("GET ");
            let mut counted = lock(counted);
            counted.requests.push(line.to_owned());
            counted.writing += usize::from(writes);
            counted.most_writing = counted.most_writing.max(counted.writing);
            *waiting.lock().unwrap_or_else(PoisonError::into_inner) = Some(writes);
        }
        if server.write_all(&buffer[..n]).is_err() {
            break;
        }
    }
    let _ = server.shutdown(std::net::Shutdown::Both);
    let _ = back.join();
}
