//! Who is calling, what they may do and what they see (chapter 7). Default is no.

pub mod actor;
pub mod audit;
pub mod audit_chain;
pub mod audit_log;
pub mod call;
pub mod password;
pub mod policy;
pub mod scope;
pub mod session;
pub mod throttle;
pub mod token;

pub use actor::Actor;
pub use call::{Call, Page};
pub use policy::Action;
pub use scope::{Scope, Sight};

/// What it takes to let somebody in.
pub struct Gate {
    /// The signing key.
    pub tokens: token::Tokens,
    /// The pool that hashes passwords.
    pub passwords: password::Passwords,
    /// The brake on guessing.
    pub throttle: throttle::Throttle,
}
