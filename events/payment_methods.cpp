#include "events/payment_methods.hpp"

#include <algorithm>
#include <chrono>

#include "events/customer_rules.hpp"
#include "events/invoice_prefix.hpp"
#include "events/sandbox.hpp"

namespace portal {
namespace {

constexpr std::size_t methods_max = 50;

struct YearMonth {
  std::int64_t year = 0;
  std::int64_t month = 0;
  auto operator<=>(const YearMonth&) const = default;
};

YearMonth month_of(Instant at) {
  const auto days = std::chrono::floor<std::chrono::days>(
    std::chrono::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{at.ms}}
  );
  const std::chrono::year_month_day date{days};
  return {static_cast<int>(date.year()), static_cast<unsigned>(date.month())};
}

/// A card of the sandbox and when it expires.
struct Found {
  const SandboxCard* card = nullptr;
  YearMonth expires;
};

Result<Found> by_token(const std::string& token, Instant now) {
  const SandboxCard* card = sandbox_card_by_token(token);
  if (card == nullptr) {
    return refuse(
      RefusalKind::invalid, "token_unknown", "token",
      "The sandbox does not know this token. Use a test token such as pm_card_visa."
    );
  }
  return Found{card, {month_of(now).year + 3, 12}};
}

/// The digits of a card number as people type it; empty when there is anything else in it.
std::string digits_of(std::string_view number) {
  std::string digits;
  for (const char c : number) {
    if (c == ' ' || c == '-') continue;
    if (c < '0' || c > '9') return {};
    digits += c;
  }
  return digits.size() >= 12 && digits.size() <= 19 ? digits : std::string{};
}

Check check_card(const CardDetails& ask, const SandboxCard& card, Instant now) {
  if (auto fault = check_range(ask.exp_month, 1, 12, "card.expMonth")) return fault;
  const YearMonth today = month_of(now);
  if (auto fault = check_range(ask.exp_year, 2000, today.year + 50, "card.expYear")) return fault;
  if (YearMonth{ask.exp_year, ask.exp_month} < today) {
    return invalid("card.expYear", "expired_card", "The card has expired. Use another one.");
  }
  const std::size_t wanted = card.brand == "amex" ? 4 : 3;
  const bool fine = !ask.cvc || (ask.cvc->size() == wanted &&
                                 ask.cvc->find_first_not_of("0123456789") == std::string::npos);
  if (fine) return std::nullopt;
  return invalid(
    "card.cvc", "invalid_cvc",
    "\"card.cvc\" must be the card's " + std::to_string(wanted) + " digits."
  );
}

/// No message repeats the number: refusals are kept for the auditor.
Result<Found> by_number(const CardDetails& ask, Instant now) {
  const std::string digits = digits_of(ask.number);
  if (digits.empty() || !passes_luhn(digits)) {
    return refuse(
      RefusalKind::invalid, "incorrect_number", "card.number",
      "\"card.number\" is no card number: 12 to 19 digits whose last one checks the others."
    );
  }
  const SandboxCard* card = sandbox_card_by_number(digits);
  if (card == nullptr) {
    return refuse(
      RefusalKind::invalid, "card_not_for_testing", "card.number",
      "The sandbox takes test cards alone, such as 4242 4242 4242 4242. Never send it a real one."
    );
  }
  if (auto fault = check_card(ask, *card, now)) return tl::unexpected<Refusal>(std::move(*fault));
  return Found{card, {ask.exp_year, ask.exp_month}};
}

Result<Found> find_card(const AttachPaymentMethod& ask, Instant now) {
  if (ask.token.has_value() == ask.card.has_value()) {
    return refuse(
      RefusalKind::invalid, ask.token ? "parameters_conflict" : "parameter_missing", "token",
      "Say which card with exactly one of \"token\" and \"card\"."
    );
  }
  auto found = ask.token ? by_token(*ask.token, now) : by_number(*ask.card, now);
  if (!found || found->card->attach_code.empty()) return found;
  return refuse(
    RefusalKind::payment, std::string{found->card->attach_code},
    ask.token ? "token" : "card.number",
    std::string{found->card->attach_message} + " It was not attached."
  );
}

Card shown(const Found& found) {
  const std::string_view number = found.card->number;
  return {
    std::string{found.card->brand}, std::string{number.substr(number.size() - 4)},
    found.expires.month, found.expires.year, short_name_for(number)};
}

/// A method of the sandbox whose bank asks can be charged: each charge then asks.
bool is_chargeable(const PaymentMethod& method) {
  if (method.detached_at) return false;
  if (method.status == PaymentMethodStatus::ready) return true;
  return method.status == PaymentMethodStatus::requires_action && method.gateway == sandbox_name;
}

std::vector<const PaymentMethod*> attached(const CustomerState& state) {
  std::vector<const PaymentMethod*> methods;
  for (const auto& [id, method] : state.payment_methods) {
    if (is_chargeable(method)) methods.push_back(&method);
  }
  return methods;
}

Check too_many(const CustomerState& state) {
  if (attached(state).size() < methods_max) return std::nullopt;
  return Refusal{
    RefusalKind::conflict, "payment_methods_full", "",
    "A customer has at most 50 payment methods. Detach one first."};
}

Check check_new(
  const CustomerState& state, const AttachPaymentMethod& ask, const Context& context
) {
  if (auto fault = feature_refusal(state, context, PortalFeature::payment_method_update))
    return fault;
  if (ask.id && state.payment_methods.contains(*ask.id)) {
    return already_exists(PaymentMethodId::what, ask.id->text());
  }
  return too_many(state);
}

/// The attached method that takes over when the default leaves: the latest one.
std::optional<PaymentMethodId>
successor(const CustomerState& state, const PaymentMethodId& leaving) {
  const PaymentMethod* latest_one = nullptr;
  for (const PaymentMethod* method : attached(state)) {
    if (method->id == leaving) continue;
    if (latest_one == nullptr || method->created >= latest_one->created) latest_one = method;
  }
  return latest_one == nullptr ? std::nullopt : std::optional{latest_one->id};
}

Check check_in_use(const CustomerState& state, const PaymentMethodId& id) {
  const auto renewing = renewing_subscriptions(state);
  if (renewing.empty() || successor(state, id)) return std::nullopt;
  return Refusal{
    RefusalKind::conflict, "payment_method_in_use", "id",
    "This is the last payment method, and the subscription \"" + renewing.front().id.text() +
      "\" will renew with it. Attach another one, or cancel the subscription first."};
}

Refusal being_set_up() {
  return {
    RefusalKind::conflict, "payment_method_processing", "id",
    "The gateway is being asked about this payment method. Wait for its answer."};
}

/// Why the method cannot be charged yet.
Refusal not_ready(const PaymentMethod& method) {
  if (method.status == PaymentMethodStatus::processing) return being_set_up();
  return {
    RefusalKind::conflict, "payment_method_not_ready", "id",
    "The payment method is " + std::string{name_of(method.status)} +
      (method.status == PaymentMethodStatus::failed ? ": attach another one."
                                                    : ": its holder must authenticate it first.")};
}

/// The event comes before the gateway is asked; its answer comes back as SettleSetup.
CustomerDecision
start_setup(const CustomerState& state, const AttachPaymentMethod& ask, const Context& context) {
  if (ask.card) {
    return refused(
      {RefusalKind::invalid, "card_not_accepted", "card",
       "Card fields are the sandbox's alone. Make a token with " + std::string{context.gateway} +
         "'s own form and send it as \"token\"."}
    );
  }
  const std::string token = ask.token.value_or("");
  const bool fine = token.starts_with("pm_") && is_id_suffix(token.substr(3));
  if (!fine) {
    return refused(
      {RefusalKind::invalid, ask.token ? "token_unknown" : "parameter_missing", "token",
       "\"token\" must be " + std::string{context.gateway} +
         "'s name for a payment method, such as "
         "pm_1AbC."}
    );
  }
  const PaymentMethodId id = ask.id ? *ask.id : context.ids->next<PaymentMethodId>();
  return this_happens(
    "payment_method", id.text(),
    PaymentMethodSetupStarted{
      id, state.customer->id, std::string{context.gateway}, token, ask.metadata,
      ask.set_as_default.value_or(false)}
  );
}

} // namespace

