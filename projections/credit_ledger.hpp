#pragma once

// The double-entry ledger of a customer's credit, read from the log. Each movement debits one account
// and credits another by the same amount; the customer's balance is the sum of its entries, always.

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/credits.hpp"
#include "store/event_log.hpp"

namespace portal {

/// Where credit comes from and goes to. `customer_credit` is what the customer has.
enum class CreditAccount {
  customer_credit,
  promotional_grants,
  paid_grants,
  invoices,
  expired,
  voided
};

constexpr auto names_of(CreditAccount) {
  return std::to_array<std::string_view>(
    {"customer_credit", "promotional_grants", "paid_grants", "invoices", "expired", "voided"}
  );
}

enum class CreditMovementType { granted, applied, reinstated, expired, voided };

constexpr auto names_of(CreditMovementType) {
  return std::to_array<std::string_view>({"granted", "applied", "reinstated", "expired", "voided"});
}

/// One side of a movement: above zero, the account gains.
struct LedgerEntry {
  CreditAccount account = CreditAccount::customer_credit;
  std::int64_t amount = 0;
  bool operator==(const LedgerEntry&) const = default;
  static constexpr Fields fields{
    Field{"account", &LedgerEntry::account, "The account."},
    Field{"amount", &LedgerEntry::amount, "What it gains; below zero, what it gives."},
  };
};

/// A movement of credit. `balance` is the sum of all of the currency's until here.
struct CreditMovement {
  std::string position;
  CreditMovementType type = CreditMovementType::granted;
  Instant at;
  CreditGrantId grant;
  std::optional<InvoiceId> invoice;
  Currency currency;
  std::int64_t amount = 0;
  std::int64_t balance = 0;
  std::vector<LedgerEntry> entries;
  bool operator==(const CreditMovement&) const = default;
  static constexpr Fields fields{
    Field{"position", &CreditMovement::position, "Its place in the log."},
    Field{"type", &CreditMovement::type, "What happened."},
    Field{"at", &CreditMovement::at, "When."},
    Field{"grant", &CreditMovement::grant, "The credit grant."},
    Field{"invoice", &CreditMovement::invoice, "The invoice, where one is about it."},
    Field{"currency", &CreditMovement::currency, "The currency."},
    Field{"amount", &CreditMovement::amount, "What the customer gained; below zero: lost."},
    Field{"balance", &CreditMovement::balance, "What the customer had then, pending included."},
    Field{"entries", &CreditMovement::entries, "Both sides; they sum to 0."},
  };
};

/// The customer's movements up to `until`, oldest first.
Stored<std::vector<CreditMovement>>
credit_ledger(const EventLog& log, const std::string& stream, Position until);

} // namespace portal
