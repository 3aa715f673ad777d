//! The role home (8.4): what waits for me. Each part of it appears for those whose roles allow what it is about, by the
//! same policy that guards the lists it leads to.
//!
//! Invariant: a card counts what its list shows; the home itself changes nothing.

mod cards;
mod lists;
pub mod pages;
mod steps;
