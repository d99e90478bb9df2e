//! Meetings of Kring, made as people make them: over HTTP, and one command after the other.

use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, bail};
use kring_protocol::content::{Content, Kind};
use kring_protocol::rest::{CreateMeeting, Join, Joined, MeetingCreated};
use kring_protocol::text::Lang;
use kring_protocol::{
    ClientMessage, Command, CommandId, PROTOCOL_VERSION, Position, Record, ServerMessage, SessionId,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tungstenite::{ClientRequestBuilder, Message, WebSocket};
use uuid::Uuid;

/// Any method will do: the meeting stands in a phase of its own.
const METHOD: &str = "zeven-stappen";
/// Meetings made at the same time, so that they share syncs of the disk.
const AT_ONCE: usize = 32;

/// A meeting that is on, and everybody's token, the gespreksleider's first.
#[derive(Debug, Clone)]
pub(crate) struct Begun {
    pub(crate) session: SessionId,
    pub(crate) at: Position,
    pub(crate) tokens: Vec<String>,
}

/// Makes so many meetings of so many people, led and begun, in which everybody may write.
pub(crate) fn begin(
    server: SocketAddr,
    meetings: usize,
    people: usize,
) -> anyhow::Result<Vec<Begun>> {
    at_once(meetings, |agent| {
        let (session, tokens) = gather(agent, server, people)?;
        let at = open_to_all(server, session, tokens.first().context("nobody leads")?)?;
        Ok(Begun { session, at, tokens })
    })
}

/// Makes so many meetings that nobody joins and nobody begins.
pub(crate) fn create(server: SocketAddr, meetings: usize) -> anyhow::Result<()> {
    at_once(meetings, |agent| gather(agent, server, 1)).map(drop)
}

/// The first message of somebody with a token.
pub(crate) fn hello(token: &str) -> anyhow::Result<String> {
    let token = token.to_owned();
    let hello = ClientMessage::Hello { protocol: PROTOCOL_VERSION, token, resume: None };
    Ok(serde_json::to_string(&hello)?)
}

/// The message with which somebody writes a text.
pub(crate) fn contribute(meeting: &Begun, text: String) -> anyhow::Result<String> {
    let content = Content::Idea { text };
    command(meeting.session, Command::Contribute { at: meeting.at.clone(), content })
}

fn command(session: SessionId, command: Command) -> anyhow::Result<String> {
    let id = CommandId(Uuid::new_v4());
    Ok(serde_json::to_string(&ClientMessage::Command { session, id, command })?)
}

fn at_once<T: Send>(
    wanted: usize,
    make: impl Fn(&ureq::Agent) -> anyhow::Result<T> + Sync,
) -> anyhow::Result<Vec<T>> {
    let begun = AtomicUsize::new(0);
    let work = || {
        let agent = ureq::Agent::new_with_defaults();
        let mut made = vec![];
        while begun.fetch_add(1, Ordering::Relaxed) < wanted {
            made.push(make(&agent)?);
        }
        anyhow::Ok(made)
    };
    let made = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE.min(wanted)).map(|_| scope.spawn(work)).collect();
        let made = workers.into_iter().map(|worker| match worker.join() {
            Ok(made) => made,
            Err(_) => bail!("a thread that made meetings failed"),
        });
        made.collect::<anyhow::Result<Vec<_>>>()
    })?;
    Ok(made.into_iter().flatten().collect())
}

fn gather(
    agent: &ureq::Agent,
    server: SocketAddr,
    people: usize,
) -> anyhow::Result<(SessionId, Vec<String>)> {
    let create = CreateMeeting {
        method: METHOD.to_owned(),
        name: "Gespreksleider".to_owned(),
        title: String::new(),
        scheduled_at_ms: None,
        call_link: String::new(),
        lang: Lang::Nl,
        keep_days: None,
        time_zone: None,
        device: String::new(),
    };
    let created: MeetingCreated = post(agent, server, "sessions", &create)?;
    let mut tokens = vec![created.token];
    for person in 1..people {
        let join = Join {
            invitation: created.invitation.clone(),
            name: format!("Deelnemer {person}"),
            id: Uuid::new_v4(),
            device: String::new(),
        };
        tokens.push(post::<_, Joined>(agent, server, "join", &join)?.token);
    }
    Ok((created.session, tokens))
}

fn post<B: Serialize, A: DeserializeOwned>(
    agent: &ureq::Agent,
    server: SocketAddr,
    what: &str,
    body: &B,
) -> anyhow::Result<A> {
    let answer = agent.post(format!("http://{server}/api/{what}")).send_json(body);
    let mut answer = answer.with_context(|| format!("POST /api/{what}"))?;
    Ok(answer.body_mut().read_json()?)
}

/// Begins the meeting in a phase where everybody may write ideas; gives where that is.
fn open_to_all(server: SocketAddr, session: SessionId, token: &str) -> anyhow::Result<Position> {
    let stream = TcpStream::connect(server)?;
    stream.set_nodelay(true)?;
    let request = ClientRequestBuilder::new(format!("ws://{server}/api/ws").parse()?)
        .with_header("Origin", format!("http://{server}"));
    let (mut socket, _) = tungstenite::client(request, stream)
        .map_err(|error| anyhow::anyhow!("no WebSocket: {error}"))?;
    socket.send(Message::text(hello(token)?))?;
    let phase = Command::InsertPhase {
        at: 0,
        title: "Samen".to_owned(),
        minutes: 60,
        question: String::new(),
        opens: vec![Kind::Idea],
        muted: false,
    };
    socket.send(Message::text(command(session, phase)?))?;
    socket.send(Message::text(command(session, Command::Start)?))?;
    let mut position = None;
    let mut answers = 0;
    while answers < 2 {
        match receive(&mut socket)? {
            ServerMessage::Update { upsert, .. } => {
                let mut stages = upsert.into_iter().filter_map(|record| match record {
                    Record::Stage(stage) => stage.position,
                    _ => None,
                });
                position = stages.next_back().or(position);
            }
            ServerMessage::Accepted { .. } => answers += 1,
            no @ (ServerMessage::Refused { .. }
            | ServerMessage::Failed { .. }
            | ServerMessage::Error { .. }) => bail!("the meeting did not begin: {no:?}"),
            _ => {}
        }
    }
    position.context("a meeting that began stands nowhere")
}

fn receive(socket: &mut WebSocket<TcpStream>) -> anyhow::Result<ServerMessage> {
    loop {
        match socket.read()? {
            Message::Text(text) => return Ok(serde_json::from_str(&text)?),
            Message::Close(close) => bail!("the server closed the connection: {close:?}"),
            _ => {}
        }
    }
}
