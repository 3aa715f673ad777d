//! Changing the fields of a request. What changes its deadlines computes them anew, and what was breached stays so (3.1).

use serde_json::{Map, Value, json};

use crate::domain::request_words::{RequestEventKind, RequestStatus, Visibility};
use crate::domain::words::Outcome;
use crate::error::Error;
use crate::features::{customers, products};
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{self, Completeness, FaultCode, FieldFault};
use crate::platform::web::incoming::IfMatch;

use super::super::model::{FIELDS, Request};
use super::super::rules::{self, Side};
use super::super::{clocks, store};
use super::raise::offered;
use super::{Desk, assign, remedy};

/// What never changes once it was said.
const FIXED: &[&str] = &["customer_id", "channel", "reported_at"];
/// What only the serving side changes once it is at work: it moves deadlines or money. A serial does by its product and the
/// contracts on it.
const SERVING: &[&str] = &["kind", "severity", "service_code", "city", "profile", "serial"];

/// The fields of a request as a body.
#[must_use]
pub fn as_body(request: &Request) -> Map<String, Value> {
    let mut body = request.fields();
    for (name, value) in [
        ("customer_id", json!(request.customer_id)),
        ("kind", json!(request.kind)),
        ("subject", json!(request.subject)),
        ("service_code", json!(request.service_code)),
        ("severity", json!(request.severity)),
        ("city", json!(request.city)),
        ("reported_at", json!(request.reported_at)),
        ("profile", json!(request.profile)),
    ] {
        if !value.is_null() {
            body.insert(name.into(), value);
        }
    }
    body
}

/// Changes fields.
///
/// # Errors
/// `NotFound`, `Forbidden` for those who only look on, `PreconditionRequired`, `Stale`, `Conflict` once it is over,
/// `Invalid` naming each field.
pub fn edit(
    conn: &mut Conn,
    desk: &Desk<'_>,
    (id, expected): (Id, IfMatch),
    patch: &Value,
) -> Result<Request, Error> {
    let (mut request, side) = desk.open(conn, id)?;
    if side == Side::Onlooker {
        return Err(Error::Forbidden("not_yours_to_serve"));
    }
    expected.check(request.version)?;
    rules::editable(&request)?;
    // As the check writes it, so that the same moment said otherwise is no change.
    let before = as_body(&request);
    let before = fields::check(FIELDS, &Value::Object(before.clone()), Completeness::Draft).unwrap_or(before);
    let merged = fields::merge(&before, patch);
    let after = fields::check(FIELDS, &merged, Completeness::Complete).map_err(Error::Invalid)?;
    // A moment has several spellings; what is stored is compared as it would be read.
    let was = fields::check(FIELDS, &Value::Object(before.clone()), Completeness::Complete)
        .unwrap_or_else(|_| before.clone());
    let changed: Vec<&str> =
        FIELDS.iter().map(|field| field.name).filter(|name| was.get(*name) != after.get(*name)).collect();
    check(desk, &request, side, &changed, &after)?;
    remedy::kept(conn, &request, &changed)?;
    let has = |names: &[&str]| changed.iter().any(|name| names.contains(name));
    let paying = if has(&["service_code", "city", "kind", "serial"]) {
        Some(customers::paying(conn, desk.actor, request.customer_id)?)
    } else {
        None
    };
    let own = paying.as_ref().and_then(|paying| paying.customer.sla_profile.as_deref());
    let followed = has(&["kind", "serial"]) && {
        let product = desk.product(conn, &request)?;
        usual(conn, desk, &request, (product.as_ref(), own))? == request.profile
    };
    let profile = request.profile.clone();
    apply(&mut request, &after);
    let product = if paying.is_some() { desk.product(conn, &request)? } else { None };
    if followed {
        // A question that turns out to be a fault is promised what faults are, and a product what its contract names, unless
        // somebody named the profile of the request.
        request.profile = usual(conn, desk, &request, (product.as_ref(), own))?;
    }
    let judged = match &paying {
        Some(paying) if has(&["service_code", "city", "serial"]) => {
            let of = (paying, product.as_ref());
            Some(desk.judged(conn, &request, of, request.escalated_at.is_some())?)
        }
        _ => None,
    };
    if let Some(judged) = &judged {
        offered(judged)?;
        if request.escalated_at.is_some() && judged.decision.outcome == Outcome::NotProvided {
            // What the vendor does not come for it does not come for by another name either (2.3).
            return Err(Error::field("service_code", FaultCode::new("not_provided")));
        }
    }
    if changed.contains(&"service_code")
        && let Some(assignee) = request.assignee_id
        && !assign::may_go(conn, desk, &request, assignee)?
    {
        return Err(Error::field("service_code", FaultCode::new("not_qualified")));
    }
    if changed.contains(&"profile") {
        let named = after.get("profile").and_then(Value::as_str).unwrap_or_default();
        request.profile = clocks::known(desk.services, named)?;
    }
    // A serial moves deadlines by the profile alone.
    if has(&["kind", "severity", "service_code", "city", "profile"]) || request.profile != profile {
        clocks::recompute(conn, desk, &mut request)?;
    }
    store::save(conn, &mut request, desk.now)?;
    if let Some(judged) = judged {
        let (holder, judged) = (request.holder, serde_json::to_value(judged)?);
        store::insert_decision(conn, request.id, holder, desk.now, &judged)?;
    }
    let data = json!({ "fields": changed });
    desk.line(conn, &request, RequestEventKind::Edited, Visibility::Public, ("", data))?;
    let rows = (Some(Value::Object(before)), Some(Value::Object(after)));
    desk.log(conn, &request, "request.edit", rows)?;
    Ok(request)
}

