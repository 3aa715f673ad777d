//! What the portal does, a folder a feature.

pub mod charges;
pub mod login;
pub mod policy;
pub mod shell;
pub mod users;

pub mod status;
