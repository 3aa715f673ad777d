//! A filtered list as a file, in the words of its reader (9.3, 9.4). That somebody took it is an entry of the log, which is
//! there before the file goes out (chapter 7).

use actix_web::HttpResponse;
use chrono_tz::Tz;
use serde_json::{Map, json};

use crate::access::Page;
use crate::access::audit::{self, Entry};
use crate::error::Error;
use crate::platform::db::{Conn, Moment};
use crate::platform::export::{Format, MOST_ROWS, Sheet};
use crate::platform::i18n::{Lang, Texts};
use crate::platform::web::list::{ListQuery, ListSpec, Listing};

/// What it takes to put a row into words.
pub struct Words<'a> {
    /// The texts.
    pub texts: &'a Texts,
    /// The reader's language.
    pub lang: Lang,
    /// The zone of the portal.
    pub zone: Tz,
}

impl Words<'_> {
    /// What a value of the wire is called.
    #[must_use]
    pub fn word(&self, prefix: &str, value: &str) -> String {
        self.texts.word(self.lang, prefix, value)
    }

    /// Yes or no.
    #[must_use]
    pub fn yes(&self, it: bool) -> String {
        self.texts.text(self.lang, if it { "yes" } else { "no" }, &[])
    }

    /// A moment to the minute; empty where there is none.
    #[must_use]
    pub fn moment(&self, at: impl Into<Option<Moment>>) -> String {
        let local = at.into().map(|at| at.0.with_timezone(&self.zone).format("%Y-%m-%d %H:%M").to_string());
        local.unwrap_or_default()
    }
}

/// How a list becomes a table.
pub struct Table<R> {
    /// What the file is called, before the moment.
    pub name: &'static str,
    /// What the log calls it: `<kind>.export`, of the kind of object that is in it.
    pub action: &'static str,
    /// The key of the head of each column.
    pub heads: &'static [&'static str],
    /// The cells of a row, one for each head.
    pub row: fn(&R, &Words<'_>) -> Vec<String>,
}

impl<R: Send + 'static> Table<R> {
    /// The rows that `find` answers to the question in the address, as an XLSX workbook.
    ///
    /// # Errors
    /// As [`Table::download`].
    pub async fn xlsx<F>(&self, page: &Page, list: &ListSpec, find: F) -> Result<HttpResponse, Error>
    where
        F: FnOnce(&mut Conn, &Page, &ListQuery) -> Result<Listing<R>, Error> + Send + 'static,
    {
        self.download(page, Format::Xlsx, list, find).await
    }

    /// The rows that `find` answers to the question in the address, as a file of `format`; at most [`MOST_ROWS`], and a
    /// last line says so where there are more.
    ///
    /// # Errors
    /// `Invalid` naming each wrong filter: a file with other rows than were asked for would be worse than none. What
    /// `find` answers.
    pub async fn download<F>(
        &self,
        page: &Page,
        format: Format,
        list: &ListSpec,
        find: F,
    ) -> Result<HttpResponse, Error>
    where
        F: FnOnce(&mut Conn, &Page, &ListQuery) -> Result<Listing<R>, Error> + Send + 'static,
    {
        let mut query = list.read(&page.incoming.query)?;
        query.limit = i64::try_from(MOST_ROWS).map_err(Error::internal)?;
        query.after = None;
        let filters: Map<_, _> =
            query.filters.iter().map(|(name, value)| ((*name).to_string(), value.clone().into())).collect();
        let found = page.read(move |conn, page| find(conn, page, &query)).await?;
        let told = json!({ "format": format.ending(), "rows": found.items.len(), "filters": filters });
        let (action, label) = (self.action, self.name);
        let object_kind = action.split_once('.').map_or(action, |(kind, _)| kind);
        page.write(move |conn, page| {
            let after = Some(told.clone());
            let entry = Entry { action, object_kind, object: None, label, before: None, after };
            audit::write(conn, &page.actor, page.now, entry)
        })
        .await?;
        let (texts, lang, zone) = (&page.services.texts, page.lang(), page.services.settings.time_zone);
        let words = Words { texts, lang, zone };
        let sheet = Sheet {
            columns: self.heads.iter().map(|key| texts.text(lang, key, &[])).collect(),
            rows: found.items.iter().map(|row| (self.row)(row, &words)).collect(),
            note: found.next.map(|_| texts.text(lang, "export-cut", &[("count", MOST_ROWS.to_string())])),
        };
        let at = page.now.0.with_timezone(&zone).format("%Y%m%d-%H%M");
        sheet.download(format, &format!("{}-{at}", self.name))
    }
}
