//! `/products`: the list with its file, one product with its coverage and its history; new and changed ones in `form`.

pub mod export;
pub mod form;
mod list;
mod show;

pub use list::list;
pub use show::show;

use crate::access::Page;
use crate::platform::i18n::Lang;

use super::model::Product;
use super::service::Desk;

const HERE: &str = "/products";

fn desk(page: &Page) -> Desk<'_> {
    Desk { services: &page.services, actor: &page.actor, now: page.now }
}

/// The name of a product's type in the reader's language.
fn type_name(product: &Product, lang: Lang) -> String {
    lang.named(&product.type_name, product.type_name_en.as_deref()).to_string()
}
