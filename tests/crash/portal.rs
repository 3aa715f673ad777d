//! The real program as a process of its own, killed without warning.

use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;

use super::taken;

/// A running portal.
pub struct Portal {
    child: Mutex<Child>,
    log: Option<JoinHandle<()>>,
    errors: Arc<Mutex<Vec<String>>>,
    url: String,
    folder: PathBuf,
    /// `http://127.0.0.1:PORT`.
    pub origin: String,
}

fn program(url: &str, folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tierdesk"));
    command.env_clear().current_dir(folder).args(args).env("TIERDESK_DATABASE__URL", url);
    command.env("TIERDESK_SECURITY__TOKEN_KEY_FILE", folder.join("signing-key.pem"));
    command.env("TIERDESK_FILES__URL", format!("file://{}", folder.join("files").display()));
    command
}

impl Portal {
    /// Starts `serve` on a port of its own, with mails to the SMTP server at `smtp`, and waits until it answers.
    pub fn start(url: &str, folder: &Path, smtp: u16) -> Self {
        let mut command = program(url, folder, &["serve"]);
        command.env("TIERDESK_SERVER__LISTEN", "127.0.0.1:0").stdout(Stdio::null()).stderr(Stdio::piped());
        command.env("TIERDESK_MAIL__SMTP_URL", format!("smtp://127.0.0.1:{smtp}"));
        command.env("TIERDESK_MAIL__FROM", "TierDesk <no-reply@portal.example>");
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut kept = OpenOptions::new().create(true).append(true).open(folder.join("serve.log")).unwrap();
        let mut origin = None;
        for line in lines.by_ref().map_while(Result::ok) {
            writeln!(kept, "{line}").unwrap();
            if line.contains("\"listening\"") {
                let line: Value = serde_json::from_str(&line).unwrap();
                origin = Some(format!("http://{}", line["address"].as_str().unwrap()));
                break;
            }
        }
        let origin =
            origin.unwrap_or_else(|| panic!("it ended before it answered, see {}", folder.display()));
        let errors = Arc::new(Mutex::new(Vec::new()));
        let found = errors.clone();
        let log = std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if line.contains("\"ERROR\"") || line.contains("panicked") {
                    taken(&found).push(line.clone());
                }
                let _ = writeln!(kept, "{line}");
            }
        });
        let child = Mutex::new(child);
        Portal { child, log: Some(log), errors, url: url.into(), folder: folder.into(), origin }
    }

    /// Lets it live for `time`, then ends it without warning (SIGKILL).
    pub fn kill_after(&self, time: Duration) {
        std::thread::sleep(time);
        let mut child = taken(&self.child);
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Fails where the log told of an error of the program's own.
    pub fn expect_no_error(&self) {
        assert_eq!(*taken(&self.errors), Vec::<String>::new());
    }

    /// What `tierdesk verify` says beside it; a fault fails.
    pub fn verify(&self) -> Value {
        let done = program(&self.url, &self.folder, &["verify", "--json"]).output().unwrap();
        let said = String::from_utf8_lossy(&done.stdout);
        assert!(done.status.success(), "{said}{}", String::from_utf8_lossy(&done.stderr));
        serde_json::from_str(&said).unwrap()
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        {
            let mut child = taken(&self.child);
            let _ = child.kill();
            let _ = child.wait();
        }
        if let Some(log) = self.log.take() {
            let _ = log.join();
        }
    }
}
