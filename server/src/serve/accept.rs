//! From a connection to requests: how many there are, and how long they may take to say something.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::paced::Paced;
use crate::web::{Admission, PeerAddr};

/// Bytes of the first line and all headers: ours are a tenth of it, and proxies add their own.
const HEADER_BYTES: usize = 16 * 1024;
/// Headers of one request.
const HEADERS: usize = 64;
/// How long the headers of a request may take, and so how long a connection may stay unused.
const HEADER_READ: Duration = Duration::from_secs(10);
/// How long the two sides may take to agree on a key.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How long to wait when the system gives no more connections.
const OUT_OF_FILES: Duration = Duration::from_secs(1);

/// What every connection is served with.
pub(super) struct ConnectionContext {
    pub(super) admission: Arc<Admission>,
    pub(super) router: Router,
    pub(super) tls: Option<TlsAcceptor>,
}

/// The connections that are open.
#[derive(Clone, Default)]
pub(super) struct OpenConnections {
    tasks: TaskTracker,
    closing: CancellationToken,
}

impl OpenConnections {
    /// Lets every connection finish the request it is at, and waits for them.
    pub(super) async fn finish(self) {
        self.closing.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

/// Accepts connections until `stop` is done; gives those that are still open.
pub(super) async fn accept(
    listener: TcpListener,
    context: ConnectionContext,
    stop: impl Future<Output = ()>,
) -> OpenConnections {
    let context = Arc::new(context);
    let open = OpenConnections::default();
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => return open,
        };
        match accepted {
            Ok((stream, peer)) => spawn_connection(&context, stream, peer, &open),
            Err(error) if is_peer_error(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be accepted");
                tokio::time::sleep(OUT_OF_FILES).await;
            }
        }
    }
}

/// Serves one connection, if its address may have one more.
fn spawn_connection(
    context: &Arc<ConnectionContext>,
    stream: TcpStream,
    peer: SocketAddr,
    open: &OpenConnections,
) {
    let peer = PeerAddr(peer.ip());
    let Some(slot) = context.admission.admit_connection(peer) else { return };
    let (context, closing) = (context.clone(), open.closing.clone());
    open.tasks.spawn(async move {
        // Held until the connection ends or becomes a WebSocket; WebSockets have slots of their own.
        let _slot = slot;
        let router = context.router.clone();
        match &context.tls {
            None => serve(router, peer, stream, &closing).await,
            Some(tls) => {
                if let Ok(Ok(stream)) = timeout(HANDSHAKE, tls.accept(stream)).await {
                    serve(router, peer, stream, &closing).await;
                }
            }
        }
    });
}

async fn serve<S>(router: Router, peer: PeerAddr, stream: S, closing: &CancellationToken)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        // A router is always ready.
        tower_service::Service::call(&mut router.clone(), request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_READ)
        .max_header_size(HEADER_BYTES)
        .max_headers(HEADERS)
        .max_buf_size(2 * HEADER_BYTES)
        .serve_connection(TokioIo::new(Paced::new(stream)), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    // It fails when the client is gone or does not speak HTTP; neither is logged.
    tokio::select! {
        _ = connection.as_mut() => return,
        () = closing.cancelled() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

/// Errors of one peer during `accept`; they do not concern the listener.
fn is_peer_error(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    [ConnectionAborted, ConnectionRefused, ConnectionReset].contains(&error.kind())
}
