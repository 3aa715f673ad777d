//! Coming and going: login, refresh, logout, one-time links (chapter 7).

pub mod api;
pub mod forgotten;
pub mod links;
pub mod pages;
mod service;
