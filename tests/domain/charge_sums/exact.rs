//! Exact fractions: nothing is rounded until somebody asks for the nearest whole, and nothing is shared with the product.

use std::ops::{Add, Mul, Neg};

/// `over ÷ under`; `under` is positive.
#[derive(Debug, Clone, Copy)]
pub struct Exact {
    over: i128,
    under: i128,
}

impl Exact {
    pub fn whole(number: impl Into<i128>) -> Self {
        Exact { over: number.into(), under: 1 }
    }

    pub fn of(over: impl Into<i128>, under: impl Into<i128>) -> Self {
        let (over, under) = (over.into(), under.into());
        assert!(under > 0, "a fraction of {under} parts");
        Exact { over, under }
    }

    /// Whether it lies exactly between two wholes.
    pub fn is_tie(self) -> bool {
        self.over.rem_euclid(self.under) * 2 == self.under
    }

    /// The nearest whole; what lies between two goes to the one that is further from zero.
    pub fn nearest(self) -> i128 {
        if self.over < 0 {
            return -(-self).nearest();
        }
        let (below, rest) = (self.over.div_euclid(self.under), self.over.rem_euclid(self.under));
        if rest + rest < self.under { below } else { below + 1 }
    }
}

impl Neg for Exact {
    type Output = Self;

    fn neg(self) -> Self {
        Exact { over: -self.over, ..self }
    }
}

impl Add for Exact {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        if self.under == other.under {
            return Exact { over: self.over + other.over, ..self };
        }
        Exact { over: self.over * other.under + other.over * self.under, under: self.under * other.under }
    }
}

impl Mul for Exact {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Exact { over: self.over * other.over, under: self.under * other.under }
    }
}

#[test]
fn the_reference_itself_rounds_as_people_do() {
    let cases = [
        (1, 2, 1),
        (-1, 2, -1),
        (1, 3, 0),
        (2, 3, 1),
        (-2, 3, -1),
        (5, 2, 3),
        (-5, 2, -3),
        (6, 3, 2),
        (0, 7, 0),
    ];
    for (over, under, nearest) in cases {
        assert_eq!(Exact::of(over, under).nearest(), nearest, "{over}/{under}");
    }
    assert!(Exact::of(-3, 2).is_tie() && Exact::of(3, 6).is_tie() && !Exact::of(2, 3).is_tie());
    let sum = Exact::of(1, 3) + Exact::of(1, 6);
    assert!(sum.is_tie() && (sum * Exact::whole(4)).nearest() == 2);
}
