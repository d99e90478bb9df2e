//! Who may depend on whom: the walls between the crates of the workspace.

use std::collections::BTreeSet;

use crate::root;

/// What the Cargo.toml of one crate may name.
struct Wall {
    member: &'static str,
    /// Crates of ours.
    ours: &'static [&'static str],
    /// Every other crate; `None` where any is allowed.
    others: Option<&'static [&'static str]>,
}

const WALLS: &[Wall] = &[
    Wall {
        member: "protocol",
        ours: &[],
        others: Some(&["serde", "serde_json", "uuid", "ts-rs", "schemars"]),
    },
    Wall {
        member: "server/domain",
        ours: &["kring-protocol"],
        others: Some(&[
            "base64",
            "serde",
            "serde_json",
            "sha2",
            "thiserror",
            "unicode-normalization",
            "unicode-segmentation",
            "unicode-security",
            "uuid",
        ]),
    },
    Wall {
        member: "server/store",
        ours: &["kring-protocol"],
        others: Some(&[
            "async-trait",
            "crc32fast",
            "getrandom",
            "metrics",
            "ring",
            "rusqlite",
            "rustix",
            "sha2",
            "thiserror",
            "tokio",
            "tracing",
            "uuid",
            "zeroize",
        ]),
    },
    Wall {
        member: "server",
        ours: &["kring-protocol", "kring-domain", "kring-store"],
        others: None,
    },
    // What measures the server builds without it.
    Wall { member: "tests/load", ours: &["kring-protocol"], others: None },
];

fn dependencies(member: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join(member).join("Cargo.toml")).unwrap();
    let manifest: toml::Table = text.parse().unwrap();
    let names = manifest.get("dependencies").and_then(toml::Value::as_table);
    names.into_iter().flat_map(|table| table.keys().cloned()).collect()
}

#[test]
fn every_crate_depends_on_what_stands_below_it_and_on_nothing_else() {
    for Wall { member, ours, others } in WALLS {
        for name in dependencies(member) {
            let is_ours = name.starts_with("kring");
            let allowed = match others {
                _ if is_ours => ours.contains(&name.as_str()),
                Some(others) => others.contains(&name.as_str()),
                None => true,
            };
            assert!(allowed, "{member}/Cargo.toml names {name}");
        }
    }
}

#[test]
fn the_room_knows_nothing_of_http_and_the_web_nothing_of_the_log() {
    let walls: &[(&str, &[&str])] = &[
        ("server/src/room", &["axum", "crate::web", "crate::serve", "hyper"]),
        ("server/src/web", &["kring_store", "crate::serve", "crate::admin"]),
        ("server/src/report", &["kring_domain", "kring_store", "crate::room", "axum"]),
        ("server/src/methods", &["kring_domain", "kring_store", "crate::room", "axum"]),
    ];
    for (folder, words) in walls {
        let mut files = 0;
        for entry in std::fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                continue;
            }
            files += 1;
            let text = std::fs::read_to_string(&path).unwrap();
            for word in *words {
                assert!(!text.contains(word), "{} names {word}", path.display());
            }
        }
        assert!(files > 3, "{folder} is where it was");
    }
}
