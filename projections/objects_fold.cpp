// One fold for every kind of object: load the rows that an event touches into an empty state, let
// the decider's own evolve() change them, and write back what row_of() then says.
#include <algorithm>
#include <array>

#include "projections/object_rows.hpp"
#include "projections/objects.hpp"
#include "projections/occurrence.hpp"

namespace portal {
namespace {

/// Kinds that are large or come in numbers; their history is in the log alone.
bool keeps_history(std::string_view object) {
  static constexpr auto large =
    std::to_array<std::string_view>({"invoice", "payment", "credit_grant"});
  return std::find(large.begin(), large.end(), object) == large.end();
}

/// When something of this object falls due: what next_due() says of a customer who has it alone.
/// The earliest of all objects is then the earliest of the customer.
std::optional<Instant>
due_of(const CustomerState& /*kind*/, const Subject& subject, std::string_view json) {
  CustomerState alone{};
  if (!put_row(alone, subject, json)) return std::nullopt;
  if (!alone.customer) alone.customer.emplace(); // that there is one is all that is asked
  return next_due(alone);
}

template <class State>
std::optional<Instant>
due_of(const State& /*kind*/, const Subject& /*subject*/, std::string_view /*json*/) {
  return std::nullopt;
}

CustomerState state_for(const CustomerEvent& /*event*/) { return {}; }

Catalog state_for(const CatalogEvent& /*event*/) { return {}; }

KeyRing state_for(const AccessEvent& /*event*/) { return {}; }

/// One object before and after an event.
struct Change {
  const Occurrence& event;
  Subject subject;
  std::optional<StoredRow> before;
  std::optional<StoredRow> after;
};

class ObjectsProjection final : public Projection {
 public:
  std::string_view name() const override { return "objects"; }

  RowsOf rows_of() const override { return RowsOf::objects; }

  std::uint8_t version() const override { return 2; }

  void begin() override {}

  Stored<void> fold(const Occurrence& event, ViewWriter& rows) override {
    if (event.is_usage()) return {};
    const auto domain = event.domain();
    if (!domain) return tl::unexpected<Fault>(domain.error());
    return std::visit(
      [&](const auto& happened) { return evolve_rows(happened, event, rows); }, **domain
    );
  }

  Stored<void> finish(ViewWriter& /*rows*/) override { return {}; }

 private:
  template <class Event>
  static Stored<void>
  evolve_rows(const Event& happened, const Occurrence& event, ViewWriter& rows) {
    const std::vector<Subject> subjects = touched(happened);
    if (subjects.empty()) return {};
    auto state = state_for(happened);
    std::vector<Change> changes;
    for (const Subject& subject : subjects) {
      const auto stored = rows.get(row_key(subject));
      if (!stored) return tl::unexpected<Fault>(stored.error());
      Change change{event, subject, {}, {}};
      if (*stored) {
        change.before = read_row(**stored);
        if (!put_row(state, subject, change.before->json)) return unreadable(subject);
      }
      changes.push_back(std::move(change));
    }
    const EventMeta meta{static_cast<Version>(event.head().version), event.head().effective_at};
    evolve(state, happened, meta);
    for (Change& change : changes) {
      if (auto json = row_of(state, change.subject)) {
        change.after = made_row(state, change, std::move(*json));
      }
      if (auto written = write(change, rows); !written) return written;
    }
    return {};
  }

  static Stored<void> unreadable(const Subject& subject) {
    return fault(
      FaultKind::damaged, "The row of " + subject.object + " " + subject.id +
                            " cannot be read. Delete the views; they are then rebuilt from the log."
    );
  }

  template <class State>
  static StoredRow made_row(const State& state, const Change& change, std::string json) {
    StoredRow row;
    row.customer = change.before ? change.before->customer : std::string{change.event.customer()};
    row.created = change.before ? change.before->created : change.event.position();
    row.updated = change.event.position();
    row.version = static_cast<Version>(change.event.head().version);
    row.due = due_of(state, change.subject, json);
    row.terms = terms_of(change.subject.object, json);
    row.json = std::move(json);
    return row;
  }

  static Stored<void> write(const Change& change, ViewWriter& rows) {
    const Subject& subject = change.subject;
    if (!change.before && !change.after) return {};
    index_lists(change, rows);
    index_due(change, rows);
    if (change.after) {
      rows.put(row_key(subject), write_row(*change.after));
    } else {
      rows.remove(row_key(subject));
    }
    if (keeps_history(subject.object)) {
      rows.put(
        history_of(subject).number(change.event.position()),
        change.after ? std::string_view{change.after->json} : std::string_view{}
      );
    }
    if (change.before.has_value() == change.after.has_value()) return {};
    return count(subject.object, change.after.has_value(), rows);
  }

  static void index_lists(const Change& change, ViewWriter& rows) {
    const auto each = [&](const StoredRow& row, const auto& visit) {
      const auto entry = [&](Key list) { visit(list.number(row.created).last(change.subject.id)); };
      entry(list_of_all(change.subject.object));
      if (!row.customer.empty()) entry(list_of_customer(row.customer, change.subject.object));
    };
    if (!change.before) each(*change.after, [&](const Key& key) { rows.put(key, {}); });
    if (!change.after) each(*change.before, [&](const Key& key) { rows.remove(key); });
    static const std::vector<ObjectFilter> none;
    index_terms(
      change, change.before ? change.before->terms : none,
      change.after ? change.after->terms : none, rows
    );
  }

  static void index_terms(
    const Change& change, const std::vector<ObjectFilter>& before,
    const std::vector<ObjectFilter>& after, ViewWriter& rows
  ) {
    const Position created = change.after ? change.after->created : change.before->created;
    const auto key_of = [&](const ObjectFilter& term) {
      return list_of_filter(change.subject.object, term).number(created).last(change.subject.id);
    };
    const auto in = [](const std::vector<ObjectFilter>& terms, const ObjectFilter& term) {
      return std::find(terms.begin(), terms.end(), term) != terms.end();
    };
    for (const ObjectFilter& term : before) {
      if (!in(after, term)) rows.remove(key_of(term));
    }
    for (const ObjectFilter& term : after) {
      if (!in(before, term)) rows.put(key_of(term), {});
    }
  }

  static void index_due(const Change& change, ViewWriter& rows) {
    const auto before = change.before ? change.before->due : std::nullopt;
    const auto after = change.after ? change.after->due : std::nullopt;
    if (before == after) return;
    const std::string& stream = change.event.head().stream;
    if (before) rows.remove(due_key(*before, stream, change.subject));
    if (after) rows.put(due_key(*after, stream, change.subject), {});
  }

  static Stored<void> count(std::string_view object, bool more, ViewWriter& rows) {
    const auto stored = rows.get(count_key(object));
    if (!stored) return tl::unexpected<Fault>(stored.error());
    std::uint64_t number = *stored ? Pieces{**stored}.number() : 0;
    number += more ? 1U : 0U;
    number -= more ? 0U : 1U;
    rows.put(count_key(object), Key{}.number(number));
    return {};
  }
};

} // namespace

std::unique_ptr<Projection> make_objects_projection() {
  return std::make_unique<ObjectsProjection>();
}

} // namespace portal