const PaymentMethod* find_payment_method(const CustomerState& state, const PaymentMethodId& id) {
  const PaymentMethod* method = find_in(state.payment_methods, id);
  return method == nullptr || !is_chargeable(*method) ? nullptr : method;
}

const PaymentMethod* default_payment_method(const CustomerState& state) {
  if (!state.customer || !state.customer->default_payment_method) return nullptr;
  return find_payment_method(state, *state.customer->default_payment_method);
}

CustomerDecision
decide(const CustomerState& state, const AttachPaymentMethod& ask, const Context& context) {
  if (auto fault = check_new(state, ask, context)) return refused(std::move(*fault));
  if (context.gateway != sandbox_name) return start_setup(state, ask, context);
  const auto found = find_card(ask, context.now);
  if (!found) return refused(found.error());
  const CustomerId& customer = state.customer->id;
  const PaymentMethodId id = ask.id ? *ask.id : context.ids->next<PaymentMethodId>();
  auto decided = about("payment_method", id.text());
  decided.events.emplace_back(PaymentMethodAttached{
    id,
    customer,
    PaymentMethodType::card,
    shown(*found),
    std::string{sandbox_name},
    std::string{found->card->token},
    ask.metadata,
    {}});
  const auto& standing = state.customer->default_payment_method;
  if (!standing || ask.set_as_default.value_or(false)) {
    decided.events.emplace_back(DefaultPaymentMethodChanged{customer, id, standing});
  }
  if (found->card->asks_on_setup) {
    decided.events.emplace_back(PaymentMethodActionRequired{id, customer, {}, {}, {}});
  }
  return decided;
}

