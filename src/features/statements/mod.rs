//! Statements (对账单, chapter 6): what a payer is billed for a month, line by line, and what the payer says to it.
//!
//! Invariant: heads, lines and events are only ever added; a charge is on one statement at most; a statement is the sum of
//! its lines; where it stands is the projection of its events.

mod answer;
pub mod api;
mod book;
mod disputes;
mod history;
mod issue;
mod line;
pub mod lines_api;
mod lookup;
mod model;
pub mod pages;
mod paper;
mod run;
pub mod runs_api;
mod service;
mod settle;
mod state;
mod store;
mod told;
mod verify;

pub use answer::{ANSWER, DISPUTE, QUESTION, Step, UPHOLD, confirm, corrected, rule, taken_back};
pub use disputes::list as disputed_lines;
pub use history::{disputed, issued, overdue, questioned};
pub use issue::issue_for;
pub use lookup::{
    AtRate, allocated, by_rate, credited_of, of_payer, reminded_to, set_reminded, standing, unsettled,
};
pub use model::{LIST, Open, Statement};
pub use run::{RUNS, work_off as run_step};
pub use service::show;
pub use settle::{allocate, open_of, unallocate};
pub use verify::{billed_charges_hold, lines_hold, statements_hold};
