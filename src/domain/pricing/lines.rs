//! What each line of a bill costs, and why: visit, travel, labour by kinds of hour, maintenance fee, parts.

use serde_json::{Map, Value};

use super::{LineReason, PriceLine, Pricing, Quantity, Share};
use crate::domain::decision::{ContractTerms, DecisionError, Finding, PartUse};
use crate::domain::money::{self, MoneyError};
use crate::domain::words::{
    Component, Delivery, Distance, HourKind, Level, Name, Outcome, PriceUnit, Provider,
};

/// What a line is for and what it is worth, before anybody asks whether it is free.
struct Item {
    component: Component,
    unit: PriceUnit,
    quantity: Quantity,
    unit_price_fen: i64,
    vat_rate: i64,
    detail: Map<String, Value>,
}

impl Pricing<'_> {
    fn line(&self, item: Item, free: bool, reason: LineReason) -> Result<PriceLine, MoneyError> {
        let Item { component, unit, quantity, unit_price_fen, vat_rate, mut detail } = item;
        let off = self.grade.map_or(0, |grade| self.prices.discounts.percent(grade));
        let (list_fen, charged_fen) = worth(unit_price_fen, quantity, off)?;
        let amount_fen = if free { 0 } else { charged_fen };
        if let Some(grade) = self.grade.filter(|_| !free && off != 0) {
            detail.insert("grade".to_owned(), Value::from(grade.as_str()));
            detail.insert("discount_percent".to_owned(), Value::from(off));
        }
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

/// What a quantity costs by the list, and what it costs after so many percent came off, each rounded once.
fn worth(unit_price_fen: i64, quantity: Quantity, off: i64) -> Result<(i64, i64), MoneyError> {
    let list_fen = money::share_half_up(unit_price_fen, quantity.count, quantity.per)?;
    if off == 0 {
        return Ok((list_fen, list_fen));
    }
    let count = money::times(quantity.count, 100 - off)?;
    let charged_fen = money::share_half_up(unit_price_fen, count, money::times(quantity.per, 100)?)?;
    Ok((list_fen, charged_fen))
}

impl PriceLine {
    /// The same line with the price that a person gave one unit; what comes off for the grade of an agent comes off it too.
    ///
    /// # Errors
    /// Where it does not fit.
    pub fn priced(&self, unit_price_fen: i64) -> Result<Self, MoneyError> {
        let off = self.detail.get("discount_percent").and_then(Value::as_i64).unwrap_or_default();
        let (list_fen, amount_fen) = worth(unit_price_fen, self.quantity, off)?;
        let reason = LineReason::PricedByPerson;
        Ok(PriceLine { unit_price_fen, list_fen, amount_fen, reason, ..self.clone() })
    }
}

impl<'a> Pricing<'a> {
    /// The visits that a contract makes free, and the others, each as work of its own.
    pub(super) fn shares(&self) -> Vec<Pricing<'a>> {
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

    pub(super) fn visit(&self) -> Result<PriceLine, DecisionError> {
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
            vat_rate: price.vat_rate.unwrap_or(self.prices.service_vat),
            detail: Self::named(
                self.of_visits(),
                facts([("service_code", Value::from(self.service.code.as_str()))]),
            ),
        };
        Ok(self.line(item, self.outcome == Outcome::Free, self.visit_reason())?)
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
    pub(super) fn travel(&self) -> Result<Option<PriceLine>, MoneyError> {
        if self.service.delivery != Delivery::Onsite {
            return Ok(None);
        }
        let (unit_price_fen, (what, is)) = self.prices.travel.price(self.distance, self.tier);
        let item = Item {
            component: Component::Travel,
            unit: PriceUnit::Trip,
            quantity: Quantity::units(self.share.visits),
            unit_price_fen,
            vat_rate: self.prices.service_vat,
            detail: Self::named(self.of_visits(), facts([(what, Value::from(is))])),
        };
        self.line(item, self.outcome == Outcome::Free, self.visit_reason()).map(Some)
    }

    /// Labour of repair, when the code has it and the minutes are known; its own rule, even where the visit is free. One
    /// line for each kind of hour, where the list has surcharges and the times are known.
    pub(super) fn labour(&self) -> Result<Vec<PriceLine>, MoneyError> {
        let Some(minutes) = self.work.labour_minutes.filter(|_| self.is_repair()) else {
            return Ok(Vec::new());
        };
        let worked = self.work.worked.as_ref().filter(|_| self.prices.rates.by_time());
        let shares = worked.map(|worked| worked.share(minutes)).filter(|shares| !shares.is_empty());
        let by_time = shares.is_some();
        let shares = shares.unwrap_or_else(|| vec![(HourKind::Day, Quantity::minutes(minutes))]);
        let lines = shares.into_iter().map(|(kind, quantity)| {
            let mut detail = self.labour_facts();
            if by_time {
                detail.insert("hours".to_owned(), Value::from(kind.as_str()));
            }
            if let Some(severity) = self.severity() {
                detail.insert("severity".to_owned(), Value::from(severity));
            }
            let item = Item {
                component: Component::Labour,
                unit: PriceUnit::Hour,
                quantity,
                unit_price_fen: self.prices.hour_fen(self.work.severity, kind)?,
                vat_rate: self.prices.service_vat,
                detail,
            };
            let (free, reason) = self.labour_reason();
            self.line(item, free, reason)
        });
        lines.collect()
    }

    /// Labour of repair exists for the code of repair on site, and for repair in the workshop, whatever the code (2.5).
    fn is_repair(&self) -> bool {
        self.service.repair || self.work.workshop_repair
    }

    /// The severity, where the list has a rate of its own for it.
    fn severity(&self) -> Option<u8> {
        let index = usize::from(self.work.severity?).checked_sub(1)?;
        self.prices.rates.severity_fen.get(index).copied().flatten()?;
        self.work.severity
    }

    /// The fee of a repair after free service (维护成本费), under the rule of its labour.
    pub(super) fn maintenance(&self) -> Result<Option<PriceLine>, MoneyError> {
        let Some(fee) = self.prices.maintenance_fee_fen.filter(|_| self.is_repair()) else {
            return Ok(None);
        };
        let mut detail = self.labour_facts();
        detail.insert("fee".to_owned(), Value::from("maintenance"));
        let item = Item {
            component: Component::Labour,
            unit: PriceUnit::Job,
            quantity: Quantity::units(1),
            unit_price_fen: fee,
            vat_rate: self.prices.service_vat,
            detail,
        };
        let (free, reason) = self.labour_reason();
        self.line(item, free, reason).map(Some)
    }

    fn labour_facts(&self) -> Map<String, Value> {
        let until = self.coverage.free_service_until.map(|day| day.to_string());
        Self::named(self.of_labour(), facts([("until", Value::from(until))]))
    }

    /// The contract that makes labour free; free service and security defects go first, where both do.
    fn of_labour(&self) -> Option<&'a ContractTerms> {
        let covered = self.coverage.free_service == Finding::Covered || self.work.security_defect;
        self.contract.filter(|_| !covered).and_then(|contract| contract.labour)
    }

    /// Whether labour of repair is free, and why it is or is not.
    fn labour_reason(&self) -> (bool, LineReason) {
        let charged_afterwards = self.rules.labour_after_free_service_charged;
        let reason = match self.coverage.free_service {
            Finding::Covered => LineReason::FreeService,
            _ if self.work.security_defect => LineReason::SecurityDefect,
            _ if self.of_labour().is_some() => LineReason::Contract,
            Finding::ExcludedCause => LineReason::ExcludedCause,
            _ if !charged_afterwards => LineReason::LabourNotCharged,
            Finding::Ended => LineReason::FreeServiceEnded,
            Finding::NotStarted => LineReason::BeforeAcceptance,
            Finding::NoAcceptance => LineReason::NoAcceptance,
        };
        let free = matches!(
            reason,
            LineReason::FreeService
                | LineReason::SecurityDefect
                | LineReason::LabourNotCharged
                | LineReason::Contract
        );
        (free, reason)
    }

    pub(super) fn part(&self, used: &PartUse) -> Result<PriceLine, MoneyError> {
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
            vat_rate: listed.and_then(|part| part.vat_rate).unwrap_or(self.prices.goods_vat),
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
        self.line(item, matches!(reason, LineReason::Warranty | LineReason::Contract), reason)
    }
}

fn facts<const N: usize>(facts: [(&str, Value); N]) -> Map<String, Value> {
    facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
