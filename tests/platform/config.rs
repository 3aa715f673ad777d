//! Configuration: layers, faults, secrets.

use chrono::Weekday;
use secrecy::ExposeSecret;
use std::path::{Path, PathBuf};
use tierdesk::config::{Config, ConfigFault, LogFormat};
use tierdesk::domain::record_term::RecordTerm;
use tierdesk::platform::files::Place;

/// A file of this test's own, gone with the test.
struct Written(PathBuf);

impl Written {
    fn new(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("tierdesk-config-{}-{name}", std::process::id()));
        std::fs::write(&path, text).unwrap();
        Self(path)
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn load(file: Option<&Written>, variables: &[(&str, &str)]) -> Result<Config, Vec<ConfigFault>> {
    let variables: Vec<_> = variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    Config::load(file.map(|file| file.0.as_path()), &variables)
}

fn faults(file: Option<&Written>, variables: &[(&str, &str)]) -> Vec<(String, &'static str)> {
    load(file, variables).unwrap_err().into_iter().map(|fault| (fault.key, fault.code)).collect()
}

fn pairs(list: &[(&str, &'static str)]) -> Vec<(String, &'static str)> {
    list.iter().map(|(key, code)| ((*key).to_owned(), *code)).collect()
}

#[test]
fn the_built_in_layer_is_enough() {
    let config = load(None, &[("PATH", "/bin"), ("OTHER__KEY", "1")]).unwrap();
    assert_eq!(config.server.listen.to_string(), "127.0.0.1:8080");
    assert_eq!((config.server.workers, config.server.trusted_proxy), (2, false));
    assert_eq!(config.time_zone, chrono_tz::Asia::Shanghai);
    assert_eq!((config.log.format, config.log.level.as_str()), (LogFormat::Json, "info"));
    assert_eq!(config.security.token_key_file, Path::new("data/signing-key.pem"));
    assert!(!config.security.cookie_secure);
    assert!(config.mail.smtp_url.is_none() && config.pdf.fonts.is_empty());
    assert_eq!(config.mail.from.to_string(), "TierDesk <no-reply@localhost>");
}

#[test]
fn records_are_due_at_the_end_of_the_week_unless_configured_otherwise() {
    let term = |variables: &[(&str, &str)]| load(None, variables).map(|config| config.record_term);
    assert_eq!(term(&[]).unwrap(), RecordTerm { due_day: Weekday::Sun, grace_days: 0 });
    let chosen = [("TIERDESK_RECORDS__DUE_DAY", "friday"), ("TIERDESK_RECORDS__GRACE_DAYS", "3")];
    assert_eq!(term(&chosen).unwrap(), RecordTerm { due_day: Weekday::Fri, grace_days: 3 });
    let wrong = [("TIERDESK_RECORDS__DUE_DAY", "someday"), ("TIERDESK_RECORDS__GRACE_DAYS", "32")];
    let both = [("records.due_day", "not_an_option"), ("records.grace_days", "out_of_range")];
    assert_eq!(faults(None, &wrong), pairs(&both));
}

#[test]
fn mails_are_from_the_host_of_the_portal_unless_said_otherwise() {
    let url = ("TIERDESK_SERVER__PUBLIC_URL", "https://desk.example:8443");
    let from = |variables: &[(&str, &str)]| load(None, variables).map(|config| config.mail.from.to_string());
    assert_eq!(from(&[url]).unwrap(), "TierDesk <no-reply@desk.example>");
    let chosen = ("TIERDESK_MAIL__FROM", "Desk <desk@vendor.example>");
    assert_eq!(from(&[url, chosen]).unwrap(), "Desk <desk@vendor.example>");
    for wrong in ["desk", "desk@", "a@b.example, c@d.example", "a@b.example\nBcc: x@y.example"] {
        let found = faults(None, &[("TIERDESK_MAIL__FROM", wrong)]);
        assert_eq!(found, pairs(&[("mail.from", "not_a_mailbox")]), "{wrong:?}");
    }
}

#[test]
fn variables_override_the_file_and_the_file_the_base() {
    let file = Written::new(
        "layers.toml",
        "time_zone = \"Asia/Urumqi\"\n[server]\nworkers = 3\npublic_url = \"https://desk.example/\"\n[log]\nformat = \"text\"",
    );
    let config = load(
        Some(&file),
        &[
            ("TIERDESK_SERVER__WORKERS", "4"),
            ("TIERDESK_DATABASE__URL", "sqlite:///srv/desk/td.sqlite"),
            ("TIERDESK_SERVER__TRUSTED_PROXY", "true"),
            ("TIERDESK_MAIL__SMTP_URL", ""),
            ("TIERDESK_LOG__LEVEL", "info,tierdesk=debug"),
        ],
    )
    .unwrap();
    assert_eq!((config.server.workers, config.server.trusted_proxy), (4, true));
    assert_eq!(config.server.public_url, "https://desk.example");
    assert!(config.security.cookie_secure);
    assert_eq!(config.security.token_key_file, Path::new("/srv/desk/signing-key.pem"));
    assert_eq!(config.log.format, LogFormat::Text);
    assert_eq!(config.time_zone, chrono_tz::Asia::Urumqi);
    assert!(config.log.level.contains("tierdesk=debug"));
}

#[test]
fn every_fault_is_named_at_once() {
    let file = Written::new(
        "faults.toml",
        "colour = 1\n[server]\nlisten = \"here\"\nworkers = 2.5\nport = 80\n[pdf]\nfonts = [\"/no/such.ttf\", 3]",
    );
    let found = faults(
        Some(&file),
        &[
            ("TIERDESK_SERVER__PUBLIC_URL", "desk.example/path"),
            ("TIERDESK_SERVER__TRUSTED_PROXY", "maybe"),
            ("TIERDESK_DATABASE__URL", "mysql://u:secret@h/d"),
            ("TIERDESK_DATABASE__POOL", "0"),
            ("TIERDESK_MAIL__SMTP_URL", "mail.example"),
            ("TIERDESK_LOG__FORMAT", "xml"),
            ("TIERDESK_LOG__LEVEL", "tierdesk=loud"),
            ("TIERDESK_SECURITY__COOKIE_SECURE", "7"),
            ("TIERDESK_TIME_ZONE", "Mars/Olympus"),
            ("TIERDESK_COLOUR__DEPTH", "1"),
        ],
    );
    assert_eq!(
        found,
        pairs(&[
            ("server.listen", "not_an_address"),
            ("server.public_url", "not_a_url"),
            ("server.workers", "wrong_type"),
            ("server.trusted_proxy", "wrong_type"),
            ("database.url", "not_a_url"),
            ("database.pool", "out_of_range"),
            ("mail.smtp_url", "not_a_url"),
            ("pdf.fonts.0", "no_such_file"),
            ("pdf.fonts.1", "wrong_type"),
            ("log.format", "not_an_option"),
            ("log.level", "not_a_filter"),
            ("security.cookie_secure", "wrong_type"),
            ("time_zone", "not_a_time_zone"),
            ("colour", "unknown_key"),
            ("colour.depth", "unknown_key"),
            ("server.port", "unknown_key"),
        ])
    );
}

#[test]
fn what_is_needed_cannot_be_emptied() {
    let found = faults(
        None,
        &[
            ("TIERDESK_DATABASE__URL", ""),
            ("TIERDESK_SERVER__WORKERS", ""),
            ("TIERDESK_SERVER__TRUSTED_PROXY", "auto"),
            ("TIERDESK_TIME_ZONE", ""),
            ("TIERDESK_LOG__FORMAT", ""),
        ],
    );
    let keys = ["server.workers", "server.trusted_proxy", "database.url", "log.format", "time_zone"];
    assert_eq!(found, keys.map(|key| (key.to_owned(), "required")));
}

#[test]
fn unreadable_layers_are_named_without_quoting_them() {
    let file = Written::new("broken.toml", "[database]\nurl = \"postgres://u:hunter2@h/d\nx");
    let found = load(Some(&file), &[]).unwrap_err();
    assert_eq!(found[0].code, "unreadable");
    assert!(found[0].detail.contains("line "), "{found:?}");
    assert!(!format!("{found:?}").contains("hunter2"));
    let missing = Config::load(Some(Path::new("/no/such/config.toml")), &[]).unwrap_err();
    assert_eq!((missing[0].key.as_str(), missing[0].code), ("/no/such/config.toml", "unreadable"));
}

#[test]
fn secrets_are_never_printed_and_may_come_from_a_file() {
    let secret = Written::new("url", "postgres://desk:hunter2@db.example/desk\n");
    let path = secret.0.to_str().unwrap();
    let config = load(None, &[("TIERDESK_DATABASE__URL_FILE", path)]).unwrap();
    assert_eq!(config.database.url.expose_secret(), "postgres://desk:hunter2@db.example/desk");
    assert!(!format!("{config:?}").contains("hunter2"));
    assert_eq!(config.security.token_key_file, Path::new("data/signing-key.pem"));
    let both =
        faults(None, &[("TIERDESK_DATABASE__URL_FILE", path), ("TIERDESK_DATABASE__URL", "sqlite://x")]);
    assert_eq!(both, pairs(&[("database.url_file", "conflict")]));
    let file = Written::new("names-secret.toml", &format!("[database]\nurl_file = {path:?}"));
    let overridden = load(Some(&file), &[("TIERDESK_DATABASE__URL", "sqlite://x.sqlite")]).unwrap();
    assert_eq!(overridden.database.url.expose_secret(), "sqlite://x.sqlite");
    let gone = faults(None, &[("TIERDESK_DATABASE__URL_FILE", "/no/such/file")]);
    assert_eq!(gone, pairs(&[("database.url_file", "no_such_file")]));
    let wrong = load(None, &[("TIERDESK_DATABASE__URL", "mysql://desk:hunter2@h/d")]).unwrap_err();
    assert!(!format!("{wrong:?}").contains("hunter2"));
}

#[test]
fn every_key_is_explained_in_the_base_file() {
    let base = include_str!("../../config/base.toml");
    for key in [
        "listen",
        "public_url",
        "workers",
        "trusted_proxy",
        "pool",
        "smtp_url",
        "fonts",
        "level",
        "cookie_secure",
    ] {
        let line =
            base.lines().position(|line| line.trim_start_matches("# ").starts_with(&format!("{key} = ")));
        let above = line.and_then(|at| base.lines().nth(at - 1)).unwrap_or_default();
        assert!(above.starts_with("# "), "{key} has no comment");
    }
}

#[test]
fn files_are_kept_beside_the_database_in_a_folder_or_in_a_bucket() {
    let files = |variables: &[(&str, &str)]| load(None, variables).unwrap().files;
    let beside = files(&[("TIERDESK_DATABASE__URL", "sqlite:///srv/desk/td.sqlite")]);
    assert!(matches!(beside, Place::Folder(folder) if folder == Path::new("/srv/desk/files")));
    let with_postgres = files(&[("TIERDESK_DATABASE__URL", "postgres://a:b@h/d")]);
    assert!(matches!(with_postgres, Place::Folder(folder) if folder == Path::new("data/files")));
    let said = files(&[("TIERDESK_FILES__URL", "file:///srv/files")]);
    assert!(matches!(said, Place::Folder(folder) if folder == Path::new("/srv/files")));
    let secret = Written::new("files-secret", "hidden-word\n");
    let bucket = files(&[
        ("TIERDESK_FILES__URL", "s3://desk-files/portal/"),
        ("TIERDESK_FILES__ENDPOINT", "https://objects.example"),
        ("TIERDESK_FILES__ACCESS_KEY", "key"),
        ("TIERDESK_FILES__SECRET_KEY_FILE", secret.0.to_str().unwrap()),
    ]);
    assert!(!format!("{bucket:?}").contains("hidden-word"));
    let Place::Bucket(bucket) = bucket else { panic!("a bucket") };
    assert_eq!((bucket.name.as_str(), bucket.prefix.as_str()), ("desk-files", "portal"));
    assert_eq!(bucket.endpoint.as_deref(), Some("https://objects.example"));
    assert_eq!(bucket.secret_key.expose_secret(), "hidden-word");
}

#[test]
fn a_bucket_needs_its_key_and_a_folder_takes_none() {
    let found = faults(None, &[("TIERDESK_FILES__URL", "s3://desk-files")]);
    assert_eq!(found, pairs(&[("files.access_key", "required"), ("files.secret_key", "required")]));
    let found =
        faults(None, &[("TIERDESK_FILES__REGION", "r"), ("TIERDESK_FILES__SECRET_KEY", "hidden-word")]);
    assert_eq!(found, pairs(&[("files.region", "conflict"), ("files.secret_key", "conflict")]));
    for wrong in ["s3://X", "ftp://host/x", "file://"] {
        assert_eq!(
            faults(None, &[("TIERDESK_FILES__URL", wrong)]),
            pairs(&[("files.url", "not_a_url")]),
            "{wrong}"
        );
    }
}
