//! Logs and figures of the running service (chapter 9): structured lines on standard error, metrics for Prometheus.

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt;

/// The shape of a line of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// One JSON object a line.
    Json,
    /// For people.
    Text,
}

/// Why telemetry could not start.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryFault {
    /// The level is no filter.
    #[error("the log filter cannot be read: {0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// Somebody else already writes the log.
    #[error("the log has already been started: {0}")]
    Log(#[from] tracing_subscriber::util::TryInitError),
    /// Somebody else already counts.
    #[error("the metrics could not be started: {0}")]
    Metrics(#[from] metrics_exporter_prometheus::BuildError),
}

/// Starts the log: `filter` is a level or directives such as `info,tierdesk=debug`.
///
/// # Errors
/// When the filter cannot be read or the process has a log already.
pub fn start_log(lines: Lines, filter: &str) -> Result<(), TelemetryFault> {
    let filter = EnvFilter::try_new(filter)?;
    // Where nobody reads the log any more, the service goes on without it.
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .log_internal_errors(false);
    match lines {
        Lines::Json => builder.json().flatten_event(true).finish().try_init()?,
        Lines::Text => {
            builder.with_target(false).with_ansi(std::io::stderr().is_terminal()).finish().try_init()?;
        }
    }
    Ok(())
}

/// Histogram bounds for durations in seconds.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// The figures counted so far.
#[derive(Debug, Clone)]
pub struct Figures(PrometheusHandle);

impl Figures {
    /// All figures in Prometheus' text form, as `/metrics` answers them.
    #[must_use]
    pub fn render(&self) -> String {
        self.0.render()
    }

    /// Folds recorded durations into their histograms; to be called every few seconds, else they pile up in memory.
    pub fn upkeep(&self) {
        self.0.run_upkeep();
    }
}

/// Starts counting. There is no listener and no thread of its own: whoever holds the figures looks after them.
///
/// # Errors
/// When the process has a recorder already.
pub fn start_metrics() -> Result<Figures, TelemetryFault> {
    Ok(Figures(PrometheusBuilder::new().set_buckets(&SECONDS)?.install_recorder()?))
}
