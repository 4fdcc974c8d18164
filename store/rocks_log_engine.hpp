#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/event_log.hpp"
#include "store/group.hpp"
#include "store/rocks_log.hpp"
#include "store/rocks_options.hpp"
#include "store/witness.hpp"

namespace portal {

/// What a log stands on once it has been checked.
struct CheckedLog {
  SignedHead head;
  CompactRange range;
  std::uint64_t appends = 0; ///< rows of the family stream
};

/// The event log on RocksDB. One thread appends and owns the right edge of the tree; everything that
/// readers see of the head is atomic or copied under a lock.
class RocksLog final : public EventLog {
 public:
  /// `checked` is what `database` holds; without a witness the log is read-only.
  RocksLog(
    std::unique_ptr<RocksDatabase> database, std::unique_ptr<Witness> witness, const Vault& vault,
    CheckedLog checked
  );

  Stored<std::vector<Appended>> append(std::span<const Append> group, Instant recorded_at) override;
  Position head() const override;
  Stored<Version> stream_head(std::string_view stream) const override;
  Stored<void> read(Position from, const Visit& visit) const override;
  Stored<void>
  read_stream(std::string_view stream, Version from, const Visit& visit) const override;
  Stored<void> streams(const VisitStream& visit) const override;
  Stored<std::optional<StoredOutcome>> outcome(std::string_view key) const override;
  Stored<std::vector<bool>> claimed(std::span<const std::string> keys) const override;
  Stored<SignedHead> copy_to(const Layout& folder) const override;
  Stored<SignedHead> signed_head() const override;
  Stored<Hash> root_at(Position size) const override;
  Stored<std::vector<Hash>> inclusion_proof(Position position, Position size) const override;
  Stored<std::vector<Hash>> consistency_proof(Position from, Position to) const override;

 private:
  Stored<void> check_writable() const;
  Stored<void> commit(rocksdb::WriteBatch& batch, const SignedHead& head);
  tl::unexpected<Fault> fail(Fault why);
  SignedHead sign(Instant at) const;
  tl::unexpected<Fault> past_the_end(Position size) const;

  Stored<StreamHead> head_of(std::string_view stream) const;
  void remember(const MovedStream& stream);

  /// Hashes text and views of text alike.
  struct HashText {
    using is_transparent = void;

    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };

  using Heads = std::unordered_map<std::string, StreamHead, HashText, std::equal_to<>>;

  std::unique_ptr<RocksDatabase> database_;
  std::unique_ptr<Witness> witness_;
  const Vault& vault_;

  // Of the appending thread alone, down to failed_.
  CompactRange range_;
  std::uint64_t appends_;
  Instant last_recorded_;
  Heads recent_heads_; ///< of streams moved on lately; the older half goes when this one is full
  Heads older_heads_;
  std::atomic<bool> failed_ = false;

  /// Held while a group is written, and while a copy is taken, which is one of no group's half.
  mutable std::mutex writing_;

  std::atomic<Position> head_;
  mutable std::mutex signed_mutex_;
  SignedHead signed_head_;
};

// -- reads that opening and checking a log need as well -----------------------------------------------

/// The value of `key`, if it is there.
Stored<std::optional<std::string>>
log_value(const RocksDatabase& database, LogFamily family, std::string_view key);

/// Visits the lines of [from, to], and faults on one that is missing.
Stored<void>
read_lines(const RocksDatabase& database, Position from, Position to, const EventLog::Visit& visit);

/// The run of `stream` that `version` belongs to, or the last one before it; nothing if there is none.
Stored<std::optional<StreamRun>>
run_up_to(const RocksDatabase& database, std::string_view stream, Version version);

/// Where `stream` stands.
Stored<StreamHead> read_stream_head(const RocksDatabase& database, std::string_view stream);

/// The tree's nodes: stored from level 8 up, rehashed from lines below.
NodeAt tree_nodes(const RocksDatabase& database);

/// A position past what is there, or a row that contradicts another.
tl::unexpected<Fault> damaged_log(std::string what);

// -- checks at opening (rocks_log_check.cpp) ----------------------------------------------------------

/// The cheap check of every opening: the signed head, the number of rows of each family, the last 256
/// lines, the tree's right edge, and all of that against what `witnessed` saw.
Stored<CheckedLog> check_log(
  const RocksDatabase& database, const Vault& vault, const std::optional<SignedHead>& witnessed
);

// -- repair of a damaged tail (rocks_log_repair.cpp) --------------------------------------------------

/// The write-ahead logs of a database, judged before it is opened.
struct TailScan {
  std::string last_file;         ///< path of the newest that holds something; empty: none does
  std::uint64_t intact_end = 0;  ///< of the newest
  std::uint64_t loose_bytes = 0; ///< behind intact_end, in the newest
  bool followed = false;         ///< the damage has whole records behind it
};

Stored<TailScan> scan_tail(const std::string& directory);

/// Cuts a damaged last record off the write-ahead log, if a copy without it proves to hold everything
/// that was acknowledged; the bytes cut are kept beside the log. Refused otherwise, with `why` it does
/// not open.
Stored<void> cut_damaged_tail(
  const LogSettings& settings, const SignedHead& witnessed, const TailScan& tail, const Fault& why
);

/// Where the bytes that were cut off are kept.
std::string cut_tail_path(const LogSettings& settings);

} // namespace portal
