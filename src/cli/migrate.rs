//! `migrate`: brings the tables of the database up to this program.

use crate::platform::db::migrate;

use super::open::{self, ConfigArgs};
use super::{Outcome, say};

/// Bring the tables of the database up to this program
///
/// Does nothing on a database that is up to date. `serve` does the same at its start.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  TIERDESK_DATABASE__URL=sqlite://data/tierdesk.sqlite tierdesk migrate")]
pub struct Args {
    #[command(flatten)]
    config: ConfigArgs,
    /// Print the names of the migrations as JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let config = args.config.read()?;
    let done = migrate::run(&open::database(&config)?)?;
    if args.json {
        say::line(&serde_json::json!({ "applied": done }).to_string());
        return Ok(());
    }
    for name in &done {
        say::line(&format!("applied {name}"));
    }
    if done.is_empty() {
        say::line("up to date");
    }
    Ok(())
}
