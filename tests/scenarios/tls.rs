//! TLS without a proxy: a certificate from files, and a renewed one without a restart.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use kring::tls::{Certificate, Files};
use kring_tests::client::{PATIENCE, handshake};
use kring_tests::http1::{HttpResponse, Request};
use kring_tests::server::{Options, binary};
use kring_tests::{Client, TestServer};
use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

const NAME: &str = "kring.school.example";

fn certificate() -> CertifiedKey<KeyPair> {
    generate_simple_self_signed([NAME.to_owned()]).unwrap()
}

fn write(dir: &Path, made: &CertifiedKey<KeyPair>) {
    std::fs::write(dir.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    std::fs::write(dir.join("cert.pem"), made.cert.pem()).unwrap();
}

fn files(dir: &Path) -> Files {
    let (certificate, key) = (dir.join("cert.pem"), dir.join("key.pem"));
    Files { certificate, key, look_every: Duration::from_millis(20) }
}

/// Connects as a browser would that trusts this certificate and no other.
async fn connect(
    address: SocketAddr,
    trusted: &CertificateDer<'static>,
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(address).await?;
    let name = ServerName::try_from(NAME).unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

async fn ask(stream: &mut TlsStream<TcpStream>, request: &Request) -> HttpResponse {
    ask_as(NAME, stream, request).await
}

/// The same of a server that one knows under this name.
async fn ask_as(host: &str, stream: &mut TlsStream<TcpStream>, request: &Request) -> HttpResponse {
    stream.write_all(request.text(host).as_bytes()).await.unwrap();
    let mut heard = vec![];
    let _ = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut heard)).await.unwrap();
    HttpResponse::read(&heard)
}

#[tokio::test]
async fn a_meeting_over_tls_with_a_promise_to_stay_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let made = certificate();
    write(dir.path(), &made);
    let server = TestServer::with(Options { tls: Some(files(dir.path())), ..Options::default() });
    let create = Request::post("/api/sessions", &json!({ "method": "dialoog", "name": "Gerda" }));
    let create = create.with("origin", &format!("https://{NAME}"));
    let mut stream = connect(server.address, made.cert.der()).await.unwrap();
    let created = ask(&mut stream, &create).await;
    assert_eq!(created.status, 201, "{created:?}");
    assert_eq!(created.header("strict-transport-security"), Some("max-age=31536000"));
    let created: kring_protocol::rest::MeetingCreated =
        serde_json::from_str(&created.body).unwrap();

    let stream = connect(server.address, made.cert.der()).await.unwrap();
    let request = handshake(&format!("wss://{NAME}/api/ws"));
    let mut gerda = Client::greet(request, stream, &created.token, None).await.unwrap();
    gerda.does(kring_protocol::Command::Start).await;

    // Whoever does not speak TLS, or says half of it, is nobody's trouble.
    let mut plain = TcpStream::connect(server.address).await.unwrap();
    plain.write_all(Request::get("/").text(NAME).as_bytes()).await.unwrap();
    let mut heard = vec![];
    let _ = plain.read_to_end(&mut heard).await;
    assert!(!heard.starts_with(b"HTTP"));
    gerda.does(kring_protocol::Command::PauseTimer).await;
    drop(gerda);
    server.stop().await;
}

#[tokio::test]
async fn a_renewed_certificate_is_picked_up_and_a_broken_one_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let (old, new) = (certificate(), certificate());
    write(dir.path(), &old);
    let server = TestServer::with(Options { tls: Some(files(dir.path())), ..Options::default() });
    let open = connect(server.address, old.cert.der()).await.unwrap();

    // Half of a renewal: the key of the new one beside the old certificate, then no certificate.
    std::fs::write(dir.path().join("key.pem"), new.signing_key.serialize_pem()).unwrap();
    for broken in [old.cert.pem(), "onzin".to_owned(), String::new()] {
        std::fs::write(dir.path().join("cert.pem"), broken).unwrap();
        // Several looks long.
        let until = tokio::time::Instant::now() + Duration::from_millis(200);
        while tokio::time::Instant::now() < until {
            connect(server.address, old.cert.der()).await.unwrap();
        }
    }
    write(dir.path(), &new);
    let renewed = async { while connect(server.address, new.cert.der()).await.is_err() {} };
    tokio::time::timeout(PATIENCE, renewed).await.expect("the new certificate is shown");
    assert!(connect(server.address, old.cert.der()).await.is_err());
    // Whoever was connected stays so.
    let mut open = open;
    assert_eq!(ask(&mut open, &Request::get("/api/health")).await.status, 200);
    server.stop().await;
}

