//! Is it there, and does it work?

use crate::both_engines;
use crate::support::TestApp;

both_engines! {
    async fn the_program_says_that_it_is_well(app: TestApp) {
        app.anonymous().get("/healthz").await.expect(200);
        app.anonymous().get("/readyz").await.expect(200);
    }
}
