//! Pure rules of people: which roles fit which organisation, and what may not be taken away.

use crate::access::policy::vendor_staff;
use crate::domain::record_words::{OrganisationKind, Role};

/// Whether somebody of such an organisation may have this role.
pub fn fits(role: Role, kind: OrganisationKind) -> bool {
    match kind {
        OrganisationKind::Vendor => vendor_staff(role),
        OrganisationKind::Agent => matches!(role, Role::AgentEngineer | Role::AgentManager),
        OrganisationKind::EndUser | OrganisationKind::KeyAccount => role == Role::CustomerContact,
    }
}

/// An administrator may not review or bill (chapter 7), whatever other roles it has.
pub fn go_together(roles: &[Role]) -> bool {
    !(roles.contains(&Role::Admin) && roles.iter().any(|role| matches!(role, Role::Reviewer | Role::Billing)))
}

/// The role that runs such an organisation's people: one of them must always remain.
pub fn head(kind: OrganisationKind) -> Option<Role> {
    match kind {
        OrganisationKind::Vendor => Some(Role::Admin),
        OrganisationKind::Agent => Some(Role::AgentManager),
        OrganisationKind::EndUser | OrganisationKind::KeyAccount => None,
    }
}
