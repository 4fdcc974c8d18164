// Every option of every RocksDB we open, in one place. The reasons are measurements of RocksDB 7.8.3
// and its history of bugs; do not change one without repeating them.

#include "store/rocks_options.hpp"

#include <algorithm>

#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/db.h>
#include <rocksdb/file_checksum.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include "store/files.hpp"
#include "store/zeroed_wal.hpp"

namespace portal {

namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20U;

/// Keeps RocksDB from going on by itself after an error: the only recovery is a restart.
class NoRecovery final : public rocksdb::EventListener {
 public:
  void OnErrorRecoveryBegin(
    rocksdb::BackgroundErrorReason /*reason*/, rocksdb::Status /*error*/, bool* automatic
  ) override {
    *automatic = false;
  }
};

bool compresses_with(rocksdb::CompressionType type) {
  const auto supported = rocksdb::GetSupportedCompressions();
  return std::find(supported.begin(), supported.end(), type) != supported.end();
}

rocksdb::BlockBasedTableOptions table_options(RocksUse use) {
  // One cache a use for the whole process: tests open hundreds of databases.
  static const auto log_cache = rocksdb::NewLRUCache(96 * mebibyte);
  static const auto views_cache = rocksdb::NewLRUCache(192 * mebibyte);
  static const auto keys_cache = rocksdb::NewLRUCache(16 * mebibyte);
  rocksdb::BlockBasedTableOptions table;
  table.format_version = 5;
  table.checksum = rocksdb::kXXH3;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.whole_key_filtering = true;
  table.block_size = 16 * 1024;
  table.block_cache = use == RocksUse::log     ? log_cache
                      : use == RocksUse::views ? views_cache
                                               : keys_cache;
  return table;
}

rocksdb::ColumnFamilyOptions family_options(RocksUse use, std::string_view name) {
  rocksdb::ColumnFamilyOptions family;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table_options(use)));
  // Positions come in order, but names and digests at random: a small memtable stays in the cache.
  family.write_buffer_size = 4 * mebibyte;
  if (use == RocksUse::views) family.write_buffer_size = 64 * mebibyte;
  if (use == RocksUse::log && name == "log") family.write_buffer_size = 32 * mebibyte;
  // The log's tables are small, and keys at random lie over all of the level below: merge more of them at once.
  if (use == RocksUse::log) family.level0_file_num_compaction_trigger = 8;
  family.max_write_buffer_number = use == RocksUse::views ? 4 : 3;
  family.level_compaction_dynamic_level_bytes = true;
  family.force_consistency_checks = true;
  family.paranoid_file_checks = use != RocksUse::views;
  family.memtable_protection_bytes_per_key = use == RocksUse::views ? 0 : 8;
  family.compaction_pri = rocksdb::kMinOverlappingRatio;
  family.compression = rocksdb::kNoCompression;
  // Wrapped keys are noise and do not shrink; erased ones are looked for byte by byte.
  if (use == RocksUse::keys) return family;
  // So are digests and what is sealed.
  const bool is_noise = name == "idempotency" || name == "claims" || name == "tree";
  if (use == RocksUse::log && is_noise) return family;
  if (compresses_with(rocksdb::kLZ4Compression)) family.compression = rocksdb::kLZ4Compression;
  if (!compresses_with(rocksdb::kZSTD)) return family;
  if (use == RocksUse::views) family.bottommost_compression = rocksdb::kZSTD;
  // Lines come in order of key: compressed in the end as at first, a file moves down as it is.
  if (use == RocksUse::log && name == "log") {
    family.compression = rocksdb::kZSTD;
    family.compression_opts.level = 1;
  }
  return family;
}

std::vector<rocksdb::ColumnFamilyDescriptor> families_of(RocksUse use) {
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  if (use != RocksUse::log) {
    families.emplace_back(rocksdb::kDefaultColumnFamilyName, family_options(use, "default"));
    return families;
  }
  for (const std::string_view name : log_family_names) {
    families.emplace_back(std::string{name}, family_options(use, name));
  }
  return families;
}

