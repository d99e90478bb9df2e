//! A passkey brings back whoever made it, once for each time that it is asked, and nobody else.

mod authenticator;

use kring_protocol::code::Problem;
use kring_protocol::group::GroupCommand;
use kring_protocol::group::rest::{
    GroupCreated, GroupJoined, KeepPasskey, PasskeyAsked, PasskeyKept, ReturnByPasskey,
};
use kring_tests::http::{Http, Reply};
use kring_tests::server::Process;
use kring_tests::{Client, TestServer};
use serde::Serialize;
use uuid::Uuid;

use authenticator::Passkey;

use crate::groups::{DONE, Person, Place, group_of};

/// A page of this server, by a name: a passkey is for none in digits.
struct Page {
    http: Http,
    origin: String,
}

impl Page {
    fn of(address: std::net::SocketAddr) -> Self {
        let origin = format!("http://localhost:{}", address.port());
        let http = Http::new(&format!("http://{address}")).as_page_of(&origin);
        Self { http, origin }
    }

    async fn posts(&self, path: &str, body: &impl Serialize, token: Option<&str>) -> Reply {
        self.http.post_text(path, serde_json::to_string(body).unwrap(), token).await
    }

    async fn asks_to_make(&self, group: &GroupCreated, by: &Person) -> PasskeyAsked {
        let path = format!("/api/groups/{}/passkeys", group.group);
        self.http.post_text(&path, String::new(), Some(&by.token)).await.json()
    }

    async fn keeps(
        &self,
        group: &GroupCreated,
        by: &Person,
        ceremony: Uuid,
        credential: serde_json::Value,
    ) -> Reply {
        let path = format!("/api/groups/{}/passkeys/keep", group.group);
        let keep = KeepPasskey { ceremony, device: "Telefoon".to_owned(), credential };
        self.posts(&path, &keep, Some(&by.token)).await
    }

    async fn makes(&self, group: &GroupCreated, by: &Person) -> (Passkey, PasskeyKept) {
        let PasskeyAsked { ceremony, options } = self.asks_to_make(group, by).await;
        let (passkey, credential) = Passkey::make(&self.origin, &options);
        let kept = self.keeps(group, by, ceremony, credential).await;
        assert_eq!(kept.status, 200, "{kept:?}");
        (passkey, kept.json())
    }

    async fn asks_to_return(&self) -> PasskeyAsked {
        self.http.post_text("/api/groups/passkey", String::new(), None).await.json()
    }

    async fn returns(&self, ceremony: Uuid, credential: serde_json::Value) -> Reply {
        let back = ReturnByPasskey { ceremony, credential, device: "Laptop".to_owned() };
        self.posts("/api/groups/passkey/return", &back, None).await
    }
}

#[tokio::test]
async fn a_passkey_brings_its_owner_back_and_what_was_begun_is_ended_once() {
    let server = TestServer::start();
    let place = Place { http: server.http(), ws: server.ws() };
    let page = Page::of(server.address);
    let (created, people) = group_of(&place, &["Ilse"]).await;
    let (passkey, _) = page.makes(&created, &people[1]).await;

    let PasskeyAsked { ceremony, options } = page.asks_to_return().await;
    let answer = passkey.answer(&options);
    let back: GroupJoined = page.returns(ceremony, answer.clone()).await.json();
    assert_eq!((back.group, back.member), (created.group, people[1].id));
    Client::connect(&place.ws, &back.token).await;

    let again = page.returns(ceremony, answer.clone()).await;
    assert_eq!(again.problem().code, Problem::PasskeyInvalid, "the same answer a second time");
    let other = page.asks_to_return().await;
    let again = page.returns(other.ceremony, answer).await;
    assert_eq!(again.problem().code, Problem::PasskeyInvalid, "an answer to another question");
    let other = page.asks_to_return().await;
    let elsewhere = Passkey::make("http://kring.evil.example", &options_for(&passkey)).0;
    let refused = page.returns(other.ceremony, elsewhere.answer(&other.options)).await;
    assert_eq!(refused.problem().code, Problem::PasskeyInvalid, "one that nobody keeps");
    server.stop().await;
}

