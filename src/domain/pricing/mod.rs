//! The lines of a bill: what each component costs under a price list, and what it would have cost (chapters 2.5, 6).
//!
//! Invariant: integer fen, half up per line, no panic; `list_fen` is quantity × price, and `amount_fen` is that less what
//! comes off for the grade of the agent that pays, rounded once, or 0.

mod lines;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    catalogue::Service,
    decision::{ContractCover, DecisionError, RepairCoverage, Work},
    money,
    policy::CoverageRules,
    price_list::PriceList,
    words::{AgentGrade, CityTier, Component, Distance, Level, Outcome, PriceUnit, Provider},
};
use crate::text_enum;

text_enum! {
    /// Why a line costs what it costs.
    pub enum LineReason {
        /// Level S2: free.
        LevelFree = "level_free",
        /// Level S1 in a city with a service point: free.
        SameCityFree = "same_city_free",
        /// Level S0: charged.
        LevelCharged = "level_charged",
        /// Level S1 in another city: charged.
        OtherCityCharged = "other_city_charged",
        /// The agent serves its end user free of charge.
        AgentServes = "agent_serves",
        /// Within free service.
        FreeService = "free_service",
        /// After free service.
        FreeServiceEnded = "free_service_ended",
        /// After free service, and the policy does not charge labour.
        LabourNotCharged = "labour_not_charged",
        /// A security defect of the product: free for life.
        SecurityDefect = "security_defect",
        /// Within the warranty.
        Warranty = "warranty",
        /// After the warranty.
        WarrantyEnded = "warranty_ended",
        /// The work was before acceptance.
        BeforeAcceptance = "before_acceptance",
        /// No day of acceptance is known.
        NoAcceptance = "no_acceptance",
        /// Damage by the customer or a third party.
        ExcludedCause = "excluded_cause",
        /// Included in a maintenance contract.
        Contract = "contract",
        /// The part is not in the price list; a person must price it.
        PriceOnRequest = "price_on_request",
        /// The part was not in the price list, and a person priced it.
        PricedByPerson = "priced_by_person",
    }
}

/// An exact quantity: `count` of `per` parts of a unit; 45 minutes are 45 of 60 parts of an hour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Quantity {
    /// How many parts.
    pub count: i64,
    /// How many parts make a unit.
    pub per: i64,
}

impl Quantity {
    /// Whole units.
    pub fn units(count: u32) -> Self {
        Self { count: i64::from(count), per: 1 }
    }

    /// Minutes, as parts of hours.
    pub fn minutes(count: u32) -> Self {
        Self { count: i64::from(count), per: 60 }
    }
}

/// One line of a bill; money net of VAT, in fen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PriceLine {
    /// What it is for.
    pub component: Component,
    /// What the price is for one of.
    pub unit: PriceUnit,
    /// How much of it.
    pub quantity: Quantity,
    /// Fen per unit.
    pub unit_price_fen: i64,
    /// What is to be paid.
    pub amount_fen: i64,
    /// What it would have cost.
    pub list_fen: i64,
    /// Percent.
    pub vat_rate: i64,
    /// Why.
    pub reason: LineReason,
    /// Further facts: the part, the distance, the end of a term.
    pub detail: Map<String, Value>,
}

impl PriceLine {
    /// Whether a person must put a price on it before it can be confirmed.
    pub fn needs_price(&self) -> bool {
        self.reason == LineReason::PriceOnRequest
    }
}

/// The bill a piece of work leads to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Estimate {
    /// Visit, travel, labour by kinds of hour, maintenance fee, parts, in this order.
    pub lines: Vec<PriceLine>,
    /// Sum of the amounts, net, fen.
    pub total_fen: i64,
    /// Sum of the list values, net, fen: what the work was worth.
    pub list_total_fen: i64,
    /// The first moment of the price list used: its version.
    pub price_list_from: DateTime<Utc>,
    /// Its number. Before price lists were published by themselves there was the first alone.
    #[serde(default = "first")]
    pub price_list_version: i32,
}

fn first() -> i32 {
    1
}

/// What the lines depend on.
#[derive(Clone, Copy, Debug)]
pub struct Pricing<'a> {
    /// What is done.
    pub service: &'a Service,
    /// The level of the matrix.
    pub level: Level,
    /// What was decided of the visit; free or charged.
    pub outcome: Outcome,
    /// Who does it.
    pub provider: Provider,
    /// How far the site is.
    pub distance: Distance,
    /// The tier of its city.
    pub tier: CityTier,
    /// Free service and warranty.
    pub coverage: RepairCoverage,
    /// What maintenance contracts do.
    pub contract: Option<ContractCover<'a>>,
    /// Which of the visits this is about; the whole work is about all of them.
    pub share: Share,
    /// The switches of coverage.
    pub rules: &'a CoverageRules,
    /// The list in force.
    pub prices: &'a PriceList,
    /// The grade of the agent that pays, where one does.
    pub grade: Option<AgentGrade>,
    /// What was done.
    pub work: &'a Work,
}

/// Some visits of a piece of work.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Share {
    /// How many.
    pub visits: u32,
    /// Whether a contract makes them free.
    pub by_contract: bool,
}

/// The bill of work that enters the vendor's books. An agent's free service is one line of 0 with its list value.
pub fn estimate(pricing: &Pricing<'_>) -> Result<Estimate, DecisionError> {
    // Nobody went anywhere for what was repaired in the workshop.
    let in_workshop = pricing.work.workshop_repair && pricing.provider == Provider::Vendor;
    let shares = if in_workshop { Vec::new() } else { pricing.shares() };
    let mut lines = shares.iter().map(Pricing::visit).collect::<Result<Vec<PriceLine>, _>>()?;
    if pricing.provider == Provider::Vendor {
        for share in &shares {
            lines.extend(share.travel()?);
        }
        lines.extend(pricing.labour()?);
        lines.extend(pricing.maintenance()?);
        for part in &pricing.work.parts {
            lines.push(pricing.part(part)?);
        }
    }
    let total_fen = money::sum(lines.iter().map(|line| line.amount_fen))?;
    let list_total_fen = money::sum(lines.iter().map(|line| line.list_fen))?;
    let PriceList { version, period, .. } = pricing.prices;
    Ok(Estimate {
        lines,
        total_fen,
        list_total_fen,
        price_list_from: period.from,
        price_list_version: *version,
    })
}
