//! The filtered log as a file. That somebody took it is an entry of the log itself (chapter 7).

use actix_web::HttpResponse;
use serde_json::json;

use crate::access::audit::{self, Entry};
use crate::access::audit_log::{self, AuditEntry, LIST};
use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell::export::Words;
use crate::platform::export::{Format, MOST_ROWS, Sheet};

use super::words::{Change, action_words, changes};

/// Answers the file. It is read before its entry is written, so that nobody waits for the reading, and the entry is
/// there before the file goes out.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each wrong filter; what the database answers.
pub async fn download(page: &Page, format: Format) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewAudit)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let zone = page.services.settings.time_zone;
    // Not as leniently as the page: a file with other rows than were asked for would be worse than none.
    let mut query = LIST.read(&page.incoming.query)?;
    query.limit = i64::try_from(MOST_ROWS).map_err(Error::internal)?;
    query.after = None;
    let filters = serde_json::Map::from_iter(
        query.filters.iter().map(|(name, value)| ((*name).to_string(), value.clone().into())),
    );
    let found = page.read(move |conn, _| audit_log::list(conn, &scope, zone, &query)).await?;
    let count = found.items.len();
    page.write(move |conn, page| {
        let after = json!({ "format": format.ending(), "rows": count, "filters": filters });
        let entry = Entry {
            action: "audit.export",
            object_kind: "audit",
            object: None,
            label: format.ending(),
            before: None,
            after: Some(after),
        };
        audit::write(conn, &page.actor, page.now, entry)
    })
    .await?;
    let words = Words { texts, lang, zone };
    let text = |key| texts.text(lang, key, &[]);
    let sheet = Sheet {
        columns: COLUMNS.iter().map(|key| text(key)).collect(),
        rows: found.items.iter().map(|entry| row(entry, &words)).collect(),
        note: found.next.map(|_| texts.text(lang, "audit-export-cut", &[("count", MOST_ROWS.to_string())])),
    };
    let name = format!("audit-{}", page.now.0.with_timezone(&zone).format("%Y%m%d-%H%M"));
    sheet.download(format, &name)
}

const COLUMNS: &[&str] = &[
    "audit-at",
    "audit-actor",
    "audit-address",
    "audit-action",
    "audit-code",
    "audit-object",
    "audit-before",
    "audit-after",
    "audit-entry",
];

fn row(entry: &AuditEntry, words: &Words<'_>) -> Vec<String> {
    let all = changes(entry.before.as_ref(), entry.after.as_ref(), words);
    let side = |of: fn(&Change) -> Option<&String>| {
        let told = all.iter().filter_map(|change| Some(format!("{}: {}", change.label, of(change)?)));
        told.collect::<Vec<_>>().join("\n")
    };
    vec![
        entry.at.0.with_timezone(&words.zone).format("%Y-%m-%d %H:%M:%S").to_string(),
        entry.actor_name.clone(),
        entry.address.clone(),
        action_words(&entry.action, words.texts, words.lang),
        entry.action.clone(),
        entry.object_label.clone(),
        side(|change| change.before.as_ref()),
        side(|change| change.after.as_ref()),
        entry.id.to_string(),
    ]
}
