//! The people of every organisation (chapter 7): accounts, roles, one-time links.
//!
//! Invariant: an organisation never loses its last administrator or manager, nobody locks themselves out, and an
//! agent's manager sees and changes its own people alone.

pub mod api;
mod cards;
pub mod export;
pub mod first;
mod forgotten;
pub mod links;
mod mailed;
pub mod model;
pub mod operator;
pub mod pages;
pub mod password;
mod rules;
mod service;
pub mod setup;
mod store;

pub use cards::{Card, card, cards, in_service, members, with_email};
pub use forgotten::{FORGOTTEN, PASSWORD_REQUESTS, ask_for_link};
pub use mailed::{Reader, Whom, reachable};
pub use model::Person;
pub use rules::{fits, head};
pub use service::{choose_language, own, set_own_language};
pub use store::{
    Credentials, NewUser, account_managers, count_without_password, credentials, credentials_of, insert,
    is_account_manager, names, others_with, set_password,
};
