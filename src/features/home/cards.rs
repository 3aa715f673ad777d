//! The cards of the role home: a number, what it counts, and the list that shows it.

use serde::Serialize;

use crate::access::{Action, Page, Sight};
use crate::domain::money::format_fen;
use crate::domain::record_words::{ChargeStatus, RecordStatus, ServiceRecordKind};
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::features::ageing::Terms;
use crate::features::{
    charges, credits, customers, organisations, requests, review, service_records, statements, users,
};
use crate::platform::db::Conn;

/// A group of cards.
#[derive(Debug, Serialize)]
pub struct Group {
    title: String,
    stats: Vec<Card>,
}

/// One card.
#[derive(Debug, Serialize)]
struct Card {
    label: String,
    value: String,
    href: String,
    tone: &'static str,
    icon: &'static str,
    note: Option<String>,
}

fn card(page: &Page, key: &str, value: i64, href: &str, (tone, icon): (&'static str, &'static str)) -> Card {
    Card {
        label: page.services.texts.text(page.lang(), key, &[]),
        value: value.to_string(),
        href: href.to_string(),
        // A colour calls; there is nothing to call for where nothing waits.
        tone: if value == 0 { "neutral" } else { tone },
        icon,
        note: None,
    }
}

fn title(page: &Page, key: &str) -> String {
    page.services.texts.text(page.lang(), key, &[])
}

/// Every group that the person's roles ask for.
///
/// # Errors
/// What the database answers.
pub fn groups(conn: &mut Conn, page: &Page) -> Result<Vec<Group>, Error> {
    let mut all = Vec::new();
    all.extend(service_requests(conn, page)?);
    all.extend(reviews(conn, page)?);
    all.extend(own_records(conn, page)?);
    all.extend(overdue_records(conn, page)?);
    all.extend(billing(conn, page)?);
    all.extend(proposals(conn, page)?);
    all.extend(to_pay(conn, page)?);
    all.extend(key_accounts(conn, page)?);
    all.extend(administration(conn, page)?);
    Ok(all)
}

/// What is owed to customers, for those who serve; what is asked back, for those who asked.
fn service_requests(conn: &mut Conn, page: &Page) -> Result<Option<Group>, Error> {
    let Ok(scope) = page.may(Action::WorkOnRequests) else { return Ok(None) };
    let asks = matches!(page.actor.class(), Some(ClientClass::EndUser | ClientClass::KeyAccount));
    let queues: &[_] = if asks {
        &[("waiting_customer", "attention", "chat")]
    } else {
        &[
            ("overdue", "danger", "warning"),
            ("due_today", "attention", "clock"),
            ("unassigned", "accent", "hand"),
            ("mine", "neutral", "person"),
        ]
    };
    let mut stats = Vec::new();
    for (name, tone, icon) in queues {
        let count = requests::waiting(conn, &scope, page, name)?;
        let key = format!("home-requests-{}", name.replace('_', "-"));
        let href = format!("/requests?queue={name}");
        let mut one = card(page, &key, i64::try_from(count).unwrap_or(0), &href, (*tone, *icon));
        one.value = requests::counted(count).unwrap_or(one.value);
        stats.push(one);
    }
    Ok(Some(Group { title: title(page, "home-requests"), stats }))
}

fn reviews(conn: &mut Conn, page: &Page) -> Result<Option<Group>, Error> {
    let Ok(scope) = page.may(Action::ReviewRecords) else { return Ok(None) };
    let waiting = service_records::queue_length(conn, &scope)?;
    let taken = service_records::count_taken(conn, &scope, page.now)?;
    let stats = vec![
        card(page, "home-reviews-waiting", waiting, "/reviews", ("accent", "clipboard")),
        card(page, "home-reviews-taken", taken, "/reviews?status=in_review", ("attention", "hand")),
        card(
            page,
            "home-disputed-lines",
            statements::disputed(conn)?,
            "/reviews/disputed?status=disputed",
            ("danger", "flag"),
        ),
    ];
    Ok(Some(Group { title: title(page, "home-reviews"), stats }))
}

/// What the own organisation has in the works: one group a kind, because each kind has its own list.
fn own_records(conn: &mut Conn, page: &Page) -> Result<Vec<Group>, Error> {
    if page.may(Action::WriteRecords).is_err() {
        return Ok(vec![]);
    }
    let scope = page.may(Action::ViewRecords)?;
    let counts = service_records::count_own(conn, &scope)?;
    let states = [
        (RecordStatus::Returned, "attention", "back"),
        (RecordStatus::Draft, "accent", "pencil"),
        (RecordStatus::Submitted, "neutral", "send"),
        (RecordStatus::InReview, "neutral", "eye"),
    ];
    let group = |kind: ServiceRecordKind| {
        let path = review::form_of(kind).path;
        let stats = states.iter().map(|(status, tone, icon)| {
            let found = counts.iter().find(|(of, is, _)| *of == kind && is == status);
            let href = format!("{path}?status={}", status.as_str());
            let key = format!("home-records-{}", status.as_str().replace('_', "-"));
            card(page, &key, found.map_or(0, |(_, _, count)| *count), &href, (tone, icon))
        });
        let title = page.services.texts.word(page.lang(), "home-records-of", kind.as_str());
        Group { title, stats: stats.collect() }
    };
    Ok(vec![group(ServiceRecordKind::FaultRecord), group(ServiceRecordKind::PreSaleReport)])
}

