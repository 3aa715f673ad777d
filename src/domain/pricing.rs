//! The lines of a bill: what each component costs under a price list, and what it would have cost (chapters 2.5, 6).
//!
//! Invariant: integer fen, half up per line, no panic; `amount_fen` is `list_fen` or 0.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    catalogue::Service,
    decision::{ContractCover, ContractTerms, DecisionError, Finding, PartUse, RepairCoverage, Work},
    money::{self, MoneyError},
    policy::CoverageRules,
    price_list::PriceList,
    words::{Component, Distance, Level, Name, Outcome, PriceUnit, Provider},
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
    /// Visit, travel, labour, parts, in this order.
    pub lines: Vec<PriceLine>,
    /// Sum of the amounts, net, fen.
    pub total_fen: i64,
    /// Sum of the list values, net, fen: what the work was worth.
    pub list_total_fen: i64,
    /// The first moment of the price list used: its version.
    pub price_list_from: DateTime<Utc>,
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
    let shares = pricing.shares();
    let mut lines = shares.iter().map(Pricing::visit).collect::<Result<Vec<PriceLine>, _>>()?;
    if pricing.provider == Provider::Vendor {
        for share in &shares {
            lines.extend(share.travel()?);
        }
        lines.extend(pricing.labour()?);
        for part in &pricing.work.parts {
            lines.push(pricing.part(part)?);
        }
    }
    let total_fen = money::sum(lines.iter().map(|line| line.amount_fen))?;
    let list_total_fen = money::sum(lines.iter().map(|line| line.list_fen))?;
    Ok(Estimate { lines, total_fen, list_total_fen, price_list_from: pricing.prices.period.from })
}

/// What a line is for and what it is worth, before anybody asks whether it is free.
struct Item {
    component: Component,
    unit: PriceUnit,
    quantity: Quantity,
    unit_price_fen: i64,
    vat_rate: i64,
    detail: Map<String, Value>,
}

impl Item {
    fn line(self, free: bool, reason: LineReason) -> Result<PriceLine, MoneyError> {
        let Self { component, unit, quantity, unit_price_fen, vat_rate, detail } = self;
        let list_fen = money::share_half_up(unit_price_fen, quantity.count, quantity.per)?;
        let amount_fen = if free { 0 } else { list_fen };
        Ok(PriceLine {
            component,
            unit,
            quantity,
            unit_price_fen,
            amount_fen,
            list_fen,
            vat_rate,
            reason,
            detail,
        })
    }
}

