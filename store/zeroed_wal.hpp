#pragma once

namespace rocksdb {

class Env;

} // namespace rocksdb

namespace portal {

/// The default environment, except that a write-ahead log (`*.log`) is filled with zeros some way ahead
/// of what is appended to it, and cut to its records when it is closed. A sync of a file that grows
/// writes its data and its length; of one whose blocks and length are there already, its data alone: half
/// the time. A process that is killed leaves the zeros behind the last record; RocksDB and scan_records()
/// read them as the end. Lives as long as the process.
rocksdb::Env* zeroed_wal_environment();

} // namespace portal
