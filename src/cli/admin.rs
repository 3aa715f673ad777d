//! `admin`: accounts, from the machine itself: the first administrator, a lost password, an account to be closed.

use serde_json::json;

use crate::config::Config;
use crate::error::Error;
use crate::features::users::operator::{self, Link};
use crate::platform::clock::Clock;
use crate::platform::db::{Db, Moment, migrate};

use super::open::{self, ConfigArgs};
use super::{Failure, Outcome, say};

/// Who the audit log says it was.
const BY: &str = "tierdesk admin";

/// Make an administrator, give a new password link, close an account
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  tierdesk admin create --email admin@vendor.example --name 'An Admin' --organisation 'The Vendor'\n  tierdesk admin reset-password --email admin@vendor.example\n  tierdesk admin disable --email gone@vendor.example"
)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Make an administrator of the vendor; prints a one-time link to set the password with
    #[command(
        after_help = "Example:\n  tierdesk admin create --email admin@vendor.example --name 'An Admin' --organisation 'The Vendor'"
    )]
    Create {
        #[command(flatten)]
        whom: Whom,
        /// Name as shown
        #[arg(long)]
        name: String,
        /// Name of the vendor, where the portal has none yet
        #[arg(long)]
        organisation: Option<String>,
    },
    /// Print a one-time link with which somebody sets a new password
    #[command(after_help = "Example:\n  tierdesk admin reset-password --email admin@vendor.example")]
    ResetPassword(Whom),
    /// Take an account out of use and end its sessions at once
    #[command(after_help = "Example:\n  tierdesk admin disable --email gone@vendor.example")]
    Disable(Whom),
}

#[derive(Debug, clap::Args)]
struct Whom {
    #[command(flatten)]
    config: ConfigArgs,
    /// Address of the account
    #[arg(long)]
    email: String,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let now = Moment::from(Clock::system().now());
    match &args.command {
        Command::Create { whom, name, organisation } => {
            let (config, db) = whom.open()?;
            let body = match organisation {
                Some(organisation) => {
                    json!({ "email": whom.email, "name": name, "organisation": organisation })
                }
                None => json!({ "email": whom.email, "name": name }),
            };
            let link = db.write(|conn| operator::create_admin(conn, BY, &body, now)).map_err(in_words)?;
            whom.tell_link(&config, &link);
        }
        Command::ResetPassword(whom) => {
            let (config, db) = whom.open()?;
            let link =
                db.write(|conn| operator::reset_password(conn, BY, &whom.email, now)).map_err(in_words)?;
            whom.tell_link(&config, &link);
        }
        Command::Disable(whom) => {
            let (_, db) = whom.open()?;
            db.write(|conn| operator::disable(conn, BY, &whom.email, now)).map_err(in_words)?;
            let done = json!({ "email": whom.email, "active": false });
            say::line(&if whom.json { done.to_string() } else { format!("{} is out of use", whom.email) });
        }
    }
    Ok(())
}

impl Whom {
    fn open(&self) -> Result<(Config, Db), Failure> {
        let config = self.config.read()?;
        let db = open::database(&config)?;
        migrate::run(&db)?;
        Ok((config, db))
    }

    /// The link goes to standard output alone, never into a log.
    fn tell_link(&self, config: &Config, (token, until): &Link) {
        let link = format!("{}/set-password/{token}", config.server.public_url);
        let until = until.0.with_timezone(&config.time_zone).to_rfc3339();
        if self.json {
            say::line(&json!({ "email": self.email, "link": link, "until": until }).to_string());
        } else {
            say::line(&format!("{link}\ngood once, until {until}"));
        }
    }
}

fn in_words(fault: Error) -> Failure {
    match fault {
        Error::Invalid(faults) => {
            Failure::Failed(faults.iter().map(|fault| format!("--{}: {}", fault.path, fault.code)).collect())
        }
        Error::Conflict("last_head") => {
            Failure::because("this is the last administrator: make another one first")
        }
        Error::Conflict(code) => Failure::because(code),
        other => other.into(),
    }
}
