//! Words of imports (chapter 8.1).

use crate::text_enum;

text_enum! {
    /// What is imported.
    pub enum ImportKind {
        /// Whom services are for.
        Customers = "customers",
        /// Devices and licences.
        Products = "products",
    }
}

text_enum! {
    /// What becomes of a line of the file.
    pub enum Fate {
        /// It makes something new.
        New = "new",
        /// It changes something that is there.
        Changed = "changed",
        /// What it says is known already.
        Unchanged = "unchanged",
        /// Something is wrong with it; it stays out.
        Refused = "refused",
    }
}

text_enum! {
    /// Where an import stands.
    pub enum ImportState {
        /// It was read, and shown; nothing else is stored.
        Shown = "shown",
        /// What was shown is stored.
        Applied = "applied",
    }
}
