//! A mail in words: the templates of its folder, in the language of the person.

use serde::Serialize;
use serde_json::{Map, Value};

use super::Letter;
use super::outbox::Queued;
use crate::error::Error;
use crate::platform::i18n::Lang;
use crate::platform::services::Services;

#[derive(Serialize)]
struct Filled<'a> {
    lang: &'static str,
    name: &'a str,
    address: &'a str,
    url: String,
    code: String,
    home: &'a str,
    good_until: super::super::db::Moment,
    #[serde(flatten)]
    params: &'a Map<String, Value>,
}

/// Puts `mail` into words.
///
/// # Errors
/// `Internal` where a template does not fit.
pub(super) fn letter(services: &Services, mail: &Queued) -> Result<Letter, Error> {
    let none = Map::new();
    let params = mail.params.as_object().unwrap_or(&none);
    let text = |key: &str| params.get(key).and_then(Value::as_str);
    let word = text("sealed").map_or_else(String::new, |name| services.seal.word(name));
    let home = services.settings.public_url.as_str();
    let lang = Lang::from_tag(&mail.lang).unwrap_or_default();
    let filled = Filled {
        lang: lang.tag(),
        name: &mail.name,
        address: &mail.address,
        url: format!("{home}{}{word}", text("path").unwrap_or("/")),
        code: text("digits_of").map_or_else(String::new, |name| services.seal.six_digits(name)),
        home,
        good_until: mail.good_until,
        params,
    };
    let part = |file: &str| services.views.render(lang, &format!("mail/{}/{file}", mail.message), &filled);
    let subject = part("subject.txt")?;
    Ok(Letter {
        id: mail.id,
        address: mail.address.clone(),
        name: mail.name.clone(),
        subject: subject.split_whitespace().collect::<Vec<_>>().join(" "),
        text: part("text.txt")?,
        html: part("html.html")?,
        written_at: mail.created_at.0.into(),
    })
}
