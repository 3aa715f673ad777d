//! Both kinds of record have the same calls and pages (8.3, 8.4), each at its own addresses. The handlers of a kind are made
//! here, so that what one kind can do the other can as well.

/// The modules `api` and `pages` of the kind whose `FORM` stands beside: `bound!("/addresses", "one", "Many of them")`.
macro_rules! bound {
    (@handlers $answer:ty, $caller:ty: $($name:ident)+) => { $(
        #[doc = concat!("The shared `", stringify!($name), "`, at the addresses of this kind.")]
        ///
        /// # Errors
        /// Those of the shared one.
        pub async fn $name(caller: $caller) -> $answer {
            records::$name(caller, &FORM).await
        }
    )+ };
    (@handlers_of_one $answer:ty, $caller:ty: $($name:ident)+) => { $(
        #[doc = concat!("The shared `", stringify!($name), "`, at the addresses of this kind.")]
        ///
        /// # Errors
        /// Those of the shared one.
        pub async fn $name(caller: $caller, request: HttpRequest) -> $answer {
            records::$name(caller, request, &FORM).await
        }
    )+ };
    ($path:literal, $one:literal, $many:literal) => {
        #[doc = concat!("The calls of `/api/v1", $path, "` (8.3).")]
        pub mod api {
            use actix_web::HttpRequest;

            use super::FORM;
            use crate::access::Call;
            use crate::access::call::Reply;
            use crate::features::service_records::{LIST, PAPER_QUERY, RecordRow, RecordView, api as records, bound};
            use crate::platform::web::docs::{Call as Doc, Docs};

            const ALL: &str = concat!("/api/v1", $path);
            const ONE: &str = concat!("/api/v1", $path, "/{id}");

            bound!(@handlers Reply, Call: list create);
            bound!(@handlers_of_one Reply, Call: show pdf edit submit withdraw correct discard);

            /// What these calls are.
            pub fn describe(docs: &mut Docs) {
                let (tag, fields) = (ALL.trim_start_matches("/api/v1/"), FORM.fields);
                docs.add(Doc::get(ALL, tag, concat!($many, " in sight")).list(&LIST).answers_list::<RecordRow>());
                docs.add(
                    Doc::post(ALL, tag, "Begin a draft; it may be incomplete")
                        .partial_body(fields)
                        .creates_with::<RecordView>(fields),
                );
                docs.add(Doc::get(ONE, tag, concat!("One ", $one)).answers_with::<RecordView>(fields));
                docs.add(
                    Doc::get(concat!("/api/v1", $path, "/{id}/pdf"), tag, concat!("One ", $one, " as a form to print and sign"))
                        .query(PAPER_QUERY)
                        .answers_file("application/pdf"),
                );
                docs.add(
                    Doc::patch(ONE, tag, "Change fields of a draft or a returned record")
                        .changes()
                        .partial_body(fields)
                        .answers_with::<RecordView>(fields),
                );
                for (path, what) in [
                    (concat!("/api/v1", $path, "/{id}/submit"), "Send it in for review"),
                    (concat!("/api/v1", $path, "/{id}/withdraw"), "Take it back before anybody reviews it"),
                    (concat!("/api/v1", $path, "/{id}/correct"), "Open the next revision of an approved record"),
                    (concat!("/api/v1", $path, "/{id}/discard"), "Give up a draft or a correction"),
                ] {
                    docs.add(Doc::post(path, tag, what).changes().keyed().answers_with::<RecordView>(fields));
                }
            }
        }

        #[doc = concat!("The pages of `", $path, "` (8.4).")]
        pub mod pages {
            use actix_web::{HttpRequest, HttpResponse};

            use super::FORM;
            use crate::access::Page;
            use crate::error::Error;
            use crate::features::service_records::{bound, pages as records};

            type Answer = Result<HttpResponse, Error>;

            bound!(@handlers Answer, Page: list xlsx new create autosave_new);
            bound!(@handlers_of_one Answer, Page: show pdf edit save autosave submit withdraw correct discard);
        }
    };
}

pub(crate) use bound;
