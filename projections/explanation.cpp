// Three walks over the customer's stream: the events that name the invoice; those that its credits and
// items come from; and the usage that its metered lines bill.
#include "projections/explanation.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include "events/billing_usage.hpp"
#include "events/customer.hpp"
#include "events/usage.hpp"

namespace portal {
namespace {

constexpr std::size_t usage_events_max = 10'000;

std::string quoted(const std::string& id) { return '"' + id + '"'; }

/// `3 × 20.5 + 5 × 10 + 500`: what tiers added up to.
std::string sum_of(const std::vector<TierShare>& tiers) {
  std::string sum;
  for (const TierShare& share : tiers) {
    if (!sum.empty()) sum += " + ";
    sum += share.quantity.text() + " × " + share.unit_amount.value_or(Decimal{}).text();
    if (share.flat_amount) sum += " + " + std::to_string(*share.flat_amount);
  }
  return sum.empty() ? "0" : sum;
}

/// What the line's whole quantity or usage costs.
std::string
price_formula(const InvoiceLine& line, const std::vector<TierShare>& tiers, Decimal of) {
  if (!tiers.empty() || !line.unit_amount) return "round(" + sum_of(tiers) + ")";
  return "round(" + of.text() + " × " + line.unit_amount->text() + ")";
}

std::string formula_of(const InvoiceLine& line) {
  const std::string amount = " = " + std::to_string(line.amount);
  if (line.proration_basis) {
    const ProrationBasis& basis = *line.proration_basis;
    return "round(" + std::to_string(basis.full_amount) + " × " +
           std::to_string(basis.remaining_seconds) + " / " + std::to_string(basis.period_seconds) +
           ")" + amount;
  }
  if (line.usage) {
    const LineUsage& usage = *line.usage;
    std::string formula = price_formula(line, line.tiers, usage.value);
    if (usage.billed_value) {
      static const std::vector<TierShare> none;
      const auto& tiers = usage.billed_tiers ? *usage.billed_tiers : none;
      formula += " − " + price_formula(line, tiers, *usage.billed_value);
    }
    return formula + amount;
  }
  const bool priced = line.unit_amount || !line.tiers.empty();
  if (!priced) return "as given" + amount;
  const Decimal quantity = Decimal::from_integer(line.quantity.value_or(1));
  return price_formula(line, line.tiers, quantity) + amount;
}

ExplainedLine explained(const InvoiceLine& line) {
  ExplainedLine made;
  made.line = line;
  made.formula = formula_of(line);
  for (const LineDiscount& discount : line.discounts) made.discount_total += discount.amount;
  for (const LineTax& tax : line.taxes) made.tax_on_top += tax.inclusive ? 0 : tax.amount;
  made.charge = line.amount - made.discount_total + made.tax_on_top;
  return made;
}

class Walk {
 public:
  Walk(const EventLog& log, const std::string& stream, const InvoiceId& invoice, Position until)
      : log_(log), stream_(stream), until_(until) {
    made_.invoice = invoice;
  }

  Stored<std::optional<InvoiceExplanation>> go() {
    auto walked = find_invoice_events();
    if (walked && found_) walked = find_origins();
    if (walked && found_) walked = find_usage();
    if (!walked) return tl::unexpected<Fault>(walked.error());
    if (!found_) return std::optional<InvoiceExplanation>{};
    for (const ExplainedLine& line : made_.lines) made_.tax_on_top += line.tax_on_top;
    return std::optional{std::move(made_)};
  }

 private:
  /// Calls `take(event)` for the stream's events from `from` to `to` that `wanted` by their bytes.
  template <class Wanted, class Take>
  Stored<void> each(Version from, Version to, Wanted&& wanted, Take&& take) const {
    std::optional<Fault> trouble;
    Version version = from;
    auto read = log_.read_stream(stream_, from, [&](Position at, std::string_view stored) {
      if (at > until_ || version++ > to) return false;
      if (!wanted(stored)) return true;
      const auto event = RecordedEvent::parse(std::string{stored});
      if (!event) {
        trouble = Fault{FaultKind::damaged, event.error().message};
        return false;
      }
      take(*event);
      return true;
    });
    if (trouble) return tl::unexpected<Fault>(*trouble);
    return read;
  }

  static constexpr Version all = std::numeric_limits<Version>::max();

  Stored<void> find_invoice_events() {
    const std::string id = quoted(made_.invoice.text());
    return each(
      1, all, [&](std::string_view stored) { return stored.find(id) != std::string_view::npos; },
      [&](const RecordedEvent& event) { take_invoice_event(event); }
    );
  }

