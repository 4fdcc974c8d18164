#include "projections/object_rows.hpp"

#include <algorithm>
#include <array>

#include "events/json.hpp"

namespace portal {
namespace {

/// A field that lists can be filtered by; `inside` names an array whose elements hold it.
struct Filterable {
  std::string_view object;
  std::string_view field;
  std::string_view inside{};
};

constexpr auto filterable = std::to_array<Filterable>({
  {"subscription", "status"},
  {"subscription", "price", "items"},
  {"invoice", "status"},
  {"invoice", "subscription"},
  {"payment", "invoice"},
  {"payment", "status"},
  {"payment_method", "customer"},
  {"portal_session", "status"},
  {"cancellation", "status"},
  {"cancellation", "subscription"},
  {"experiment", "status"},
  {"product", "active"},
  {"price", "active"},
  {"price", "product"},
  {"coupon", "active"},
  {"meter", "active"},
  {"tax_rate", "active"},
  {"meter", "eventType"},
  {"portal_configuration", "active"},
  {"portal_configuration", "isDefault"},
});

constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();

void add_term(std::vector<ObjectFilter>& terms, std::string_view field, const Json& owner) {
  const auto value = owner.member(field);
  if (!value) return;
  ObjectFilter term{std::string{field}, {}};
  if (value->kind() == JsonKind::text) {
    term.value = value->text();
  } else if (value->kind() == JsonKind::boolean) {
    term.value = value->boolean() ? "true" : "false";
  } else {
    return;
  }
  if (std::find(terms.begin(), terms.end(), term) == terms.end()) terms.push_back(std::move(term));
}

} // namespace

std::vector<std::string_view> filters_of(std::string_view object) {
  std::vector<std::string_view> fields;
  for (const Filterable& entry : filterable) {
    if (entry.object == object) fields.push_back(entry.field);
  }
  return fields;
}

std::vector<ObjectFilter> terms_of(std::string_view object, std::string_view json) {
  std::vector<ObjectFilter> terms;
  if (filters_of(object).empty()) return terms;
  const auto document = JsonDocument::parse(json);
  if (!document) return terms;
  for (const Filterable& entry : filterable) {
    if (entry.object != object) continue;
    if (entry.inside.empty()) {
      add_term(terms, entry.field, document->root());
      continue;
    }
    const auto array = document->root().member(entry.inside);
    if (!array || array->kind() != JsonKind::array) continue;
    for (const Json element : *array) add_term(terms, entry.field, element);
  }
  return terms;
}

std::string write_row(const StoredRow& row) {
  Key value;
  value.text(row.customer).number(row.created).number(row.updated).number(row.version);
  value.number(row.due ? static_cast<std::uint64_t>(row.due->ms) : never);
  value.byte(static_cast<std::uint8_t>(std::min<std::size_t>(row.terms.size(), 0xffU)));
  for (std::size_t at = 0; at < std::min<std::size_t>(row.terms.size(), 0xffU); ++at) {
    value.text(row.terms[at].field).text(row.terms[at].value);
  }
  return value.last(row.json).bytes();
}

StoredRow read_row(std::string_view stored) {
  Pieces pieces{stored};
  StoredRow row;
  row.customer = pieces.text();
  row.created = pieces.number();
  row.updated = pieces.number();
  row.version = pieces.number();
  if (const std::uint64_t due = pieces.number(); due != never) {
    row.due = Instant{static_cast<std::int64_t>(due)};
  }
  for (int left = pieces.byte(); left > 0; --left) {
    ObjectFilter term;
    term.field = pieces.text();
    term.value = pieces.text();
    row.terms.push_back(std::move(term));
  }
  row.json = pieces.rest();
  return row;
}

Key row_key(const Subject& subject) { return Key{'o'}.text(subject.object).last(subject.id); }

Key list_of_all(std::string_view object) { return Key{'l'}.text(object); }

Key list_of_customer(std::string_view customer, std::string_view object) {
  return Key{'c'}.text(customer).text(object);
}

Key list_of_filter(std::string_view object, const ObjectFilter& filter) {
  return Key{'f'}.text(object).text(filter.field).text(filter.value);
}

Key history_of(const Subject& subject) { return Key{'h'}.text(subject.object).text(subject.id); }

Key due_key(Instant due, std::string_view stream, const Subject& subject) {
  const std::int64_t at = std::max<std::int64_t>(due.ms, 0);
  return Key{'d'}
    .number(static_cast<std::uint64_t>(at))
    .text(stream)
    .text(subject.object)
    .last(subject.id);
}

Key count_key(std::string_view object) { return Key{'n'}.last(object); }

} // namespace portal
