//! Logs and figures start once and say so when started again.

use tierdesk::platform::telemetry::{Lines, TelemetryFault, start_log, start_metrics};

#[test]
fn figures_are_rendered_and_start_only_once() {
    let handle = start_metrics().unwrap();
    metrics::counter!("tierdesk_test_total").increment(2);
    metrics::histogram!("tierdesk_test_seconds").record(0.02);
    let text = handle.render();
    assert!(text.contains("tierdesk_test_total 2"), "{text}");
    assert!(text.contains("tierdesk_test_seconds_bucket{le=\"0.025\"} 1"), "{text}");
    assert!(matches!(start_metrics(), Err(TelemetryFault::Metrics(_))));
}

#[test]
fn a_bad_filter_is_a_fault_and_no_panic() {
    assert!(matches!(start_log(Lines::Json, "tierdesk=loud"), Err(TelemetryFault::Filter(_))));
}
