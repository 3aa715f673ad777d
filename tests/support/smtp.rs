//! An SMTP server in a process of its own: this very test binary, started again as a server. It behaves as the test
//! tells it, may be killed and come back on the same port, and says what it did on its standard output.

use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::variable;

/// Names the port that the process serves (0 for any).
const PORT: &str = "TIERDESK_TEST_SMTP_PORT";
/// Names the file in which the process writes down every mail before it says that it has it.
const BOOK: &str = "TIERDESK_TEST_SMTP_BOOK";

/// How the server behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weather {
    /// It takes every mail at once.
    Fair,
    /// It takes its time for each answer.
    Slow,
    /// It takes nothing now: 451 after DATA.
    Busy,
    /// It never takes it: 550 at the recipient.
    Refusing,
    /// It takes the whole mail and hangs up before it answers.
    Dropping,
    /// It hangs up at once.
    Mute,
}

const WEATHERS: [(&str, Weather); 6] = [
    ("fair", Weather::Fair),
    ("slow", Weather::Slow),
    ("busy", Weather::Busy),
    ("refusing", Weather::Refusing),
    ("dropping", Weather::Dropping),
    ("mute", Weather::Mute),
];

/// A mail that the server heard of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Heard {
    /// Its Message-ID.
    pub id: String,
    /// The recipient.
    pub to: String,
    /// Whether the server acknowledged it.
    pub acknowledged: bool,
}

/// The running server. It is killed when this is dropped.
pub struct SmtpServer {
    child: Child,
    /// Where it listens.
    pub port: u16,
    heard: Arc<Mutex<Vec<Heard>>>,
    /// How often its words were read up to where somebody asked for that.
    caught_up: Arc<AtomicUsize>,
    reader: Option<JoinHandle<()>>,
    book: Option<PathBuf>,
}

impl SmtpServer {
    /// Starts a server on a port of its own.
    pub fn start() -> Self {
        Self::start_on(0, Arc::default(), None)
    }

    /// The same with a book: a line `taken MESSAGE-ID RECIPIENT` for each mail, written before it is acknowledged, so
    /// that it outlives whoever reads it.
    pub fn with_book(book: &Path) -> Self {
        Self::start_on(0, Arc::default(), Some(book.into()))
    }

    fn start_on(port: u16, heard: Arc<Mutex<Vec<Heard>>>, book: Option<PathBuf>) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "support::smtp::server_process", "--nocapture", "--test-threads", "1"]);
        command
            .env(PORT, port.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        if let Some(book) = &book {
            command.env(BOOK, book);
        }
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let said = lines.find_map(|line| line.split_once("SMTP port ")?.1.trim().parse().ok());
        let port = said.expect("the server says its port");
        let (ears, caught_up) = (heard.clone(), Arc::new(AtomicUsize::new(0)));
        let marks = caught_up.clone();
        let reader = std::thread::spawn(move || {
            for line in lines {
                let mut words = line.split_whitespace();
                if words.next() != Some("SMTP") {
                    continue;
                }
                let said = words.next();
                if said == Some("mark") {
                    marks.fetch_add(1, Ordering::SeqCst);
                }
                let acknowledged = said == Some("acknowledged");
                if let (Some(id), Some(to)) = (words.next(), words.next()) {
                    ears.lock().unwrap().push(Heard { id: id.into(), to: to.into(), acknowledged });
                }
            }
        });
        SmtpServer { child, port, heard, caught_up, reader: Some(reader), book }
    }

    /// Changes how it behaves from the next command on.
    pub fn weather(&mut self, weather: Weather) {
        let (word, _) = WEATHERS.iter().find(|(_, known)| *known == weather).unwrap();
        writeln!(self.child.stdin.as_mut().unwrap(), "{word}").unwrap();
        // The order is carried out when it is read; the answer to a connection says so.
        std::thread::sleep(Duration::from_millis(100));
    }

    /// Kills it, as a crash of its machine would.
    pub fn go_away(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
    }

    /// Starts it again on the same port; what was heard before is remembered.
    pub fn come_back(&mut self) {
        let (port, heard, book) = (self.port, self.heard.clone(), self.book.clone());
        *self = Self::start_on(port, heard, book);
    }

    /// Waits until nobody is talking to it: whatever a dead client had sent was read to its end.
    pub fn quiet(&self, patience: Duration) {
        wait_until(patience, || self.others() == 0, || format!("{} still talk", self.others()));
    }

    /// How many others are talking to it, those that still wait at its door included: it answers in turn.
    fn others(&self) -> usize {
        self.ask("XOTHERS").expect("the server says how many")
    }

    /// The number that it answers to `command`; nothing where it does not answer now.
    fn ask(&self, command: &str) -> Option<usize> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.write_all(format!("{command}\r\n").as_bytes()).ok()?;
        let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
        lines.find_map(|line| line.strip_prefix("250 ")?.parse().ok())
    }

    /// All that it heard of so far. Conversations that are about to end are waited for, as what they came to is said last.
    pub fn heard(&self) -> Vec<Heard> {
        for _ in 0..20 {
            if self.ask("XOTHERS").unwrap_or(0) == 0 {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let before = self.caught_up.load(Ordering::SeqCst);
        if self.ask("XMARK").is_some() {
            let read = || self.caught_up.load(Ordering::SeqCst) > before;
            wait_until(Duration::from_secs(10), read, || "its words are not read".into());
        }
        self.heard.lock().unwrap().clone()
    }

    /// What it acknowledged so far.
    pub fn acknowledged(&self) -> Vec<Heard> {
        self.heard().into_iter().filter(|mail| mail.acknowledged).collect()
    }

    /// Waits until it has acknowledged `count` mails.
    #[track_caller]
    pub fn wait_for(&self, count: usize, patience: Duration) {
        wait_until(patience, || self.acknowledged().len() >= count, || format!("{:?}", self.heard()));
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.go_away();
    }
}

/// Waits until `done`, at most for `patience`; else fails with what `look` sees.
#[track_caller]
#[expect(clippy::disallowed_methods, reason = "waiting for another process is about real time")]
pub fn wait_until(patience: Duration, done: impl Fn() -> bool, look: impl Fn() -> String) {
    let end = Instant::now() + patience;
    while !done() {
        assert!(Instant::now() < end, "not within {patience:?}: {}", look());
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// The server itself, when this binary was started as one; else there is nothing to test here.
#[test]
fn server_process() {
    let Some(port) = variable(PORT) else { return };
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).unwrap();
    println!("SMTP port {}", listener.local_addr().unwrap().port());
    let weather = Arc::new(Mutex::new(Weather::Fair));
    let orders = weather.clone();
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            if let Some((_, wanted)) = WEATHERS.iter().find(|(word, _)| *word == line.trim()) {
                *orders.lock().unwrap() = *wanted;
            }
        }
        // Whoever gave the orders is gone.
        std::process::exit(0);
    });
    let open = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming().map_while(Result::ok) {
        let (weather, open) = (weather.clone(), open.clone());
        open.fetch_add(1, Ordering::SeqCst);
        std::thread::spawn(move || {
            // A client that hangs up ends its conversation, nothing else.
            let _ = converse(stream, &weather, &open);
            open.fetch_sub(1, Ordering::SeqCst);
        });
    }
}

