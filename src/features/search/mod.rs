//! The search of the top bar: requests, records and customers within the person's sight, and the way straight to the only hit.

pub mod pages;
