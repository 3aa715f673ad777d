//! Where files are kept, as the configuration says it.

use std::path::PathBuf;

use secrecy::SecretString;

/// A folder of this machine, or a bucket.
#[derive(Debug, Clone)]
pub enum Place {
    /// A folder; made when it is missing.
    Folder(PathBuf),
    /// A bucket of an object store that speaks S3.
    Bucket(Bucket),
}

/// A bucket and the way into it; its `Debug` output shows no secret.
#[derive(Debug, Clone)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// What every key begins with; may be empty.
    pub prefix: String,
    /// Scheme and host; nothing for that of the region at AWS.
    pub endpoint: Option<String>,
    /// The region that requests are signed for.
    pub region: String,
    /// The public half of the key.
    pub access_key: SecretString,
    /// The secret half.
    pub secret_key: SecretString,
}

impl Place {
    /// Reads `file://PATH`.
    #[must_use]
    pub fn folder(url: &str) -> Option<Self> {
        let path = url.strip_prefix("file://").filter(|path| !path.is_empty())?;
        Some(Place::Folder(PathBuf::from(path)))
    }

    /// Reads `s3://BUCKET/PREFIX` into bucket and prefix.
    #[must_use]
    pub fn bucket(url: &str) -> Option<(String, String)> {
        let rest = url.strip_prefix("s3://")?;
        let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let good = (3..=63).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.');
        good.then(|| (name.to_string(), prefix.trim_matches('/').to_string()))
    }
}
