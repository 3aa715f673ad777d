//! Tables that are checked in and compared with what the program says now.

use std::path::Path;

use crate::support::variable;

/// Compares `now` with the table `name`; `UPDATE_GOLDEN=1` takes the new one.
pub fn compare(name: &str, now: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/access").join(name);
    if variable("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, now).unwrap();
        return;
    }
    let then = std::fs::read_to_string(&path).unwrap_or_default();
    let differences = differences(&then, now);
    assert!(
        differences.is_empty(),
        "{} is no longer what the program says:\n{}\nCheck each line against chapter 7; if all are meant, run the \
         test again with UPDATE_GOLDEN=1 and check the table in.",
        path.display(),
        differences.join("\n")
    );
}

fn differences(then: &str, now: &str) -> Vec<String> {
    let gone =
        then.lines().filter(|line| !now.lines().any(|other| other == *line)).map(|line| format!("- {line}"));
    let new =
        now.lines().filter(|line| !then.lines().any(|other| other == *line)).map(|line| format!("+ {line}"));
    gone.chain(new).collect()
}

/// A table with aligned columns.
pub fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(String::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        cells.join("  ").trim_end().to_string() + "\n"
    };
    rows.iter().map(line).collect()
}
