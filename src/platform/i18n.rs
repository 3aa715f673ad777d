//! The two languages of the portal: Chinese first, English second. Texts are Fluent files beside the templates.

use std::collections::HashMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use rust_embed::RustEmbed;
use serde::{Deserialize, Serialize};

/// A language of the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Lang {
    /// 简体中文
    #[default]
    #[serde(rename = "zh-CN")]
    ZhCn,
    /// English
    #[serde(rename = "en")]
    En,
}

impl Lang {
    /// Both, in the order in which they are offered.
    pub const ALL: [Lang; 2] = [Lang::ZhCn, Lang::En];

    /// The tag used in HTML, headers, the database and file names.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Lang::ZhCn => "zh-CN",
            Lang::En => "en",
        }
    }

    /// The language of exactly this tag.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.tag() == tag)
    }

    /// A name, in English where there is one and English is read.
    #[must_use]
    pub fn named<'a>(self, name: &'a str, english: Option<&'a str>) -> &'a str {
        english.filter(|_| self == Lang::En).unwrap_or(name)
    }

    /// The best language for an `Accept-Language` header; Chinese where it names neither.
    #[must_use]
    pub fn accepted(header: &str) -> Self {
        let mut best = (0.0, Lang::ZhCn);
        for part in header.split(',') {
            let mut pieces = part.trim().split(';');
            let tag = pieces.next().unwrap_or("").trim().to_lowercase();
            let weight: f32 = pieces.find_map(|p| p.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
            let lang = match tag.split('-').next() {
                Some("zh") => Lang::ZhCn,
                Some("en") => Lang::En,
                _ => continue,
            };
            if weight > best.0 {
                best = (weight, lang);
            }
        }
        best.1
    }
}

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/templates/locales"]
struct Files;

/// All texts of all languages.
pub struct Texts {
    bundles: HashMap<Lang, FluentBundle<FluentResource>>,
}

/// A text that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("text file {file}: {detail}")]
pub struct TextFault {
    /// The file.
    pub file: String,
    /// What is wrong.
    pub detail: String,
}

impl Texts {
    /// Reads every embedded text file.
    ///
    /// # Errors
    /// The first file that is not Fluent, or a key that stands in two files.
    pub fn load() -> Result<Self, TextFault> {
        let mut bundles = HashMap::new();
        for lang in Lang::ALL {
            bundles.insert(lang, bundle(lang)?);
        }
        Ok(Texts { bundles })
    }

    /// The text of `key`, or nothing where there is none.
    #[must_use]
    pub fn find(&self, lang: Lang, key: &str, args: &[(&str, String)]) -> Option<String> {
        let bundle = self.bundles.get(&lang)?;
        let pattern = bundle.get_message(key)?.value()?;
        let mut values = FluentArgs::new();
        for (name, value) in args {
            values.set(*name, FluentValue::from(value.as_str()));
        }
        let mut faults = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&values), &mut faults);
        if !faults.is_empty() {
            tracing::error!(key, ?faults, "a text wants arguments it was not given");
        }
        Some(text.into_owned())
    }

    /// The text of `key`; a missing one shows as `⟦key⟧`, which no test lets pass.
    #[must_use]
    pub fn text(&self, lang: Lang, key: &str, args: &[(&str, String)]) -> String {
        self.find(lang, key, args).unwrap_or_else(|| {
            tracing::error!(key, "a text is missing");
            format!("⟦{key}⟧")
        })
    }

    /// The words for an identifier: `in_review` with prefix `status` is the text `status-in-review`.
    #[must_use]
    pub fn word(&self, lang: Lang, prefix: &str, identifier: &str) -> String {
        self.text(lang, &format!("{prefix}-{}", identifier.to_lowercase().replace('_', "-")), &[])
    }
}

fn bundle(lang: Lang) -> Result<FluentBundle<FluentResource>, TextFault> {
    let mut bundle = FluentBundle::new_concurrent(lang.tag().parse().into_iter().collect());
    bundle.set_use_isolating(false);
    for file in Files::iter().filter(|file| file.starts_with(&format!("{}/", lang.tag()))) {
        let fault = |detail: String| TextFault { file: file.to_string(), detail };
        let bytes = Files::get(&file).ok_or_else(|| fault("vanished".into()))?;
        let text = String::from_utf8(bytes.data.into_owned()).map_err(|e| fault(e.to_string()))?;
        let resource = FluentResource::try_new(text).map_err(|(_, faults)| fault(format!("{faults:?}")))?;
        bundle.add_resource(resource).map_err(|faults| fault(format!("{faults:?}")))?;
    }
    Ok(bundle)
}
