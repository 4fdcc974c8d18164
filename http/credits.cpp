// What a customer has in credit, and every movement that made it so.
#include <algorithm>

#include "events/customer.hpp"
#include "http/handlers.hpp"
#include "http/objects.hpp"
#include "http/problem.hpp"
#include "http/reads.hpp"
#include "projections/credit_ledger.hpp"

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
  const auto ledger = credit_ledger(call.edge.node.log(), stream_of(customer), last);
  if (!ledger) return no(call, ledger.error());
  std::vector<std::string> movements;
  std::vector<std::string> positions;
  for (auto at = ledger->rbegin(); at != ledger->rend(); ++at) {
    if (std::stoll(at->position) >= *before) continue;
    movements.push_back(write_object("credit_movement", *at));
    positions.push_back(at->position);
    if (movements.size() > static_cast<std::size_t>(*limit)) break;
  }
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
