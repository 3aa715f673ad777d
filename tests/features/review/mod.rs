//! Review (4.4).

mod race;
