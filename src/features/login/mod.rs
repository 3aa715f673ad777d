//! Coming and going: login, refresh, logout, the one's own account (chapter 7).

pub mod api;
pub mod pages;
mod service;
