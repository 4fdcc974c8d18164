#pragma once

// Credits: grants of money that invoices use up before anything is charged. Every event is one
// movement with its signed amount, so that a grant's `remaining`, and the balance, are sums of
// them.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "events/customer_area.hpp"
#include "events/invoices_object.hpp"

namespace portal {

// -- objects
// ------------------------------------------------------------------------------------------

enum class CreditCategory { promotional, paid };

constexpr auto names_of(CreditCategory) {
  return std::to_array<std::string_view>({"promotional", "paid"});
}

/// Which invoice lines a grant may pay: those of a kind of usage, or those of some prices.
struct CreditScope {
  std::optional<UsageType> usage_type;
  std::optional<std::vector<PriceId>> prices;
  bool operator==(const CreditScope&) const = default;
  static constexpr Fields fields{
    Field{"usage_type", &CreditScope::usage_type, "Lines of metered prices, or of licensed ones."},
    Field{"prices", &CreditScope::prices, "Lines of these prices, 1 to 20."},
  };
};

struct CreditGrant {
  CreditGrantId id;
  CustomerId customer;
  std::int64_t amount = 0;
  Currency currency;
  CreditCategory category = CreditCategory::paid;
  std::int64_t priority = 50;
  std::optional<std::string> name;
  std::optional<Instant> effective_at;
  std::optional<Instant> expires_at;
  std::int64_t remaining = 0;
  std::optional<Instant> voided_at;
  Metadata metadata;
  Instant created;
  std::int64_t version = 0;
  std::optional<CreditScope> scope;
  bool operator==(const CreditGrant&) const = default;
  static constexpr Fields fields{
    Field{"id", &CreditGrant::id, "The grant's id."},
    Field{"customer", &CreditGrant::customer, "Whose it is."},
    Field{"amount", &CreditGrant::amount, "What was granted, in minor units."},
    Field{"currency", &CreditGrant::currency, "In which currency."},
    Field{"category", &CreditGrant::category, "Given away, or paid for."},
    Field{"priority", &CreditGrant::priority, "0 is used first, 100 last."},
    Field{"name", &CreditGrant::name, "What it is called."},
    Field{"effective_at", &CreditGrant::effective_at, "Not used before then."},
    Field{"expires_at", &CreditGrant::expires_at, "Not used from then on."},
    Field{"remaining", &CreditGrant::remaining, "What is left of it."},
    Field{"voided_at", &CreditGrant::voided_at, "When it was voided."},
    Field{"metadata", &CreditGrant::metadata, "The caller's own notes."},
    Field{"created", &CreditGrant::created, "When it was granted."},
    Field{"version", &CreditGrant::version, "Stream version of its latest event."},
    Field{"scope", &CreditGrant::scope, "The lines it may pay; all when absent."},
  };
};

/// What a customer has in one currency: to use now, and from later on.
struct CurrencyBalance {
  Currency currency;
  std::int64_t available = 0;
  std::int64_t pending = 0;
  bool operator==(const CurrencyBalance&) const = default;
  static constexpr Fields fields{
    Field{"currency", &CurrencyBalance::currency, "The currency."},
    Field{"available", &CurrencyBalance::available, "What the next invoice can use."},
    Field{"pending", &CurrencyBalance::pending, "What becomes usable later."},
  };
};

/// All of a customer's credit. `balance` is what is available when one currency is in use.
struct CreditBalance {
  std::optional<std::int64_t> balance;
  std::vector<CurrencyBalance> balances;
  std::vector<CreditGrant> grants;
  bool operator==(const CreditBalance&) const = default;
  static constexpr Fields fields{
    Field{"balance", &CreditBalance::balance, "What is available, when one currency is in use."},
    Field{"balances", &CreditBalance::balances, "By currency, in the order of their codes."},
    Field{"grants", &CreditBalance::grants, "Grants with something left, in the order of use."},
  };
};

// -- what may be asked for
// ----------------------------------------------------------------------------

struct GrantCredit {
  std::optional<CreditGrantId> id;
  std::int64_t amount = 0;
  Currency currency;
  std::optional<CreditCategory> category;
  std::optional<std::int64_t> priority;
  std::optional<std::string> name;
  std::optional<Instant> effective_at;
  std::optional<Instant> expires_at;
  Metadata metadata;
  std::optional<CreditScope> scope{};
  static constexpr std::string_view type = "credit_grant.create";
  static constexpr Fields fields{
    Field{"id", &GrantCredit::id, "An id of the caller's choice."},
    Field{"amount", &GrantCredit::amount, "How much, in minor units, above 0."},
    Field{"currency", &GrantCredit::currency, "In which currency."},
    Field{"category", &GrantCredit::category, "Given away or paid for; paid when left out."},
    Field{"priority", &GrantCredit::priority, "0 is used first, 100 last; 50 when left out."},
    Field{"name", &GrantCredit::name, "What it is called, up to 100 characters."},
    Field{"effective_at", &GrantCredit::effective_at, "Not used before then; now when left out."},
    Field{"expires_at", &GrantCredit::expires_at, "Not used from then on; never when left out."},
    Field{"metadata", &GrantCredit::metadata, "The caller's own notes."},
    Field{"scope", &GrantCredit::scope, "The invoice lines it may pay; all when left out."},
  };
};

struct VoidCreditGrant {
  CreditGrantId id;
  static constexpr std::string_view type = "credit_grant.void";
  static constexpr Fields fields{
    Field{"id", &VoidCreditGrant::id, "The grant to take back."},
  };
};

using CreditsCommand = std::variant<GrantCredit, VoidCreditGrant>;

// -- what has happened
// --------------------------------------------------------------------------------

struct CreditGranted {
  CreditGrant grant;
  bool operator==(const CreditGranted&) const = default;
  static constexpr std::string_view type = "credit.granted.v1";
  static constexpr Fields fields{
    Field{"grant", &CreditGranted::grant, "The grant; its amount is the movement."},
  };
};

/// Used on an invoice.
struct CreditApplied {
  CreditGrantId id;
  InvoiceId invoice;
  Currency currency;
  std::int64_t amount = 0;    ///< below zero
  std::int64_t remaining = 0; ///< of the grant, after it
  bool operator==(const CreditApplied&) const = default;
  static constexpr std::string_view type = "credit.applied.v1";
  static constexpr Fields fields{
    Field{"id", &CreditApplied::id, "The grant."},
    Field{"invoice", &CreditApplied::invoice, "The invoice it was used on."},
    Field{"currency", &CreditApplied::currency, "The currency."},
    Field{"amount", &CreditApplied::amount, "The movement, below zero."},
    Field{"remaining", &CreditApplied::remaining, "What is left of the grant."},
  };
};

/// Given back because the invoice it was used on was voided.
struct CreditReinstated {
  CreditGrantId id;
  InvoiceId invoice;
  Currency currency;
  std::int64_t amount = 0;
  std::int64_t remaining = 0;
  bool operator==(const CreditReinstated&) const = default;
  static constexpr std::string_view type = "credit.reinstated.v1";
  static constexpr Fields fields{
    Field{"id", &CreditReinstated::id, "The grant."},
    Field{"invoice", &CreditReinstated::invoice, "The invoice that was voided."},
    Field{"currency", &CreditReinstated::currency, "The currency."},
    Field{"amount", &CreditReinstated::amount, "The movement, above zero."},
    Field{"remaining", &CreditReinstated::remaining, "What is left of the grant."},
  };
};

/// What was left is gone because the grant's time is over.
struct CreditExpired {
  CreditGrantId id;
  Currency currency;
  std::int64_t amount = 0; ///< below zero
  bool operator==(const CreditExpired&) const = default;
  static constexpr std::string_view type = "credit.expired.v1";
  static constexpr Fields fields{
    Field{"id", &CreditExpired::id, "The grant."},
    Field{"currency", &CreditExpired::currency, "The currency."},
    Field{"amount", &CreditExpired::amount, "The movement, below zero."},
  };
};

/// What was left was taken back.
struct CreditVoided {
  CreditGrantId id;
  Currency currency;
  std::int64_t amount = 0; ///< below zero, or 0 when nothing was left
  Instant voided_at;
  bool operator==(const CreditVoided&) const = default;
  static constexpr std::string_view type = "credit.voided.v1";
  static constexpr Fields fields{
    Field{"id", &CreditVoided::id, "The grant."},
    Field{"currency", &CreditVoided::currency, "The currency."},
    Field{"amount", &CreditVoided::amount, "The movement, below zero, or 0."},
    Field{"voided_at", &CreditVoided::voided_at, "When."},
  };
};

using CreditsEvent =
  std::variant<CreditGranted, CreditApplied, CreditReinstated, CreditExpired, CreditVoided>;

// -- rules
// --------------------------------------------------------------------------------------------

CustomerDecision decide(const CustomerState&, const GrantCredit&, const Context&);
CustomerDecision decide(const CustomerState&, const VoidCreditGrant&, const Context&);

void evolve(CustomerState&, const CreditGranted&, const EventMeta&);
void evolve(CustomerState&, const CreditApplied&, const EventMeta&);
void evolve(CustomerState&, const CreditReinstated&, const EventMeta&);
void evolve(CustomerState&, const CreditExpired&, const EventMeta&);
void evolve(CustomerState&, const CreditVoided&, const EventMeta&);

std::vector<Subject> touched(const CreditGranted&);
std::vector<Subject> touched(const CreditApplied&);
std::vector<Subject> touched(const CreditReinstated&);
std::vector<Subject> touched(const CreditExpired&);
std::vector<Subject> touched(const CreditVoided&);

std::string render(const CustomerState&, const CreditGrant&, Instant now);

/// The order in which grants are used: by priority, earlier expiry, promotional before paid, older,
/// id.
bool used_before(const CreditGrant& left, const CreditGrant& right);

/// May the grant be used at `now`?
bool usable(const CreditGrant& grant, Instant now);

/// May the grant pay this line?
bool covers(const CreditGrant& grant, const InvoiceLine& line);

/// What the grants (of one customer) come to.
CreditBalance credit_balance(std::vector<CreditGrant> grants, Instant now);

} // namespace portal
