// What a customer has in credit, and every movement that made it so.
#include <algorithm>

#include "events/customer.hpp"
#include "http/handlers.hpp"
#include "http/objects.hpp"
#include "http/problem.hpp"
#include "http/reads.hpp"

namespace portal {

namespace {

Response balance_of(const Reading& reading, const CustomerId& customer) {
  Call& call = reading.call;
  if (const auto refusal = reading_refusal(
        call.edge.node, reading.rows, call.who, PortalFeature::credits, call.now
      )) {
    return no(call, *refusal);
  }
  const auto owner = find_object(reading.rows, {"customer", customer.text()});
  if (!owner) return no(call, owner.error());
  if (!*owner) return no(call, not_found("customer", customer.text(), "customer"));
  std::vector<CreditGrant> grants;
  ListQuery query;
  query.object = "credit_grant";
  query.customer = customer;
  query.limit = 100;
  while (true) {
    const auto page = list_objects(reading.rows, query);
    if (!page) return no(call, page.error());
    if (!*page) return no(call, page->error());
    for (const auto& row : (*page)->rows) {
      auto grant = read_text<CreditGrant>(row.json, Strictness::lenient);
      if (grant) grants.push_back(std::move(*grant));
    }
    if (!(*page)->has_more || (*page)->rows.empty()) break;
    query.starting_after = (*page)->rows.back().subject.id;
  }
  const auto balance = credit_balance(std::move(grants), reading.now);
  std::string out;
  {
    Members members{out};
    members.text("object", "credit_balance").text("customer", customer.text());
    Wire<CreditBalance>::write_members(balance, members);
  }
  return json_response(200, std::move(out));
}

/// A movement as the ledger shows it: the event's data, with where and when it happened.
std::string movement_json(const RecordedEvent& event) {
  std::string out;
  {
    Members members{out};
    const auto type = event.head().type.substr(0, event.head().type.rfind(".v"));
    members.text("object", "credit_movement").text("position", event.head().position);
    members.text("type", type).text("at", to_text(event.head().effective_at));
    for (const Json member : event.data()) {
      if (member.key() != "object") write_json(members.key(member.key()), member);
    }
  }
  return out;
}

/// Newest first, `limit` of them before the position `startingAfter`.
Response ledger_of(const Reading& reading, const CustomerId& customer) {
  Call& call = reading.call;
  if (const auto refusal = reading_refusal(
        call.edge.node, reading.rows, call.who, PortalFeature::credits, call.now
      )) {
    return no(call, *refusal);
  }
  const auto limit = call.query.integer("limit", 20, 1, 100);
  if (!limit) return no(call, limit.error());
  const auto before = call.query.integer(
    "startingAfter", std::numeric_limits<std::int64_t>::max(), 1,
    std::numeric_limits<std::int64_t>::max()
  );
  if (!before) return no(call, before.error());
  const Position last = reading.as_of.value_or(std::numeric_limits<Position>::max());
  std::vector<std::string> movements;
  std::vector<std::string> positions;
  const auto read = call.edge.node.log().read_stream(
    stream_of(customer), 1,
    [&](Position at, std::string_view stored) {
      if (at > last || at >= static_cast<Position>(*before)) return false;
      // Only the few events about credit are worth parsing.
      if (stored.find("\"type\":\"credit") == std::string_view::npos) return true;
      const auto event = RecordedEvent::parse(std::string{stored});
      if (event && event->head().type.starts_with("credit")) {
        movements.push_back(movement_json(*event));
        positions.push_back(event->head().position);
      }
      return true;
    }
  );
  if (!read) return no(call, read.error());
  std::reverse(movements.begin(), movements.end());
  std::reverse(positions.begin(), positions.end());
  const bool more = movements.size() > static_cast<std::size_t>(*limit);
  if (more) movements.resize(static_cast<std::size_t>(*limit));
  std::optional<std::string> cursor;
  if (more) cursor = positions[movements.size() - 1];
  return json_response(200, list_json(movements, more, cursor));
}

void read_credits(
  const CallPtr& call, Response (*make)(const Reading& reading, const CustomerId& customer)
) {
  const auto customer = needed_customer(*call);
  if (!customer) return answer(call, customer.error());
  read(call, *customer, [customer = *customer, make](const Reading& reading) {
    return make(reading, customer);
  });
}

} // namespace

void get_credit_balance(const CallPtr& call) { read_credits(call, balance_of); }

void get_credit_ledger(const CallPtr& call) {
  call->edge.crew.post([call] { read_credits(call, ledger_of); });
}

} // namespace portal
