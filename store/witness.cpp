#include "store/witness.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>

#include <fcntl.h>
#include <unistd.h>

#include "store/big_endian.hpp"
#include "store/files.hpp"
#include "store/thread_name.hpp"
#include "store/vault.hpp"

namespace portal {

namespace {

constexpr std::size_t slot_size = 512;
constexpr std::size_t checksum_size = 32;
constexpr std::string_view magic = "portalw1";
constexpr auto sync_interval = std::chrono::milliseconds{500};

struct Slot {
  std::uint64_t sequence = 0;
  std::string payload;
};

/// magic ‖ sequence ‖ size of payload ‖ payload ‖ zeros ‖ SHA-256 of all that.
std::string write_slot(std::uint64_t sequence, std::string_view payload) {
  std::string bytes{magic};
  put_u64(bytes, sequence);
  put_u64(bytes, payload.size());
  bytes += payload;
  bytes.resize(slot_size - checksum_size, '\0');
  bytes += sha256(bytes);
  return bytes;
}

std::optional<Slot> read_slot(std::string_view file, std::size_t which) {
  if (file.size() < (which + 1) * slot_size) return std::nullopt;
  const std::string_view bytes = file.substr(which * slot_size, slot_size);
  const std::string_view content = bytes.substr(0, slot_size - checksum_size);
  if (!content.starts_with(magic) || sha256(content) != bytes.substr(content.size())) {
    return std::nullopt;
  }
  const auto size = get_u64(content.substr(magic.size() + 8));
  if (size > Witness::payload_max) return std::nullopt;
  return Slot{
    get_u64(content.substr(magic.size())), std::string{content.substr(magic.size() + 16, size)}};
}

/// The later of the two slots.
Stored<std::optional<Slot>> read_latest(const std::string& path) {
  if (!exists(path)) return std::nullopt;
  const auto file = read_file(path);
  if (!file) return tl::unexpected<Fault>(file.error());
  const auto first = read_slot(*file, 0);
  const auto second = read_slot(*file, 1);
  if (!first && !second) {
    return fault(
      FaultKind::damaged,
      "The witness " + path +
        " is damaged: neither of its two records matches its checksum. Without it nothing tells "
        "whether the data beside it is whole. Restore the data directory from a backup."
    );
  }
  if (!second || (first && first->sequence > second->sequence)) return first;
  return second;
}

} // namespace

Stored<std::optional<std::string>> Witness::read(const std::string& path) {
  auto slot = read_latest(path);
  if (!slot) return tl::unexpected<Fault>(std::move(slot.error()));
  if (!*slot) return std::nullopt;
  return std::move((*slot)->payload);
}

Stored<std::unique_ptr<Witness>> Witness::open(const std::string& path, std::string_view payload) {
  auto slot = read_latest(path);
  if (!slot) return tl::unexpected<Fault>(std::move(slot.error()));
  std::uint64_t sequence = 2;
  if (*slot) {
    sequence = (*slot)->sequence;
  } else if (auto made = write_file(path, write_slot(2, payload) + write_slot(1, payload)); !made) {
    return tl::unexpected<Fault>(std::move(made.error()));
  }
  const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return tl::unexpected<Fault>(file_fault("open", path, errno));
  return std::unique_ptr<Witness>{new Witness{path, file, sequence}};
}

Witness::Witness(std::string path, int file, std::uint64_t sequence)
    : path_(std::move(path)), file_(file), sequence_(sequence),
      syncer_([this] { sync_in_turn(); }) {}

Witness::~Witness() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  stop_asked_.notify_one();
  syncer_.join();
  ::close(file_);
}

Stored<void> Witness::write(std::string_view payload) {
  const std::string bytes = write_slot(sequence_ + 1, payload);
  const auto offset = static_cast<off_t>((sequence_ + 1) % 2 * slot_size);
  ssize_t count = -1;
  do {
    count = ::pwrite(file_, bytes.data(), bytes.size(), offset);
  } while (count < 0 && errno == EINTR);
  if (count != static_cast<ssize_t>(bytes.size())) {
    return tl::unexpected<Fault>(file_fault("write", path_, count < 0 ? errno : ENOSPC));
  }
  ++sequence_;
  const std::lock_guard lock{mutex_};
  unsynced_ = true;
  if (sync_error_ != 0) return tl::unexpected<Fault>(file_fault("sync", path_, sync_error_));
  return {};
}

void Witness::sync_in_turn() {
  name_this_thread("portal-witness");
  std::unique_lock lock{mutex_};
  for (bool last = false; !last;) {
    last = stop_asked_.wait_for(lock, sync_interval, [this] { return stopping_; });
    if (!unsynced_) continue;
    unsynced_ = false;
    lock.unlock();
    const int error = ::fdatasync(file_) == 0 ? 0 : errno;
    lock.lock();
    if (error != 0) sync_error_ = error;
  }
}

// -- heads
// --------------------------------------------------------------------------------------------

namespace {

constexpr std::size_t root_size = 32;
constexpr std::size_t signature_size = 64;
constexpr std::size_t public_key_size = 32;
constexpr std::size_t head_size = 8 + root_size + 8 + signature_size + public_key_size;

} // namespace

std::string write_head(const SignedHead& head) {
  std::string bytes;
  bytes.reserve(head_size);
  put_u64(bytes, head.size);
  bytes.append(head.root.begin(), head.root.end());
  put_u64(bytes, static_cast<std::uint64_t>(head.at.ms));
  bytes += head.signature;
  bytes += head.public_key;
  return bytes;
}

std::optional<SignedHead> read_head(std::string_view bytes) {
  if (bytes.size() != head_size) return std::nullopt;
  SignedHead head;
  head.size = get_u64(bytes);
  bytes.remove_prefix(8);
  std::copy_n(bytes.begin(), root_size, head.root.begin());
  bytes.remove_prefix(root_size);
  head.at.ms = static_cast<std::int64_t>(get_u64(bytes));
  bytes.remove_prefix(8);
  head.signature = bytes.substr(0, signature_size);
  head.public_key = bytes.substr(signature_size);
  return head;
}

} // namespace portal
