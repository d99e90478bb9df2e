//! The HTTP interface, from the outside.

use kring_protocol::rest::{Join, Joined, MeetingCreated, ProblemBody};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use ureq::http::Response;
use uuid::Uuid;

/// An answer: its status and its body.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The content type.
    pub kind: String,
    /// The body.
    pub body: String,
}

impl Reply {
    /// The body as JSON of a type.
    #[must_use]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The body as a problem.
    #[must_use]
    pub fn problem(&self) -> ProblemBody {
        assert_eq!(self.kind, "application/problem+json", "{self:?}");
        self.json()
    }
}

/// Speaks to one server.
#[derive(Debug, Clone)]
pub struct Http {
    base: String,
    /// The page that asks; programs are of none.
    origin: Option<String>,
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().into()
}

fn reply(response: Response<ureq::Body>) -> Reply {
    let (head, mut body) = response.into_parts();
    let kind = head.headers.get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
    Reply {
        status: head.status.as_u16(),
        kind: kind.unwrap_or_default(),
        body: body.read_to_string().unwrap(),
    }
}

impl Http {
    /// For a base address such as `http://127.0.0.1:8080`.
    #[must_use]
    pub fn new(base: &str) -> Self {
        Self { base: base.to_owned(), origin: None }
    }

    /// What it posts comes from a page of this origin, and goes to its host.
    #[must_use]
    pub fn as_page_of(self, origin: &str) -> Self {
        Self { origin: Some(origin.to_owned()), ..self }
    }

    /// `GET`, with a token if there is one.
    pub async fn get(&self, path: &str, token: Option<&str>) -> Reply {
        let url = format!("{}{path}", self.base);
        let bearer = token.map(|token| format!("Bearer {token}"));
        blocking(move || {
            let mut request = agent().get(&url);
            if let Some(bearer) = bearer {
                request = request.header("authorization", bearer);
            }
            reply(request.call().unwrap())
        })
        .await
    }

    /// `POST` of a text as it is.
    pub async fn post_text(&self, path: &str, body: String, token: Option<&str>) -> Reply {
        let url = format!("{}{path}", self.base);
        let bearer = token.map(|token| format!("Bearer {token}"));
        let origin = self.origin.clone();
        blocking(move || {
            let mut request = agent().post(&url).header("content-type", "application/json");
            if let Some((_, host)) = origin.as_deref().and_then(|origin| origin.split_once("://")) {
                request = request.header("host", host);
            }
            if let Some(origin) = origin {
                request = request.header("origin", origin);
            }
            if let Some(bearer) = bearer {
                request = request.header("authorization", bearer);
            }
            reply(request.send(body).unwrap())
        })
        .await
    }

    /// `DELETE`, with a token if there is one.
    pub async fn delete(&self, path: &str, token: Option<&str>) -> Reply {
        let url = format!("{}{path}", self.base);
        let bearer = token.map(|token| format!("Bearer {token}"));
        blocking(move || {
            let mut request = agent().delete(&url);
            if let Some(bearer) = bearer {
                request = request.header("authorization", bearer);
            }
            reply(request.call().unwrap())
        })
        .await
    }

    /// `POST` of JSON.
    pub async fn post(&self, path: &str, body: &impl Serialize) -> Reply {
        self.post_text(path, serde_json::to_string(body).unwrap(), None).await
    }

    /// Creates a meeting.
    pub async fn create(&self, method: &str, name: &str) -> MeetingCreated {
        let reply = self.post("/api/sessions", &json!({ "method": method, "name": name })).await;
        assert_eq!(reply.status, 201, "{reply:?}");
        reply.json()
    }

    /// Joins a meeting.
    pub async fn join(&self, invitation: &str, name: &str) -> Joined {
        let reply = self.try_join(invitation, name, Uuid::new_v4()).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.json()
    }

    /// Tries to join a meeting.
    pub async fn try_join(&self, invitation: &str, name: &str, id: Uuid) -> Reply {
        let (invitation, name) = (invitation.to_owned(), name.to_owned());
        let join = Join { invitation, name, id, device: String::new() };
        self.post("/api/join", &join).await
    }
}

async fn blocking<T: Send + 'static>(call: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(call).await.unwrap()
}
