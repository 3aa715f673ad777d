//! The pages on which a fault record is signed: by hand on the engineer's device, and behind a one-use link. Each works
//! without JavaScript, with the typed name.

mod link;
mod sign;

pub use link::{asked, confirm};
pub use sign::{offer, picture, scan, send_code, show, sign};

use serde_json::Value;

use crate::error::Error;
use crate::features::fault_records;
use crate::features::service_records::pages::{Around, ContentSection, content_sections};
use crate::features::service_records::{Head, customer_fields};
use crate::platform::i18n::Lang;
use crate::platform::services::Services;

/// What is signed, in words.
fn said(services: &Services, lang: Lang, head: &Head) -> Result<Vec<ContentSection>, Error> {
    let fields = customer_fields(&head.fields());
    let policies = services.policies.current();
    let policy = policies.at(services.clock.now()).map_err(|_| Error::internal("no policy is in force"))?;
    let around = Around {
        policy,
        customer_name: &head.customer_name,
        customer_href: None,
        texts: &services.texts,
        lang,
        zone: services.settings.time_zone,
        blanks: false,
        hidden: &[],
    };
    Ok(content_sections(&fault_records::FORM, &fields, &around))
}

/// Who is said to accept the work, to begin with.
fn acceptor(head: &Head) -> String {
    let by = head.content.get("acceptance").and_then(|acceptance| acceptance.get("by"));
    by.and_then(Value::as_str).unwrap_or_default().to_string()
}
