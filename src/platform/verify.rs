//! Looking through everything for what is wrong, a handful of rows at a time: nothing is held in memory, nobody is kept
//! waiting, and each handful is one unchanging picture, so that work which goes on beside it is no fault (2.6, 7).

use super::db::{Conn, Db};
use crate::error::Error;

/// Something that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Fault {
    /// What is wrong with it, as an identifier.
    pub code: &'static str,
    /// What is wrong, by number or id.
    pub object: String,
}

impl Fault {
    /// A fault of `object`.
    pub fn new(code: &'static str, object: impl Into<String>) -> Self {
        Fault { code, object: object.into() }
    }
}

/// What ends the looking.
#[derive(Debug)]
pub enum Wrong {
    /// A fault was found.
    Fault(Fault),
    /// It could not be looked at.
    Error(Error),
}

impl From<Fault> for Wrong {
    fn from(fault: Fault) -> Self {
        Wrong::Fault(fault)
    }
}

impl<E: Into<Error>> From<E> for Wrong {
    fn from(fault: E) -> Self {
        Wrong::Error(fault.into())
    }
}

/// A handful of rows that are as they must be.
#[derive(Debug)]
pub struct Handful<K> {
    /// How many.
    pub count: usize,
    /// The last of them, to go on from; none where there is no more.
    pub last: Option<K>,
}

impl<K> Handful<K> {
    /// `count` rows of at most `limit`, up to `last`.
    #[must_use]
    pub fn of(count: usize, limit: i64, last: Option<K>) -> Self {
        let full = i64::try_from(count).is_ok_and(|count| count >= limit);
        Handful { count, last: last.filter(|_| full) }
    }
}

/// Looks at handful after handful until none is left, and tells `seen` how many rows it was so far.
///
/// # Errors
/// The first thing that is wrong.
pub fn walk<K>(
    db: &Db,
    seen: &mut dyn FnMut(usize),
    look: impl Fn(&mut Conn, Option<K>) -> Result<Handful<K>, Wrong>,
) -> Result<usize, Wrong> {
    let (mut total, mut last) = (0, None);
    loop {
        let handful = db.snapshot(|conn| look(conn, last))?;
        total += handful.count;
        seen(total);
        last = handful.last;
        if last.is_none() {
            return Ok(total);
        }
    }
}
