//! Pages of organisations.
