#include "events/card_expiry.hpp"

#include <algorithm>

#include "events/customer_rules.hpp"

namespace portal {
namespace {

/// When the method is to be noted; nothing for one that was, that is not attached, or whose card had
/// expired before.
std::optional<Instant> due_of(const PaymentMethod& method) {
  const bool stands = method.customer && !method.detached_at &&
                      method.status != PaymentMethodStatus::processing &&
                      method.status != PaymentMethodStatus::failed;
  if (!stands || !method.card || method.expiry_noted_at) return std::nullopt;
  const auto end = expiry_of(*method.card);
  if (!end || *end <= method.created) return std::nullopt;
  return std::max(*end - card_expiry_notice, method.created);
}

} // namespace

std::optional<Instant> expiry_of(const Card& card) {
  using namespace std::chrono;
  const bool is_month = card.exp_month >= 1 && card.exp_month <= 12;
  if (!is_month || card.exp_year < 1970 || card.exp_year > 9998) return std::nullopt;
  const year_month last{
    year{static_cast<int>(card.exp_year)}, month{static_cast<unsigned>(card.exp_month)}};
  const sys_days end{(last + months{1}) / day{1}};
  return Instant{duration_cast<milliseconds>(end.time_since_epoch()).count()};
}

std::optional<Instant> cards_due(const CustomerState& state) {
  std::optional<Instant> first;
  for (const auto& [id, method] : state.payment_methods) {
    const auto due = due_of(method);
    if (due && (!first || *due < *first)) first = due;
  }
  return first;
}

CustomerDecision do_cards_due(const CustomerState& state, const Context& context) {
  for (const auto& [id, method] : state.payment_methods) {
    const auto due = due_of(method);
    if (!due || *due > context.now) continue;
    return this_happens(
      "payment_method", id.text(),
      PaymentMethodExpiring{id, state.customer->id, *expiry_of(*method.card)}
    );
  }
  return about("customer", state.customer->id.text());
}

void evolve(CustomerState& state, const PaymentMethodExpiring& event, const EventMeta& meta) {
  PaymentMethod* method = find_in(state.payment_methods, event.id);
  if (method == nullptr) return;
  method->expiry_noted_at = meta.effective_at;
  method->version = version_of(meta);
}

std::vector<Subject> touched(const PaymentMethodExpiring& event) {
  return {{"payment_method", event.id.text()}};
}

} // namespace portal
