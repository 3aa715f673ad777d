//! `policy`: checks the files of a version, shows a published one.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::domain::money::format_fen;
use crate::domain::policy::Policy;
use crate::domain::price_list::{PriceList, TravelPrices};
use crate::domain::words::{ClientClass, Delivery, Phase};

use super::open::ConfigArgs;
use super::policies::{self, FolderFault};
use super::{Failure, Outcome, say};

/// Check the files of a policy version, or show a published one
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  tierdesk policy check config/policy\n  tierdesk policy show --version 1 --json"
)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Check the files of a version and name every fault with file and line
    #[command(after_help = "Example:\n  tierdesk policy check config/policy")]
    Check {
        /// Folder with policy.toml, matrix.toml, catalogue.toml and the others
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Print the faults as JSON
        #[arg(long)]
        json: bool,
    },
    /// Show matrix, catalogue, service points and prices as published
    #[command(after_help = "Example:\n  tierdesk policy show --version 1 --json")]
    Show {
        #[command(flatten)]
        config: ConfigArgs,
        /// Which version; the newest unless said
        #[arg(long, value_name = "N")]
        version: Option<i32>,
        /// Print it as JSON
        #[arg(long)]
        json: bool,
    },
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    match &args.command {
        Command::Check { folder, json } => check(folder, *json),
        Command::Show { config, version, json } => show(config, *version, *json),
    }
}

fn check(folder: &std::path::Path, json: bool) -> Outcome {
    let faults = match policies::from_folder(folder) {
        Ok(policy) => {
            let text = format!(
                "version {} in force from {}: no fault",
                policy.version,
                policy.effective_from.to_rfc3339()
            );
            let found =
                json!({ "version": policy.version, "effective_from": policy.effective_from, "faults": [] });
            say::line(&if json { found.to_string() } else { text });
            return Ok(());
        }
        Err(FolderFault::Unreadable(fault)) => return Err(Failure::because(fault)),
        Err(FolderFault::Faults(faults)) => faults,
    };
    if json {
        say::line(&json!({ "faults": faults }).to_string());
    } else {
        faults.iter().for_each(|fault| say::line(&fault.to_string()));
    }
    Err(Failure::because(format!("{} fault(s) in {}", faults.len(), folder.display())))
}

fn show(config: &ConfigArgs, version: Option<i32>, json: bool) -> Outcome {
    let set = policies::published(&config.read()?)?;
    let policy = match version {
        None => set.iter().last(),
        Some(version) => set.version(version),
    };
    let policy = policy.ok_or_else(|| Failure::because("no such version of the policy"))?;
    if json {
        say::line(&document(policy).to_string());
    } else {
        lines(policy).iter().for_each(|line| say::line(line));
    }
    Ok(())
}

fn document(policy: &Policy) -> Value {
    let points: Vec<Value> = policy
        .service_points
        .iter()
        .map(|point| json!({ "city": point.city, "name": point.name, "from": point.period.from, "to": point.period.to }))
        .collect();
    json!({
        "version": policy.version,
        "effective_from": policy.effective_from,
        "time_zone": policy.zone.name(),
        "cells": policy.matrix.cells(),
        "catalogue": policy.catalogue.iter().collect::<Vec<_>>(),
        "service_points": points,
        "price_lists": policy.prices.iter().map(prices).collect::<Vec<_>>(),
    })
}

fn prices(list: &PriceList) -> Value {
    let services: Vec<Value> = list
        .services
        .iter()
        .map(|(code, price)| json!({ "code": code, "unit": price.unit, "price_fen": price.price_fen, "vat_rate": price.vat_rate.unwrap_or(list.service_vat) }))
        .collect();
    let parts: Vec<Value> = list
        .parts
        .values()
        .map(|part| json!({ "part": part.part, "name": part.name, "price_fen": part.price_fen, "vat_rate": part.vat_rate.unwrap_or(list.goods_vat) }))
        .collect();
    json!({
        "version": list.version,
        "from": list.period.from,
        "to": list.period.to,
        "services": services,
        "parts": parts,
        "labour_hour_fen": list.labour_hour_fen,
        "travel": travel(list.travel),
        "rates": {
            "severity_fen": list.rates.severity_fen,
            "night_percent": list.rates.night_percent,
            "weekend_percent": list.rates.weekend_percent,
            "holiday_percent": list.rates.holiday_percent,
        },
        "maintenance_fee_fen": list.maintenance_fee_fen,
        "agent_fee_percent": list.agent_fee_percent,
        "discounts": {
            "authorised_percent": list.discounts.authorised_percent,
            "silver_percent": list.discounts.silver_percent,
            "gold_percent": list.discounts.gold_percent,
        },
        "service_vat": list.service_vat,
        "goods_vat": list.goods_vat,
    })
}

fn travel(prices: TravelPrices) -> Value {
    match prices {
        TravelPrices::Distance { same_city_fen, same_province_fen, elsewhere_fen } => json!({
            "same_city_fen": same_city_fen,
            "same_province_fen": same_province_fen,
            "elsewhere_fen": elsewhere_fen,
        }),
        TravelPrices::CityTier { tier1_fen, other_fen } => {
            json!({ "tier1_fen": tier1_fen, "other_fen": other_fen })
        }
    }
}

fn lines(policy: &Policy) -> Vec<String> {
    let mut lines = vec![
        format!(
            "version {} in force from {}",
            policy.version,
            policy.effective_from.with_timezone(&policy.zone).to_rfc3339()
        ),
        String::new(),
        format!(
            "{:<14}{:>16}{:>16}{:>18}{:>18}",
            "class", "pre_sale onsite", "remote", "after_sale onsite", "remote"
        ),
    ];
    for class in ClientClass::ALL {
        let level = |phase, delivery| policy.matrix.level(*class, phase, delivery).as_str();
        lines.push(format!(
            "{:<14}{:>16}{:>16}{:>18}{:>18}",
            class.as_str(),
            level(Phase::PreSale, Delivery::Onsite),
            level(Phase::PreSale, Delivery::Remote),
            level(Phase::AfterSale, Delivery::Onsite),
            level(Phase::AfterSale, Delivery::Remote),
        ));
    }
    lines.push(String::new());
    let list = policy.prices.iter().last();
    for service in policy.catalogue.iter() {
        let classes: Vec<&str> = service.classes.iter().map(|class| class.as_str()).collect();
        let price = list.and_then(|list| list.services.get(&service.code));
        let price = price
            .map(|price| format!("{} / {}", format_fen(price.price_fen), price.unit))
            .unwrap_or_default();
        lines.push(format!(
            "{}  {:<20} {} {} ({})",
            service.code,
            price,
            service.name.zh,
            service.name.en,
            classes.join(", ")
        ));
    }
    lines.push(String::new());
    for point in policy.service_points.iter() {
        lines.push(format!(
            "{} {} {} from {}",
            point.city,
            point.name.zh,
            point.name.en,
            policy.local_date(point.period.from)
        ));
    }
    lines
}
