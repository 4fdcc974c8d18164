#include "events/offer_preview.hpp"

#include "events/billing_rules.hpp"
#include "events/cancellation_offers.hpp"
#include "events/customer_rules.hpp"
#include "events/json.hpp"

namespace portal {

namespace {

tl::unexpected<Refusal> conflict(std::string code, std::string why) {
  return tl::unexpected<Refusal>(Refusal{
    RefusalKind::conflict, std::move(code), "offer", std::move(why)});
}

/// The house gives, so the house asks: what binds the customer does not bind it.
Context by_the_house(const Context& context, Instant now) {
  Context house = context;
  house.now = now;
  house.origin.principal = {PrincipalKind::system, "retention"};
  house.if_version.reset();
  return house;
}

void fold(CustomerState& state, const std::vector<CustomerEvent>& events, Instant now) {
  for (const CustomerEvent& event : events) evolve(state, event, EventMeta{0, now});
}

std::optional<NextInvoice>
upcoming(const CustomerState& state, const SubscriptionId& id, const Context& house) {
  const auto decided = decide(state, PreviewUpcomingInvoice{id}, house);
  if (!decided) return std::nullopt;
  const auto invoice = read_text<UpcomingInvoice>(decided->subject.id, Strictness::lenient);
  if (!invoice) return std::nullopt;
  return NextInvoice{invoice->date, invoice->total, invoice->amount_due};
}

/// A pause ends by itself; the invoice after it comes when what was left of the period is over.
std::optional<NextInvoice>
after_pause(CustomerState state, const SubscriptionId& id, Instant resumes, const Context& house) {
  const Context then = by_the_house(house, resumes);
  const auto resumed = decide(state, ResumeSubscription{id}, then);
  if (!resumed) return std::nullopt;
  fold(state, resumed->events, resumes);
  return upcoming(state, id, then);
}

/// A change of plan is what its quote says.
std::optional<Refusal> quote_plan(
  const CustomerState& state, const PriceId& price, const Context& house, OfferPreview& made
) {
  PreviewSubscription ask;
  ask.id = made.subscription;
  ask.price = price;
  const auto decided = decide(state, ask, house);
  if (!decided) return decided.error();
  for (const CustomerEvent& event : decided->events) {
    const auto* quoted = get_if<SubscriptionQuoted>(&event);
    if (quoted == nullptr) continue;
    made.effective = quoted->quote.effective;
    made.due_now = quoted->quote.due_now;
    made.lines = quoted->quote.lines;
    made.next_invoice = quoted->quote.next_invoice;
  }
  return std::nullopt;
}

} // namespace

Result<OfferPreview> preview_offer(
  const CustomerState& state, const CancellationId& cancellation, const Context& context
) {
  const Cancellation* story = find_in(state.cancellations, cancellation);
  const CancellationOffer* offer = story == nullptr ? nullptr : story->standing_offer();
  if (offer == nullptr) return conflict("offer_not_shown", "No offer waits for an answer here.");
  if (offer->expires_at && *offer->expires_at <= context.now) {
    return conflict("offer_expired", "The offer stood until " + to_text(*offer->expires_at) + ".");
  }
  const auto found = find_subscription(state, story->subscription);
  if (!found) return tl::unexpected<Refusal>(found.error());
  const Context house = by_the_house(context, context.now);
  const auto gift = give_offer(state, **found, offer->terms, house);
  if (!gift) return tl::unexpected<Refusal>(gift.error());
  CustomerState after = state;
  fold(after, gift->events, house.now);
  const Subscription& is = *find_in(after.billing.subscriptions, story->subscription);

  OfferPreview made;
  made.cancellation = cancellation;
  made.customer = story->customer;
  made.subscription = story->subscription;
  made.offer = offer->offer;
  made.type = offer->terms.type;
  made.currency = is.currency;
  made.items = is.pending_change ? is.pending_change->items : is.items;
  made.otherwise = upcoming(state, is.id, house);
  switch (offer->terms.type) {
  case OfferType::plan:
    if (auto refusal = quote_plan(state, *offer->terms.price, house, made)) {
      return tl::unexpected<Refusal>(std::move(*refusal));
    }
    break;
  case OfferType::pause:
    if (is.pause) made.until = is.pause->resumes_at;
    if (made.until) made.next_invoice = after_pause(after, is.id, *made.until, house);
    break;
  case OfferType::discount:
    if (is.discount) made.until = is.discount->ends_at;
    made.next_invoice = upcoming(after, is.id, house);
    break;
  case OfferType::credit: made.next_invoice = upcoming(after, is.id, house); break;
  }
  return made;
}

std::optional<Refusal>
costs_otherwise(const CustomerState& state, const AcceptOffer& ask, const Context& context) {
  if (!ask.amount) return std::nullopt;
  const auto preview = preview_offer(state, ask.id, context);
  if (!preview) return preview.error();
  const std::int64_t due = preview->due_now.total;
  if (due == *ask.amount) return std::nullopt;
  return Refusal{
    RefusalKind::conflict, "quote_stale", "amount",
    "Now " + std::to_string(due) + " would be due, not " + std::to_string(*ask.amount) +
      ". Preview the offer again."};
}

CustomerDecision
decide(const CustomerState& state, const PreviewOffer& ask, const Context& context) {
  const Cancellation* story = find_in(state.cancellations, ask.id);
  if (story == nullptr || session_scope_refusal(state, context, story->subscription)) {
    return refused(not_found(CancellationId::what, ask.id.text(), ""));
  }
  if (auto refusal = feature_refusal(state, context, PortalFeature::subscription_cancel)) {
    return refused(std::move(*refusal));
  }
  const auto preview = preview_offer(state, ask.id, context);
  if (!preview) return refused(preview.error());
  return Decided<CustomerEvent>{{}, {"offer_preview", write_object("offer_preview", *preview)}};
}

} // namespace portal
