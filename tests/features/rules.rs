//! Pure rules of features, asked without the program around them.

use tierdesk::domain::record_words::{OrganisationKind, Role};
use tierdesk::features::customers::{Contact, name_key, search_text};
use tierdesk::features::users::{fits, head};

#[test]
fn every_role_fits_somewhere_and_only_into_one_kind_of_house() {
    for role in Role::ALL {
        let vendor = fits(*role, OrganisationKind::Vendor);
        let agent = fits(*role, OrganisationKind::Agent);
        let customer = fits(*role, OrganisationKind::KeyAccount);
        assert_eq!(u8::from(vendor) + u8::from(agent) + u8::from(customer), 1, "{role}");
    }
}

#[test]
fn whoever_runs_a_house_fits_into_it() {
    for kind in OrganisationKind::ALL {
        assert!(head(*kind).is_none_or(|role| fits(role, *kind)), "{kind}");
    }
}

#[test]
fn names_that_look_the_same_have_the_same_key() {
    assert_eq!(name_key("Yunling \u{ff08}Kunming\u{ff09} Ltd."), name_key("yunling(kunming)ltd"));
    assert_eq!(name_key("\u{ff21}\u{ff22} Net"), name_key("ab net"));
    assert_ne!(name_key("\u{4e91}\u{5cad}"), name_key("\u{4e91}\u{5cf0}"));
}

#[test]
fn a_search_looks_through_contacts_too() {
    let contact = Contact { name: "Li Na".into(), phone: Some("13800001111".into()), ..Contact::default() };
    let text = search_text("Yunling", Some("91350100M000100Y43"), &[contact]);
    assert!(text.contains("li na") && text.contains("13800001111") && text.contains("91350100m000100y43"));
}
