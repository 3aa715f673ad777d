//! Whether there is a font with Chinese characters for documents.

use std::path::{Path, PathBuf};

use crate::config::Config;

use super::{Finding, State};

const FOLDERS: &[&str] =
    &["/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts"];
/// Parts of the file names of free fonts with Chinese characters, in lower case.
const KNOWN: &[&str] = &[
    "cjk",
    "wqy",
    "sourcehan",
    "source-han",
    "droidsansfallback",
    "uming",
    "ukai",
    "notosanssc",
    "notoserifsc",
    "pingfang",
    "songti",
];
const DEEPEST: usize = 5;

/// Looks for one; says what to install where there is none.
pub fn check(config: &Config) -> Finding {
    if let Some(font) = config.pdf.fonts.first() {
        return Finding::new("fonts", State::Ok, format!("configured: {}", font.display()));
    }
    match FOLDERS.iter().find_map(|folder| find(Path::new(folder), DEEPEST)) {
        Some(font) => Finding::new("fonts", State::Ok, font.display().to_string()),
        None => Finding::new(
            "fonts",
            State::Attention,
            "no font with Chinese characters found: install fonts-noto-cjk (Debian, Ubuntu) or google-noto-sans-cjk-fonts (Fedora), or set pdf.fonts",
        ),
    }
}

fn find(folder: &Path, depth: usize) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).ok()?;
    let mut folders = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            folders.push(path);
        } else if is_chinese(&path) {
            return Some(path);
        }
    }
    folders.iter().filter(|_| depth > 0).find_map(|folder| find(folder, depth - 1))
}

fn is_chinese(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let is_font = [".ttf", ".ttc", ".otf", ".otc"].iter().any(|end| name.ends_with(end));
    is_font && KNOWN.iter().any(|known| name.contains(known))
}
