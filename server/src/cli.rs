//! The command line. Every setting is a flag and a `KRING_*` variable.

use std::net::{Ipv4Addr, SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use ipnet::IpNet;
use kring::web::{self, Origin, Origins, PEOPLE_PER_ADDRESS, TrustedProxies};
use kring_protocol::text::Lang;

/// Intervisie meetings, live.
#[derive(Debug, Parser)]
#[command(name = "kring", version, args_conflicts_with_subcommands = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) serve: Serve,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serves meetings (the default).
    Serve(Box<Serve>),
    /// Copies every meeting to a directory, also while Kring runs.
    Backup {
        /// Where to: the meetings get a new file each time, the keys replace those of the last time.
        into: PathBuf,
        #[command(flatten)]
        data: Data,
    },
    /// Puts a backup into an empty data directory.
    Restore {
        /// The file that `backup` made: kring-….db.
        backup: PathBuf,
        /// Its keys; usually kring.keys beside it.
        #[arg(long)]
        keys: Option<PathBuf>,
        #[command(flatten)]
        data: Data,
    },
    /// Reads everything that is kept and says whether it is whole. Changes nothing.
    Verify {
        /// A file that `backup` made, instead of the data directory.
        backup: Option<PathBuf>,
        /// Its keys; usually kring.keys beside it.
        #[arg(long, requires = "backup")]
        keys: Option<PathBuf>,
        /// Also lists the meetings: id, entries, last day, day of erasing, and a fingerprint.
        #[arg(long)]
        each: bool,
        #[command(flatten)]
        data: Data,
    },
    /// Erases a meeting for good, also while Kring runs.
    Erase {
        /// Its id, as it stands in the address of its page.
        #[arg(required = true)]
        meetings: Vec<uuid::Uuid>,
        #[command(flatten)]
        data: Data,
    },
    /// Connects to a Kring from outside, as a browser would, and says what a proxy in between broke.
    Check {
        /// The address that people type, such as https://kring.school.example.
        address: String,
        /// For how long a connection must stay open without a word, which is tried with a meeting that is
        /// erased again; `0s` leaves it out. Phones may be quiet for a minute.
        #[arg(long, default_value = "65s")]
        quiet: Span,
    },
    /// Says that the machine's clock is right, after it jumped.
    #[command(subcommand)]
    Clock(ClockCommand),
    /// Checks and lists methods.
    #[command(subcommand)]
    Methods(MethodsCommand),
}

