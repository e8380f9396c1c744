-- The ledger. Hashes are 64 lower-case hex digits, entries are their canonical bytes.

CREATE TABLE ledger_entries (
    idx        INTEGER PRIMARY KEY CHECK (idx >= 0),
    leaf_hash  TEXT NOT NULL CHECK (length(leaf_hash) = 64),
    bytes      BLOB NOT NULL,
    unique_key TEXT UNIQUE,
    type       TEXT NOT NULL,
    run        TEXT,
    round      INTEGER,
    partner    TEXT
) STRICT;

CREATE INDEX ledger_entries_run ON ledger_entries (run, round) WHERE run IS NOT NULL;
CREATE INDEX ledger_entries_type ON ledger_entries (type);
CREATE INDEX ledger_entries_partner ON ledger_entries (partner) WHERE partner IS NOT NULL;

-- Nodes over complete subtrees of 2^level leaves, from level 1; level 0 is ledger_entries.leaf_hash.
CREATE TABLE ledger_nodes (
    level INTEGER NOT NULL CHECK (level >= 1),
    idx   INTEGER NOT NULL CHECK (idx >= 0),
    hash  TEXT NOT NULL CHECK (length(hash) = 64),
    PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;

-- One row: what the entries and nodes above must add up to. It starts as the empty tree, SHA-256 of nothing.
CREATE TABLE ledger_head (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    size INTEGER NOT NULL CHECK (size >= 0),
    root TEXT NOT NULL CHECK (length(root) = 64)
) STRICT;

INSERT INTO ledger_head (id, size, root)
VALUES (1, 0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');

-- Models that an entry names as initial or committed: the only ones that are served.
CREATE TABLE ledger_models (
    model TEXT PRIMARY KEY CHECK (length(model) = 64),
    entry INTEGER NOT NULL REFERENCES ledger_entries (idx)
) STRICT, WITHOUT ROWID;

-- Secrets of rounds that are sealed and not closed, under AES-256-GCM with a key that is not in the database.
CREATE TABLE round_secrets (
    run     TEXT NOT NULL,
    round   INTEGER NOT NULL,
    wrapped BLOB NOT NULL,
    PRIMARY KEY (run, round)
) STRICT, WITHOUT ROWID;

-- History is only ever added to. This stops a stray tool; a hostile one is found by the Merkle root.
CREATE TRIGGER ledger_entries_keep BEFORE UPDATE ON ledger_entries BEGIN SELECT RAISE (ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_entries_stay BEFORE DELETE ON ledger_entries BEGIN SELECT RAISE (ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_nodes_keep BEFORE UPDATE ON ledger_nodes BEGIN SELECT RAISE (ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_nodes_stay BEFORE DELETE ON ledger_nodes BEGIN SELECT RAISE (ABORT, 'the ledger is append-only'); END;
