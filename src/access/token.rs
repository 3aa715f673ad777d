//! Signed tokens: EdDSA JWT (8.2). Short access tokens for the API, session tokens for browsers; each has its own
//! audience, so that one never passes for the other. The database's roles and revocations win on every request.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey, EncodePublicKey};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::domain::record_words::Role;
use crate::platform::db::{Id, Moment};
use crate::platform::random;

/// Who issues the tokens.
const ISSUER: &str = "tierdesk";

/// What a token is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Calls of the API with a bearer token, 15 minutes.
    Api,
    /// Pages in a browser, as long as the session.
    Pages,
}

impl Audience {
    fn name(self) -> &'static str {
        match self {
            Audience::Api => "tierdesk-api",
            Audience::Pages => "tierdesk-pages",
        }
    }
}

/// What a token says (8.2).
#[derive(Debug, Serialize, Deserialize)]
pub struct Claims {
    /// Issuer.
    pub iss: String,
    /// Audience.
    pub aud: String,
    /// The user.
    pub sub: Id,
    /// The session.
    pub sid: Id,
    /// The organisation.
    pub org: Id,
    /// The roles when the token was made; for readers, never for decisions.
    pub roles: Vec<Role>,
    /// Made at, in seconds since 1970.
    pub iat: i64,
    /// Not good before.
    pub nbf: i64,
    /// Not good from then on.
    pub exp: i64,
}

/// Whose token it is.
#[derive(Debug, Clone, Copy)]
pub struct Bearer<'a> {
    /// The user.
    pub user: Id,
    /// The session.
    pub session: Id,
    /// The organisation.
    pub organisation: Id,
    /// The roles of this moment.
    pub roles: &'a [Role],
}

/// The signing key and its public half.
pub struct Tokens {
    key_id: String,
    encoding: EncodingKey,
    decoding: DecodingKey,
}

/// The signing key cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("signing key {path}: {detail}")]
pub struct KeyFault {
    path: String,
    detail: String,
}

impl Tokens {
    /// Reads the Ed25519 key (PKCS #8 PEM) at `path`, or makes one there, readable by its owner alone.
    ///
    /// # Errors
    /// Where the file can neither be read nor made, or holds something else.
    pub fn open(path: &Path) -> Result<Self, KeyFault> {
        let fault = |detail: String| KeyFault { path: path.display().to_string(), detail };
        if !path.exists() {
            let key = SigningKey::from_bytes(&random::bytes::<32>());
            let pem = key.to_pkcs8_pem(LineEnding::LF).map_err(|e| fault(e.to_string()))?;
            write_private(path, &pem).map_err(|e| fault(e.to_string()))?;
        }
        let pem = std::fs::read_to_string(path).map_err(|e| fault(e.to_string()))?;
        let key = SigningKey::from_pkcs8_pem(&pem).map_err(|e| fault(e.to_string()))?;
        Self::from_key(&key).map_err(fault)
    }

    fn from_key(key: &SigningKey) -> Result<Self, String> {
        let private = key.to_pkcs8_pem(LineEnding::LF).map_err(|e| e.to_string())?;
        let public = key.verifying_key().to_public_key_pem(LineEnding::LF).map_err(|e| e.to_string())?;
        Ok(Tokens {
            key_id: URL_SAFE_NO_PAD.encode(&Sha256::digest(public.as_bytes())[..8]),
            encoding: EncodingKey::from_ed_pem(private.as_bytes()).map_err(|e| e.to_string())?,
            decoding: DecodingKey::from_ed_pem(public.as_bytes()).map_err(|e| e.to_string())?,
        })
    }

    /// Signs a token for `bearer`, good from `now` until `until`.
    ///
    /// # Errors
    /// Where the key does not sign.
    pub fn sign(
        &self,
        audience: Audience,
        bearer: &Bearer<'_>,
        now: Moment,
        until: Moment,
    ) -> Result<String, crate::error::Error> {
        let claims = Claims {
            iss: ISSUER.into(),
            aud: audience.name().into(),
            sub: bearer.user,
            sid: bearer.session,
            org: bearer.organisation,
            roles: bearer.roles.to_vec(),
            iat: now.0.timestamp(),
            nbf: now.0.timestamp(),
            exp: until.0.timestamp(),
        };
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(self.key_id.clone());
        jsonwebtoken::encode(&header, &claims, &self.encoding).map_err(crate::error::Error::internal)
    }

    /// The claims of a token that this portal signed for `audience` and that is good at `now`.
    #[must_use]
    pub fn check(&self, token: &str, audience: Audience, now: Moment) -> Option<Claims> {
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_audience(&[audience.name()]);
        rules.set_issuer(&[ISSUER]);
        rules.set_required_spec_claims(&["iss", "aud", "sub", "exp", "nbf"]);
        // Time is an argument here, so the library's own look at the clock is switched off.
        rules.validate_exp = false;
        rules.validate_nbf = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &self.decoding, &rules).ok()?.claims;
        let at = now.0.timestamp();
        (claims.nbf <= at && at < claims.exp).then_some(claims)
    }
}

fn write_private(path: &Path, pem: &str) -> std::io::Result<()> {
    use std::io::Write;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(pem.as_bytes())?;
    file.sync_all()
}

/// The fingerprint under which a secret token is stored.
#[must_use]
pub fn fingerprint(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret.as_bytes()))
}
