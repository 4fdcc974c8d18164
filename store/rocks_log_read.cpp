#include <algorithm>
#include <array>
#include <limits>

#include <rocksdb/db.h>

#include "store/big_endian.hpp"
#include "store/rocks_log_engine.hpp"

namespace portal {

namespace {

tl::unexpected<Fault> failed(const rocksdb::Status& status, std::string_view tried) {
  return tl::unexpected<Fault>(rocks_fault(status, tried));
}

/// One batch of a stream's events: which positions come next, and their lines.
class StreamLines {
 public:
  explicit StreamLines(const RocksDatabase& database) : database_(database) {}

  void add(Position position) { positions_.push_back(position); }

  std::size_t size() const { return positions_.size(); }

  /// Fetches all lines at once and visits them; false when the visitor has had enough.
  Stored<bool> visit(std::string_view stream, Version first, const EventLog::Visit& visit) {
    std::vector<std::string> keys;
    std::vector<rocksdb::Slice> slices;
    keys.reserve(size());
    slices.reserve(size());
    for (const Position position : positions_) {
      keys.push_back(u64_bytes(position));
      slices.push_back(slice_of(keys.back()));
    }
    std::vector<rocksdb::PinnableSlice> lines(size());
    std::vector<rocksdb::Status> statuses(size());
    database_.db().MultiGet(
      {}, database_.family(LogFamily::log), size(), slices.data(), lines.data(), statuses.data(),
      /*sorted_input=*/true
    );
    bool going = true;
    for (std::size_t at = 0; going && at < size(); ++at) {
      const Position position = positions_[at];
      if (!statuses[at].ok()) {
        return failed(statuses[at], "read event " + std::to_string(position));
      }
      const auto line = lines[at].ToStringView();
      const auto head = read_line_head(line);
      if (!head || head->position != position || head->stream != stream || head->version != first + at) {
        return damaged_log(
          "event " + std::to_string(position) + " is not version " + std::to_string(first + at) +
          " of stream " + std::string{stream} + ", as the stream's index says"
        );
      }
      going = visit(position, line);
    }
    positions_.clear();
    return going;
  }

