//! `decide`: what the service matrix says of a piece of work, and why (2.4).

use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
use clap::ValueEnum;
use serde_json::{Map, Value};

use crate::domain::city::CityCode;
use crate::domain::decision::{DecisionInput, PartUse, Work};
use crate::domain::money::format_fen;
use crate::domain::policy::PolicySet;
use crate::domain::words::{AgentGrade, CauseClass, ClientClass};
use crate::error::Error;
use crate::features::policy::{self, DecisionView};
use crate::platform::clock::Clock;
use crate::platform::i18n::{Lang, Texts};

use super::open::ConfigArgs;
use super::policies::{self, FolderFault};
use super::{Failure, Outcome, say};

/// Decide one piece of work by the service matrix, with the reasons
///
/// Looks at the policy that the configured database has published; at the shipped one where there is no database.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  tierdesk decide --class end_user --code SASL012 --city 440300 --escalated --labour-minutes 90 --part SSD-480=1\n  tierdesk decide --class key_account --code SPSL005 --city 昆明 --json"
)]
pub struct Args {
    /// Whose site and product it is: agent, end_user or key_account
    #[arg(long)]
    class: ClientClass,
    /// Code of the catalogue, such as SASL012
    #[arg(long)]
    code: String,
    /// Place of work: a code of six digits, or the name of a city
    #[arg(long)]
    city: String,
    /// Moment of the work, such as 2026-03-02T09:00:00+08:00; now unless said
    #[arg(long, value_name = "MOMENT")]
    at: Option<DateTime<Utc>>,
    /// The agent passed it on to the vendor
    #[arg(long)]
    escalated: bool,
    /// The end user has no agent
    #[arg(long)]
    no_agent: bool,
    /// Grade of the agent that would pay: authorised, silver or gold
    #[arg(long)]
    grade: Option<AgentGrade>,
    /// How severe the fault is, 1 to 4
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=4))]
    severity: Option<u8>,
    /// Minutes of labour
    #[arg(long, value_name = "N")]
    labour_minutes: Option<u32>,
    /// Visits to the site
    #[arg(long, value_name = "N", default_value_t = 1)]
    visits: u32,
    /// A part used and how many of it; may be given again
    #[arg(long = "part", value_name = "NAME=QTY", value_parser = part)]
    parts: Vec<PartUse>,
    /// Day of acceptance, from which free service and warranty run
    #[arg(long, value_name = "DATE")]
    accepted_on: Option<NaiveDate>,
    /// Where the fault came from: product, configuration, environment, third_party, customer or unknown
    #[arg(long, value_name = "CAUSE")]
    cause_class: Option<CauseClass>,
    /// Folder of policy files to decide by instead
    #[arg(long, value_name = "DIR")]
    policy: Option<PathBuf>,
    /// Language of the words
    #[arg(long, value_enum, default_value = "zh-CN")]
    lang: Words,
    /// Print the decision as the API answers it
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    config: ConfigArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Words {
    #[value(name = "zh-CN")]
    Chinese,
    #[value(name = "en")]
    English,
}

impl From<Words> for Lang {
    fn from(words: Words) -> Self {
        match words {
            Words::Chinese => Lang::ZhCn,
            Words::English => Lang::En,
        }
    }
}

fn part(text: &str) -> Result<PartUse, String> {
    let (part, quantity) = text.split_once('=').ok_or("expected NAME=QTY, such as SSD-480=1")?;
    let quantity =
        quantity.parse().ok().filter(|quantity| *quantity > 0).ok_or("expected a whole number of pieces")?;
    Ok(PartUse { part: part.to_string(), quantity })
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let set = policies(args.policy.as_deref(), &args.config)?;
    let lang = Lang::from(args.lang);
    let texts = Texts::load().map_err(Failure::because)?;
    let at = args.at.unwrap_or_else(|| Clock::system().now());
    let input = DecisionInput {
        class: args.class,
        service_code: args.code.clone(),
        city: city(&set, &args.city, at)?,
        at,
        escalated: args.escalated,
        has_agent: !args.no_agent,
        grade: args.grade,
        work: Work {
            labour_minutes: args.labour_minutes,
            visits: args.visits,
            parts: args.parts.clone(),
            accepted_on: args.accepted_on,
            cause_class: args.cause_class,
            ..Work::default()
        },
    };
    let content: Map<String, Value> =
        args.severity.map(|severity| ("severity".to_string(), severity.into())).into_iter().collect();
    let input = policy::with_hours(&set, &content, input);
    let decision = policy::decide(&set, &input).map_err(in_words)?;
    let view = policy::explain(&decision, &texts, lang);
    if args.json {
        say::line(&serde_json::to_string(&view).map_err(Failure::because)?);
    } else {
        lines(&view, &texts, lang).iter().for_each(|line| say::line(line));
    }
    Ok(())
}

/// The versions of a folder, else those that the configured database has published.
pub(super) fn policies(folder: Option<&Path>, config: &ConfigArgs) -> Result<PolicySet, Failure> {
    let Some(folder) = folder else { return policies::published(&config.read()?) };
    match policies::from_folder(folder) {
        Ok(policy) => PolicySet::new(vec![policy]).map_err(|faults| Failure::because(format!("{faults:?}"))),
        Err(FolderFault::Unreadable(fault)) => Err(Failure::because(fault)),
        Err(FolderFault::Faults(faults)) => {
            Err(Failure::Failed(faults.iter().map(ToString::to_string).collect()))
        }
    }
}

/// A code, or a name as the policy of that moment writes it, with or without 市.
pub(super) fn city(set: &PolicySet, text: &str, at: DateTime<Utc>) -> Result<CityCode, Failure> {
    if let Ok(code) = text.parse() {
        return Ok(code);
    }
    let named = set.at(at).ok().and_then(|policy| {
        policy.cities.iter().find(|city| {
            city.name.zh == text
                || city.name.zh.strip_suffix('市') == Some(text)
                || city.name.en.eq_ignore_ascii_case(text)
        })
    });
    named
        .map(|city| city.code)
        .ok_or_else(|| Failure::because(format!("city: no city {text}; give six digits or a name")))
}

/// Names the wrong argument and says what is wrong with it.
pub(super) fn in_words(fault: Error) -> Failure {
    let Error::Invalid(faults) = fault else { return fault.into() };
    Failure::Failed(faults.iter().map(|fault| format!("{}: {}", fault.path, fault.code)).collect())
}

fn lines(view: &DecisionView, texts: &Texts, lang: Lang) -> Vec<String> {
    let mut lines = vec![format!(
        "{}  outcome={} level={} provider={} payer={} billed_by={} policy_version={}",
        texts.word(lang, "outcome", view.outcome.as_str()),
        view.outcome,
        view.level.map_or("-", |level| level.as_str()),
        view.provider.map_or("-", |provider| provider.as_str()),
        view.payer.map_or("-", |payer| payer.as_str()),
        view.billed_by.map_or("-", |billed_by| billed_by.as_str()),
        view.policy_version,
    )];
    for (index, step) in view.steps.iter().enumerate() {
        lines.push(format!("{}. {}: {}", index + 1, texts.word(lang, "rule", step.rule.as_str()), step.text));
    }
    if let Some(estimate) = &view.estimate {
        for line in &estimate.lines {
            let component = texts.word(lang, "component", line.component.as_str());
            lines.push(format!("   {:>12}  {component}: {}", format_fen(line.amount_fen), line.text));
        }
        lines.push(format!("   {:>12}", format_fen(estimate.total_fen)));
    }
    lines
}
