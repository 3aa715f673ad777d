//! First.
