//! What leaves by mail, for the administrator: the queue, what was given up and why; and in the demo the mails
//! themselves. The queue and the sending are the platform's (`platform::mail`).

pub mod demo;
pub mod pages;
mod service;
