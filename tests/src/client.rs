//! A client over a real socket, that folds what it hears.

use std::time::Duration;

use futures_util::SinkExt;
use kring_protocol::RecordKey;
use kring_protocol::code::{Failure, Rejection};
use kring_protocol::content::Content;
use kring_protocol::group::GroupCommand;
use kring_protocol::message::{LeadAway, Resume};
use kring_protocol::{
    ClientMessage, Command, CommandId, ContributionId, GroupId, MemberId, PROTOCOL_VERSION,
    ParticipantId, ServerMessage, SessionId,
};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::{self, Message};
use uuid::Uuid;

use crate::view::View;

/// How long a client waits for what it expects, before the test fails.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// How long a client that was too fast holds back.
const BACKOFF: Duration = Duration::from_millis(200);
/// A ping without an answer for so long was one too many.
const UNANSWERED: Duration = Duration::from_secs(5);

/// Pings that show that nothing is on its way. Which is served first, a ping or a frame that waits,
/// is chance: so there are a few.
const PINGS: i64 = 4;

/// What a command was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Done.
    Accepted(Option<ContributionId>),
    /// A rule refused.
    Refused(Rejection),
    /// Nothing was decided.
    Failed(Failure),
}

/// What a connection goes over: TCP, or TLS on top of it.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// One connection of one participant.
pub struct Client {
    socket: WebSocketStream<Box<dyn Stream>>,
    /// The session.
    pub session: SessionId,
    /// Who this is; nobody if it is a display.
    pub id: ParticipantId,
    /// The group, and who this is in it, if the token was that of a member.
    pub member_of: Option<(GroupId, MemberId)>,
    /// What they see.
    pub view: View,
    /// Who is online.
    pub online: Vec<ParticipantId>,
    /// What presence said of an absent gespreksleider.
    pub lead_away: Option<LeadAway>,
    /// Every text frame since the connection was made, as it came.
    pub heard: Vec<String>,
    /// Whether the connection went on from where an earlier one left off.
    pub resumed: bool,
    /// Whether the server doubts its machine's clock.
    pub clock_doubted: bool,
    /// Where this client is.
    pub place: Resume,
    parts: Vec<kring_protocol::Record>,
}

/// Why a connection ended: the close code, if there was one.
pub type Closed = Option<u16>;

/// The request that opens a WebSocket, from a page of the same server.
#[must_use]
pub fn handshake(ws: &str) -> Request {
    let mut request = ws.into_client_request().unwrap();
    let uri = request.uri();
    let scheme = if uri.scheme_str() == Some("wss") { "https" } else { "http" };
    let origin = format!("{scheme}://{}", uri.authority().unwrap());
    request.headers_mut().insert("origin", origin.parse().unwrap());
    request
}

impl Client {
    /// Connects and says hello.
    pub async fn connect(ws: &str, token: &str) -> Self {
        Self::try_connect(ws, token, None).await.expect("a good token is welcome")
    }

    /// Connects again, from where an earlier connection left off.
    pub async fn resume(ws: &str, token: &str, earlier: &Self) -> Self {
        let earlier = (earlier.view.clone(), earlier.place);
        Self::try_resume(ws, token, Some(earlier)).await.expect("a good token is welcome")
    }

    /// Connects from where an earlier connection left off, or says with which code it was closed.
    ///
    /// # Errors
    /// The close code; none if there was no connection at all.
    pub async fn try_resume(
        ws: &str,
        token: &str,
        earlier: Option<(View, Resume)>,
    ) -> Result<Self, Closed> {
        let mut client = Self::hello(ws, token, earlier.as_ref().map(|(_, place)| *place)).await?;
        if let Some((view, place)) = earlier.filter(|_| client.resumed) {
            client.view = view;
            client.place.revision = place.revision;
        }
        client.settle().await?;
        Ok(client)
    }

    /// Connects, or says with which code it was closed.
    ///
    /// # Errors
    /// The close code; none if there was no connection at all.
    pub async fn try_connect(
        ws: &str,
        token: &str,
        resume: Option<Resume>,
    ) -> Result<Self, Closed> {
        let mut client = Self::hello(ws, token, resume).await?;
        client.settle().await?;
        Ok(client)
    }

