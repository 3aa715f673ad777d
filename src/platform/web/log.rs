//! One line in the log for each request, with its id, and a figure for `/metrics`.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use tracing::Span;
use tracing_actix_web::{DefaultRootSpanBuilder, RootSpanBuilder};

/// Builds the span of a request; the fields of it stand on each line that is logged within.
pub struct Requests;

impl RootSpanBuilder for Requests {
    fn on_request_start(request: &ServiceRequest) -> Span {
        tracing_actix_web::root_span!(level = tracing::Level::INFO, request, user = tracing::field::Empty)
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        DefaultRootSpanBuilder::on_request_end(span, outcome);
        let status = outcome.as_ref().map_or(500, |response| response.status().as_u16());
        metrics::counter!("tierdesk_http_requests_total", "status" => status.to_string()).increment(1);
    }
}
