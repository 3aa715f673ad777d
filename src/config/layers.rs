//! The layers of the configuration, laid over each other as flat keys (`server.listen`).

use super::ConfigFault;
use figment::providers::{Format, Toml};
use figment::value::{Dict, Value};
use figment::{Figment, Profile, Provider};
use std::collections::BTreeMap;
use std::path::Path;

/// What a key holds after the last layer.
pub(super) type Values = BTreeMap<String, Value>;

const PREFIX: &str = "TIERDESK_";

/// The values of all layers and the faults of those that could not be read.
pub(super) fn values(
    base: &str,
    file: Option<&Path>,
    environment: &[(String, String)],
) -> (Values, Vec<ConfigFault>) {
    let mut values = Values::new();
    let mut faults = Vec::new();
    let layers = [
        text_layer("base.toml", base),
        file.map_or_else(|| Ok(Values::new()), file_layer),
        variables(environment),
    ];
    for layer in layers {
        match layer {
            Ok(layer) => lay_over(&mut values, layer, &mut faults),
            Err(fault) => faults.push(fault),
        }
    }
    (values, faults)
}

fn file_layer(file: &Path) -> Result<Values, ConfigFault> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file)
        .map_err(|fault| ConfigFault::new(&name, "unreadable", fault.to_string()))?;
    text_layer(&name, &text)
}

/// A syntax error is told by its line: the parser's own message would quote the text, and with it a secret.
fn text_layer(name: &str, text: &str) -> Result<Values, ConfigFault> {
    if let Err(fault) = toml::from_str::<toml::Table>(text) {
        let before = fault.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        return Err(ConfigFault::new(name, "unreadable", format!("not TOML, line {line}")));
    }
    flat(&Figment::from(Toml::string(text)), name)
}

fn flat(layer: &Figment, name: &str) -> Result<Values, ConfigFault> {
    let profiles = layer.data().map_err(|_| ConfigFault::new(name, "unreadable", "not TOML"))?;
    let mut values = Values::new();
    if let Some(dict) = profiles.get(&Profile::Default) {
        flatten(dict, "", &mut values);
    }
    Ok(values)
}

fn flatten(dict: &Dict, prefix: &str, values: &mut Values) {
    for (key, value) in dict {
        let key = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            Value::Dict(_, dict) => flatten(dict, &key, values),
            value => {
                values.insert(key, value.clone());
            }
        }
    }
}

/// `TIERDESK_SERVER__LISTEN` is `server.listen`. Values are read as figment reads them: numbers, true and false, lists
/// in brackets, otherwise text.
fn variables(environment: &[(String, String)]) -> Result<Values, ConfigFault> {
    let mut values = Values::new();
    for (name, text) in environment {
        let Some(key) = name.strip_prefix(PREFIX) else { continue };
        let key = key.to_lowercase().replace("__", ".");
        let value = text.parse().map_err(|_| ConfigFault::new(&key, "wrong_type", "not readable"))?;
        values.insert(key, value);
    }
    Ok(values)
}

/// A layer's `x` also replaces a lower layer's `x_file`, and the other way round.
fn lay_over(values: &mut Values, layer: Values, faults: &mut Vec<ConfigFault>) {
    for (key, value) in &layer {
        let twin = key.strip_suffix("_file").map_or_else(|| format!("{key}_file"), str::to_owned);
        if key.ends_with("_file") && layer.contains_key(&twin) {
            faults.push(ConfigFault::new(key, "conflict", format!("set together with {twin}")));
        }
        values.remove(&twin);
        values.insert(key.clone(), value.clone());
    }
}
