//! Which cryptography TLS uses: one implementation for mail and for object stores.

/// Names it for the process; asked again, it does nothing. Clients that speak TLS cannot be made before.
pub fn choose() {
    // The error says that it is chosen already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
