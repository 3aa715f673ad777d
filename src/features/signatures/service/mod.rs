//! The use-cases of signatures; each is the same for the API and for pages.

mod code;
mod link;
mod read;
mod sign;

pub use code::{Proof, count_try, send_code, waiting_code};
pub use link::{asked, offer};
pub use read::{Signed, Standing, list, missing, now, of_content, of_revision, picture};
pub use sign::{Origin, sign, sign_by_link, sign_scan};
