//! The list of products: chips and search in the address.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::json;

use crate::access::{Action, Page};
use crate::domain::product_words::ProductKind;
use crate::error::Error;
use crate::features::shell::columns::columns;
use crate::features::shell::form::{Form, Typed, offers};
use crate::features::shell::list::ListFrame;
use crate::features::{organisations, shell};
use crate::platform::fields::Field;
use crate::platform::i18n::{Lang, Texts};
use crate::platform::web::filters;

use super::super::model::{LIST, Product};
use super::super::{service, types};
use super::{HERE, desk, type_name};

/// The filters beside the search.
const NARROW: &[Field] = &[Field::id("type_id"), Field::id("agent_id")];

#[derive(Serialize)]
struct Row {
    href: String,
    #[serde(flatten)]
    product: Product,
    type_words: String,
}

#[derive(Serialize)]
struct ListPage {
    #[serde(flatten)]
    list: ListFrame<Row>,
    narrow: Form,
    csv_href: String,
    may_write: bool,
    new_href: String,
}

/// What a filter offers: the key of its words, and its value.
fn options(texts: &Texts, lang: Lang, of: [(&str, &'static str); 2]) -> Vec<(String, &'static str)> {
    of.into_iter().map(|(key, value)| (texts.text(lang, key, &[]), value)).collect()
}

/// `GET /products`.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewProducts)?;
    let vendor = page.actor.is_vendor();
    let (texts, lang) = (&page.services.texts, page.lang());
    let asked = filters::read(&LIST, &page.incoming.query, texts, lang);
    let query = asked.query.clone();
    let (found, given) = page
        .read(move |conn, page| {
            let mut kinds: Vec<(String, String)> = Vec::new();
            for model in types::options(conn)? {
                let name = page.lang().named(&model.type_name, model.type_name_en.as_deref());
                let one = (model.type_id.to_string(), name.to_string());
                if !kinds.contains(&one) {
                    kinds.push(one);
                }
            }
            let agents = if vendor { organisations::agents(conn)? } else { vec![] };
            let agents = offers(agents.into_iter().map(|agent| (agent.id.to_string(), agent.name)));
            let given =
                BTreeMap::from([("type_id".to_string(), offers(kinds)), ("agent_id".to_string(), agents)]);
            Ok((service::list(conn, &desk(page), &scope, &query)?, given))
        })
        .await?;
    let chosen =
        json!({ "type_id": asked.query.filter("type_id"), "agent_id": asked.query.filter("agent_id") });
    let narrow = Typed::of(chosen.as_object().cloned().unwrap_or_default());
    let mut narrow = narrow.form(("product", NARROW), &given, &page.services, None, lang);
    narrow.fields.retain(|field| field.kind != "reference");
    let kinds: Vec<(String, &str)> =
        ProductKind::TEXTS.iter().map(|kind| (texts.word(lang, "product-kind", kind), *kind)).collect();
    let heads = [
        ("field-serial", Some("serial")),
        ("field-model", None),
        ("field-customer", None),
        ("product-free-service", None),
        ("product-warranty", None),
        ("product-registered", Some("created_at")),
    ];
    let row = |product: Product| Row {
        href: format!("{HERE}/{}", product.id),
        type_words: type_name(&product, lang),
        product,
    };
    let gone = options(texts, lang, [("product-there", "false"), ("product-gone", "true")]);
    let stock = options(texts, lang, [("yes", "true"), ("no", "false")]);
    let filters = vec![
        asked.group(HERE, texts.text(lang, "field-product-kind", &[]), "kind", &kinds, texts, lang),
        asked.group(HERE, texts.text(lang, "product-whereabouts", &[]), "gone", &gone, texts, lang),
        asked.group(HERE, texts.text(lang, "field-loan-stock", &[]), "loan_stock", &stock, texts, lang),
    ];
    let columns = columns(&asked, HERE, &heads, texts, lang);
    let csv_href = asked.href(&format!("{HERE}/export.csv"), &[]);
    let new_href = asked
        .query
        .filter("customer_id")
        .map_or_else(|| format!("{HERE}/new"), |customer| format!("{HERE}/new?customer_id={customer}"));
    let data = ListPage {
        list: ListFrame::new(asked, HERE, (filters, columns), &["q", "type_id", "agent_id"], found.map(row)),
        narrow,
        csv_href,
        may_write: page.actor.can(Action::WriteProducts),
        new_href,
    };
    shell::render(&page, "pages/products/list.html", "title-products", &[], &data).await
}
