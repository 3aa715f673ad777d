//! Words of the command line to whoever runs it. A reader that has gone away is no reason to fail.

use std::io::Write;

/// One line of the result, to standard output.
pub fn line(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// One line about the work, to standard error.
pub fn note(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
