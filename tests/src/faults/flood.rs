//! Somebody who wants a server to have no time for others.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use crate::peer::{CONTINUATION, Frame, PING, Peer};
use crate::server::Process;

/// Bytes written at once.
const BATCH: usize = 32 * 1024;

/// Floods the server with everything at once for a moment, as people in a meeting of their own.
pub async fn flood(server: &Process, dice: &mut fastrand::Rng) {
    let (address, http) = (server.address, server.http());
    let created = http.create("dialoog", "Iedereen").await;
    let mut tokens = vec![created.token];
    for name in ["Een", "Twee", "Drie", "Vier"] {
        tokens.push(http.join(&created.invitation, name).await.token);
    }
    let until = Instant::now() + Duration::from_millis(dice.u64(200..1_200));
    let mut attack = JoinSet::new();
    let mut tokens = tokens.into_iter();
    let mut token = || tokens.next().unwrap_or_default();
    attack.spawn(wrong_secrets(address, until));
    attack.spawn(greetings(address, token(), until));
    attack.spawn(deaf(address, token(), until));
    let empty = Frame::new(CONTINUATION, "").unfinished();
    for (first, then) in [
        (Frame::new(PING, ""), Frame::new(PING, "nog een")),
        (Frame::text("").unfinished(), empty),
        (Frame::text("{}"), Frame::text(r#"{"type":"ping","sent_ms":1}"#)),
    ] {
        attack.spawn(frames(address, token(), first, then, until));
    }
    // Whatever ends them, a close or a refusal, is as it should be.
    while attack.join_next().await.is_some() {}
}

/// Requests with secrets that nobody has, one behind the other, without reading an answer.
async fn wrong_secrets(address: SocketAddr, until: Instant) {
    let body = r#"{"invitation":"AaIPCVbAekGcPluNIPbnEyXmyba-D7dzQzwo-3TbMqA"}"#;
    let head =
        "POST /api/invitation/preview HTTP/1.1\r\nhost: kring\r\ncontent-type: application/json";
    let request = format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let requests = request.repeat(BATCH / request.len());
    while Instant::now() < until {
        let Ok(mut stream) = TcpStream::connect(address).await else { return };
        while let Ok(Ok(())) = timeout_at(until, stream.write_all(requests.as_bytes())).await {}
    }
}

/// Connections that come and go.
async fn greetings(address: SocketAddr, token: String, until: Instant) {
    while Instant::now() < until {
        let Ok(Some(_)) = timeout_at(until, Peer::try_hello(address, &token)).await else { return };
    }
}

/// The same frame again and again.
async fn frames(address: SocketAddr, token: String, first: Frame, then: Frame, until: Instant) {
    let Some(mut peer) = Peer::try_hello(address, &token).await else { return };
    peer.send(&first).await;
    let then = then.bytes();
    let batch = then.repeat(BATCH / then.len());
    while let Ok(true) = timeout_at(until, peer.try_send_bytes(&batch)).await {}
}

/// A connection that reads nothing.
async fn deaf(address: SocketAddr, token: String, until: Instant) {
    let _peer = Peer::try_hello(address, &token).await;
    tokio::time::sleep_until(until).await;
}
