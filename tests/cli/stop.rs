//! Telling `serve` to stop: what is in flight is finished, nothing new is taken, and the program ends well (9.2).

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::{Place, Served, terminate};

/// Waits until `holds`, for about ten seconds.
fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..200 {
        if holds() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("{what}");
}

#[test]
fn a_request_in_flight_is_answered_and_nothing_new_is_taken() {
    let place = Place::new();
    let mut served = Served::start(&place, &[("TIERDESK_SERVER__WORKERS", "1")]);
    let address = served.origin.trim_start_matches("http://").to_string();
    // What waits for a worker that is still coming up is not in flight yet.
    let mut first = TcpStream::connect(&address).unwrap();
    write!(first, "GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    first.read_to_string(&mut String::new()).unwrap();

    let body = r#"{"email":"nobody@vendor.example","password":"not the one"}"#;
    let (begun, rest) = body.split_at(20);
    let mut request = TcpStream::connect(&address).unwrap();
    request.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let head = format!(
        "POST /api/v1/auth/login HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{begun}",
        body.len()
    );
    request.write_all(head.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(300));

    terminate(&served.child);
    eventually("it still takes what comes", || TcpStream::connect(&address).is_err());
    assert!(served.child.try_wait().unwrap().is_none(), "it waits for the request in flight");

    request.write_all(rest.as_bytes()).unwrap();
    let mut answer = String::new();
    request.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    assert!(answer.contains("wrong_credentials"), "{answer}");
    eventually("it does not end", || served.child.try_wait().unwrap().is_some());
    assert!(served.child.wait().unwrap().success());
}
