// A customer's own record: what was done on the account, by whom, when and from where.
#include "projections/activity.hpp"

#include "documents/card_text.hpp"
#include "events/capabilities.hpp"
#include "http/handlers.hpp"
#include "http/objects.hpp"
#include "http/positions.hpp"
#include "http/problem.hpp"
#include "http/reads.hpp"
#include "projections/row_object.hpp"

namespace portal {

namespace {

/// What the customer called the object then: an invoice's number, a card's last digits, a plan's name. What
/// was tried in vain may have been tried on another customer's, of which nothing is told.
std::optional<std::string>
name_of_object(const ViewReader& rows, const ToldAction& entry, const CustomerId& whose) {
  const Subject& about = entry.subject;
  if (about.id.empty()) return std::nullopt;
  const auto row = find_object(rows, about);
  if (!row || !*row || (*row)->customer != whose) return std::nullopt;
  const auto json = object_at(rows, about, entry.until);
  if (!json || !*json) return std::nullopt;
  if (about.object == "invoice") {
    const auto invoice = object_of_json<Invoice>(**json);
    return invoice ? invoice->number : std::nullopt;
  }
  if (about.object == "payment_method") {
    const auto method = object_of_json<PaymentMethod>(**json);
    if (!method || !method->card) return std::nullopt;
    return card_text(method->card->brand, method->card->last4);
  }
  if (about.object != "subscription") return std::nullopt;
  const auto subscription = object_of_json<Subscription>(**json);
  if (!subscription || subscription->items.empty()) return std::nullopt;
  return subscription->items.front().terms.description;
}

Result<ActivityQuery> asked_activity(const Call& call) {
  const auto customer = needed_customer(call);
  if (!customer) return tl::unexpected<Refusal>(customer.error());
  const auto page = asked_positions(call, "the id of an entry");
  if (!page) return tl::unexpected<Refusal>(page.error());
  return ActivityQuery{*customer, page->limit, page->starting_after, page->ending_before};
}

/// A session that was made for one flow shows that flow alone.
std::optional<Refusal> flow_refusal(const Reading& reading) {
  const auto& session_id = reading.call.who.session;
  if (!session_id) return std::nullopt;
  const auto session =
    row_object<PortalSession>(reading.rows, "portal_session", session_id->text());
  if (!session || !session->flow_data) return std::nullopt;
  return Refusal{
    RefusalKind::forbidden, "not_allowed_in_flow", "",
    "The activity is no part of this session: it is for \"" +
      std::string{name_of(session->flow_data->type)} + "\" alone."};
}

std::string entry_json(const Reading& reading, ToldAction entry, const CustomerId& whose) {
  entry.activity.about = name_of_object(reading.rows, entry, whose);
  std::string out;
  {
    Members members{out};
    members.text("object", "activity");
    Wire<Activity>::write_members(entry.activity, members);
  }
  return opened(reading.call, std::move(out), whose);
}

} // namespace

void list_own_activity(const CallPtr& call) {
  const auto query = asked_activity(*call);
  if (!query) return answer(call, query.error());
  read(call, std::nullopt, [query = *query](const Reading& reading) {
    if (const auto refusal = flow_refusal(reading)) return no(reading.call, *refusal);
    const auto known = find_object(reading.rows, {"customer", query.customer.text()});
    if (!known) return no(reading.call, known.error());
    if (!*known) {
      return no(reading.call, not_found("customer", query.customer.text(), "customer"));
    }
    auto page = list_activity(reading.rows, query);
    if (!page) return no(reading.call, page.error());
    std::optional<std::string> cursor;
    if (!page->entries.empty()) {
      const auto& entries = page->entries;
      cursor = (query.ending_before ? entries.front() : entries.back()).activity.id;
    }
    std::vector<std::string> items;
    for (ToldAction& entry : page->entries) {
      items.push_back(entry_json(reading, std::move(entry), query.customer));
    }
    return json_response(200, list_json(items, page->has_more, cursor));
  });
}

} // namespace portal
