//! Statements with very many lines: each is reached.

use super::files::charge_many;
use super::{BILLING, ask};
use crate::both_engines;
use crate::support::{Html, TestApp};

/// Where a list goes on.
fn next(page: &Html) -> String {
    let (before, _) = page.text.split_once("\" rel=\"next\"").expect("the list goes on");
    let (_, href) = before.rsplit_once("href=\"").unwrap();
    href.replace("&amp;", "&")
}

both_engines! {
    async fn every_line_is_reached_on_the_page_of_its_statement(app: TestApp) {
        charge_many(&app, 203);
        let made = ask(&app).await.expect(201);
        let here = format!("/billing/statements/{}", made.id());
        let clerk = app.browse(BILLING);
        let first = clerk.get(&here).await.expect(200).shows(">1. ").shows(">200. ").hides(">201. ");
        let last = clerk.get(&next(&first)).await.expect(200).shows(">201. ").shows(">203. ").hides(">200. ");
        assert!(!last.text.contains("rel=\"next\""));
        let open = clerk.get(&format!("{here}?status=open")).await.expect(200);
        clerk.get(&next(&open)).await.expect(200).shows(">201. ");
        let other_way = clerk.get(&format!("{here}?sort=-line")).await.expect(200).shows(">203. ").hides(">3. ");
        clerk.get(&next(&other_way)).await.expect(200).shows(">3. ").shows(">1. ");
    }
}