/// As if the server had asked to make one for the same person.
fn options_for(passkey: &Passkey) -> serde_json::Value {
    serde_json::json!({ "publicKey": { "challenge": "AAAA", "user": { "id": passkey.user } } })
}

#[tokio::test]
async fn a_passkey_is_of_one_member_of_one_group_and_is_made_by_who_began_it() {
    let server = TestServer::start();
    let place = Place { http: server.http(), ws: server.ws() };
    let page = Page::of(server.address);
    let (created, mut people) = group_of(&place, &["Ilse"]).await;
    let (other, others) = group_of(&place, &["Omar"]).await;

    let PasskeyAsked { ceremony, options } = page.asks_to_make(&created, &people[1]).await;
    let (_, credential) = Passkey::make(&page.origin, &options);
    let taken = page.keeps(&other, &others[1], ceremony, credential.clone()).await;
    assert_eq!(taken.problem().code, Problem::PasskeyInvalid);
    let late = page.keeps(&created, &people[1], ceremony, credential).await;
    assert_eq!(late.problem().code, Problem::PasskeyInvalid, "whatever came of it, it is ended");

    let (mut passkey, kept) = page.makes(&created, &people[1]).await;
    let (theirs, _) = page.makes(&created, &people[0]).await;
    let own = std::mem::replace(&mut passkey.user, theirs.user.clone());
    let asked = page.asks_to_return().await;
    let refused = page.returns(asked.ceremony, passkey.answer(&asked.options)).await;
    assert_eq!(refused.problem().code, Problem::PasskeyInvalid, "Ilse does not become Gerda");
    passkey.user = own;
    let remove = GroupCommand::RemovePasskey { passkey: kept.passkey };
    assert_eq!(people[1].client.ask_group(remove).await, DONE);
    let asked = page.asks_to_return().await;
    let refused = page.returns(asked.ceremony, passkey.answer(&asked.options)).await;
    assert_eq!(refused.problem().code, Problem::PasskeyInvalid, "it was taken away");

    for garbage in
        [serde_json::json!(null), serde_json::json!({ "id": 1 }), theirs.answer(&options)]
    {
        let asked = page.asks_to_return().await;
        let refused = page.returns(asked.ceremony, garbage).await;
        assert_eq!(refused.problem().code, Problem::PasskeyInvalid);
    }
    let program = place.http.post_text("/api/groups/passkey", String::new(), None).await;
    assert_eq!(program.problem().code, Problem::PasskeyInvalid, "no page asks");
    server.stop().await;
}

#[tokio::test]
async fn a_passkey_outlives_a_restart_and_goes_with_its_owner() {
    let dir = tempfile::tempdir().unwrap();
    let process = Process::start(dir.path()).await;
    let place = Place { http: process.http(), ws: process.ws() };
    let (created, mut people) = group_of(&place, &["Ilse"]).await;
    let page = Page::of(process.address);
    let (mut passkey, _) = page.makes(&created, &people[1]).await;
    let process = process.kill_and_restart().await;
    let page = Page::of(process.address);
    passkey.is_for(&page.origin);
    let asked = page.asks_to_return().await;
    let back: GroupJoined =
        page.returns(asked.ceremony, passkey.answer(&asked.options)).await.json();
    people[1].client = Client::connect(&process.ws(), &back.token).await;
    assert_eq!(people[1].client.ask_group(GroupCommand::Leave {}).await, DONE);
    let asked = page.asks_to_return().await;
    let refused = page.returns(asked.ceremony, passkey.answer(&asked.options)).await;
    assert_eq!(refused.problem().code, Problem::PasskeyInvalid);
}
