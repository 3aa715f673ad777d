//! Substring search that reads the same on both databases.

diesel::define_sql_function! {
    /// Small letters, for a search that does not mind them.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

/// The `LIKE` pattern that finds `words` anywhere in a lower-cased column; use with `.escape('\\')`.
#[must_use]
pub fn contains(words: &str) -> String {
    let mut pattern = String::with_capacity(words.len() + 2);
    pattern.push('%');
    for c in words.trim().to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
