//! Starting and stopping the server.

mod accept;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::Context;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tokio_util::task::TaskTracker;

use crate::bus::Bus;
use crate::clock::Clock;
use crate::methods::Library;
use crate::room::{self, Rooms};
use crate::timekeeper::{SharedTimekeeper, Timekeeper};
use crate::tls::{self, Certificate};
use crate::web::{self, Admission, App, metrics_router, router};
use kring_store::EventLog;

/// Connections waiting to be accepted: a school reconnects at once after a restart.
const BACKLOG: i32 = 4096;
/// How often measurements are folded together.
const UPKEEP: Duration = Duration::from_secs(5);
/// How long requests and close frames may take once the server is shutting down.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);
/// Unacknowledged data ends a connection after this. Longer than a WebSocket's own write timeout.
const TCP_USER_TIMEOUT: Duration = Duration::from_secs(30);

/// Bytes in the kernel's send buffer of one connection, beside the outbound queue. The kernel's default
/// is megabytes, which would still be delivered to somebody who was removed.
const SEND_BUFFER_BYTES: usize = 64 * 1024;

/// What a server is made of.
pub struct Options {
    /// The address to listen on; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Where everything is written down.
    pub log: Arc<dyn EventLog>,
    /// What rooms of one session tell each other.
    pub bus: Arc<dyn Bus>,
    /// What meetings can be made with.
    pub methods: Library,
    /// How rooms behave.
    pub rooms: room::RoomSettings,
    /// What is known of the machine's clock.
    pub time: Timekeeper,
    /// Who may come in.
    pub admission: web::AdmissionSettings,
    /// The certificate, if the server speaks TLS itself.
    pub tls: Option<tls::Files>,
    /// Where the numbers are told, if anywhere.
    pub metrics_listen: Option<SocketAddr>,
    /// How long readiness fails before connections are told, so that a proxy can look elsewhere.
    pub drain_for: Duration,
}

/// A server, ready to run.
pub struct Server {
    listener: TcpListener,
    metrics_listener: Option<TcpListener>,
    rooms: Rooms,
    time: Arc<SharedTimekeeper>,
    methods: Arc<Library>,
    admission: Arc<Admission>,
    certificate: Option<Arc<Certificate>>,
    drain_for: Duration,
}

impl Server {
    /// Listens.
    ///
    /// # Errors
    /// When an address cannot be listened on, or the certificate cannot be used.
    pub fn bind(options: Options) -> anyhow::Result<Self> {
        let bound = |address: SocketAddr| {
            listen(address).with_context(|| format!("cannot listen on {address}"))
        };
        let certificate = options.tls.map(Certificate::read).transpose()?.map(Arc::new);
        let mut admission = options.admission;
        admission.origins = admission.origins.with_certificate(certificate.as_ref());
        let lived = Clock::at(options.time.lived_ms());
        Ok(Self {
            time: Arc::new(SharedTimekeeper::new(options.time)),
            certificate,
            listener: bound(options.listen)?,
            metrics_listener: options.metrics_listen.map(bound).transpose()?,
            rooms: Rooms::new(
                options.log,
                options.bus,
                options.rooms,
                lived,
                options.methods.phases(),
            ),
            methods: Arc::new(options.methods),
            admission: Arc::new(Admission::new(admission)),
            drain_for: options.drain_for,
        })
    }

    /// The live sessions.
    #[must_use]
    pub fn rooms(&self) -> &Rooms {
        &self.rooms
    }

    /// The judgement on the machine's clock.
    #[must_use]
    pub fn time(&self) -> &Arc<SharedTimekeeper> {
        &self.time
    }

    /// Where it listens.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Where it tells its numbers.
    #[must_use]
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics_listener.as_ref().and_then(|listener| listener.local_addr().ok())
    }

    /// Runs until `stop` is done, then drains: readiness fails first, clients are told, and everything
    /// that was acknowledged is on disk.
    ///
    /// # Errors
    /// When the server cannot begin.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> anyhow::Result<()> {
        let metrics = metrics_handle();
        let closing_sockets = TaskTracker::new();
        let app = App {
            rooms: self.rooms.clone(),
            methods: self.methods,
            admission: self.admission.clone(),
            invitation_codes: Arc::default(),
            ceremonies: Arc::default(),
            closing_sockets: closing_sockets.clone(),
        };
        let rooms = self.rooms.clone();
        let stopping = async move {
            stop.await;
            tracing::info!("going down: no new meetings here");
            rooms.mark_not_ready();
            tokio::time::sleep(self.drain_for).await;
            tracing::info!("telling everybody");
            rooms.drain().await;
        };
        let tls = self.certificate.as_ref().map(Certificate::acceptor).transpose()?;
        let router = router(app, tls.is_some());
        let context = accept::ConnectionContext { admission: self.admission, router, tls };
        let serving = async {
            let open = accept::accept(self.listener, context, stopping).await;
            closing_sockets.close();
            let gone = async { tokio::join!(open.finish(), closing_sockets.wait()) };
            if tokio::time::timeout(SHUTDOWN_TIMEOUT, gone).await.is_err() {
                tracing::warn!("some connections did not say goodbye in time");
            }
        };
        let upkeep = async {
            // Without it, measurements would pile up where nobody collects them.
            let mut every = tokio::time::interval(UPKEEP);
            loop {
                every.tick().await;
                metrics.run_upkeep();
            }
        };
        let retention = crate::sweep::run(self.rooms.clone(), self.time);
        let following = async {
            self.rooms.follow_log().await;
            std::future::pending().await
        };
        let telling = serve_metrics(self.metrics_listener, metrics.clone());
        let renewing = async {
            match self.certificate {
                Some(certificate) => certificate.watch().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = serving => Ok(()),
            () = upkeep => Ok(()),
            () = retention => Ok(()),
            () = following => Ok(()),
            () = renewing => Ok(()),
            told = telling => told.context("the numbers cannot be told"),
        }
    }
}

/// Metrics have an address of their own, so that no proxy can expose them by mistake.
async fn serve_metrics(listener: Option<TcpListener>, metrics: PrometheusHandle) -> io::Result<()> {
    match listener {
        Some(listener) => axum::serve(listener, metrics_router(metrics)).await,
        None => std::future::pending().await,
    }
}

/// A listener with a long queue, on sockets that send small frames at once.
fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    use socket2::{Domain, Protocol, Socket, Type};
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    // Inherited by every accepted connection.
    socket.set_tcp_nodelay(true)?;
    socket.set_send_buffer_size(SEND_BUFFER_BYTES)?;
    socket.set_tcp_user_timeout(Some(TCP_USER_TIMEOUT))?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}

/// One recorder per process, however many servers a test starts.
fn metrics_handle() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    let install = || {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        // Fails only if the embedding program has a recorder of its own; ours then stays empty.
        let _ = metrics::set_global_recorder(recorder);
        handle
    };
    HANDLE.get_or_init(install).clone()
}
