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

/// How many points of all pages are blue rather than grey: the ink of signatures, and pictures.
pub fn coloured(bytes: &[u8]) -> usize {
    let drawn = run("pdftoppm", &["-r", "72", "-"], bytes);
    let (mut rest, mut count) = (&drawn[..], 0);
    while !rest.is_empty() {
        let mut head = rest.splitn(4, u8::is_ascii_whitespace);
        assert_eq!(head.next(), Some(&b"P6"[..]));
        let mut side = || std::str::from_utf8(head.next().unwrap()).unwrap().parse::<usize>().unwrap();
        let (width, height) = (side(), side());
        let points = head.next().unwrap().strip_prefix(b"255\n").unwrap();
        let (page, more) = points.split_at(3 * width * height);
        count += page.chunks(3).filter(|point| point[2] > point[0].saturating_add(16)).count();
        rest = more;
    }
    count
}

/// The names of the fonts that are in it.
pub fn fonts(bytes: &[u8]) -> String {
    through("pdffonts", &["-"], bytes)
}

fn through(tool: &str, arguments: &[&str], bytes: &[u8]) -> String {
    String::from_utf8(run(tool, arguments, bytes)).unwrap()
}

fn run(tool: &str, arguments: &[&str], bytes: &[u8]) -> Vec<u8> {
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
    output.stdout
}
