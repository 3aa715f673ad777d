//! Reads one version of the policy from its files and names everything that is wrong with them (chapters 2 and 8.5).
//!
//! Invariant: all faults at once, each with file, line and a stable code; a policy that loads is whole and consistent.

mod calendar_files;
mod fault;
mod holiday_import;
mod money_files;
mod place_files;
mod raw;
mod raw_sla;
mod service_files;
mod sla_files;
mod source;

pub use self::fault::{FaultCode, PolicyFault};
pub use self::holiday_import::{ImportFault, ImportFaultCode, holiday_year};
pub use self::money_files::MOST_SURCHARGE;
use self::{
    raw::{RawCoverage, RawPolicy},
    source::Source,
};
use super::{
    policy::{CoverageRules, Policy},
    policy_files::VERSION_1,
    sla::Sla,
};

/// The longest term of coverage that makes sense, months.
const LONGEST_TERM: i64 = 600;

/// The policy of a set of files `(name, text)`. Files the policy does not know are left alone.
pub fn load(files: &[(&str, &str)]) -> Result<Policy, Vec<PolicyFault>> {
    let mut faults = Vec::new();
    let head = read_head(&mut Source::open(files, "policy.toml", &mut faults));
    let coverage = read_coverage(&mut Source::open(files, "coverage.toml", &mut faults));
    let matrix = service_files::matrix(&mut Source::open(files, "matrix.toml", &mut faults));
    let catalogue = service_files::catalogue(&mut Source::open(files, "catalogue.toml", &mut faults));
    let cities = place_files::cities(&mut Source::open(files, "cities.toml", &mut faults));
    let start = head.as_ref().map(|(_, from, ..)| *from);
    let known = cities.as_ref();
    let tiers = place_files::tiers(&mut Source::open(files, "city-tiers.toml", &mut faults), known, start);
    let points = place_files::points(&mut Source::open(files, "service-points.toml", &mut faults), known);
    let prices =
        money_files::prices(&mut Source::open(files, "prices.toml", &mut faults), catalogue.as_ref(), start);
    let sla = read_sla(files, &mut faults);
    let whole = (head, coverage, matrix, catalogue, cities, sla);
    let (Some(head), Some(coverage), Some(matrix), Some(catalogue), Some(cities), Some(sla)) = whole else {
        return Err(faults);
    };
    if !faults.is_empty() {
        return Err(faults);
    }
    let (version, effective_from, zone, acceptance_signature_required) = head;
    Ok(Policy {
        version,
        effective_from,
        zone,
        matrix,
        catalogue,
        cities,
        city_tiers: tiers,
        service_points: points,
        prices,
        coverage,
        acceptance_signature_required,
        sla,
    })
}

/// The policy shipped with the program.
pub fn load_version_1() -> Result<Policy, Vec<PolicyFault>> {
    load(VERSION_1)
}

fn read_sla(files: &[(&str, &str)], faults: &mut Vec<PolicyFault>) -> Option<Sla> {
    let holidays = calendar_files::holidays(&mut Source::open(files, "holidays.toml", faults));
    let calendars = calendar_files::calendars(&mut Source::open(files, "calendars.toml", faults), &holidays);
    let known = calendars.as_ref().map(|(calendars, _)| calendars);
    let profiles = sla_files::profiles(&mut Source::open(files, "sla-profiles.toml", faults), known);
    let ((calendars, desk), (profiles, defaults)) = (calendars?, profiles?);
    Some(Sla::new(calendars, desk, holidays, profiles, defaults))
}

type Head = (i32, chrono::DateTime<chrono::Utc>, chrono_tz::Tz, bool);

fn read_head(source: &mut Source<'_>) -> Option<Head> {
    let raw: RawPolicy = source.parse()?;
    let version = i32::try_from(*raw.version.get_ref()).ok().filter(|version| *version > 0);
    if version.is_none() {
        source.fault(raw.version.span(), FaultCode::BadVersion, "a version is a positive number");
    }
    let from = source.moment(&raw.effective_from);
    let zone = raw.time_zone.get_ref().parse().ok();
    if zone.is_none() {
        source.fault(raw.time_zone.span(), FaultCode::UnknownTimeZone, raw.time_zone.get_ref());
    }
    Some((version?, from?, zone?, raw.acceptance_signature_required))
}

fn read_coverage(source: &mut Source<'_>) -> Option<CoverageRules> {
    let raw: RawCoverage = source.parse()?;
    let mut months = |value: &toml::Spanned<i64>| {
        let term = u32::try_from(*value.get_ref()).ok().filter(|_| *value.get_ref() <= LONGEST_TERM);
        if term.is_none() {
            source.fault(value.span(), FaultCode::BadTerm, format!("0 to {LONGEST_TERM} months"));
        }
        term
    };
    let free_service_months = months(&raw.free_service_months);
    let warranty_months = months(&raw.warranty_months);
    Some(CoverageRules {
        free_service_covers_visits: raw.free_service_covers_visits,
        labour_after_free_service_charged: raw.labour_after_free_service_charged,
        free_service_months: free_service_months?,
        warranty_months: warranty_months?,
        repeat_repairs: raw.repeat_repairs,
    })
}