  void take_invoice_event(const RecordedEvent& event) {
    const auto decoded = decode_variant<BillingEvent>(event.head().type, event.data());
    if (!decoded) return; // not about billing: an action on it, say
    const std::string& position = event.head().position;
    const bool about = std::visit([&](const auto& one) { return take(one, position); }, *decoded);
    if (!about) return;
    made_.events.push_back(
      {position, event.head().version, event.head().type, event.head().effective_at}
    );
  }

  bool take(const InvoiceCreated& event, const std::string& /*position*/) {
    if (event.invoice.id != made_.invoice) return false;
    found_ = true;
    made_.customer = event.invoice.customer;
    made_.currency = event.invoice.currency;
    made_.amount_due = event.invoice.amount_due;
    take_totals(event.invoice);
    return true;
  }

  bool take(const InvoiceDraftChanged& event, const std::string& /*position*/) {
    if (event.id != made_.invoice) return false;
    made_.amount_due = std::max<std::int64_t>(event.total, 0);
    take_totals(event);
    return true;
  }

  bool take(const InvoiceDeleted& event, const std::string& /*position*/) {
    if (event.id == made_.invoice) found_ = false;
    return event.id == made_.invoice;
  }

  bool take(const InvoiceFinalized& event, const std::string& /*position*/) {
    if (event.id != made_.invoice) return false;
    made_.number = event.number;
    made_.credits_applied = event.credits_applied;
    made_.balance_applied = event.balance_applied;
    made_.amount_due = event.amount_due;
    return true;
  }

  bool take(const CreditApplied& event, const std::string& position) {
    if (event.invoice != made_.invoice) return false;
    ExplainedCredit credit;
    credit.grant = event.id;
    credit.amount = -event.amount;
    credit.remaining_before = event.remaining - event.amount;
    credit.remaining_after = event.remaining;
    credit.applied_at = position;
    made_.credits.push_back(std::move(credit));
    return true;
  }

  bool take(const CreditReinstated& event, const std::string& position) {
    if (event.invoice != made_.invoice) return false;
    for (ExplainedCredit& credit : made_.credits) {
      if (credit.grant == event.id) credit.reinstated_at = position;
    }
    return true;
  }

  bool take(const BalanceChanged& event, const std::string& position) {
    if (event.invoice != made_.invoice) return false;
    made_.balance.push_back({event.balance - event.amount, event.amount, event.balance, position});
    return true;
  }

  bool take(const PaymentStarted& event, const std::string& /*position*/) {
    return event.payment.invoice == made_.invoice;
  }

  /// Others are about it when they name it.
  template <class Event> bool take(const Event& event, const std::string& /*position*/) {
    if constexpr (requires { event.invoice == made_.invoice; }) {
      return event.invoice == made_.invoice;
    } else if constexpr (requires { event.id == made_.invoice; }) {
      return event.id == made_.invoice;
    } else {
      return false;
    }
  }

  template <class Totals> void take_totals(const Totals& totals) {
    made_.lines.clear();
    for (const InvoiceLine& line : totals.lines) made_.lines.push_back(explained(line));
    made_.subtotal = totals.subtotal;
    made_.discount_total = totals.discount_total;
    made_.tax_total = totals.tax_total;
    made_.total = totals.total;
  }

