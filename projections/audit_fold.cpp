// A command's events stand next to each other in the log, numbered by `index`: the first opens an
// action, the others extend it. Rows that fill up over many events are kept in memory until
// finish().
#include <unordered_map>

#include "projections/action_record.hpp"
#include "projections/activity.hpp"
#include "projections/audit.hpp"
#include "projections/audit_rows.hpp"
#include "projections/occurrence.hpp"

namespace portal {
namespace {

class AuditProjection final : public Projection {
 public:
  std::string_view name() const override { return "audit"; }

  RowsOf rows_of() const override { return RowsOf::audit; }

  std::uint8_t version() const override { return 3; }

  void begin() override {
    open_.reset();
    block_.reset();
    bits_.clear();
  }

  Stored<void> fold(const Occurrence& event, ViewWriter& rows) override {
    const auto index = static_cast<Position>(event.head().index);
    if (index == 0) return open(event, rows);
    const Position began = event.position() - index;
    if (!open_ || open_->position != began || open_->customer != event.customer()) {
      close(rows);
      const auto stored = rows.get(action_key(event.customer(), began));
      if (!stored) return tl::unexpected<Fault>(stored.error());
      if (!*stored)
        return fault(FaultKind::misuse, "The first event of the action was never folded.");
      open_ = read_action(began, event.customer(), **stored);
    }
    extend(event, rows);
    return {};
  }

  Stored<void> finish(ViewWriter& rows) override {
    close(rows);
    for (const auto& [key, bits] : bits_) rows.put(key, Key{}.number(bits));
    bits_.clear();
    put_block(rows);
    return {};
  }

 private:
  Stored<void> open(const Occurrence& event, ViewWriter& rows) {
    close(rows);
    const Envelope& head = event.head();
    ActionRow& row = open_.emplace();
    row.position = event.position();
    row.customer = event.customer();
    row.time = head.recorded_at;
    row.principal = head.principal;
    row.action = head.action;
    row.ip = head.ip;
    row.user_agent = head.user_agent;
    row.request_id = head.request_id;
    row.cause = head.cause.value_or("");
    if (auto described = describe(event, row); !described) return described;
    extend(event, rows);
    return index(row, rows);
  }

  /// What the first event says of the action.
  static Stored<void> describe(const Occurrence& event, ActionRow& row) {
    if (event.is_usage()) return {};
    auto record = record_in(event);
    if (!record) return tl::unexpected<Fault>(record.error());
    if (*record) {
      row.action = std::move((*record)->action);
      row.outcome = (*record)->outcome;
      row.reason = std::move((*record)->reason);
      if (auto& id = (*record)->resource) {
        row.resource = {std::string{object_of_id(*id)}, std::move(*id)};
      }
      return {};
    }
    // It ends subscriptions and voids invoices first; it is about the customer all the same.
    if (row.action == DeleteCustomer::type || row.action == EraseCustomer::type) {
      row.resource = {"customer", row.customer};
      return {};
    }
    const auto subjects = event.subjects();
    if (!subjects) return tl::unexpected<Fault>(subjects.error());
    if (!subjects->empty()) row.resource = {subjects->front().object, subjects->front().id};
    return {};
  }

  void extend(const Occurrence& event, ViewWriter& rows) {
    note(event.head().type, rows);
    auto& runs = open_->events;
    if (!runs.empty() && runs.back().type == event.head().type) {
      ++runs.back().count;
    } else {
      runs.push_back({event.head().type, event.position(), 1});
    }
  }

  /// Puts the action into the customer's own record where the event tells the customer something.
  void note(std::string_view type, ViewWriter& rows) {
    if (open_->customer.empty()) return;
    // What the merchant's own app tried in vain is between the app and its developer.
    const bool of_others = open_->outcome == ActionOutcome::refused &&
                           !open_->principal.is_customer() &&
                           open_->principal.kind != PrincipalKind::link;
    if (of_others) return;
    const bool changes_nothing = type == ActionRecorded::type || type == ActionRefused::type;
    const auto told =
      changes_nothing ? happening_of_action(open_->action, open_->outcome) : happening_of(type);
    if (told) rows.put(told_key(open_->customer, open_->position), "");
  }

  void close(ViewWriter& rows) {
    if (!open_) return;
    rows.put(action_key(open_->customer, open_->position), write_action(*open_));
    open_.reset();
  }

  Stored<void> index(const ActionRow& row, ViewWriter& rows) {
    const Position block = row.position / audit_block;
    if (!block_ || *block_ != block) {
      put_block(rows);
      const auto stored = rows.get(block_key(block));
      if (!stored) return tl::unexpected<Fault>(stored.error());
      block_ = block;
      block_row_ = stored->value_or("");
    }
    add_entry(block_row_, row.position, row.customer);
    if (auto set = set_bit(bits_of_principal(row.principal.id), row.position, rows); !set)
      return set;
    if (auto set = set_bit(bits_of_action(row.action), row.position, rows); !set) return set;
    if (row.outcome == ActionOutcome::done) return {};
    return set_bit(bits_of_refused(), row.position, rows);
  }

  void put_block(ViewWriter& rows) {
    if (block_) rows.put(block_key(*block_), block_row_);
    block_.reset();
  }

  Stored<void> set_bit(Key list, Position position, ViewWriter& rows) {
    const std::string& key = list.number(position / audit_block).bytes();
    auto known = bits_.find(key);
    if (known == bits_.end()) {
      const auto stored = rows.get(key);
      if (!stored) return tl::unexpected<Fault>(stored.error());
      known = bits_.emplace(key, *stored ? Pieces{**stored}.number() : 0).first;
    }
    known->second |= std::uint64_t{1} << (position % audit_block);
    return {};
  }

  std::optional<ActionRow> open_;
  std::optional<Position> block_;
  std::string block_row_;
  std::unordered_map<std::string, std::uint64_t> bits_;
};

} // namespace

std::unique_ptr<Projection> make_audit_projection() { return std::make_unique<AuditProjection>(); }

} // namespace portal