 private:
  const RocksDatabase& database_;
  std::vector<Position> positions_;
};

constexpr std::size_t first_fetch = 16;
constexpr std::size_t fetch_max = 256;

} // namespace

tl::unexpected<Fault> damaged_log(std::string what) {
  return fault(
    FaultKind::damaged,
    "The log is damaged: " + std::move(what) +
      ". Stop, keep a copy of the data directory, run `portal verify` on it, and "
      "restore it from a backup."
  );
}

Stored<std::optional<std::string>>
log_value(const RocksDatabase& database, LogFamily family, std::string_view key) {
  std::optional<std::string> value{std::in_place};
  const auto status = database.db().Get({}, database.family(family), slice_of(key), &*value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return failed(status, "read the log");
  return value;
}

Stored<void> read_lines(
  const RocksDatabase& database, Position from, Position to, const EventLog::Visit& visit
) {
  if (from > to) return {};
  const std::string first = u64_bytes(from);
  const std::string end = u64_bytes(to + 1);
  const rocksdb::Slice upper = slice_of(end);
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &upper;
  options.fill_cache = to - from < leaves_per_stored_node;
  const std::unique_ptr<rocksdb::Iterator> at{
    database.db().NewIterator(options, database.family(LogFamily::log))};
  Position next = from;
  for (at->Seek(slice_of(first)); at->Valid(); at->Next(), ++next) {
    if (at->key().size() != 8 || get_u64(at->key().ToStringView()) != next) break;
    if (!visit(next, at->value().ToStringView())) return {};
  }
  if (!at->status().ok()) {
    return failed(at->status(), "read the log at position " + std::to_string(next));
  }
  if (next > to) return {};
  return damaged_log("event " + std::to_string(next) + " is missing");
}

Stored<std::optional<StreamRun>>
run_up_to(const RocksDatabase& database, std::string_view stream, Version version) {
  const std::string prefix = stream_prefix(stream);
  const rocksdb::Slice lower = slice_of(prefix);
  rocksdb::ReadOptions options;
  options.iterate_lower_bound = &lower;
  const std::unique_ptr<rocksdb::Iterator> at{
    database.db().NewIterator(options, database.family(LogFamily::stream))};
  at->SeekForPrev(slice_of(stream_key(stream, version)));
  if (!at->status().ok()) return failed(at->status(), "read stream " + std::string{stream});
  if (!at->Valid() || at->key().size() != prefix.size() + 8) return std::nullopt;
  const auto run = read_run(at->key().ToStringView(), at->value().ToStringView());
  if (!run) return damaged_log("the index of stream " + std::string{stream} + " cannot be read");
  return run;
}

Stored<StreamHead> read_stream_head(const RocksDatabase& database, std::string_view stream) {
  // Streams that are not there yet are asked for often, and filters know it of the first row.
  const auto first = log_value(database, LogFamily::stream, stream_key(stream, 1));
  if (!first) return tl::unexpected<Fault>(first.error());
  if (!*first) return StreamHead{};
  const auto run = run_up_to(database, stream, std::numeric_limits<Version>::max());
  if (!run) return tl::unexpected<Fault>(run.error());
  if (!*run) return damaged_log("the index of stream " + std::string{stream} + " cannot be read");
  return StreamHead{(*run)->last_version(), (*run)->last_position()};
}

NodeAt tree_nodes(const RocksDatabase& database) {
  return [&database](NodeName node) -> Stored<Hash> {
    if (node.level >= stored_level) {
      const auto stored = log_value(database, LogFamily::tree, tree_key(node.level, node.index));
      if (!stored) return tl::unexpected<Fault>(stored.error());
      Hash hash{};
      if (!*stored || (*stored)->size() != hash.size()) {
        return damaged_log(
          "node " + std::to_string(node.index) + " of level " + std::to_string(node.level) +
          " of the Merkle tree is missing"
        );
      }
      std::copy((*stored)->begin(), (*stored)->end(), hash.begin());
      return hash;
    }
    CompactRange range;
    const Position first = (node.index << node.level) + 1;
    const Position last = (node.index + 1) << node.level;
    auto read = read_lines(database, first, last, [&](Position, std::string_view line) {
      range.add(leaf_hash(line));
      return true;
    });
    if (!read) return tl::unexpected<Fault>(std::move(read.error()));
    return range.root();
  };
}

// -- the engine's reads -------------------------------------------------------------------------------

Position RocksLog::head() const { return head_.load(std::memory_order_acquire); }

Stored<Version> RocksLog::stream_head(std::string_view stream) const {
  const auto head = read_stream_head(*database_, stream);
  if (!head) return tl::unexpected<Fault>(head.error());
  return head->version;
}

Stored<void> RocksLog::read(Position from, const Visit& visit) const {
  return read_lines(*database_, std::max<Position>(from, 1), head(), visit);
}

Stored<void>
RocksLog::read_stream(std::string_view stream, Version from, const Visit& visit) const {
  const auto head = read_stream_head(*database_, stream);
  if (!head) return tl::unexpected<Fault>(head.error());
  Version next = std::max<Version>(from, 1);
  if (next > head->version) return {};
  const std::string prefix = stream_prefix(stream);
  const std::string end = stream_key(stream, head->version + 1);
  const rocksdb::Slice lower = slice_of(prefix);
  const rocksdb::Slice upper = slice_of(end);
  rocksdb::ReadOptions options;
  options.iterate_lower_bound = &lower;
  options.iterate_upper_bound = &upper;
  const std::unique_ptr<rocksdb::Iterator> at{
    database_->db().NewIterator(options, database_->family(LogFamily::stream))};
  StreamLines lines{*database_};
  std::size_t fetch = first_fetch;
  for (at->SeekForPrev(slice_of(stream_key(stream, next))); at->Valid(); at->Next()) {
    const auto run = read_run(at->key().ToStringView(), at->value().ToStringView());
    Version version = next + lines.size();
    if (!run || run->version > version || run->last_version() < version) break;
    for (; version <= std::min(run->last_version(), head->version); ++version) {
      lines.add(run->position + (version - run->version));
      if (lines.size() < fetch && version < head->version) continue;
      const auto going = lines.visit(stream, next, visit);
      if (!going) return tl::unexpected<Fault>(going.error());
      if (!*going) return {};
      next = version + 1;
      fetch = std::min(fetch * 2, fetch_max);
    }
  }
  if (!at->status().ok()) return failed(at->status(), "read stream " + std::string{stream});
  if (next > head->version) return {};
  return damaged_log(
    "version " + std::to_string(next + lines.size()) + " of stream " + std::string{stream} +
    " is missing from its index"
  );
}

Stored<void> RocksLog::streams(const VisitStream& visit) const {
  const std::unique_ptr<rocksdb::Iterator> at{
    database_->db().NewIterator({}, database_->family(LogFamily::stream))};
  std::string prefix;
  StreamRun last;
  const auto visit_last = [&] {
    constexpr std::size_t length_bytes = 2;
    return prefix.empty() || visit(
                               std::string_view{prefix}.substr(length_bytes), last.last_version(),
                               last.last_position()
                             );
  };
  for (at->SeekToFirst(); at->Valid(); at->Next()) {
    const auto key = at->key().ToStringView();
    const auto run = read_run(key, at->value().ToStringView());
    if (!run) return damaged_log("the index of streams cannot be read");
    const auto of = key.substr(0, key.size() - 8);
    if (of != prefix) {
      if (!visit_last()) return {};
      prefix = of;
    }
    last = *run;
  }
  if (!at->status().ok()) return failed(at->status(), "list the streams");
  visit_last();
  return {};
}

Stored<std::optional<StoredOutcome>> RocksLog::outcome(std::string_view key) const {
  const auto row = log_value(*database_, LogFamily::idempotency, key);
  if (!row) return tl::unexpected<Fault>(row.error());
  if (!*row) return std::nullopt;
  const std::string_view bytes = **row;
  const std::size_t digest_size = bytes.size() > 8 ? static_cast<unsigned char>(bytes[8]) : 0;
  if (bytes.size() < 9 + digest_size) return damaged_log("the outcome of an idempotency key");
  return StoredOutcome{
    std::string{bytes.substr(9, digest_size)}, std::string{bytes.substr(9 + digest_size)},
    get_u64(bytes)};
}

// -- proofs -------------------------------------------------------------------------------------------

tl::unexpected<Fault> RocksLog::past_the_end(Position size) const {
  return fault(
    FaultKind::misuse, "The log has " + std::to_string(head()) + " events, not " +
                         std::to_string(size) + ". Ask for a size up to the head."
  );
}

Stored<SignedHead> RocksLog::signed_head() const {
  const std::lock_guard lock{signed_mutex_};
  return signed_head_;
}

Stored<Hash> RocksLog::root_at(Position size) const {
  if (size > head()) return past_the_end(size);
  return merkle_root(size, tree_nodes(*database_));
}

Stored<std::vector<Hash>> RocksLog::inclusion_proof(Position position, Position size) const {
  if (size > head()) return past_the_end(size);
  return merkle_inclusion(position, size, tree_nodes(*database_));
}

Stored<std::vector<Hash>> RocksLog::consistency_proof(Position from, Position to) const {
  if (to > head()) return past_the_end(to);
  return merkle_consistency(from, to, tree_nodes(*database_));
}

} // namespace portal
