//! Whatever happens to a backup is found, named, and restored nowhere.

use std::path::Path;

use tierdesk::platform::backup::{self, Fault};

use super::refusals::change_manifest;
use super::{Folder, Restored, everything, named, of, work};
use crate::both_engines;
use crate::support::TestApp;

fn found(folder: &Path) -> String {
    match backup::check(folder, &mut |_, _| {}) {
        Err(fault @ (Fault::Damaged(_) | Fault::Refused(_))) => fault.to_string(),
        other => panic!("{other:?}"),
    }
}

fn flip(path: &Path, at: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[at] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

both_engines! {
    async fn a_changed_missing_or_shortened_file_is_named(app: TestApp) {
        work(&app).await;
        let (folder, Some(there)) = (Folder::new(), Restored::empty(app.engine)) else { return };
        of(&app, &folder).unwrap();
        let path = |name: &str| folder.0.join(name);
        let before = std::fs::read(path("tables/charges.jsonl")).unwrap();

        flip(&path("tables/charges.jsonl"), before.len() / 2);
        assert!(found(&folder.0).contains("tables/charges.jsonl: "), "{}", found(&folder.0));
        assert!(there.fill(&folder.0).is_err());
        std::fs::write(path("tables/charges.jsonl"), &before[..before.len() - 2]).unwrap();
        assert!(found(&folder.0).contains("tables/charges.jsonl"));
        std::fs::remove_file(path("tables/charges.jsonl")).unwrap();
        std::fs::remove_file(path("tables/users.jsonl")).unwrap();
        let both = found(&folder.0);
        assert!(both.contains("tables/charges.jsonl") && both.contains("tables/users.jsonl"), "{both}");
        assert!(there.fill(&folder.0).is_err());

        let file = app.read(named).remove(0).key;
        flip(&path("files").join(&file), 3);
        assert!(found(&folder.0).contains(&format!("files/{file}: changed")), "{}", found(&folder.0));
        std::fs::remove_file(path("files").join(&file)).unwrap();
        assert!(found(&folder.0).contains(&format!("files/{file}: ")), "{}", found(&folder.0));
        flip(&path("files.jsonl"), 12);
        assert!(found(&folder.0).contains("files.jsonl"), "{}", found(&folder.0));

        flip(&path("manifest.json"), 20);
        assert!(found(&folder.0).contains("manifest.json"));
        std::fs::remove_file(path("manifest.json")).unwrap();
        assert!(found(&folder.0).contains("no complete backup"));
        assert!(there.fill(&folder.0).is_err());
        let tables = "SELECT count(*) FROM users";
        assert!(there.db.read(|conn| Ok(diesel::RunQueryDsl::execute(diesel::sql_query(tables), conn)?)).is_err(),
            "nothing was made in the database");
    }

    async fn rows_that_do_not_belong_together_leave_an_empty_database(app: TestApp) {
        work(&app).await;
        let (folder, Some(there)) = (Folder::new(), Restored::empty(app.engine)) else { return };
        of(&app, &folder).unwrap();
        // Somebody takes the customers out and makes the manifest agree.
        std::fs::write(folder.0.join("tables/customers.jsonl"), "").unwrap();
        change_manifest(&folder.0, |manifest| {
            let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
            manifest["tables"]["customers"] = serde_json::json!({ "rows": 0, "bytes": 0, "sha256": nothing });
        });
        backup::check(&folder.0, &mut |_, _| {}).unwrap();
        assert!(there.fill(&folder.0).is_err());
        let left = everything(&there.db);
        assert!(left.iter().all(|line| line.ends_with(": 0")), "{left:?}");
        // The same place takes a good one afterwards.
        let good = Folder::new();
        of(&app, &good).unwrap();
        there.fill(&good.0).unwrap();
        assert_eq!(everything(&there.db), everything(&app.app.services.db));
    }
}
