//! Every role × every action: the sight it has, or `-` where it may not do that at all.

use tierdesk::access::{Action, policy};
use tierdesk::domain::record_words::Role;

use super::golden;

#[test]
fn every_role_may_do_what_the_table_says() {
    let mut rows =
        vec![["action".to_string()].into_iter().chain(Role::ALL.iter().map(ToString::to_string)).collect()];
    for action in Action::ALL {
        let cell =
            |role: &Role| policy::sight(*role, *action).map_or("-".into(), |sight| format!("{sight:?}"));
        rows.push([format!("{action:?}")].into_iter().chain(Role::ALL.iter().map(cell)).collect::<Vec<_>>());
    }
    golden::compare("roles.golden", &golden::table(&rows));
}

#[test]
fn the_list_of_actions_is_whole() {
    let source = include_str!("../../src/access/policy.rs");
    let body = source.split("pub enum Action {").nth(1).and_then(|rest| rest.split("\n}").next()).unwrap();
    let variants =
        body.lines().filter(|line| line.trim().ends_with(',') && !line.trim().starts_with("//")).count();
    assert_eq!(variants, Action::ALL.len(), "Action::ALL names every action");
}

#[test]
fn agents_and_customers_review_and_bill_nothing() {
    let outside = [Role::AgentEngineer, Role::AgentManager, Role::CustomerContact];
    for role in outside {
        for action in
            [Action::ReviewRecords, Action::ConfirmCharges, Action::ManageOrganisations, Action::ViewAudit]
        {
            assert_eq!(policy::sight(role, action), None, "{role} {action:?}");
        }
    }
    for action in [Action::ReviewRecords, Action::ConfirmCharges] {
        assert_eq!(policy::sight(Role::Admin, action), None, "an administrator neither reviews nor bills");
    }
}

#[test]
fn an_auditor_changes_nothing() {
    let writing = [
        Action::WriteCustomers,
        Action::AssignCustomers,
        Action::WriteRecords,
        Action::ReviewRecords,
        Action::ConfirmCharges,
        Action::ManagePeople,
        Action::ManageOrganisations,
    ];
    for action in writing {
        assert_eq!(policy::sight(Role::Auditor, action), None, "{action:?}");
    }
}