CustomerDecision
decide(const CustomerState& state, const DetachPaymentMethod& ask, const Context& context) {
  const PaymentMethod* method = find_in(state.payment_methods, ask.id);
  if (method == nullptr || method->detached_at) {
    return refused(not_found(PaymentMethodId::what, ask.id.text(), "id"));
  }
  if (auto fault = feature_refusal(state, context, PortalFeature::payment_method_update)) {
    return refused(std::move(*fault));
  }
  if (auto moved = stale(context, method->version)) return refused(std::move(*moved));
  if (method->status == PaymentMethodStatus::processing) return refused(being_set_up());
  if (is_chargeable(*method)) {
    if (auto fault = check_in_use(state, ask.id)) return refused(std::move(*fault));
  }
  auto decided = about("payment_method", ask.id.text());
  if (state.customer->default_payment_method == ask.id) {
    decided.events.emplace_back(DefaultPaymentMethodChanged{
      state.customer->id, successor(state, ask.id), ask.id});
  }
  PaymentMethodDetached detached{ask.id, state.customer->id, {}};
  if (method->gateway != sandbox_name) detached.gateway = method->gateway;
  decided.events.emplace_back(std::move(detached));
  return decided;
}

CustomerDecision
decide(const CustomerState& state, const ReattachPaymentMethod& ask, const Context& context) {
  const PaymentMethod* method = find_in(state.payment_methods, ask.id);
  if (method == nullptr) return refused(not_found(PaymentMethodId::what, ask.id.text(), "id"));
  if (auto fault = feature_refusal(state, context, PortalFeature::payment_method_update)) {
    return refused(std::move(*fault));
  }
  if (auto moved = stale(context, method->version)) return refused(std::move(*moved));
  auto decided = about("payment_method", ask.id.text());
  if (!method->detached_at) return decided;
  if (method->gateway != sandbox_name) {
    return refused(
      {RefusalKind::conflict, "payment_method_detached", "id",
       "What was detached at " + method->gateway +
         " cannot be attached again. Attach a new one, with a token of its own."}
    );
  }
  if (auto full = too_many(state)) return refused(std::move(*full));
  decided.events.emplace_back(PaymentMethodAttached{
    method->id, state.customer->id, method->type, method->card, method->gateway,
    method->gateway_reference, method->metadata, method->gateway_customer});
  if (!state.customer->default_payment_method) {
    decided.events.emplace_back(DefaultPaymentMethodChanged{state.customer->id, ask.id, {}});
  }
  return decided;
}

CustomerDecision
decide(const CustomerState& state, const SetDefaultPaymentMethod& ask, const Context& context) {
  const PaymentMethod* method = find_in(state.payment_methods, ask.id);
  if (method == nullptr || method->detached_at) {
    return refused(not_found(PaymentMethodId::what, ask.id.text(), "id"));
  }
  if (auto fault = feature_refusal(state, context, PortalFeature::payment_method_update)) {
    return refused(std::move(*fault));
  }
  if (auto moved = stale(context, method->version)) return refused(std::move(*moved));
  if (!is_chargeable(*method)) return refused(not_ready(*method));
  auto decided = about("payment_method", ask.id.text());
  const auto& standing = state.customer->default_payment_method;
  if (standing != ask.id) {
    decided.events.emplace_back(DefaultPaymentMethodChanged{state.customer->id, ask.id, standing});
  }
  return decided;
}

std::string render(const CustomerState& /*state*/, const PaymentMethod& method, Instant /*now*/) {
  return write_object(
    "payment_method", method,
    {"gatewayReference", "setupReference", "gatewayCustomer", "wantsDefault"}
  );
}

} // namespace portal
