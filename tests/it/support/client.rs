//! A client that sends bytes, so that also wrong requests can be sent, and reads answers as they come.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    os::unix::net::UnixStream,
    path::PathBuf,
    time::Duration,
};

use serde_json::Value;

use super::process::PATIENCE;

/// Where a server listens.
#[derive(Debug, Clone)]
pub enum At {
    /// A TCP port.
    Tcp(SocketAddr),
    /// A Unix socket.
    Unix(PathBuf),
}

/// A socket of either kind.
pub trait Socket: Read + Write + Send {}
impl Socket for TcpStream {}
impl Socket for UnixStream {}

impl At {
    /// A connection, whose reads end after `patience`.
    pub fn connect(&self, patience: Duration) -> std::io::Result<Box<dyn Socket>> {
        Ok(match self {
            Self::Tcp(address) => {
                let stream = TcpStream::connect(address)?;
                stream.set_read_timeout(Some(patience))?;
                stream.set_nodelay(true)?;
                Box::new(stream)
            }
            Self::Unix(path) => {
                let stream = UnixStream::connect(path)?;
                stream.set_read_timeout(Some(patience))?;
                Box::new(stream)
            }
        })
    }
}

/// A client that keeps its connection while it can.
pub struct Client {
    at: At,
    open: Option<BufReader<Box<dyn Socket>>>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Names in small letters.
    pub headers: Vec<(String, String)>,
    /// The body, its chunks joined.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| &**v)
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// The body as JSON, where the status is this one.
    pub fn ok(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self.json()
    }

    /// The problem, where it is one of this status and kind; its field.
    pub fn problem(&self, status: u16, kind: &str) -> Value {
        let body = self.ok(status);
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{body}");
        assert_eq!(body["type"], format!("urn:watchfloor:problem:{kind}"), "{body}");
        assert_eq!(body["status"], status, "{body}");
        body
    }
}

impl Client {
    /// Connects when it is first used.
    pub fn new(at: At) -> Self {
        Self { at, open: None }
    }

