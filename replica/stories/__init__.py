"""Story templates, one TOML file per subject: Vietnamese text with slots, read by `prose`."""
