#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "store/event_log.hpp"
#include "store/vault.hpp"

namespace portal {

struct LogSettings {
  std::string directory;    ///< Layout::log()
  std::string witness_path; ///< Layout::witness()
  const Vault& vault;       ///< signs the heads; must outlive the log
  /// Reads a log that another process may be writing, as it is at this moment: takes no lock,
  /// changes and repairs nothing, and refuses every append.
  bool read_only = false;
};

/// What opening a log found and did.
struct LogOpening {
  bool created = false;            ///< there was none
  Position size = 0;               ///< events in the log
  Position witnessed = 0;          ///< events that the witness vouches for
  bool repaired = false;           ///< something unacknowledged was dropped
  std::uint64_t dropped_bytes = 0; ///< of the write-ahead log
  std::string note;                ///< what an operator should read; empty when all was in order
};

/// Opens the log, or makes one where there is neither log nor witness. Refuses a log that is
/// damaged, shorter than or different from what its witness saw, or signed by other keys; the fault
/// says what was found, what it means and what to do.
Stored<std::unique_ptr<EventLog>> open_rocks_log(const LogSettings& settings, LogOpening& opening);

} // namespace portal
