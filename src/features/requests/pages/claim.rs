//! A delivery claim on the page of its request: what is wrong, what was decided, and the forms with which the vendor decides,
//! one for each remedy, each with its consequence in words.

use serde::Serialize;
use serde_json::{Value, json};

use crate::access::{Action, Page};
use crate::domain::claim_words::Remedy;
use crate::domain::request_words::RequestKind;
use crate::error::Error;
use crate::features::products::types;
use crate::features::shell::form::{Typed, offers};
use crate::platform::db::Conn;
use crate::platform::fields::FieldView;

use super::super::model::Request;
use super::super::rules::Side;
use super::super::service::{self, REMEDY};
use super::super::view::{RemedyView, RequestView};
use super::desk;
use super::show::{Said, apart};

/// What stands on the page of a claim.
#[derive(Debug, Serialize)]
pub struct ClaimCard {
    what: Option<String>,
    decided: Option<RemedyView>,
    forms: Vec<RemedyForm>,
    /// Whether nothing was decided yet.
    waits: bool,
    /// What has to happen before something is.
    hint: &'static str,
    /// Whether the serial names no registered product, so that a repair alone is possible.
    unknown_product: bool,
    error: Option<String>,
    reads_products: bool,
}

/// The form for one remedy.
#[derive(Debug, Serialize)]
struct RemedyForm {
    remedy: Remedy,
    title: String,
    what: String,
    part: Fields,
}

#[derive(Debug, Serialize)]
struct Fields {
    fields: Vec<FieldView>,
    open: bool,
}

impl ClaimCard {
    /// What was decided last.
    #[must_use]
    pub fn remedy(&self) -> Option<Remedy> {
        self.decided.as_ref().map(|decided| decided.remedy)
    }

    /// What is wrong, in words.
    #[must_use]
    pub fn what(&self) -> Option<&str> {
        self.what.as_deref()
    }
}

/// The card of a claim; nothing for any other request.
///
/// # Errors
/// What the database answers.
pub fn card(
    conn: &mut Conn,
    page: &Page,
    (request, side): (&Request, Side),
    seen: &RequestView,
    said: &Said,
) -> Result<Option<ClaimCard>, Error> {
    if request.kind != RequestKind::DeliveryClaim {
        return Ok(None);
    }
    let (texts, lang) = (&page.services.texts, page.lang());
    let what = request.content.get("claim").and_then(Value::as_str);
    let serves = side == Side::Serving && page.actor.can(Action::WorkOnRequests);
    let left = Remedy::left(seen.remedy.as_ref().map(|last| (last.remedy, last.credit_status)));
    let gone = seen.remedy.as_ref().is_some_and(|last| last.remedy.is_final());
    let decides = serves
        && !left.is_empty()
        && service::may_decide(&page.actor, side).is_ok()
        && service::decidable(request, gone).is_ok();
    let product = if decides && !gone { desk(page).product(conn, request)? } else { None };
    let known = gone || product.is_some_and(|product| product.row().gone_on.is_none());
    let mut forms = Vec::new();
    if decides {
        for remedy in left.iter().filter(|remedy| known || !remedy.is_final()) {
            forms.push(form(conn, page, *remedy, said)?);
        }
    }
    let waits = request.open && seen.remedy.is_none();
    Ok(Some(ClaimCard {
        what: what.map(|what| texts.word(lang, "option-request-claim", what)),
        decided: seen.remedy.clone(),
        forms,
        waits,
        hint: match side {
            Side::Serving if !page.actor.is_vendor() => "remedy-hand-on",
            Side::Serving if !decides => "remedy-accept-first",
            Side::Serving => "remedy-waits",
            _ => "remedy-not-yet",
        },
        unknown_product: decides && !known,
        error: if said.is("remedy") || said.is("step") { said.error("remedy", page) } else { None },
        reads_products: page.actor.can(Action::ViewProducts),
    }))
}

fn form(conn: &mut Conn, page: &Page, remedy: Remedy, said: &Said) -> Result<RemedyForm, Error> {
    let (texts, lang) = (&page.services.texts, page.lang());
    let (needed, taken) = remedy.fields();
    let this = said.is("remedy") && said.typed("remedy") == remedy.as_str();
    let policies = page.services.policies.current();
    let prices = policies.at(page.now.0).ok().and_then(|policy| policy.prices.at(page.now.0));
    // What goods are taxed with (chapter 6); the person may say otherwise.
    let usual = prices.map(|prices| ("vat_rate".to_string(), json!(prices.goods_vat)));
    let blank = Typed::of(usual.into_iter().collect());
    let typed = if this { &said.typed } else { &blank };
    let models = if taken.contains(&"model_id") { types::options(conn)? } else { vec![] };
    let models = offers(models.into_iter().map(|model| {
        let of = lang.named(&model.type_name, model.type_name_en.as_deref());
        (model.id.to_string(), format!("{of} · {}", model.name))
    }));
    let given = [("model_id".to_string(), models)].into();
    let mut fields = typed.form(("remedy", REMEDY), &given, &page.services, None, lang).fields;
    let own = |name: &str| name == "reason" || needed.contains(&name) || taken.contains(&name);
    fields.retain(|field| own(&field.name));
    for field in &mut fields {
        field.required = field.required || needed.contains(&field.name.as_str());
        if field.name == "model_id" {
            field.kind = "select";
        }
    }
    apart(&mut fields, remedy.as_str());
    Ok(RemedyForm {
        remedy,
        title: texts.word(lang, "remedy-decide", remedy.as_str()),
        what: texts.word(lang, "remedy-what", remedy.as_str()),
        part: Fields { fields, open: this },
    })
}
