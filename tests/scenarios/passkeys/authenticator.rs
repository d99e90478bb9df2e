//! A passkey in software, with the few bytes of CBOR that WebAuthn asks of one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// What an authenticator says of itself: somebody is there (1) and known to it (4), and a key follows (64).
const PRESENT_AND_VERIFIED: u8 = 0b101;
const WITH_KEY: u8 = 0b100_0000;

/// One passkey, for one address.
pub(super) struct Passkey {
    origin: String,
    id: [u8; 16],
    /// What the server called its owner.
    pub(super) user: String,
    key: EcdsaKeyPair,
}

impl Passkey {
    /// Makes one, as `navigator.credentials.create` would: the passkey, and what goes back to the server.
    pub(super) fn make(origin: &str, options: &Value) -> (Self, Value) {
        let random = SystemRandom::new();
        let secret =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let key =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, secret.as_ref(), &random)
                .unwrap();
        let id = *uuid::Uuid::new_v4().as_bytes();
        let public = &options["publicKey"];
        let user = public["user"]["id"].as_str().unwrap().to_owned();
        let made = Self { origin: origin.to_owned(), id, user, key };
        let client = made.client_data("webauthn.create", public);
        let attested = [[0; 16].as_slice(), &[0, 16], &id, &made.cose_key()].concat();
        let data = [made.authenticator_data(PRESENT_AND_VERIFIED | WITH_KEY), attested].concat();
        let object = [
            [0xA3].as_slice(),
            &text("fmt"),
            &text("none"),
            &text("attStmt"),
            &[0xA0],
            &text("authData"),
            &bytes(&data),
        ]
        .concat();
        let response = json!({
            "attestationObject": BASE64.encode(object),
            "clientDataJSON": BASE64.encode(client),
        });
        let credential = made.named(&response);
        (made, credential)
    }

    /// The same site on another port: a passkey is for a host.
    pub(super) fn is_for(&mut self, origin: &str) {
        origin.clone_into(&mut self.origin);
    }

    /// Uses it, as `navigator.credentials.get` would: what goes back to the server.
    pub(super) fn answer(&self, options: &Value) -> Value {
        let client = self.client_data("webauthn.get", &options["publicKey"]);
        let data = self.authenticator_data(PRESENT_AND_VERIFIED);
        let signed = [data.as_slice(), Sha256::digest(&client).as_slice()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        self.named(&json!({
            "authenticatorData": BASE64.encode(data),
            "clientDataJSON": BASE64.encode(client),
            "signature": BASE64.encode(signature),
            "userHandle": self.user,
        }))
    }

    fn named(&self, response: &Value) -> Value {
        let id = BASE64.encode(self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "extensions": {} })
    }

    fn client_data(&self, asked: &str, public: &Value) -> Vec<u8> {
        let data = json!({
            "type": asked,
            "challenge": public["challenge"],
            "origin": self.origin,
            "crossOrigin": false,
        });
        data.to_string().into_bytes()
    }

    fn authenticator_data(&self, flags: u8) -> Vec<u8> {
        let host = self.origin.split("://").nth(1).unwrap().split(':').next().unwrap();
        [Sha256::digest(host).as_slice(), &[flags], &[0; 4]].concat()
    }

    /// A public key for ES256, as RFC 9053 has it.
    fn cose_key(&self) -> Vec<u8> {
        let point = self.key.public_key().as_ref();
        let (x, y) = (&point[1..33], &point[33..65]);
        let head = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21];
        [head.as_slice(), &bytes(x), &[0x22], &bytes(y)].concat()
    }
}

fn text(value: &str) -> Vec<u8> {
    let length = u8::try_from(value.len()).unwrap();
    [&[0x60 + length], value.as_bytes()].concat()
}

fn bytes(value: &[u8]) -> Vec<u8> {
    let length = u16::try_from(value.len()).unwrap();
    [&[0x59], length.to_be_bytes().as_slice(), value].concat()
}
