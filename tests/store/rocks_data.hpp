#pragma once

#include <memory>
#include <string>

#include "store/layout.hpp"
#include "store/memory_vault.hpp"
#include "store/rocks_log.hpp"
#include "tests/store/scratch.hpp"

namespace portal::test {

/// A log on disk in a scratch directory, and ways to hurt it.
class RocksData {
 public:
  Stored<std::unique_ptr<EventLog>> open(bool read_only = false) {
    return open_rocks_log({layout.log(), layout.witness(), *vault, read_only}, opening);
  }

  Scratch scratch;
  Layout layout{scratch / "data"};
  std::unique_ptr<Vault> vault = make_memory_vault();
  LogOpening opening;

  RocksData() { fs::create_directories(layout.directory()); }

  /// Where the newest write-ahead log's records end: while it is open, zeros stand behind them.
  std::uint64_t end_of_records() const {
    return bytes_of(newest(".log")).find_last_not_of('\0') + 1;
  }

  /// The newest file of the log with this extension.
  fs::path newest(const std::string& extension) const {
    fs::path found;
    for (const auto& entry : fs::directory_iterator{layout.log()}) {
      if (entry.path().extension() == extension && entry.path() > found) found = entry.path();
    }
    return found;
  }
};

} // namespace portal::test
