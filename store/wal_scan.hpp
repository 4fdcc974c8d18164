#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "store/fault.hpp"

namespace portal {

/// What a file in RocksDB's record format (write-ahead log, manifest) holds, judged by ourselves:
/// RocksDB drops what it takes for an unfinished tail without a word.
struct RecordScan {
  std::uint64_t size = 0;
  /// End of the last record that is whole, before anything else. Zeros to the end of the file count as
  /// nothing: room that was reserved.
  std::uint64_t intact_end = 0;
  /// A whole record stands behind the first that is not: what is damaged was once followed, so it had
  /// been written in full.
  bool followed = false;
  /// It holds no record, nor a piece of one.
  bool blank = false;
};

Stored<RecordScan> scan_records(const std::string& path);

/// The same for the manifest that the database in `directory` names as its current one.
Stored<RecordScan> scan_manifest(const std::string& directory);

} // namespace portal
