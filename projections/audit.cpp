#include "projections/audit.hpp"

#include <algorithm>
#include <limits>

#include "events/json.hpp"
#include "projections/audit_rows.hpp"
#include "projections/objects.hpp"

namespace portal {
namespace {

constexpr std::size_t blocks_at_a_time = 64;

bool passes(const ActionRow& row, const ActionQuery& query) {
  if (query.customer && row.customer != query.customer->text()) return false;
  if (query.principal && row.principal.id != *query.principal) return false;
  if (query.action && row.action != *query.action) return false;
  return !query.outcome || row.outcome == *query.outcome;
}

/// Walks the actions of a query in one direction and gathers up to limit + 1 of them.
class ActionWalk {
 public:
  ActionWalk(const ViewReader& audit, const ActionQuery& query)
      : audit_(audit), query_(query),
        order_(query.ending_before ? Order::ascending : Order::descending),
        wanted_(query.limit + 1) {}

  Stored<std::vector<ActionRow>> walk() {
    if (auto bounded = set_bounds(); !bounded) return tl::unexpected<Fault>(bounded.error());
    auto walked = low_ >= high_     ? Stored<void>{}
                  : query_.customer ? walk_customer()
                                    : walk_blocks();
    if (!walked) return tl::unexpected<Fault>(walked.error());
    return std::move(found_);
  }

 private:
  Stored<void> set_bounds() {
    if (query_.starting_after) high_ = *query_.starting_after;
    if (query_.ending_before) low_ = std::min(*query_.ending_before, high_) + 1;
    if (query_.from) {
      const auto first = first_since(*query_.from);
      if (!first) return tl::unexpected<Fault>(first.error());
      low_ = std::max(low_, *first);
    }
    if (query_.to) {
      const auto first = first_since(*query_.to);
      if (!first) return tl::unexpected<Fault>(first.error());
      high_ = std::min(high_, *first);
    }
    return {};
  }

  Stored<void> walk_customer() {
    const std::string& customer = query_.customer->text();
    const std::size_t position_at = actions_of(customer).bytes().size();
    return audit_.scan(
      action_key(customer, low_), action_key(customer, high_), order_,
      [&](std::string_view key, std::string_view value) {
        take(read_action(Pieces{key.substr(position_at)}.number(), customer, value));
        return found_.size() < wanted_;
      }
    );
  }

  /// Walks the blocks of the narrowest index, 64 positions each.
  Stored<void> walk_blocks() {
    std::vector<Key> lists;
    if (query_.outcome == ActionOutcome::refused) lists.push_back(bits_of_refused());
    if (query_.principal) lists.push_back(bits_of_principal(*query_.principal));
    if (query_.action) lists.push_back(bits_of_action(*query_.action));
    const Key driver = lists.empty() ? Key{'b'} : lists.front();
    std::string from = Key{driver}.number(low_ / audit_block).bytes();
    std::string to = Key{driver}.number((high_ - 1) / audit_block).bytes() + '\0';
    for (bool more = true; more && found_.size() < wanted_;) {
      std::vector<Position> blocks;
      auto scanned =
        audit_.scan(from, to, order_, [&](std::string_view key, std::string_view /*bits*/) {
          blocks.push_back(Pieces{key.substr(driver.bytes().size())}.number());
          return blocks.size() < blocks_at_a_time;
        });
      if (!scanned) return scanned;
      for (const Position block : blocks) {
        if (found_.size() == wanted_) break;
        if (auto walked = walk_block(block, lists); !walked) return walked;
      }
      more = blocks.size() == blocks_at_a_time;
      if (!more) break;
      std::string& edge = order_ == Order::descending ? to : from;
      edge = Key{driver}.number(blocks.back()).bytes();
      if (order_ == Order::ascending) edge += '\0';
    }
    return {};
  }

  Stored<void> walk_block(Position block, const std::vector<Key>& lists) {
    std::uint64_t bits = std::numeric_limits<std::uint64_t>::max();
    for (const Key& list : lists) {
      const auto stored = audit_.get(Key{list}.number(block));
      if (!stored) return tl::unexpected<Fault>(stored.error());
      bits &= *stored ? Pieces{**stored}.number() : 0;
    }
    if (bits == 0) return {};
    auto entries = entries_of(block);
    if (!entries) return tl::unexpected<Fault>(entries.error());
    if (order_ == Order::descending) std::reverse(entries->begin(), entries->end());
    for (const BlockEntry& entry : *entries) {
      if (found_.size() == wanted_) break;
      if (entry.position < low_ || entry.position >= high_) continue;
      if ((bits >> (entry.position % audit_block) & 1U) == 0) continue;
      auto row = load(entry);
      if (!row) return tl::unexpected<Fault>(row.error());
      take(std::move(*row));
    }
    return {};
  }

  void take(ActionRow row) {
    if (found_.size() < wanted_ && passes(row, query_)) found_.push_back(std::move(row));
  }

  Stored<std::vector<BlockEntry>> entries_of(Position block) const {
    const auto stored = audit_.get(block_key(block));
    if (!stored) return tl::unexpected<Fault>(stored.error());
    return *stored ? read_block(block, **stored) : std::vector<BlockEntry>{};
  }

  Stored<ActionRow> load(const BlockEntry& entry) const {
    const auto stored = audit_.get(action_key(entry.customer, entry.position));
    if (!stored) return tl::unexpected<Fault>(stored.error());
    if (!*stored) {
      return fault(
        FaultKind::damaged, "The action at position " + std::to_string(entry.position) +
                              " is missing. Delete the views; they are rebuilt from the log."
      );
    }
    return read_action(entry.position, entry.customer, **stored);
  }

