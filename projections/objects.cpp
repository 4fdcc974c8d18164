#include "projections/objects.hpp"

#include <algorithm>

#include "events/json.hpp"
#include "projections/due.hpp"
#include "projections/object_rows.hpp"

namespace portal {
namespace {

/// Ids are fetched this many at a time where a filter may leave some of them out.
constexpr std::size_t chunk_min = 64;

tl::unexpected<Refusal> bad(std::string param, std::string message) {
  return refuse(RefusalKind::invalid, "parameter_invalid", std::move(param), std::move(message));
}

std::optional<Refusal> check(const ListQuery& query) {
  if (query.starting_after && query.ending_before) {
    return bad("endingBefore", "Give startingAfter or endingBefore, not both.").value();
  }
  const auto known = filters_of(query.object);
  for (const ObjectFilter& filter : query.filters) {
    if (std::find(known.begin(), known.end(), filter.field) != known.end()) continue;
    std::string choices;
    for (const std::string_view field : known) {
      choices += (choices.empty() ? "" : ", ") + std::string{field};
    }
    return bad(
             filter.field, "Lists of this kind cannot be filtered by it. " +
                             (choices.empty() ? std::string{"They take no filter."}
                                              : "What they take: " + choices + ".")
    )
      .value();
  }
  return std::nullopt;
}

ObjectRow shown(Subject subject, StoredRow&& stored) {
  ObjectRow row;
  row.subject = std::move(subject);
  if (!stored.customer.empty()) row.customer = CustomerId{std::move(stored.customer)};
  row.created = stored.created;
  row.updated = stored.updated;
  row.version = stored.version;
  row.json = std::move(stored.json);
  return row;
}

Stored<std::optional<StoredRow>> load(const ViewReader& objects, const Subject& subject) {
  const auto stored = objects.get(row_key(subject));
  if (!stored) return tl::unexpected<Fault>(stored.error());
  if (!*stored) return std::optional<StoredRow>{};
  return std::optional{read_row(**stored)};
}

bool passes(const StoredRow& row, const std::vector<ObjectFilter>& filters) {
  return std::all_of(filters.begin(), filters.end(), [&](const ObjectFilter& filter) {
    return std::find(row.terms.begin(), row.terms.end(), filter) != row.terms.end();
  });
}

/// Its `created` lies within the query's bounds.
bool was_created_within(const StoredRow& row, const ListQuery& query) {
  if (!query.created_from && !query.created_to) return true;
  const auto document = JsonDocument::parse(row.json);
  const auto created = document ? document->root().member("created") : std::nullopt;
  const auto at =
    created && created->kind() == JsonKind::text ? parse_instant(created->text()) : std::nullopt;
  if (!at) return false;
  return (!query.created_from || *at >= *query.created_from) &&
         (!query.created_to || *at < *query.created_to);
}

/// All that the query asks of a row beside its place in a list.
bool is_asked_for(const StoredRow& row, const ListQuery& query) {
  const bool left_out = query.without && passes(row, {*query.without});
  return !left_out && passes(row, query.filters) && was_created_within(row, query);
}

/// The narrowest list that holds all that is asked for.
Key list_for(const ListQuery& query) {
  if (query.customer) return list_of_customer(query.customer->text(), query.object);
  if (!query.filters.empty()) return list_of_filter(query.object, query.filters.front());
  return list_of_all(query.object);
}

/// Walks one list away from the cursor and gathers up to limit + 1 rows that pass.
class PageWalk {
 public:
  PageWalk(const ViewReader& objects, const ListQuery& query, Key list)
      : objects_(objects), query_(query), list_(std::move(list)), from_(list_.bytes()),
        to_(after_prefix(list_)) {}

  void start_at(Position created, const std::string& id) {
    const Key cursor = Key{list_}.number(created).last(id);
    if (order() == Order::descending) {
      to_ = cursor.bytes();
    } else {
      from_ = cursor.bytes() + '\0';
    }
  }

