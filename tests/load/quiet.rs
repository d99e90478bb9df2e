//! What a connection costs in memory while nothing is said.

use std::net::SocketAddr;
use std::sync::Arc;

use crate::process::Server;
use crate::rooms::{Meeting, plain, with_token};
use crate::wire::{Connection, Heard};

/// Rooms opened first, so that what a server sets up only once is not counted.
const WARM_UP: usize = 4;

/// How quiet connections are spread.
#[derive(Clone, Copy)]
pub(crate) enum Spread {
    /// Meetings of so many people with one connection each.
    Meetings { people: usize },
    /// Meetings of so many people with so many connections each: what a meeting itself costs weighs
    /// less, and a connection's own cost shows.
    Tabs { people: usize, tabs: usize },
    /// Plain rooms of so many.
    Plain { people: usize },
}

impl Spread {
    fn connections(self) -> usize {
        match self {
            Self::Meetings { people } | Self::Plain { people } => people,
            Self::Tabs { people, tabs } => people * tabs,
        }
    }

    async fn room(
        self,
        address: SocketAddr,
        heard: &Arc<Heard>,
    ) -> anyhow::Result<Vec<Connection>> {
        let (people, tabs) = match self {
            Self::Plain { people } => return Ok(plain(address, people, heard).await?.connections),
            Self::Meetings { people } => (people, 1),
            Self::Tabs { people, tabs } => (people, tabs),
        };
        let meeting = Meeting::gather(address, people).await;
        let mut connections = vec![];
        for token in &meeting.tokens {
            for _ in 0..tabs {
                connections.push(with_token(address, token, heard).await?);
            }
        }
        Ok(connections)
    }
}

/// Resident bytes of the server for each of about `wanted` quiet connections.
pub(crate) async fn bytes_per_connection(
    server: &Server,
    spread: Spread,
    wanted: usize,
) -> anyhow::Result<f64> {
    let heard = Arc::default();
    let mut open = vec![];
    for _ in 0..WARM_UP {
        open.extend(spread.room(server.address, &heard).await?);
    }
    let before = server.memory_at_rest().await?;
    let mut counted = 0;
    while counted < wanted {
        open.extend(spread.room(server.address, &heard).await?);
        counted += spread.connections();
    }
    let after = server.memory_at_rest().await?;
    drop(open);
    Ok((after as f64 - before as f64) / counted as f64)
}
