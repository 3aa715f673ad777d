//! A record with all that belongs beside it for whoever looks at it, on a page or on paper: the view through its lens,
//! the decision in words, the customer by name.

use std::sync::Arc;

use crate::access::Action;
use crate::domain::policy::PolicySet;
use crate::domain::record_words::Role;
use crate::domain::words::Payer;
use crate::error::Error;
use crate::features::customers;
use crate::features::policy::{self, Panel};
use crate::platform::db::{Conn, Id};
use crate::platform::i18n::Lang;

use super::content::Facts;
use super::form::Form;
use super::model::Head;
use super::pages::{Around, ContentSection, content_sections};
use super::service::{self, Work};
use super::view::{self, INTERNAL, Lens, RecordView};

/// A record as somebody is shown it.
pub struct Shown<'a> {
    /// For whom.
    pub work: Work<'a>,
    /// In which language.
    pub lang: Lang,
    /// Its head.
    pub head: Head,
    /// What the person sees of it.
    pub view: RecordView,
    /// The decision stored with the revision shown, or what would come of a draft as it stands.
    pub panel: Option<Panel>,
    /// Whether it is that of a draft.
    pub preliminary: bool,
    /// Whether what the serving side notes for itself is left out.
    pub for_customer: bool,
    /// The page of the customer, for those who see it.
    pub customer_href: Option<String>,
    policies: Arc<PolicySet>,
}

impl<'a> Shown<'a> {
    /// Reads the record `id`.
    ///
    /// # Errors
    /// 403, 404.
    pub fn read(conn: &mut Conn, work: Work<'a>, lang: Lang, id: Id) -> Result<Self, Error> {
        let (head, scope) = service::record(conn, work.actor, work.form.kind, id)?;
        let texts = (&*work.services.texts, lang);
        let mut view = view::view(conn, work.actor, &scope, &head, texts, work.now)?;
        let preliminary = view.decision.is_none() && view.lens == Lens::Working;
        let panel = panel(conn, &work, lang, &view, preliminary.then_some(head.id))?;
        let customer = customer(conn, &work, &view)?;
        let customer_href = customer.as_ref().map(|(id, _)| format!("/customers/{id}"));
        if let Some((_, name)) = customer.filter(|_| view.lens == Lens::Working) {
            view.customer_name = name;
        }
        let policies = work.services.policies.current();
        let for_customer = view::is_contact(work.actor);
        Ok(Shown { work, lang, head, view, panel, preliminary, for_customer, customer_href, policies })
    }

    /// Which kind of record it is.
    #[must_use]
    pub fn form(&self) -> &'static Form {
        self.work.form
    }

    /// What the record says, by section; with boxes for what it does not where `blanks`.
    ///
    /// # Errors
    /// `Internal` where no policy is in force.
    pub fn content(&self, blanks: bool) -> Result<Vec<ContentSection>, Error> {
        let judged = self.view.judged.as_ref();
        let version = judged.and_then(|judged| self.policies.version(judged.decision.policy_version));
        let now = self.policies.at(self.work.now.0).map_err(|_| Error::internal("no policy is in force"))?;
        let around = Around {
            policy: version.unwrap_or(now),
            customer_name: &self.view.customer_name,
            customer_href: self.customer_href.clone(),
            texts: &self.work.services.texts,
            lang: self.lang,
            zone: self.work.services.settings.time_zone,
            blanks,
            hidden: if self.for_customer { INTERNAL } else { &[] },
        };
        Ok(content_sections(self.work.form, &self.view.fields, &around))
    }
}

fn panel(
    conn: &mut Conn,
    work: &Work<'_>,
    lang: Lang,
    view: &RecordView,
    draft: Option<Id>,
) -> Result<Option<Panel>, Error> {
    if draft.is_some() {
        let content = (&view.fields, draft);
        return policy::panel(conn, work.actor, work.services, content, work.now, lang).map(Some);
    }
    let (Some(decision), Some(judged)) = (view.decision.clone(), view.judged.as_ref()) else {
        return Ok(None);
    };
    let payer = match decision.payer {
        Some(Payer::EndUser) => Some(view.customer_name.clone()),
        _ => judged.payer.as_ref().map(|party| party.name.clone()),
    };
    Ok(Some(decision.panel(judged.input.class, payer, &work.services.texts, lang)))
}

/// The customer, for those who see it.
fn customer(conn: &mut Conn, work: &Work<'_>, view: &RecordView) -> Result<Option<(Id, String)>, Error> {
    let contact = work.actor.roles().contains(&Role::CustomerContact);
    let id = Facts::new(&view.fields, work.services.settings.time_zone).customer();
    let (Some(id), Ok(scope), false) = (id, work.actor.may(Action::ViewCustomers), contact) else {
        return Ok(None);
    };
    match customers::find(conn, &scope, id) {
        Ok(customer) => Ok(Some((id, customer.name))),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}
