//! `openapi`: the document of the API (8.2).

use crate::features::docs;

use super::{Failure, Outcome, say};

/// Print the OpenAPI document of the API
///
/// The same that a running portal answers at /api/openapi.json.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tierdesk openapi > openapi.json")]
pub struct Args {
    /// One line instead of many
    #[arg(long)]
    compact: bool,
    /// Accepted for symmetry with the other commands: the document is JSON anyway
    #[arg(long, hide = true)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let document = docs::document();
    let text =
        if args.compact { serde_json::to_string(&document) } else { serde_json::to_string_pretty(&document) };
    say::line(&text.map_err(Failure::because)?);
    Ok(())
}
