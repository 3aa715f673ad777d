//! The person behind a request. Made by the session and token extractors, and for named jobs; by nobody else.

use crate::domain::record_words::{OrganisationKind, Role};
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::platform::db::Id;
use crate::platform::i18n::Lang;

use super::policy::{self, Action};
use super::scope::{Scope, Sight};

/// A user with one organisation and one or more roles, as the database has them now.
#[derive(Debug, Clone)]
pub struct Actor {
    pub(super) user: Id,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) organisation: Id,
    pub(super) organisation_name: String,
    pub(super) organisation_kind: OrganisationKind,
    pub(super) roles: Vec<Role>,
    pub(super) lang: Lang,
    pub(super) billing_contact: bool,
    pub(super) session: Id,
    pub(super) csrf: String,
    pub(super) address: String,
}

impl Actor {
    /// Asks whether this person may do `action` at all; the answer carries the limits.
    ///
    /// # Errors
    /// `Forbidden` where no role of the person allows it.
    pub fn may(&self, action: Action) -> Result<Scope, Error> {
        let mut sights: Vec<Sight> =
            self.roles.iter().filter_map(|role| policy::sight(*role, action)).collect();
        sights.sort_unstable();
        sights.dedup();
        if !self.billing_contact {
            sights.retain(|sight| *sight != Sight::BillingContact);
        }
        if sights.is_empty() {
            return Err(Error::Forbidden("role_not_allowed"));
        }
        Ok(Scope::new(action, self.user, self.organisation, sights))
    }

    /// Whether `may` would say yes; for templates that decide what to show.
    #[must_use]
    pub fn can(&self, action: Action) -> bool {
        self.may(action).is_ok()
    }

    /// The user's id.
    #[must_use]
    pub fn user(&self) -> Id {
        self.user
    }
    /// The user's name as shown.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
    /// The user's address for mail and login.
    #[must_use]
    pub fn email(&self) -> &str {
        &self.email
    }
    /// The organisation's id.
    #[must_use]
    pub fn organisation(&self) -> Id {
        self.organisation
    }
    /// The organisation's name.
    #[must_use]
    pub fn organisation_name(&self) -> &str {
        &self.organisation_name
    }
    /// What kind of organisation it is.
    #[must_use]
    pub fn organisation_kind(&self) -> OrganisationKind {
        self.organisation_kind
    }
    /// Whether the person works for the vendor.
    #[must_use]
    pub fn is_vendor(&self) -> bool {
        self.organisation_kind == OrganisationKind::Vendor
    }
    /// The client class of the person's organisation; the vendor has none.
    #[must_use]
    pub fn class(&self) -> Option<ClientClass> {
        match self.organisation_kind {
            OrganisationKind::Vendor => None,
            OrganisationKind::Agent => Some(ClientClass::Agent),
            OrganisationKind::EndUser => Some(ClientClass::EndUser),
            OrganisationKind::KeyAccount => Some(ClientClass::KeyAccount),
        }
    }
    /// The roles.
    #[must_use]
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }
    /// The person's language.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.lang
    }
    /// The session in which the request came.
    #[must_use]
    pub fn session(&self) -> Id {
        self.session
    }
    /// The session's word against forged requests.
    #[must_use]
    pub fn csrf(&self) -> &str {
        &self.csrf
    }
    /// The network address the request came from.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }
}
