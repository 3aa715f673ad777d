//! Pages of people.
