//! What was drawn: strokes of points on a field of 1000 × 400, as the browser sends them and as we draw them again. The
//! browser's own picture is never taken.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::platform::fields::FaultCode;

/// The longest text of strokes, in characters.
pub const LONGEST: usize = 60_000;
/// The field, in points.
const WIDTH: u16 = 1000;
const HEIGHT: u16 = 400;
const MOST_STROKES: usize = 200;
const MOST_POINTS: usize = 6000;
/// Less than this is a slip of the finger.
const FEWEST_POINTS: usize = 5;
const SHORTEST: u16 = 40;

/// The strokes of one signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strokes(Vec<Vec<(u16, u16)>>);

impl Strokes {
    /// Reads `x,y x,y;x,y x,y`: points with blanks between, strokes with semicolons.
    ///
    /// # Errors
    /// Where it is no such text, leaves the field, or is too much or too little to be a signature.
    pub fn read(text: &str) -> Result<Self, FaultCode> {
        let point = |pair: &str| {
            let (x, y) = pair.split_once(',')?;
            let (x, y): (u16, u16) = (x.parse().ok()?, y.parse().ok()?);
            (x <= WIDTH && y <= HEIGHT).then_some((x, y))
        };
        let stroke = |line: &str| line.split_whitespace().map(point).collect::<Option<Vec<_>>>();
        let strokes: Option<Vec<_>> =
            text.split(';').filter(|line| !line.trim().is_empty()).map(stroke).collect();
        let strokes = strokes.ok_or(FaultCode::new("not_strokes"))?;
        let points: Vec<&(u16, u16)> = strokes.iter().flatten().collect();
        if strokes.len() > MOST_STROKES || points.len() > MOST_POINTS {
            return Err(FaultCode::TOO_LONG);
        }
        let span = |of: fn(&(u16, u16)) -> u16| {
            let all = || points.iter().map(|point| of(point));
            all().max().unwrap_or(0) - all().min().unwrap_or(0)
        };
        let seen = span(|point| point.0).max(span(|point| point.1));
        if points.len() < FEWEST_POINTS || seen < SHORTEST {
            return Err(FaultCode::new("not_a_signature"));
        }
        Ok(Strokes(strokes))
    }

    /// As they are stored.
    #[must_use]
    pub fn json(&self) -> Value {
        json!(self.0)
    }

    /// The picture, in the colour of ink, without anything but lines.
    #[must_use]
    pub fn svg(&self) -> String {
        let mut path = String::new();
        for stroke in &self.0 {
            for (index, (x, y)) in stroke.iter().enumerate() {
                // Writing into a text does not fail.
                let _ = write!(path, "{}{x} {y}", if index == 0 { 'M' } else { 'L' });
            }
            if let [(x, y)] = stroke[..] {
                let _ = write!(path, "L{x} {y}");
            }
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\"><path d=\"{path}\" fill=\"none\" \
             stroke=\"#12263a\" stroke-width=\"6\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/></svg>"
        )
    }
}
