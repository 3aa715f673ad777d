//! The command line as somebody runs it (8.1): the real binary, its exit codes, what it prints where.

mod admin;
mod backup;
mod configuration;
mod deadline;
mod decide;
pub mod demo;
mod doctor;
mod import;
mod policy;
mod seed;
mod stop;
mod tampering;
mod verify;

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// What a run left behind.
pub struct Ran {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// Fails with everything that was printed unless the exit code is `code`.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|fault| panic!("{fault}: {}", self.out))
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Ran {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// A folder of its own for one test, gone when it is over.
pub struct Place(pub PathBuf);

impl Place {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path =
            PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("cli-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Place(path)
    }

    /// The address of an SQLite database here.
    pub fn database(&self) -> String {
        format!("sqlite://{}", self.0.join("tierdesk.sqlite").display())
    }

    /// The program in this folder, on the database of this folder, with nothing from the environment of the tests.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tierdesk"));
        command.env_clear().current_dir(&self.0).args(args).env("TIERDESK_DATABASE__URL", self.database());
        command
    }

    /// Runs the program here.
    pub fn run(&self, args: &[&str]) -> Ran {
        self.command(args).output().unwrap().into()
    }

    /// Writes a file here.
    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }
}

/// A running portal. It is told to stop, and waited for, when this is dropped.
pub struct Served {
    child: Child,
    /// What the log said until it answered.
    before: Vec<String>,
    /// `http://127.0.0.1:PORT`.
    pub origin: String,
}

impl Served {
    /// `serve` on a port of its own.
    pub fn start(place: &Place, variables: &[(&str, &str)]) -> Self {
        let mut command = place.command(&["serve"]);
        command.env("TIERDESK_SERVER__LISTEN", "127.0.0.1:0").envs(variables.iter().copied());
        let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut served = Served { child, before: vec![], origin: String::new() };
        for line in BufReader::new(served.child.stderr.take().unwrap()).lines() {
            let line = line.unwrap();
            if line.contains("listening") {
                let line: serde_json::Value = serde_json::from_str(&line).unwrap();
                served.origin = format!("http://{}", line["address"].as_str().unwrap());
                return served;
            }
            served.before.push(line);
        }
        panic!("it ended before it answered: {:?}", served.before);
    }

    /// Stops it, sees that it ends well, and gives what the log had said before it answered.
    pub fn stop(mut self) -> Vec<String> {
        terminate(&self.child);
        assert!(self.child.wait().unwrap().success());
        std::mem::take(&mut self.before)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// SIGTERM, as a service manager sends it.
fn terminate(child: &Child) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn every_command_explains_itself_with_an_example() {
    let place = Place::new();
    let commands: &[&[&str]] = &[
        &["serve"],
        &["demo"],
        &["migrate"],
        &["admin"],
        &["admin", "create"],
        &["admin", "reset-password"],
        &["admin", "disable"],
        &["policy"],
        &["policy", "check"],
        &["policy", "show"],
        &["decide"],
        &["openapi"],
        &["doctor"],
        &["seed"],
        &["backup"],
        &["restore"],
        &["verify"],
    ];
    for command in commands {
        let mut args = command.to_vec();
        args.push("--help");
        let ran = place.run(&args).expect(0);
        assert!(ran.out.contains("Example"), "{command:?}: {}", ran.out);
        assert!(ran.out.contains(&format!("tierdesk {}", command.join(" "))), "{command:?}: {}", ran.out);
    }
}

#[test]
fn wrong_usage_ends_with_two_and_says_so_on_standard_error() {
    let place = Place::new();
    for args in
        [&["no-such-command"][..], &[], &["decide"], &["seed", "--requests", "0"], &["admin", "create"]]
    {
        let ran = place.run(args).expect(2);
        assert!(ran.out.is_empty(), "{args:?}: {}", ran.out);
        assert!(!ran.err.is_empty(), "{args:?}");
    }
}

#[test]
fn it_tells_its_version() {
    assert_eq!(
        Place::new().run(&["--version"]).expect(0).out.trim(),
        format!("tierdesk {}", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn openapi_prints_the_document() {
    let document = Place::new().run(&["openapi"]).expect(0).json();
    assert_eq!(document["openapi"], "3.1.0");
    assert!(document["paths"]["/api/v1/decisions"]["post"].is_object());
}
