//! `demo`: the portal with realistic sample data, for this machine alone (8.1).

pub(in crate::cli) mod cases;
mod contracts;
mod customers;
mod duty_rota;
mod files;
mod filings;
mod payments;
mod people;
mod prices;
mod products;
mod requests;
mod statements;

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

use chrono::TimeDelta;

use crate::access::password::DEMO as PASSWORD;
use crate::app::App;
use crate::config::LogFormat;
use crate::domain::record_term::RecordTerm;
use crate::error::Error;
use crate::features::{notices, users};
use crate::platform::clock::Clock;
use crate::platform::db::{self, Conn, Moment};
use crate::platform::files::Place;
use crate::platform::mail::{MailSettings, Route, outbox};
use crate::platform::pdf::fonts::FontSource;
use crate::platform::services::{Services, Settings};
use crate::platform::telemetry;

use super::{Failure, Outcome, host, say};

/// Show the portal with sample data, on this machine alone
///
/// Makes and fills an SQLite file in DIR when there is none, and uses it again when there is. Prints the accounts and
/// their password.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tierdesk demo --listen 127.0.0.1:8080 --data ./tierdesk-demo")]
pub struct Args {
    /// Loopback address and port to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Folder of the database and the signing key
    #[arg(long, value_name = "DIR", default_value = "tierdesk-demo")]
    data: PathBuf,
    /// An empty PostgreSQL database to use instead of the SQLite file
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    if !args.listen.ip().is_loopback() {
        return Err(Failure::Usage(format!(
            "demo listens on loopback only (127.0.0.1 or [::1]), not on {}: its passwords are public. Use `serve` for real",
            args.listen.ip()
        )));
    }
    telemetry::start_log(LogFormat::Text, "warn").map_err(Failure::because)?;
    let figures = telemetry::start_metrics().map_err(Failure::because)?;
    let listener = TcpListener::bind(args.listen)
        .map_err(|fault| Failure::because(format!("cannot listen on {}: {fault}", args.listen)))?;
    let address = listener.local_addr().map_err(Failure::because)?;
    let app = build(args, address)?;
    let accounts = people::table(&app.services.texts, PASSWORD)?;
    host::until_stopped(app, figures, listener, 2, || {
        say::line("TierDesk 分级服务台: demo, for this machine alone\n");
        say::line(&accounts);
        say::line(&format!("\nhttp://{address}/"));
    })
}

fn build(args: &Args, address: SocketAddr) -> Result<App, Failure> {
    let url = args.database.clone().unwrap_or_else(|| sqlite_url(&args.data));
    let db = db::open::open(&url, 4).map_err(Failure::because)?;
    let settings = Settings {
        public_url: format!("http://{address}"),
        time_zone: chrono_tz::Asia::Shanghai,
        cookie_secure: false,
        trusted_proxy: false,
        fonts: FontSource { files: vec![], system: true },
        demo: true,
        demo_accounts: people::accounts()?,
        mail: MailSettings { route: Route::Folder(args.data.join("mail")), from: sender()? },
        files: Place::Folder(args.data.join("files")),
        waiver_limit_fen: 50_000,
        payment_term_days: 30,
        record_term: RecordTerm::default(),
    };
    let app = App::build(db, Clock::system(), settings, &args.data.join("signing-key.pem"))?;
    if !is_filled(&app)? {
        say::note("Filling an empty database with sample data …");
        fill(&app)?;
    }
    Ok(app)
}

/// Whom the demo's mails are from.
fn sender() -> Result<lettre::message::Mailbox, Failure> {
    "TierDesk <no-reply@vendor.example>".parse().map_err(Failure::because)
}

fn sqlite_url(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("tierdesk.sqlite").display())
}

/// Whether the sample data is there; a database with other people in it is left alone.
fn is_filled(app: &App) -> Result<bool, Failure> {
    let (filled, empty) = app
        .services
        .db
        .read(|conn| Ok((users::credentials(conn, people::FIRST)?.is_some(), users::setup::needed(conn)?)))?;
    if !filled && !empty {
        return Err(Failure::because("this database holds other data than the demo's; it is left alone"));
    }
    Ok(filled)
}

/// All of it in one transaction: a demo that was broken off while filling starts anew.
fn fill(app: &App) -> Result<(), Error> {
    let now = Moment::from(app.services.clock.now());
    let hash = actix_web::rt::System::new().block_on(app.gate.passwords.hash(PASSWORD.into()))?;
    app.services.db.write(|conn| fill_empty(conn, &app.services, &hash, now))
}

fn fill_empty(conn: &mut Conn, services: &Services, hash: &str, now: Moment) -> Result<(), Error> {
    let joined = now.plus(-TimeDelta::days(400));
    let cast = people::fill(conn, hash, joined, now)?;
    let customers = customers::fill(conn, &cast, joined)?;
    products::fill(conn, services, &cast, &customers, now)?;
    contracts::fill(conn, services, &cast, &customers, now)?;
    filings::fill(conn, services, &cast, &customers, now)?;
    duty_rota::fill(conn, services, &cast, now)?;
    requests::fill(conn, services, &cast, &customers, now)?;
    statements::fill(conn, services, &cast, now)?;
    payments::fill(conn, services, &cast, now)?;
    prices::fill(conn, services, &cast, now)?;
    // What happened long ago was read long ago, and its mails are old news.
    notices::settle(conn, now.plus(-TimeDelta::days(7)))?;
    outbox::drop_stale(conn, now)?;
    cast.leave(conn, now)
}
