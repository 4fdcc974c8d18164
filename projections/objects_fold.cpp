// One fold for every kind of object: load the objects that an event touches into an empty state, let
// the decider's own evolve() change them, and write back what row_of() then says.
#include <algorithm>

#include "projections/object_rows.hpp"
#include "projections/objects.hpp"
#include "projections/occurrence.hpp"
#include "projections/recent_objects.hpp"

namespace portal {
namespace {

/// What changes with every delivery has its history in the log alone.
bool keeps_history(std::string_view object) { return object != "webhook_endpoint"; }

Catalog state_for(const CatalogEvent& /*event*/) { return {}; }

KeyRing state_for(const AccessEvent& /*event*/) { return {}; }

WebhookState state_for(const WebhookEvent& /*event*/) { return {}; }

/// One object before and after an event.
struct Change {
  const Occurrence& event;
  Subject subject;
  std::optional<StoredRow> before; ///< without its JSON
  std::optional<StoredRow> after;
};

class ObjectsProjection final : public Projection {
 public:
  std::string_view name() const override { return "objects"; }

  RowsOf rows_of() const override { return RowsOf::objects; }

  std::uint8_t version() const override { return 3; }

  void begin() override {}

  Stored<void> fold(const Occurrence& event, ViewWriter& rows) override {
    // A batch that was lost comes again, and history comes with gaps: what is remembered is then wrong.
    if (event.position() != last_ + 1) recent_.forget();
    last_ = event.position();
    if (event.is_usage()) return {};
    const auto domain = event.domain();
    if (!domain) return tl::unexpected<Fault>(domain.error());
    auto folded = std::visit(
      [&](const auto& happened) { return evolve_rows(happened, event, rows); }, **domain
    );
    if (!folded) recent_.forget();
    return folded;
  }

  Stored<void> finish(ViewWriter& /*rows*/) override { return {}; }

 private:
  Stored<void>
  evolve_rows(const CustomerEvent& happened, const Occurrence& event, ViewWriter& rows) {
    CustomerState state;
    std::vector<Change> changes;
    std::vector<RecentObjects::Entry*> entries;
    for (const Subject& subject : touched(happened)) {
      auto entry = recent_entry(subject, rows);
      if (!entry) return tl::unexpected<Fault>(entry.error());
      if (std::find(entries.begin(), entries.end(), *entry) != entries.end()) continue;
      move_object((*entry)->alone, state, subject);
      changes.push_back({event, subject, std::move((*entry)->row), {}});
      entries.push_back(*entry);
    }
    if (changes.empty()) return {};
    evolve(state, happened, meta_of(event));
    for (std::size_t at = 0; at < changes.size(); ++at) {
      Change& change = changes[at];
      CustomerState& alone = entries[at]->alone;
      if (auto json = row_of(state, change.subject)) {
        change.after = made_row(change, std::move(*json));
        move_object(state, alone, change.subject);
        change.after->due = next_due(alone);
      }
      if (auto written = write(change, rows); !written) return written;
      entries[at]->row = std::move(change.after);
      if (entries[at]->row) entries[at]->row->json.clear();
    }
    return {};
  }

  /// The object as it stands before the event.
  Stored<RecentObjects::Entry*> recent_entry(const Subject& subject, const ViewReader& rows) {
    const Key key = row_key(subject);
    if (RecentObjects::Entry* known = recent_.find(key.bytes())) return known;
    const auto stored = rows.get(key);
    if (!stored) return tl::unexpected<Fault>(stored.error());
    RecentObjects::Entry& entry = recent_.add(key.bytes());
    if (*stored) {
      entry.row = read_row(**stored);
      if (!put_row(entry.alone, subject, entry.row->json)) return unreadable(subject);
      entry.row->json.clear();
    }
    // That there is a customer is all that next_due() asks, whatever the object.
    if (subject.object != "customer") entry.alone.customer.emplace();
    return &entry;
  }

  /// The catalog and the keys: they change seldom, so that nothing of them is remembered.
  template <class Event>
  static Stored<void>
  evolve_rows(const Event& happened, const Occurrence& event, ViewWriter& rows) {
    auto state = state_for(happened);
    std::vector<Change> changes;
    for (const Subject& subject : touched(happened)) {
      const auto stored = rows.get(row_key(subject));
      if (!stored) return tl::unexpected<Fault>(stored.error());
      Change change{event, subject, {}, {}};
      if (*stored) {
        change.before = read_row(**stored);
        if (!put_row(state, subject, change.before->json)) return unreadable(subject);
      }
      changes.push_back(std::move(change));
    }
    evolve(state, happened, meta_of(event));
    for (Change& change : changes) {
      if (auto json = row_of(state, change.subject)) {
        change.after = made_row(change, std::move(*json));
      }
      if (auto written = write(change, rows); !written) return written;
    }
    return {};
  }

  static EventMeta meta_of(const Occurrence& event) {
    return {static_cast<Version>(event.head().version), event.head().effective_at};
  }

  static tl::unexpected<Fault> unreadable(const Subject& subject) {
    return fault(
      FaultKind::damaged, "The row of " + subject.object + " " + subject.id +
                            " cannot be read. Delete the views; they are then rebuilt from the log."
    );
  }

  static StoredRow made_row(const Change& change, std::string json) {
    StoredRow row;
    row.customer = change.before ? change.before->customer : std::string{change.event.customer()};
    row.created = change.before ? change.before->created : change.event.position();
    row.updated = change.event.position();
    row.version = static_cast<Version>(change.event.head().version);
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

  RecentObjects recent_;
  Position last_ = 0;
};

} // namespace

std::unique_ptr<Projection> make_objects_projection() {
  return std::make_unique<ObjectsProjection>();
}

} // namespace portal
