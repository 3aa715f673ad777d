//! The older office files: a file system in a file, told apart by the streams it names.

use super::super::kind::{self, Format};
use super::super::spool::Spool;
use super::{Refusal, contains};

/// Checks a file that begins as a compound document.
///
/// # Errors
/// `WrongKind` for an installer or a mail, `ActiveContent` where it holds macros.
pub fn check(spool: &Spool, head: &[u8], end: Option<&str>) -> Result<Format, Refusal> {
    // Names of streams are in UTF-16; `contains` looks for small letters.
    let names = |word: &str| -> Result<bool, Refusal> {
        let wide: Vec<u8> = word.to_lowercase().bytes().flat_map(|byte| [byte, 0]).collect();
        contains(spool, &[&wide])
    };
    if spool.size() < 1536 {
        return Err(Refusal::Damaged);
    }
    if names("_VBA_PROJECT")? || names("Ole10Native")? {
        return Err(Refusal::ActiveContent);
    }
    let installer = infer::get(head).is_some_and(|found| matches!(found.extension(), "msi" | "msg"));
    let wps = end.is_some_and(|end| kind::WPS.extensions.contains(&end));
    let (word, excel, slides) =
        (names("WordDocument")?, names("Workbook")? || names("Book")?, names("PowerPoint Document")?);
    match (installer, word, excel, slides) {
        (false, true, ..) | (false, _, true, _) | (false, _, _, true) if wps => Ok(kind::WPS),
        (false, true, ..) => Ok(kind::DOC),
        (false, _, _, true) => Ok(kind::PPT),
        (false, _, true, _) => Ok(kind::XLS),
        _ => Err(Refusal::WrongKind),
    }
}
