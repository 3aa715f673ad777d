//! The places of the left navigation: each person sees those that the same policy lets it enter.

use serde::Serialize;

use crate::access::{Action, Actor, Page};
use crate::domain::record_words::Role;
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::features::{charges, requests, service_records};
use crate::platform::db::Conn;

/// Somewhere to go.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The text is `nav-<key>`.
    pub key: &'static str,
    /// Where it is.
    pub href: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// What one must be allowed to.
    pub needs: Action,
}

const PLACES: &[Place] = &[
    Place { key: "home", href: "/", icon: "home", needs: Action::OwnAccount },
    Place { key: "requests", href: "/requests", icon: "chat", needs: Action::ViewRequests },
    Place { key: "reviews", href: "/reviews", icon: "clipboard", needs: Action::ReviewRecords },
    Place { key: "fault-records", href: "/fault-records", icon: "wrench", needs: Action::ViewRecords },
    Place {
        key: "pre-sale-reports",
        href: "/pre-sale-reports",
        icon: "document",
        needs: Action::ViewRecords,
    },
    Place {
        key: "overdue-records",
        href: "/overdue-records",
        icon: "flag",
        needs: Action::ViewOverdueRecords,
    },
    Place { key: "customers", href: "/customers", icon: "customers", needs: Action::ViewCustomers },
    Place { key: "products", href: "/products", icon: "cube", needs: Action::ViewProducts },
    Place { key: "contracts", href: "/contracts", icon: "document", needs: Action::ViewContracts },
    Place { key: "installations", href: "/installations", icon: "device", needs: Action::ViewProducts },
    Place { key: "loaners", href: "/loaners", icon: "refresh", needs: Action::ViewProducts },
    Place { key: "charges", href: "/billing/charges", icon: "money", needs: Action::ViewCharges },
    Place { key: "credits", href: "/billing/credits", icon: "money", needs: Action::ViewCredits },
    Place { key: "service-matrix", href: "/service-matrix", icon: "table", needs: Action::ViewPolicy },
    Place { key: "duty-rota", href: "/duty-rota", icon: "calendar", needs: Action::ViewDutyRota },
    Place {
        key: "qualifications",
        href: "/qualifications",
        icon: "shield",
        needs: Action::ViewQualifications,
    },
    Place {
        key: "product-types",
        href: "/admin/product-types",
        icon: "settings",
        needs: Action::ManageProductTypes,
    },
    Place { key: "calendars", href: "/admin/calendars", icon: "calendar", needs: Action::ViewCalendars },
    Place { key: "people", href: "/people", icon: "people", needs: Action::ViewPeople },
    Place { key: "mail", href: "/admin/mail", icon: "mail", needs: Action::ManageMail },
    Place { key: "audit", href: "/admin/audit", icon: "eye", needs: Action::ViewAudit },
];

/// What each role works at first, by the keys of its places: these stand before the others, also in the bar of a phone.
fn own_work(role: Role) -> &'static [&'static str] {
    match role {
        Role::AgentEngineer | Role::SupportEngineer => &["requests", "fault-records", "pre-sale-reports"],
        Role::AgentManager => &["requests", "fault-records", "charges"],
        Role::CustomerContact => &["requests", "fault-records", "products"],
        Role::ProductTeam => &["requests", "fault-records", "products"],
        Role::KeyAccountManager => &["requests", "customers", "fault-records"],
        Role::ServiceSpecialist => &["requests", "overdue-records", "customers"],
        Role::ServiceManager => &["requests", "overdue-records", "credits"],
        Role::Reviewer => &["reviews", "fault-records", "pre-sale-reports"],
        Role::Billing => &["charges", "fault-records", "customers"],
        Role::Admin => &["people", "mail", "calendars"],
        Role::Auditor => &["audit", "requests", "charges"],
        Role::ApproverTechnical | Role::ApproverBusiness => &["service-matrix"],
    }
}

/// The places that `actor` may enter: home, the work of its roles, the others.
fn places(actor: &Actor) -> Vec<&'static Place> {
    let own: Vec<&str> = actor.roles().iter().flat_map(|role| own_work(*role)).copied().collect();
    let rank = |place: &&Place| match place.key {
        "home" => 0,
        key => own.iter().position(|own| *own == key).map_or(usize::MAX, |at| at + 1),
    };
    // Credits are a tab beside the charges for whoever sees these.
    let may = |place: &&Place| {
        actor.can(place.needs) && !(place.key == "credits" && actor.can(Action::ViewCharges))
    };
    let mut places: Vec<&Place> = PLACES.iter().filter(may).collect();
    places.sort_by_key(rank);
    places
}

