//! The configuration, checked whole at start (chapter 8.5).
//!
//! Layers: `config/base.toml` (built in) ← an environment file ← `TIERDESK_SECTION__KEY` variables. Every fault is
//! reported at once, each with its key, and no fault repeats a value, because the value may be a secret. This is the
//! only home of the environment's variables.

mod layers;
mod read;

use crate::domain::record_term::{RecordTerm, WEEKDAYS};
use crate::platform::files::{Bucket, Place};
pub use crate::platform::telemetry::Lines as LogFormat;
use lettre::message::Mailbox;
use read::Reader;
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The built-in layer.
const BASE: &str = include_str!("../config/base.toml");

/// The whole configuration; its `Debug` output shows no secret.
#[derive(Debug, Clone)]
pub struct Config {
    pub server: Server,
    pub database: Database,
    pub mail: Mail,
    /// Where attachments are kept.
    pub files: Place,
    pub pdf: Pdf,
    pub billing: Billing,
    /// When a service record is due.
    pub record_term: RecordTerm,
    pub log: Log,
    pub security: Security,
    /// The zone in which people read and write times.
    pub time_zone: chrono_tz::Tz,
}

/// How the portal is reached.
#[derive(Debug, Clone)]
pub struct Server {
    pub listen: SocketAddr,
    /// Scheme and host, without a slash at the end.
    pub public_url: String,
    pub workers: usize,
    /// Whether `X-Forwarded-For` is believed.
    pub trusted_proxy: bool,
}

/// Where the data is.
#[derive(Debug, Clone)]
pub struct Database {
    /// `sqlite://PATH` or `postgres://…`.
    pub url: SecretString,
    /// Connections kept open.
    pub pool: u32,
}

/// How mail leaves.
#[derive(Debug, Clone)]
pub struct Mail {
    /// `smtp://…` or `smtps://…`; without it mails stay queued.
    pub smtp_url: Option<SecretString>,
    /// Whom mails are from.
    pub from: Mailbox,
}

/// What documents are set in.
#[derive(Debug, Clone)]
pub struct Pdf {
    pub fonts: Vec<PathBuf>,
}

/// The clerks of billing.
#[derive(Debug, Clone, Copy)]
pub struct Billing {
    /// The largest charge, net in fen, that one person waives alone.
    pub waiver_limit_fen: i64,
    /// So many days after its issue a statement is due.
    pub payment_term_days: u16,
}

/// How the log is written.
#[derive(Debug, Clone)]
pub struct Log {
    pub format: LogFormat,
    /// A level or filter directives.
    pub level: String,
}

/// Keys and cookies.
#[derive(Debug, Clone)]
pub struct Security {
    /// The PEM file of the Ed25519 key that signs tokens.
    pub token_key_file: PathBuf,
    /// Whether cookies travel over TLS alone.
    pub cookie_secure: bool,
}

/// One fault of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFault {
    /// The key at fault, such as `server.listen`; of an unreadable layer its name.
    pub key: String,
    /// Stable: `unknown_key`, `required`, `wrong_type`, `out_of_range`, `not_an_option`, `not_an_address`, `not_a_url`,
    /// `not_a_time_zone`, `not_a_filter`, `no_such_file`, `conflict` or `unreadable`.
    pub code: &'static str,
    /// What was expected, for the operator; never what was given.
    pub detail: String,
}

impl fmt::Display for ConfigFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.key, self.code, self.detail)
    }
}

impl ConfigFault {
    fn new(key: &str, code: &'static str, detail: impl Into<String>) -> Self {
        Self { key: key.to_owned(), code, detail: detail.into() }
    }
}

/// The variables of the process, as [`Config::load`] takes them.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the home of the environment's variables")]
pub fn environment() -> Vec<(String, String)> {
    let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        Some((name.into_string().ok()?, value.to_string_lossy().into_owned()))
    };
    std::env::vars_os().filter_map(text).collect()
}

impl Config {
    /// Reads all layers and checks the whole.
    ///
    /// # Errors
    /// Every fault of every layer, in the order of the keys below.
    pub fn load(file: Option<&Path>, environment: &[(String, String)]) -> Result<Self, Vec<ConfigFault>> {
        let (values, faults) = layers::values(BASE, file, environment);
        let mut reader = Reader::new(values, faults);
        let config = read_all(&mut reader);
        let faults = reader.finish();
        config.filter(|_| faults.is_empty()).ok_or(faults)
    }
}

