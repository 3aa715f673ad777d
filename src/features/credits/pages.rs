//! `/billing/credits`: the list, one credit, the two forms, and what is decided.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::{Value, json};

use crate::access::call::path_id;
use crate::access::{Action, Actor, Page, Scope};
use crate::domain::billing_words::{CreditKind, CreditStatus};
use crate::domain::catalogue::Service;
use crate::domain::record_words::OrganisationKind;
use crate::domain::taxed::Taxed;
use crate::error::Error;
use crate::features::charges::{Born, FeeRecord};
use crate::features::shell::columns::columns;
use crate::features::shell::form::{Form, Typed, offers};
use crate::features::shell::list::ListFrame;
use crate::features::{organisations, shell};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{Field, OptionView};
use crate::platform::services::Services;
use crate::platform::web::filters;
use crate::platform::web::flash::{self, Tone};

use super::decide::{self, may_decide};
use super::history::{Event, Whole};
use super::model::{Credit, LIST, NEW_CREDIT, NEW_FEE, ORIGINS};
use super::{penalty, propose, records, service};

const HERE: &str = "/billing/credits";

#[derive(Serialize)]
struct ListPage {
    #[serde(flatten)]
    list: ListFrame<Credit>,
    may_give: bool,
}

/// `GET /billing/credits`.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewCredits)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let asked = filters::read(&LIST, &page.incoming.query, texts, lang);
    let query = asked.query.clone();
    let found = page.read(move |conn, _| service::list(conn, &scope, &query)).await?;
    let heads = [
        ("credit-what", None),
        ("field-payer", None),
        ("field-status", None),
        ("credit-proposed", Some("proposed_at")),
        ("field-credit-amount-fen", None),
    ];
    let group = |name: &'static str, label: &str, prefix: &str, all: &[&'static str]| {
        let options: Vec<(String, &str)> = all.iter().map(|it| (texts.word(lang, prefix, it), *it)).collect();
        asked.group(HERE, texts.text(lang, label, &[]), name, &options, texts, lang)
    };
    let filters = vec![
        group("status", "field-status", "credit-status", CreditStatus::TEXTS),
        group("origin", "credit-origin", "charge-origin", ORIGINS),
        group("kind", "field-credit-kind", "credit-kind", CreditKind::TEXTS),
    ];
    let columns = columns(&asked, HERE, &heads, texts, lang);
    let data = ListPage {
        list: ListFrame::new(asked, HERE, (filters, columns), &["q"], found),
        may_give: page.actor.can(Action::GiveCredits),
    };
    shell::render(&page, "pages/credits/list.html", "title-credits", &[], &data).await
}

#[derive(Serialize)]
struct CreditPage {
    fee_record: Option<FeeRecord>,
    credit: Credit,
    gross_fen: Option<i64>,
    fee: Value,
    why: Value,
    sees_request: bool,
    may_decide: bool,
    own: bool,
    may_withdraw: bool,
    may_reverse: bool,
    events: Vec<EventView>,
}

/// Something that happened to a credit, as its timeline shows it.
#[derive(Serialize)]
struct EventView {
    at: Moment,
    title: String,
    actor: String,
    text: Option<String>,
    tone: &'static str,
}

impl EventView {
    fn new(event: Event, page: &Page) -> Self {
        let tone = match event.status {
            CreditStatus::Proposed => "accent",
            CreditStatus::Confirmed => "good",
            CreditStatus::Refused | CreditStatus::Reversed => "attention",
        };
        let title = page.services.texts.word(page.lang(), "credit-event", event.status.as_str());
        let program = event.actor_id.is_none() && event.actor_name.is_empty();
        let actor = if program { "TierDesk".to_string() } else { event.actor_name };
        EventView { at: event.at, title, actor, text: event.reason, tone }
    }
}

/// `GET /billing/credits/{id}`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn show(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewCredits)?;
    let id = path_id(&request)?;
    let Whole { credit, events } = page.read(move |conn, _| service::show(conn, &scope, id)).await?;
    let open = credit.status == CreditStatus::Proposed;
    let own = open && credit.proposed_by == Some(page.actor.user());
    let number = [("number", credit.number.clone())];
    let data = CreditPage {
        gross_fen: Taxed::of(credit.amount_fen, credit.vat_rate).ok().map(|taxed| taxed.gross_fen),
        why: penalty::explained(&credit, &page.actor),
        sees_request: page.actor.can(Action::ViewRequests),
        fee: credit.basis.get("fee").cloned().unwrap_or_default(),
        fee_record: Born::of(None, &decide::derivation(&credit)).fee_record,
        own,
        may_withdraw: own && page.actor.can(Action::GiveCredits),
        may_decide: open && !own && may_decide(&page.actor, &credit),
        may_reverse: credit.status == CreditStatus::Confirmed && page.actor.can(Action::ConfirmCharges),
        events: events.into_iter().map(|event| EventView::new(event, &page)).collect(),
        credit,
    };
    shell::render(&page, "pages/credits/view.html", "title-credit", &number, &data).await
}

#[derive(Serialize)]
struct FormPage {
    form: Form,
    action: &'static str,
    note: &'static str,
}

/// One of the two forms.
#[derive(Clone, Copy)]
struct Kind {
    table: &'static [Field],
    action: &'static str,
    title: &'static str,
    note: &'static str,
    payers: &'static [OrganisationKind],
    propose: Propose,
}

/// What the form does with its body.
type Propose = fn(&mut Conn, &Services, &Actor, Moment, &Value) -> Result<Credit, Error>;

