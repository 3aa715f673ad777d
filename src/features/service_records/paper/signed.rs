//! The places for signatures at the end of a form, and what was signed in them.

use futures_util::TryStreamExt;
use serde_json::{Value, json};

use crate::access::call::blocking;
use crate::error::Error;
use crate::features::attachments::Attachment;
use crate::features::signatures::Signed;
use crate::platform::files::{FileKind, Files, Spool, small_picture};
use crate::platform::pdf::SignaturePlace;
use crate::platform::views;

use super::super::beside::Beside;
use super::super::shown::Shown;
use super::{SIGNATURE, moment};

/// The longest side of a printed scan, in pixels: a place of 60 mm at 300 dpi.
const SIDE: u32 = 720;

/// The scan that is the signature, among the files of the revision.
pub fn scan(beside: &Beside) -> Option<&Attachment> {
    beside.signed.as_ref()?.scan.and_then(|id| beside.file(id))
}

/// The places: the customer's first.
pub fn places(shown: &Shown<'_>, signed: Option<&Signed>, scan: Option<&Attachment>) -> Vec<SignaturePlace> {
    let fields = json!(shown.view.fields);
    let text = |path: &str| fields.pointer(path).and_then(Value::as_str).map(String::from);
    let engineer = text("/engineers/0").or(Some(shown.view.author_name.clone()));
    let mut places = vec![
        customer(shown, &text, signed, scan),
        SignaturePlace { name: engineer, ..place(shown, "paper-sign-engineer") },
    ];
    let approved = shown
        .view
        .verdicts
        .iter()
        .rev()
        .find(|verdict| verdict.verdict == "approve" && verdict.revision == shown.view.revision);
    if let Some(verdict) = approved.filter(|_| !shown.for_customer) {
        places.push(SignaturePlace {
            name: Some(verdict.reviewer_name.clone()),
            at: Some(moment(shown, verdict.decided_at)),
            ..place(shown, "paper-sign-reviewer")
        });
    }
    places
}

fn place(shown: &Shown<'_>, role: &str) -> SignaturePlace {
    SignaturePlace {
        role: shown.work.services.texts.text(shown.lang, role, &[]),
        name: None,
        at: None,
        note: None,
        mark: None,
        picture: None,
        src: None,
    }
}

/// The customer's place: who signed and when; without a signature, who is said to have accepted the work.
fn customer(
    shown: &Shown<'_>,
    text: &dyn Fn(&str) -> Option<String>,
    signed: Option<&Signed>,
    scan: Option<&Attachment>,
) -> SignaturePlace {
    let (texts, lang) = (&shown.work.services.texts, shown.lang);
    let refused =
        text("/acceptance/refused").map(|why| texts.text(lang, "paper-refused", &[("reason", why)]));
    let empty = place(shown, "paper-sign-customer");
    let Some(signed) = signed else {
        let zone = shown.work.services.settings.time_zone;
        let at = text("/acceptance/at").map(|at| views::local(&at, zone));
        return SignaturePlace { name: text("/acceptance/by"), at, note: refused, ..empty };
    };
    let how = texts.word(lang, "signature-method", &signed.method);
    let on_paper = scan.map(|file| texts.text(lang, "paper-signed-scan", &[("name", file.name.clone())]));
    let void = (!signed.valid).then(|| texts.text(lang, "paper-signed-void", &[]));
    let notes: Vec<String> = [Some(how), on_paper, void, refused].into_iter().flatten().collect();
    let picture = scan.filter(|file| file.kind == FileKind::Picture);
    SignaturePlace {
        name: Some(signed.signer_name.clone()),
        at: Some(moment(shown, signed.signed_at)),
        note: Some(notes.join("\n")),
        mark: (!signed.valid).then(|| texts.text(lang, "signature-void", &[])),
        picture: signed.picture.as_ref().map(|_| SIGNATURE.to_string()),
        src: signed.picture_href().or(picture.map(|file| format!("/attachments/{}/preview", file.id))),
        ..empty
    }
}

/// The scan under `key` as a small picture; nothing where it cannot be shown.
///
/// # Errors
/// `NotFound`, `Unavailable`, `DiskFull`.
pub async fn small(files: &Files, key: &str) -> Result<Option<Vec<u8>>, Error> {
    let mut pieces = files.get(key).await?;
    let mut spool = Spool::new()?;
    while let Some(piece) = pieces.try_next().await? {
        spool.write(&piece)?;
    }
    blocking(move || Ok(small_picture(&spool, SIDE))).await
}
