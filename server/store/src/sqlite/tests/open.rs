//! Whose directory it is, and what is found in it.

use std::os::unix::fs::PermissionsExt;

use rusqlite::Connection;

use super::*;

/// Makes a database with `sql` where the log would be opened.
fn prepared(sql: &str) -> TempDir {
    let dir = TempDir::new().unwrap();
    let database = Connection::open(dir.path().join(directory::DATABASE)).unwrap();
    database.execute_batch(sql).unwrap();
    dir
}

fn refused(dir: &TempDir) -> OpenError {
    SqliteLog::open(dir.path()).err().expect("opened what it should refuse")
}

#[tokio::test]
async fn a_second_log_on_the_same_directory_is_refused_until_the_first_lets_go() {
    let dir = TempDir::new().unwrap();
    let first = SqliteLog::open(dir.path()).unwrap();
    let refusal = refused(&dir);
    assert!(matches!(refusal, OpenError::InUse { .. }), "{refusal}");
    assert!(refusal.to_string().contains("Stop that one first"));
    first.close().await.unwrap();
    SqliteLog::open(dir.path()).unwrap();
}

#[test]
fn a_directory_is_free_at_once_also_while_a_child_of_the_process_is_being_started() {
    let dir = TempDir::new().unwrap();
    let claim = directory::claim(dir.path()).unwrap();
    // A child has one of these until it begins a program of its own.
    let shared = claim.file().try_clone().unwrap();
    drop(claim);
    directory::claim(dir.path()).unwrap();
    drop(shared);
}

#[tokio::test]
async fn directory_and_files_are_private() {
    let parent = TempDir::new().unwrap();
    let dir = parent.path().join("a/b");
    let log = SqliteLog::open(&dir).unwrap();
    log.append(session(), 0, vec![entry("a")]).await.unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&dir), 0o700);
    for file in std::fs::read_dir(&dir).unwrap() {
        let path = file.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_left_alone() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    log.close().await.unwrap();
    let path = dir.path().join(directory::DATABASE);
    let database = Connection::open(&path).unwrap();
    let newer = schema::FORMAT.known + 1;
    database.pragma_update(None, "user_version", newer).unwrap();
    database.close().unwrap();
    let before = std::fs::read(&path).unwrap();
    let refusal = refused(&dir);
    assert!(matches!(refusal, OpenError::Newer { found, .. } if found == newer), "{refusal}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn another_programs_database_is_refused() {
    let refusal = refused(&prepared("CREATE TABLE shopping (item TEXT)"));
    assert!(matches!(refusal, OpenError::Foreign { .. }), "{refusal}");
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let dir = TempDir::new().unwrap();
    std::fs::write(dir.path().join(directory::DATABASE), "notes ".repeat(1_000)).unwrap();
    let refusal = refused(&dir);
    assert!(matches!(refusal, OpenError::Damaged { .. }), "{refusal}");
}

#[test]
fn a_path_that_is_no_directory_is_refused() {
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "").unwrap();
    let refusal = SqliteLog::open(&file).err().unwrap();
    assert!(matches!(refusal, OpenError::Directory { .. }), "{refusal}");
}

#[cfg(target_os = "linux")]
#[test]
fn network_file_systems_are_known_and_local_ones_pass() {
    for (magic, kind) in
        [(0x6969, Some("NFS")), (0xff53_4d42, Some("SMB")), (0x6573_5546, Some("FUSE"))]
    {
        assert_eq!(directory::network_file_system(magic), kind);
    }
    for local in [0xef53, 0x5846_5342, 0x9123_683e, 0x0102_1994, 0x794c_7630, 0x2fc1_2fc1] {
        assert_eq!(directory::network_file_system(local), None, "{local:x}");
    }
}

#[test]
fn a_directory_on_a_network_file_system_is_refused_before_anything_is_made_in_it() {
    let dir = TempDir::new().unwrap();
    let refusal = directory::claim_on(dir.path(), |_| Ok(Some("NFS"))).err().unwrap();
    assert!(matches!(refusal, OpenError::Network { kind: "NFS", .. }), "{refusal}");
    assert!(refusal.to_string().contains("Choose a directory on a local disk"));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn what_is_acknowledged_is_synced_and_what_is_removed_is_overwritten() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join(directory::DATABASE);
    let claim = directory::claim(dir.path()).unwrap();
    let keys = SqliteKeys::open(&dir.path().join(directory::KEYS)).unwrap();
    let connection = schema::open(&path, &keys, false).unwrap();
    let full = [("synchronous", 2), ("secure_delete", 1), ("temp_store", 2)];
    for (pragma, expected) in full {
        let value = connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
        assert_eq!(value, Ok(expected), "{pragma}");
    }
    let journal = connection.pragma_query_value(None, "journal_mode", |row| row.get(0));
    assert_eq!(journal, Ok("wal".to_owned()));
    drop(claim);
}
