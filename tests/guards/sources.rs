//! Headers and sizes of files; templates without inline code.

use super::files::{below, none};

/// Files that are lists rather than code.
const LISTS: &[&str] = &["src/platform/db/schema.rs", "src/domain/city_data.rs"];

#[test]
fn every_source_file_says_what_it_is() {
    let files = below("src", ".rs").into_iter().chain(below("tests", ".rs"));
    let bare: Vec<String> =
        files.filter(|file| !file.text.starts_with("//! ")).map(|file| file.path).collect();
    none(&bare, "a file begins with `//!`: its purpose, its invariant, its chapter");
}

#[test]
fn no_source_file_is_longer_than_400_lines() {
    let files = below("src", ".rs").into_iter().chain(below("tests", ".rs"));
    let long: Vec<String> = files
        .filter(|file| !LISTS.contains(&file.path.as_str()))
        .map(|file| (file.text.lines().count(), file.path))
        .filter(|(lines, path)| *lines > if path.starts_with("tests/") { 600 } else { 400 })
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    none(&long, "split a long file by action (service/submit.rs)");
}

#[test]
fn no_template_holds_inline_code_or_style() {
    let mut faults = Vec::new();
    // Mail programs read no style sheets, and no policy of ours reaches them.
    let pages =
        below("templates", ".html").into_iter().filter(|file| !file.path.starts_with("templates/mail/"));
    for file in pages {
        for (number, line) in file.text.lines().enumerate() {
            let lower = line.to_lowercase();
            let script =
                lower.contains("<script") && !lower.contains("src=") && !lower.contains("application/json");
            let handler = lower.split_whitespace().any(|word| {
                word.strip_prefix("on").and_then(|rest| rest.split_once('=')).is_some_and(|(name, _)| {
                    name.len() > 2 && name.bytes().all(|byte| byte.is_ascii_lowercase())
                })
            });
            let styled = lower.contains("<style") || lower.contains(" style=");
            if script || handler || styled {
                faults.push(format!("{}:{}: {}", file.path, number + 1, line.trim()));
            }
        }
    }
    none(&faults, "the content security policy forbids inline scripts, handlers and styles");
}

#[test]
fn no_chinese_or_other_words_for_people_stand_in_the_code() {
    let mut faults = Vec::new();
    for file in below("src", ".rs").into_iter().filter(|file| !allowed_to_speak(&file.path)) {
        let code = file.text.split("#[cfg(test)]").next().unwrap_or("");
        for (number, line) in code.lines().enumerate() {
            let line = line.split("//").next().unwrap_or("").replace(OWN_NAME, "");
            // Every second part between quotation marks is a text; a single letter in a rule is none.
            let mut texts = line.split('"').skip(1).step_by(2);
            if texts.any(|text| text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter))) {
                faults.push(format!("{}:{}: {}", file.path, number + 1, line.trim()));
            }
        }
    }
    none(&faults, "words for people are Fluent texts");
}

/// The name of the language in the language itself, for whoever cannot read the other.
const OWN_NAME: &str = "\"中文\"";

/// Sample data, names of languages and of places are data, not texts of the portal.
fn allowed_to_speak(path: &str) -> bool {
    path.starts_with("src/cli/") || path.starts_with("src/domain/") || path.ends_with("sample.rs")
}
