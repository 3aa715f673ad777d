//! The second oracle: lists of intervals.

use proptest::prelude::*;
use tierdesk::domain::deadline::ClockMode;

use super::HOUR;
use super::random::{Case, EAST, case, open_at, serves};

/// By intervals: all that count within a horizon as a list, pauses cut out of it one after the other, then summed.
fn by_intervals(case: &Case) -> i64 {
    let first = (case.start + EAST).div_euclid(86_400);
    let midnight = |number: i64| number * 86_400 - EAST;
    let mut opened = case.start;
    if case.mode == ClockMode::ServiceDays && !open_at(case, case.start + EAST) {
        opened = (first..)
            .filter(|number| serves(*number))
            .flat_map(|number| case.open_minutes().iter().map(move |(from, _)| midnight(number) + from * 60))
            .find(|opening| *opening >= case.start)
            .unwrap();
    }
    let horizon = first + case.length / (8 * HOUR) * 2 + 60;
    let mut counted: Vec<(i64, i64)> = match case.mode {
        ClockMode::Elapsed => vec![(case.start, midnight(horizon + 400))],
        ClockMode::ServiceDays => {
            (first..horizon).filter(|it| serves(*it)).map(|it| (midnight(it), midnight(it + 1))).collect()
        }
        ClockMode::ServiceHours => (first..horizon)
            .filter(|it| serves(*it))
            .flat_map(|it| {
                case.open_minutes()
                    .iter()
                    .map(move |(from, to)| (midnight(it) + from * 60, midnight(it) + to * 60))
            })
            .collect(),
    };
    for span in &mut counted {
        span.0 = span.0.max(opened);
    }
    counted.retain(|(from, to)| from < to);
    let whole = counted.clone();
    for (pause_from, pause_to) in &case.pauses {
        counted = counted
            .iter()
            .flat_map(|(from, to)| [(*from, (*to).min(*pause_from)), ((*from).max(*pause_to), *to)])
            .filter(|(from, to)| from < to)
            .collect();
        counted.sort_unstable();
        counted.dedup();
    }
    let end = |spans: &[(i64, i64)]| {
        let mut left = case.length;
        spans
            .iter()
            .find_map(|(from, to)| {
                if to - from >= left {
                    Some(from + left)
                } else {
                    left -= to - from;
                    None
                }
            })
            .unwrap()
    };
    let due = end(&counted);
    if case.mode != ClockMode::ServiceDays || due == end(&whole) || open_at(case, due + EAST) {
        return due;
    }
    ((due + EAST).div_euclid(86_400)..)
        .filter(|number| serves(*number))
        .flat_map(|number| case.open_minutes().iter().map(move |(from, _)| midnight(number) + from * 60))
        .find(|opening| *opening >= due)
        .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100_000, ..ProptestConfig::default() })]
    #[test]
    fn the_engine_agrees_with_adding_up_intervals(case in case(20 * 24 * HOUR, 400 * 86_400)) {
        prop_assert_eq!(case.engine(&case.calendar()), by_intervals(&case));
    }
}
