#include "store/memory_log.hpp"

#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <shared_mutex>

#include "store/group.hpp"

namespace portal {

namespace {

class MemoryLog final : public EventLog {
 public:
  explicit MemoryLog(const Vault& vault) : vault_(vault) { sign(Instant{}); }

  Stored<std::vector<Appended>>
  append(std::span<const Append> group, Instant recorded_at) override {
    const std::unique_lock lock{mutex_};
    auto plan = plan_group(
      group, lines_.size(), std::max(recorded_at, head_.at),
      [this](std::string_view stream) -> Stored<StreamHead> { return head_of(stream); }
    );
    if (!plan) return tl::unexpected<Fault>(std::move(plan.error()));
    if (group.empty()) return std::move(plan->appended);
    for (PlannedEvent& event : plan->events) {
      streams_[group[event.append].stream].push_back(event.position);
      const Hash leaf = leaf_hash(event.line);
      leaves_.push_back(leaf);
      range_.add(leaf);
      lines_.push_back(std::move(event.line));
    }
    for (std::size_t at = 0; at < group.size(); ++at) {
      claims_.insert(group[at].claims.begin(), group[at].claims.end());
      if (const auto& entry = group[at].idempotency) {
        outcomes_[entry->key] = {entry->request_digest, entry->outcome, plan->appended[at].last};
      }
    }
    sign(plan->recorded_at);
    return std::move(plan->appended);
  }

  Position head() const override {
    const std::shared_lock lock{mutex_};
    return lines_.size();
  }

  Stored<Version> stream_head(std::string_view stream) const override {
    const std::shared_lock lock{mutex_};
    return head_of(stream).version;
  }

  Stored<void> read(Position from, const Visit& visit) const override {
    const Position last = head();
    for (Position position = std::max<Position>(from, 1); position <= last; ++position) {
      if (!visit(position, line_at(position))) break;
    }
    return {};
  }

  Stored<void>
  read_stream(std::string_view stream, Version from, const Visit& visit) const override {
    for (const Position position : positions_of(stream, from)) {
      if (!visit(position, line_at(position))) break;
    }
    return {};
  }

  Stored<void> streams(const VisitStream& visit) const override {
    for (const auto& [name, head] : heads()) {
      if (!visit(name, head.version, head.last)) break;
    }
    return {};
  }

  Stored<std::optional<StoredOutcome>> outcome(std::string_view key) const override {
    const std::shared_lock lock{mutex_};
    const auto found = outcomes_.find(key);
    if (found == outcomes_.end()) return std::nullopt;
    return found->second;
  }

  Stored<std::vector<bool>> claimed(std::span<const std::string> keys) const override {
    const std::shared_lock lock{mutex_};
    std::vector<bool> taken;
    taken.reserve(keys.size());
    for (const std::string& key : keys) taken.push_back(claims_.contains(key));
    return taken;
  }

  Stored<SignedHead> signed_head() const override {
    const std::shared_lock lock{mutex_};
    return head_;
  }

  Stored<Hash> root_at(Position size) const override {
    const std::shared_lock lock{mutex_};
    if (size > lines_.size()) return past_the_end(size);
    return merkle_root(size, nodes());
  }

  Stored<std::vector<Hash>> inclusion_proof(Position position, Position size) const override {
    const std::shared_lock lock{mutex_};
    if (size > lines_.size()) return past_the_end(size);
    return merkle_inclusion(position, size, nodes());
  }

  Stored<std::vector<Hash>> consistency_proof(Position from, Position to) const override {
    const std::shared_lock lock{mutex_};
    if (to > lines_.size()) return past_the_end(to);
    return merkle_consistency(from, to, nodes());
  }

 private:
  tl::unexpected<Fault> past_the_end(Position size) const {
    return fault(
      FaultKind::misuse, "The log has " + std::to_string(lines_.size()) + " events, not " +
                           std::to_string(size) + ". Ask for a size up to the head."
    );
  }

  StreamHead head_of(std::string_view stream) const {
    const auto found = streams_.find(stream);
    if (found == streams_.end()) return {};
    return {found->second.size(), found->second.back()};
  }

  /// Lines never move nor change, so that one may be read without the lock; finding it needs the
  /// lock.
  const std::string& line_at(Position position) const {
    const std::shared_lock lock{mutex_};
    return lines_[position - 1];
  }

  std::vector<Position> positions_of(std::string_view stream, Version from) const {
    const std::shared_lock lock{mutex_};
    const auto found = streams_.find(stream);
    const std::size_t skipped = from > 0 ? from - 1 : 0;
    if (found == streams_.end() || skipped >= found->second.size()) return {};
    return {found->second.begin() + static_cast<std::ptrdiff_t>(skipped), found->second.end()};
  }

  std::vector<std::pair<std::string, StreamHead>> heads() const {
    const std::shared_lock lock{mutex_};
    std::vector<std::pair<std::string, StreamHead>> found;
    for (const auto& [name, positions] : streams_) {
      found.emplace_back(name, StreamHead{positions.size(), positions.back()});
    }
    return found;
  }

  NodeAt nodes() const {
    return [this](NodeName node) -> Stored<Hash> {
      CompactRange range;
      const std::uint64_t begin = node.index << node.level;
      const std::uint64_t end = (node.index + 1) << node.level;
      for (std::uint64_t at = begin; at < end; ++at) range.add(leaves_[at]);
      return range.root();
    };
  }

  void sign(Instant at) {
    head_ = {range_.size(), range_.root(), at, {}, vault_.public_key()};
    head_.signature = vault_.sign(head_.signed_text());
  }

  const Vault& vault_;
  mutable std::shared_mutex mutex_;
  std::deque<std::string> lines_;
  std::vector<Hash> leaves_;
  CompactRange range_;
  std::map<std::string, std::vector<Position>, std::less<>> streams_;
  std::map<std::string, StoredOutcome, std::less<>> outcomes_;
  std::set<std::string, std::less<>> claims_;
  SignedHead head_;
};

} // namespace

std::unique_ptr<EventLog> make_memory_log(const Vault& vault) {
  return std::make_unique<MemoryLog>(vault);
}

} // namespace portal
