//! Passwords: argon2id on a small pool of its own, so that a storm of logins neither blocks other work nor eats
//! memory (chapter 7). Each thread keeps one working memory of 19 MiB and lets go of it when nobody logs in.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use tokio::sync::oneshot;

use crate::error::Error;
use crate::platform::random;

const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const THREADS: usize = 2;
/// How many may wait; whoever comes later is told to try again.
const WAITING: usize = 256;
const IDLE: Duration = Duration::from_secs(5);
/// The shortest and the longest password taken.
pub const LENGTHS: std::ops::RangeInclusive<usize> = 10..=200;

/// The password of every account of the demo; no good anywhere else.
pub const DEMO: &str = "TierDesk-demo-1";

enum Job {
    Hash(String, oneshot::Sender<Result<String, Error>>),
    Verify(String, Option<String>, oneshot::Sender<bool>),
}

/// The pool. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    jobs: SyncSender<Job>,
}

impl Passwords {
    /// Starts the threads.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn start() -> std::io::Result<Self> {
        let (jobs, queue) = sync_channel(WAITING);
        let queue = Arc::new(Mutex::new(queue));
        for index in 0..THREADS {
            let queue = queue.clone();
            std::thread::Builder::new().name(format!("password-{index}")).spawn(move || work(&queue))?;
        }
        Ok(Passwords { jobs })
    }

    /// The hash of a new password, in the PHC string format.
    ///
    /// # Errors
    /// `Unavailable` where too many wait.
    pub async fn hash(&self, password: String) -> Result<String, Error> {
        let (answer, wait) = oneshot::channel();
        self.send(Job::Hash(password, answer))?;
        wait.await.map_err(|_| Error::Unavailable)?
    }

    /// Whether `password` is the one of `hash`; without a hash as much work is done and the answer is no.
    ///
    /// # Errors
    /// `Unavailable` where too many wait.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Error> {
        let (answer, wait) = oneshot::channel();
        self.send(Job::Verify(password, hash, answer))?;
        wait.await.map_err(|_| Error::Unavailable)
    }

    fn send(&self, job: Job) -> Result<(), Error> {
        self.jobs.try_send(job).map_err(|fault| match fault {
            TrySendError::Full(_) | TrySendError::Disconnected(_) => Error::Unavailable,
        })
    }
}

/// How good a password is: `None` where it will do, else why not. `own` are words of the person's own.
#[must_use]
pub fn weakness(password: &str, own: &[&str]) -> Option<crate::platform::fields::FaultCode> {
    use crate::platform::fields::FaultCode;
    let length = password.chars().count();
    if length < *LENGTHS.start() {
        return Some(FaultCode::TOO_SHORT);
    }
    if length > *LENGTHS.end() {
        return Some(FaultCode::TOO_LONG);
    }
    let weak = password == DEMO || u8::from(zxcvbn::zxcvbn(password, own).score()) < 3;
    weak.then_some(FaultCode::new("too_weak"))
}

fn work(queue: &Mutex<Receiver<Job>>) {
    let mut memory = Vec::new();
    loop {
        let next = match queue.lock() {
            Ok(receiver) if memory.is_empty() => receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Ok(receiver) => receiver.recv_timeout(IDLE),
            Err(_) => return,
        };
        match next {
            // Whoever asked may have gone; then nobody minds.
            Ok(Job::Hash(password, answer)) => {
                let _ = answer.send(hash_with(&mut memory, &password));
            }
            Ok(Job::Verify(password, hash, answer)) => {
                let _ = answer.send(verify_with(&mut memory, &password, hash.as_deref()));
            }
            Err(RecvTimeoutError::Timeout) => memory = Vec::new(),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

fn derive(memory: &mut Vec<Block>, password: &str, salt: &[u8], params: Params) -> Result<[u8; 32], Error> {
    memory.resize(params.block_count().max(memory.len()), Block::default());
    let mut out = [0; 32];
    let blocks = params.block_count();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(password.as_bytes(), salt, &mut out, &mut memory[..blocks])
        .map_err(|fault| Error::internal(fault.to_string()))?;
    Ok(out)
}

fn hash_with(memory: &mut Vec<Block>, password: &str) -> Result<String, Error> {
    let salt = random::bytes::<16>();
    let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(32))
        .map_err(|fault| Error::internal(fault.to_string()))?;
    let out = derive(memory, password, &salt, params)?;
    let (salt, out) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(out));
    Ok(format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${out}"))
}

fn verify_with(memory: &mut Vec<Block>, password: &str, hash: Option<&str>) -> bool {
    let parsed = hash.and_then(parse);
    let known = parsed.is_some();
    let (params, salt, expected) = match parsed {
        Some(parts) => parts,
        None => match Params::new(MEMORY_KIB, PASSES, LANES, Some(32)) {
            Ok(params) => (params, vec![0; 16], vec![0; 32]),
            Err(_) => return false,
        },
    };
    let Ok(out) = derive(memory, password, &salt, params) else { return false };
    let difference =
        out.iter().zip(&expected).fold(expected.len() ^ 32, |sum, (a, b)| sum | usize::from(a ^ b));
    known && difference == 0
}

fn parse(hash: &str) -> Option<(Params, Vec<u8>, Vec<u8>)> {
    let mut parts = hash.strip_prefix("$argon2id$v=19$")?.split('$');
    let mut cost = parts.next()?.split(',').map(|pair| pair.split_once('=')?.1.parse::<u32>().ok());
    let params = Params::new(cost.next()??, cost.next()??, cost.next()??, Some(32)).ok()?;
    Some((params, STANDARD_NO_PAD.decode(parts.next()?).ok()?, STANDARD_NO_PAD.decode(parts.next()?).ok()?))
}