/// Writes a mail down where there is a book.
fn write_down(id: &str, to: &str) {
    if let Some(book) = variable(BOOK) {
        let mut book = OpenOptions::new().create(true).append(true).open(book).unwrap();
        // One write, so that lines of several conversations do not mix.
        book.write_all(format!("taken {id} {to}\n").as_bytes()).unwrap();
    }
}

fn converse(stream: TcpStream, weather: &Mutex<Weather>, open: &AtomicUsize) -> std::io::Result<()> {
    let now = || *weather.lock().unwrap();
    let mut out = stream.try_clone()?;
    let mut say = |text: &str| -> std::io::Result<()> {
        if now() == Weather::Slow {
            std::thread::sleep(Duration::from_millis(300));
        }
        // One write: two would wait for each other's acknowledgement.
        out.write_all(format!("{text}\r\n").as_bytes())
    };
    if now() == Weather::Mute {
        return Ok(());
    }
    say("220 test.example ESMTP")?;
    let (mut lines, mut to) = (BufReader::new(stream), String::new());
    let mut line = String::new();
    loop {
        line.clear();
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let upper = line.trim().to_uppercase();
        if upper.starts_with("RCPT TO:") {
            to = line.split(['<', '>']).nth(1).unwrap_or("").to_string();
            say(if now() == Weather::Refusing { "550 5.1.1 no such mailbox" } else { "250 2.1.5 ok" })?;
        } else if upper == "DATA" {
            say("354 go on")?;
            let id = read_mail(&mut lines)?;
            match now() {
                Weather::Busy => {
                    println!("SMTP declined {id} {to}");
                    say("451 4.3.0 not now")?;
                }
                Weather::Dropping => {
                    println!("SMTP dropped {id} {to}");
                    return Ok(());
                }
                _ => {
                    write_down(&id, &to);
                    say("250 2.0.0 taken")?;
                    println!("SMTP acknowledged {id} {to}");
                }
            }
        } else if upper == "QUIT" {
            return say("221 bye");
        } else if upper == "XMARK" {
            println!("SMTP mark");
            say("250 0")?;
        } else if upper == "XOTHERS" {
            say(&format!("250 {}", open.load(Ordering::SeqCst) - 1))?;
        } else if upper.starts_with("EHLO") {
            say("250-test.example")?;
            say("250 8BITMIME")?;
        } else {
            say("250 ok")?;
        }
    }
}

/// Reads a mail to its end; answers its Message-ID.
fn read_mail(lines: &mut impl BufRead) -> std::io::Result<String> {
    let (mut id, mut line) = (String::new(), Vec::new());
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let text = String::from_utf8_lossy(&line);
        if let (true, Some(value)) = (id.is_empty(), text.strip_prefix("Message-ID:")) {
            id = value.trim().to_string();
        }
        if line == b".\r\n" {
            return Ok(id);
        }
    }
}
