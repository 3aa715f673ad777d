//! Notices (4.4, 5.10): what people are told in the portal, and by mail where they want it.
//!
//! Invariant: a notice and its mail are written in the transaction of what they tell of; one event tells a person once;
//! nobody is told what they did themselves; a mail holds numbers and links, and the page behind a link asks for sight as
//! ever.

pub mod api;
mod choices;
pub mod model;
pub mod pages;
mod service;
mod store;
mod tell;

pub use choices::{Choice, change as change_choices, view as choices};
pub use service::unread;
pub use store::settle;
pub use tell::{Event, Object, password_changed, tell, tell_why};
