//! One person's way to the server: a TCP proxy that can be cut, held up, or made half-open.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Connections of one proxy at a time. A server keeps one that fell silent for 90 seconds and lets a
/// person have eight: the oldest is cut in time.
const CARRIED: usize = 4;

/// What happens to bytes in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    Open,
    /// Not read: they arrive once it is open again.
    Held,
    /// Read and thrown away, the end of the connection too.
    Swallowed,
}

#[derive(Debug, Clone, Copy)]
struct Valve {
    up: Flow,
    down: Flow,
    cut: bool,
}

/// A way to the server, with an address of its own.
pub struct Proxy {
    /// Where it listens.
    pub address: SocketAddr,
    valves: Arc<Mutex<Vec<watch::Sender<Valve>>>>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    /// A proxy to wherever the server is at the moment.
    pub async fn to(server: watch::Receiver<SocketAddr>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let valves: Arc<Mutex<Vec<_>>> = Arc::default();
        let opened = Arc::clone(&valves);
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let valve = Valve { up: Flow::Open, down: Flow::Open, cut: false };
                let (control, valve) = watch::channel(valve);
                let upstream = *server.borrow();
                tokio::spawn(carry(client, upstream, valve));
                let mut valves = opened.lock().unwrap();
                valves.retain(|valve: &watch::Sender<Valve>| !valve.is_closed());
                valves.push(control);
                let surplus = valves.len().saturating_sub(CARRIED);
                for oldest in valves.iter().take(surplus) {
                    oldest.send_modify(|valve| valve.cut = true);
                }
            }
        });
        Self { address, valves, accepting }
    }

    /// The WebSocket address through this proxy.
    #[must_use]
    pub fn ws(&self) -> String {
        format!("ws://{}/api/ws", self.address)
    }

    /// Drops every connection, as a network does: both sides get a reset.
    pub fn cut(&self) {
        self.turn(|valve| valve.cut = true);
    }

    /// From now on what is sent disappears, in one direction or in both. No side is told.
    pub fn swallow(&self, up: bool, down: bool) {
        self.turn(|valve| {
            if up {
                valve.up = Flow::Swallowed;
            }
            if down {
                valve.down = Flow::Swallowed;
            }
        });
    }

    /// From now on what is sent waits, in one direction or in both.
    pub fn hold(&self, up: bool, down: bool) {
        self.turn(|valve| {
            if up && valve.up == Flow::Open {
                valve.up = Flow::Held;
            }
            if down && valve.down == Flow::Open {
                valve.down = Flow::Held;
            }
        });
    }

    /// What waited goes on its way.
    pub fn release(&self) {
        self.turn(|valve| {
            for flow in [&mut valve.up, &mut valve.down] {
                if *flow == Flow::Held {
                    *flow = Flow::Open;
                }
            }
        });
    }

    /// Drops every connection but the newest, and that one too if bytes of it are missing.
    pub fn heal(&self) {
        self.release();
        let valves = self.valves.lock().unwrap();
        let newest = valves.len().saturating_sub(1);
        for (index, valve) in valves.iter().enumerate() {
            let Valve { up, down, .. } = *valve.borrow();
            if index < newest || up == Flow::Swallowed || down == Flow::Swallowed {
                valve.send_modify(|valve| valve.cut = true);
            }
        }
    }

    fn turn(&self, change: impl Fn(&mut Valve)) {
        for valve in self.valves.lock().unwrap().iter() {
            valve.send_modify(&change);
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.cut();
    }
}

/// Carries one connection until one side is done with it or it is cut.
async fn carry(mut client: TcpStream, upstream: SocketAddr, mut valve: watch::Receiver<Valve>) {
    let Ok(mut server) = TcpStream::connect(upstream).await else {
        let _ = client.set_zero_linger();
        return;
    };
    for side in [&client, &server] {
        let _ = side.set_nodelay(true);
    }
    let cut = {
        let (from_client, to_client) = client.split();
        let (from_server, to_server) = server.split();
        let (up, down) = (valve.clone(), valve.clone());
        tokio::select! {
            // Looked at first: nothing passes a cut.
            biased;
            _ = valve.wait_for(|valve| valve.cut) => true,
            () = pump(from_client, to_server, up, |valve| valve.up) => false,
            () = pump(from_server, to_client, down, |valve| valve.down) => false,
        }
    };
    if cut {
        let _ = client.set_zero_linger();
        let _ = server.set_zero_linger();
    }
}

/// One direction. Ends when the reader's side has ended and the other side may know.
async fn pump(
    mut from: ReadHalf<'_>,
    mut to: WriteHalf<'_>,
    mut valve: watch::Receiver<Valve>,
    flow: impl Fn(&Valve) -> Flow,
) {
    let mut bytes = vec![0; 16 * 1024];
    loop {
        let read = from.read(&mut bytes).await.unwrap_or(0);
        let Ok(now) = valve.wait_for(|valve| flow(valve) != Flow::Held).await.map(|v| flow(&v))
        else {
            return;
        };
        match (now, bytes.get(..read)) {
            (Flow::Open, Some([])) => return,
            // The other side hears nothing of the end either.
            (_, Some([])) => return std::future::pending().await,
            (Flow::Open, Some(some)) if to.write_all(some).await.is_err() => return,
            _ => {}
        }
    }
}
