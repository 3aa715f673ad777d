//! Parses the command line and runs the command; nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    tierdesk::cli::run()
}
