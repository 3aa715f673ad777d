//! Which font files documents are set in: those of the configuration first, then the system's. The same look is taken
//! by `doctor`.

use std::path::PathBuf;

use fontdb::{Database, FaceInfo, ID, Source, Style};
use typst::text::{Coverage, FontInfo};

/// Where fonts may come from.
#[derive(Debug, Clone, Default)]
pub struct FontSource {
    /// Files, the preferred first.
    pub files: Vec<PathBuf>,
    /// Whether the system's fonts are looked through where the files have no Chinese characters.
    pub system: bool,
}

/// One face of a font file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Face {
    /// The name of its family.
    pub family: String,
    /// The file.
    pub file: PathBuf,
    /// Which face of the file.
    pub index: u32,
}

/// Families with Chinese characters, the preferred first; without one of them any face that has the characters serves.
const KNOWN: &[&str] = &[
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "SimSun",
];
/// Simplified characters that fonts for other languages lack: 记 录 审 签.
const PROBE: &[u32] = &[0x8bb0, 0x5f55, 0x5ba1, 0x7b7e];
const REGULAR: u16 = 400;
const BOLD: u16 = 700;

/// The regular face and, where there is one, the bold face of the best family; nothing where no font will do.
#[must_use]
pub fn find(source: &FontSource) -> Vec<Face> {
    let mut configured = Database::new();
    for file in &source.files {
        if let Err(fault) = configured.load_font_file(file) {
            tracing::warn!(file = %file.display(), %fault, "a font of pdf.fonts cannot be read");
        }
    }
    let found = choose(&configured);
    if !found.is_empty() || !source.system {
        return found;
    }
    let mut system = Database::new();
    system.load_system_fonts();
    choose(&system)
}

/// A face that may lend what the chosen family lacks.
pub struct Spare {
    /// The face.
    pub face: Face,
    coverage: Coverage,
}

impl Spare {
    /// Whether it has `letter`.
    #[must_use]
    pub fn has(&self, letter: char) -> bool {
        self.coverage.contains(u32::from(letter))
    }
}

/// The upright regular faces, those of the configuration first: for letters that the chosen family lacks.
#[must_use]
pub fn spares(source: &FontSource) -> Vec<Spare> {
    let mut configured = Database::new();
    for file in &source.files {
        // What is wrong with one was told when the family was chosen.
        let _ = configured.load_font_file(file);
    }
    let mut all = upright(&configured);
    if source.system {
        let mut system = Database::new();
        system.load_system_fonts();
        all.extend(upright(&system));
    }
    all
}

/// Plain faces before those for programs, formulas and books, else by name, so that the same is found each time.
fn upright(fonts: &Database) -> Vec<Spare> {
    let plain = |face: &&FaceInfo| face.style == Style::Normal && face.weight.0 == REGULAR;
    let mut found: Vec<(bool, Spare)> = fonts
        .faces()
        .filter(plain)
        .filter_map(|info| {
            let read = |data: &[u8], index| FontInfo::new(data, index).map(|read| read.coverage);
            let coverage = fonts.with_face_data(info.id, read)??;
            let face = describe(info)?;
            Some((info.monospaced || !face.family.contains("Sans"), Spare { face, coverage }))
        })
        .collect();
    found.sort_by(|(a, one), (b, other)| {
        let name = |spare: &Spare| (spare.face.family.clone(), spare.face.file.clone(), spare.face.index);
        a.cmp(b).then_with(|| name(one).cmp(&name(other)))
    });
    found.into_iter().map(|(_, spare)| spare).collect()
}

fn choose(fonts: &Database) -> Vec<Face> {
    let named = |family: &&str| face(fonts, family, REGULAR).filter(|face| speaks_chinese(fonts, face.id));
    let regular = KNOWN.iter().find_map(named);
    let Some(regular) = regular.or_else(|| fonts.faces().find(|face| speaks_chinese(fonts, face.id))) else {
        return vec![];
    };
    let bold = family_of(regular).and_then(|family| face(fonts, family, BOLD));
    let bold = bold.filter(|bold| bold.id != regular.id && bold.weight.0 > regular.weight.0);
    [Some(regular), bold].into_iter().flatten().filter_map(describe).collect()
}

/// The upright face of a family that comes closest to a weight.
fn face<'a>(fonts: &'a Database, family: &str, weight: u16) -> Option<&'a FaceInfo> {
    let of_family = fonts.faces().filter(|face| {
        face.style == Style::Normal && face.families.iter().any(|(name, _)| name.eq_ignore_ascii_case(family))
    });
    of_family.min_by_key(|face| face.weight.0.abs_diff(weight))
}

fn speaks_chinese(fonts: &Database, id: ID) -> bool {
    let covers = |data: &[u8], index| {
        FontInfo::new(data, index)
            .is_some_and(|info| PROBE.iter().all(|letter| info.coverage.contains(*letter)))
    };
    fonts.with_face_data(id, covers).unwrap_or(false)
}

fn family_of(face: &FaceInfo) -> Option<&str> {
    face.families.first().map(|(name, _)| name.as_str())
}

fn describe(face: &FaceInfo) -> Option<Face> {
    let (Source::File(file) | Source::SharedFile(file, _)) = &face.source else { return None };
    Some(Face { family: family_of(face)?.to_string(), file: file.clone(), index: face.index })
}
