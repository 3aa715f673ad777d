//! Which Fluent keys the texts of a field are looked up under; the most specific wins.

use super::fault::FieldFault;

/// Looks a Fluent key up with its arguments, or says that there is no such text.
pub type Translate<'a> = dyn Fn(&str, &[(&str, String)]) -> Option<String> + 'a;

/// An identifier of the wire as part of a Fluent key.
pub(super) fn dashed(text: &str) -> String {
    text.replace(['_', '.'], "-").to_lowercase()
}

/// A path without row numbers: `parts.0.quantity` → `parts.quantity`.
pub(super) fn shape(path: &str) -> String {
    let parts: Vec<&str> = path.split('.').filter(|part| !numbered(part)).collect();
    parts.join(".")
}

fn numbered(part: &str) -> bool {
    part == super::view::BLANK_ROW || (!part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

/// Tries `<stem>-<table>-<path>`, `<stem>-<path>` and `<stem>-<name>`, each followed by `tail`.
pub(super) fn lookup(
    stem: &str,
    table: &str,
    path: &str,
    tail: &str,
    translate: &Translate<'_>,
) -> Option<String> {
    let shape = shape(path);
    let name = dashed(shape.rsplit('.').next().unwrap_or_default());
    let path = dashed(&shape);
    [
        format!("{stem}-{}-{path}{tail}", dashed(table)),
        format!("{stem}-{path}{tail}"),
        format!("{stem}-{name}{tail}"),
    ]
    .iter()
    .find_map(|key| translate(key, &[]))
}

/// The label of the field at `path` of a table; its bare name when no text is found.
#[must_use]
pub fn label(table: &str, path: &str, translate: &Translate<'_>) -> String {
    lookup("field", table, path, "", translate).unwrap_or_else(|| path.to_owned())
}

/// The message of a fault in the reader's language: `error-<code>` with the fault's arguments and `field`, the label.
#[must_use]
pub fn message(table: &str, fault: &FieldFault, translate: &Translate<'_>) -> String {
    let mut args: Vec<(&str, String)> =
        fault.args.iter().map(|(name, value)| (*name, value.clone())).collect();
    args.push(("field", label(table, &fault.path, translate)));
    let key = format!("error-{}", dashed(fault.code.as_str()));
    translate(&key, &args).unwrap_or_else(|| fault.code.as_str().to_owned())
}

/// The label of an option: `option-<field>-<value>` as specific as there is one, then `word-<value>`, then the value.
pub(super) fn option(table: &str, path: &str, value: &str, translate: &Translate<'_>) -> String {
    let tail = format!("-{}", dashed(value));
    lookup("option", table, path, &tail, translate)
        .or_else(|| translate(&format!("word{tail}"), &[]))
        .unwrap_or_else(|| value.to_owned())
}
