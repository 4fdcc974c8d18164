// Quotes: a change worked out by the code that makes it, promised for a quarter of an hour, and then
// carried out exactly so or refused.

#include <algorithm>

#include "events/billing_change.hpp"
#include "events/billing_rules.hpp"
#include "events/subscription_items.hpp"
#include "events/subscription_rules.hpp"
#include "events/subscriptions_quoting.hpp"

namespace portal {
namespace {

/// What has happened in a decision, as a quote tells it.
void tell(Quote& quote, BillingWork& work) {
  const InvoiceCreated* created = nullptr;
  for (const CustomerEvent& event : work.events()) {
    if (const auto* changed = get_if<SubscriptionChanged>(&event)) {
      for (const WaitingLine& one : changed->waiting) {
        quote.lines.push_back(one.line);
        // Of this change alone: what earlier ones left waiting may stand on the same invoice.
        if (one.line.proration) quote.proration_amount += one.line.amount;
      }
    }
    if (created == nullptr) created = get_if<InvoiceCreated>(&event);
  }
  if (created != nullptr) {
    const Invoice& invoice = work.invoice(created->invoice.id);
    // What is held back until another invoice is paid is not on this one.
    std::erase_if(quote.lines, [&](const InvoiceLine& line) {
      const auto& all = invoice.lines;
      return std::any_of(all.begin(), all.end(), [&](const auto& one) {
        return one.id == line.id;
      });
    });
    quote.lines.insert(quote.lines.begin(), invoice.lines.begin(), invoice.lines.end());
    quote.due_now = {
      invoice.subtotal, invoice.discount_total, invoice.tax_total,
      invoice.total - invoice.amount_due, invoice.amount_due};
  }
}

/// The invoice that the end of the period brings, if things stay as the decision leaves them.
std::optional<NextInvoice> next_invoice(BillingWork& work, const SubscriptionId& id) {
  const Subscription subscription = work.subscription(id);
  switch (subscription.status) {
  case SubscriptionStatus::trialing:
  case SubscriptionStatus::active:
  case SubscriptionStatus::past_due:
  case SubscriptionStatus::unpaid: break;
  case SubscriptionStatus::incomplete:
  case SubscriptionStatus::incomplete_expired:
  case SubscriptionStatus::paused:
  case SubscriptionStatus::canceled: return std::nullopt;
  }
  const CustomerState after = work.after(id);
  Context then = work.context();
  then.now = subscription.current_period_end;
  BillingWork next{after, then};
  end_period(next, id);
  for (const CustomerEvent& event : next.events()) {
    const auto* created = get_if<InvoiceCreated>(&event);
    if (created == nullptr) continue;
    const Invoice& invoice = next.invoice(created->invoice.id);
    return NextInvoice{then.now, invoice.total, invoice.amount_due};
  }
  return std::nullopt;
}

/// The lines without their ids and those of items that are new: every working out makes them anew.
std::vector<InvoiceLine> bare(std::vector<InvoiceLine> lines, const Subscription& before) {
  for (InvoiceLine& line : lines) {
    line.id = InvoiceLineId{};
    const auto& item = line.subscription_item;
    if (item && find_item(before.items, *item) == nullptr) line.subscription_item.reset();
  }
  return lines;
}

bool says_the_same(const Quote& one, const Quote& other, const Subscription& before) {
  return one.due_now == other.due_now && one.proration_amount == other.proration_amount &&
         one.effective == other.effective && bare(one.lines, before) == bare(other.lines, before);
}

Refusal no_longer(std::string code, std::string why) {
  return {
    RefusalKind::conflict, std::move(code), "quote",
    std::move(why) + " Look at the new quote, and send that one."};
}

Result<const Quote*>
live_quote(BillingWork& work, const QuoteId& id, const UpdateSubscription& ask) {
  const auto& quotes = work.before().billing.quotes;
  const auto found = quotes.find(id);
  if (found == quotes.end()) {
    return tl::unexpected<Refusal>(not_found(QuoteId::what, id.text(), "quote"));
  }
  const Quote& quote = found->second;
  const SubscriptionChange change = change_of(ask);
  if (quote.subscription != ask.id || (!change.empty() && change != quote.change)) {
    return tl::unexpected<Refusal>(
      no_longer("quote_mismatch", "The quote is for another change than this.")
    );
  }
  if (quote.spent) {
    return tl::unexpected<Refusal>(
      no_longer("quote_spent", "The quote was carried out already: it is good for once.")
    );
  }
  if (quote.expires_at <= work.now()) {
    return tl::unexpected<Refusal>(
      no_longer("quote_expired", "The quote held until " + to_text(quote.expires_at) + ".")
    );
  }
  return &quote;
}

Refusal stale_quote() {
  return no_longer("quote_stale", "Since the quote was made, what the change costs has moved on.");
}

} // namespace

std::optional<Refusal> carry_out(BillingWork& work, const UpdateSubscription& ask) {
  if (!ask.quote) {
    const auto done = change_terms(work, ask.id, change_of(ask), work.now(), std::nullopt);
    return done ? std::nullopt : std::optional{done.error()};
  }
  const auto found = live_quote(work, *ask.quote, ask);
  if (!found) return found.error();
  const Quote& quote = **found;
  const Subscription subscription = work.subscription(ask.id);
  if (subscription.version != quote.subscription_version) return stale_quote();
  const auto done = change_terms(work, ask.id, quote.change, quote.created, quote.quote);
  if (!done) return done.error();
  Quote again;
  again.effective = *done;
  tell(again, work);
  if (!says_the_same(quote, again, subscription)) return stale_quote();
  return std::nullopt;
}

CustomerDecision
decide(const CustomerState& state, const PreviewSubscription& ask, const Context& context) {
  const auto found = asked_for(state, ask.id, context);
  if (!found) return refused(found.error());
  Quote quote;
  quote.change = change_of(ask);
  if (quote.change.empty() && ask.quote) {
    const auto earlier = state.billing.quotes.find(*ask.quote);
    if (earlier == state.billing.quotes.end() || earlier->second.subscription != ask.id) {
      return refused(not_found(QuoteId::what, ask.quote->text(), "quote"));
    }
    quote.change = earlier->second.change;
  }
  if (quote.change.empty()) {
    return refused(invalid(
      "price", "change_missing", "Give what is to change: price, quantity, items or coupon."
    ));
  }
  if (auto refusal = why_not(**found, SubscriptionAction::update)) return refused(*refusal);
  BillingWork work{state, context};
  const auto effective = change_terms(work, ask.id, quote.change, context.now, std::nullopt);
  if (!effective) return refused(effective.error());
  quote.quote = context.ids->next<QuoteId>();
  quote.customer = state.customer->id;
  quote.subscription = ask.id;
  quote.currency = (*found)->currency;
  quote.effective = *effective;
  tell(quote, work);
  quote.next_invoice = next_invoice(work, ask.id);
  quote.created = context.now;
  quote.expires_at = context.now + quote_lives;
  quote.subscription_version = (*found)->version;
  BillingWork promise{state, context};
  const Subject subject{"quote", quote.quote.text()};
  promise.happen(SubscriptionQuoted{std::move(quote)});
  return promise.decided(subject);
}

std::string render(const CustomerState& /*state*/, const Quote& it, Instant /*now*/) {
  return write_object("preview", it, {"subscriptionVersion", "spent"});
}

} // namespace portal
