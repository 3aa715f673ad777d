//! Drills: people work without a pause while a backup is made; it is of one moment, and restored it has equal hashes.
//! Two on each database in ordinary runs, `TIERDESK_TEST_LONG=1` makes it twenty.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use tierdesk::features::fault_records;
use tierdesk::features::service_records::{self, Work};
use tierdesk::platform::backup;
use tierdesk::platform::web::incoming::IfMatch;

use super::{Folder, Restored, lines, store, work};
use crate::both_engines;
use crate::support::{Engine, TestApp, fault_record_remote, fixture, variable};

fn rounds() -> usize {
    if variable("TIERDESK_TEST_LONG").is_some() { 20 } else { 2 }
}

/// Files records until it is told to stop; each is one transaction with rows in five tables.
fn keep_filing(app: &TestApp, filed: &AtomicUsize, stop: &AtomicBool) {
    let author = app.actor("engineer@agent-a.example");
    let work =
        Work { services: &app.app.services, actor: &author, now: app.now(), form: &fault_records::FORM };
    let body = fault_record_remote(fixture::CUSTOMER_A);
    while !stop.load(Ordering::Relaxed) {
        app.write(|conn| {
            let draft = service_records::create(conn, &work, &body)?;
            service_records::submit(conn, &work, draft.id, IfMatch::Version(draft.version))
        });
        filed.fetch_add(1, Ordering::Relaxed);
    }
}

/// A backup between whose tables somebody always files something.
fn while_people_write(app: &TestApp, folder: &Folder) -> backup::Manifest {
    let (filed, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| keep_filing(app, &filed, &stop));
        }
        let (mut seen, filed) = (0, &filed);
        let mut wait = move |what: &str, _: u64| {
            if what == "files" {
                return;
            }
            for _ in 0..1000 {
                if filed.load(Ordering::Relaxed) > seen {
                    break;
                }
                thread::sleep(Duration::from_millis(5));
            }
            assert!(filed.load(Ordering::Relaxed) > seen, "people go on working while the backup is made");
            seen = filed.load(Ordering::Relaxed);
        };
        let (services, now) = (&app.app.services, app.now());
        let write = move || backup::write(&services.db, store(&services.files), &folder.0, now, &mut wait);
        let done = scope.spawn(write).join();
        stop.store(true, Ordering::Relaxed);
        done.unwrap().unwrap()
    })
}

both_engines! {
    async fn a_backup_under_way_is_of_one_moment(app: TestApp) {
        work(&app).await;
        for round in 0..rounds() {
            let folder = Folder::new();
            let taken = while_people_write(&app, &folder);
            let count = "SELECT CAST(count(*) AS TEXT) AS line FROM service_records";
            let now: u64 = lines(&app.app.services.db, count)[0].parse().unwrap();
            assert!(taken.tables["service_records"].rows < now, "more was filed meanwhile");

            let engine = Engine::ALL[round % 2];
            let Some(there) = Restored::from(engine, &folder.0) else { continue };
            let apart = "SELECT number AS line FROM service_records r WHERE NOT EXISTS \
                 (SELECT 1 FROM audit_entries a WHERE a.object_id = r.id) OR NOT EXISTS \
                 (SELECT 1 FROM record_events e WHERE e.record_id = r.id) OR (submitted_revision > 0 AND NOT EXISTS \
                 (SELECT 1 FROM record_revisions v WHERE v.record_id = r.id AND v.revision = r.submitted_revision))";
            assert_eq!(lines(&there.db, apart), Vec::<String>::new(), "round {round}: all of a record or nothing");
            let ahead = "SELECT object_label AS line FROM audit_entries a WHERE object_kind = 'fault_record' \
                 AND NOT EXISTS (SELECT 1 FROM service_records r WHERE r.id = a.object_id)";
            assert_eq!(lines(&there.db, ahead), Vec::<String>::new(), "round {round}: nothing told of what is not there");
            let again = Folder::new();
            assert_eq!(there.write(&again).unwrap().content_sha256(), taken.content_sha256(), "round {round}");
        }
        println!("{} drills from {:?}, all with equal hashes", rounds(), app.engine);
    }
}
