//! How a page looks: pictures in light and dark, wide and narrow, and nothing that runs out of a narrow screen.

use serde_json::json;

use super::driver::Browser;

impl Browser {
    /// Pictures of the page that is open, `NAME-wide`, `NAME-wide-dark`, `NAME-narrow` and `NAME-narrow-dark`; fails where a narrow
    /// screen would have to be moved sideways, or a text is missing.
    pub async fn look(&self, name: &str) {
        for (end, width, scheme) in [
            ("wide", 1280, "light"),
            ("wide-dark", 1280, "dark"),
            ("narrow", 360, "light"),
            ("narrow-dark", 360, "dark"),
        ] {
            self.size(width, 900).await;
            self.scheme(scheme).await;
            let overflow = self.script(TOO_WIDE, json!([])).await;
            assert_eq!(overflow, json!([]), "{name}: wider than {width} pixels");
            self.picture(&format!("{name}-{end}")).await;
        }
        self.size(1280, 900).await;
        self.scheme("light").await;
        assert!(!self.text("body").await.contains('⟦'), "{name}: a text is missing");
    }
}

impl Browser {
    /// A picture of the whole page as the window is; fails where it would have to be moved sideways, or a text is missing.
    pub async fn narrow(&self, name: &str) {
        let overflow = self.script(TOO_WIDE, json!([])).await;
        assert_eq!(overflow, json!([]), "{name}: wider than the window");
        assert!(!self.text("body").await.contains('⟦'), "{name}: a text is missing");
        self.picture(name).await;
    }
}

/// The elements that stand out to the right, if the page scrolls sideways at all.
const TOO_WIDE: &str = "const width = document.documentElement.clientWidth; \
    if (document.documentElement.scrollWidth <= width) return []; \
    return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > width + 1) \
        .slice(0, 5).map(e => e.outerHTML.slice(0, 120));";
