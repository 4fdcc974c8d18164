// Appending: the whole group goes into one batch and one sync, then the head is raised, then the
// witness is told. Reading is in rocks_log_read.cpp, opening in rocks_log_open.cpp.

#include <algorithm>

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "store/big_endian.hpp"
#include "store/rocks_log_engine.hpp"

namespace portal {

namespace {

constexpr std::size_t claim_key_size = 20;
constexpr std::size_t remembered_heads = 50'000;

std::string claim_key(std::string_view claim) { return sha256(claim).substr(0, claim_key_size); }

std::string outcome_row(const IdempotencyEntry& entry, Position position) {
  std::string row = u64_bytes(position);
  row += static_cast<char>(entry.request_digest.size());
  row += entry.request_digest;
  row += entry.outcome;
  return row;
}

using KeyedRows = std::vector<std::pair<std::string, std::string>>;

/// Gathers the rows of a group; the first failure stays.
class GroupBatch {
 public:
  GroupBatch(const RocksDatabase& database, std::size_t reserved_bytes)
      : database_(database), batch_(protected_batch(reserved_bytes)) {}

  void put(LogFamily family, std::string_view key, std::string_view value) {
    if (status_.ok())
      status_ = batch_.Put(database_.family(family), slice_of(key), slice_of(value));
  }

  /// In order of key: RocksDB finds the place of each from the one before, a tenth of the committer's time less.
  void put_sorted(LogFamily family, KeyedRows& rows) {
    std::sort(rows.begin(), rows.end());
    for (const auto& [key, value] : rows) put(family, key, value);
  }

  const rocksdb::Status& status() const { return status_; }

  rocksdb::WriteBatch& rows() { return batch_; }