/// Every section is read even when an earlier one is at fault, so that all faults come at once.
fn read_all(reader: &mut Reader) -> Option<Config> {
    let server = server(reader);
    let database = database(reader);
    let smtp_url = reader.smtp_url("mail.smtp_url");
    let from = reader.mailbox("mail.from");
    let files = files(reader);
    let pdf = Pdf { fonts: reader.files("pdf.fonts") };
    let waiver_limit_fen = reader.integer("billing.waiver_limit_fen", 0, 100_000_000);
    let payment_term_days = reader.integer("billing.payment_term_days", 0, 365);
    let due_day = reader.option("records.due_day", WEEKDAYS);
    let grace_days = reader.integer("records.grace_days", 0, 31);
    let log = log(reader);
    let token_key_file = reader.text("security.token_key_file").map(PathBuf::from);
    let cookie_secure = reader.maybe_flag("security.cookie_secure");
    let time_zone = reader.parsed("time_zone", "not_a_time_zone", "a name such as Asia/Shanghai");
    let (server, database) = (server?, database?);
    let mail = Mail { smtp_url, from: from.or_else(|| sender(&server.public_url))? };
    let security = Security {
        token_key_file: token_key_file.unwrap_or_else(|| data_folder(&database).join("signing-key.pem")),
        cookie_secure: cookie_secure.unwrap_or_else(|| server.public_url.starts_with("https://")),
    };
    let files = files?.unwrap_or_else(|| Place::Folder(data_folder(&database).join("files")));
    let billing = Billing {
        waiver_limit_fen: waiver_limit_fen?,
        payment_term_days: u16::try_from(payment_term_days?).ok()?,
    };
    let record_term = RecordTerm { due_day: due_day?, grace_days: u8::try_from(grace_days?).ok()? };
    let (log, time_zone) = (log?, time_zone?);
    Some(Config { server, database, mail, files, pdf, billing, record_term, log, security, time_zone })
}

fn server(reader: &mut Reader) -> Option<Server> {
    let listen = reader.parsed("server.listen", "not_an_address", "address and port such as 127.0.0.1:8080");
    let public_url = reader.origin("server.public_url");
    let workers = reader.integer("server.workers", 1, 64);
    let trusted_proxy = reader.flag("server.trusted_proxy");
    Some(Server {
        listen: listen?,
        public_url: public_url?,
        workers: usize::try_from(workers?).ok()?,
        trusted_proxy: trusted_proxy?,
    })
}

fn database(reader: &mut Reader) -> Option<Database> {
    let url = reader.secret_url("database.url", &["sqlite", "postgres", "postgresql"]);
    if url.is_none() {
        reader.required::<SecretString>("database.url");
    }
    let pool = reader.integer("database.pool", 1, 100);
    Some(Database { url: url?, pool: u32::try_from(pool?).ok()? })
}

/// Where attachments are kept; nothing within where nothing is said. The keys of a bucket belong to a bucket alone.
fn files(reader: &mut Reader) -> Option<Option<Place>> {
    let url = reader.secret_url("files.url", &["file", "s3"]);
    let endpoint = reader.maybe_origin("files.endpoint");
    let region = reader.text("files.region");
    let access_key = reader.secret("files.access_key");
    let secret_key = reader.secret("files.secret_key");
    let url = url.as_ref().map(ExposeSecret::expose_secret);
    if let Some((name, prefix)) = url.and_then(Place::bucket) {
        let access_key = access_key.or_else(|| reader.required("files.access_key"));
        let secret_key = secret_key.or_else(|| reader.required("files.secret_key"));
        let region = region.unwrap_or_else(|| "us-east-1".into());
        let (access_key, secret_key) = (access_key?, secret_key?);
        return Some(Some(Place::Bucket(Bucket { name, prefix, endpoint, region, access_key, secret_key })));
    }
    let said = [
        ("files.endpoint", endpoint.is_some()),
        ("files.region", region.is_some()),
        ("files.access_key", access_key.is_some()),
        ("files.secret_key", secret_key.is_some()),
    ];
    for (key, _) in said.iter().filter(|(_, said)| *said) {
        reader.fault::<()>(key, "conflict", "only with files.url = s3://BUCKET/PREFIX");
    }
    match url {
        Some(url) if url.starts_with("s3://") => {
            reader.fault("files.url", "not_a_url", "expected s3://BUCKET or s3://BUCKET/PREFIX")
        }
        Some(url) => Some(Place::folder(url)),
        None => Some(None),
    }
}

fn log(reader: &mut Reader) -> Option<Log> {
    let format = reader.option("log.format", &[("json", LogFormat::Json), ("text", LogFormat::Text)]);
    let level =
        reader.parsed::<tracing_subscriber::EnvFilter>("log.level", "not_a_filter", "a level such as info");
    Some(Log { format: format?, level: level?.to_string() })
}

/// Whom mails are from unless said otherwise: nobody at the host of the portal's address.
fn sender(public_url: &str) -> Option<Mailbox> {
    let uri: actix_web::http::Uri = public_url.parse().ok()?;
    let host =
        uri.host().filter(|host| host.contains(|c: char| c.is_ascii_alphabetic()) && !host.contains(':'));
    format!("TierDesk <no-reply@{}>", host.unwrap_or("localhost")).parse().ok()
}

/// Where the service keeps its own files: beside the `SQLite` file, else `data` in the working folder.
fn data_folder(database: &Database) -> PathBuf {
    let file = database.url.expose_secret().strip_prefix("sqlite://").map(Path::new);
    file.map_or_else(|| PathBuf::from("data"), |file| file.parent().unwrap_or(file).to_owned())
}
