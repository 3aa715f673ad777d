//! What becomes of the bytes: kept under names nobody chose, and swept away once no row names them.

use std::path::Path;
use std::time::{Duration, SystemTime};

use chrono::TimeDelta;
use tierdesk::features::attachments::{self, SWEEP};
use tierdesk::platform::files::{Files, Place};

use super::{ENGINEER, draft, files_of};
use crate::both_engines;
use crate::support::files::png;
use crate::support::{TestApp, scratch};

fn path_of(app: &TestApp, id: &str) -> std::path::PathBuf {
    let all = app.read(|conn| attachments::list_stored(conn, None, 100));
    let row =
        all.into_iter().find(|row| row.id.to_string() == id).unwrap_or_else(|| panic!("{id} has no row"));
    let Place::Folder(folder) = &app.app.services.settings.files else {
        panic!("tests keep files in a folder")
    };
    folder.join(row.storage_key)
}

/// A job waits for the store, which the runtime of a test does not allow: it runs on a thread of its own, as ever.
fn sweep(app: &TestApp) -> usize {
    let now = app.now();
    std::thread::scope(|scope| scope.spawn(|| (SWEEP.run)(&app.app.services, now).unwrap()).join().unwrap())
}

fn age(path: &Path, app: &TestApp, age: TimeDelta) {
    let at = SystemTime::UNIX_EPOCH
        + Duration::from_secs(u64::try_from((app.clock.now() - age).timestamp()).unwrap());
    std::fs::File::options().write(true).open(path).unwrap().set_modified(at).unwrap();
}

both_engines! {
    async fn bytes_without_a_row_go_after_a_day(app: TestApp) {
        let record = draft(&app).await;
        let engineer = app.as_(ENGINEER);
        let kept = engineer.post(&files_of(&record)).file("机柜.png", &png()).await.expect(201);
        let kept_path = path_of(&app, &kept.id());
        assert!(kept_path.is_file() && !kept_path.display().to_string().contains("机柜"));
        let gone = engineer.post(&files_of(&record)).file("b.png", &png()).await.expect(201);
        let gone_path = path_of(&app, &gone.id());
        engineer.delete(&format!("/api/v1/attachments/{}", gone.id())).await.expect(204);
        age(&kept_path, &app, TimeDelta::days(3));
        age(&gone_path, &app, TimeDelta::hours(23));
        sweep(&app);
        assert!(gone_path.exists(), "a day has not passed");
        age(&gone_path, &app, TimeDelta::hours(25));
        sweep(&app);
        assert!(!gone_path.exists() && kept_path.exists());
        assert_eq!(engineer.bytes(&format!("/api/v1/attachments/{}", kept.id())).await, png());
    }

    async fn the_sweep_leaves_files_of_requests_alone(app: TestApp) {
        use crate::features::requests::{fault, raise};
        let engineer = app.as_(ENGINEER);
        let raised = raise(&engineer, &fault(crate::support::fixture::CUSTOMER_A)).await;
        let path = format!("/api/v1/requests/{}/attachments", raised.id());
        let kept = engineer.post(&path).file_with(&[("visibility", "internal")], "机柜.png", &png()).await.expect(201);
        let kept_path = path_of(&app, &kept.id());
        // A file whose message was refused, as somebody closed the request meanwhile, has no row.
        let bare = kept_path.with_file_name("0123456789abcdef0123456789abcdef01234567");
        std::fs::write(&bare, b"x").unwrap();
        for path in [&kept_path, &bare] {
            age(path, &app, TimeDelta::days(3));
        }
        sweep(&app);
        assert!(kept_path.exists() && !bare.exists());
        assert_eq!(engineer.bytes(&format!("/api/v1/request-attachments/{}", kept.id())).await, png());
    }
}

#[test]
fn a_store_gives_back_what_it_was_given_and_forgets_what_is_deleted() {
    use std::sync::Arc;
    use tierdesk::platform::files::Spool;
    let folder = scratch().join("a store of its own");
    let files = Files::open(&Place::Folder(folder.clone())).unwrap();
    let bytes: Vec<u8> = (0..12_000_000_u32).map(|n| u8::try_from(n % 251).unwrap()).collect();
    let key = Files::new_key();
    crate::support::block_on(async {
        use futures_util::TryStreamExt;
        files.put(&key, Arc::new(Spool::of(&bytes).unwrap())).await.unwrap();
        let pieces: Vec<_> = files.get(&key).await.unwrap().try_collect().await.unwrap();
        assert_eq!(pieces.concat(), bytes, "in several parts");
        let listed: Vec<_> = files.list().try_collect().await.unwrap();
        assert_eq!(
            listed.iter().map(|kept| (kept.key.as_str(), kept.size)).collect::<Vec<_>>(),
            [(key.as_str(), 12_000_000)]
        );
        files.delete(&key).await.unwrap();
        files.delete(&key).await.unwrap();
        assert!(files.get(&key).await.is_err());
    });
    std::fs::remove_dir_all(folder).unwrap();
}