 private:
  const RocksDatabase& database_;
  rocksdb::WriteBatch batch_;
  rocksdb::Status status_;
};

/// The rows of the events themselves, and of the tree that they extend.
void put_events(
  GroupBatch& batch, std::span<const Append> group, const GroupPlan& plan, CompactRange& range
) {
  const CompactRange::Completed put_node =
    [&](std::uint32_t level, std::uint64_t index, const Hash& node) {
      if (level < stored_level) return;
      batch.put(
        LogFamily::tree, tree_key(level, index),
        {reinterpret_cast<const char*>(node.data()), node.size()}
      );
    };
  for (const PlannedEvent& event : plan.events) {
    batch.put(LogFamily::log, u64_bytes(event.position), event.line);
    range.add(leaf_hash(event.line), put_node);
  }
  KeyedRows runs;
  for (std::size_t at = 0; at < group.size(); ++at) {
    const Append& append = group[at];
    if (append.tails.empty()) continue;
    runs.emplace_back(
      stream_key(append.stream, append.expected + 1),
      run_row(plan.appended[at].first, append.tails.size())
    );
  }
  batch.put_sorted(LogFamily::stream, runs);
}

/// The rows of what the commands leave behind beside their events.
void put_marks(GroupBatch& batch, std::span<const Append> group, const GroupPlan& plan) {
  KeyedRows claims, outcomes;
  for (std::size_t at = 0; at < group.size(); ++at) {
    const Position last = plan.appended[at].last;
    for (const std::string& claim : group[at].claims) {
      claims.emplace_back(claim_key(claim), u64_bytes(last));
    }
    if (const auto& entry = group[at].idempotency) {
      outcomes.emplace_back(entry->key, outcome_row(*entry, last));
    }
  }
  batch.put_sorted(LogFamily::claims, claims);
  batch.put_sorted(LogFamily::idempotency, outcomes);
}

/// Why the marks of `group` may not be stored.
std::optional<std::string> malformed_marks(std::span<const Append> group) {
  for (const Append& append : group) {
    if (!append.idempotency) continue;
    if (append.idempotency->key.size() < 2) return "An idempotency key must be 32 bytes.";
    if (append.idempotency->request_digest.size() > 255)
      return "A request digest must be 32 bytes.";
  }
  return std::nullopt;
}

} // namespace

RocksLog::RocksLog(
  std::unique_ptr<RocksDatabase> database, std::unique_ptr<Witness> witness, const Vault& vault,
  CheckedLog checked
)
    : database_(std::move(database)), witness_(std::move(witness)), vault_(vault),
      range_(std::move(checked.range)), appends_(checked.appends), last_recorded_(checked.head.at),
      head_(checked.head.size), signed_head_(std::move(checked.head)) {}

Stored<std::vector<Appended>> RocksLog::append(std::span<const Append> group, Instant recorded_at) {
  if (auto writable = check_writable(); !writable) {
    return tl::unexpected<Fault>(std::move(writable.error()));
  }
  const std::lock_guard alone{writing_};
  if (auto why = malformed_marks(group)) return fault(FaultKind::misuse, std::move(*why));
  auto plan = plan_group(
    group, head(), std::max(recorded_at, last_recorded_),
    [this](std::string_view stream) { return head_of(stream); }
  );
  if (!plan) return tl::unexpected<Fault>(std::move(plan.error()));
  if (group.empty()) return std::move(plan->appended);

  std::size_t size = 1024;
  for (const PlannedEvent& event : plan->events) size += event.line.size() + 160;
  GroupBatch batch{*database_, size};
  CompactRange range = range_;
  put_events(batch, group, *plan, range);
  put_marks(batch, group, *plan);
  std::swap(range, range_);
  const SignedHead head = sign(plan->recorded_at);
  batch.put(LogFamily::meta, head_key, write_head(head));
  batch.put(LogFamily::meta, appends_key, u64_bytes(appends_ + count_with_events(group)));
  for (const LogFamily family : watermarked_families) {
    batch.put(family, watermark_key, u64_bytes(head.size));
  }
  if (!batch.status().ok()) {
    std::swap(range, range_);
    return tl::unexpected<Fault>(rocks_fault(batch.status(), "prepare a group of events"));
  }
  if (auto committed = commit(batch.rows(), head); !committed) {
    return tl::unexpected<Fault>(std::move(committed.error()));
  }
  appends_ += count_with_events(group);
  for (const MovedStream& stream : plan->streams) remember(stream);
  return std::move(plan->appended);
}

Stored<StreamHead> RocksLog::head_of(std::string_view stream) const {
  for (const auto* heads : {&recent_heads_, &older_heads_}) {
    const auto known = heads->find(stream);
    if (known != heads->end()) return known->second;
  }
  return read_stream_head(*database_, stream);
}

void RocksLog::remember(const MovedStream& stream) {
  if (recent_heads_.size() >= remembered_heads) {
    older_heads_ = std::move(recent_heads_);
    recent_heads_.clear();
  }
  const auto known = recent_heads_.find(stream.name);
  if (known != recent_heads_.end()) {
    known->second = stream.head;
  } else {
    recent_heads_.emplace(std::string{stream.name}, stream.head);
  }
}

Stored<void> RocksLog::check_writable() const {
  if (!witness_) {
    return fault(FaultKind::misuse, "This log was opened for reading alone; it takes no events.");
  }
  if (failed_) {
    return fault(
      FaultKind::indeterminate, "An earlier write to the log failed, and what became of it is "
                                "unknown until the log is opened "
                                "again. Stop the process and start it again."
    );
  }
  return {};
}

Stored<void> RocksLog::commit(rocksdb::WriteBatch& batch, const SignedHead& head) {
  const auto status = database_->db().Write(synced_write(), &batch);
  if (!status.ok()) return fail(rocks_fault(status, "write a group of events"));
  last_recorded_ = head.at;
  {
    const std::lock_guard lock{signed_mutex_};
    signed_head_ = head;
  }
  head_.store(head.size, std::memory_order_release);
  // Behind the database, so that what it vouches for is there; before the group is acknowledged.
  if (auto witnessed = witness_->write(write_head(head)); !witnessed)
    return fail(witnessed.error());
  return {};
}

tl::unexpected<Fault> RocksLog::fail(Fault why) {
  // A failed write is not an absent one: it may be there after a restart. No guess, no second try.
  failed_ = true;
  why.kind = FaultKind::indeterminate;
  why.message += " Whether the events are stored is known after a restart.";
  return tl::unexpected<Fault>(std::move(why));
}

SignedHead RocksLog::sign(Instant at) const {
  SignedHead head{range_.size(), range_.root(), at, {}, vault_.public_key()};
  head.signature = vault_.sign(head.signed_text());
  return head;
}

Stored<std::vector<bool>> RocksLog::claimed(std::span<const std::string> keys) const {
  std::vector<std::string> digests;
  std::vector<rocksdb::Slice> slices;
  digests.reserve(keys.size());
  slices.reserve(keys.size());
  for (const std::string& key : keys) {
    digests.push_back(claim_key(key));
    slices.push_back(slice_of(digests.back()));
  }
  std::vector<rocksdb::PinnableSlice> rows(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  database_->db().MultiGet(
    {}, database_->family(LogFamily::claims), keys.size(), slices.data(), rows.data(),
    statuses.data()
  );
  std::vector<bool> taken;
  taken.reserve(keys.size());
  for (const rocksdb::Status& status : statuses) {
    if (!status.ok() && !status.IsNotFound()) {
      return tl::unexpected<Fault>(rocks_fault(status, "look up claims"));
    }
    taken.push_back(status.ok());
  }
  return taken;
}

} // namespace portal
