#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "store/fault.hpp"
#include "store/merkle.hpp"

namespace portal {

/// A small file that remembers the latest state of a database from outside it: two slots of 512
/// bytes, written in turn, each with a checksum, so that a torn write leaves the other. No database
/// can tell by itself that its last records, or a whole file of them, were taken away; this can.
///
/// Each write goes to the file at once (so it survives the death of the process), and to the disk
/// within a second, by a thread of its own, and at close. After a loss of power the witness may
/// therefore lag behind the database by up to a second, never run ahead of it: what it vouches for
/// must be there.
class Witness {
 public:
  /// What fits into a slot.
  static constexpr std::size_t payload_max = 400;

  /// Opens the witness at `path` for writing, or makes one that says `payload`.
  static Stored<std::unique_ptr<Witness>> open(const std::string& path, std::string_view payload);

  /// The latest payload that the file holds; nothing when there is no file. Damaged when neither
  /// slot can be read.
  static Stored<std::optional<std::string>> read(const std::string& path);

  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;
  ~Witness();

  Stored<void> write(std::string_view payload);

 private:
  Witness(std::string path, int file, std::uint64_t sequence);
  void sync_in_turn();

  const std::string path_;
  const int file_;
  std::uint64_t sequence_;
  std::mutex mutex_;
  std::condition_variable stop_asked_;
  bool unsynced_ = false;
  bool stopping_ = false;
  int sync_error_ = 0;
  std::thread syncer_;
};

/// A signed head as 144 bytes.
std::string write_head(const SignedHead& head);
std::optional<SignedHead> read_head(std::string_view bytes);

} // namespace portal
