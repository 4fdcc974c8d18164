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

/// A page of such rows. One that cannot be had is a fault: what it would have said decides about money.
Stored<ObjectPage> page_of(const ViewReader& rows, const ListQuery& query) {
  auto page = list_objects(rows, query);
  if (!page) return tl::unexpected<Fault>(std::move(page.error()));
  if (!*page) return fault(FaultKind::damaged, page->error().message);
  return std::move(**page);
}

template <class Object> Stored<Object> object_of(const ObjectRow& row) {
  auto object = object_of_json<Object>(row.json);
  if (object) return std::move(*object);
  return fault(FaultKind::damaged, "The row of " + row.subject.id + " cannot be read.");
}

/// Since when events may have been lost, if the log was ever restored.
Stored<std::optional<Instant>> lost_since(const ViewReader& rows) {
  ListQuery query;
  query.object = "restore";
  query.limit = page_size;
  const auto page = page_of(rows, query);
  if (!page) return tl::unexpected<Fault>(page.error());
  std::optional<Instant> since;
  for (const ObjectRow& row : page->rows) {
    const auto restore = object_of<Restore>(row);
    if (!restore) return tl::unexpected<Fault>(restore.error());
    since = std::min(since.value_or(restore->made), restore->made);
  }
  return since;
}

/// Does one of the customer's payments here go by that name at the gateway?
Stored<bool>
is_taken(const ViewReader& rows, const CustomerId& customer, const std::string& reference) {
  ListQuery query;
  query.object = "payment";
  query.customer = customer;
  query.limit = page_size;
  for (;;) {
    const auto page = page_of(rows, query);
    if (!page) return tl::unexpected<Fault>(page.error());
    for (const ObjectRow& row : page->rows) {
      const auto payment = object_of<Payment>(row);
      if (!payment) return tl::unexpected<Fault>(payment.error());
      if (payment->gateway_reference == reference) return true;
    }
    if (!page->has_more) return false;
    query.starting_after = page->rows.back().subject.id;
  }
}

/// Was it made in the time that was lost? Then the log knows it by neither name.
Stored<bool>
is_of_lost_time(const ViewReader& rows, const ListedIntent& listed, const CustomerId& customer) {
  const auto known = find_object(rows, {"payment", listed.payment});
  if (!known) return tl::unexpected<Fault>(known.error());
  if (*known) return false;
  auto taken = is_taken(rows, customer, listed.intent.id);
  if (!taken) return taken;
  return !*taken;
}

EarlierCharges::Found not_known(std::string why) {
  EarlierCharges::Found found;
  found.what = EarlierCharges::What::unknown;
  found.why.error.message = std::move(why);
  return found;
}

} // namespace

std::string purpose_of(const Invoice& invoice) {
  const bool by_the_clock = invoice.billing_reason == BillingReason::subscription_cycle ||
                            invoice.billing_reason == BillingReason::subscription_cancel;
  if (!invoice.subscription || !by_the_clock) return invoice.id.text();
  return std::string{name_of(invoice.billing_reason)} + " " + invoice.subscription->text() + " " +
         to_text(invoice.created);
}

EarlierCharges::Found earlier_charge(
  const ViewReader& rows, const ListIntents& list, const Payment& payment, std::string_view purpose
) {
  using What = EarlierCharges::What;
  const auto since = lost_since(rows);
  if (!since) return not_known(since.error().message);
  EarlierCharges::Found found;
  if (!*since) return found;
  const Instant from = **since - slack;
  std::string after;
  for (bool more = true; more;) {
    IntentPage page = list(after);
    if (page.answer.heard != Heard::yes) return {What::unknown, {}, std::move(page.answer)};
    more = page.has_more && !page.intents.empty();
    for (ListedIntent& one : page.intents) {
      after = one.intent.id;
      if (one.created < from) more = false; // they come newest first
      if (one.purpose != purpose || one.given_back) continue;
      if (!took_money(one.intent) && !may_take_money(one.intent)) continue;
      const auto lost = is_of_lost_time(rows, one, payment.customer);
      if (!lost) return not_known(lost.error().message);
      if (!*lost) continue;
      if (found.what != What::none && !took_money(one.intent)) continue;
      const bool same = one.amount == payment.amount && one.currency == payment.currency.text();
      const bool taken = took_money(one.intent);
      found = {same ? What::same : What::other, std::move(one), {}};
      if (taken) return found;
    }
  }
  return found;
}

EarlierCharges::Found EarlierCharges::find(
  const Payment& payment, std::string_view purpose,
  const std::optional<std::string>& gateway_customer
) const {
  if (node_.status().views_at < head_at_start_) return not_known("the views are still being built");
  const auto list = [&](std::string_view after) {
    return stripe_.list_intents(gateway_customer, after);
  };
  return earlier_charge(*node_.rows(), list, payment, purpose);
}

} // namespace portal
