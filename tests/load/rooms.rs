//! The two kinds of room that are compared: a meeting of Kring, and a plain room.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context;
use kring_protocol::content::{Content, Kind};
use kring_protocol::record::Contribution;
use kring_protocol::{
    ClientMessage, Command, CommandId, ContributionId, PROTOCOL_VERSION, ParticipantId, PhaseId,
    Position, Record, ServerMessage, SessionId,
};
use kring_tests::Client;
use kring_tests::http::Http;
use uuid::Uuid;

use crate::wire::{Connection, Heard, Marker};

/// Any method will do: the meeting stands in a phase of its own.
const METHOD: &str = "zeven-stappen";

/// What a room says of a text.
pub(crate) enum Kept {
    Kring { session: SessionId, at: Position },
    Plain,
}

/// A room with everybody in it.
pub(crate) struct Room {
    pub(crate) connections: Vec<Connection>,
    kind: Kept,
}

impl Room {
    /// The frame with which a member says something.
    pub(crate) fn frame(&self, marker: Marker, length: usize) -> anyhow::Result<String> {
        let content = Content::Idea { text: marker.text(length) };
        Ok(match &self.kind {
            Kept::Kring { session, at } => serde_json::to_string(&ClientMessage::Command {
                session: *session,
                id: CommandId(Uuid::new_v4()),
                command: Command::Contribute { at: at.clone(), content },
            })?,
            Kept::Plain => serde_json::to_string(&update(marker.number, content))?,
        })
    }
}

/// What Kring makes of a contribution: what a plain room passes on has the same size.
fn update(number: u32, content: Content) -> ServerMessage {
    let at = Position {
        phase: PhaseId::from("eigen-0123456789ab"),
        step: kring_protocol::StepId::from("samen"),
    };
    let contribution = Contribution {
        id: ContributionId(Uuid::nil()),
        author: Some(ParticipantId(Uuid::nil())),
        mine: false,
        round: 1,
        at: Some(at),
        held: false,
        content,
        response: None,
        supporters: vec![],
        chosen: false,
        edited: false,
        written_for: None,
        confirmed_by: None,
        beforehand: None,
        taken_from_ms: None,
    };
    let upsert = vec![Record::Contribution(contribution)];
    ServerMessage::Update { revision: number.into(), upsert, remove: vec![] }
}

/// The tokens of a new meeting, the gespreksleider's first, and where it stands.
pub(crate) struct Meeting {
    session: SessionId,
    pub(crate) tokens: Vec<String>,
}

impl Meeting {
    /// Creates a meeting and lets everybody join.
    pub(crate) async fn gather(address: SocketAddr, people: usize) -> Self {
        let http = Http::new(&format!("http://{address}"));
        let created = http.create(METHOD, "Gespreksleider").await;
        let mut tokens = vec![created.token];
        for person in 1..people {
            tokens.push(http.join(&created.invitation, &format!("Deelnemer {person}")).await.token);
        }
        Self { session: created.session, tokens }
    }

    /// Starts it in a phase where everybody may write ideas; gives where that is.
    async fn open_to_all(&self, address: SocketAddr) -> anyhow::Result<Position> {
        let token = self.tokens.first().context("nobody leads")?;
        let mut leader = Client::connect(&ws(address), token).await;
        let (title, opens) = ("Samen".to_owned(), vec![Kind::Idea]);
        leader
            .does(Command::InsertPhase {
                at: 0,
                title,
                minutes: 60,
                question: String::new(),
                opens,
                muted: false,
            })
            .await;
        leader.does(Command::Start).await;
        Ok(leader.view.position())
    }
}

fn ws(address: SocketAddr) -> String {
    format!("ws://{address}/api/ws")
}

/// A connection that holds a token; ready once presence came, which follows the whole view.
pub(crate) async fn with_token(
    address: SocketAddr,
    token: &str,
    heard: &Arc<Heard>,
) -> anyhow::Result<Connection> {
    let hello =
        ClientMessage::Hello { protocol: PROTOCOL_VERSION, token: token.to_owned(), resume: None };
    let present = |text: &str| text.starts_with(r#"{"type":"presence""#);
    Connection::open(address, "/api/ws", serde_json::to_string(&hello)?, present, heard).await
}

/// A meeting of Kring in which everybody may write.
pub(crate) async fn kring(
    address: SocketAddr,
    people: usize,
    heard: &Arc<Heard>,
) -> anyhow::Result<Room> {
    let meeting = Meeting::gather(address, people).await;
    let at = meeting.open_to_all(address).await?;
    let mut connections = vec![];
    for token in &meeting.tokens {
        connections.push(with_token(address, token, heard).await?);
    }
    Ok(Room { connections, kind: Kept::Kring { session: meeting.session, at } })
}

/// A plain room.
pub(crate) async fn plain(
    address: SocketAddr,
    people: usize,
    heard: &Arc<Heard>,
) -> anyhow::Result<Room> {
    let name = Uuid::new_v4().to_string();
    let mut connections = vec![];
    for _ in 0..people {
        let mine = |text: &str| text == name;
        connections.push(Connection::open(address, "/ws", name.clone(), mine, heard).await?);
    }
    Ok(Room { connections, kind: Kept::Plain })
}
