//! Who may do what, and who sees what (chapter 7), as tables that a person can read and a test compares.

mod golden;
mod isolation;
mod roles;
mod routes;
pub mod world;
