//! Files of a backup: made for their owner alone, hashed while they are written or read, on the disk when they are done.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{Fault, Summary};
use crate::platform::hex::hex;

/// A file of lines that is being written.
pub struct Lines {
    path: PathBuf,
    file: BufWriter<File>,
    tally: Tally,
}

impl Lines {
    /// A new file; one that is there already is left alone.
    pub fn create(path: PathBuf) -> Result<Self, Fault> {
        let file = private_file(&path).map_err(Fault::disk(&path))?;
        Ok(Lines { file: BufWriter::with_capacity(1 << 18, file), path, tally: Tally::default() })
    }

    /// Adds a line; answers how many there are.
    pub fn push(&mut self, line: &str) -> Result<u64, Fault> {
        self.tally.add(line);
        let written = self.file.write_all(line.as_bytes()).and_then(|()| self.file.write_all(b"\n"));
        written.map_err(Fault::disk(&self.path))?;
        Ok(self.tally.lines)
    }

    /// Sees it to the disk.
    pub fn finish(mut self) -> Result<Summary, Fault> {
        self.file.flush().and_then(|()| self.file.get_ref().sync_all()).map_err(Fault::disk(&self.path))?;
        Ok(self.tally.summary())
    }
}

/// Hands every line of the file at `path` to `each`; answers what the file is.
pub fn read_lines<E: From<Fault>>(
    path: &Path,
    mut each: impl FnMut(&str) -> Result<(), E>,
) -> Result<Summary, E> {
    let mut file = BufReader::with_capacity(1 << 18, File::open(path).map_err(Fault::disk(path))?);
    let (mut tally, mut line) = (Tally::default(), String::new());
    while file.read_line(&mut line).map_err(Fault::disk(path))? > 0 {
        tally.raw(&line);
        each(line.strip_suffix('\n').unwrap_or(&line))?;
        line.clear();
    }
    Ok(tally.summary())
}

/// A file of any bytes that is being written.
pub struct Bytes {
    path: PathBuf,
    file: File,
    size: u64,
    hash: Sha256,
}

impl Bytes {
    /// A new file; one that is there already is left alone.
    pub fn create(path: &Path) -> Result<Self, Fault> {
        let file = private_file(path).map_err(Fault::disk(path))?;
        Ok(Bytes { path: path.to_path_buf(), file, size: 0, hash: Sha256::new() })
    }

    /// Adds some.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.hash.update(bytes);
        self.size += bytes.len() as u64;
        self.file.write_all(bytes).map_err(Fault::disk(&self.path))
    }

    /// Sees it to the disk; answers its size and SHA-256.
    pub fn finish(self) -> Result<(u64, String), Fault> {
        self.file.sync_all().map_err(Fault::disk(&self.path))?;
        Ok((self.size, hex(&self.hash.finalize())))
    }
}

/// Hands the file at `path` to `each`, up to `length` bytes at a time.
pub fn read_pieces(
    path: &Path,
    length: usize,
    mut each: impl FnMut(&[u8]) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut file = File::open(path).map_err(Fault::disk(path))?;
    let mut piece = vec![0; length];
    loop {
        match file.read(&mut piece).map_err(Fault::disk(path))? {
            0 => return Ok(()),
            read => each(&piece[..read])?,
        }
    }
}

/// The size and SHA-256 of the file at `path`.
pub fn measure(path: &Path) -> Result<(u64, String), Fault> {
    let (mut size, mut hash) = (0, Sha256::new());
    read_pieces(path, 1 << 18, |piece| {
        size += piece.len() as u64;
        hash.update(piece);
        Ok(())
    })?;
    Ok((size, hex(&hash.finalize())))
}

/// Counts and hashes lines.
#[derive(Default)]
pub struct Tally {
    lines: u64,
    bytes: u64,
    hash: Sha256,
}

impl Tally {
    /// A line without its end.
    pub fn add(&mut self, line: &str) {
        self.raw(line);
        self.hash.update(b"\n");
        self.bytes += 1;
    }

    fn raw(&mut self, line: &str) {
        self.hash.update(line.as_bytes());
        self.lines += 1;
        self.bytes += line.len() as u64;
    }

    /// What has come together.
    pub fn summary(self) -> Summary {
        Summary { rows: self.lines, bytes: self.bytes, sha256: hex(&self.hash.finalize()) }
    }
}

/// Writes a small file and sees it to the disk.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let write = || {
        let mut file = private_file(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(Fault::disk(path))
}

/// Makes a folder that nobody else may enter.
pub fn make_folder(path: &Path) -> Result<(), Fault> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(Fault::disk(path))
}

/// Sees to the disk which files a folder holds.
pub fn sync_folder(path: &Path) -> Result<(), Fault> {
    File::open(path).and_then(|folder| folder.sync_all()).map_err(Fault::disk(path))
}

fn private_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
