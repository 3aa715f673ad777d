//! The policy versions in force, in memory. Loaded at the start from the database, where publishing puts them.

use std::sync::{Arc, PoisonError, RwLock};

use crate::domain::policy::PolicySet;

/// A shared, replaceable [`PolicySet`]. Cheap to clone.
#[derive(Clone)]
pub struct Policies(Arc<RwLock<Arc<PolicySet>>>);

impl Policies {
    /// Starts with these versions.
    #[must_use]
    pub fn new(set: PolicySet) -> Self {
        Policies(Arc::new(RwLock::new(Arc::new(set))))
    }

    /// The versions as they are now; the caller keeps them for the whole of its work.
    #[must_use]
    pub fn current(&self) -> Arc<PolicySet> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes new versions into use.
    pub fn replace(&self, set: PolicySet) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(set);
    }
}
