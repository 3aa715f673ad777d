//! `doctor`: looks at everything the portal stands on and says what is wrong with it.

mod checks;
mod fonts;

use serde::Serialize;

use super::open::ConfigArgs;
use super::{Failure, Outcome, say};
use crate::config::{self, Config};

/// Check configuration, database, files, clock, mail, fonts and signing key
///
/// Changes nothing. Ends with exit code 1 where something is at fault; what only wants attention is no fault.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tierdesk doctor --config /etc/tierdesk.toml --json")]
pub struct Args {
    #[command(flatten)]
    config: ConfigArgs,
    /// Print the findings as JSON
    #[arg(long)]
    json: bool,
}

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// As it should be.
    Ok,
    /// It works, but somebody should look at it.
    Attention,
    /// It does not work.
    Fault,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            State::Ok => "ok",
            State::Attention => "attention",
            State::Fault => "fault",
        }
    }
}

/// What was found of one thing.
#[derive(Debug, Serialize)]
pub struct Finding {
    check: &'static str,
    state: State,
    detail: String,
}

impl Finding {
    fn new(check: &'static str, state: State, detail: impl Into<String>) -> Self {
        Finding { check, state, detail: detail.into() }
    }
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let findings = match Config::load(args.config.config.as_deref(), &config::environment()) {
        Ok(config) => examine(&config),
        Err(faults) => faults
            .iter()
            .map(|fault| Finding::new("configuration", State::Fault, fault.to_string()))
            .collect(),
    };
    if args.json {
        say::line(&serde_json::json!({ "findings": findings }).to_string());
    } else {
        findings
            .iter()
            .for_each(|it| say::line(&format!("{:<10} {:<14} {}", it.state.word(), it.check, it.detail)));
    }
    match findings.iter().filter(|finding| finding.state == State::Fault).count() {
        0 => Ok(()),
        count => Err(Failure::because(format!("{count} fault(s)"))),
    }
}

fn examine(config: &Config) -> Vec<Finding> {
    let mut findings = vec![Finding::new("configuration", State::Ok, "every key is good")];
    findings.push(checks::public_url(config));
    findings.extend(checks::database(config));
    findings.push(checks::files(config));
    findings.push(checks::clock());
    findings.push(checks::mail(config));
    findings.push(fonts::check(config));
    findings.push(checks::signing_key(config));
    findings.push(checks::record_term(config));
    findings
}
