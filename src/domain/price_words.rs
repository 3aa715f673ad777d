//! Words of price lists (chapters 2.6 and 6).

use crate::text_enum;

text_enum! {
    /// Where a price list stands.
    pub enum PriceListStatus {
        /// Being written.
        Draft = "draft",
        /// Checked: nothing is wrong with it, and a second person may publish it.
        Checked = "checked",
        /// Published, from a moment on.
        Published = "published",
        /// Given up before it was published.
        Discarded = "discarded",
    }
}

text_enum! {
    /// What happened to a price list.
    pub enum PriceListEvent {
        /// Somebody began it.
        Created = "created",
        /// Somebody changed it.
        Edited = "edited",
        /// Somebody had it checked.
        Checked = "checked",
        /// Somebody published it.
        Published = "published",
        /// Somebody gave it up.
        Discarded = "discarded",
    }
}

impl PriceListEvent {
    /// Whether whoever did it had a hand in what the list says.
    #[must_use]
    pub const fn is_writing(self) -> bool {
        matches!(self, Self::Created | Self::Edited)
    }
}
