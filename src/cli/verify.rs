//! `verify`: proves for the whole database that nothing was lost, changed or charged twice (8.1).

use chrono::TimeDelta;
use serde::Serialize;
use serde_json::json;

use crate::features::verification::{self, CHECKS, Fault, Subject, Trouble, Waiting};
use crate::platform::clock::Clock;
use crate::platform::db::{Moment, migrate};
use crate::platform::files::Files;

use super::open::{self, ConfigArgs};
use super::{Failure, Outcome, say};

/// How often progress is told.
const PULSE: TimeDelta = TimeDelta::seconds(2);

/// Check audit chain, decisions, charges and files of the whole portal
///
/// Changes nothing and may run beside the portal. Follows the chain of the audit trail link by link, decides everything
/// that was ever decided anew from what is stored with it, derives every charge anew, and compares sets of charges and
/// states with what they must be. Reads every attachment and compares its length and SHA-256 with its row. Ends with exit
/// code 1 and the first fault.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  tierdesk verify --config /etc/tierdesk.toml --json\n  tierdesk verify --head 5f2c81d09ab3"
)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArgs,
    /// Also check that this head of the audit chain, as printed on a form, or its beginning is in the chain
    #[arg(long, value_name = "HASH", value_parser = head)]
    head: Option<String>,
    /// Print what was looked at as JSON
    #[arg(long)]
    json: bool,
}

fn head(text: &str) -> Result<String, String> {
    // Copied from paper, it has places at which it may break.
    let text: String =
        text.chars().filter(|letter| !letter.is_whitespace() && *letter != '\u{200b}').collect();
    let hexadecimal =
        text.len() >= 8 && text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if hexadecimal { Ok(text) } else { Err("8 to 64 hexadecimal digits".into()) }
}

#[derive(Serialize)]
struct Done {
    check: &'static str,
    looked_at: usize,
}

/// What was found.
#[derive(Default, Serialize)]
struct Report {
    checks: Vec<Done>,
    waiting: Option<Waiting>,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let config = args.config.read()?;
    let db = open::database(&config)?;
    if let Some(name) = migrate::pending(&db)?.first() {
        return Err(Failure::because(format!("the database lacks {name}: run `tierdesk migrate` first")));
    }
    let mut report = Report::default();
    let files = Files::open(&config.files)?;
    let found = Subject::read(&db, &files, Clock::system().now().into())
        .map_err(|trouble| ("policy", trouble))
        .and_then(|subject| look(args, &subject, &mut report));
    match found {
        Ok(()) => {
            tell(args.json, &report, None);
            Ok(())
        }
        Err((check, Trouble::Fault(fault))) => {
            let words = format!("{check}: {}: {}", fault.object, words(fault.code));
            tell(args.json, &report, Some((check, &fault)));
            Err(Failure::because(words))
        }
        Err((check, Trouble::Error(fault))) => Err(Failure::because(format!("{check}: {fault}"))),
    }
}

fn look(args: &Args, subject: &Subject<'_>, report: &mut Report) -> Result<(), (&'static str, Trouble)> {
    for check in CHECKS {
        let mut told = subject.now;
        let mut seen = |count: usize| {
            let now = Moment::from(Clock::system().now());
            if now.0 - told.0 >= PULSE {
                say::note(&format!("{}: {count} looked at", check.name));
                told = now;
            }
        };
        let looked_at = (check.run)(subject, &mut seen).map_err(|trouble| (check.name, trouble))?;
        report.checks.push(Done { check: check.name, looked_at });
    }
    report.waiting = Some(verification::waiting(subject).map_err(|trouble| ("audit_entries", trouble))?);
    args.head.iter().try_for_each(|head| {
        verification::head_in_chain(subject, head).map_err(|trouble| ("audit_chain", trouble))
    })
}