impl<'a> Pricing<'a> {
    /// The visits that a contract makes free, and the others, each as work of its own.
    fn shares(&self) -> Vec<Pricing<'a>> {
        let visits = self.work.visits;
        let spent = self.contract.map_or(0, |contract| contract.spent);
        let of =
            |visits, by_contract, outcome| Pricing { share: Share { visits, by_contract }, outcome, ..*self };
        match spent {
            0 => vec![of(visits, false, self.outcome)],
            spent if spent >= visits => vec![of(visits, true, Outcome::Free)],
            spent => vec![of(spent, true, Outcome::Free), of(visits - spent, false, self.outcome)],
        }
    }

    /// The number of the contract that makes something free, among the facts of a line.
    fn named(contract: Option<&ContractTerms>, mut facts: Map<String, Value>) -> Map<String, Value> {
        if let Some(contract) = contract {
            facts.insert("contract".to_owned(), Value::from(contract.number.as_str()));
        }
        facts
    }

    /// The contract that makes these visits free.
    fn of_visits(&self) -> Option<&'a ContractTerms> {
        self.contract.filter(|_| self.share.by_contract).map(|contract| contract.of)
    }

    fn visit(&self) -> Result<PriceLine, DecisionError> {
        let price = self.prices.services.get(&self.service.code).ok_or(DecisionError::NoPrice)?;
        let quantity = match price.unit {
            PriceUnit::Hour => Quantity::minutes(self.work.labour_minutes.unwrap_or(0)),
            _ => Quantity::units(self.share.visits),
        };
        let item = Item {
            component: Component::Visit,
            unit: price.unit,
            quantity,
            unit_price_fen: price.price_fen,
            vat_rate: self.prices.service_vat,
            detail: Self::named(
                self.of_visits(),
                facts([("service_code", Value::from(self.service.code.as_str()))]),
            ),
        };
        Ok(item.line(self.outcome == Outcome::Free, self.visit_reason())?)
    }

    fn visit_reason(&self) -> LineReason {
        match (self.outcome, self.level) {
            _ if self.share.by_contract => LineReason::Contract,
            _ if self.provider == Provider::Agent => LineReason::AgentServes,
            (Outcome::Free, Level::S2) => LineReason::LevelFree,
            (Outcome::Free, Level::S1) if self.distance == Distance::SameCity => LineReason::SameCityFree,
            (Outcome::Free, _) => LineReason::FreeService,
            (_, Level::S1) => LineReason::OtherCityCharged,
            _ => LineReason::LevelCharged,
        }
    }

    /// Travel belongs to onsite work and is free where the visit is.
    fn travel(&self) -> Result<Option<PriceLine>, MoneyError> {
        if self.service.delivery != super::words::Delivery::Onsite {
            return Ok(None);
        }
        let item = Item {
            component: Component::Travel,
            unit: PriceUnit::Trip,
            quantity: Quantity::units(self.share.visits),
            unit_price_fen: self.prices.travel.price_fen(self.distance),
            vat_rate: self.prices.service_vat,
            detail: Self::named(self.of_visits(), facts([("distance", Value::from(self.distance.as_str()))])),
        };
        item.line(self.outcome == Outcome::Free, self.visit_reason()).map(Some)
    }

    /// Labour of repair, when the code has it and the minutes are known; its own rule, even where the visit is free.
    fn labour(&self) -> Result<Option<PriceLine>, MoneyError> {
        let Some(minutes) = self.work.labour_minutes.filter(|_| self.service.repair) else {
            return Ok(None);
        };
        let until = self.coverage.free_service_until.map(|day| day.to_string());
        // Free service goes first, where both make it free.
        let covered = self.coverage.free_service == Finding::Covered;
        let by_contract = self.contract.filter(|_| !covered).and_then(|contract| contract.labour);
        let item = Item {
            component: Component::Labour,
            unit: PriceUnit::Hour,
            quantity: Quantity::minutes(minutes),
            unit_price_fen: self.prices.labour_hour_fen,
            vat_rate: self.prices.service_vat,
            detail: Self::named(by_contract, facts([("until", Value::from(until))])),
        };
        let charged_afterwards = self.rules.labour_after_free_service_charged;
        let reason = match self.coverage.free_service {
            Finding::Covered => LineReason::FreeService,
            _ if by_contract.is_some() => LineReason::Contract,
            Finding::ExcludedCause => LineReason::ExcludedCause,
            _ if !charged_afterwards => LineReason::LabourNotCharged,
            Finding::Ended => LineReason::FreeServiceEnded,
            Finding::NotStarted => LineReason::BeforeAcceptance,
            Finding::NoAcceptance => LineReason::NoAcceptance,
        };
        let free =
            matches!(reason, LineReason::FreeService | LineReason::LabourNotCharged | LineReason::Contract);
        item.line(free, reason).map(Some)
    }

    fn part(&self, used: &PartUse) -> Result<PriceLine, MoneyError> {
        let listed = self.prices.parts.get(&used.part);
        let name = |of: fn(&Name) -> &str| listed.map_or(Value::Null, |part| Value::from(of(&part.name)));
        let until = self.coverage.warranty_until.map(|day| day.to_string());
        let covered = self.coverage.warranty == Finding::Covered;
        let by_contract = self.contract.filter(|_| !covered).and_then(|contract| contract.parts);
        let item = Item {
            component: Component::Parts,
            unit: PriceUnit::Piece,
            quantity: Quantity::units(used.quantity),
            unit_price_fen: listed.map_or(0, |part| part.price_fen),
            vat_rate: self.prices.goods_vat,
            detail: Self::named(
                by_contract,
                facts([
                    ("part", Value::from(used.part.as_str())),
                    ("name_zh", name(|name| &name.zh)),
                    ("name_en", name(|name| &name.en)),
                    ("until", Value::from(until)),
                ]),
            ),
        };
        let reason = match self.coverage.warranty {
            Finding::Covered => LineReason::Warranty,
            _ if by_contract.is_some() => LineReason::Contract,
            _ if listed.is_none() => LineReason::PriceOnRequest,
            Finding::ExcludedCause => LineReason::ExcludedCause,
            Finding::Ended => LineReason::WarrantyEnded,
            Finding::NotStarted => LineReason::BeforeAcceptance,
            Finding::NoAcceptance => LineReason::NoAcceptance,
        };
        item.line(matches!(reason, LineReason::Warranty | LineReason::Contract), reason)
    }
}

fn facts<const N: usize>(facts: [(&str, Value); N]) -> Map<String, Value> {
    facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
