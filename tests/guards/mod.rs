//! What keeps the house in order (architecture): directions between modules, migrations in pairs, texts in both
//! languages, sizes and headers of files, pages without inline code, crates that may not come in.

mod crates;
pub mod files;
mod layering;
mod migrations;
pub mod pages;
mod sources;
mod texts;
