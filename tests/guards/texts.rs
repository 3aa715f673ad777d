//! Every text stands in both languages, every key that is used exists, and no key is left over.

use std::collections::{BTreeMap, BTreeSet};

use super::files::{below, none};

fn keys(language: &str) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for file in below(&format!("templates/locales/{language}"), ".ftl") {
        for line in file.text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic())) {
            let (key, _) = line.split_once('=').unwrap_or_else(|| panic!("{}: {line}", file.path));
            let twice = all.insert(key.trim().to_string(), file.path.clone());
            assert!(twice.is_none(), "{}: {key}stands in {} too", file.path, twice.unwrap_or_default());
        }
    }
    all
}

/// All that is written in quotation marks in code, templates and scripts.
fn literals() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let files = [
        below("src", ".rs"),
        below("templates", ".html"),
        below("templates", ".txt"),
        below("static/js", ".js"),
        below("config", ".toml"),
    ];
    for file in files.iter().flatten() {
        for quote in ['"', '\'', '`'] {
            all.extend(file.text.split(quote).filter(|part| part.len() < 80).map(str::to_lowercase));
        }
        // Identifiers of fields and words of enums stand in quotation marks; numbers of problems do not.
        if file.path == "src/error.rs" {
            all.extend(file.text.split(|c: char| !c.is_ascii_digit()).map(String::from));
        }
    }
    // Identifiers of the wire stand in keys with dashes.
    let dashed: Vec<String> = all.iter().map(|text| text.replace(['_', '.'], "-")).collect();
    all.extend(dashed);
    all
}

/// Whether code or template writes `key` itself, or puts it together: a prefix that is written there, or formatted
/// (`"flash-{key}"`), and a word that is written there too.
fn used(key: &str, literals: &BTreeSet<String>) -> bool {
    let begins = |prefix: &str| {
        let (joined, formatted) = (format!("{prefix}-"), format!("{prefix}-{{"));
        literals.contains(prefix)
            || literals.contains(&joined)
            || literals.range(formatted.clone()..).next().is_some_and(|l| l.starts_with(&formatted))
    };
    let written = |tail: &str| literals.contains(tail) || tail.bytes().all(|byte| byte.is_ascii_digit());
    let splits: Vec<usize> = key.match_indices('-').map(|(at, _)| at).collect();
    let composed = |at: usize| {
        begins(&key[..at]) && splits.iter().filter(|tail| **tail >= at).any(|tail| written(&key[tail + 1..]))
    };
    literals.contains(key) || splits.iter().any(|at| composed(*at))
}

#[test]
fn both_languages_have_the_same_keys() {
    let (chinese, english) = (keys("zh-CN"), keys("en"));
    let missing = |from: &BTreeMap<String, String>, other: &BTreeMap<String, String>, language: &str| {
        let gone = from.iter().filter(|(key, _)| !other.contains_key(*key));
        gone.map(|(key, file)| format!("{key} ({file}) is missing in {language}")).collect::<Vec<_>>()
    };
    none(&missing(&chinese, &english, "English"), "a text stands in both languages");
    none(&missing(&english, &chinese, "Chinese"), "a text stands in both languages");
}

#[test]
fn no_text_is_left_over() {
    let literals = literals();
    let left: Vec<String> = keys("zh-CN")
        .into_iter()
        .filter(|(key, _)| !used(key, &literals))
        .map(|(key, file)| format!("{key} ({file})"))
        .collect();
    none(&left, "a text that nobody shows goes");
}