rocksdb::DBOptions database_options(RocksUse use, RocksMode mode) {
  rocksdb::DBOptions options;
  options.create_if_missing = mode == RocksMode::unfinished;
  options.create_missing_column_families = mode == RocksMode::unfinished;
  if (use == RocksUse::log) options.env = zeroed_wal_environment();
  options.paranoid_checks = true;
  // The other modes open "OK" with acknowledged rows missing when a bit flips in the write-ahead log.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  // Never call SyncWAL with this on: a false "missing WAL" until 7.10.
  options.track_and_verify_wals_in_manifest = use != RocksUse::views;
  options.recycle_log_file_num = 0;
  options.manual_wal_flush = false;
  options.wal_compression = rocksdb::kNoCompression;
  options.enable_pipelined_write = false;
  options.two_write_queues = false;
  options.unordered_write = false;
  options.atomic_flush = false;
  options.WAL_ttl_seconds = 0;
  options.WAL_size_limit_MB = 0;
  options.max_open_files = -1;
  options.allow_mmap_reads = false;
  options.allow_mmap_writes = false;
  options.use_fsync = false;
  options.file_checksum_gen_factory = rocksdb::GetFileChecksumGenCrc32cFactory();
  options.listeners = {std::make_shared<NoRecovery>()};
  options.max_background_jobs = 2;
  // What is in there is read again at every start: a bound on how long that takes.
  options.max_total_wal_size = (use == RocksUse::keys  ? 8U
                                : use == RocksUse::log ? 64U
                                                       : 256U) *
                               mebibyte;
  options.bytes_per_sync = mebibyte;
  options.keep_log_file_num = 4;
  options.max_log_file_size = 4 * mebibyte;
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  return options;
}

std::string files_of(const std::string& directory) {
  std::string names;
  const auto found = names_in(directory);
  if (!found) return names;
  for (const std::string& name : *found) names += name + "\n";
  return names;
}

} // namespace

Stored<std::unique_ptr<RocksDatabase>>
RocksDatabase::open(const std::string& directory, RocksUse use, RocksMode mode) {
  if (mode == RocksMode::unfinished) {
    if (auto made = make_directory(directory); !made) {
      return tl::unexpected<Fault>(std::move(made.error()));
    }
  }
  const auto options = database_options(use, mode);
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  rocksdb::DB* database = nullptr;
  const auto status =
    mode == RocksMode::read_only
      ? rocksdb::DB::OpenForReadOnly(options, directory, families_of(use), &families, &database)
      : rocksdb::DB::Open(options, directory, families_of(use), &families, &database);
  if (!status.ok()) {
    return tl::unexpected<Fault>(rocks_fault(status, "open the database " + directory));
  }
  return std::make_unique<RocksDatabase>(std::unique_ptr<rocksdb::DB>{database}, families);
}

RocksDatabase::RocksDatabase(
  std::unique_ptr<rocksdb::DB> database, std::vector<rocksdb::ColumnFamilyHandle*> families
)
    : database_(std::move(database)), families_(std::move(families)) {}

RocksDatabase::~RocksDatabase() {
  for (auto* family : families_)
    database_->DestroyColumnFamilyHandle(family).PermitUncheckedError();
  database_->Close().PermitUncheckedError();
}

bool has_rows(const std::string& directory) {
  const std::string names = files_of(directory);
  return names.find(".sst\n") != std::string::npos || names.find(".log\n") != std::string::npos;
}

bool has_database(const std::string& directory) {
  return has_current(directory) || has_rows(directory) ||
         files_of(directory).find("MANIFEST-") != std::string::npos;
}

bool has_current(const std::string& directory) { return exists(directory + "/CURRENT"); }

Fault rocks_fault(const rocksdb::Status& status, std::string_view tried) {
  const std::string said = status.ToString();
  const std::string what = "Cannot " + std::string{tried} + ": " + said + ". ";
  if (status.IsIOError() && said.find("lock") != std::string::npos) {
    return {
      FaultKind::misuse, what + "Another process uses it: stop that one first, or give this one a "
                                "directory of its own."};
  }
  if (status.IsNoSpace()) {
    return {FaultKind::no_space, what + "The disk is full: make room, then start again."};
  }
  if (status.IsCorruption() || said.find("No such file") != std::string::npos) {
    return {
      FaultKind::damaged, what +
                            "Stored bytes are not what was stored, or a file is missing. Stop, "
                            "and restore the data directory from a backup."};
  }
  return {FaultKind::io, what + "Check the disk and the owner of the files."};
}

rocksdb::Slice slice_of(std::string_view bytes) {
  // RocksDB asserts that even an empty slice points somewhere.
  return bytes.empty() ? rocksdb::Slice{"", 0} : rocksdb::Slice{bytes.data(), bytes.size()};
}

rocksdb::WriteOptions synced_write() {
  rocksdb::WriteOptions options;
  options.sync = true;
  return options;
}

rocksdb::WriteBatch protected_batch(std::size_t reserved_bytes) {
  return rocksdb::WriteBatch{reserved_bytes, 0, 8, 0};
}

} // namespace portal
