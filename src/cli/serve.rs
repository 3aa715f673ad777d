//! `serve`: the portal for real.

use std::net::TcpListener;

use crate::app::App;
use crate::error::Error;
use crate::features::users::setup;
use crate::platform::clock::Clock;
use crate::platform::db::Moment;
use crate::platform::telemetry;

use super::open::{self, ConfigArgs};
use super::{Failure, Outcome, host};

/// Run the portal
///
/// Checks the configuration whole, brings the database up to date, and answers until SIGTERM or SIGINT. On an empty
/// database the log shows a one-time address at which the first administrator is made.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  TIERDESK_DATABASE__URL_FILE=/run/secrets/database tierdesk serve --config /etc/tierdesk.toml"
)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArgs,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let config = args.config.read()?;
    telemetry::start_log(config.log.format, &config.log.level).map_err(Failure::because)?;
    let figures = telemetry::start_metrics().map_err(Failure::because)?;
    let listen = config.server.listen;
    let listener = TcpListener::bind(listen)
        .map_err(|fault| Failure::because(format!("server.listen {listen}: {fault}")))?;
    let address = listener.local_addr().map_err(Failure::because)?;
    let db = open::database(&config)?;
    let app = App::build(db, Clock::system(), open::settings(&config), &config.security.token_key_file)?;
    offer_setup(&app)?;
    host::until_stopped(app, figures, listener, config.server.workers, || {
        tracing::info!(%address, public_url = config.server.public_url, "listening");
    })
}

/// Tells how to make the first administrator where there is nobody.
fn offer_setup(app: &App) -> Result<(), Error> {
    let services = &app.services;
    let now = Moment::from(services.clock.now());
    if !services.db.read(setup::needed)? {
        return Ok(());
    }
    let token = services.db.write(|conn| setup::issue(conn, now))?;
    let address = format!("{}/setup/{token}", services.settings.public_url);
    tracing::warn!(
        address,
        "nobody can log in yet: make the first administrator at this address, once, within 24 hours"
    );
    Ok(())
}
