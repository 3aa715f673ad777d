//! Whether there is a font with Chinese characters for documents: the look that the printer takes.

use crate::cli::open;
use crate::config::Config;
use crate::platform::pdf::fonts;

use super::{Finding, State};

/// Looks for one; says what to install where there is none.
pub fn check(config: &Config) -> Finding {
    match fonts::find(&open::fonts(config)).first() {
        Some(face) => Finding::new("fonts", State::Ok, format!("{} ({})", face.family, face.file.display())),
        None => Finding::new(
            "fonts",
            State::Attention,
            "no font with Chinese characters found, so no PDF can be made: install fonts-noto-cjk (Debian, Ubuntu) or google-noto-sans-cjk-fonts (Fedora), or set pdf.fonts",
        ),
    }
}
