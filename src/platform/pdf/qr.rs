//! QR codes as SVG, for paper and screens.

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

use crate::error::Error;

/// The QR code of `text`, black on nothing, without a margin of its own.
///
/// # Errors
/// `Internal` where the text is too long for a QR code.
pub fn qr(text: &str) -> Result<String, Error> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(Error::internal)?;
    let drawing = code.render::<svg::Color>().quiet_zone(false).light_color(svg::Color("none")).build();
    // Without the XML declaration it stands in a page as well.
    let start = drawing.find("<svg").unwrap_or(0);
    Ok(drawing[start..].to_string())
}
