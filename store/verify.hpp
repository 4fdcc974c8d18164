#pragma once

#include <functional>
#include <optional>
#include <string>

#include "store/event_log.hpp"

namespace portal {

/// What a full check of a log found. `finding` is empty when everything is as it was stored.
struct VerifyReport {
  Position size = 0; ///< events checked
  std::uint64_t streams = 0;
  Hash root{};     ///< recomputed from the lines
  SignedHead head; ///< as the log states it
  std::optional<Position> first_bad;
  std::string finding; ///< what is wrong, where, and what to do

  bool sound() const { return finding.empty(); }
};

/// Hears how many of how many steps are done; a false answer stops the check (fault `misuse`).
using VerifyProgress = std::function<bool(std::uint64_t done, std::uint64_t of)>;

/// Reads every line of the log, recomputes leaf hashes, every tree node and the root, and checks
/// that positions and the versions of each stream are gapless, that each line says of itself what
/// its key says, that the stream index leads to the right lines, and that the head is signed by
/// `public_key` (any key when empty). A log that cannot be read is a report with a finding, not a
/// fault.
Stored<VerifyReport> verify(
  const EventLog& log, const std::string& public_key = {}, const VerifyProgress& progress = {}
);

/// The head that a witness file vouches for, for comparison with a log; nothing when there is no
/// file.
Stored<std::optional<SignedHead>> read_witness(const std::string& path);

/// Adds to `report` a finding when the witness at `path` is missing, damaged, badly signed, or says
/// something else than `log`.
Stored<void> verify_witness(const EventLog& log, const std::string& path, VerifyReport& report);

} // namespace portal
