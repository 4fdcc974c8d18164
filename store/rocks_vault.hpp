#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "store/vault.hpp"

namespace portal {

struct VaultSettings {
  std::string directory; ///< Layout::keys()
  /// 32 bytes; otherwise the file `master.key` in the directory, made at the first start.
  std::optional<std::string> master_key;
  std::size_t cached_codecs = 100'000;
  /// Reads keys that another process may be writing, as they are at this moment; makes and erases
  /// none.
  bool read_only = false;
  /// Refuses to make keys where there are none: a log that was written with some is beside them.
  bool must_exist = false;
};

/// Opens the keys, or makes them where there are none. Refused when the master key is missing,
/// readable by others, or not the one that the keys were wrapped with.
Stored<std::unique_ptr<Vault>> open_rocks_vault(const VaultSettings& settings);

} // namespace portal