  /// The grants behind the credits, and the events that the subscription's items come from.
  Stored<void> find_origins() {
    std::map<std::string, std::vector<ExplainedLine*>> by_item;
    for (ExplainedLine& line : made_.lines) {
      if (line.line.subscription_item) {
        by_item[quoted(line.line.subscription_item->text())].push_back(&line);
      }
    }
    if (by_item.empty() && made_.credits.empty()) return {};
    return each(
      1, all,
      [&](std::string_view stored) {
        if (stored.find(R"("type":"credit.granted.)") != std::string_view::npos) return true;
        return std::any_of(by_item.begin(), by_item.end(), [&](const auto& item) {
          const bool named = stored.find(item.first) != std::string_view::npos;
          return named && !item.second.front()->agreed_at;
        });
      },
      [&](const RecordedEvent& event) {
        take_grant(event);
        for (auto& [item, lines] : by_item) {
          if (lines.front()->agreed_at) continue;
          if (event.stored().find(item) == std::string::npos) continue;
          for (ExplainedLine* line : lines) line->agreed_at = event.head().position;
        }
      }
    );
  }

  void take_grant(const RecordedEvent& event) {
    if (event.head().type != CreditGranted::type) return;
    const auto granted = read_message<CreditGranted>(event.data(), Strictness::lenient);
    if (!granted) return;
    for (ExplainedCredit& credit : made_.credits) {
      if (credit.grant != granted->grant.id) continue;
      credit.priority = granted->grant.priority;
      credit.category = granted->grant.category;
      credit.expires_at = granted->grant.expires_at;
      credit.scope = granted->grant.scope;
      credit.granted_at = event.head().position;
    }
  }

  /// One walk for all lines. The subscriptions are folded beside it: an event was counted by how they were when
  /// it came.
  Stored<void> find_usage() {
    Version first = all;
    Version last = 0;
    for (const ExplainedLine& line : made_.lines) {
      if (!bills_events(line)) continue;
      first = std::min(first, first_version(line));
      last = std::max(last, static_cast<Version>(*line.line.usage->to_version));
    }
    if (last == 0) return {};
    CustomerState state;
    Version version = 0;
    return each(
      1, last,
      [&](std::string_view stored) {
        if (stored.find(R"("type":"subscription.)") != std::string_view::npos) return ++version > 0;
        return ++version >= first &&
               stored.find(R"("type":"usage.recorded.)") != std::string_view::npos;
      },
      [&](const RecordedEvent& event) {
        if (event.head().type != UsageRecorded::type) return fold(state, event);
        const auto recorded = read_message<UsageRecorded>(event.data(), Strictness::lenient);
        if (!recorded) return;
        for (ExplainedLine& line : made_.lines) {
          if (bills_events(line)) take_usage(state, line, event, *recorded);
        }
      }
    );
  }

  static bool bills_events(const ExplainedLine& line) {
    return line.line.usage && line.line.usage->to_version;
  }

  /// A late line shows what the period was billed for before, too.
  static Version first_version(const ExplainedLine& line) {
    const LineUsage& usage = *line.line.usage;
    const std::int64_t own = usage.from_version.value_or(0);
    const bool late = line.line.late.value_or(false);
    return static_cast<Version>(late ? usage.billed_from_version.value_or(own) : own);
  }

  static void take_usage(
    const CustomerState& state, ExplainedLine& line, const RecordedEvent& event,
    const UsageRecorded& recorded
  ) {
    const LineUsage& usage = *line.line.usage;
    const auto version = static_cast<Version>(event.head().version);
    const bool late = line.line.late.value_or(false);
    const Period& period = line.line.period;
    if (version < first_version(line) || version > static_cast<Version>(*usage.to_version)) return;
    // What is of a period that is billed belongs to it; the open one takes what follows too.
    if (recorded.time < period.start || (late && recorded.time >= period.end)) return;
    if (!is_counted(state, line.line, recorded.time)) return;
    const auto value = value_of(recorded, usage.terms);
    if (!value) return;
    if (line.usage_events.size() == usage_events_max) {
      line.usage_events_truncated = true;
      return;
    }
    const bool came_late = late && event.head().version >= usage.from_version.value_or(0);
    line.usage_events.push_back({event.head().position, recorded.time, *value, came_late});
  }

  static void fold(CustomerState& state, const RecordedEvent& event) {
    const Envelope& head = event.head();
    const auto decoded = decode_variant<CustomerEvent>(head.type, event.data());
    if (!decoded) return;
    evolve(state, *decoded, EventMeta{static_cast<Version>(head.version), head.effective_at});
  }

  /// What a price that went within the period billed is on a line of its own.
  static bool
  is_of_another_price(const CustomerState& state, const InvoiceLine& line, Instant time) {
    const auto closed = state.billing.closed_usage.find(*line.subscription_item);
    if (closed == state.billing.closed_usage.end()) return false;
    return std::any_of(closed->second.begin(), closed->second.end(), [&](const ClosedUsage& one) {
      const bool is_own = line.late.value_or(false) && one.period == line.period;
      return one.period.start <= time && time < one.period.end && !is_own;
    });
  }

  static bool is_counted(const CustomerState& state, const InvoiceLine& line, Instant time) {
    for (const auto& [id, subscription] : state.billing.subscriptions) {
      for (const SubscriptionItem& item : subscription.items) {
        if (item.id != line.subscription_item) continue;
        if (counts_usage(state, subscription, item, time))
          return !is_of_another_price(state, line, time);
      }
      const auto book = state.billing.books.find(id);
      if (book == state.billing.books.end()) continue;
      for (const DepartedItem& gone : book->second.departed) {
        if (gone.item.id != line.subscription_item) continue;
        if (counts_usage(state, subscription, gone, time))
          return !is_of_another_price(state, line, time);
      }
    }
    return false;
  }

  static std::optional<std::string>
  value_of(const UsageRecorded& recorded, const std::optional<MeterTerms>& terms) {
    if (!terms || recorded.event_type != terms->event_type) return std::nullopt;
    const auto properties = JsonDocument::parse(recorded.properties.text);
    return properties ? counted_value(*terms, properties->root()) : std::nullopt;
  }

  const EventLog& log_;
  const std::string& stream_;
  Position until_;
  bool found_ = false;
  InvoiceExplanation made_;
};

} // namespace

Stored<std::optional<InvoiceExplanation>> explain_invoice(
  const EventLog& log, const std::string& stream, const InvoiceId& invoice, Position until
) {
  return Walk{log, stream, invoice, until}.go();
}

} // namespace portal
