//! The certificate, for a server that speaks TLS itself: read from files, and read again when they change.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use anyhow::{Context, bail};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::client::verify_server_name;
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::server::{ClientHello, ParsedCertificate, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{Error, InconsistentKeys, ServerConfig};

/// Where the certificate and its key are, as PEM files.
#[derive(Debug, Clone)]
pub struct Files {
    /// The certificate, followed by those that lead to its authority.
    pub certificate: PathBuf,
    /// Its key.
    pub key: PathBuf,
    /// How often it is looked at whether they were renewed.
    pub look_every: Duration,
}

/// What is known of the files without reading them.
type Stamp = [Option<(SystemTime, u64, u64)>; 2];

impl Files {
    fn stamp(&self) -> Stamp {
        let of = |path: &Path| {
            let metadata: Metadata = std::fs::metadata(path).ok()?;
            Some((metadata.modified().ok()?, metadata.len(), metadata.ino()))
        };
        [of(&self.certificate), of(&self.key)]
    }

    fn read(&self, provider: &CryptoProvider) -> anyhow::Result<CertifiedKey> {
        let (certificate, key) = (self.certificate.display(), self.key.display());
        let chain = CertificateDer::pem_file_iter(&self.certificate)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .with_context(|| format!("cannot read the certificate {certificate}"))?;
        if chain.is_empty() {
            bail!("there is no certificate in {certificate}; it takes one in PEM form");
        }
        let private = PrivateKeyDer::from_pem_file(&self.key).map_err(|error| match error {
            pem::Error::NoItemsFound => {
                anyhow::anyhow!("there is no private key in {key}; it takes one in PEM form")
            }
            error => anyhow::Error::new(error).context(format!("cannot read the key {key}")),
        })?;
        CertifiedKey::from_der(chain, private, provider).map_err(|error| match error {
            Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => {
                anyhow::anyhow!("the key {key} does not belong to the certificate {certificate}")
            }
            error => anyhow::Error::new(error).context(format!(
                "the certificate {certificate} with the key {key} cannot be used"
            )),
        })
    }
}

/// The certificate for connections from now on.
#[derive(Debug)]
pub struct Certificate {
    files: Files,
    provider: Arc<CryptoProvider>,
    shown: RwLock<Arc<CertifiedKey>>,
    stamp: Stamp,
}

impl Certificate {
    /// Reads it.
    ///
    /// # Errors
    /// When a file cannot be read, holds something else, or the two do not belong together.
    pub fn read(files: Files) -> anyhow::Result<Self> {
        let provider = Arc::new(ring::default_provider());
        let stamp = files.stamp();
        let shown = RwLock::new(Arc::new(files.read(&provider)?));
        Ok(Self { files, provider, shown, stamp })
    }

    /// Speaks TLS 1.2 and 1.3 with it.
    ///
    /// # Errors
    /// When the library's own defaults do not fit together.
    pub fn acceptor(self: &Arc<Self>) -> anyhow::Result<TlsAcceptor> {
        let mut config = ServerConfig::builder_with_provider(self.provider.clone())
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(self.clone());
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }

    /// Whether it is for this host, which may have a port behind it.
    #[must_use]
    pub fn is_for(&self, host: &str) -> bool {
        let name = host.rsplit_once(':').map_or(host, |(name, port)| {
            if port.chars().all(|c| c.is_ascii_digit()) { name } else { host }
        });
        let name = name.trim_start_matches('[').trim_end_matches(']');
        let shown = self.shown.read().unwrap_or_else(PoisonError::into_inner).clone();
        let parsed = shown.end_entity_cert().and_then(ParsedCertificate::try_from);
        let (Ok(parsed), Ok(name)) = (parsed, ServerName::try_from(name)) else { return false };
        verify_server_name(&parsed, &name).is_ok()
    }

    /// Looks now and then whether the files were renewed. One that is no good changes nothing.
    pub async fn watch(self: Arc<Self>) {
        let mut known = self.stamp;
        let mut every = tokio::time::interval(self.files.look_every);
        loop {
            every.tick().await;
            let stamp = self.files.stamp();
            if stamp == known {
                continue;
            }
            known = stamp;
            match self.files.read(&self.provider) {
                Ok(renewed) => {
                    *self.shown.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(renewed);
                    tracing::info!("the certificate was renewed");
                }
                Err(error) => {
                    let error = format!("{error:#}");
                    tracing::error!(%error, "the renewed certificate is no good; the old one stays");
                }
            }
        }
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.shown.read().unwrap_or_else(PoisonError::into_inner).clone())
    }
}
