//! `import`: customers and products from a file (8.1). A dry run unless it is told to store.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde_json::json;

use crate::access::{Actor, session};
use crate::app::App;
use crate::domain::import_words::{Fate, ImportKind};
use crate::domain::record_words::Role;
use crate::error::Error;
use crate::features::imports::{self, Desk, Given, ImportedLine, Judged};
use crate::features::users;
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Moment};
use crate::platform::fields;
use crate::platform::files::{FILE_LIMIT, Spool};
use crate::platform::i18n::Lang;
use crate::platform::services::Services;
use crate::platform::web::incoming::IfMatch;

use super::open::{self, ConfigArgs};
use super::{Failure, Outcome, say};

/// After so many lines it says how far it is.
const STEP: usize = 500;

/// Read customers or products from a CSV or XLSX file; a dry run unless --apply is given
///
/// Says what becomes of every line: new, changed, unchanged or refused, with the field and why. With --apply all lines
/// that are not refused are stored in one transaction, or none. Reading a file again changes nothing. Ends with 1 where
/// the file or a line is refused.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  tierdesk import customers customers.xlsx\n  tierdesk import products products.csv --apply --as manager@vendor.example"
)]
pub struct Args {
    /// What the file holds
    #[arg(value_enum, value_name = "customers|products")]
    what: What,
    /// The file: CSV in UTF-8 or GB18030, or XLSX
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    config: ConfigArgs,
    /// Store what is not refused
    #[arg(long)]
    apply: bool,
    /// Store the rest where lines are refused; otherwise nothing is stored then
    #[arg(long, requires = "apply")]
    skip_refused: bool,
    /// Address of the person in whose name it is done; an administrator unless given
    #[arg(long = "as", value_name = "EMAIL")]
    on_behalf: Option<String>,
    /// Print what becomes of every line as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    Customers,
    Products,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let given = read(&args.file)?;
    let config = args.config.read()?;
    let db = open::existing_database(&config)?;
    let app = App::build(db, Clock::system(), open::settings(&config), &config.security.token_key_file)?;
    let services = &*app.services;
    let now = Moment::from(services.clock.now());
    let kind = match args.what {
        What::Customers => ImportKind::Customers,
        What::Products => ImportKind::Products,
    };
    let actor = services.db.read(|conn| person(conn, args.on_behalf.as_deref()))?;
    let desk = Desk { services, actor: &actor, now };
    say::note(&format!("{} lines are read, in the name of {}", given.table.lines.len(), actor.name()));
    let mut progress = |done: usize| {
        if done.is_multiple_of(STEP) {
            say::note(&format!("{done} of {} lines", given.table.lines.len()));
        }
    };
    let judged = services
        .db
        .read(|conn| imports::judge_file(conn, &desk, kind, &given, &mut progress))
        .map_err(|fault| in_words(services, fault))?;
    let refused = judged.iter().filter(|line| line.fate == Fate::Refused).count();
    let changes = judged.iter().any(|line| matches!(line.fate, Fate::New | Fate::Changed));
    let stores = args.apply && changes && (refused == 0 || args.skip_refused);
    if stores {
        say::note("storing …");
        services
            .db
            .write(|conn| {
                let row = imports::keep(conn, &desk, kind, &given, &judged)?;
                let body = json!({ "skip_refused": args.skip_refused });
                imports::apply(conn, &desk, (row.id, IfMatch::Version(row.version)), &body)
            })
            .map_err(|fault| in_words(services, fault))?;
    }
    tell(args, &desk, kind, &judged, stores)?;
    match (refused, args.apply && !stores && changes) {
        (0, _) => Ok(()),
        (_, true) => Err(Failure::because(format!(
            "{refused} lines are refused: nothing is stored (see --skip-refused)"
        ))),
        (_, false) => Err(Failure::because(format!("{refused} lines are refused"))),
    }
}

fn read(file: &Path) -> Result<Given, Failure> {
    let unreadable = |fault: std::io::Error| Failure::because(format!("{}: {fault}", file.display()));
    if std::fs::metadata(file).map_err(unreadable)?.len() > FILE_LIMIT {
        return Err(Failure::because(format!(
            "{}: larger than {} MiB",
            file.display(),
            FILE_LIMIT / 1024 / 1024
        )));
    }
    let spool = Spool::of(&std::fs::read(file).map_err(unreadable)?)?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    imports::read_file(name, &spool).map_err(|fault| match fault {
        Error::Invalid(faults) => {
            Failure::Failed(faults.iter().map(|it| format!("{}: {}", file.display(), it.code)).collect())
        }
        other => other.into(),
    })
}

/// Whoever is named, or the first administrator.
fn person(conn: &mut Conn, email: Option<&str>) -> Result<Actor, Error> {
    let id = match email {
        Some(email) => users::credentials(conn, email)?.map(|person| person.id),
        None => users::in_service(conn, &[Role::Admin])?.first().map(|card| card.id),
    };
    let found = id.map(|id| session::on_behalf_of(conn, id)).transpose()?.flatten();
    found.ok_or(Error::Conflict("nobody_to_import"))
}

/// What is wrong with the file as a whole, in English.
fn in_words(services: &Services, fault: Error) -> Failure {
    let translate = |key: &str, args: &[(&str, String)]| services.texts.find(Lang::En, key, args);
    match fault {
        Error::Invalid(faults) => {
            Failure::Failed(faults.iter().map(|it| fields::message("import", it, &translate)).collect())
        }
        Error::Conflict("nobody_to_import") => Failure::because("nobody to import in the name of: see --as"),
        other => other.into(),
    }
}

fn tell(
    args: &Args,
    desk: &Desk<'_>,
    kind: ImportKind,
    judged: &[Judged],
    stored: bool,
) -> Result<(), Failure> {
    let count = |fate: Fate| judged.iter().filter(|line| line.fate == fate).count();
    let policies = desk.services.policies.current();
    let policy = policies.at(desk.now.0).map_err(Error::internal)?;
    let texts = &desk.services.texts;
    let lines: Vec<ImportedLine> =
        judged.iter().map(|line| imports::told(kind, line, policy, texts, Lang::En)).collect();
    if args.json {
        let counts = json!({
            "new": count(Fate::New), "changed": count(Fate::Changed), "unchanged": count(Fate::Unchanged),
            "refused": count(Fate::Refused), "stored": stored, "lines": lines,
        });
        say::line(&counts.to_string());
        return Ok(());
    }
    for line in lines.iter().filter(|line| line.fate != Fate::Unchanged) {
        let wrong = line.errors.iter().map(|it| format!("{}: {}", it.field, it.message));
        let changes = line.changes.iter().map(|it| {
            let side = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".into());
            format!("{}: {} → {}", it.field, side(&it.before), side(&it.after))
        });
        let what: Vec<String> = wrong.chain(changes).collect();
        say::line(
            format!("{:>6}  {:<9}  {}  {}", line.number, line.fate.as_str(), line.label, what.join("; "))
                .trim_end(),
        );
    }
    let counts = [Fate::New, Fate::Changed, Fate::Unchanged, Fate::Refused].map(count);
    let done = if stored { "stored" } else { "nothing is stored" };
    say::line(&format!(
        "{} new, {} changed, {} unchanged, {} refused: {done}",
        counts[0], counts[1], counts[2], counts[3]
    ));
    Ok(())
}