/// The pages of billing, which are tabs of one place: the key of the title, where it is, what one must be allowed to.
const BILLING: &[(&str, &str, Action)] = &[
    ("title-charges", "/billing/charges", Action::ViewCharges),
    ("title-credits", "/billing/credits", Action::ViewCredits),
    ("title-statements", "/billing/statements", Action::ViewStatements),
    ("title-payments", "/billing/payments", Action::ViewPayments),
    ("title-ageing", "/billing/ageing", Action::ViewPayments),
    ("title-prices", "/billing/prices", Action::ViewPriceLists),
    ("title-invoices", "/billing/invoices", Action::RecordPayments),
    ("title-accounts", "/billing/accounts", Action::ViewAccounts),
];

/// A tab of billing.
#[derive(Debug, Serialize)]
pub struct Tab {
    key: &'static str,
    href: &'static str,
    current: bool,
}

/// The tabs of billing that `actor` may enter, on pages of billing alone.
#[must_use]
pub fn billing(actor: &Actor, here: &str) -> Vec<Tab> {
    if !under("/billing", here) {
        return Vec::new();
    }
    let allowed = BILLING.iter().filter(|(_, _, needs)| actor.can(*needs));
    allowed.map(|(key, href, _)| Tab { key, href, current: under(href, here) }).collect()
}

/// Whether `here` is `path` or lies below it.
fn under(path: &str, here: &str) -> bool {
    here.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What waits, by place.
#[derive(Debug, Default, Clone, Copy)]
pub struct Badges {
    /// Records that wait for a reviewer.
    pub reviews: Option<i64>,
    /// Charges that wait for confirmation.
    pub charges: Option<i64>,
    /// Records that came back to this person's organisation.
    pub returned: Option<i64>,
    /// Requests that wait for this person: those it works on, or those it has to answer. Counted no further than 100.
    pub requests: Option<usize>,
}

/// One place as the layout shows it.
#[derive(Debug, Serialize)]
pub struct Item {
    key: &'static str,
    href: &'static str,
    icon: &'static str,
    current: bool,
    count: Option<String>,
    /// Whether it stands behind "more" on a phone.
    rest: bool,
}

/// So many places a thumb tells apart in the bar at the bottom of a phone.
const BAR: usize = 5;

/// Whether the page at `here` belongs to `place`; organisations are kept beside the people in them, and all
/// of billing behind its charges.
fn holds(place: &Place, here: &str) -> bool {
    let under = |path: &str| under(path, here);
    match place.href {
        "/" => here == "/",
        "/people" => under("/people") || under("/organisations"),
        "/billing/charges" | "/billing/credits" => under("/billing"),
        href => under(href),
    }
}

fn told(count: Option<i64>) -> Option<String> {
    count.filter(|count| *count > 0).map(|count| count.to_string())
}

/// The places of `actor`, the one that holds `here` marked.
#[must_use]
pub fn items(actor: &Actor, here: &str, badges: Badges) -> Vec<Item> {
    let places = places(actor);
    // Where not all fit, "more" takes the last place.
    let shown = if places.len() > BAR { BAR - 1 } else { BAR };
    places
        .iter()
        .enumerate()
        .map(|(at, place)| Item {
            rest: at >= shown,
            key: place.key,
            href: place.href,
            icon: place.icon,
            current: holds(place, here),
            count: match place.key {
                "reviews" => told(badges.reviews),
                "charges" => told(badges.charges),
                "home" => told(badges.returned),
                "requests" => badges.requests.and_then(requests::counted),
                _ => None,
            },
        })
        .collect()
}

/// Counts what waits for `actor`; at most four statements, and none for those for whom nothing waits.
///
/// # Errors
/// What the database answers.
pub fn badges(conn: &mut Conn, page: &Page) -> Result<Badges, Error> {
    let actor = &page.actor;
    let mut badges = Badges::default();
    if let Ok(scope) = actor.may(Action::ReviewRecords) {
        badges.reviews = Some(service_records::queue_length(conn, &scope)?);
    }
    if let Ok(scope) = actor.may(Action::ConfirmCharges) {
        badges.charges = Some(charges::pending(conn, &scope)?);
    }
    if let Ok(scope) = actor.may(Action::WriteRecords) {
        badges.returned = Some(service_records::count_returned(conn, &scope)?);
    }
    if let Ok(scope) = actor.may(Action::WorkOnRequests) {
        let asks = matches!(actor.class(), Some(ClientClass::EndUser | ClientClass::KeyAccount));
        let queue = if asks { "waiting_customer" } else { "mine" };
        badges.requests = Some(requests::waiting(conn, &scope, page, queue)?);
    }
    Ok(badges)
}