    async fn hello(ws: &str, token: &str, resume: Option<Resume>) -> Result<Self, Closed> {
        let request = handshake(ws);
        let stream = TcpStream::connect(request.uri().authority().unwrap().as_str()).await;
        let stream = stream.map_err(|_| None)?;
        stream.set_nodelay(true).map_err(|_| None)?;
        Self::greet(request, stream, token, resume).await
    }

    /// Opens a WebSocket over a stream and says hello.
    ///
    /// # Errors
    /// The close code; none if there was no connection at all.
    pub async fn greet(
        request: Request,
        stream: impl Stream + 'static,
        token: &str,
        resume: Option<Resume>,
    ) -> Result<Self, Closed> {
        let stream: Box<dyn Stream> = Box::new(stream);
        let (socket, _) =
            tokio_tungstenite::client_async(request, stream).await.map_err(|_| None)?;
        let mut client = Self {
            socket,
            session: SessionId(Uuid::nil()),
            id: ParticipantId(Uuid::nil()),
            member_of: None,
            view: View::default(),
            online: vec![],
            lead_away: None,
            heard: vec![],
            resumed: false,
            clock_doubted: false,
            place: Resume { stream: Uuid::nil(), revision: 0 },
            parts: vec![],
        };
        let hello =
            ClientMessage::Hello { protocol: PROTOCOL_VERSION, token: token.to_owned(), resume };
        client.send(&hello).await;
        let welcome = client.next().await?;
        match welcome {
            ServerMessage::Welcome {
                session, participant, stream, resumed, clock_doubted, ..
            } => {
                client.session = session;
                client.id = participant.unwrap_or(client.id);
                client.resumed = resumed;
                client.clock_doubted = clock_doubted;
                client.place.stream = stream;
            }
            ServerMessage::GroupWelcome { group, member, stream, resumed, .. } => {
                client.member_of = Some((group, member));
                client.resumed = resumed;
                client.place.stream = stream;
            }
            other => panic!("expected a welcome, heard {other:?}"),
        }
        Ok(client)
    }

    /// Reads until presence comes, which follows the view after every welcome. A display and a member of a
    /// group have the view alone, and so has a guest who waits outside.
    async fn settle(&mut self) -> Result<(), Closed> {
        let is_alone =
            |client: &Self| client.id.0.is_nil() || client.view.get(&RecordKey::Waiting).is_some();
        if self.resumed && is_alone(self) {
            return Ok(());
        }
        loop {
            match self.next().await? {
                ServerMessage::Snapshot { more: false, .. } if is_alone(self) => break,
                ServerMessage::Presence { .. } => break,
                _ => {}
            }
        }
        Ok(())
    }

    /// Sends a message.
    pub async fn send(&mut self, message: &ClientMessage) {
        self.send_text(serde_json::to_string(message).unwrap()).await;
    }

    /// Sends a text as it is.
    pub async fn send_text(&mut self, text: String) {
        // A connection that is gone tells so when it is read.
        let _ = self.socket.send(Message::Text(text.into())).await;
    }

    /// Sends bytes.
    pub async fn send_bytes(&mut self, bytes: Vec<u8>) {
        let _ = self.socket.send(Message::Binary(bytes.into())).await;
    }

    /// Sends so many ping frames of the WebSocket protocol.
    pub async fn flood_pings(&mut self, count: usize) {
        for _ in 0..count {
            let _ = self.socket.send(Message::Ping(vec![].into())).await;
        }
    }

    /// The next message, folded into the view.
    ///
    /// # Errors
    /// The close code, once the connection has ended.
    pub async fn next(&mut self) -> Result<ServerMessage, Closed> {
        loop {
            let received = timeout(
                PATIENCE,
                futures_util::future::poll_fn(|cx| {
                    futures_util::Stream::poll_next(std::pin::Pin::new(&mut self.socket), cx)
                }),
            );
            let received = received.await.expect("nothing came within the time a test waits");
            match received {
                Some(Ok(Message::Text(text))) => {
                    self.heard.push(text.to_string());
                    let message: ServerMessage = serde_json::from_str(&text).unwrap();
                    self.fold(&message);
                    return Ok(message);
                }
                Some(Ok(Message::Close(frame))) => {
                    return Err(frame.map(|frame| u16::from(frame.code)));
                }
                Some(Ok(_)) => {}
                Some(Err(
                    tungstenite::Error::Protocol(_)
                    | tungstenite::Error::Io(_)
                    | tungstenite::Error::ConnectionClosed
                    | tungstenite::Error::AlreadyClosed,
                ))
                | None => return Err(None),
                Some(Err(error)) => panic!("{error}"),
            }
        }
    }

