//! PDFs as a reader sees them, through poppler's tools, which `scripts/test` installs.

use std::io::Write;
use std::process::{Command, Stdio};

use tierdesk::platform::pdf::fonts::{self, FontSource};

use super::skip;

/// Whether this machine can set a PDF in Chinese and read it again; otherwise that is said.
pub fn ready() -> bool {
    let font = !fonts::find(&FontSource { files: vec![], system: true }).is_empty();
    let reader = Command::new("pdftotext").arg("-v").stderr(Stdio::null()).status().is_ok();
    if !(font && reader) {
        skip("PDFs: they need a font with Chinese characters and poppler-utils");
    }
    font && reader
}

/// All that can be read, in the order of reading.
pub fn text(bytes: &[u8]) -> String {
    through("pdftotext", &["-", "-"], bytes)
}

/// How many pages there are.
pub fn pages(bytes: &[u8]) -> usize {
    let info = through("pdfinfo", &["-"], bytes);
    let line = info.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap_or_else(|| panic!("{info}"));
    line.trim().parse().unwrap()
}

/// The width of the first page and the right end of its widest word, in points.
pub fn extent(bytes: &[u8]) -> (f64, f64) {
    let boxes = through("pdftotext", &["-bbox", "-", "-"], bytes);
    let values = |name: &str| {
        let before = format!("{name}=\"");
        let parts = boxes.split(&before).skip(1).filter_map(|part| part.split('"').next());
        parts.filter_map(|number| number.parse().ok()).collect::<Vec<f64>>()
    };
    (values("<page width")[0], values("xMax").into_iter().fold(0.0, f64::max))
}

fn through(tool: &str, arguments: &[&str], bytes: &[u8]) -> String {
    let mut child = Command::new(tool)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (mut stdin, bytes) = (child.stdin.take().unwrap(), bytes.to_vec());
    let writer = std::thread::spawn(move || stdin.write_all(&bytes));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "{tool} cannot read it");
    String::from_utf8(output.stdout).unwrap()
}