/// The profile of the request where nobody names one.
fn usual(
    conn: &mut Conn,
    desk: &Desk<'_>,
    request: &Request,
    (product, own): (Option<&products::Registered>, Option<&str>),
) -> Result<String, Error> {
    let by_contract = clocks::by_contract(conn, desk, request, product)?;
    Ok(clocks::profile(desk.services, request, by_contract.as_deref(), own))
}

fn check(
    desk: &Desk<'_>,
    request: &Request,
    side: Side,
    changed: &[&str],
    after: &Map<String, Value>,
) -> Result<(), Error> {
    let mut faults = Vec::new();
    let mut refuse = |name: &str, code: &'static str| {
        faults.push(FieldFault::new(name, FaultCode::new(code)));
    };
    for name in changed {
        let customers_own = side == Side::Customer && request.status == RequestStatus::New;
        if FIXED.contains(name) {
            refuse(name, "fixed");
        } else if (*name == "profile" && !desk.actor.is_vendor())
            || ((SERVING.contains(name) || *name == "claim") && side != Side::Serving && !customers_own)
        {
            refuse(name, "not_allowed");
        }
    }
    let kind = after.get("kind").and_then(Value::as_str).and_then(|kind| kind.parse().ok());
    let moves = changed.iter().any(|name| matches!(*name, "kind" | "claim"));
    let of_kind = kind.map(|kind| remedy::kind_faults(kind, after)).unwrap_or_default();
    faults.extend(of_kind.into_iter().filter(|fault| moves || fault.path != "claim"));
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

fn apply(request: &mut Request, after: &Map<String, Value>) {
    let text = |name: &str| after.get(name).and_then(Value::as_str);
    if let Some(kind) = text("kind").and_then(|word| word.parse().ok()) {
        request.kind = kind;
    }
    request.severity = after.get("severity").and_then(Value::as_i64).and_then(|n| i32::try_from(n).ok());
    for (name, column) in [
        ("subject", &mut request.subject),
        ("service_code", &mut request.service_code),
        ("city", &mut request.city),
    ] {
        if let Some(value) = text(name) {
            *column = value.to_string();
        }
    }
    let own =
        ["customer_id", "kind", "subject", "service_code", "severity", "city", "reported_at", "profile"];
    let rest = after.iter().filter(|(name, _)| !own.contains(&name.as_str()));
    request.content = Value::Object(rest.map(|(name, value)| (name.clone(), value.clone())).collect());
}