    fn fold(&mut self, message: &ServerMessage) {
        match message {
            ServerMessage::Snapshot { revision, records, more } => {
                self.parts.extend(records.iter().cloned());
                if !more {
                    self.view = View::default();
                    for record in self.parts.drain(..) {
                        self.view.upsert(record);
                    }
                    self.place.revision = *revision;
                }
            }
            ServerMessage::Update { revision, upsert, remove } => {
                assert_eq!(*revision, self.place.revision + 1, "updates come without a gap");
                for key in remove {
                    self.view.remove(key);
                }
                for record in upsert {
                    self.view.upsert(record.clone());
                }
                self.place.revision = *revision;
            }
            ServerMessage::Presence { online, lead_away } => {
                self.online.clone_from(online);
                self.lead_away = *lead_away;
            }
            _ => {}
        }
    }

    /// Asks something and waits for the answer.
    pub async fn ask(&mut self, command: Command) -> Answer {
        let id = CommandId(Uuid::new_v4());
        self.ask_as(id, command).await
    }

    /// Asks something under a given id. Whoever is too fast asks the same again a little later, as
    /// the protocol tells clients to.
    pub async fn ask_as(&mut self, id: CommandId, command: Command) -> Answer {
        let session = self.session;
        let message = ClientMessage::Command { session, id, command };
        loop {
            self.send(&message).await;
            match self.answer_to(id).await {
                Answer::Failed(Failure::TooFast) => tokio::time::sleep(BACKOFF).await,
                answer => return answer,
            }
        }
    }

    /// Asks something of the group and waits for the answer.
    pub async fn ask_group(&mut self, command: GroupCommand) -> Answer {
        let (group, _) = self.member_of.expect("a member of a group");
        let id = CommandId(Uuid::new_v4());
        self.send(&ClientMessage::GroupCommand { group, id, command }).await;
        self.answer_to(id).await
    }

    /// Waits for the answer to a command.
    pub async fn answer_to(&mut self, wanted: CommandId) -> Answer {
        loop {
            match self.next().await.expect("the connection stays open") {
                ServerMessage::Accepted { id, created } if id == wanted => {
                    return Answer::Accepted(created);
                }
                ServerMessage::Refused { id, code } if id == wanted => {
                    return Answer::Refused(code);
                }
                ServerMessage::Failed { id, code } if id == wanted => return Answer::Failed(code),
                _ => {}
            }
        }
    }

    /// Asks something that must be done.
    #[track_caller]
    pub fn does(&mut self, command: Command) -> impl Future<Output = Option<ContributionId>> {
        let asked = format!("{command:?}");
        let caller = std::panic::Location::caller();
        async move {
            match self.ask(command).await {
                Answer::Accepted(created) => created,
                other => panic!("{caller}: {asked} was answered {other:?}"),
            }
        }
    }

    /// Writes something at the step where the meeting stands.
    pub async fn writes(&mut self, content: Content) -> ContributionId {
        let at = self.view.position();
        let command = Command::Contribute { at, content };
        self.does(command).await.expect("a contribution has an id")
    }

    /// Waits until the view is as expected.
    pub async fn until(&mut self, expected: impl Fn(&Self) -> bool) {
        while !expected(self) {
            self.next().await.expect("the connection stays open");
        }
    }

    /// Makes sure that nothing is on its way here: the answers to pings come next. Whoever was too fast before
    /// gets none, and asks again.
    #[track_caller]
    pub fn hears_nothing(&mut self) -> impl Future<Output = ()> {
        let caller = std::panic::Location::caller();
        async move {
            for ping in 0..PINGS {
                let next = loop {
                    self.send(&ClientMessage::Ping { sent_ms: ping }).await;
                    if let Ok(next) = timeout(UNANSWERED, self.next()).await {
                        break next;
                    }
                };
                let pong =
                    matches!(next, Ok(ServerMessage::Pong { sent_ms, .. }) if sent_ms == ping);
                assert!(pong, "{caller}: {next:?}");
            }
        }
    }

    /// Waits for the end of the connection.
    pub async fn closed(&mut self) -> Closed {
        loop {
            if let Err(code) = self.next().await {
                return code;
            }
        }
    }

    /// Everything heard so far, as one text.
    #[must_use]
    pub fn heard_text(&self) -> String {
        self.heard.join("\n")
    }
}