fn tell(as_json: bool, report: &Report, fault: Option<(&str, &Fault)>) {
    if as_json {
        let fault = fault.map(|(check, fault)| {
            json!({ "check": check, "code": fault.code, "object": fault.object, "text": words(fault.code) })
        });
        let waiting = &report.waiting;
        say::line(&json!({ "checks": report.checks, "waiting": waiting, "fault": fault }).to_string());
        return;
    }
    for done in &report.checks {
        say::line(&format!("ok  {:<16} {} looked at", done.check, done.looked_at));
    }
    if let Some(waiting) = report.waiting.as_ref().filter(|waiting| waiting.count > 0) {
        say::line(&format!("    {} entries wait to be linked into the audit chain", waiting.count));
        if waiting.late > 0 {
            say::note(&format!(
                "attention: {} of them for more than a minute; they are linked while a portal runs on this database",
                waiting.late
            ));
        }
    }
}

/// A fault in words.
fn words(code: &str) -> &'static str {
    match code {
        "link_missing" => "the audit chain has a gap here",
        "link_broken" => "it does not follow the link before it: the audit chain is broken here",
        "format_unknown" => "this program cannot read the way in which it was linked",
        "entry_missing" => "the audit entry was removed after it was linked",
        "entry_changed" => "the audit entry is not what was linked",
        "entry_not_linked" => "the audit entry neither is in the chain nor waits for it",
        "entry_linked_and_waiting" => "the audit entry is in the chain and waits for it all the same",
        "waiting_entry_missing" => "the audit entry was removed before it was linked",
        "head_not_in_chain" => "the audit chain does not contain it",
        "decision_unreadable" => "the stored decision cannot be read",
        "decision_differs" => "the stored decision does not come out the same from its input",
        "policy_version_missing" => "its policy version is not in the database",
        "revision_missing" => "the approved revision is missing",
        "approval_missing" => "it is approved, but nobody approved it",
        "charges_missing" => "charges are missing",
        "charges_too_many" => "it has more charges than its decision leads to",
        "charges_differ" => "its charges are not those of its decision",
        "charge_without_approval" => "no approved revision leads to this charge",
        "derivation_unreadable" => "its derivation cannot be read",
        "charge_differs" => "it does not come out the same from its derivation",
        "reversal_of_nothing" => "the charge that it takes back is missing",
        "reversal_differs" => "it does not take back exactly what was charged",
        "state_missing" => "it has no state",
        "events_missing" => "it has no events",
        "state_differs" => "its state is not what its events lead to",
        "month_differs" => "its month is not that of its confirmation",
        "signature_differs" => "the signature is not what was signed and told in the audit log",
        "signature_not_told" => "the audit log does not tell of this signature",
        "signature_missing" => "the signature that the audit log tells of is gone",
        "entry_unbalanced" => "its postings do not sum to zero",
        "balance_differs" => "the balance is not the sum of its postings",
        "balance_missing" => "there are postings and no balance",
        "entered_too_early" => "it is in the ledger and nobody confirmed it",
        "entry_missing_for_charge" => "it is confirmed and not in the ledger",
        "entry_differs" => "the ledger says another amount",
        "entry_taken_back" => "it stands, but the ledger took it back",
        "entry_not_taken_back" => "it was taken back, but not in the ledger",
        "statement_totals_differ" => "it is not the sum of its lines",
        "statement_state_differs" => "its state is not what its events lead to",
        "line_state_differs" => "the state of a line is not what its events lead to",
        "credit_missing" => {
            "it came to less than nothing, and the ledger does not say that this became credit"
        }
        "line_differs" => "the line is not what its charge is",
        "charge_state_differs" => "the state of its charge does not fit to the statement",
        "billed_nowhere" => "its state says that it is on a statement, and it is on none",
        "waiver_left_open" => "a waiver is asked for, and its charge cannot be waived any more",
        "waiver_without_effect" => "the waiver was granted, and its charge stands",
        "attachment_missing" => "the audit log tells of this file, and its row is gone",
        "attachment_differs" => "the audit log tells of other bytes than its row",
        "file_missing" => "the store has no such file",
        "file_size_differs" => "the file in the store is shorter or longer than the one that came",
        "file_changed" => "the file in the store has other bytes than the one that came",
        _ => "it is not as it must be",
    }
}
