//! RFC 6455 sentence by sentence, on a raw socket: no library stands between a case and the bytes.
//!
//! Each case says in its name what the server does, and in a comment which section asks for it.
//! Where the server does otherwise than the RFC says, the comment says so plainly.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod closing;
mod control_frames;
mod fragmentation;
mod framing;
mod handshake;
mod limits;
mod utf8;

use kring_tests::TestServer;
use serde_json::{Value, json};

use kring_tests::peer::{Frame, Peer};

/// A server and an open connection that has not said `hello`.
async fn open() -> (TestServer, Peer) {
    let server = TestServer::start();
    let peer = Peer::open(server.address).await;
    (server, peer)
}

/// A connection that has said `hello`, with the meeting's view behind it.
async fn greeted(server: &TestServer) -> Peer {
    let token = server.http().create("dialoog", "Gerda").await.token;
    let mut peer = Peer::hello(server.address, &token).await;
    peer.settle().await;
    peer
}

/// Sends frames on a fresh connection and gives the code it is closed with.
async fn closed_after(frames: &[Frame]) -> Option<u16> {
    let (_server, mut peer) = open().await;
    for frame in frames {
        peer.send(frame).await;
    }
    peer.closed().await
}

/// What a connection is told about a message that is JSON and that no server knows. The answer names
/// the message's own id, so that it shows that every byte arrived.
fn unknown() -> (String, Value) {
    let id = "6f1c1d51-1df5-4f6e-8f33-5d3f1e0b9a77";
    let message = json!({"type": "groet", "id": id, "text": "één café € 𝄞"}).to_string();
    (message, json!({"type": "error", "code": "unknown_type", "id": id}))
}

/// The answer to something that is no message at all.
fn malformed() -> Value {
    json!({"type": "error", "code": "malformed", "id": null})
}

/// The connection is as good as before: it understands the next message.
async fn goes_on(peer: &mut Peer) {
    let (message, answer) = unknown();
    peer.send(&Frame::text(message)).await;
    assert_eq!(peer.message().await, answer);
}
