//! What the portal does, a folder a feature.

pub mod customers;
pub mod login;
pub mod organisations;
pub mod policy;
pub mod shell;
pub mod users;

pub mod status;
