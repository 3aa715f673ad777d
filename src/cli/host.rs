//! Runs a built program until it is told to stop, and lets it finish what is in flight.

use std::net::TcpListener;
use std::time::Duration;

use actix_web::rt;
use tokio::signal::unix::{SignalKind, signal};

use crate::app::App;
use crate::platform::telemetry::Figures;

use super::{Failure, Outcome};

/// How often durations are folded into their histograms.
const UPKEEP: Duration = Duration::from_secs(5);

/// Answers on `listener` until SIGTERM or SIGINT; `ready` runs once the address answers.
///
/// # Errors
/// Where the server cannot start.
pub fn until_stopped(
    app: App,
    figures: Figures,
    listener: TcpListener,
    workers: usize,
    ready: impl FnOnce(),
) -> Outcome {
    let app = app.with_figures(figures.clone());
    rt::System::new().block_on(async move {
        let mut terminate = signal(SignalKind::terminate()).map_err(Failure::because)?;
        let mut interrupt = signal(SignalKind::interrupt()).map_err(Failure::because)?;
        let server = app.server(listener, workers).map_err(Failure::because)?;
        let jobs = app.jobs().map_err(Failure::because)?;
        let handle = server.handle();
        rt::spawn(async move {
            loop {
                rt::time::sleep(UPKEEP).await;
                figures.upkeep();
            }
        });
        rt::spawn(async move {
            futures_util::future::select(Box::pin(terminate.recv()), Box::pin(interrupt.recv())).await;
            tracing::info!("stopping: what is in flight is finished first");
            handle.stop(true).await;
        });
        ready();
        server.await.map_err(Failure::because)?;
        drop(jobs);
        tracing::info!("stopped");
        Ok(())
    })
}
