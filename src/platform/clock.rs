//! temp
use chrono::{DateTime,Utc};
#[derive(Clone)] pub struct Clock; impl Clock { pub fn system()->Self{Clock} pub fn now(&self)->DateTime<Utc>{Utc::now()} }
