//! The typesetter with its fonts and templates in memory.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use chrono::{DateTime, Datelike, Timelike, Utc};
use rust_embed::RustEmbed;
use serde_json::{Map, Value};
use typst::foundations::{Bytes, Datetime, Dict, IntoValue, Smart};
use typst::text::Font;
use typst_as_lib::{TypstEngine, TypstTemplateCollection};
use typst_pdf::{PdfOptions, Timestamp};

use crate::error::Error;

use super::fonts::{self, Face, FontSource, Spare};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/templates/forms"]
#[include = "*.typ"]
struct Files;

/// What is to be set.
#[derive(Debug, Clone)]
pub struct Print {
    /// A file of `templates/forms`.
    pub template: &'static str,
    /// What the template reads as `sys.inputs.data`; every text in it is shown as it is.
    pub data: Value,
    /// What the template reads as `sys.inputs.pictures`, by name: SVG, PNG, JPEG.
    pub pictures: Vec<(String, Vec<u8>)>,
    /// Tells the document from all others, for its identifier.
    pub name: String,
    /// When it is printed.
    pub at: DateTime<Utc>,
}

type Engine = TypstEngine<TypstTemplateCollection>;

/// Fonts and templates, ready.
pub(super) struct Press {
    fonts: Vec<Font>,
    engine: Engine,
    source: FontSource,
    /// What the other fonts have; looked at when a letter is missing for the first time.
    spares: OnceLock<Vec<Lender>>,
}

/// A face that is read when it is needed.
struct Lender {
    spare: Spare,
    font: OnceLock<Option<Font>>,
}

impl Press {
    /// Reads the files of `faces`; nothing where none of them can be read. What they lack is lent by other fonts of
    /// `source`.
    pub(super) fn new(faces: &[Face], source: &FontSource) -> Option<Self> {
        let fonts: Vec<Font> = faces.iter().filter_map(read).collect();
        if fonts.is_empty() {
            return None;
        }
        let engine = engine(fonts.clone());
        Some(Press { fonts, engine, source: source.clone(), spares: OnceLock::new() })
    }

    /// Fonts for the letters of `text` that the chosen family lacks; a letter that no font has stays a box.
    fn lent(&self, text: &BTreeSet<char>) -> Vec<Font> {
        let has = |font: &Font, letter: char| font.info().coverage.contains(u32::from(letter));
        let missing = text.iter().copied().filter(|letter| !self.fonts.iter().any(|font| has(font, *letter)));
        let missing: Vec<char> = missing.collect();
        if missing.is_empty() {
            return vec![];
        }
        let lenders = self.spares.get_or_init(|| {
            let spares = fonts::spares(&self.source);
            spares.into_iter().map(|spare| Lender { spare, font: OnceLock::new() }).collect()
        });
        let mut lent: Vec<Font> = Vec::new();
        for letter in missing {
            if lent.iter().any(|font| has(font, letter)) {
                continue;
            }
            let lender = lenders.iter().find(|lender| lender.spare.has(letter));
            let font = lender.map(|lender| lender.font.get_or_init(|| read(&lender.spare.face)).clone());
            lent.extend(font.flatten());
        }
        lent
    }

    /// Sets one document.
    pub(super) fn print(&self, print: &Print) -> Result<Vec<u8>, Error> {
        let settable = settable(&print.data);
        let mut letters = BTreeSet::new();
        collect(&settable, &mut letters);
        let lent = self.lent(&letters);
        let mut families: Vec<String> =
            self.fonts.iter().chain(&lent).map(|font| font.info().family.clone()).collect();
        families.dedup();
        let mut data: Dict = serde_json::from_value(settable)?;
        data.insert("fonts".into(), families.into_value());
        let pictures: Dict = print
            .pictures
            .iter()
            .map(|(name, bytes)| (name.as_str().into(), Bytes::new(bytes.clone()).into_value()))
            .collect();
        let mut inputs = Dict::new();
        inputs.insert("data".into(), data.into_value());
        inputs.insert("pictures".into(), pictures.into_value());
        let set = if lent.is_empty() {
            self.engine.compile_with_input(print.template, inputs)
        } else {
            // The same letters are set in the same fonts whatever was printed before.
            engine([self.fonts.clone(), lent].concat()).compile_with_input(print.template, inputs)
        };
        let document = set.output.map_err(|fault| Error::internal(format!("{}: {fault}", print.template)))?;
        let options = PdfOptions {
            ident: Smart::Custom(print.name.clone()),
            creator: Smart::Custom(Some("TierDesk".into())),
            timestamp: moment(print.at).map(Timestamp::new_utc),
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&document, &options)
            .map_err(|faults| Error::internal(format!("{}: {faults:?}", print.template)))
    }
}

