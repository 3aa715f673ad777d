//! One's own account: language, password, open sessions (chapter 7).

pub mod api;
pub mod model;
pub mod pages;
mod service;