/// What stands between `before` and the next quotation mark, wherever `before` is written.
fn after<'a>(text: &'a str, before: &str) -> Vec<&'a str> {
    text.split(before).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_key_that_is_shown_exists() {
    let keys = keys("zh-CN");
    let mut faults = Vec::new();
    let mut want = |key: String, path: &str| {
        // A key that is put together is looked at where it is shown.
        if !keys.contains_key(&key) && !key.ends_with('-') && !key.contains('{') {
            faults.push(format!("{key} ({path})"));
        }
    };
    for file in below("templates", ".html").into_iter().chain(below("templates", ".txt")) {
        for key in after(&file.text, "t(key=\"") {
            want(key.into(), &file.path);
        }
        for part in after(&file.text, "word(prefix=\"") {
            for value in after(&file.text, &format!("word(prefix=\"{part}\", value=\"")) {
                want(format!("{part}-{}", value.replace('_', "-")), &file.path);
            }
        }
    }
    for file in below("src", ".rs") {
        for title in after(&file.text, "\"title-") {
            want(format!("title-{title}"), &file.path);
        }
        let squeezed = file.text.split_whitespace().collect::<Vec<_>>().join(" ");
        for tone in ["Tone::Good, \"", "Tone::Attention, \""] {
            for key in after(&squeezed, tone) {
                want(format!("flash-{key}"), &file.path);
            }
        }
        for key in after(&squeezed, ".text(lang, \"") {
            want(key.into(), &file.path);
        }
        for kind in ["Malformed", "Unauthenticated", "Forbidden", "Conflict"] {
            for code in after(&file.text, &format!("Error::{kind}(\"")) {
                want(format!("problem-detail-{}", code.replace('_', "-")), &file.path);
            }
        }
        for code in after(&file.text, "FaultCode::new(\"") {
            want(format!("error-{}", code.replace('_', "-")), &file.path);
        }
        if file.path.ends_with("shell/nav.rs") {
            for place in after(&file.text, "Place { key: \"") {
                want(format!("nav-{place}"), &file.path);
            }
        }
    }
    none(&faults, "these keys are shown but have no text");
}

#[test]
fn every_word_that_a_template_shows_has_its_text() {
    use tierdesk::domain::record_words::{ChargeStatus, RecordStatus, Role, Verdict};
    use tierdesk::domain::words::{ClientClass, Component, Delivery, Level, Outcome, Phase};
    let words =
        |all: &[&str]| all.iter().map(|word| word.to_lowercase().replace('_', "-")).collect::<Vec<_>>();
    macro_rules! all {
        ($kind:ty) => {
            words(&<$kind>::ALL.iter().map(|word| word.as_str()).collect::<Vec<_>>())
        };
    }
    let families = [
        ("role", all!(Role)),
        ("status", all!(RecordStatus)),
        ("charge-status", all!(ChargeStatus)),
        ("verdict", all!(Verdict)),
        ("class", all!(ClientClass)),
        ("component", all!(Component)),
        ("delivery", all!(Delivery)),
        ("level", all!(Level)),
        ("outcome", all!(Outcome)),
        ("phase", all!(Phase)),
    ];
    let keys = keys("zh-CN");
    let shown: String = below("templates", ".html").into_iter().map(|file| file.text).collect();
    let code: String = below("src", ".rs").into_iter().map(|file| file.text).collect();
    let mut faults = Vec::new();
    for (family, words) in families {
        if !shown.contains(&format!("prefix=\"{family}\"")) && !code.contains(&format!("\"{family}\"")) {
            continue;
        }
        faults.extend(
            words.iter().map(|word| format!("{family}-{word}")).filter(|key| !keys.contains_key(key)),
        );
    }
    none(&faults, "every word of a family has its text");
}

/// Pairs of words with a dot between that name no action of the audit log.
const NO_ACTIONS: &[&str] = &["backup.at", "permission.at", "trial.to", "index.html", "sheet.typ"];

#[test]
fn every_action_of_the_audit_log_has_words() {
    use tierdesk::features::audit::action_words;
    use tierdesk::platform::i18n::{Lang, Texts};
    let texts = Texts::load().unwrap();
    let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    let (mut actions, mut faults) = (0, Vec::new());
    for file in below("src/features", ".rs") {
        for line in file.text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            let literals = line.split('"').skip(1).step_by(2);
            let named = literals.filter(|text| text.split_once('.').is_some_and(|(a, b)| word(a) && word(b)));
            for action in named.filter(|text| !NO_ACTIONS.contains(text)) {
                actions += 1;
                let bare = Lang::ALL.iter().any(|lang| action_words(action, &texts, *lang) == action);
                faults.extend(bare.then(|| format!("{action} ({})", file.path)));
            }
        }
    }
    assert!(actions > 40, "{actions} actions were found");
    none(&faults, "whoever reads the audit log reads words: KINDS and VERBS in src/features/audit/words.rs");
}
