//! Starting and stopping the server.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::Context;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;

use crate::bus::Bus;
use crate::log::EventLog;
use crate::methods::Library;
use crate::room::{Rooms, Settings};
use crate::web::{App, router};

/// Connections waiting to be accepted: a school reconnects at once after a restart.
const BACKLOG: i32 = 4096;
/// How often measurements are folded together.
const UPKEEP: Duration = Duration::from_secs(5);
/// How long open connections get to finish once the server is going down.
const GOODBYE: Duration = Duration::from_secs(10);

/// A server, ready to run.
pub struct Server {
    listener: TcpListener,
    rooms: Rooms,
    methods: Arc<Library>,
    drain_for: Duration,
}

impl Server {
    /// Listens on an address; port 0 takes any free one.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub fn bind(
        address: SocketAddr,
        log: Arc<dyn EventLog>,
        bus: Arc<dyn Bus>,
        methods: Library,
        settings: Settings,
    ) -> anyhow::Result<Self> {
        let listener = listen(address).with_context(|| format!("cannot listen on {address}"))?;
        let rooms = Rooms::new(log, bus, settings);
        Ok(Self { listener, rooms, methods: Arc::new(methods), drain_for: Duration::ZERO })
    }

    /// How long readiness fails before connections are told, so that a proxy can look elsewhere.
    #[must_use]
    pub fn drain_for(self, drain_for: Duration) -> Self {
        Self { drain_for, ..self }
    }

    /// The live sessions.
    #[must_use]
    pub fn rooms(&self) -> &Rooms {
        &self.rooms
    }

    /// Where it listens.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Runs until `stop` is done, then drains: readiness fails first, clients are told, and everything
    /// that was acknowledged is on disk.
    ///
    /// # Errors
    /// When accepting connections fails.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> anyhow::Result<()> {
        let metrics = metrics_handle();
        let app =
            App { rooms: self.rooms.clone(), methods: self.methods, metrics: metrics.clone() };
        let rooms = self.rooms.clone();
        let (told, mut gone) = tokio::sync::watch::channel(false);
        let stopping = async move {
            stop.await;
            tracing::info!("going down: no new meetings here");
            rooms.retire();
            tokio::time::sleep(self.drain_for).await;
            tracing::info!("telling everybody");
            rooms.drain().await;
            let _ = told.send(true);
        };
        let service = router(app).into_make_service();
        let serving = axum::serve(self.listener, service).with_graceful_shutdown(stopping);
        let patience = async {
            let _ = gone.wait_for(|gone| *gone).await;
            tokio::time::sleep(GOODBYE).await;
        };
        let upkeep = async {
            // Without it, measurements would pile up where nobody collects them.
            let mut every = tokio::time::interval(UPKEEP);
            loop {
                every.tick().await;
                metrics.run_upkeep();
            }
        };
        let retention = crate::retention::keep(self.rooms.clone());
        tokio::select! {
            () = upkeep => {}
            () = retention => {}
            served = serving => served.context("serving failed")?,
            () = patience => tracing::warn!("some connections did not say goodbye in time"),
        }
        Ok(())
    }
}

/// A listener with a long queue, on sockets that send small frames at once.
fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    use socket2::{Domain, Protocol, Socket, Type};
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    // Inherited by every accepted connection.
    socket.set_tcp_nodelay(true)?;
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
