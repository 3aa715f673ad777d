//! Everything that is computed between a price list and the gross total of a statement, against a reference of its own in
//! exact fractions (chapter 6): lines of the bill, agents' fees, VAT, totals. Prices, quantities and percentages are at
//! random, their boundaries and the ties of rounding among them more often than chance would have them.

mod bill;
mod exact;
mod fee;
mod vat;

use std::cell::Cell;

use proptest::prelude::*;

use crate::support::property_cases;

/// How many cases each property is asked.
fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(property_cases()) }
}

/// What the product can hold.
fn fits(number: i128) -> Option<i64> {
    i64::try_from(number).ok()
}

/// Prices in fen: those that people ask, and those at which something may break.
fn price() -> impl Strategy<Value = i64> {
    prop_oneof![
        8 => 0..500_000_i64,
        4 => 0..120_i64,
        1 => prop_oneof![Just(0_i64), Just(1), Just(29), Just(30), Just(31), Just(i64::MAX), Just(i64::MAX - 1)],
        1 => 0..=i64::MAX,
    ]
}

/// Pieces, visits, minutes.
fn count() -> impl Strategy<Value = u32> {
    prop_oneof![
        8 => 0..600_u32,
        2 => prop_oneof![Just(0_u32), Just(1), Just(29), Just(30), Just(31), Just(59), Just(60), Just(61), Just(u32::MAX)],
        1 => any::<u32>(),
    ]
}

/// That the cases at random were of the kinds that matter; a property that never met one proves nothing of it.
#[derive(Default)]
struct Met {
    ties: Cell<u64>,
    too_large: Cell<u64>,
}

impl Met {
    fn tie(&self, met: bool) {
        self.ties.set(self.ties.get() + u64::from(met));
    }

    fn too_large(&self, met: bool) {
        self.too_large.set(self.too_large.get() + u64::from(met));
    }

    /// Fails where fewer than one case of `among` lay between two fen, or fewer did not fit.
    fn enough(&self, among: u64) {
        let all = u64::from(property_cases());
        for (what, met) in [("ties", self.ties.get()), ("too large", self.too_large.get())] {
            assert!(met >= all / among, "{met} of {all} were {what}");
        }
    }
}
