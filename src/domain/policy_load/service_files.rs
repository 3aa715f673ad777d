//! `matrix.toml` and `catalogue.toml` (chapters 2.1 and 2.2).
//!
//! Invariant: the matrix is total; codes agree with their columns; serials are unique; repair is onsite after-sale.

use std::{collections::BTreeMap, ops::Range};

use super::{
    fault::FaultCode,
    raw::{RawCatalogue, RawMatrix, RawService},
    source::Source,
};
use crate::domain::{
    catalogue::{Catalogue, Service, read_code},
    service_matrix::{Cell, MatrixFault, ServiceMatrix},
    words::{ClientClass, Delivery, Phase},
};

pub(super) fn matrix(source: &mut Source<'_>) -> Option<ServiceMatrix> {
    let raw: RawMatrix = source.parse()?;
    let mut cells = Vec::new();
    let mut spans = Vec::new();
    for spanned in raw.cells.get_ref() {
        let (span, cell) = (spanned.span(), spanned.get_ref());
        let class = source.option(span.clone(), &cell.class);
        let phase = source.option(span.clone(), &cell.phase);
        let delivery = source.option(span.clone(), &cell.delivery);
        let level = source.option(span.clone(), &cell.level);
        if let (Some(class), Some(phase), Some(delivery), Some(level)) = (class, phase, delivery, level) {
            cells.push(Cell { class, phase, delivery, level });
            spans.push(span);
        }
    }
    let faults = match ServiceMatrix::new(&cells) {
        Ok(matrix) => return Some(matrix),
        Err(faults) => faults,
    };
    for (index, fault) in faults {
        let span = index.and_then(|index| spans.get(index).cloned()).unwrap_or_else(|| raw.cells.span());
        let code = match fault {
            MatrixFault::Duplicate(..) => FaultCode::DuplicateCell,
            MatrixFault::Missing(..) => FaultCode::MissingCell,
        };
        source.fault(span, code, fault.to_string());
    }
    None
}

pub(super) fn catalogue(source: &mut Source<'_>) -> Option<Catalogue> {
    let raw: RawCatalogue = source.parse()?;
    let mut serials = BTreeMap::new();
    let mut services = Vec::new();
    let mut whole = true;
    for spanned in &raw.services {
        let service = service(source, spanned.span(), spanned.get_ref(), &mut serials);
        whole &= service.is_some();
        services.extend(service);
    }
    // Prices are checked against the whole catalogue only, so that one mistake is not named twice.
    whole.then(|| Catalogue::new(services))
}

fn service<'a>(
    source: &mut Source<'_>,
    span: Range<usize>,
    raw: &'a RawService,
    serials: &mut BTreeMap<u16, &'a str>,
) -> Option<Service> {
    let name = source.name(span.clone(), &raw.zh, &raw.en);
    let phase = source.option(span.clone(), &raw.phase);
    let delivery = source.option(span.clone(), &raw.delivery);
    let owes = source.option(span.clone(), &raw.owes);
    let classes = offer(source, span.clone(), raw);
    check_code(source, span.clone(), raw, phase, delivery, serials);
    let (phase, delivery) = (phase?, delivery?);
    if raw.repair && (phase, delivery) != (Phase::AfterSale, Delivery::Onsite) {
        source.fault(
            span.clone(),
            FaultCode::BadRepair,
            format!("{}: only onsite after-sale codes have labour", raw.code),
        );
    }
    if raw.prospects && classes.as_ref().is_some_and(|classes| !classes.contains(&ClientClass::EndUser)) {
        let detail = format!("{}: prospects are end users, to whom it is not offered", raw.code);
        source.fault(span, FaultCode::BadOffer, detail);
    }
    Some(Service {
        code: raw.code.clone(),
        name,
        phase,
        delivery,
        classes: classes?,
        owes: owes?,
        repair: raw.repair,
        prospects: raw.prospects,
    })
}

fn check_code<'a>(
    source: &mut Source<'_>,
    span: Range<usize>,
    raw: &'a RawService,
    phase: Option<Phase>,
    delivery: Option<Delivery>,
    serials: &mut BTreeMap<u16, &'a str>,
) {
    let code = raw.code.as_str();
    let Some(says) = read_code(code) else {
        source.fault(span, FaultCode::NotAServiceCode, code);
        return;
    };
    if phase.is_some_and(|phase| phase != says.phase) || delivery.is_some_and(|way| way != says.delivery) {
        let detail = format!(
            "{code} says {} {}, its columns say {} {}",
            says.phase, says.delivery, raw.phase, raw.delivery
        );
        source.fault(span.clone(), FaultCode::CodeContradictsColumns, detail);
    }
    if let Some(first) = serials.insert(says.serial, code) {
        source.fault(span, FaultCode::DuplicateSerial, format!("{code} has the serial of {first}"));
    }
}

fn offer(source: &mut Source<'_>, span: Range<usize>, raw: &RawService) -> Option<Vec<ClientClass>> {
    let mut classes: Vec<ClientClass> = Vec::new();
    let mut whole = true;
    for text in &raw.classes {
        match source.option(span.clone(), text) {
            Some(class) if classes.contains(&class) => {
                source.fault(span.clone(), FaultCode::BadOffer, format!("{}: {class} twice", raw.code));
            }
            Some(class) => classes.push(class),
            None => whole = false,
        }
    }
    if raw.classes.is_empty() {
        source.fault(span, FaultCode::BadOffer, format!("{} is offered to nobody", raw.code));
    }
    whole.then_some(classes)
}
