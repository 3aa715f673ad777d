//! The kinds of files that are taken, and how each is called on the wire and by its name.

use crate::text_enum;

text_enum! {
    /// What a file is, by its bytes.
    pub enum FileKind {
        /// JPEG, PNG or WebP.
        Picture = "picture",
        /// A PDF.
        Pdf = "pdf",
        /// A document of an office program.
        Office = "office",
        /// Plain text: logs, configuration.
        Text = "text",
        /// A zip, kept as it is and never unpacked.
        Archive = "archive",
    }
}

impl FileKind {
    /// Whether a browser may show it in its place; everything else is saved to disk.
    #[must_use]
    pub fn shown_inline(self) -> bool {
        matches!(self, FileKind::Picture | FileKind::Pdf)
    }
}

/// A form that a file can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format {
    /// Its kind.
    pub kind: FileKind,
    /// Its media type.
    pub media_type: &'static str,
    /// The ends of names that go with it; the first is the usual one.
    pub extensions: &'static [&'static str],
}

macro_rules! formats {
    ($($name:ident = $kind:ident $media:literal [$($extension:literal),+];)+) => {
        $(
            #[doc = concat!("`", $media, "`")]
            pub const $name: Format = Format { kind: FileKind::$kind, media_type: $media, extensions: &[$($extension),+] };
        )+
    };
}

formats! {
    JPEG = Picture "image/jpeg" ["jpg", "jpeg", "jpe", "jfif"];
    PNG = Picture "image/png" ["png"];
    WEBP = Picture "image/webp" ["webp"];
    PDF = Pdf "application/pdf" ["pdf"];
    DOCX = Office "application/vnd.openxmlformats-officedocument.wordprocessingml.document" ["docx"];
    XLSX = Office "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" ["xlsx"];
    PPTX = Office "application/vnd.openxmlformats-officedocument.presentationml.presentation" ["pptx"];
    ODT = Office "application/vnd.oasis.opendocument.text" ["odt"];
    ODS = Office "application/vnd.oasis.opendocument.spreadsheet" ["ods"];
    ODP = Office "application/vnd.oasis.opendocument.presentation" ["odp"];
    DOC = Office "application/msword" ["doc"];
    XLS = Office "application/vnd.ms-excel" ["xls"];
    PPT = Office "application/vnd.ms-powerpoint" ["ppt"];
    WPS = Office "application/vnd.ms-works" ["wps", "et", "dps"];
    TEXT = Text "text/plain" ["txt", "log", "csv", "tsv", "md", "json", "ini", "conf", "cfg", "out", "err", "yaml", "yml"];
    ZIP = Archive "application/zip" ["zip"];
}
