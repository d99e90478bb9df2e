//! Connecting to a running Kring from outside, as a browser would, to say what a proxy in between broke.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use futures_util::SinkExt;
use kring_protocol::{ClientMessage, PROTOCOL_VERSION, close_code};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

/// How long each step may take.
const STEP_TIMEOUT: Duration = Duration::from_secs(10);
/// A clock further off than this shows wrong remaining times until the first answer.
const MAX_CLOCK_DIFFERENCE: time::Duration = time::Duration::minutes(2);

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// Connects to the address that people type. What is right comes as one line each, such as `https://kring.school.example`.
///
/// # Errors
/// The first thing that does not work, with what to look at.
pub async fn check(address: &str) -> anyhow::Result<Vec<String>> {
    let address: Uri = address
        .parse()
        .context("this is no address; write it like https://kring.school.example")?;
    let secure = match address.scheme_str() {
        Some("https") => true,
        Some("http") => false,
        _ => bail!("write the address as people type it, with https:// or http:// before it"),
    };
    let host = address.host().context("the address names no host")?.to_owned();
    let port = address.port_u16().unwrap_or(if secure { 443 } else { 80 });
    let prefix = address.path().trim_end_matches('/');
    ensure!(
        prefix.is_empty(),
        "Kring is served at the root of a name, not under {prefix}: give it a name of its own"
    );
    let mut found = vec![];

    let tcp = within("connecting", TcpStream::connect((host.as_str(), port))).await?;
    let tcp = tcp.with_context(|| format!("nothing answers at {host}:{port}"))?;
    let stream: Box<dyn Stream> = if secure {
        let stream = within("TLS", encrypt(&host, tcp)).await??;
        found.push(format!("the certificate is valid for {host}"));
        Box::new(stream)
    } else {
        Box::new(tcp)
    };
    let authority = address.authority().context("the address names no host")?.as_str();
    let request = handshake(secure, authority)?;
    let (socket, response) =
        match within("opening a WebSocket", client_async(request, stream)).await? {
            Ok(opened) => opened,
            Err(Error::Http(refused)) => bail!(refusal(refused.status())),
            Err(error) => {
                bail!("no WebSocket was opened ({error}): something in between answers by itself")
            }
        };
    found.push("a WebSocket opens for a page of this address".to_owned());
    found.extend(clock(response.headers())?);
    talk(socket).await?;
    found.push("messages come and go at once".to_owned());
    Ok(found)
}

async fn within<T>(step: &str, doing: impl Future<Output = T>) -> anyhow::Result<T> {
    let done = timeout(STEP_TIMEOUT, doing).await;
    done.with_context(|| format!("{step} took longer than {} seconds", STEP_TIMEOUT.as_secs()))
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

/// What a page of this address sends.
fn handshake(secure: bool, authority: &str) -> anyhow::Result<Request> {
    let (socket, page) = if secure { ("wss", "https") } else { ("ws", "http") };
    let mut request = format!("{socket}://{authority}/api/ws").into_client_request()?;
    request.headers_mut().insert(header::ORIGIN, format!("{page}://{authority}").parse()?);
    Ok(request)
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
        404 | 405 => "what answers there is not Kring, or the proxy does not pass on /api/ws",
        502..=504 => {
            "the proxy answers, but does not reach Kring: is it running, and at that address?"
        }
        200..=299 => "something answers the request to open a WebSocket as an ordinary page",
        _ => "the request to open a WebSocket was refused; look at the log of the proxy",
    }
}

/// Compares the clock of the other side with the one here, as far as it says.
fn clock(headers: &HeaderMap) -> anyhow::Result<Option<String>> {
    let date = headers.get(header::DATE).and_then(|date| date.to_str().ok());
    let Some(there) = date.and_then(|date| OffsetDateTime::parse(date, &Rfc2822).ok()) else {
        return Ok(None);
    };
    let apart = (there - OffsetDateTime::now_utc()).abs();
    ensure!(
        apart <= MAX_CLOCK_DIFFERENCE,
        "its clock and this one are {} seconds apart",
        apart.whole_seconds()
    );
    Ok(Some("its clock agrees with this one".to_owned()))
}

/// Says hello with a token that nobody has: Kring closes at once, and says why. That shows that what is
/// sent arrives, and that the answer is not held back on its way.
async fn talk(mut socket: WebSocketStream<Box<dyn Stream>>) -> anyhow::Result<()> {
    let hello =
        ClientMessage::Hello { protocol: PROTOCOL_VERSION, token: "A".repeat(64), resume: None };
    let hello = serde_json::to_string(&hello)?;
    within("sending", socket.send(Message::Text(hello.into()))).await??;
    let answer = within("an answer", async {
        loop {
            let next = std::future::poll_fn(|cx| {
                futures_util::Stream::poll_next(std::pin::Pin::new(&mut socket), cx)
            });
            match next.await {
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
