//! `deadline`: when what a profile promises is due, and why then (chapter 3).

use std::path::PathBuf;

use chrono::{DateTime, FixedOffset, SecondsFormat};
use serde_json::{Value, json};

use crate::features::deadlines::{self, DeadlinesView, TargetView};
use crate::platform::i18n::{Lang, Texts};

use super::decide::{Words, city, in_words, policies};
use super::open::ConfigArgs;
use super::{Failure, Outcome, say};

/// Say when what a profile promises is due, with every interval that counts or not
///
/// Looks at the policy that the configured database has published; at the shipped one where there is no database.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  tierdesk deadline --profile response-system --severity 3 --city 深圳 --reported-at 2026-03-06T17:00:00+08:00\n  tierdesk deadline --profile vip --severity 2 --city 530100 --reported-at 2026-03-06T17:00:00+08:00 --pause 2026-03-06T18:00:00+08:00/2026-03-06T20:30:00+08:00 --json"
)]
pub struct Args {
    /// Profile of the policy, such as response-system, vip, project, standard or none
    #[arg(long)]
    profile: String,
    /// Severity, as the profile numbers them; none for kinds that have none
    #[arg(long, value_name = "N")]
    severity: Option<i64>,
    /// Place of work: a code of six digits, or the name of a city
    #[arg(long)]
    city: String,
    /// Moment of the report, such as 2026-03-06T17:00:00+08:00
    #[arg(long, value_name = "MOMENT")]
    reported_at: DateTime<FixedOffset>,
    /// No onsite work was agreed
    #[arg(long)]
    remote: bool,
    /// A time in which it waited for the customer; may be given again
    #[arg(long = "pause", value_name = "FROM/TO", value_parser = pause)]
    pauses: Vec<(DateTime<FixedOffset>, DateTime<FixedOffset>)>,
    /// Folder of policy files to calculate by instead
    #[arg(long, value_name = "DIR")]
    policy: Option<PathBuf>,
    /// Language of the words
    #[arg(long, value_enum, default_value = "zh-CN")]
    lang: Words,
    /// Print the targets as the API answers them
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    config: ConfigArgs,
}

fn pause(text: &str) -> Result<(DateTime<FixedOffset>, DateTime<FixedOffset>), String> {
    let expected = "expected FROM/TO, such as 2026-03-06T18:00:00+08:00/2026-03-06T20:30:00+08:00";
    let (from, to) = text.split_once('/').ok_or(expected)?;
    Ok((from.parse().map_err(|_| expected)?, to.parse().map_err(|_| expected)?))
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let set = policies(args.policy.as_deref(), &args.config)?;
    let lang = Lang::from(args.lang);
    let texts = Texts::load().map_err(Failure::because)?;
    // A moment before the first version is the question's fault; its city is looked up all the same.
    let first = set.iter().map(|policy| policy.effective_from).min().unwrap_or_default();
    let body = body(args, city(&set, &args.city, args.reported_at.to_utc().max(first))?.to_string());
    let answered = deadlines::calculate(&set, &body).map_err(in_words)?;
    let view = deadlines::explain(answered.policy, &answered.targets, &texts, lang);
    if args.json {
        say::line(&serde_json::to_string(&view).map_err(Failure::because)?);
    } else {
        lines(&view, &texts, lang).iter().for_each(|line| say::line(line));
    }
    Ok(())
}

/// The question as the API takes it, so that both check it alike.
fn body(args: &Args, city: String) -> Value {
    let moment = |at: &DateTime<FixedOffset>| at.to_rfc3339_opts(SecondsFormat::AutoSi, false);
    let pauses: Vec<Value> =
        args.pauses.iter().map(|(from, to)| json!({ "from": moment(from), "to": moment(to) })).collect();
    json!({
        "profile": args.profile,
        "severity": args.severity,
        "city": city,
        "reported_at": moment(&args.reported_at),
        "onsite": !args.remote,
        "pauses": pauses,
    })
}

fn lines(view: &DeadlinesView, texts: &Texts, lang: Lang) -> Vec<String> {
    if view.targets.is_empty() {
        return vec![texts.text(lang, "deadline-none", &[])];
    }
    view.targets.iter().flat_map(target_lines).collect()
}

fn target_lines(target: &TargetView) -> Vec<String> {
    let due = target.due_at.map_or_else(|| "-".into(), |due| due.to_rfc3339());
    let mut lines = vec![
        target.explanation.text.clone(),
        format!("   kind={} due_at={due} strict={}", target.kind, target.strict),
    ];
    for (index, interval) in target.explanation.intervals.iter().enumerate() {
        lines.push(format!("   {}. {}", index + 1, interval.text));
    }
    lines.extend(target.explanation.notes.iter().map(|note| format!("   ! {note}")));
    lines
}