fn engine(fonts: Vec<Font>) -> Engine {
    let templates = templates();
    let templates = templates.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    TypstEngine::builder().fonts(fonts).with_static_source_file_resolver(templates).build()
}

/// The letters of all texts in `value`.
fn collect(value: &Value, letters: &mut BTreeSet<char>) {
    match value {
        Value::String(text) => letters.extend(text.chars().filter(|letter| !invisible(*letter))),
        Value::Array(items) => items.iter().for_each(|item| collect(item, letters)),
        Value::Object(fields) => fields.values().for_each(|field| collect(field, letters)),
        _ => {}
    }
}

/// What no font need have: it is never drawn by itself.
fn invisible(letter: char) -> bool {
    let joins = matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}');
    joins || letter.is_whitespace() || letter.is_control()
}

fn read(face: &Face) -> Option<Font> {
    let data = std::fs::read(&face.file);
    let data = data
        .inspect_err(|fault| tracing::warn!(file = %face.file.display(), %fault, "a font cannot be read"));
    Font::new(Bytes::new(data.ok()?), face.index)
}

fn templates() -> Vec<(String, String)> {
    let text = |name: &str| Files::get(name).map(|file| String::from_utf8_lossy(&file.data).into_owned());
    Files::iter().filter_map(|name| Some((name.to_string(), text(&name)?))).collect()
}

fn moment(at: DateTime<Utc>) -> Option<Datetime> {
    let part = |number: u32| u8::try_from(number).ok();
    let (month, day) = (part(at.month())?, part(at.day())?);
    Datetime::from_ymd_hms(at.year(), month, day, part(at.hour())?, part(at.minute())?, part(at.second())?)
}

/// The same value with texts that can be set: no invisible signs that turn the reading direction, and places to break
/// in what has none.
fn settable(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(breakable(text)),
        Value::Array(items) => Value::Array(items.iter().map(settable).collect()),
        Value::Object(fields) => {
            let one = |(name, inner): (&String, &Value)| (name.clone(), settable(inner));
            Value::Object(fields.iter().map(one).collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

/// So many letters without a place to break fit into the narrowest column.
const LONGEST: usize = 12;
/// Shorter words than this stay whole, so that a serial number is copied as it was typed.
const WHOLE: usize = 24;
const MAY_BREAK: char = '\u{200b}';

fn breakable(text: &str) -> String {
    let mut set = String::with_capacity(text.len());
    for word in text.split_inclusive(breaks_by_itself) {
        let long = word.chars().count() > WHOLE;
        let mut run = 0;
        for letter in word.chars().filter(|letter| !unprintable(*letter)) {
            if long && run >= LONGEST && (letter.is_alphanumeric() || letter.is_ascii_punctuation()) {
                set.push(MAY_BREAK);
                run = 0;
            }
            set.push(letter);
            run += 1;
        }
    }
    set
}

/// White space, and everything from the Chinese punctuation on, between which a line may always end.
fn breaks_by_itself(letter: char) -> bool {
    letter.is_whitespace() || letter >= '\u{2e80}'
}

fn unprintable(letter: char) -> bool {
    let turns = matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || (letter.is_control() && letter != '\n') || letter == '\u{feff}'
}
