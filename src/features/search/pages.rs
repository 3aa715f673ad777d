//! `/search?q=`.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::access::{Action, Page};
use crate::domain::record_words::ServiceRecordKind;
use crate::error::Error;
use crate::features::customers::{self, CustomerRef};
use crate::features::requests::{self, Row};
use crate::features::service_records::{self, RecordRow};
use crate::features::{policy, review, shell};
use crate::platform::db::Conn;
use crate::platform::web::flash::see_other;
use crate::platform::web::list::{ListQuery, ListSpec};

/// How many hits of each kind are shown.
const SHOWN: &str = "10";

#[derive(Serialize)]
struct Hit {
    href: String,
    #[serde(flatten)]
    row: RecordRow,
}

#[derive(Serialize)]
struct CustomerHit {
    href: String,
    city_name: String,
    #[serde(flatten)]
    customer: CustomerRef,
}

#[derive(Serialize)]
struct SearchPage {
    q: String,
    records: Vec<Hit>,
    requests: Vec<Row>,
    /// Where the rest of the requests is, where there are more than are shown.
    more_requests: Option<String>,
    customers: Vec<CustomerHit>,
}

/// `GET /search`: what the person may see of what was asked for; one hit alone is opened at once.
///
/// # Errors
/// 403 for nobody: whoever sees nothing finds nothing.
pub async fn search(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::OwnAccount)?;
    let q: String = page.query("q").trim().chars().filter(|c| !c.is_control()).take(100).collect();
    let asked = q.clone();
    let ((requests, more), records, found) = if q.is_empty() {
        ((vec![], false), vec![], vec![])
    } else {
        page.read(move |conn, page| {
            let found = customers_of(conn, page, &asked)?;
            Ok((requests_of(conn, page, &asked)?, records(conn, page, &asked)?, found))
        })
        .await?
    };
    match (requests.as_slice(), records.as_slice(), found.as_slice()) {
        ([only], [], []) => return Ok(see_other(only.href())),
        ([], [only], []) => return Ok(see_other(&only.href)),
        ([], [], [only]) => return Ok(see_other(&format!("/customers/{}", only.id))),
        _ => {}
    }
    let policies = page.services.policies.current();
    let policy = policies.at(page.now.0).map_err(|_| Error::internal("no policy is in force"))?;
    let customers = found
        .into_iter()
        .map(|customer| CustomerHit {
            href: format!("/customers/{}", customer.id),
            city_name: customer
                .city
                .parse()
                .map_or_else(|_| String::new(), |code| policy::city_name(policy, code, page.lang())),
            customer,
        })
        .collect();
    let more_requests = more.then(|| serde_urlencoded::to_string([("q", &q)])).and_then(Result::ok);
    let more_requests = more_requests.map(|query| format!("/requests?{query}"));
    let data = SearchPage { q, records, requests, more_requests, customers };
    shell::render(&page, "pages/search/results.html", "title-search", &[], &data).await
}

/// The question that a list is asked.
fn question(spec: &ListSpec, q: &str) -> Result<ListQuery, Error> {
    spec.read(&[("q".to_string(), q.to_string()), ("limit".to_string(), SHOWN.to_string())])
}

/// Requests, and whether there are more.
fn requests_of(conn: &mut Conn, page: &Page, q: &str) -> Result<(Vec<Row>, bool), Error> {
    let Ok(scope) = page.may(Action::ViewRequests) else { return Ok((vec![], false)) };
    let query = question(&requests::LIST, q)?;
    let found = requests::page(conn, &page.actor, &page.services, &scope, &query, page.now)?;
    let more = found.next.is_some();
    Ok((found.items.into_iter().map(|row| Row::of(row, page)).collect(), more))
}

fn records(conn: &mut Conn, page: &Page, q: &str) -> Result<Vec<Hit>, Error> {
    let Ok(scope) = page.may(Action::ViewRecords) else { return Ok(vec![]) };
    let query = question(&service_records::LIST, q)?;
    let mut hits = Vec::new();
    for kind in ServiceRecordKind::ALL {
        let found = service_records::list(conn, &scope, *kind, &query)?.items.into_iter();
        hits.extend(found.map(|row| Hit {
            href: format!("{}/{}", review::form_of(*kind).path, row.id),
            row: RecordRow::new(row, &page.actor, &scope, page.now),
        }));
    }
    Ok(hits)
}

fn customers_of(conn: &mut Conn, page: &Page, q: &str) -> Result<Vec<CustomerRef>, Error> {
    let Ok(scope) = page.may(Action::ViewCustomers) else { return Ok(vec![]) };
    customers::options(conn, &scope, q, 10)
}
