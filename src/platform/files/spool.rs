//! A file on its way in: written to disk as it arrives, measured and fingerprinted, and gone when nobody holds it. So a
//! dozen uploads at once cost a dozen small buffers.

use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};

use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::platform::hex::hex;
use crate::platform::random;

/// The file. It has no name, so the system removes it with its last user, even after `kill -9`.
#[derive(Debug)]
pub struct Spool {
    file: File,
    size: u64,
    digest: Sha256,
}

impl Spool {
    /// An empty one.
    ///
    /// # Errors
    /// Where the folder for temporary files cannot be written to.
    pub fn new() -> Result<Self, Error> {
        let name = hex(&random::bytes::<16>());
        let path = std::env::temp_dir().join(format!("tierdesk-{name}"));
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create_new(true).mode(0o600).open(&path).map_err(full)?;
        std::fs::remove_file(&path).map_err(full)?;
        Ok(Spool { file, size: 0, digest: Sha256::new() })
    }

    /// One that holds `bytes`.
    ///
    /// # Errors
    /// Where the disk is full.
    pub fn of(bytes: &[u8]) -> Result<Self, Error> {
        let mut spool = Spool::new()?;
        spool.write(bytes)?;
        Ok(spool)
    }

    /// Adds `bytes` at the end.
    ///
    /// # Errors
    /// `DiskFull`.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.file.write_all(bytes).map_err(full)?;
        self.digest.update(bytes);
        self.size += u64::try_from(bytes.len()).map_err(Error::internal)?;
        Ok(())
    }

    /// How many bytes it holds.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The SHA-256 of its bytes, in hexadecimal.
    #[must_use]
    pub fn sha256(&self) -> String {
        hex(&self.digest.clone().finalize())
    }

    /// Up to `length` bytes from `at`; fewer at the end.
    ///
    /// # Errors
    /// Where the disk fails.
    pub fn read(&self, at: u64, length: usize) -> io::Result<Vec<u8>> {
        let left = usize::try_from(self.size.saturating_sub(at)).unwrap_or(usize::MAX);
        let mut bytes = vec![0; length.min(left)];
        self.file.read_exact_at(&mut bytes, at)?;
        Ok(bytes)
    }

    /// The last bytes, up to `length`, and where they begin.
    ///
    /// # Errors
    /// Where the disk fails.
    pub fn tail(&self, length: usize) -> io::Result<(u64, Vec<u8>)> {
        let at = self.size.saturating_sub(u64::try_from(length).unwrap_or(u64::MAX));
        Ok((at, self.read(at, length)?))
    }

    /// A reader of its own from the beginning.
    ///
    /// # Errors
    /// Where the system gives no more handles.
    pub fn reader(&self) -> io::Result<io::BufReader<File>> {
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(0))?;
        Ok(io::BufReader::new(file))
    }
}

/// A disk error as callers hear of it.
pub(super) fn full(fault: io::Error) -> Error {
    match fault.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::DiskFull,
        _ => Error::internal(fault),
    }
}
