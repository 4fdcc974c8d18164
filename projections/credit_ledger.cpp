#include "projections/credit_ledger.hpp"

#include <map>

namespace portal {
namespace {

/// The account on the other side of the customer's.
CreditAccount counterpart(CreditMovementType type, CreditCategory category) {
  switch (type) {
  case CreditMovementType::granted:
    return category == CreditCategory::promotional ? CreditAccount::promotional_grants
                                                   : CreditAccount::paid_grants;
  case CreditMovementType::applied:
  case CreditMovementType::reinstated: return CreditAccount::invoices;
  case CreditMovementType::expired: return CreditAccount::expired;
  case CreditMovementType::voided: return CreditAccount::voided;
  }
  return CreditAccount::invoices;
}

/// Fills in what kind of event it is and what it moves; the fold adds the rest.
struct Reading {
  CreditMovement& made;
  CreditCategory category = CreditCategory::paid;

  void operator()(const CreditGranted& event) {
    made.type = CreditMovementType::granted;
    made.grant = event.grant.id;
    made.currency = event.grant.currency;
    made.amount = event.grant.amount;
    category = event.grant.category;
  }

  void operator()(const CreditApplied& event) {
    take(event, CreditMovementType::applied);
    made.invoice = event.invoice;
  }

  void operator()(const CreditReinstated& event) {
    take(event, CreditMovementType::reinstated);
    made.invoice = event.invoice;
  }

  void operator()(const CreditExpired& event) { take(event, CreditMovementType::expired); }

  void operator()(const CreditVoided& event) { take(event, CreditMovementType::voided); }

  template <class Event> void take(const Event& event, CreditMovementType type) {
    made.type = type;
    made.grant = event.id;
    made.currency = event.currency;
    made.amount = event.amount;
  }
};

} // namespace

Stored<std::vector<CreditMovement>>
credit_ledger(const EventLog& log, const std::string& stream, Position until) {
  std::vector<CreditMovement> movements;
  std::map<Currency, std::int64_t> balances;
  std::optional<Fault> trouble;
  const auto read = log.read_stream(stream, 1, [&](Position at, std::string_view stored) {
    if (at > until) return false;
    // Only the few events about credit are worth parsing.
    if (stored.find(R"("type":"credit.)") == std::string_view::npos) return true;
    const auto event = RecordedEvent::parse(std::string{stored});
    if (!event) {
      trouble = Fault{FaultKind::damaged, event.error().message};
      return false;
    }
    const auto moved = decode_variant<CreditsEvent>(event->head().type, event->data());
    if (!moved) return true; // the words stood in someone's data
    CreditMovement& made = movements.emplace_back();
    Reading reading{made};
    std::visit(reading, *moved);
    made.position = event->head().position;
    made.at = event->head().effective_at;
    made.balance = balances[made.currency] += made.amount;
    made.entries = {
      {CreditAccount::customer_credit, made.amount},
      {counterpart(made.type, reading.category), -made.amount}};
    return true;
  });
  if (trouble) return tl::unexpected<Fault>(*trouble);
  if (!read) return tl::unexpected<Fault>(read.error());
  return movements;
}

} // namespace portal