const CREDIT: Kind = Kind {
    table: NEW_CREDIT,
    action: "/billing/credits/new",
    title: "title-credit-new",
    note: "credit-new-note",
    payers: &[OrganisationKind::Agent, OrganisationKind::KeyAccount],
    propose: propose::propose_credit,
};
const FEE: Kind = Kind {
    table: NEW_FEE,
    action: "/billing/credits/new-fee",
    title: "title-fee-new",
    note: "fee-new-note",
    payers: &[OrganisationKind::Agent],
    propose: propose::propose_fee,
};

/// `GET /billing/credits/new`.
///
/// # Errors
/// `Forbidden`.
pub async fn new_credit(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::GiveCredits)?;
    let begins = json!({ "vat_rate": 6 });
    show_form(&page, CREDIT, &Typed::of(begins.as_object().cloned().unwrap_or_default())).await
}

/// `GET /billing/credits/new-fee`.
///
/// # Errors
/// `Forbidden`.
pub async fn new_fee(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::GiveCredits)?;
    show_form(&page, FEE, &Typed::default()).await
}

/// `POST /billing/credits/new`.
///
/// # Errors
/// `Forbidden`; wrong fields show the form again.
pub async fn create_credit(page: Page) -> Result<HttpResponse, Error> {
    create(page, CREDIT).await
}

/// `POST /billing/credits/new-fee`.
///
/// # Errors
/// `Forbidden`; wrong fields show the form again.
pub async fn create_fee(page: Page) -> Result<HttpResponse, Error> {
    create(page, FEE).await
}

async fn create(page: Page, kind: Kind) -> Result<HttpResponse, Error> {
    page.may(Action::GiveCredits)?;
    let mut typed = Typed::read(kind.table, &page.form, None, page.services.settings.time_zone);
    let checked = typed.clone();
    let made = page
        .write(move |conn, page| {
            (kind.propose)(conn, &page.services, &page.actor, page.now, &checked.complete()?)
        })
        .await;
    match made {
        Ok(credit) => {
            let given = credit.status == CreditStatus::Confirmed;
            let told = if given { "credit-confirmed" } else { "credit-proposed" };
            Ok(flash::redirect(&format!("{HERE}/{}", credit.id), Tone::Good, told))
        }
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            show_form(&page, kind, &typed).await
        }
        Err(other) => Err(other),
    }
}

async fn show_form(page: &Page, kind: Kind, typed: &Typed) -> Result<HttpResponse, Error> {
    let (payers, records) = page
        .read(move |conn, page| {
            let records =
                if kind.action == FEE.action { records::to_pay(conn, &page.actor)? } else { vec![] };
            Ok((organisations::options(conn, kind.payers)?, records))
        })
        .await?;
    let payers = offers(payers.into_iter().map(|payer| (payer.id.to_string(), payer.name)));
    let policies = page.services.policies.current();
    let policy = policies.at(page.now.0).map_err(Error::internal)?;
    let lang = page.lang();
    let records = offers(records);
    let given = BTreeMap::from([("payer_id".to_string(), payers), ("record_id".to_string(), records)]);
    let mut form = typed.form(("credit", kind.table), &given, &page.services, None, lang);
    for field in form.fields.iter_mut().filter(|field| field.name == "service_code") {
        let option = |service: &Service| OptionView {
            value: service.code.clone(),
            label: format!("{} {}", service.code, service.name.for_locale(lang.tag())),
            help: None,
            chosen: service.code == field.value,
        };
        field.options = policy.catalogue.iter().map(option).collect();
        field.kind = "select";
    }
    let data = FormPage { form, action: kind.action, note: kind.note };
    let template = "pages/credits/form.html";
    if typed.faults.is_empty() {
        return shell::render(page, template, kind.title, &[], &data).await;
    }
    shell::render_invalid(page, template, kind.title, &[], &data).await
}

/// `POST /billing/credits/{id}/confirm`.
///
/// # Errors
/// `Forbidden`, `NotFound`; a conflict goes back to the page and says so.
pub async fn confirm(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    step(page, request, "credit-confirmed", |conn, page, scope, id| {
        decide::confirm(conn, &page.services, &page.actor, scope, page.now, (id, page.incoming.if_match))
    })
    .await
}

/// `POST /billing/credits/{id}/refuse`.
///
/// # Errors
/// As [`confirm`].
pub async fn refuse(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    step(page, request, "credit-refused", |conn, page, scope, id| {
        let target = (id, page.incoming.if_match);
        decide::refuse(conn, &page.actor, scope, page.now, target, &page.reason())
    })
    .await
}

/// `POST /billing/credits/{id}/reverse`.
///
/// # Errors
/// As [`confirm`].
pub async fn reverse(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    step(page, request, "credit-reversed", |conn, page, scope, id| {
        let target = (id, page.incoming.if_match);
        decide::reverse(conn, &page.services, &page.actor, scope, page.now, target, &page.reason())
    })
    .await
}

async fn step(
    page: Page,
    request: HttpRequest,
    done: &'static str,
    take: impl Fn(&mut Conn, &Page, &Scope, Id) -> Result<Credit, Error> + Send + 'static,
) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::GiveCredits)?;
    let id = path_id(&request)?;
    let taken = page.write(move |conn, page| take(conn, page, &scope, id)).await;
    let told = ("credit-not-open", "charge-reason-missing");
    flash::back(&format!("{HERE}/{id}"), taken.map(|_| done), told)
}
