//! The form of a record as a page: its sections with errors and remarks, the panel, and what was there before.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::access::{Action, Page};
use crate::domain::policy::Policy;
use crate::domain::record_words::Verdict;
use crate::domain::words::Delivery;
use crate::error::Error;
use crate::features::attachments;
use crate::features::policy::{self, CityOffer, Panel};
use crate::features::signatures;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, FieldView, SectionView, ViewInput};
use crate::platform::random;

use super::super::asked::AskedFor;
use super::super::form::Form;
use super::super::model::{Head, Summary};
use super::super::{RecordRow, Remark, rules, service};
use super::choices::{Customers, Dress, cities, parts};
use super::typed::Typed;

/// One part of the form.
#[derive(Debug, Serialize)]
struct Section {
    key: &'static str,
    title: String,
    help: Option<String>,
    open: bool,
    error_count: usize,
    fields: Vec<FieldView>,
}

/// One line of the summary of errors.
#[derive(Debug, Serialize)]
struct ErrorLine {
    id: String,
    message: String,
}

/// What a reviewer said when the record came back.
#[derive(Debug, Serialize)]
struct Returned {
    comment: String,
    reviewer: String,
    at: Moment,
}

/// Something in the way of saving, told above the form.
#[derive(Debug, Clone, Serialize)]
pub struct Obstacle {
    /// What happened.
    pub title: String,
    /// What to do.
    pub text: String,
    /// The fields that somebody else has said otherwise, by label: there and here.
    pub differences: Vec<fields::ChangeView>,
}

/// An earlier record of the same serial.
#[derive(Debug, Serialize)]
struct Earlier {
    row: RecordRow,
    href: String,
    copy_href: Option<String>,
}

/// The page.
#[derive(Debug, Serialize)]
pub struct FormPage {
    list_href: &'static str,
    list_title: String,
    number: Option<String>,
    status: Option<&'static str>,
    detail_href: Option<String>,
    action: String,
    autosave: String,
    entitlement: String,
    version: i32,
    taken: bool,
    hidden: BTreeMap<&'static str, String>,
    request: Option<AskedFor>,
    sections: Vec<Section>,
    errors: Vec<ErrorLine>,
    cities: Vec<CityOffer>,
    parts: Vec<CityOffer>,
    panel: Panel,
    returned: Option<Returned>,
    obstacle: Option<Obstacle>,
    earlier: Vec<Earlier>,
    saved_at: Option<Moment>,
    many_customers: bool,
    customer_words: String,
    attachments: attachments::Section,
    signature: Option<signatures::Card>,
}

/// What the page is made of.
pub struct Draft<'a> {
    /// Which form.
    pub form: &'static Form,
    /// The row, once there is one.
    pub head: Option<&'a Head>,
    /// The id that a new one will have.
    pub key: Option<Id>,
    /// What it says.
    pub typed: &'a Typed,
    /// The version that the form was read at, where that is not the row's.
    pub version: Option<i32>,
    /// What stands in the way.
    pub obstacle: Option<Obstacle>,
}

/// What a reviewer said, and the remarks by field.
type ReturnedWith = (Returned, BTreeMap<String, String>);

