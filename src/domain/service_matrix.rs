//! The response system (响应体系表): class × phase × delivery → level (chapter 2.1).
//!
//! Invariant: total; every combination has exactly one level.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::words::{ClientClass, Delivery, Level, Phase};

/// One cell of the matrix, as it goes over the wire.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Cell {
    /// The row.
    pub class: ClientClass,
    /// Before or after the sale.
    pub phase: Phase,
    /// Onsite or remote.
    pub delivery: Delivery,
    /// What the vendor promises there.
    pub level: Level,
}

/// The whole table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServiceMatrix(BTreeMap<(ClientClass, Phase, Delivery), Level>);

/// A combination named twice, or not at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MatrixFault {
    /// Two cells for one combination.
    #[error("{0}/{1}/{2} is given twice")]
    Duplicate(ClientClass, Phase, Delivery),
    /// No cell for a combination.
    #[error("{0}/{1}/{2} is missing")]
    Missing(ClientClass, Phase, Delivery),
}

impl ServiceMatrix {
    /// Every combination, in the order of the table.
    pub fn combinations() -> impl Iterator<Item = (ClientClass, Phase, Delivery)> {
        ClientClass::ALL.iter().flat_map(|class| {
            Phase::ALL
                .iter()
                .flat_map(|phase| Delivery::ALL.iter().map(|delivery| (*class, *phase, *delivery)))
        })
    }

    /// A matrix from its cells; all faults at once, a duplicate with the index of its cell.
    pub fn new(cells: &[Cell]) -> Result<Self, Vec<(Option<usize>, MatrixFault)>> {
        let mut levels = BTreeMap::new();
        let mut faults = Vec::new();
        for (index, cell) in cells.iter().enumerate() {
            if levels.insert((cell.class, cell.phase, cell.delivery), cell.level).is_some() {
                faults.push((Some(index), MatrixFault::Duplicate(cell.class, cell.phase, cell.delivery)));
            }
        }
        for (class, phase, delivery) in Self::combinations() {
            if !levels.contains_key(&(class, phase, delivery)) {
                faults.push((None, MatrixFault::Missing(class, phase, delivery)));
            }
        }
        if faults.is_empty() { Ok(Self(levels)) } else { Err(faults) }
    }

    /// The level of a cell. The matrix is total; `X` stands in for the impossible gap: never promise by mistake.
    pub fn level(&self, class: ClientClass, phase: Phase, delivery: Delivery) -> Level {
        self.0.get(&(class, phase, delivery)).copied().unwrap_or(Level::X)
    }

    /// All cells, in the order of the table.
    pub fn cells(&self) -> Vec<Cell> {
        Self::combinations()
            .map(|(class, phase, delivery)| {
                let level = self.level(class, phase, delivery);
                Cell { class, phase, delivery, level }
            })
            .collect()
    }
}
