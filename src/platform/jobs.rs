//! Work that nobody waits for. What there is to do stands as rows, written in the transaction of the business; a job
//! finds such rows, does what they ask, and marks them done. So it survives `kill -9`, and several instances may run the
//! same jobs on one database: each row is claimed by one of them (chapter 9.2).

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use actix_web::web::Data;

use super::db::Moment;
use super::services::Services;
use crate::error::Error;

/// A kind of such work.
#[derive(Clone, Copy)]
pub struct Job {
    /// Its name in the log and in the figures.
    pub name: &'static str,
    /// How long it rests when there was nothing to do.
    pub rest: Duration,
    /// Does a handful of what there is to do; answers how much that was. Called again at once until it is nothing.
    pub run: fn(&Services, Moment) -> Result<usize, Error>,
}

/// The jobs of one instance, a thread each. Dropping it lets each finish what it has in hand.
pub struct Runner {
    // Closing the channels is what ends the threads, so they go first.
    stops: Vec<Sender<()>>,
    threads: Vec<JoinHandle<()>>,
}

impl Runner {
    /// Starts `jobs`.
    ///
    /// # Errors
    /// Where the system gives no more threads.
    pub fn start(jobs: &[Job], services: &Data<Services>) -> std::io::Result<Self> {
        let mut runner = Runner { stops: Vec::new(), threads: Vec::new() };
        for job in jobs.iter().copied() {
            let (stop, stopped) = channel::<()>();
            let services = services.clone();
            let work = move || {
                loop {
                    let rest = if work_off(&job, &services) { job.rest } else { job.rest.max(TROUBLED) };
                    if stopped.recv_timeout(rest) != Err(RecvTimeoutError::Timeout) {
                        return;
                    }
                }
            };
            runner.threads.push(Builder::new().name(format!("job-{}", job.name)).spawn(work)?);
            runner.stops.push(stop);
        }
        Ok(runner)
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.stops.clear();
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a job ended in a panic");
            }
        }
    }
}

/// How long a job rests at least after it failed.
const TROUBLED: Duration = Duration::from_secs(5);
/// So many handfuls in a row, then a rest: nobody else should wait for the database because of one job.
const HANDFULS: usize = 1000;

/// A breath between two handfuls: whoever waits for the one writer of SQLite gets it now, as its pool knows no queue.
const BREATH: Duration = Duration::from_millis(5);

/// Runs `job` until nothing is left to do; false where it failed.
fn work_off(job: &Job, services: &Services) -> bool {
    for _ in 0..HANDFULS {
        match (job.run)(services, services.clock.now().into()) {
            Ok(0) => return true,
            Ok(done) => {
                metrics::counter!("tierdesk_jobs_done_total", "job" => job.name)
                    .increment(u64::try_from(done).unwrap_or_default());
                std::thread::sleep(BREATH);
            }
            Err(fault) => {
                metrics::counter!("tierdesk_jobs_failed_total", "job" => job.name).increment(1);
                tracing::warn!(job = job.name, %fault, "a job failed and is tried again");
                return false;
            }
        }
    }
    true
}
