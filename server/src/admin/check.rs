//! Connecting to a running Kring from outside, as a browser would, to say what a proxy in between broke.

mod meeting;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use futures_util::{SinkExt, StreamExt};
use jiff::{SignedDuration, Timestamp};
use kring_protocol::{ClientMessage, PROTOCOL_VERSION, close_code};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::{Request, Response};
use tokio_tungstenite::tungstenite::{self, Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};
use uuid::Uuid;

/// How long each step may take.
const STEP_TIMEOUT: Duration = Duration::from_secs(10);
/// A clock further off than this shows wrong remaining times until the first answer.
const MAX_CLOCK_DIFFERENCE: SignedDuration = SignedDuration::from_mins(2);

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

type Socket = WebSocketStream<Box<dyn Stream>>;

/// Connects to the address that people type, such as `https://kring.school.example`, and leaves a
/// connection quiet for so long. What is right is told one line at a time.
///
/// # Errors
/// The first thing that does not work, with what to look at.
pub async fn check(
    address: &str,
    quiet: Duration,
    mut tell: impl FnMut(String),
) -> anyhow::Result<()> {
    let address = Address::read(address)?;
    let stream = address.connect().await?;
    if address.secure {
        tell(format!("the certificate is valid for {}", address.host));
    }
    let opened = client_async(address.handshake()?, stream);
    let (socket, response) = match within("opening a WebSocket", opened).await? {
        Ok(opened) => opened,
        Err(Error::Http(refused)) => bail!(refusal(refused.status())),
        Err(error) => {
            bail!("no WebSocket was opened ({error}): something in between answers by itself")
        }
    };
    tell("a WebSocket opens for a page of this address".to_owned());
    if clock(response.headers())? {
        tell("its clock agrees with this one".to_owned());
    }
    talk(socket).await?;
    tell("messages come and go at once".to_owned());
    if quiet > Duration::ZERO {
        tell(format!("leaving a connection quiet for {} seconds", quiet.as_secs()));
        meeting::stays_open(&address, quiet).await?;
        tell("a quiet connection stays open".to_owned());
    }
    Ok(())
}

/// Where a Kring is, as people type it.
struct Address {
    secure: bool,
    host: String,
    port: u16,
    authority: String,
}

impl Address {
    fn read(text: &str) -> anyhow::Result<Self> {
        let address: Uri = text
            .parse()
            .context("this is no address; write it like https://kring.school.example")?;
        let secure = match address.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => bail!("write the address as people type it, with https:// or http:// before it"),
        };
        let authority = address.authority().context("the address names no host")?;
        let path = address.path().trim_end_matches('/');
        ensure!(
            path.is_empty(),
            "Kring is served at the root of a name, not under {path}: give it a name of its own"
        );
        let port = authority.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let host = authority.host().to_owned();
        Ok(Self { secure, host, port, authority: authority.as_str().to_owned() })
    }

    /// What a browser says of a page of this address.
    fn origin(&self) -> String {
        format!("{}://{}", if self.secure { "https" } else { "http" }, self.authority)
    }

    async fn connect(&self) -> anyhow::Result<Box<dyn Stream>> {
        let (host, port) = (self.host.as_str(), self.port);
        let tcp = within("connecting", TcpStream::connect((host, port))).await?;
        let tcp = tcp.with_context(|| format!("nothing answers at {host}:{port}"))?;
        if !self.secure {
            return Ok(Box::new(tcp));
        }
        Ok(Box::new(within("TLS", encrypt(host, tcp)).await??))
    }

    /// What a page of this address sends to open a WebSocket.
    fn handshake(&self) -> anyhow::Result<Request> {
        let scheme = if self.secure { "wss" } else { "ws" };
        // Any node serves any session, whichever the address names.
        let session = Uuid::nil();
        let address = format!("{scheme}://{}/api/sessions/{session}/ws", self.authority);
        let mut request = address.into_client_request()?;
        request.headers_mut().insert(header::ORIGIN, self.origin().parse()?);
        Ok(request)
    }

    async fn open(&self) -> anyhow::Result<(Socket, Response)> {
        Ok(client_async(self.handshake()?, self.connect().await?).await?)
    }
}

async fn within<T>(step: &str, doing: impl Future<Output = T>) -> anyhow::Result<T> {
    let done = timeout(STEP_TIMEOUT, doing).await;
    done.with_context(|| format!("{step} took longer than {} seconds", STEP_TIMEOUT.as_secs()))
}

async fn next(socket: &mut Socket) -> Option<tungstenite::Result<Message>> {
    socket.next().await
}

async fn say(socket: &mut Socket, message: &ClientMessage) -> anyhow::Result<()> {
    let text = serde_json::to_string(message)?;
    Ok(within("sending", socket.send(Message::Text(text.into()))).await??)
}

async fn encrypt(
    host: &str,
    tcp: TcpStream,
) -> anyhow::Result<tokio_rustls::client::TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    let known = rustls_native_certs::load_native_certs();
    ensure!(!known.certs.is_empty(), "this machine has no list of trusted certificate authorities");
    roots.add_parsable_certificates(known.certs);
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).context("the host is no name")?;
    let connected = TlsConnector::from(Arc::new(config)).connect(name, tcp).await;
    connected.context("the certificate is not one that browsers accept, or it is for another name")
}

fn refusal(status: StatusCode) -> &'static str {
    match status.as_u16() {
        403 => {
            "Kring takes this for a page of another host. The proxy must pass on the Host header as it came, \
             or --origin must name this address"
        }
        426 | 400 => {
            "the request to open a WebSocket arrives without its Upgrade header: the proxy must pass on \
             Upgrade and Connection, over HTTP/1.1"
        }
        429 => "too many connections from this address; try again in a while",
        404 | 405 => {
            "what answers there is not Kring, or the proxy does not pass on everything below /api"
        }
        502..=504 => {
            "the proxy answers, but does not reach Kring: is it running, and at that address?"
        }
        200..=299 => "something answers the request to open a WebSocket as an ordinary page",
        _ => "the request to open a WebSocket was refused; look at the log of the proxy",
    }
}

/// Compares the clock of the other side with the one here; whether it says what it is.
fn clock(headers: &HeaderMap) -> anyhow::Result<bool> {
    let date = headers.get(header::DATE).and_then(|date| date.to_str().ok());
    let Some(there) = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok()) else {
        return Ok(false);
    };
    let apart = there.timestamp().duration_since(Timestamp::now()).abs();
    ensure!(
        apart <= MAX_CLOCK_DIFFERENCE,
        "its clock and this one are {} seconds apart",
        apart.as_secs()
    );
    Ok(true)
}

/// Says hello with a token that nobody has: Kring closes at once, and says why. That shows that what is
/// sent arrives, and that the answer is not held back on its way.
async fn talk(mut socket: Socket) -> anyhow::Result<()> {
    let hello =
        ClientMessage::Hello { protocol: PROTOCOL_VERSION, token: "A".repeat(64), resume: None };
    say(&mut socket, &hello).await?;
    let answer = within("an answer", async {
        loop {
            match next(&mut socket).await {
                Some(Ok(Message::Close(frame))) => return frame.map(|frame| u16::from(frame.code)),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    });
    let code =
        answer.await.context("the proxy holds answers back, or does not pass on what is sent")?;
    match code {
        Some(close_code::UNAUTHORISED | close_code::TOO_FAST) => Ok(()),
        Some(close_code::WRONG_VERSION) => {
            bail!("the Kring there is another version than this one")
        }
        other => bail!("the connection ended in another way than Kring ends it: {other:?}"),
    }
}