impl Draft<'_> {
    /// Puts the page together.
    ///
    /// # Errors
    /// What the database answers.
    pub fn page(self, conn: &mut Conn, page: &Page) -> Result<FormPage, Error> {
        let (texts, lang) = (&page.services.texts, page.lang());
        let policies = page.services.policies.current();
        let policy = policies.at(page.now.0).map_err(|_| Error::internal("no policy is in force"))?;
        let chosen =
            self.typed.body.get("customer_id").and_then(Value::as_str).and_then(|id| id.parse().ok());
        let customers = Customers::read(conn, page, page.field("_customer_words"), chosen)?;
        let verdict = self.returned(conn)?;
        let views = self.sections(page, policy, &customers, verdict.as_ref());
        let content = (&self.typed.body, self.head.map(|head| head.id));
        let panel = policy::panel(conn, &page.actor, &page.services, content, page.now, lang)?;
        let base = self.form.path;
        let here = self.head.map(|head| format!("{base}/{}", head.id));
        let key = self.key.unwrap_or_else(|| random::id(page.now));
        Ok(FormPage {
            list_href: base,
            list_title: texts.text(lang, &format!("nav-{}", &base[1..]), &[]),
            number: self.head.map(|head| head.number.clone()),
            status: self.head.map(|head| head.status.as_str()),
            action: here.as_ref().map_or_else(|| format!("{base}/new"), |here| format!("{here}/edit")),
            autosave: here
                .as_ref()
                .map_or_else(|| format!("{base}/new/autosave"), |here| format!("{here}/autosave")),
            entitlement: self.head.map_or_else(
                || "/entitlement".to_string(),
                |head| format!("/entitlement?record={}", head.id),
            ),
            detail_href: here,
            version: self.version.or(self.head.map(|head| head.version)).unwrap_or(0),
            taken: self.taken(page),
            hidden: self.hidden(key),
            request: self.request(conn, page)?,
            errors: self.errors(page, &views),
            sections: self.folded(page, views),
            cities: cities(policy, lang),
            parts: parts(policy, lang, page.now),
            panel,
            returned: verdict.map(|(returned, _)| returned),
            obstacle: self.obstacle.clone(),
            earlier: self.earlier(conn, page)?,
            saved_at: self.head.map(|head| head.updated_at),
            many_customers: customers.more || !page.field("_customer_words").is_empty(),
            customer_words: page.field("_customer_words").to_string(),
            attachments: attachments::section(conn, base, self.head)?,
            signature: self.signature(conn)?,
        })
    }

    /// Whether the page shows what was sent last, so that the copy on the device can go.
    fn taken(&self, page: &Page) -> bool {
        let answers = page.incoming.method == "POST" && self.obstacle.is_none();
        answers || page.flash.as_deref().is_some_and(|flash| flash.contains("record-saved"))
    }

    fn sections(
        &self,
        page: &Page,
        policy: &Policy,
        customers: &Customers,
        verdict: Option<&(Returned, BTreeMap<String, String>)>,
    ) -> Vec<SectionView> {
        let (texts, lang) = (&page.services.texts, page.lang());
        let none = BTreeMap::new();
        let input = ViewInput {
            table: self.form.table,
            values: &self.typed.body,
            unparsed: &self.typed.unparsed,
            faults: &self.typed.faults,
            remarks: verdict.map_or(&none, |(_, remarks)| remarks),
            offers: &BTreeMap::new(),
            tz: page.services.settings.time_zone,
            spare: 0,
            translate: &|key, args| texts.find(lang, key, args),
        };
        let mut views = fields::sections(self.form.fields, self.form.sections, &input);
        self.dress(page, policy, customers).sections(&mut views);
        views
    }

    fn dress<'d>(&'d self, page: &'d Page, policy: &'d Policy, customers: &'d Customers) -> Dress<'d> {
        Dress {
            form: self.form,
            body: &self.typed.body,
            customers,
            policy,
            texts: &page.services.texts,
            lang: page.lang(),
            now: page.now,
        }
    }

    /// A part that most records do not need is folded until it says something or the work needs it.
    fn folded(&self, page: &Page, views: Vec<SectionView>) -> Vec<Section> {
        let (texts, lang) = (&page.services.texts, page.lang());
        let code = self.typed.body.get("service_code").and_then(Value::as_str);
        let onsite = code
            .and_then(crate::domain::catalogue::read_code)
            .is_some_and(|c| c.delivery == Delivery::Onsite);
        let one = |view: SectionView| {
            let error_count =
                self.typed.faults.iter().filter(|fault| within(&view.fields, &fault.path)).count();
            let says = view.fields.iter().any(|field| {
                self.typed.body.contains_key(&field.name) || field.remark.is_some() || field.required
            });
            let table = self.form.table.replace('_', "-");
            Section {
                open: onsite || says || !self.form.optional.contains(&view.key),
                help: texts.find(lang, &format!("section-help-{table}-{}", view.key), &[]),
                key: view.key,
                title: view.title,
                error_count,
                fields: view.fields,
            }
        };
        views.into_iter().map(one).collect()
    }

    /// The faults in the order of the form, each with the place to go to.
    fn errors(&self, page: &Page, views: &[SectionView]) -> Vec<ErrorLine> {
        let (texts, lang) = (&page.services.texts, page.lang());
        let translate = |key: &str, args: &[(&str, String)]| texts.find(lang, key, args);
        let all: Vec<&FieldView> = views.iter().flat_map(|section| &section.fields).collect();
        let line = |fault: &fields::FieldFault| {
            let found =
                all.iter().enumerate().find_map(|(at, field)| Some((at, place_of(field, &fault.path)?)));
            let (at, id) = found.map_or((usize::MAX, "content"), |(at, field)| (at, field.id.as_str()));
            let message = fields::message(self.form.table, fault, &translate);
            (at, ErrorLine { id: id.to_string(), message })
        };
        let mut lines: Vec<(usize, ErrorLine)> = self.typed.faults.iter().map(line).collect();
        lines.sort_by_key(|(at, _)| *at);
        lines.into_iter().map(|(_, line)| line).collect()
    }

    /// What a new form carries besides what it shows: its id, and the request that it tells of. Once there is a draft,
    /// it keeps what the form does not show.
    fn hidden(&self, key: Id) -> BTreeMap<&'static str, String> {
        if self.head.is_some() {
            return BTreeMap::new();
        }
        let mut hidden = BTreeMap::from([("_key", key.to_string())]);
        if let Some(request) = self.typed.body.get("request_id").and_then(Value::as_str) {
            hidden.insert("request_id", request.to_string());
        }
        hidden
    }

    /// The request that asked for the work.
    fn request(&self, conn: &mut Conn, page: &Page) -> Result<Option<AskedFor>, Error> {
        let named = self.head.map_or_else(|| self.typed.body.clone(), Head::fields);
        AskedFor::read(conn, &page.actor, &named)
    }

    /// The customer's signature on what is stored.
    fn signature(&self, conn: &mut Conn) -> Result<Option<signatures::Card>, Error> {
        let Some(head) = self.head else { return Ok(None) };
        signatures::card(conn, head, &head.fields(), rules::next_revision(head), true)
    }

    /// The last verdict, where it sent the record back.
    fn returned(&self, conn: &mut Conn) -> Result<Option<ReturnedWith>, Error> {
        let Some(head) = self.head else { return Ok(None) };
        let last = service::last_verdict(conn, head)?;
        let Some(last) = last.filter(|row| row.verdict == Verdict::Return) else { return Ok(None) };
        let remarks: Vec<Remark> = serde_json::from_value(last.remarks)?;
        let mut by_field: BTreeMap<String, String> = BTreeMap::new();
        for remark in remarks {
            let text = by_field.entry(remark.field).or_default();
            *text = if text.is_empty() { remark.text } else { format!("{text}\n{}", remark.text) };
        }
        let returned = Returned { comment: last.comment, reviewer: last.reviewer_name, at: last.decided_at };
        Ok(Some((returned, by_field)))
    }

    fn earlier(&self, conn: &mut Conn, page: &Page) -> Result<Vec<Earlier>, Error> {
        let serial = self.typed.body.get("serial").and_then(Value::as_str).unwrap_or_default();
        let Ok(scope) = page.may(Action::ViewRecords) else { return Ok(vec![]) };
        let found = service::same_serial(conn, &scope, serial, self.head)?;
        let one = |row: Summary| {
            let same = row.kind == self.form.kind;
            let href = format!("{}/{}", super::path_of(row.kind), row.id);
            let copy_href = same.then(|| format!("{}/new?copy_from={}", self.form.path, row.id));
            Earlier { row: RecordRow::new(row, &page.actor, &scope, page.now), href, copy_href }
        };
        Ok(found.into_iter().take(5).map(one).collect())
    }
}

fn within(views: &[FieldView], path: &str) -> bool {
    let top = path.split('.').next().unwrap_or_default();
    views.iter().any(|field| field.name == top)
}

/// The field at `path`, or the nearest one around it.
fn place_of<'v>(view: &'v FieldView, path: &str) -> Option<&'v FieldView> {
    let around =
        view.name == path || path.strip_prefix(view.name.as_str()).is_some_and(|rest| rest.starts_with('.'));
    if !around {
        return None;
    }
    let rows = view.rows.iter().flat_map(|row| &row.fields);
    let ways = view.variants.iter().flat_map(|way| &way.fields);
    let inner = view.fields.iter().chain(rows).chain(ways).find_map(|field| place_of(field, path));
    inner.or(Some(view))
}
