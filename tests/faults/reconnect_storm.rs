//! The reconnect storm: a school loses its server at once and is back at once.

use std::time::Instant;

use kring_tests::Client;
use kring_tests::server::Process;

const MEETINGS: usize = 20;
const PEOPLE: usize = 10;

async fn connect_all(server: &Process, tokens: &[String]) -> Vec<Client> {
    let ws = server.ws();
    let connecting = tokens.iter().map(|token| {
        let (ws, token) = (ws.clone(), token.clone());
        tokio::spawn(async move { Client::try_connect(&ws, &token, None).await })
    });
    let mut clients = vec![];
    // All of them have begun before the first is waited for.
    for connecting in connecting.collect::<Vec<_>>() {
        // The first attempt counts: nobody is refused or put off.
        clients.push(connecting.await.unwrap().expect("everybody gets in at the first attempt"));
    }
    clients
}

#[tokio::test]
async fn two_hundred_people_are_back_after_a_kill_and_none_is_refused() {
    // With the limits as they are shipped: all of them are behind one address.
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path()).await;
    let mut tokens = vec![];
    for _ in 0..MEETINGS {
        let created = server.http().create("dialoog", "Gerda").await;
        tokens.push(created.token);
        for number in 1..PEOPLE {
            let name = format!("Ilse {number}");
            tokens.push(server.http().join(&created.invitation, &name).await.token);
        }
    }
    let clients = connect_all(&server, &tokens).await;
    let views: Vec<_> = clients.iter().map(|client| client.view.clone()).collect();
    server.kill().await;
    for mut client in clients {
        client.closed().await;
    }
    let lost = Instant::now();
    let server = Process::start(data.path()).await;
    let listening = lost.elapsed();
    let clients = connect_all(&server, &tokens).await;
    println!(
        "{} people back in {:?}, listening after {listening:?}",
        clients.len(),
        lost.elapsed()
    );
    for (client, before) in clients.iter().zip(views) {
        assert_eq!(client.view, before, "everybody sees what they saw");
    }
    drop(clients);
    assert!(server.terminate().await);
}
