//! What hands do: a finger that draws, files that are dragged onto a page.

use std::path::Path;

use serde_json::{Value, json};

use super::driver::Browser;

/// The middle of an element that was brought into sight, and its width and height.
const PLACE: &str = "const e = document.querySelector(arguments[0]); e.scrollIntoView({ block: 'center' }); \
    const r = e.getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2, r.width, r.height];";

impl Browser {
    async fn place(&self, css: &str) -> [f64; 4] {
        let found = self.script(PLACE, json!([css])).await;
        std::array::from_fn(|part| {
            found[part].as_f64().unwrap_or_else(|| panic!("{css} is nowhere: {found}"))
        })
    }

    /// Two strokes of a finger over what `css` finds.
    pub async fn draw_with_a_finger(&self, css: &str) {
        self.devtools("Emulation.setTouchEmulationEnabled", json!({ "enabled": true, "maxTouchPoints": 1 }))
            .await;
        let [x, y, width, height] = self.place(css).await;
        let touch = async |kind: &str, points: Value| {
            self.devtools("Input.dispatchTouchEvent", json!({ "type": kind, "touchPoints": points })).await;
        };
        for (from, bend) in [(-0.4, 0.3), (0.0, -0.25)] {
            let at = |step: f64| {
                let across = x + (from + step * 0.018) * width;
                json!([{ "x": across, "y": y + bend * height * (step / 3.0).sin() }])
            };
            touch("touchStart", at(0.0)).await;
            for step in 1..=20 {
                touch("touchMove", at(f64::from(step))).await;
            }
            touch("touchEnd", json!([])).await;
        }
    }

    /// Drags files of this machine over what `css` finds, and lets them go where `drop`.
    pub async fn drag_files(&self, css: &str, files: &[&Path], drop: bool) {
        let [x, y, ..] = self.place(css).await;
        let data = json!({ "items": [], "files": files, "dragOperationsMask": 1 });
        let kinds = ["dragEnter", "dragOver", "drop"];
        for kind in &kinds[..if drop { 3 } else { 2 }] {
            self.devtools("Input.dispatchDragEvent", json!({ "type": kind, "x": x, "y": y, "data": data }))
                .await;
        }
    }
}
