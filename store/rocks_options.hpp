#pragma once

#include <memory>
#include <vector>

#include "store/fault.hpp"
#include "store/rocks_families.hpp"

namespace rocksdb {

class ColumnFamilyHandle;
class DB;
class Slice;
class Status;
class WriteBatch;
struct ColumnFamilyDescriptor;
struct DBOptions;
struct ReadOptions;
struct WriteOptions;

} // namespace rocksdb

namespace portal {

/// What a database is for; decides its options.
enum class RocksUse { log, views, keys };

/// Which way a database is opened.
enum class RocksMode {
  read_only,  ///< no lock, no change; may stand beside a writer
  existing,   ///< for writing; refused when anything of it is missing
  unfinished, ///< for writing; what is missing is made: only for one that holds nothing yet
};

/// An open RocksDB with its column families: knows the one set of options, and closes in order.
class RocksDatabase {
 public:
  static Stored<std::unique_ptr<RocksDatabase>>
  open(const std::string& directory, RocksUse use, RocksMode mode);

  RocksDatabase(
    std::unique_ptr<rocksdb::DB> database, std::vector<rocksdb::ColumnFamilyHandle*> families
  );
  RocksDatabase(const RocksDatabase&) = delete;
  RocksDatabase& operator=(const RocksDatabase&) = delete;
  ~RocksDatabase();

  rocksdb::DB& db() const { return *database_; }

  /// Writes what is in memory to table files, so that a copy has little to copy.
  Stored<void> flush() const;

  /// Copies the database to the new folder `directory`: table files as links where that is on the same
  /// file system, the rest byte by byte. Nobody may write meanwhile.
  Stored<void> copy_to(const std::string& directory) const;

  rocksdb::ColumnFamilyHandle* family(LogFamily which) const {
    return families_[static_cast<std::size_t>(which)];
  }

  /// Of databases that have one family alone.
  rocksdb::ColumnFamilyHandle* rows() const { return families_.front(); }

 private:
  std::unique_ptr<rocksdb::DB> database_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;
};

/// True if `directory` has any file of a database.
bool has_database(const std::string& directory);

/// Is there a file that may hold rows: a table or a write-ahead log?
bool has_rows(const std::string& directory);

/// True if `directory` has the file that names the current state of a database.
bool has_current(const std::string& directory);

/// `status` (not ok) of what was tried, as a fault.
Fault rocks_fault(const rocksdb::Status& status, std::string_view tried);

/// `bytes` as RocksDB wants them.
rocksdb::Slice slice_of(std::string_view bytes);

/// Durable when it returns, and with checksums from here to the table files.
rocksdb::WriteOptions synced_write();
rocksdb::WriteBatch protected_batch(std::size_t reserved_bytes);

} // namespace portal
