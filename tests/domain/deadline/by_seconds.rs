//! The first oracle: second by second.

use proptest::prelude::*;
use tierdesk::domain::deadline::ClockMode;

use super::HOUR;
use super::random::{Case, EAST, case, open_at, serves};

/// Second by second: nothing cleverer than adding one.
fn slowly(case: &Case) -> i64 {
    let paused = |second: i64| case.pauses.iter().any(|(from, to)| second >= *from && second < *to);
    let open = case.open_minutes();
    let mut now = case.start;
    let mut left = case.length;
    if case.mode == ClockMode::ServiceDays {
        while !open_at(case, now + EAST) {
            now += 1;
        }
    }
    let mut took = false;
    let mut today = (i64::MIN, false);
    while left > 0 {
        let local = now + EAST;
        let (day, second) = (local.div_euclid(86_400), local.rem_euclid(86_400));
        if today.0 != day {
            today = (day, serves(day));
        }
        let counts = match case.mode {
            ClockMode::Elapsed => true,
            ClockMode::ServiceDays => today.1,
            ClockMode::ServiceHours => {
                today.1 && open.iter().any(|(from, to)| second >= from * 60 && second < to * 60)
            }
        };
        if counts && paused(now) {
            took = true;
        } else if counts {
            left -= 1;
        }
        now += 1;
    }
    if case.mode == ClockMode::ServiceDays && took {
        while !open_at(case, now + EAST) {
            now += 1;
        }
    }
    now
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]
    #[test]
    fn the_engine_agrees_with_counting_second_by_second(case in case(20 * HOUR, 400 * 86_400)) {
        prop_assert_eq!(case.engine(&case.calendar()), slowly(&case));
    }
}
