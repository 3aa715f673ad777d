//! Takes out of the object store what no row names: bytes of an upload that broke off, and of files that were removed.

use std::collections::HashSet;
use std::time::Duration;

use chrono::TimeDelta;
use futures_util::stream::{StreamExt, TryStreamExt};

use crate::error::Error;
use crate::platform::db::Moment;
use crate::platform::files::{Files, Kept};
use crate::platform::jobs::Job;
use crate::platform::services::Services;

use super::kept;

/// The job.
pub const SWEEP: Job = Job { name: "attachments-sweep", rest: Duration::from_secs(6 * 60 * 60), run };

/// The bytes come before their row; younger ones may still be waiting for it.
const YOUNG: TimeDelta = TimeDelta::days(1);
/// So many objects are looked up at a time.
const HANDFUL: usize = 500;

fn run(services: &Services, now: Moment) -> Result<usize, Error> {
    let old = move |kept: &Kept| kept.at < now.plus(-YOUNG).0;
    let sweep = async {
        let mut removed = 0;
        let listed = services.files.list().try_filter(|kept| std::future::ready(old(kept)));
        let mut handfuls = listed.chunks(HANDFUL);
        while let Some(handful) = handfuls.next().await {
            let keys =
                handful.into_iter().map(|kept| kept.map(|kept| kept.key)).collect::<Result<Vec<_>, _>>()?;
            let named: HashSet<String> =
                services.db.read(|conn| kept::named(conn, &keys))?.into_iter().collect();
            for key in keys.iter().filter(|key| !named.contains(*key)) {
                services.files.delete(key).await?;
                removed += 1;
            }
        }
        Ok(removed)
    };
    Files::wait(sweep)
}
