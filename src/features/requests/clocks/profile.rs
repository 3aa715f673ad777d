//! Which profile holds for a clock of a request, and what it promises (3.1).

use crate::domain::catalogue::is_onsite;
use crate::domain::deadline::Pause;
use crate::domain::policy::Policy;
use crate::domain::request_words::RequestKind;
use crate::domain::sla::{Ask, SlaError, Target as SlaTarget};
use crate::domain::words::{CityTier, ClientClass};
use crate::error::Error;
use crate::features::products;
use crate::platform::db::{Conn, Moment};
use crate::platform::fields::FaultCode;
use crate::platform::services::Services;

use super::super::model::Request;
use super::super::service::{Desk, profile_by_contract};
use super::{CUSTOMER, VENDOR};

/// A target as the profile promises it.
#[derive(Debug, Clone)]
pub struct Promised {
    /// `respond`, `onsite`, `workaround`, `resolve`.
    pub kind: &'static str,
    /// When; none while the clock stands still.
    pub due: Option<Moment>,
    /// Before that instant, or at it as well.
    pub strict: bool,
    /// Whether the expert group hears of a breach.
    pub expert_group: bool,
    /// What is told before, and when.
    pub warnings: Vec<(&'static str, Moment)>,
}

/// The earliest moment by which something is owed.
#[must_use]
pub fn earliest(targets: &[Promised]) -> Option<Moment> {
    targets.iter().filter_map(|target| target.due).min()
}

/// When a clock of a request began.
#[must_use]
pub fn begin(request: &Request, clock: &str) -> Moment {
    if clock == VENDOR { request.escalated_at.unwrap_or(request.reported_at) } else { request.reported_at }
}

/// The profile that the contract of the product names for a request that is a fault (3.1).
///
/// # Errors
/// What the database answers.
pub fn by_contract(
    conn: &mut Conn,
    desk: &Desk<'_>,
    request: &Request,
    product: Option<&products::Registered>,
) -> Result<Option<String>, Error> {
    if request.kind != RequestKind::Fault {
        return Ok(None);
    }
    let zone = desk.services.settings.time_zone;
    profile_by_contract(conn, zone, (request.customer_id, product), request.reported_at)
}

/// The profile of a request for which the desk names none: that of its contract, else the customer's own, else that of its
/// class and kind (3.1). A name that the policy in force does not know is passed over.
#[must_use]
pub fn profile(
    services: &Services,
    request: &Request,
    by_contract: Option<&str>,
    of_customer: Option<&str>,
) -> String {
    let named = [by_contract, of_customer].into_iter().flatten().find_map(|name| known(services, name).ok());
    named.unwrap_or_else(|| usual(services, request, CUSTOMER))
}

/// The profile of that name, where there is one.
///
/// # Errors
/// `Invalid` naming `profile`.
pub fn known(services: &Services, name: &str) -> Result<String, Error> {
    let policies = services.policies.current();
    let policy = policies.at(services.clock.now()).map_err(Error::internal)?;
    let unknown = || Error::field("profile", FaultCode::new("unknown_profile"));
    policy.sla.profile(name).map(|profile| profile.id.clone()).ok_or_else(unknown)
}

/// The profile of a clock: the vendor's own is what it promises its agents.
pub(super) fn profile_of(services: &Services, request: &Request, clock: &str) -> String {
    if clock == VENDOR { usual(services, request, VENDOR) } else { request.profile.clone() }
}

fn usual(services: &Services, request: &Request, clock: &str) -> String {
    let policies = services.policies.current();
    let class = if clock == VENDOR { ClientClass::Agent } else { request.customer_class };
    let is_fault = request.kind == RequestKind::Fault;
    policies
        .at(begin(request, clock).0)
        .map_or_else(|_| String::new(), |policy| policy.sla.default_profile(class, is_fault).to_string())
}

/// The tier of the request's city in the version that holds for a clock that begins at `from`.
pub(super) fn tier(policy: &Policy, request: &Request, from: Moment) -> Result<CityTier, Error> {
    let unknown = || Error::field("city", FaultCode::NOT_A_CITY);
    policy.tier_of(request.city.parse().map_err(|_| unknown())?, from.0).ok_or_else(unknown)
}

/// What the profile promises on a clock, with the pauses there were.
///
/// # Errors
/// `Invalid` naming `severity` where the profile lacks it, or `city`.
pub fn promised(
    services: &Services,
    request: &Request,
    clock: &str,
    pauses: &[Pause],
) -> Result<Vec<Promised>, Error> {
    let policies = services.policies.current();
    let from = begin(request, clock);
    let policy = policies.at(from.0).map_err(Error::internal)?;
    let severity = request.severity.filter(|_| request.kind.has_severity());
    let profile = profile_of(services, request, clock);
    let ask = Ask {
        profile: &profile,
        severity: severity.and_then(|severity| u8::try_from(severity).ok()),
        tier: tier(policy, request, from)?,
        from: from.0,
        onsite: is_onsite(&request.service_code),
        pauses,
    };
    let targets = policy.sla.targets(&ask).map_err(|fault| match fault {
        SlaError::UnknownProfile => Error::field("profile", FaultCode::new("unknown_profile")),
        SlaError::UnknownSeverity => Error::field("severity", FaultCode::new("severity_not_in_profile")),
        SlaError::SeverityRequired => Error::field("severity", FaultCode::REQUIRED),
        SlaError::PauseReversed(_) => Error::internal("a pause ends before it begins"),
    })?;
    Ok(targets.into_iter().map(of_profile).collect())
}

fn of_profile(target: SlaTarget) -> Promised {
    let warnings = [
        ("warn_50", target.warn_50_at),
        ("warn_80", target.warn_80_at),
        ("send_engineer", target.send_engineer_at),
    ];
    Promised {
        kind: target.kind.as_str(),
        due: target.due_at.map(Moment::from),
        strict: target.strict,
        expert_group: target.expert_group,
        warnings: warnings.into_iter().filter_map(|(kind, at)| Some((kind, at?.into()))).collect(),
    }
}
