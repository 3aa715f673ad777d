//! Queues read no whole table and sort nothing (9.1). Explained, never timed.

use tierdesk::access::Action;
use tierdesk::features::requests::{self, LIST};

use super::{ENGINEER, VENDOR_ENGINEER};
use crate::both_engines;
use crate::support::TestApp;
use crate::support::plans::plans_of;
use crate::support::requests::many_requests;

both_engines! {
    async fn queues_read_no_whole_table_and_sort_nothing(app: TestApp) {
        many_requests(&app, 20_000);
        let people = [ENGINEER, VENDOR_ENGINEER, "specialist@vendor.example"];
        let questions: &[&[(&str, &str)]] = &[
            &[],
            &[("queue", "overdue"), ("sort", "next_due_at")],
            &[("queue", "due_today"), ("sort", "next_due_at")],
            &[("queue", "mine"), ("sort", "next_due_at")],
        ];
        for email in people {
            let actor = app.actor(email);
            let scope = actor.may(Action::ViewRequests).unwrap();
            for question in questions {
                let pairs: Vec<(String, String)> =
                    question.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
                let query = LIST.read(&pairs).unwrap();
                let plans = plans_of(&app, |conn| {
                    requests::page(conn, &actor, &app.app.services, &scope, &query, app.now()).map(drop)
                });
                assert_eq!(plans.len(), 1, "a list is one statement");
                for plan in plans {
                    assert!(!plan.scans("service_requests"), "{email} {question:?}: reads the whole table:\n{plan}");
                    assert!(!plan.sorts(), "{email} {question:?}: sorts what it found:\n{plan}");
                }
            }
        }
    }
}
