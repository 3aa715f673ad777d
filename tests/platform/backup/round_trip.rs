//! What comes out is what went in, over both databases.

use tierdesk::platform::backup;

use super::{Folder, Restored, everything, named, of, tables, work};
use crate::both_engines;
use crate::support::{Engine, TestApp};

both_engines! {
    async fn no_table_is_forgotten(app: TestApp) {
        let folder = Folder::new();
        let manifest = of(&app, &folder).unwrap();
        assert!(tables().contains(&"audit_entries".to_string()), "the schema was read");
        assert_eq!(manifest.tables.keys().cloned().collect::<Vec<_>>(), tables());
    }

    async fn a_backup_goes_into_either_database_and_back(app: TestApp) {
        work(&app).await;
        let source = &app.app.services.db;
        let first = Folder::new();
        let taken = of(&app, &first).unwrap();
        for table in ["service_records", "record_revisions", "charges", "charge_states", "audit_entries", "request_attachments"] {
            assert!(taken.tables[table].rows > 0, "{table} has rows, so that something is tried");
        }
        for engine in Engine::ALL {
            let Some(there) = Restored::from(engine, &first.0) else { continue };
            let second = Folder::new();
            let again = there.write(&second).unwrap();
            assert_eq!((again.files.rows, &again.files), (3, &taken.files), "and the same files");
            assert_eq!(again.tables, taken.tables, "the same hashes in {engine:?}");
            assert_eq!(again.content_sha256(), taken.content_sha256());
            let Some(back) = Restored::from(app.engine, &second.0) else { continue };
            assert_eq!(everything(&back.db), everything(source), "to {engine:?} and back");
        }
    }

    async fn what_was_restored_works_and_guards_itself(app: TestApp) {
        work(&app).await;
        let folder = Folder::new();
        of(&app, &folder).unwrap();
        for engine in Engine::ALL {
            let Some(there) = Restored::from(engine, &folder.0) else { continue };
            let tried = |sql: &str| {
                there.db.write(|conn| Ok(diesel::RunQueryDsl::execute(diesel::sql_query(sql), conn)?))
            };
            assert!(tried("DELETE FROM charges").is_err(), "{engine:?}: what is only added stays");
            assert!(tried("UPDATE audit_entries SET action = 'x'").is_err(), "{engine:?}: likewise");
            assert!(tried("DELETE FROM organisations").is_err(), "{engine:?}: foreign keys hold");
            let orphan = "INSERT INTO charge_states (charge_id, status, version, changed_at) \
                          SELECT customer_id, 'pending', 1, created_at FROM service_records";
            assert!(tried(orphan).is_err(), "{engine:?}: and look at once");
            assert_eq!(tried("UPDATE users SET version = version").unwrap(), crate::support::PEOPLE.len());
        }
    }

    async fn it_is_for_its_owner_alone(app: TestApp) {
        use std::os::unix::fs::PermissionsExt;
        work(&app).await;
        let folder = Folder::new();
        of(&app, &folder).unwrap();
        let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder.0), 0o700);
        assert_eq!(mode(&folder.0.join("tables")), 0o700);
        let file = folder.0.join("files").join(app.read(named).remove(0).key);
        assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
        assert_eq!(mode(&folder.0.join("manifest.json")), 0o600);
        assert_eq!(mode(&folder.0.join("tables/users.jsonl")), 0o600);
        assert!(backup::check(&folder.0, &mut |_, _| {}).is_ok());
        let beside = std::fs::read_dir(folder.0.parent().unwrap()).unwrap();
        let own = folder.0.file_name().unwrap().to_string_lossy().into_owned() + ".";
        let left = beside.filter(|it| it.as_ref().unwrap().file_name().to_string_lossy().starts_with(&own));
        assert_eq!(left.count(), 0, "the name it was made under is gone");
    }
}