  /// The first block with actions in [from, to), in that order.
  Stored<std::optional<Position>> block_in(Position from, Position to, Order order) const {
    std::optional<Position> found;
    const auto scanned = audit_.scan(
      block_key(from), block_key(to), order,
      [&](std::string_view key, std::string_view /*value*/) {
        found = Pieces{key.substr(1)}.number();
        return false;
      }
    );
    if (!scanned) return tl::unexpected<Fault>(scanned.error());
    return found;
  }

  /// The position of the first action of `block` that is at or after `time`.
  Stored<std::optional<Position>> first_in(Position block, Instant time) const {
    const auto entries = entries_of(block);
    if (!entries) return tl::unexpected<Fault>(entries.error());
    for (const BlockEntry& entry : *entries) {
      const auto row = load(entry);
      if (!row) return tl::unexpected<Fault>(row.error());
      if (row->time >= time) return std::optional{entry.position};
    }
    return std::optional<Position>{};
  }

  /// The position of the first action at or after `time`; past all of them when there is none.
  /// Positions are in order of time, so that halving finds it.
  Stored<Position> first_since(Instant time) const {
    static constexpr Position past_all = std::numeric_limits<Position>::max();
    const auto last = block_in(0, past_all / audit_block, Order::descending);
    if (!last) return tl::unexpected<Fault>(last.error());
    if (!*last) return past_all;
    Position best = past_all;
    Position low = 0;
    Position high = **last + 1;
    while (low < high) {
      const Position middle = low + (high - low) / 2;
      const auto block = block_in(middle, high, Order::ascending);
      if (!block) return tl::unexpected<Fault>(block.error());
      const auto first = *block ? first_in(**block, time) : Stored<std::optional<Position>>{};
      if (!first) return tl::unexpected<Fault>(first.error());
      if (*block && !*first) {
        low = **block + 1;
      } else {
        best = *first ? **first : best;
        high = middle;
      }
    }
    return best;
  }

  const ViewReader& audit_;
  const ActionQuery& query_;
  Order order_;
  std::size_t wanted_;
  Position low_ = 0;
  Position high_ = std::numeric_limits<Position>::max() - audit_block;
  std::vector<ActionRow> found_;
};

/// Digests of secrets are of no use to an auditor and leave the server nowhere else.
void write_without_digests(std::string& out, const Json& value) {
  if (value.kind() != JsonKind::object && value.kind() != JsonKind::array) {
    write_json(out, value);
    return;
  }
  const bool object = value.kind() == JsonKind::object;
  out += object ? '{' : '[';
  bool first = true;
  for (const Json child : value) {
    if (object && (child.key() == "digest" || child.key().ends_with("Digest"))) continue;
    if (!first) out += ',';
    first = false;
    if (object) {
      write_text(out, child.key());
      out += ':';
    }
    write_without_digests(out, child);
  }
  out += object ? '}' : ']';
}

std::optional<RawJson> shown_json(const std::optional<std::string>& json) {
  const auto document = json ? JsonDocument::parse(*json) : Result<JsonDocument>{};
  if (!json || !document) return std::nullopt;
  RawJson made{""};
  write_without_digests(made.text, document->root());
  return made;
}

std::optional<std::string> if_any(std::string&& text) {
  return text.empty() ? std::nullopt : std::optional{std::move(text)};
}

Stored<Action> shown(const ViewReader& rows, ActionRow&& row) {
  Action action;
  if (!row.resource.id.empty()) {
    const Subject subject{row.resource.object, row.resource.id};
    const auto before = object_at(rows, subject, row.position - 1);
    if (!before) return tl::unexpected<Fault>(before.error());
    const auto after = object_at(rows, subject, row.last_position());
    if (!after) return tl::unexpected<Fault>(after.error());
    if (*before != *after) {
      action.before = shown_json(*before);
      action.after = shown_json(*after);
    }
    action.resource = std::move(row.resource);
  }
  action.position = std::to_string(row.position);
  action.time = row.time;
  action.principal = std::move(row.principal);
  action.action = std::move(row.action);
  if (!row.customer.empty()) action.customer = CustomerId{std::move(row.customer)};
  action.outcome = row.outcome;
  action.reason = if_any(std::move(row.reason));
  action.ip = std::move(row.ip);
  action.user_agent = std::move(row.user_agent);
  action.request_id = std::move(row.request_id);
  action.cause = if_any(std::move(row.cause));
  for (EventRun& run : row.events) {
    action.events.push_back(
      {std::to_string(run.first), std::move(run.type), static_cast<std::int64_t>(run.count)}
    );
  }
  return action;
}

} // namespace

Position Action::position_number() const { return std::stoull(position); }

Stored<Result<ActionPage>> list_actions(const ViewReader& rows, const ActionQuery& query) {
  if (query.starting_after && query.ending_before) {
    return Result<ActionPage>{refuse(
      RefusalKind::invalid, "parameter_invalid", "endingBefore",
      "Give startingAfter or endingBefore, not both."
    )};
  }
  auto prefix = serving_prefix(rows, RowsOf::audit);
  if (!prefix) return tl::unexpected<Fault>(prefix.error());
  const ScopedReader audit{rows, std::move(*prefix)};
  auto found = ActionWalk{audit, query}.walk();
  if (!found) return tl::unexpected<Fault>(found.error());
  ActionPage page;
  page.has_more = found->size() > query.limit;
  if (page.has_more) found->pop_back();
  if (query.ending_before) std::reverse(found->begin(), found->end());
  for (ActionRow& row : *found) {
    auto action = shown(rows, std::move(row));
    if (!action) return tl::unexpected<Fault>(action.error());
    page.actions.push_back(std::move(*action));
  }
  return Result<ActionPage>{std::move(page)};
}

} // namespace portal
