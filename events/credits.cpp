#include "events/credits.hpp"

#include <algorithm>
#include <tuple>

#include "events/billing_amounts.hpp"
#include "events/billing_rules.hpp"
#include "events/billing_work.hpp"
#include "events/catalog.hpp"

namespace portal {
namespace {

constexpr std::int64_t priority_max = 100;
constexpr std::int64_t priority_usual = 50;

constexpr std::size_t scope_prices_max = 20;

std::optional<Refusal>
wrong_scope(const CreditScope& scope, Currency currency, const Catalog& catalog) {
  if (scope.usage_type.has_value() == scope.prices.has_value()) {
    return invalid("scope", "parameters_exclusive", "Give either usageType or prices.");
  }
  if (!scope.prices) return std::nullopt;
  if (scope.prices->empty() || scope.prices->size() > scope_prices_max) {
    return invalid("scope.prices", "parameter_out_of_range", "Name 1 to 20 prices.");
  }
  for (std::size_t at = 0; at < scope.prices->size(); ++at) {
    const PriceId& id = (*scope.prices)[at];
    const std::string path = at_index("scope.prices", at);
    const auto price = catalog.prices.find(id);
    if (price == catalog.prices.end()) return not_found("price", id.text(), path);
    if (price->second.currency != currency) {
      return invalid(
        path, "currency_mismatch", "The price is in another currency than the credit."
      );
    }
  }
  return std::nullopt;
}

std::optional<Refusal> wrong_grant(const GrantCredit& ask, Instant now) {
  if (auto refusal = check_range(ask.amount, 1, line_amount_max, "amount")) return refusal;
  if (ask.priority) {
    if (auto refusal = check_range(*ask.priority, 0, priority_max, "priority")) return refusal;
  }
  if (ask.name) {
    if (auto refusal = check_text(*ask.name, 100, "name")) return refusal;
  }
  const Instant from = std::max(ask.effective_at.value_or(now), now);
  if (ask.expires_at && *ask.expires_at <= from) {
    return invalid(
      "expiresAt", "parameter_invalid", "must be later than now and than effectiveAt."
    );
  }
  return std::nullopt;
}

} // namespace

CustomerDecision
decide(const CustomerState& state, const GrantCredit& ask, const Context& context) {
  if (auto refusal = only_for_the_app(context, "grant credit")) return refused(*refusal);
  if (auto refusal = wrong_grant(ask, context.now)) return refused(*refusal);
  if (ask.scope) {
    auto refusal = wrong_scope(*ask.scope, ask.currency, *context.catalog);
    if (refusal) return refused(*refusal);
  }
  CreditGrant grant;
  grant.id = ask.id ? *ask.id : context.ids->next<CreditGrantId>();
  grant.customer = state.customer->id;
  grant.amount = ask.amount;
  grant.currency = ask.currency;
  grant.category = ask.category.value_or(CreditCategory::paid);
  grant.priority = ask.priority.value_or(priority_usual);
  grant.name = ask.name;
  grant.effective_at = ask.effective_at;
  grant.expires_at = ask.expires_at;
  grant.remaining = ask.amount;
  grant.metadata = ask.metadata;
  grant.scope = ask.scope;
  grant.created = context.now;
  BillingWork work{state, context};
  const Subject subject{"credit_grant", grant.id.text()};
  work.happen(CreditGranted{std::move(grant)});
  return work.decided(subject);
}

CustomerDecision
decide(const CustomerState& state, const VoidCreditGrant& ask, const Context& context) {
  if (auto refusal = only_for_the_app(context, "void credit")) return refused(*refusal);
  const auto found = find_credit_grant(state, ask.id);
  if (!found) return refused(found.error());
  const CreditGrant& grant = **found;
  if (auto refusal = stale(context, grant.version)) return refused(*refusal);
  if (grant.voided_at) {
    return refused(
      {RefusalKind::conflict, "credit_grant_already_voided", "", "The grant is void already."}
    );
  }
  if (grant.expires_at && *grant.expires_at <= context.now) {
    return refused(
      {RefusalKind::conflict, "credit_grant_expired", "",
       "The grant has expired: there is nothing to take back."}
    );
  }
  BillingWork work{state, context};
  work.happen(CreditVoided{ask.id, grant.currency, -grant.remaining, context.now});
  return work.decided({"credit_grant", ask.id.text()});
}

std::string render(const CustomerState& /*state*/, const CreditGrant& it, Instant /*now*/) {
  return write_object("credit_grant", it);
}

bool used_before(const CreditGrant& left, const CreditGrant& right) {
  static constexpr Instant never{INT64_MAX};
  const auto rank = [](const CreditGrant& grant) {
    return std::tuple{
      grant.priority, grant.expires_at.value_or(never), grant.category,
      grant.effective_at.value_or(grant.created), grant.created};
  };
  const auto one = rank(left);
  const auto other = rank(right);
  return one != other ? one < other : left.id < right.id;
}

bool usable(const CreditGrant& grant, Instant now) {
  return grant.remaining > 0 && !grant.voided_at && grant.effective_at.value_or(now) <= now &&
         (!grant.expires_at || *grant.expires_at > now);
}

bool covers(const CreditGrant& grant, const InvoiceLine& line) {
  if (!grant.scope) return true;
  const CreditScope& scope = *grant.scope;
  if (scope.usage_type) {
    const bool metered = line.usage.has_value();
    return line.price && metered == (*scope.usage_type == UsageType::metered);
  }
  const auto& prices = *scope.prices;
  return line.price && std::find(prices.begin(), prices.end(), *line.price) != prices.end();
}

CreditBalance credit_balance(std::vector<CreditGrant> grants, Instant now) {
  std::erase_if(grants, [&](const CreditGrant& grant) {
    const bool over = grant.expires_at && *grant.expires_at <= now;
    return grant.remaining <= 0 || grant.voided_at || over;
  });
  std::sort(grants.begin(), grants.end(), used_before);
  std::map<Currency, CurrencyBalance> by_currency;
  for (const CreditGrant& grant : grants) {
    CurrencyBalance& balance = by_currency[grant.currency];
    balance.currency = grant.currency;
    (usable(grant, now) ? balance.available : balance.pending) += grant.remaining;
  }
  CreditBalance made;
  for (const auto& [currency, balance] : by_currency) made.balances.push_back(balance);
  if (made.balances.empty()) made.balance = 0;
  if (made.balances.size() == 1) made.balance = made.balances.front().available;
  made.grants = std::move(grants);
  return made;
}

} // namespace portal
