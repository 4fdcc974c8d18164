#include "http/reads.hpp"

#include <thread>

#include "http/event_stream.hpp"
#include "http/expand.hpp"
#include "http/invoice_link.hpp"
#include "http/objects.hpp"
#include "http/problem.hpp"
#include "projections/row_object.hpp"

namespace portal {

namespace {

Refusal position_ahead(Position asked, Position head) {
  return {
    RefusalKind::invalid, "position_unknown", "Portal-Position",
    "The log has not reached position " + std::to_string(asked) + " yet; it ends at " +
      std::to_string(head) + ". Send a position that this server gave."};
}

Fault views_late() {
  return {FaultKind::io, "The views did not reach the log's head in time; see /readyz."};
}

/// `?asOf=` as a position.
Result<std::optional<Position>> asked_position(const Call& call, std::optional<Fault>& trouble) {
  const auto* text = call.query.find("asOf");
  if (text == nullptr) return std::optional<Position>{};
  const Position head = call.edge.node.log().head();
  if (const auto position = parse_position(*text)) {
    if (*position <= head) return std::optional{*position};
    return refuse(
      RefusalKind::invalid, "parameter_invalid", "asOf",
      "\"asOf\" is past the end of the log, which is at " + std::to_string(head) + "."
    );
  }
  const auto at = parse_instant(*text);
  if (!at) {
    return refuse(
      RefusalKind::invalid, "parameter_invalid", "asOf",
      "\"asOf\" must be an RFC 3339 time such as 2026-11-22T14:00:00Z, or a position of the log."
    );
  }
  const auto position = call.edge.node.position_at(*at);
  if (!position) {
    trouble = position.error();
    return std::optional<Position>{};
  }
  return std::optional{*position};
}

Instant time_of_asking(const Call& call) {
  const auto at = parse_instant(call.query.text("asOf"));
  return at ? *at : call.now;
}

void read_history(
  const CallPtr& call, const CustomerId& whose, Position position,
  const std::function<Response(const Reading&)>& make
) {
  const auto rows = call->edge.node.rows_as_of(stream_of(whose), position);
  if (!rows) return answer(call, rows.error());
  answer(call, make({*call, **rows, position, time_of_asking(*call)}));
}

} // namespace

void when_read(const CallPtr& call, std::function<void(const ViewReader&)> then) {
  Node& node = call->edge.node;
  if (call->at_least > node.log().head()) {
    return answer(call, position_ahead(call->at_least, node.log().head()));
  }
  const auto asking = std::this_thread::get_id();
  node.when_visible(
    call->at_least, call->edge.settings.read_deadline,
    [call, asking, then = std::move(then)](bool visible) {
      const auto go_on = [call, then, visible] {
        if (!visible) return answer(call, views_late());
        then(*call->edge.node.rows());
      };
      if (std::this_thread::get_id() == asking) {
        go_on();
      } else {
        call->edge.crew.post(go_on);
      }
    }
  );
}

void read(
  const CallPtr& call, const std::optional<CustomerId>& whose,
  std::function<Response(const Reading&)> make
) {
  std::optional<Fault> trouble;
  const auto position = asked_position(*call, trouble);
  if (trouble) return answer(call, *trouble);
  if (!position) return answer(call, position.error());
  if (*position) {
    if (!whose) {
      return answer(
        call,
        Refusal{
          RefusalKind::invalid, "parameter_missing", "customer",
          "\"asOf\" looks at one customer's past: name it with \"customer\"."}
      );
    }
    call->edge.crew.post([call, whose = *whose, at = **position, make = std::move(make)] {
      read_history(call, whose, at, make);
    });
    return;
  }
  when_read(call, [call, make = std::move(make)](const ViewReader& rows) {
    answer(call, make({*call, rows, std::nullopt, call->now}));
  });
}

Result<std::optional<CustomerId>> asked_customer(const Call& call) {
  const auto* named = call.query.find("customer");
  if (call.who.customer) {
    if (named == nullptr || *named == call.who.customer->text()) return call.who.customer;
    return tl::unexpected<Refusal>(not_found("customer", *named, "customer"));
  }
  if (named == nullptr) return std::optional<CustomerId>{};
  auto id = CustomerId::parse(*named);
  if (!id) return tl::unexpected<Refusal>(not_found("customer", *named, "customer"));
  return id;
}

Result<CustomerId> needed_customer(const Call& call) {
  const auto asked = asked_customer(call);
  if (!asked) return tl::unexpected<Refusal>(asked.error());
  if (*asked) return **asked;
  return refuse(
    RefusalKind::invalid, "parameter_missing", "customer",
    "The query parameter \"customer\" is required: a secret key must say whose data it wants."
  );
}

bool shows(const Reading& reading, PortalFeature feature) {
  Call& call = reading.call;
  return !reading_refusal(call.edge.node, reading.rows, call.who, feature, call.now);
}

std::string opened(const Call& call, std::string json, const std::optional<CustomerId>& whose) {
  return open_for_caller(call.edge.node.vault(), call.who, std::move(json), whose);
}

namespace {

/// What is not finalised yet is between the app and itself.
bool is_hidden_draft(const Call& call, const ObjectRow& row) {
  if (!call.who.customer || row.subject.object != "invoice") return false;
  const auto invoice = object_of_json<Invoice>(row.json);
  return invoice && invoice->status == InvoiceStatus::draft;
}

bool may_see_inside(const Reading& reading, const ObjectRow& row) {
  const std::string& kind = row.subject.object;
  if (!reading.call.who.customer) return true;
  if (!may_expand(reading.call.who, kind) || is_hidden_draft(reading.call, row)) return false;
  if (kind == "invoice" || kind == "payment") return shows(reading, PortalFeature::invoice_history);
  return kind != "credit_grant" || shows(reading, PortalFeature::credits);
}

} // namespace

std::string rendered_object(const Reading& reading, const ObjectRow& row) {
  auto json = opened(reading.call, api_object(row, reading.now), row.customer);
  json = with_invoice_links(reading.call, std::move(json));
  const auto expansion = Expansion::parse(reading.call.query.text("expand"));
  if (!expansion || expansion->empty()) return json;
  return expansion->apply(json, [&](const Subject& subject) -> std::optional<std::string> {
    const auto found = find_object(reading.rows, subject);
    if (!found || !*found) return std::nullopt;
    const auto& whose = (*found)->customer;
    if (whose && whose != row.customer) return std::nullopt;
    if (!may_see_inside(reading, **found)) return std::nullopt;
    auto inner = opened(reading.call, api_object(**found, reading.now), whose);
    return with_invoice_links(reading.call, std::move(inner));
  });
}

Response one_object(const Reading& reading, const Subject& subject) {
  Call& call = reading.call;
  const auto found = find_object(reading.rows, subject);
  if (!found) return no(call, found.error());
  // What belongs to nobody is the catalog's: its routes say whom they let in.
  const bool is_others =
    *found && call.who.customer && (*found)->customer && (*found)->customer != call.who.customer;
  const bool hidden = !*found || is_hidden_draft(call, **found) || is_others;
  if (hidden) return no(call, not_found(words_of(subject.object), subject.id, ""));
  auto response = json_response(200, rendered_object(reading, **found));
  response.with("etag", '"' + std::to_string((*found)->version) + '"');
  return response;
}

std::string list_json(
  const std::vector<std::string>& items, bool has_more, const std::optional<std::string>& cursor
) {
  std::string out;
  {
    Members members{out};
    members.text("object", "list");
    std::string& data = members.key("data");
    data += '[';
    for (std::size_t at = 0; at < items.size(); ++at) {
      if (at > 0) data += ',';
      data += items[at];
    }
    data += ']';
    members.boolean("hasMore", has_more);
    if (cursor && has_more) {
      members.text("nextCursor", *cursor);
    } else {
      members.raw("nextCursor", "null");
    }
  }
  return out;
}

namespace {

template <class Status> std::optional<Refusal> wrong_one_of(std::string_view status) {
  if (parse_enum<Status>(status)) return std::nullopt;
  std::string names;
  for (const std::string_view name : names_of(Status{})) {
    names += (names.empty() ? "" : ", ") + std::string{name};
  }
  return Refusal{
    RefusalKind::invalid, "parameter_invalid", "status",
    "\"status\" must be one of " + names + "."};
}

/// A status that no such object can have is a mistake, not an empty list.
std::optional<Refusal> wrong_status(std::string_view object, std::string_view status) {
  if (object == "subscription") return wrong_one_of<SubscriptionStatus>(status);
  if (object == "invoice") return wrong_one_of<InvoiceStatus>(status);
  if (object == "payment") return wrong_one_of<PaymentStatus>(status);
  if (object == "cancellation") return wrong_one_of<CancellationStatus>(status);
  if (object == "experiment") return wrong_one_of<ExperimentStatus>(status);
  if (object == "portal_session") return wrong_one_of<SessionStatus>(status);
  return std::nullopt;
}

/// The catalog belongs to no customer: who may list it sees all of it.
bool is_sold_to_all(std::string_view object) {
  return object == "product" || object == "price" || object == "meter";
}

} // namespace

Response object_list(const Reading& reading, ListQuery query) {
  Call& call = reading.call;
  const auto customer = asked_customer(call);
  if (!customer) return no(call, customer.error());
  if (*customer && !is_sold_to_all(query.object)) query.customer = *customer;
  if (query.customer && !call.who.customer) {
    const auto whose = find_object(reading.rows, {"customer", query.customer->text()});
    if (!whose) return no(call, whose.error());
    if (!*whose) return no(call, not_found("customer", query.customer->text(), "customer"));
  }
  if (call.who.customer && query.object == "invoice") query.without = {"status", "draft"};
  const auto limit = call.query.integer("limit", 20, 1, 100);
  if (!limit) return no(call, limit.error());
  query.limit = static_cast<std::size_t>(*limit);
  if (const auto* after = call.query.find("startingAfter")) query.starting_after = *after;
  if (const auto* before = call.query.find("endingBefore")) query.ending_before = *before;
  for (const auto field : filters_of(query.object)) {
    if (field == "customer") continue;
    if (const auto* value = call.query.find(field)) {
      if (field == "status") {
        if (const auto refusal = wrong_status(query.object, *value)) return no(call, *refusal);
      }
      query.filters.push_back({std::string{field}, *value});
    }
  }
  // A detached method stays in its customer's list of rows, but names no customer any more.
  if (query.object == "payment_method" && query.customer) {
    query.filters.push_back({"customer", query.customer->text()});
  }
  const auto page = list_objects(reading.rows, query);
  if (!page) return no(call, page.error());
  if (!*page) return no(call, page->error());
  std::vector<std::string> items;
  for (const auto& row : (*page)->rows) items.push_back(rendered_object(reading, row));
  std::optional<std::string> cursor;
  if (!(*page)->rows.empty()) {
    const auto& rows = (*page)->rows;
    cursor = query.ending_before ? rows.front().subject.id : rows.back().subject.id;
  }
  return json_response(200, list_json(items, (*page)->has_more, cursor));
}

} // namespace portal
