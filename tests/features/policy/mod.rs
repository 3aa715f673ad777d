//! The policy as published and what it makes of a piece of work (chapter 2).

mod decisions;
mod pages;
mod published;
