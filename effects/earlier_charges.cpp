#include "effects/earlier_charges.hpp"

#include <algorithm>

#include "events/access.hpp"
#include "projections/row_object.hpp"

namespace portal {
namespace {

constexpr std::size_t page_size = 100;

/// How far the gateway's clock and ours may differ.
constexpr Millis slack{24LL * 60 * 60 * 1'000};

bool took_money(const Intent& intent) {
  return intent.status == "succeeded" || intent.status == "processing";
}

bool may_take_money(const Intent& intent) {
  return intent.status == "requires_action" || intent.status == "requires_confirmation";
}

/// Since when events may have been lost, if the log was ever restored.
std::optional<Instant> lost_since(const ViewReader& rows) {
  ListQuery query;
  query.object = "restore";
  query.limit = page_size;
  const auto page = list_objects(rows, query);
  std::optional<Instant> since;
  if (!page || !*page) return since;
  for (const ObjectRow& row : (*page)->rows) {
    const auto restore = object_of_json<Restore>(row.json);
    if (restore) since = std::min(since.value_or(restore->made), restore->made);
  }
  return since;
}

/// Does one of the customer's payments here go by that name at the gateway?
bool is_taken(const ViewReader& rows, const CustomerId& customer, const std::string& reference) {
  ListQuery query;
  query.object = "payment";
  query.customer = customer;
  query.limit = page_size;
  for (;;) {
    const auto page = list_objects(rows, query);
    if (!page || !*page) return true; // not known, so not taken over
    for (const ObjectRow& row : (*page)->rows) {
      const auto payment = object_of_json<Payment>(row.json);
      if (payment && payment->gateway_reference == reference) return true;
    }
    if (!(*page)->has_more) return false;
    query.starting_after = (*page)->rows.back().subject.id;
  }
}

} // namespace

std::string purpose_of(const Invoice& invoice) {
  const bool by_the_clock = invoice.billing_reason == BillingReason::subscription_cycle ||
                            invoice.billing_reason == BillingReason::subscription_cancel;
  if (!invoice.subscription || !by_the_clock) return invoice.id.text();
  return std::string{name_of(invoice.billing_reason)} + " " + invoice.subscription->text() + " " +
         to_text(invoice.created);
}

/// Not one that the log knows, by either name.
bool EarlierCharges::is_of_lost_time(
  const ViewReader& rows, const ListedIntent& listed, const CustomerId& customer
) const {
  const auto known = find_object(rows, {"payment", listed.payment});
  if (!known || *known) return false;
  return !is_taken(rows, customer, listed.intent.id);
}

EarlierCharges::Found EarlierCharges::find(
  const Payment& payment, std::string_view purpose,
  const std::optional<std::string>& gateway_customer
) const {
  Found found;
  if (node_.status().views_at < head_at_start_) {
    found.what = What::unknown;
    found.why.error.message = "the views are still being built";
    return found;
  }
  const auto rows = node_.rows();
  const auto since = lost_since(*rows);
  if (!since) return found;
  const Instant from = *since - slack;
  std::string after;
  for (bool more = true; more;) {
    IntentPage page = stripe_.list_intents(gateway_customer, after);
    if (page.answer.heard != Heard::yes) return {What::unknown, {}, std::move(page.answer)};
    more = page.has_more && !page.intents.empty();
    for (ListedIntent& one : page.intents) {
      after = one.intent.id;
      if (one.created < from) more = false; // they come newest first
      if (one.purpose != purpose || one.given_back) continue;
      if (!took_money(one.intent) && !may_take_money(one.intent)) continue;
      if (!is_of_lost_time(*rows, one, payment.customer)) continue;
      if (found.what != What::none && !took_money(one.intent)) continue;
      const bool same = one.amount == payment.amount && one.currency == payment.currency.text();
      const bool taken = took_money(one.intent);
      found = {same ? What::same : What::other, std::move(one), {}};
      if (taken) return found;
    }
  }
  return found;
}

} // namespace portal
