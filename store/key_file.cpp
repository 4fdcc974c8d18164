#include "store/key_file.hpp"

#include <filesystem>

#include "store/files.hpp"
#include "store/vault.hpp"

namespace portal {

Stored<std::unique_ptr<CipherKey>> read_master_key(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  const auto permissions = fs::status(path, error).permissions();
  if (error) return tl::unexpected<Fault>(file_fault("read", path, error.value()));
  if ((permissions & (fs::perms::group_all | fs::perms::others_all)) != fs::perms::none) {
    return fault(
      FaultKind::misuse, "The master key " + path +
                           " can be read or changed by other users. Make "
                           "it the owner's alone: chmod 600 " +
                           path + "."
    );
  }
  auto bytes = read_file(path);
  if (!bytes) return tl::unexpected<Fault>(std::move(bytes.error()));
  if (bytes->size() != CipherKey::size) {
    return fault(
      FaultKind::damaged,
      "The master key " + path + " has " + std::to_string(bytes->size()) +
        " bytes instead of 32. Put the right file back from a backup: without it "
        "personal data cannot be read."
    );
  }
  auto key = std::make_unique<CipherKey>(*bytes);
  wipe(*bytes);
  return key;
}

Stored<std::unique_ptr<CipherKey>> make_master_key(const std::string& path) {
  std::string bytes = random_bytes(CipherKey::size);
  auto written = write_file(path, bytes);
  if (!written) return tl::unexpected<Fault>(std::move(written.error()));
  auto key = std::make_unique<CipherKey>(bytes);
  wipe(bytes);
  return key;
}

Stored<void> check_chance() {
  const std::string first = random_bytes(32);
  const std::string second = random_bytes(32);
  const bool constant = first.find_first_not_of(first.front()) == std::string::npos;
  if (first != second && !constant) return {};
  return fault(
    FaultKind::io,
    "The system's random generator repeats itself: no key or secret may come from it. "
    "Check the kernel and the processor's microcode."
  );
}

} // namespace portal
