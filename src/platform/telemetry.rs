//! temp
pub struct Figures; impl Figures { pub fn render(&self)->String{String::new()} }
