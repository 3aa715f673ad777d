//! The people of every organisation (chapter 7): accounts, roles, one-time links.

pub mod setup;
mod store;

pub use store::{Credentials, NewUser, credentials, insert, set_language};
