#include "events/billing_rules.hpp"

namespace portal {
namespace {

template <class Map, class IdType>
auto found_in(const Map& objects, const IdType& id) -> Result<const typename Map::mapped_type*> {
  const auto at = objects.find(id);
  if (at == objects.end()) {
    return tl::unexpected<Refusal>(not_found(IdType::what, id.text(), "id"));
  }
  return &at->second;
}

} // namespace

CustomerDecision refused(Refusal refusal) { return tl::unexpected<Refusal>(std::move(refusal)); }

std::optional<Refusal> only_for_the_app(const Context& context, std::string_view action) {
  if (!context.origin.principal.is_customer()) return std::nullopt;
  return Refusal{
    RefusalKind::forbidden, "not_allowed_for_customers", "",
    "Customers may not " + std::string{action} + ". Use a secret key."};
}

std::optional<Refusal>
unattached(const CustomerState& state, const PaymentMethodId& id, std::string_view param) {
  if (find_payment_method(state, id) != nullptr) return std::nullopt;
  return not_found("payment method", id.text(), param);
}

Result<const Subscription*>
find_subscription(const CustomerState& state, const SubscriptionId& id) {
  return found_in(state.billing.subscriptions, id);
}

Result<const Invoice*> find_invoice(const CustomerState& state, const InvoiceId& id) {
  return found_in(state.billing.invoices, id);
}

Result<const Payment*> find_payment(const CustomerState& state, const PaymentId& id) {
  return found_in(state.billing.payments, id);
}

Result<const CreditGrant*> find_credit_grant(const CustomerState& state, const CreditGrantId& id) {
  return found_in(state.billing.credit_grants, id);
}

std::optional<Currency> billed_currency(const CustomerState& state) {
  if (state.customer->currency) return state.customer->currency;
  const auto& subscriptions = state.billing.subscriptions;
  if (!subscriptions.empty()) return subscriptions.begin()->second.currency;
  const auto& invoices = state.billing.invoices;
  if (!invoices.empty()) return invoices.begin()->second.currency;
  return std::nullopt;
}

} // namespace portal
