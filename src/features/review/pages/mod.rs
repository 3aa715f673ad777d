//! The pages of a reviewer: the queue and one record under review (8.4). Each works without JavaScript.

mod comparison;
mod desk;
mod queue;
mod said;
mod view;
mod words;

pub use desk::{decide, release, show, take};
pub use queue::{Row, approve, list, xlsx};
pub use words::waited;
