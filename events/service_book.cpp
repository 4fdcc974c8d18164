#include "events/service_book.hpp"

#include <algorithm>

#include "events/customer.hpp"
#include "events/subscription_items.hpp"

namespace portal {
namespace {

constexpr std::size_t pauses_kept = 8;

ServiceBook* book_of(CustomerState& state, const SubscriptionId& id) {
  const auto at = state.billing.books.find(id);
  return at == state.billing.books.end() ? nullptr : &at->second;
}

/// Takes `amount` (below zero: a credit) off what can still be given back of the line.
bool note_credit(ServiceBook* book, const InvoiceLineId& line, std::int64_t amount) {
  if (book == nullptr) return false;
  for (ChargedService& charge : book->charges) {
    if (charge.line != line) continue;
    charge.credited -= amount;
    return true;
  }
  return false;
}

/// The line's charge stands in the subscription's book, or in the book of the one that it replaces.
void note_credit(
  CustomerState& state, const SubscriptionId& id, const InvoiceLineId& line, std::int64_t amount
) {
  std::optional<SubscriptionId> at = id;
  while (at && !note_credit(book_of(state, *at), line, amount)) {
    const auto subscription = state.billing.subscriptions.find(*at);
    const bool known = subscription != state.billing.subscriptions.end();
    at = known ? subscription->second.replaces : std::nullopt;
  }
}

/// What the line charges, for the book; `span` is what it stands for.
ChargedService charge_of(const InvoiceLine& line, std::int64_t span) {
  ChargedService charge;
  charge.item = *line.subscription_item;
  charge.line = line.id;
  charge.amount = line.amount;
  for (const LineDiscount& discount : line.discounts) charge.discount += discount.amount;
  charge.amount -= charge.discount;
  charge.full_amount = charge.amount;
  charge.period_seconds = span;
  if (line.proration_basis && line.proration_basis->discount) {
    charge.full_amount = line.proration_basis->full_amount;
    charge.period_seconds = line.proration_basis->period_seconds;
    charge.discount = *line.proration_basis->discount;
  } else if (line.proration_basis) {
    charge.period_seconds = line.proration_basis->remaining_seconds;
  }
  return charge;
}

bool is_advance_charge(const InvoiceLine& line) {
  return line.subscription_item && !line.usage && line.amount > 0;
}

/// Where the change was prorated, an item that it changed is charged anew: of an amount off, its old
/// charges hold nothing any more, also those with nothing to give back.
void free_discounts(
  ServiceBook& book, const std::vector<SubscriptionItem>& before, const SubscriptionChanged& event
) {
  if (event.proration_behavior == ProrationBehavior::none) return;
  for (ChargedService& charge : book.charges) {
    const SubscriptionItem* old = find_item(before, charge.item);
    const SubscriptionItem* now = find_item(event.items, charge.item);
    const bool stays = old != nullptr && now != nullptr && old->price == now->price &&
                       old->quantity == now->quantity;
    if (!stays) charge.discount = 0;
  }
}

/// The waiting line of that id leaves: it is on an invoice now.
bool take_waiting(ServiceBook& book, const InvoiceLineId& id) {
  return std::erase_if(book.waiting, [&](const WaitingLine& one) { return one.line.id == id; }) > 0;
}

const MeterTerms*
meter_of(const std::vector<SubscriptionItem>& items, const SubscriptionItemId& id) {
  for (const SubscriptionItem& item : items) {
    if (item.id == id && item.terms.meter) return &*item.terms.meter;
  }
  return nullptr;
}

/// What an item measures counts from when it measures it.
void note_new_items(
  ServiceBook& book, const std::vector<SubscriptionItem>& before, const SubscriptionChanged& event
) {
  for (const SubscriptionItem& item : event.items) {
    if (!item.terms.meter) continue;
    const MeterTerms* measured = meter_of(before, item.id);
    if (measured == nullptr || measured->id != item.terms.meter->id) {
      book.since[item.id] = event.effective_at;
    }
  }
  std::erase_if(book.since, [&](const auto& one) {
    return meter_of(event.items, one.first) == nullptr;
  });
}

/// What is used until then and comes later is still billed. Of a trial nothing is.
void note_departed(
  ServiceBook& book, const Subscription& before, const SubscriptionChanged& event
) {
  if (before.status == SubscriptionStatus::trialing) return;
  for (const SubscriptionItem& item : before.items) {
    if (!item.terms.meter) continue;
    const MeterTerms* measured = meter_of(event.items, item.id);
    if (measured != nullptr && measured->id == item.terms.meter->id) continue;
    DepartedItem gone{item, {}, event.effective_at};
    if (const auto since = book.since.find(item.id); since != book.since.end()) {
      gone.since = since->second;
    }
    book.departed.push_back(std::move(gone));
  }
  while (book.departed.size() > departed_kept) book.departed.erase(book.departed.begin());
}

} // namespace

void note_resumed(CustomerState& state, const SubscriptionId& subscription, Instant at) {
  const auto found = state.billing.subscriptions.find(subscription);
  if (found == state.billing.subscriptions.end() || !found->second.pause) return;
  auto& pauses = state.billing.books[subscription].pauses;
  pauses.push_back({found->second.pause->starts_at, at});
  if (pauses.size() > pauses_kept) pauses.erase(pauses.begin());
}

bool was_served(const CustomerState& state, const Subscription& subscription, Instant time) {
  switch (subscription.status) {
  // What is used before the first payment is billed once it came.
  case SubscriptionStatus::incomplete:
  case SubscriptionStatus::trialing:
  case SubscriptionStatus::active:
  case SubscriptionStatus::past_due:
  case SubscriptionStatus::unpaid: break;
  case SubscriptionStatus::paused:
    if (!subscription.pause || time >= subscription.pause->starts_at) return false;
    break;
  case SubscriptionStatus::incomplete_expired:
  case SubscriptionStatus::canceled: return false;
  }
  const auto book = state.billing.books.find(subscription.id);
  if (book == state.billing.books.end()) return true;
  const auto& pauses = book->second.pauses;
  return std::none_of(pauses.begin(), pauses.end(), [&](const Period& pause) {
    return pause.start <= time && time < pause.end;
  });
}

bool was_there(
  const CustomerState& state, const Subscription& subscription, const SubscriptionItem& item,
  Instant time
) {
  const auto book = state.billing.books.find(subscription.id);
  if (book == state.billing.books.end()) return true;
  const auto since = book->second.since.find(item.id);
  return since == book->second.since.end() || since->second <= time;
}

bool waits(const CustomerState& state, const Invoice& invoice, const InvoiceLine& line) {
  if (!invoice.subscription) return false;
  const auto book = state.billing.books.find(*invoice.subscription);
  if (book == state.billing.books.end()) return false;
  const auto& waiting = book->second.waiting;
  return std::any_of(waiting.begin(), waiting.end(), [&](const WaitingLine& one) {
    return one.line.id == line.id;
  });
}

void note_created(CustomerState& state, const InvoiceCreated& event) {
  const Invoice& invoice = event.invoice;
  if (!invoice.subscription) return;
  const auto found = state.billing.subscriptions.find(*invoice.subscription);
  if (found == state.billing.subscriptions.end()) return;
  const Subscription& subscription = found->second;
  ServiceBook& book = state.billing.books[subscription.id];
  for (const InvoiceLine& line : invoice.lines) {
    if (take_waiting(book, line.id)) {
      for (ChargedService& charge : book.charges) {
        if (charge.line == line.id) charge.invoice = invoice.id;
      }
    } else if (line.credit_for) {
      note_credit(state, subscription.id, *line.credit_for, line.amount);
    } else if (is_advance_charge(line) && line.period.end == subscription.current_period_end) {
      book.charges.push_back(charge_of(line, seconds_of(line.period)));
      book.charges.back().invoice = invoice.id;
    }
  }
}

void note_voided(CustomerState& state, const Invoice& invoice) {
  if (!invoice.subscription) return;
  ServiceBook* book = book_of(state, *invoice.subscription);
  for (const InvoiceLine& line : invoice.lines) {
    // A credit that was part of it was not given after all.
    if (line.credit_for) {
      note_credit(state, *invoice.subscription, *line.credit_for, -line.amount);
    }
  }
  if (book == nullptr) return;
  std::erase_if(book->charges, [&](const ChargedService& one) {
    return one.invoice == invoice.id;
  });
  std::erase_if(book->waiting, [&](const WaitingLine& one) { return one.held_by == invoice.id; });
}

void keep_old_terms(
  CustomerState& state, const Subscription& before, const SubscriptionChanged& event
) {
  if (before.status == SubscriptionStatus::trialing) return; // nothing of it is billed
  for (const SubscriptionItem& item : before.items) {
    const bool stays =
      std::any_of(event.items.begin(), event.items.end(), [&](const SubscriptionItem& now) {
        return now.id == item.id && now.price == item.price;
      });
    if (!item.terms.meter || stays) continue;
    keep_terms(state.billing, item, {before.current_period_start, event.effective_at});
  }
}

void note_changed(CustomerState& state, const SubscriptionChanged& event) {
  ServiceBook& book = state.billing.books[event.id];
  book.rounding = event.rounding;
  const auto before = state.billing.subscriptions.find(event.id);
  if (before != state.billing.subscriptions.end()) {
    free_discounts(book, before->second.items, event);
    note_departed(book, before->second, event);
    note_new_items(book, before->second.items, event);
  }
  for (const WaitingLine& one : event.waiting) {
    if (one.line.credit_for) note_credit(&book, *one.line.credit_for, one.line.amount);
    close_usage(state.billing, one.line);
    book.waiting.push_back(one);
  }
  if (before != state.billing.subscriptions.end()) keep_old_terms(state, before->second, event);
  if (event.period) {
    book.charges.clear();
    return;
  }
  for (const WaitingLine& one : event.waiting) {
    if (is_advance_charge(one.line)) book.charges.push_back(charge_of(one.line, 0));
  }
}

void note_held(CustomerState& state, const std::optional<std::vector<WaitingLine>>& waiting) {
  if (!waiting) return;
  for (const WaitingLine& one : *waiting) {
    if (!one.held_by) continue;
    const auto invoice = state.billing.invoices.find(*one.held_by);
    if (invoice == state.billing.invoices.end() || !invoice->second.subscription) continue;
    ServiceBook& book = state.billing.books[*invoice->second.subscription];
    if (one.line.credit_for) note_credit(&book, *one.line.credit_for, one.line.amount);
    book.waiting.push_back(one);
  }
}

void note_new_period(CustomerState& state, const SubscriptionId& subscription) {
  if (ServiceBook* book = book_of(state, subscription)) book->charges.clear();
}

} // namespace portal
