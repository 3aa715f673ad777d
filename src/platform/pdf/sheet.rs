//! A form of ruled tables, as paper shows it: what any form fills in, whatever it is about. `templates/forms/sheet.typ`
//! sets it as PDF, the component `paper.sheet` as a page to print.

use serde::Serialize;

/// One form.
#[derive(Debug, Clone, Serialize)]
pub struct Sheet {
    /// The language of its words, `zh-CN` or `en`.
    pub lang: &'static str,
    /// Its heading.
    pub title: String,
    /// Its number.
    pub number: String,
    /// What stands across a sheet that does not hold yet, such as the word for draft.
    pub mark: Option<String>,
    /// Whose form it is, above the heading.
    pub issuer: String,
    /// What stands below the QR code; the code itself is the picture `qr`.
    pub qr_note: String,
    /// The address that the QR code opens.
    pub link: String,
    /// The tables.
    pub sections: Vec<Section>,
    /// Places for signatures, side by side.
    pub signatures: Vec<SignaturePlace>,
    /// What stands before the name of whoever signed.
    pub signed_name: String,
    /// What stands before the time.
    pub signed_at: String,
    /// What stands below the signatures.
    pub appendix: Vec<Section>,
    /// The foot of every page.
    pub footer: Footer,
}

/// A part of a form.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// Rows of one wide or two narrow fields.
    pub rows: Vec<Vec<Cell>>,
    /// Lists.
    pub tables: Vec<Table>,
}

/// A field with its label.
#[derive(Debug, Clone, Serialize)]
pub struct Cell {
    /// The label.
    pub label: String,
    /// The value in words; empty where nothing was said.
    pub value: String,
    /// A definition in small type.
    pub note: Option<String>,
    /// Whether it takes the whole width.
    pub wide: bool,
}

/// A list of rows.
#[derive(Debug, Clone, Serialize)]
pub struct Table {
    /// Its heading; empty where that of the section is enough.
    pub title: String,
    /// The headings of its columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
    /// How wide each column is against the others; 0 for one that is as wide as what stands in it.
    pub widths: Vec<usize>,
    /// Columns of amounts, which stand at the right.
    pub amounts: Vec<usize>,
    /// The column whose cells lead to a page, and where each of them leads.
    pub links: Option<(usize, Vec<String>)>,
}

/// A place for a signature.
#[derive(Debug, Clone, Serialize)]
pub struct SignaturePlace {
    /// Who signs here, as a role.
    pub role: String,
    /// Who signed, by name.
    pub name: Option<String>,
    /// When, in words.
    pub at: Option<String>,
    /// What is to be said of it, such as the reason of a refusal.
    pub note: Option<String>,
    /// What stands across a signature that does not hold, such as the word for void.
    pub mark: Option<String>,
    /// The name of the picture of the signature among the pictures of the print.
    pub picture: Option<String>,
    /// The address of the same picture, for the page to print.
    pub src: Option<String>,
}

/// The foot of every page.
#[derive(Debug, Clone, Serialize)]
pub struct Footer {
    /// Number, revision and time of printing.
    pub text: String,
    /// The head of the audit chain.
    pub chain: Option<String>,
    /// `{page}` of `{pages}` in words, with these two in braces.
    pub pages: String,
}

impl Table {
    /// A table whose columns are as wide as what stands in them asks for.
    #[must_use]
    pub fn new(title: String, columns: Vec<String>, rows: Vec<Vec<String>>) -> Self {
        let of = |at: usize| {
            let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| width(cell));
            cells.chain([width(&columns[at])]).max().unwrap_or(SHORT).clamp(SHORT, WIDEST)
        };
        let mut widths: Vec<usize> = (0..columns.len()).map(of).collect();
        if widths.iter().any(|width| *width > SHORT) {
            // Short columns take what they need; the others share the rest.
            widths.iter_mut().filter(|width| **width <= SHORT).for_each(|width| *width = 0);
        }
        Table { title, columns, rows, widths, amounts: vec![], links: None }
    }

    /// With these columns of amounts, by their number from 0.
    #[must_use]
    pub fn with_amounts(self, amounts: &[usize]) -> Self {
        Table { amounts: amounts.to_vec(), ..self }
    }
}

/// A column that is no wider than this, in halves of a Chinese character, never needs a second line: a moment is as wide.
const SHORT: usize = 16;
const WIDEST: usize = 60;

/// The width of the longest line in halves of a Chinese character.
fn width(text: &str) -> usize {
    let of = |line: &str| line.chars().map(|letter| if letter >= '\u{1100}' { 2 } else { 1 }).sum();
    text.lines().map(of).max().unwrap_or(0)
}

/// Puts fields into rows: a wide one by itself, two narrow ones side by side.
#[must_use]
pub fn rows(cells: Vec<Cell>) -> Vec<Vec<Cell>> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for cell in cells {
        match rows.last_mut() {
            Some(row) if !cell.wide && row.len() == 1 && !row[0].wide => row.push(cell),
            _ => rows.push(vec![cell]),
        }
    }
    rows
}
