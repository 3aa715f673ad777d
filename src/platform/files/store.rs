//! The object store: puts, gives out, removes and lists. Everything streams.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Bytes;
use chrono::{DateTime, Utc};
use futures_util::stream::{BoxStream, StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::client::SpawnedReqwestConnector;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{
    Error as StoreError, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig, WriteMultipart,
};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use tokio::runtime::{Builder, Handle};

use super::place::{Bucket, Place};
use super::spool::Spool;
use crate::error::Error;
use crate::platform::hex::hex;
use crate::platform::random;

/// So many bytes are read and sent at a time. Object stores take no smaller parts but the last.
const PART: usize = 5 * 1024 * 1024;

/// How long a bucket that does not answer is asked again while somebody waits.
const PATIENCE: Duration = Duration::from_secs(15);

/// An object as the store lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its key.
    pub key: String,
    /// How many bytes.
    pub size: u64,
    /// When it was put there.
    pub at: DateTime<Utc>,
}

/// The store. Cheap to clone.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
}

impl Files {
    /// Opens the store at `place`; a missing folder is made.
    ///
    /// # Errors
    /// Where the folder cannot be made or the bucket's address is no address.
    pub fn open(place: &Place) -> Result<Self, Error> {
        let store: Arc<dyn ObjectStore> = match place {
            Place::Folder(folder) => {
                std::fs::create_dir_all(folder)
                    .map_err(|fault| Error::internal(format!("files.url: {}: {fault}", folder.display())))?;
                let local = LocalFileSystem::new_with_prefix(folder).map_err(Error::internal)?;
                // A row may name an object only once the object would survive a power cut.
                Arc::new(local.with_fsync(true))
            }
            Place::Bucket(bucket) => Arc::new(PrefixStore::new(open_bucket(bucket)?, bucket.prefix.as_str())),
        };
        Ok(Files { store })
    }

    /// A key nobody has used or can guess.
    #[must_use]
    pub fn new_key() -> String {
        let name = hex(&random::bytes::<20>());
        format!("{}/{name}", &name[..2])
    }

    /// Keeps what `spool` holds under `key`.
    ///
    /// # Errors
    /// `DiskFull`, `Unavailable`.
    pub async fn put(&self, key: &str, spool: Arc<Spool>) -> Result<(), Error> {
        let path = Path::from(key);
        let part = |at: u64| {
            let spool = spool.clone();
            async move {
                let read = actix_web::rt::task::spawn_blocking(move || spool.read(at, PART)).await;
                read.map_err(Error::internal)?.map_err(Error::internal)
            }
        };
        let mut at = u64::try_from(PART).unwrap_or(u64::MAX);
        if spool.size() <= at {
            let whole = PutPayload::from(part(0).await?);
            return self.store.put(&path, whole).await.map(drop).map_err(told);
        }
        let mut upload =
            WriteMultipart::new_with_chunk_size(self.store.put_multipart(&path).await.map_err(told)?, PART);
        upload.put(part(0).await?.into());
        while at < spool.size() {
            upload.wait_for_capacity(1).await.map_err(told)?;
            let bytes = part(at).await?;
            at += u64::try_from(bytes.len()).map_err(Error::internal)?;
            upload.put(bytes.into());
        }
        upload.finish().await.map(drop).map_err(told)
    }

    /// The bytes under `key`, piece by piece.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    pub async fn get(&self, key: &str) -> Result<BoxStream<'static, Result<Bytes, Error>>, Error> {
        let found = self.store.get(&Path::from(key)).await.map_err(told)?;
        Ok(found.into_stream().map_err(told).boxed())
    }

    /// How long what is under `key` is, and its SHA-256 in hexadecimal; read piece by piece.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    pub async fn measure(&self, key: &str) -> Result<(u64, String), Error> {
        let mut pieces = self.get(key).await?;
        let (mut size, mut hash) = (0_u64, Sha256::new());
        while let Some(piece) = pieces.try_next().await? {
            size += u64::try_from(piece.len()).map_err(Error::internal)?;
            hash.update(&piece);
        }
        Ok((size, hex(&hash.finalize())))
    }

    /// Removes what is under `key`; nothing there is as good.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn delete(&self, key: &str) -> Result<(), Error> {
        match self.store.delete(&Path::from(key)).await {
            Ok(()) | Err(StoreError::NotFound { .. }) => Ok(()),
            Err(fault) => Err(told(fault)),
        }
    }

    /// Everything that is kept, in no order.
    pub fn list(&self) -> BoxStream<'static, Result<Kept, Error>> {
        let kept = |meta: object_store::ObjectMeta| Kept {
            key: meta.location.to_string(),
            size: meta.size,
            at: meta.last_modified,
        };
        self.store.list(None).map_ok(kept).map_err(told).boxed()
    }

    /// Waits for `work` where nothing else is waited for: in a job, a command, or the filling of the demo.
    ///
    /// # Errors
    /// What `work` answers.
    pub fn wait<T>(work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        if let Ok(running) = Handle::try_current() {
            return running.block_on(work);
        }
        Builder::new_current_thread().enable_all().build().map_err(Error::internal)?.block_on(work)
    }
}

fn open_bucket(bucket: &Bucket) -> Result<impl ObjectStore, Error> {
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&bucket.name)
        .with_region(&bucket.region)
        .with_access_key_id(bucket.access_key.expose_secret())
        .with_secret_access_key(bucket.secret_key.expose_secret())
        .with_disable_bulk_delete(true)
        .with_retry(RetryConfig { max_retries: 3, retry_timeout: PATIENCE, ..RetryConfig::default() })
        .with_http_connector(SpawnedReqwestConnector::new(network()?));
    if let Some(endpoint) = &bucket.endpoint {
        builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
    }
    // The fault would repeat the configuration, and with it a secret.
    builder.build().map_err(|_| Error::internal("files.url: the bucket cannot be used as it is configured"))
}

/// A thread for the connections to the bucket: they outlive the single request and job that open them.
fn network() -> Result<Handle, Error> {
    let runtime = Builder::new_current_thread().enable_all().build().map_err(Error::internal)?;
    let handle = runtime.handle().clone();
    std::thread::Builder::new()
        .name("files".into())
        .spawn(move || runtime.block_on(std::future::pending::<()>()))
        .map_err(Error::internal)?;
    Ok(handle)
}

/// A fault of the store as callers hear of it.
fn told(fault: StoreError) -> Error {
    if matches!(fault, StoreError::NotFound { .. }) {
        return Error::NotFound;
    }
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(&fault);
    while let Some(inner) = source {
        if let Some(disk) = inner.downcast_ref::<std::io::Error>()
            && matches!(disk.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded)
        {
            return Error::DiskFull;
        }
        source = inner.source();
    }
    tracing::warn!(%fault, "the store of files did not do what it was asked");
    Error::Unavailable
}
