//! Handing a mail to an SMTP server, and what its answer means.

use std::time::Duration;

use lettre::transport::smtp::extension::ClientId;
use lettre::{Message, SmtpTransport, Transport};
use secrecy::{ExposeSecret, SecretString};

use super::Handed;

/// How long the server may take for one answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// Answers about our own way in, not about the mail: it waits until somebody has set the account right.
const WAY_IN: [u16; 4] = [530, 534, 535, 538];

/// An SMTP server.
pub(super) struct Smtp(SmtpTransport);

impl Smtp {
    /// The server at `url`; `host` is what we call ourselves.
    pub(super) fn open(url: &SecretString, host: &str) -> Result<Self, &'static str> {
        // The library's own words would repeat the address, and with it a password.
        let builder =
            SmtpTransport::from_url(url.expose_secret()).map_err(|_| "mail.smtp_url cannot be used")?;
        let builder = builder.hello_name(ClientId::Domain(host.to_string())).timeout(Some(PATIENCE));
        Ok(Smtp(builder.build()))
    }

    pub(super) fn send(&self, message: &Message) -> Handed {
        let Err(fault) = self.0.send(message) else { return Handed::Taken };
        let said = why(&fault);
        match fault.status().map(u16::from) {
            Some(code) if WAY_IN.contains(&code) => Handed::Unanswered(said),
            Some(_) if fault.is_permanent() => Handed::Refused(said),
            Some(_) => Handed::Later(said),
            None => Handed::Unanswered(said),
        }
    }
}

/// The fault with what caused it, in one line.
fn why(fault: &dyn std::error::Error) -> String {
    let mut text = fault.to_string();
    let mut inner = fault.source();
    while let Some(source) = inner {
        let more = source.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        inner = source.source();
    }
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(500).collect()
}
