//! `seed`: many requests with their records, customers and charges, for load tests.

mod billing;
mod crowd;
mod records;
mod requests;

use crate::error::Error;
use crate::features::{policy, price_lists};
use crate::platform::clock::Clock;
use crate::platform::db::{self, Moment, migrate};

use super::open::{self, ConfigArgs};
use super::{Failure, Outcome, say};

use billing::Billed;
use crowd::Crowd;
use records::Season;

/// How many records one transaction takes.
const BATCH: u32 = 2000;

/// Fill the database with requests, fault records, customers and charges for load tests
///
/// Adds to what is there. The records are spread over the two years before now; decisions and charges are computed as
/// they are for real work. Nobody can log in as the people that are made for it.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  TIERDESK_DATABASE__URL=sqlite://load/tierdesk.sqlite tierdesk seed --requests 100000\n  TIERDESK_DATABASE__URL=sqlite://load/tierdesk.sqlite tierdesk seed --requests 300000 --billed"
)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArgs,
    /// How many requests, each with its record
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    requests: u32,
    /// Only work that the vendor charges, three or four charges a record, each confirmed and on the statement of its month
    #[arg(long)]
    billed: bool,
    /// Print what was made as JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let config = args.config.read()?;
    let db = open::database(&config)?;
    migrate::run(&db)?;
    let now = Moment::from(Clock::system().now());
    let policies = db.write(|conn| {
        let published = policy::load_or_ship(conn, now)?;
        price_lists::in_force(conn, &published)
    })?;
    let crowd = db.write(|conn| Crowd::gather(conn, &policies, args.requests, now))?;
    db.write(db::expect_much)?;
    let season = Season::new(&policies, &crowd, config.time_zone, (args.requests, args.billed), now)?;
    let (mut done, mut charges) = (0, 0);
    while done < args.requests {
        let until = args.requests.min(done + BATCH);
        charges += db.write(|conn| season.file(conn, done..until)).map_err(failed)?;
        done = until;
        say::note(&format!("{done} of {} records", args.requests));
    }
    let billed = if args.billed {
        billing::bill(&db, &crowd.clerk, config.time_zone, now)?
    } else {
        Billed::default()
    };
    db.write(|conn| crowd.leave(conn, now))?;
    tell(args, &crowd, charges, &billed);
    Ok(())
}

fn failed(fault: Error) -> Failure {
    match fault {
        Error::Invalid(faults) => {
            Failure::Failed(faults.iter().map(|it| format!("{}: {}", it.path, it.code)).collect())
        }
        other => other.into(),
    }
}

fn tell(args: &Args, crowd: &Crowd, charges: usize, billed: &Billed) {
    let (records, customers) = (args.requests, crowd.customers.len());
    say::line(&if args.json {
        let (confirmed, statements) = (billed.charges, billed.statements);
        serde_json::json!({
            "records": records, "customers": customers, "charges": charges, "confirmed": confirmed,
            "statements": statements,
        })
        .to_string()
    } else {
        let bills = format!("{} confirmed, {} statements", billed.charges, billed.statements);
        format!("{records} records for {customers} customers, {charges} charges, {bills}")
    });
}
