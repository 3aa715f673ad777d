//! The command line (8.1): one file a command.
//!
//! Exit codes: 0 done, 1 failed or a fault was found, 2 wrong usage. Results go to standard output, progress and
//! reasons to standard error. Secrets are never arguments.

mod admin;
mod backup;
mod deadline;
mod decide;
mod demo;
mod doctor;
mod host;
mod import;
mod migrate;
mod open;
mod openapi;
mod policies;
mod policy;
mod restore;
mod say;
mod seed;
mod serve;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What ends a command early.
#[derive(Debug)]
pub enum Failure {
    /// It could not be done, or a fault was found: exit code 1. One line a reason.
    Failed(Vec<String>),
    /// It was asked for wrongly: exit code 2.
    Usage(String),
}

impl Failure {
    /// A failure with one reason.
    pub fn because(reason: impl std::fmt::Display) -> Self {
        Failure::Failed(vec![reason.to_string()])
    }
}

impl From<crate::error::Error> for Failure {
    fn from(fault: crate::error::Error) -> Self {
        Failure::because(fault)
    }
}

/// How a command ends.
type Outcome = Result<(), Failure>;

#[derive(Debug, Parser)]
#[command(
    name = "tierdesk",
    version,
    about = "TierDesk 分级服务台: the partner-service portal",
    max_term_width = 100
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Args),
    Demo(demo::Args),
    Migrate(migrate::Args),
    Admin(admin::Args),
    Policy(policy::Args),
    Decide(decide::Args),
    Deadline(deadline::Args),
    Openapi(openapi::Args),
    Doctor(doctor::Args),
    Seed(seed::Args),
    Backup(backup::Args),
    Restore(restore::Args),
    Verify(verify::Args),
    Import(import::Args),
}

/// Parses the arguments of the process and runs the command.
#[must_use]
pub fn run() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Serve(args) => serve::run(&args),
        Command::Demo(args) => demo::run(&args),
        Command::Migrate(args) => migrate::run(&args),
        Command::Admin(args) => admin::run(&args),
        Command::Policy(args) => policy::run(&args),
        Command::Decide(args) => decide::run(&args),
        Command::Deadline(args) => deadline::run(&args),
        Command::Openapi(args) => openapi::run(&args),
        Command::Doctor(args) => doctor::run(&args),
        Command::Seed(args) => seed::run(&args),
        Command::Backup(args) => backup::run(&args),
        Command::Restore(args) => restore::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Import(args) => import::run(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Failed(reasons)) => {
            for reason in reasons {
                say::note(&reason);
            }
            ExitCode::from(1)
        }
        Err(Failure::Usage(reason)) => {
            say::note(&format!("error: {reason}"));
            ExitCode::from(2)
        }
    }
}