#[test]
fn the_program_does_not_start_with_half_a_certificate_or_a_wrong_flag() {
    let said = |flags: &[&str]| {
        let data = tempfile::tempdir().unwrap();
        let mut command = std::process::Command::new(binary());
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data.path()).args(flags);
        let ended = command.output().unwrap();
        assert!(!ended.status.success());
        String::from_utf8_lossy(&ended.stderr).into_owned()
    };
    let key_missing = said(&["--tls-cert", "cert.pem"]);
    assert!(key_missing.contains("--tls-key"), "{key_missing}");
    let certificate_missing = said(&["--tls-key", "key.pem"]);
    assert!(certificate_missing.contains("--tls-cert"), "{certificate_missing}");
    let unreadable = said(&["--tls-cert", "/no/cert.pem", "--tls-key", "/no/key.pem"]);
    assert!(unreadable.contains("cannot read the certificate /no/cert.pem"), "{unreadable}");
    let no_origin = said(&["--origin", "kring.example"]);
    assert!(no_origin.contains("`kring.example` is not an origin"), "{no_origin}");
    let no_network = said(&["--trusted-proxy", "localhost"]);
    assert!(no_network.contains("`localhost` is not an address"), "{no_network}");
}

#[test]
fn what_is_wrong_with_the_files_is_said_at_the_start() {
    let dir = tempfile::tempdir().unwrap();
    let said = || format!("{:#}", Certificate::read(files(dir.path())).unwrap_err());
    let (one, other) = (certificate(), certificate());
    assert!(said().contains("cannot read the certificate"), "{}", said());
    std::fs::write(dir.path().join("cert.pem"), one.cert.pem()).unwrap();
    assert!(said().contains("cannot read the key"), "{}", said());
    std::fs::write(dir.path().join("key.pem"), other.signing_key.serialize_pem()).unwrap();
    assert!(said().contains("does not belong to the certificate"), "{}", said());
    std::fs::write(dir.path().join("key.pem"), one.cert.pem()).unwrap();
    assert!(said().contains("there is no private key in"), "{}", said());
    std::fs::write(dir.path().join("cert.pem"), one.signing_key.serialize_pem()).unwrap();
    assert!(said().contains("there is no certificate in"), "{}", said());
    let secret = one.signing_key.serialize_pem();
    let body = secret.lines().nth(1).unwrap();
    assert!(!said().contains(body), "a key is not shown in an error");
    write(dir.path(), &one);
    assert!(Certificate::read(files(dir.path())).is_ok());
}

#[tokio::test]
async fn with_a_certificate_only_pages_of_its_names_may_connect() {
    let dir = tempfile::tempdir().unwrap();
    let made =
        generate_simple_self_signed([NAME, "*.kring.example", "192.0.2.7"].map(ToOwned::to_owned));
    let made = made.unwrap();
    write(dir.path(), &made);
    let server = TestServer::with(Options { tls: Some(files(dir.path())), ..Options::default() });
    let create = json!({ "method": "dialoog", "name": "Gerda" });
    for (host, origin, expected) in [
        (NAME, format!("https://{NAME}"), 201),
        ("kring.school.example:8443", format!("https://{NAME}:8443"), 201),
        ("een.kring.example", "https://een.kring.example".to_owned(), 201),
        ("192.0.2.7:8443", "https://192.0.2.7:8443".to_owned(), 201),
        // A name of somebody else's that points here.
        ("evil.example", "https://evil.example".to_owned(), 403),
        ("een.twee.kring.example", "https://een.twee.kring.example".to_owned(), 403),
        ("192.0.2.8", "https://192.0.2.8".to_owned(), 403),
        (NAME, format!("http://{NAME}"), 403),
    ] {
        let mut stream = connect(server.address, made.cert.der()).await.unwrap();
        let request = Request::post("/api/sessions", &create).with("origin", &origin);
        let answer = ask_as(host, &mut stream, &request).await;
        assert_eq!(answer.status, expected, "{origin} at {host}");
    }
    server.stop().await;
}
