//! Where nothing is written or restored, and why.

use std::path::Path;

use diesel::prelude::*;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tierdesk::platform::db::schema::organisations;
use tierdesk::platform::db::{Moment, migrate};

use super::{Folder, Restored, everything, named, of, restore, work, write};
use crate::both_engines;
use crate::support::TestApp;

/// Changes the manifest so that its own hash agrees.
pub fn change_manifest(folder: &Path, change: impl FnOnce(&mut Value)) {
    let path = folder.join("manifest.json");
    let mut manifest: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    change(&mut manifest);
    let text = manifest.to_string();
    std::fs::write(&path, &text).unwrap();
    let hex: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    std::fs::write(folder.join("manifest.sha256"), format!("{hex}  manifest.json\n")).unwrap();
}

both_engines! {
    async fn a_database_with_rows_is_left_alone(app: TestApp) {
        let folder = Folder::new();
        let db = &app.app.services.db;
        of(&app, &folder).unwrap();
        let before = everything(db);
        let fault = restore(&app, &folder).unwrap_err().to_string();
        assert!(fault.contains("not empty"), "{fault}");
        assert_eq!(everything(db), before);
    }

    async fn a_backup_never_overwrites(app: TestApp) {
        let folder = Folder::new();
        let db = &app.app.services.db;
        std::fs::create_dir(&folder.0).unwrap();
        of(&app, &folder).unwrap();
        let before = std::fs::read(folder.0.join("manifest.json")).unwrap();
        let fault = of(&app, &folder).unwrap_err().to_string();
        assert!(fault.contains("never overwrites"), "{fault}");
        assert_eq!(std::fs::read(folder.0.join("manifest.json")).unwrap(), before);
        let fault = write(db, &app.app.services.files, &folder.0.join("no/such/folder")).unwrap_err().to_string();
        assert!(fault.contains("no/such"), "{fault}");
    }

    async fn a_store_with_other_files_is_left_alone(app: TestApp) {
        work(&app).await;
        let (folder, Some(there)) = (Folder::new(), Restored::empty(app.engine)) else { return };
        of(&app, &folder).unwrap();
        std::fs::create_dir(there.place.join("ab")).unwrap();
        std::fs::write(there.place.join("ab/abcdef"), "of another portal").unwrap();
        let fault = there.fill(&folder.0).unwrap_err().to_string();
        assert!(fault.contains("not empty") && fault.contains("ab/abcdef"), "{fault}");
        assert_eq!(std::fs::read_dir(&there.place).unwrap().count(), 1);
        std::fs::remove_file(there.place.join("ab/abcdef")).unwrap();
        there.fill(&folder.0).unwrap();
    }

    async fn a_store_that_lost_or_changed_a_file_gives_no_backup(app: TestApp) {
        work(&app).await;
        let stored = app.read(named);
        let (first, second) = (&stored[0].key, &stored[1].key);
        let place = app.files_folder();
        std::fs::remove_file(place.join(first)).unwrap();
        std::fs::write(place.join(second), "something else").unwrap();
        let folder = Folder::new();
        let fault = of(&app, &folder).unwrap_err().to_string();
        assert!(fault.contains(&format!("{first} is missing")), "{fault}");
        assert!(fault.contains(&format!("{second} is not what its row says")), "{fault}");
        assert!(!folder.0.exists());
    }

    async fn an_empty_database_without_tables_gives_no_backup(app: TestApp) {
        let (folder, Some(there)) = (Folder::new(), Restored::empty(app.engine)) else { return };
        let fault = there.write(&folder).unwrap_err().to_string();
        assert!(fault.contains("no tables"), "{fault}");
        assert!(!folder.0.exists());
    }

    async fn a_newer_programs_backup_waits_for_the_newer_program(app: TestApp) {
        let (folder, Some(there)) = (Folder::new(), Restored::empty(app.engine)) else { return };
        of(&app, &folder).unwrap();
        change_manifest(&folder.0, |manifest| {
            manifest["program"] = "9.9.9".into();
            manifest["migrations"].as_array_mut().unwrap().push("20990101000001".into());
        });
        let fault = there.fill(&folder.0).unwrap_err().to_string();
        assert!(fault.contains("newer program") && fault.contains("9.9.9"), "{fault}");
        change_manifest(&folder.0, |manifest| manifest["format"] = 2.into());
        assert!(there.fill(&folder.0).unwrap_err().to_string().contains("layout"));
    }

    async fn an_older_programs_backup_is_brought_up_to_date(app: TestApp) {
        let Some(old) = Restored::empty(app.engine) else { return };
        let known = migrate::known().unwrap();
        let oldest = known[..4].to_vec();
        migrate::run_those(&old.db, |version| oldest.iter().any(|own| own == version)).unwrap();
        let organisation = match app.engine {
            crate::support::Engine::Sqlite => "x'0123456789abcdef0123456789abcdef', 'vendor', '原厂', NULL, 1, 1, \
                 '2026-03-02T01:00:00.000001Z', '2026-03-02T01:00:00.000001Z'",
            crate::support::Engine::Postgres => "'01234567-89ab-cdef-0123-456789abcdef', 'vendor', '原厂', NULL, true, 1, \
                 '2026-03-02T01:00:00.000001Z', '2026-03-02T01:00:00.000001Z'",
        };
        let columns = "id, kind, name, city, active, version, created_at, updated_at";
        let sql = format!("INSERT INTO organisations ({columns}) VALUES ({organisation})");
        old.db.write(|conn| Ok(diesel::RunQueryDsl::execute(diesel::sql_query(&sql), conn)?)).unwrap();
        let folder = Folder::new();
        let manifest = old.write(&folder).unwrap();
        assert_eq!(manifest.migrations, oldest);
        assert!(!manifest.tables.contains_key("policy_versions"));
        let there = Restored::from(app.engine, &folder.0).unwrap();
        assert_eq!(migrate::pending(&there.db).unwrap(), Vec::<String>::new());
        let again = there.write(&Folder::new()).unwrap();
        assert_eq!((manifest.tables["organisations"].rows, again.tables["organisations"].rows), (1, 1));
        // What was in it is there as it was; what came since is empty.
        let row = organisations::table
            .select((organisations::name, organisations::created_at, organisations::grade.is_null()));
        let row: (String, Moment, bool) = there.db.read(|conn| Ok(row.first(conn)?)).unwrap();
        assert_eq!(row, ("原厂".to_string(), "2026-03-02T01:00:00.000001Z".parse().unwrap(), true));

        let Some(migrated) = Restored::empty(app.engine) else { return };
        migrate::run(&migrated.db).unwrap();
        let fault = migrated.fill(&folder.0).unwrap_err().to_string();
        assert!(fault.contains("newer than the backup"), "{fault}");
    }
}