#[derive(Debug, Subcommand)]
pub(crate) enum ClockCommand {
    /// Ends the doubt about a clock that jumped, so that meetings whose time is over are erased again.
    Trust {
        #[command(flatten)]
        data: Data,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum MethodsCommand {
    /// Lists every method with its phases and minutes.
    List {
        /// A directory with further method files.
        #[arg(long, env = "KRING_METHODS")]
        methods: Option<PathBuf>,
        /// The language of the titles.
        #[arg(long, value_enum, default_value = "nl")]
        lang: CliLang,
    },
    /// Checks method files and says what is wrong, where, and what to do.
    Check {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Data {
    /// The directory for everything that is kept.
    #[arg(long = "data", env = "KRING_DATA", default_value = "data")]
    pub(crate) directory: PathBuf,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Serve {
    /// The address to listen on, such as `127.0.0.1:8080`, `localhost:8080`, `:8080` for every address of
    /// this machine, or `8080` for this machine only.
    #[arg(long, env = "KRING_LISTEN", default_value = "127.0.0.1:8080")]
    pub(crate) listen: Listen,
    /// The directory for everything that is kept.
    #[arg(long, env = "KRING_DATA", default_value = "data")]
    pub(crate) data: PathBuf,
    /// How large the database may become, such as `20GB`; without it, as large as the disk allows.
    #[arg(long, env = "KRING_MAX_DATA")]
    pub(crate) max_data: Option<Size>,
    /// Starts although the database is gone and the keys of its meetings are not: those meetings are lost.
    #[arg(long)]
    pub(crate) without_lost_meetings: bool,
    /// A directory with further method files, beside the five built in.
    #[arg(long, env = "KRING_METHODS")]
    pub(crate) methods: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) admission: Admission,
    /// A meeting without connections leaves memory after this. It wakes when somebody returns.
    #[arg(long, env = "KRING_SLEEP_AFTER", default_value = "10m")]
    pub(crate) idle_timeout: Span,
    /// A deputy may take over once the gespreksleider has been without a connection for so long.
    #[arg(long, env = "KRING_AWAY_AFTER", default_value = "10s")]
    pub(crate) away_after: Span,
    /// Moving on so soon after a move is the same click of an impatient finger.
    #[arg(long, env = "KRING_SAME_CLICK", default_value = "1s")]
    pub(crate) same_click: Span,
    /// The others may name somebody to lead once the gespreksleider has been without a connection for so
    /// long, if no deputy is there either.
    #[arg(long, env = "KRING_PROPOSE_LEAD_AFTER", default_value = "1m")]
    pub(crate) propose_lead_after: Span,
    /// How long readiness fails before connections are told to go, when the server is stopped.
    #[arg(long, env = "KRING_DRAIN_FOR", default_value = "0s")]
    pub(crate) drain_for: Span,
    /// What is logged: a level, or a filter such as `kring=debug,info`.
    #[arg(long, env = "KRING_LOG", default_value = "info")]
    pub(crate) log: String,
    /// How it is logged.
    #[arg(long, env = "KRING_LOG_FORMAT", value_enum, default_value = "text")]
    pub(crate) log_format: LogFormat,
}

/// Who may come in, and how.
#[derive(Debug, Clone, Args)]
pub(crate) struct Admission {
    /// Pages that may speak to the server, such as `https://kring.school.example`. Without any: those of
    /// the host that is spoken to.
    #[arg(long = "origin", env = "KRING_ORIGINS")]
    origins: Vec<List<Origin>>,
    /// Proxies before the server, as addresses or networks: their `X-Forwarded-For` is believed.
    #[arg(long = "trusted-proxy", env = "KRING_TRUSTED_PROXIES")]
    trusted_proxies: Vec<List<Network>>,
    /// How many people may be behind one address; all limits by address follow from it.
    #[arg(long, env = "KRING_PEOPLE_PER_ADDRESS", default_value_t = PEOPLE_PER_ADDRESS)]
    pub(crate) people_per_address: u32,
    /// A certificate in PEM form, to speak TLS without a proxy; renewed files are noticed.
    #[arg(long, env = "KRING_TLS_CERT", requires = "tls_key")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// The certificate's key in PEM form.
    #[arg(long, env = "KRING_TLS_KEY", requires = "tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,
    /// An address of its own at which `/metrics` tells numbers; not for everybody.
    #[arg(long, env = "KRING_METRICS_LISTEN")]
    pub(crate) metrics_listen: Option<SocketAddr>,
}

impl Admission {
    /// As the server takes it.
    pub(crate) fn settings(&self) -> web::AdmissionSettings {
        let origins = self.origins.iter().flat_map(|list| list.0.clone()).collect();
        let proxies = self.trusted_proxies.iter().flat_map(|list| &list.0);
        web::AdmissionSettings {
            origins: Origins::listed(origins),
            proxies: TrustedProxies::new(proxies.map(|network| network.0).collect()),
            people_per_address: self.people_per_address,
        }
    }
}

/// Several with commas between them. A variable that is set to nothing is an empty one.
#[derive(Debug, Clone)]
struct List<T>(Vec<T>);

impl<T: std::str::FromStr> std::str::FromStr for List<T> {
    type Err = T::Err;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
        items.map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

/// An address alone is a network of one.
#[derive(Debug, Clone, Copy)]
struct Network(IpNet);

impl std::str::FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let alone = || text.parse::<std::net::IpAddr>().map(IpNet::from).ok();
        text.parse().ok().or_else(alone).map(Self).ok_or_else(|| {
            format!("`{text}` is not an address or a network; write it like 10.0.0.5 or 10.0.0.0/8")
        })
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object per line.
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum CliLang {
    /// Dutch.
    Nl,
    /// English.
    En,
}

impl From<CliLang> for Lang {
    fn from(lang: CliLang) -> Self {
        match lang {
            CliLang::Nl => Self::Nl,
            CliLang::En => Self::En,
        }
    }
}

/// An address to listen on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Listen(pub(crate) SocketAddr);

impl std::str::FromStr for Listen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(address) = text.parse() {
            return Ok(Self(address));
        }
        if let Ok(port) = text.parse() {
            return Ok(Self(SocketAddr::from((Ipv4Addr::LOCALHOST, port))));
        }
        if let Some(Ok(port)) = text.strip_prefix(':').map(str::parse) {
            return Ok(Self(SocketAddr::from((Ipv4Addr::UNSPECIFIED, port))));
        }
        if text.starts_with(['/', '.']) || text.starts_with("unix:") {
            return Err(
                "Kring listens on no Unix socket. Let it listen on 127.0.0.1:8080, and let the \
                        proxy connect there"
                    .to_owned(),
            );
        }
        // A name: the first of its addresses, IPv4 before IPv6, as people write them in proxies.
        let mut found: Vec<SocketAddr> =
            text.to_socket_addrs().map_err(|_| listen_help(text))?.collect();
        found.sort_by_key(SocketAddr::is_ipv6);
        found.first().map(|address| Self(*address)).ok_or_else(|| listen_help(text))
    }
}

fn listen_help(text: &str) -> String {
    format!("`{text}` is no address; write it like 127.0.0.1:8080, localhost:8080, :8080 or 8080")
}

/// A length of time with its unit: `500ms`, `10s`, `5m`, `2h`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span(Duration);

impl From<Span> for Duration {
    fn from(span: Span) -> Self {
        span.0
    }
}

impl std::str::FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let number: u64 = number.parse().map_err(|_| help(text))?;
        let ms = match unit {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            _ => return Err(help(text)),
        };
        number.checked_mul(ms).map(|ms| Self(Duration::from_millis(ms))).ok_or_else(|| help(text))
    }
}

fn help(text: &str) -> String {
    format!("`{text}` is not a length of time; write it like 500ms, 10s, 5m or 2h")
}

/// A number of bytes with its unit: `500MB`, `20GB`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size(pub(crate) u64);

impl std::str::FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let help =
            || format!("`{text}` is not a size; write it like 500MB or 20GB, 100MB at least");
        let (number, unit) =
            text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
        let number: u64 = number.parse().map_err(|_| help())?;
        let bytes = match unit {
            "MB" => 1_000_000,
            "GB" => 1_000_000_000,
            _ => return Err(help()),
        };
        let size = number.checked_mul(bytes).filter(|size| *size >= 100_000_000);
        size.map(Self).ok_or_else(help)
    }
}