  Stored<ObjectPage> walk() {
    const std::size_t wanted = query_.limit + 1;
    ObjectPage page;
    for (bool more = true; more && page.rows.size() < wanted;) {
      const bool picks =
        !query_.filters.empty() || query_.without || query_.created_from || query_.created_to;
      const std::size_t chunk = picks ? std::max(wanted, chunk_min) : wanted;
      const auto ids = next_ids(chunk);
      if (!ids) return tl::unexpected<Fault>(ids.error());
      more = ids->size() == chunk;
      for (const std::string& id : *ids) {
        if (page.rows.size() == wanted) break;
        Subject subject{query_.object, id};
        auto row = load(objects_, subject);
        if (!row) return tl::unexpected<Fault>(row.error());
        if (!*row || !is_asked_for(**row, query_)) continue;
        page.rows.push_back(shown(std::move(subject), std::move(**row)));
      }
    }
    page.has_more = page.rows.size() == wanted;
    if (page.has_more) page.rows.pop_back();
    if (order() == Order::ascending) std::reverse(page.rows.begin(), page.rows.end());
    return page;
  }

 private:
  Order order() const { return query_.ending_before ? Order::ascending : Order::descending; }

  Stored<std::vector<std::string>> next_ids(std::size_t count) {
    std::vector<std::string> ids;
    std::string last;
    const std::size_t id_at = list_.bytes().size() + sizeof(Position);
    const auto scanned =
      objects_.scan(from_, to_, order(), [&](std::string_view key, std::string_view /*empty*/) {
        ids.emplace_back(key.substr(id_at));
        if (ids.size() == count) last = key;
        return ids.size() < count;
      });
    if (!scanned) return tl::unexpected<Fault>(scanned.error());
    if (ids.size() == count) {
      if (order() == Order::descending) {
        to_ = last;
      } else {
        from_ = last + '\0';
      }
    }
    return ids;
  }

  const ViewReader& objects_;
  const ListQuery& query_;
  Key list_;
  std::string from_;
  std::string to_;
};

} // namespace

Stored<std::optional<ObjectRow>> find_object(const ViewReader& rows, const Subject& subject) {
  auto prefix = serving_prefix(rows, RowsOf::objects);
  if (!prefix) return tl::unexpected<Fault>(prefix.error());
  const ScopedReader objects{rows, std::move(*prefix)};
  auto row = load(objects, subject);
  if (!row) return tl::unexpected<Fault>(row.error());
  if (!*row) return std::optional<ObjectRow>{};
  return std::optional{shown(subject, std::move(**row))};
}

Stored<Result<ObjectPage>> list_objects(const ViewReader& rows, const ListQuery& query) {
  if (auto refusal = check(query)) return Result<ObjectPage>{tl::unexpected<Refusal>(*refusal)};
  auto prefix = serving_prefix(rows, RowsOf::objects);
  if (!prefix) return tl::unexpected<Fault>(prefix.error());
  const ScopedReader objects{rows, std::move(*prefix)};
  PageWalk walk{objects, query, list_for(query)};
  const auto& cursor = query.starting_after ? query.starting_after : query.ending_before;
  if (cursor) {
    const auto row = load(objects, {query.object, *cursor});
    if (!row) return tl::unexpected<Fault>(row.error());
    if (!*row || (query.customer && (*row)->customer != query.customer->text())) {
      return Result<ObjectPage>{bad(
        query.starting_after ? "startingAfter" : "endingBefore",
        "There is no \"" + *cursor + "\" in this list. Give the id of an object from a page of it."
      )};
    }
    walk.start_at((*row)->created, *cursor);
  }
  auto page = walk.walk();
  if (!page) return tl::unexpected<Fault>(page.error());
  return Result<ObjectPage>{std::move(*page)};
}

Stored<std::optional<std::string>>
object_at(const ViewReader& rows, const Subject& subject, Position at) {
  auto prefix = serving_prefix(rows, RowsOf::objects);
  if (!prefix) return tl::unexpected<Fault>(prefix.error());
  const ScopedReader objects{rows, std::move(*prefix)};
  std::optional<std::string> json;
  const Key history = history_of(subject);
  const auto scanned = objects.scan(
    history, Key{history}.number(at + 1), Order::descending,
    [&](std::string_view /*key*/, std::string_view value) {
      if (!value.empty()) json = value;
      return false;
    }
  );
  if (!scanned) return tl::unexpected<Fault>(scanned.error());
  return json;
}

Stored<std::uint64_t> count_objects(const ViewReader& rows, std::string_view object) {
  auto prefix = serving_prefix(rows, RowsOf::objects);
  if (!prefix) return tl::unexpected<Fault>(prefix.error());
  const auto count = ScopedReader{rows, std::move(*prefix)}.get(count_key(object));
  if (!count) return tl::unexpected<Fault>(count.error());
  return *count ? Pieces{**count}.number() : 0;
}

} // namespace portal