/// The records that were not handed in in time, for those who owe them or look after that.
fn overdue_records(conn: &mut Conn, page: &Page) -> Result<Option<Group>, Error> {
    let Ok(scope) = page.may(Action::ViewOverdueRecords) else { return Ok(None) };
    let count = requests::overdue::count(conn, &scope, page.now)?;
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let stats = vec![card(page, "home-overdue-records", count, "/overdue-records", ("attention", "flag"))];
    Ok(Some(Group { title: title(page, "title-overdue-records"), stats }))
}

/// The card with a sum below it, in the words of `key`.
fn with_sum(page: &Page, mut card: Card, key: &str, fen: i64) -> Card {
    card.note = Some(page.services.texts.text(page.lang(), key, &[("amount", format_fen(fen))]));
    card
}

/// What waits for billing; nothing of it is asked of a payer.
fn billing(conn: &mut Conn, page: &Page) -> Result<Option<Group>, Error> {
    let Ok(scope) = page.may(Action::ConfirmCharges) else { return Ok(None) };
    let settings = &page.services.settings;
    let month = charges::month_of(page.now, settings.time_zone);
    let pending = charges::sum(conn, &scope, ChargeStatus::Pending, None)?;
    let confirmed = charges::sum(conn, &scope, ChargeStatus::Confirmed, Some(&month))?;
    let waiting = card(
        page,
        "home-charges-pending",
        pending.count,
        "/billing/charges?status=pending",
        ("attention", "money"),
    );
    let href = format!("/billing/charges?status=confirmed&month={month}");
    let done = card(page, "home-charges-confirmed", confirmed.count, &href, ("good", "check-circle"));
    let asked = charges::waivers_asked(conn, &scope)?;
    let there = "/billing/charges?waiver_asked=true";
    let waivers = card(page, "home-waivers-asked", asked, there, ("attention", "question"));
    let asked = statements::questioned(conn, &scope)?;
    let there = "/billing/statements?questioned=true";
    let questions = card(page, "home-statements-questioned", asked, there, ("attention", "question"));
    let terms = Terms::at(page.now, settings.time_zone, settings.payment_term_days);
    let (late, open_fen) = match terms.due_since(1) {
        Some(due) => statements::overdue(conn, &scope, due)?,
        None => (0, 0),
    };
    let late = card(page, "home-statements-overdue", late, "/billing/ageing", ("danger", "warning"));
    let stats = vec![
        with_sum(page, waiting, "home-amount", pending.amount_fen),
        with_sum(page, done, "home-amount", confirmed.amount_fen),
        waivers,
        questions,
        with_sum(page, late, "home-open", open_fen),
    ];
    Ok(Some(Group { title: title(page, "home-charges"), stats }))
}

/// Penalties, credits and fees that were proposed, for those who decide on them.
fn proposals(conn: &mut Conn, page: &Page) -> Result<Option<Group>, Error> {
    if page.may(Action::GiveCredits).is_err() {
        return Ok(None);
    }
    let scope = page.may(Action::ViewCredits)?;
    let (count, there) = (credits::proposed(conn, &scope)?, "/billing/credits?status=proposed");
    let stats = vec![card(page, "home-credits-proposed", count, there, ("attention", "money"))];
    Ok(Some(Group { title: title(page, "title-credits"), stats }))
}

/// What the own organisation is about to pay, or the key accounts that one looks after, for those who may see it.
fn to_pay(conn: &mut Conn, page: &Page) -> Result<Option<Group>, Error> {
    let Ok(scope) = page.may(Action::ViewCharges) else { return Ok(None) };
    if scope.sees_all() {
        return Ok(None);
    }
    let mut stats = Vec::new();
    for (status, key) in
        [(ChargeStatus::Pending, "home-to-pay-pending"), (ChargeStatus::Confirmed, "home-to-pay-confirmed")]
    {
        let found = charges::sum(conn, &scope, status, None)?;
        let href = format!("/billing/charges?status={}", status.as_str());
        let one = card(page, key, found.count, &href, ("neutral", "money"));
        stats.push(with_sum(page, one, "home-amount", found.amount_fen));
    }
    let (waiting, open_fen) = statements::issued(conn, &scope)?;
    let there = "/billing/statements?status=issued";
    let one = card(page, "home-statements-issued", waiting, there, ("attention", "document"));
    stats.push(with_sum(page, one, "home-open", open_fen));
    // Whoever looks after key accounts pays nothing of it.
    let whose = if page.actor.is_vendor() { "home-to-pay-theirs" } else { "home-to-pay" };
    Ok(Some(Group { title: title(page, whose), stats }))
}

fn key_accounts(conn: &mut Conn, page: &Page) -> Result<Option<Group>, Error> {
    let Ok(scope) = page.may(Action::ViewCustomers) else { return Ok(None) };
    if !scope.sights().contains(&Sight::KeyAccounts) {
        return Ok(None);
    }
    let count = customers::count(conn, &scope)?;
    let stats = vec![card(page, "home-key-accounts-mine", count, "/customers", ("neutral", "star"))];
    Ok(Some(Group { title: title(page, "home-key-accounts"), stats }))
}

fn administration(conn: &mut Conn, page: &Page) -> Result<Option<Group>, Error> {
    let Ok(scope) = page.may(Action::ManagePeople) else { return Ok(None) };
    let without = users::count_without_password(conn, &scope)?;
    let mut stats =
        vec![card(page, "home-people-without-password", without, "/people", ("attention", "key"))];
    if let Ok(scope) = page.may(Action::ManageOrganisations) {
        let count = organisations::count(conn, &scope)?;
        stats.push(card(page, "home-organisations", count, "/organisations", ("neutral", "building")));
    }
    Ok(Some(Group { title: title(page, "home-administration"), stats }))
}