    /// `GET`.
    pub fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, &[], b"")
    }

    /// The end of the log: where to follow it from.
    pub fn head(&mut self) -> String {
        let page = self.ask("GET", "/v1/events?wait=0", &[("accept", "application/json")], b"").ok(200);
        page["next"].as_str().expect("a place").to_owned()
    }

    /// `POST` of JSON.
    pub fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, &[], body)
    }

    /// `PUT` of JSON.
    pub fn put(&mut self, path: &str, body: &Value) -> Answer {
        self.send("PUT", path, &[], body)
    }

    /// JSON with headers.
    pub fn send(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let mut all = vec![("content-type", "application/json")];
        all.extend_from_slice(headers);
        self.ask(method, path, &all, body.to_string().as_bytes())
    }

    /// Anything.
    pub fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        self.try_ask(method, path, headers, body).unwrap_or_else(|e| panic!("{method} {path}: {e}"))
    }

    /// Anything, of a server that may be gone. Never sent twice.
    pub fn try_ask(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> std::io::Result<Answer> {
        let mut request = format!("{method} {path} HTTP/1.1\r\nhost: test\r\n").into_bytes();
        for (name, value) in headers {
            request.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        if !body.is_empty() || method != "GET" {
            request.extend_from_slice(format!("content-length: {}\r\n", body.len()).as_bytes());
        }
        request.extend_from_slice(b"\r\n");
        request.extend_from_slice(body);
        self.raw(&request, method == "HEAD")
    }

    /// Bytes as they are.
    pub fn raw(&mut self, request: &[u8], headless: bool) -> std::io::Result<Answer> {
        let mut open = match self.open.take() {
            Some(open) => open,
            None => BufReader::new(self.at.connect(PATIENCE)?),
        };
        // A refusal may come before all was taken; then the answer counts and not the pipe.
        let _ = open.get_mut().write_all(request).and_then(|()| open.get_mut().flush());
        let answer = read_answer(&mut open, headless)?;
        if answer.header("connection") != Some("close") {
            self.open = Some(open);
        }
        Ok(answer)
    }
}

fn broken(why: &str) -> std::io::Error {
    std::io::Error::new(std::io::ErrorKind::UnexpectedEof, why)
}

fn line(from: &mut impl BufRead) -> std::io::Result<String> {
    let mut line = Vec::new();
    from.read_until(b'\n', &mut line)?;
    if line.pop() != Some(b'\n') {
        return Err(broken("the connection ended within a line"));
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    String::from_utf8(line).map_err(|_| broken("not UTF-8"))
}

/// The status and the headers.
pub fn read_head(from: &mut impl BufRead) -> std::io::Result<Answer> {
    let status = line(from)?;
    let status = status.split(' ').nth(1).and_then(|s| s.parse().ok()).ok_or_else(|| broken("no status"))?;
    let mut headers = Vec::new();
    loop {
        let line = line(from)?;
        if line.is_empty() {
            return Ok(Answer { status, headers, body: Vec::new() });
        }
        let (name, value) = line.split_once(':').ok_or_else(|| broken("no header"))?;
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
}

fn read_answer(from: &mut impl BufRead, headless: bool) -> std::io::Result<Answer> {
    let mut answer = read_head(from)?;
    if headless || answer.status == 304 || answer.status == 204 {
        return Ok(answer);
    }
    if answer.header("transfer-encoding") == Some("chunked") {
        while let Some(mut chunk) = read_chunk(from)? {
            answer.body.append(&mut chunk);
        }
    } else if let Some(length) = answer.header("content-length").and_then(|l| l.parse().ok()) {
        answer.body.resize(length, 0);
        from.read_exact(&mut answer.body)?;
    } else {
        from.read_to_end(&mut answer.body)?;
    }
    Ok(answer)
}

/// A chunk of a chunked body; `None` at its end.
pub fn read_chunk(from: &mut impl BufRead) -> std::io::Result<Option<Vec<u8>>> {
    let size = line(from)?;
    let size = usize::from_str_radix(&size, 16).map_err(|_| broken("no size of a chunk"))?;
    let mut chunk = vec![0; size + 2];
    from.read_exact(&mut chunk)?;
    chunk.truncate(size);
    Ok((size > 0).then_some(chunk))
}

/// A message of the stream.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Message {
    /// `event:`; empty for a comment.
    pub event: String,
    /// `id:`.
    pub id: String,
    /// `data:` as JSON.
    pub data: Value,
}

impl Message {
    /// The place in the log that its id names.
    pub fn seq(&self) -> u64 {
        self.id.rsplit_once('-').and_then(|(_, seq)| seq.parse().ok()).unwrap_or_else(|| panic!("{self:?}"))
    }
}

/// The stream.
pub struct Stream {
    from: BufReader<Box<dyn Socket>>,
    text: Vec<u8>,
}

impl Stream {
    /// Opens it, from `after` or from now on.
    pub fn open(at: &At, after: Option<&str>) -> Self {
        Self::try_open(at, after).unwrap_or_else(|e| panic!("the stream: {e}"))
    }

    /// The same, of a server that may be gone.
    pub fn try_open(at: &At, after: Option<&str>) -> std::io::Result<Self> {
        let mut socket = at.connect(PATIENCE)?;
        let after = after.map(|id| format!("last-event-id: {id}\r\n")).unwrap_or_default();
        let request =
            format!("GET /v1/events HTTP/1.1\r\nhost: test\r\naccept: text/event-stream\r\n{after}\r\n");
        socket.write_all(request.as_bytes())?;
        let mut from = BufReader::new(socket);
        let head = read_head(&mut from)?;
        assert_eq!(head.status, 200, "{head:?}");
        assert_eq!(head.header("content-type"), Some("text/event-stream"));
        Ok(Self { from, text: Vec::new() })
    }

    /// The next message, comments included. `None` at the end.
    pub fn next(&mut self) -> std::io::Result<Option<Message>> {
        loop {
            if let Some(end) = self.text.windows(2).position(|w| w == b"\n\n") {
                let rest = self.text.split_off(end + 2);
                let text = String::from_utf8(std::mem::replace(&mut self.text, rest)).expect("UTF-8");
                return Ok(Some(parse(&text)));
            }
            match read_chunk(&mut self.from)? {
                Some(mut chunk) => self.text.append(&mut chunk),
                None => return Ok(None),
            }
        }
    }

    /// The next message that is no comment.
    pub fn message(&mut self) -> Message {
        // Heartbeats keep a read alive: what does not come in the time of two will not come.
        for _ in 0..3 {
            let message = self.next().expect("the stream goes on").expect("the stream goes on");
            if !message.event.is_empty() {
                return message;
            }
        }
        panic!("only heartbeats came");
    }

    /// The place that `hello` names.
    pub fn hello(&mut self) -> String {
        let hello = self.message();
        assert_eq!(hello.event, "hello", "{hello:?}");
        assert_eq!(hello.id, "", "a stream that resumes is not there yet");
        hello.data["id"].as_str().expect("a place").to_owned()
    }
}

fn parse(text: &str) -> Message {
    let mut message = Message::default();
    for line in text.lines() {
        match line.split_once(": ") {
            Some(("event", event)) => event.clone_into(&mut message.event),
            Some(("id", id)) => id.clone_into(&mut message.id),
            Some(("data", data)) => message.data = serde_json::from_str(data).expect("JSON"),
            _ => assert!(line.is_empty() || line.starts_with(':') || line == "retry: 1000", "{line:?}"),
        }
    }
    message
}
