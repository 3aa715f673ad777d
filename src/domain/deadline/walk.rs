//! A walk along time: stretches that count or do not, cut by pauses, until enough has counted.

use chrono::{DateTime, Utc};

use super::{Interval, Pause, Why, wall_at};
use crate::domain::calendar::ServiceCalendar;

/// Later than any deadline.
const FOREVER: i64 = i64::MAX;
/// So many stretches are some ten years of days; a calendar that has no service in them never will.
const FAR: usize = 20_000;

/// What seconds are counted along.
pub(super) enum Line<'a> {
    /// Instants, as seconds of the Unix epoch.
    Instants,
    /// The clock on the wall of a calendar, as seconds since its 1970.
    Wall(&'a ServiceCalendar),
}

impl Line<'_> {
    /// Where an instant lies.
    pub(super) fn onto(&self, at: DateTime<Utc>) -> i64 {
        match self {
            Line::Instants => at.timestamp(),
            Line::Wall(calendar) => calendar.wall(at).and_utc().timestamp(),
        }
    }

    /// The instant that lies there.
    pub(super) fn back(&self, second: i64) -> DateTime<Utc> {
        let wall = wall_at(second).unwrap_or(DateTime::<Utc>::MAX_UTC.naive_utc());
        match self {
            Line::Instants => wall.and_utc(),
            Line::Wall(calendar) => calendar.moment(wall),
        }
    }
}

/// A stretch of the line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Stretch {
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) why: Why,
    pub(super) pause: Option<usize>,
}

impl Stretch {
    pub(super) fn new(from: i64, to: i64, why: Why) -> Self {
        Stretch { from, to, why, pause: None }
    }

    pub(super) fn told(&self, line: &Line<'_>) -> Interval {
        let counted_seconds = if self.why == Why::Counted { self.to - self.from } else { 0 };
        Interval {
            from: line.back(self.from),
            to: line.back(self.to),
            why: self.why,
            counted_seconds,
            pause: self.pause,
        }
    }
}

/// One stretch without an end that counts.
pub(super) fn endless(start: i64) -> impl Iterator<Item = Stretch> {
    std::iter::once(Stretch::new(start, FOREVER, Why::Counted))
}

/// Pauses on the line: in order, without overlap, none before `start`; each with the number it was given with.
pub(super) fn in_order(pauses: &[Pause], start: i64, line: &Line<'_>) -> Vec<(i64, i64, usize)> {
    let mut spans: Vec<(i64, i64, usize)> = pauses
        .iter()
        .enumerate()
        .map(|(index, pause)| {
            let to = pause.to.map_or(FOREVER, |to| line.onto(to));
            (line.onto(pause.from).max(start), to, index)
        })
        .filter(|(from, to, _)| from < to)
        .collect();
    spans.sort_unstable();
    let mut end = start;
    spans.retain_mut(|(from, to, _)| {
        *from = (*from).max(end);
        end = end.max(*to);
        from < to
    });
    spans
}

/// Where a walk ended.
pub(super) struct Walked {
    /// The first second at which enough had counted.
    pub(super) at: i64,
    /// Whether pauses took time that would have counted.
    pub(super) paused: bool,
}

/// Walks until `seconds` have counted; shows every stretch to `see`. None where that is never.
pub(super) fn walk(
    stretches: impl Iterator<Item = Stretch>,
    pauses: &[(i64, i64, usize)],
    seconds: i64,
    see: &mut impl FnMut(Stretch),
) -> Option<Walked> {
    let mut pauses = pauses.iter().copied().peekable();
    let (mut left, mut paused) = (seconds.max(1), false);
    for stretch in stretches.take(FAR) {
        let mut at = stretch.from;
        while at < stretch.to {
            while pauses.next_if(|(_, to, _)| *to <= at).is_some() {}
            let next = pauses.peek().copied().filter(|(from, _, _)| *from < stretch.to);
            let counts = stretch.why == Why::Counted;
            let piece = match next {
                Some((from, to, index)) if from <= at => {
                    paused |= counts;
                    let (why, pause) = if counts { (Why::Paused, Some(index)) } else { (stretch.why, None) };
                    Stretch { from: at, to: to.min(stretch.to), why, pause }
                }
                _ => {
                    let to = next.map_or(stretch.to, |(from, _, _)| from);
                    Stretch { from: at, to, ..stretch }
                }
            };
            if piece.why == Why::Counted && piece.to - piece.from >= left {
                let at = piece.from + left;
                see(Stretch { to: at, ..piece });
                return Some(Walked { at, paused });
            }
            if piece.to == FOREVER {
                return None;
            }
            if piece.why == Why::Counted {
                left -= piece.to - piece.from;
            }
            // A pause that has no end stands still for good, whatever the calendar says meanwhile.
            if next.is_some_and(|(from, to, _)| from <= at && to == FOREVER) {
                return None;
            }
            see(piece);
            at = piece.to;
        }
    }
    None
}
