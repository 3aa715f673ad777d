//! temp
use crate::platform::db::{Id,Moment};
pub fn bytes<const N: usize>() -> [u8; N] { rand::random() }
pub fn token() -> String { use base64::Engine; base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes::<32>()) }
pub fn id(_now: Moment) -> Id { Id(uuid::Uuid::now_v7()) }
