//! One HTTP request as it goes over the wire: any method, any header, and every byte of the answer.

use std::net::SocketAddr;

use kring_protocol::rest::ProblemBody;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::client::PATIENCE;

/// A request to be made.
#[derive(Debug, Clone)]
pub struct Request {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: String,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status.
    pub status: u16,
    /// The headers, by names in lower case, without the date.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl HttpResponse {
    /// A header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The stable code of a problem.
    #[must_use]
    pub fn code(&self) -> kring_protocol::code::Problem {
        let problem: ProblemBody =
            serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        assert_eq!(problem.status, self.status);
        problem.code
    }

    /// Reads an answer.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let mut lines = head.split("\r\n");
        let first = lines.next().unwrap_or_default();
        let status = first.split(' ').nth(1).and_then(|status| status.parse().ok());
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers = headers
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .filter(|(name, _)| name != "date");
        Self {
            status: status.unwrap_or_else(|| panic!("no answer: {text:?}")),
            headers: headers.collect(),
            body: body.to_owned(),
        }
    }
}

impl Request {
    /// Without a body.
    #[must_use]
    pub fn new(method: &str, path: &str) -> Self {
        let (method, path) = (method.to_owned(), path.to_owned());
        Self { method, path, headers: vec![], body: String::new() }
    }

    /// `GET`.
    #[must_use]
    pub fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    /// `POST` of JSON.
    #[must_use]
    pub fn post(path: &str, body: &impl serde::Serialize) -> Self {
        let body = serde_json::to_string(body).unwrap();
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Self { method: "POST".to_owned(), path: path.to_owned(), headers, body }
    }

    /// What a browser sends to open a WebSocket, but for its origin.
    #[must_use]
    pub fn upgrade() -> Self {
        Self::get("/api/ws")
            .with("upgrade", "websocket")
            .with("sec-websocket-version", "13")
            .with("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
    }

    /// With a header more.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// As it goes over the wire.
    #[must_use]
    pub fn text(&self, host: &str) -> String {
        let upgrades = self.headers.iter().any(|(name, _)| name == "upgrade");
        let connection = if upgrades { "Upgrade" } else { "close" };
        let mut text = format!("{} {} HTTP/1.1\r\n", self.method, self.path);
        if !self.headers.iter().any(|(name, _)| name == "host") {
            text += &format!("host: {host}\r\n");
        }
        for (name, value) in &self.headers {
            text += &format!("{name}: {value}\r\n");
        }
        if !self.body.is_empty() || self.method == "POST" {
            text += &format!("content-length: {}\r\n", self.body.len());
        }
        text + &format!("connection: {connection}\r\n\r\n{}", self.body)
    }

    /// Asks, over a connection of its own.
    pub async fn ask(&self, address: SocketAddr) -> HttpResponse {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(self.text(&address.to_string()).as_bytes()).await.unwrap();
        let read = timeout(PATIENCE, read_answer(&mut stream)).await;
        HttpResponse::read(&read.expect("no answer within the time a test waits"))
    }
}

/// Until the other side is done, or has agreed to speak WebSocket.
async fn read_answer(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = vec![];
    let mut chunk = [0; 16 * 1024];
    while let Ok(read @ 1..) = stream.read(&mut chunk).await {
        bytes.extend_from_slice(chunk.get(..read).unwrap());
        if bytes.starts_with(b"HTTP/1.1 101") && bytes.ends_with(b"\r\n\r\n") {
            break;
        }
        if complete(&bytes) {
            break;
        }
    }
    bytes
}

/// Whether everything that was announced is there: a refused upgrade leaves the connection open.
fn complete(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Some((head, _)) = text.split_once("\r\n\r\n") else { return false };
    let head_bytes = head.len() + 4;
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length = length.and_then(|length| length.parse::<usize>().ok());
    length.is_some_and(|length| bytes.len() >= head_bytes + length)
}
