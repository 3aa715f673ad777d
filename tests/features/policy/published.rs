//! Matrix and catalogue as published (2.1, 2.2).

use crate::both_engines;
use crate::support::TestApp;

/// The table of 2.1, by hand.
const MATRIX: [(&str, [&str; 4]); 3] = [
    ("agent", ["S1", "S2", "S1", "S2"]),
    ("end_user", ["X", "S2", "S0", "S2"]),
    ("key_account", ["S1", "S2", "S2", "S2"]),
];
const COLUMNS: [(&str, &str); 4] =
    [("pre_sale", "onsite"), ("pre_sale", "remote"), ("after_sale", "onsite"), ("after_sale", "remote")];

both_engines! {
    async fn the_matrix(app: TestApp) {
        for email in ["contact@enduser-a.example", "engineer@agent-b.example", "admin@vendor.example"] {
            let answer = app.as_(email).get("/api/v1/service-matrix").await.expect(200).body;
            assert_eq!(answer["version"], 1);
            let cells = answer["cells"].as_array().unwrap();
            assert_eq!(cells.len(), 12);
            for (class, levels) in MATRIX {
                for ((phase, delivery), level) in COLUMNS.iter().zip(levels) {
                    let cell = cells.iter().find(|cell| {
                        cell["class"] == class && cell["phase"] == *phase && cell["delivery"] == *delivery
                    });
                    assert_eq!(cell.unwrap()["level"], level, "{class} {phase} {delivery}");
                }
            }
        }
    }

    async fn the_catalogue(app: TestApp) {
        let agent = app.as_("engineer@agent-a.example");
        let all = agent.get("/api/v1/service-catalogue").await.expect(200);
        assert_eq!(all.items().len(), 14);
        assert_eq!(all.items()[0]["code"], "SPSR001");
        assert_eq!(all.items()[0]["name"], "电话咨询");
        let end_user = agent.get("/api/v1/service-catalogue?class=end_user").await.expect(200);
        assert_eq!(end_user.items().len(), 13);
        assert!(end_user.items().iter().all(|item| item["code"] != "SASL013"));
    }

    async fn a_moment_before_the_first_version_is_refused(app: TestApp) {
        let agent = app.as_("engineer@agent-a.example");
        agent.get("/api/v1/service-matrix?at=2013-01-01T00:00:00%2B08:00").await.expect(200);
        agent.get("/api/v1/service-matrix?at=2026-01-01T00:00:00+08:00").await.expect(200);
        for (query, fault) in [
            ("service-matrix?at=2012-12-31T23:59:59%2B08:00", "at: before_2013"),
            ("service-matrix?at=yesterday", "at: not_a_moment"),
            ("service-matrix?on=2026-01-01", "on: unknown_field"),
            ("service-catalogue?class=nobody", "class: not_an_option"),
        ] {
            let answer = agent.get(&format!("/api/v1/{query}")).await.refused(422, "invalid_fields");
            assert_eq!(answer.faults(), [fault]);
        }
        app.anonymous().get("/api/v1/service-matrix").await.expect(401);
    }
}
