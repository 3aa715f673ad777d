//! A gateway between browser and portal that has moods, for what saves itself. One connection carries one request.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What becomes of a request that saves a draft; all others pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// It passes.
    Well,
    /// It never reaches the portal: 502.
    Failing,
    /// The portal does what is asked, and its answer is lost: 504.
    Losing,
    /// Nothing is ever answered.
    Silent,
}

/// The running gateway; it ends with the process.
pub struct Proxy {
    /// Where it answers.
    pub origin: String,
    mood: Arc<Mutex<Mood>>,
}

impl Proxy {
    /// A gateway before the portal at `origin`.
    pub fn before(origin: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mood = Arc::new(Mutex::new(Mood::Well));
        let (there, moods) = (origin.trim_start_matches("http://").to_string(), mood.clone());
        let origin = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for visitor in listener.incoming().map_while(Result::ok) {
                let (there, moods) = (there.clone(), moods.clone());
                // A visitor who hangs up ends nothing but this.
                std::thread::spawn(move || serve(visitor, &there, &moods));
            }
        });
        Proxy { origin, mood }
    }

    /// From the next request on it is like this.
    pub fn turns(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }
}

fn serve(mut visitor: TcpStream, there: &str, moods: &Mutex<Mood>) -> std::io::Result<()> {
    let request = read_request(&mut visitor)?;
    if request.is_empty() {
        return Ok(());
    }
    let first = request.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let saves = String::from_utf8_lossy(first).contains("/autosave");
    let mood = if saves { *moods.lock().unwrap() } else { Mood::Well };
    match mood {
        Mood::Failing => return refuse(&mut visitor, "502 Bad Gateway"),
        Mood::Silent => {
            // Until the visitor gives up.
            let _ = visitor.read(&mut [0; 1]);
            return Ok(());
        }
        Mood::Well | Mood::Losing => {}
    }
    let mut portal = TcpStream::connect(there)?;
    portal.write_all(&request)?;
    let mut answer = Vec::new();
    portal.read_to_end(&mut answer)?;
    if mood == Mood::Losing {
        refuse(&mut visitor, "504 Gateway Timeout")
    } else {
        visitor.write_all(&answer)
    }
}

fn refuse(visitor: &mut TcpStream, status: &str) -> std::io::Result<()> {
    visitor
        .write_all(format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").as_bytes())
}

/// A whole request, changed so that the portal closes the connection after its answer.
fn read_request(visitor: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let (mut all, mut part) = (Vec::new(), [0; 16_384]);
    let head = loop {
        if let Some(at) = all.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            break at;
        }
        match visitor.read(&mut part)? {
            0 => return Ok(Vec::new()),
            count => all.extend_from_slice(&part[..count]),
        }
    };
    let text = String::from_utf8_lossy(&all[..head]).into_owned();
    let value = |line: &str, name: &str| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim().to_string())
    };
    let length =
        text.lines().find_map(|line| value(line, "content-length")).map_or(0, |n| n.parse().unwrap());
    while all.len() < head + 4 + length {
        match visitor.read(&mut part)? {
            0 => return Ok(Vec::new()),
            count => all.extend_from_slice(&part[..count]),
        }
    }
    let kept =
        text.lines().filter(|line| value(line, "connection").is_none()).collect::<Vec<_>>().join("\r\n");
    let mut request = format!("{kept}\r\nConnection: close\r\n\r\n").into_bytes();
    request.extend_from_slice(&all[head + 4..]);
    Ok(request)
}
