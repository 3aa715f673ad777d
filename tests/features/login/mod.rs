//! Coming and going (chapter 7).

mod api;
mod pages;
