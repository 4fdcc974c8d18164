#pragma once

#include <memory>
#include <string>

#include "store/cipher.hpp"
#include "store/fault.hpp"

namespace portal {

/// Reads the master key from `path`: 32 bytes that only the owner may read.
Stored<std::unique_ptr<CipherKey>> read_master_key(const std::string& path);

/// Makes a new master key at `path`.
Stored<std::unique_ptr<CipherKey>> make_master_key(const std::string& path);

/// Tells a broken generator (one that repeats itself) before any key comes from it.
Stored<void> check_chance();

} // namespace portal
