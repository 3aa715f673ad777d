//! Service records (chapter 4): what both kinds share.

mod speed;
