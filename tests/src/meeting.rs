//! A meeting with a gespreksleider and others, ready to be played.

use kring_protocol::code::Rejection;
use kring_protocol::{Command, Position};

use crate::client::{Answer, Client};
use crate::http::Http;

/// A meeting, with everybody connected.
pub struct Meeting {
    /// The server's HTTP interface.
    pub http: Http,
    /// The server's WebSocket address.
    pub ws: String,
    /// The invitation.
    pub invitation: String,
    /// Tokens, the gespreksleider's first.
    pub tokens: Vec<String>,
    /// Everybody: the gespreksleider, then the others in order.
    pub people: Vec<Client>,
}

impl Meeting {
    /// Creates a meeting and lets everybody join; the first name leads.
    pub async fn gather(http: Http, ws: &str, method: &str, names: &[&str]) -> Self {
        let created = http.create(method, names.first().unwrap()).await;
        let mut tokens = vec![created.token.clone()];
        let mut people = vec![Client::connect(ws, &created.token).await];
        for name in names.iter().skip(1) {
            let joined = http.join(&created.invitation, name).await;
            people.push(Client::connect(ws, &joined.token).await);
            tokens.push(joined.token);
        }
        for person in &mut people {
            person.until(|c| c.view.people() == names.len()).await;
            person.until(|c| c.online.len() == names.len()).await;
        }
        Self { http, ws: ws.to_owned(), invitation: created.invitation, tokens, people }
    }

    /// Whoever leads, as long as nobody took over.
    pub fn leader(&mut self) -> &mut Client {
        self.people.first_mut().unwrap()
    }

    /// Somebody by their place; 0 leads.
    pub fn person(&mut self, index: usize) -> &mut Client {
        self.people.get_mut(index).unwrap()
    }

    /// Lets everybody read until they stand where the leader stands.
    pub async fn gather_round(&mut self) {
        let at = self.leader().view.stage().position.clone();
        let round = self.leader().view.stage().round;
        for person in self.people.iter_mut().skip(1) {
            let there = |c: &Client| {
                let stage = c.view.stage();
                stage.position == at && stage.round == round
            };
            person.until(there).await;
        }
    }

    /// Starts the meeting.
    pub async fn start(&mut self) {
        self.leader().does(Command::Start).await;
        self.gather_round().await;
    }

    /// Goes to the next step, together. Where that needs somebody who brings a case, the second person does.
    pub async fn next(&mut self) -> Position {
        let from = self.leader().view.position();
        let next = Command::Next { from };
        if self.leader().ask(next.clone()).await == Answer::Refused(Rejection::NoInbrenger) {
            let participant = self.person(1).id;
            self.leader().does(Command::AppointInbrenger { participant }).await;
            self.leader().does(next).await;
        }
        self.gather_round().await;
        self.leader().view.position()
    }

    /// Goes on until the meeting stands at a phase.
    pub async fn go_on_to(&mut self, phase: &str) {
        while self.leader().view.position().phase.as_str() != phase {
            self.next().await;
        }
    }
}
