#pragma once

// What changing a subscription is made of: what may be asked, and what then has happened to its items,
// its pause and its quotes. The rules: subscriptions_change.cpp (what is asked for),
// billing_change.cpp (what it costs), subscriptions_pause.cpp.

#include <variant>

#include "events/invoices_object.hpp"
#include "events/portal_features.hpp"
#include "events/quotes_object.hpp"

namespace portal {

// -- what has happened --------------------------------------------------------------------------------

/// A line that waits for the next invoice.
struct WaitingLine {
  InvoiceLine line;
  std::optional<InvoiceId>
    held_by; ///< until this is paid: the service that it credits is not paid for
  bool operator==(const WaitingLine&) const = default;
  static constexpr Fields fields{
    Field{"line", &WaitingLine::line, "The line as the invoice will have it."},
    Field{
      "held_by", &WaitingLine::held_by,
      "The invoice that must be paid first: what was never paid for is not given back."},
  };
};

/// It has other items from now on. `waiting` lines go on the next invoice, which may follow at once.
struct SubscriptionChanged {
  SubscriptionId id;
  std::vector<SubscriptionItem> items;
  std::optional<Period> period;
  std::optional<Instant> billing_anchor;
  ProrationBehavior proration_behavior = ProrationBehavior::none;
  Instant effective_at;
  std::vector<WaitingLine> waiting;
  Decimal rounding;
  std::optional<QuoteId> quote;
  bool operator==(const SubscriptionChanged&) const = default;
  static constexpr std::string_view type = "subscription.changed.v1";
  static constexpr Fields fields{
    Field{"id", &SubscriptionChanged::id, "The subscription."},
    Field{"items", &SubscriptionChanged::items, "All items, after the change."},
    Field{
      "period", &SubscriptionChanged::period, "The period that begins with it, where one does."},
    Field{
      "billing_anchor", &SubscriptionChanged::billing_anchor,
      "The moment that periods are counted from, where that changes."},
    Field{
      "proration_behavior", &SubscriptionChanged::proration_behavior,
      "What became of the rest of the period."},
    Field{
      "effective_at", &SubscriptionChanged::effective_at,
      "The moment that it was reckoned at: now, or when its quote was made."},
    Field{"waiting", &SubscriptionChanged::waiting, "Lines for the next invoice."},
    Field{
      "rounding", &SubscriptionChanged::rounding,
      "What the roundings of its prorations have come to, in minor units; under one either way."},
    Field{"quote", &SubscriptionChanged::quote, "The quote that this carries out."},
  };
};

struct SubscriptionChangeScheduled {
  SubscriptionId id;
  PendingChange change;
  std::optional<QuoteId> quote;
  bool operator==(const SubscriptionChangeScheduled&) const = default;
  static constexpr std::string_view type = "subscription.change_scheduled.v1";
  static constexpr Fields fields{
    Field{"id", &SubscriptionChangeScheduled::id, "The subscription."},
    Field{"change", &SubscriptionChangeScheduled::change, "What will change, and when."},
    Field{"quote", &SubscriptionChangeScheduled::quote, "The quote that this carries out."},
  };
};

/// Why a scheduled change or pause will not come: asked for, or something else was scheduled.
enum class UndoReason { requested, superseded };

constexpr auto names_of(UndoReason) {
  return std::to_array<std::string_view>({"requested", "superseded"});
}

struct SubscriptionChangeUndone {
  SubscriptionId id;
  UndoReason reason = UndoReason::requested;
  bool operator==(const SubscriptionChangeUndone&) const = default;
  static constexpr std::string_view type = "subscription.change_undone.v1";
  static constexpr Fields fields{
    Field{"id", &SubscriptionChangeUndone::id, "The subscription."},
    Field{"reason", &SubscriptionChangeUndone::reason, "Why the change will not come."},
  };
};

struct SubscriptionPauseScheduled {
  SubscriptionId id;
  SubscriptionPause pause;
  bool operator==(const SubscriptionPauseScheduled&) const = default;
  static constexpr std::string_view type = "subscription.pause_scheduled.v1";
  static constexpr Fields fields{
    Field{"id", &SubscriptionPauseScheduled::id, "The subscription."},
    Field{"pause", &SubscriptionPauseScheduled::pause, "When it will begin and end."},
  };
};

struct SubscriptionPauseUndone {
  SubscriptionId id;
  UndoReason reason = UndoReason::requested;
  bool operator==(const SubscriptionPauseUndone&) const = default;
  static constexpr std::string_view type = "subscription.pause_undone.v1";
  static constexpr Fields fields{
    Field{"id", &SubscriptionPauseUndone::id, "The subscription."},
    Field{"reason", &SubscriptionPauseUndone::reason, "Why the pause will not come."},
  };
};

struct SubscriptionPaused {
  SubscriptionId id;
  SubscriptionPause pause;
  bool operator==(const SubscriptionPaused&) const = default;
  static constexpr std::string_view type = "subscription.paused.v1";
  static constexpr Fields fields{
    Field{"id", &SubscriptionPaused::id, "The subscription."},
    Field{"pause", &SubscriptionPaused::pause, "The pause, with what was left of the period."},
  };
};

/// It goes on, with what was left of the period before the pause, or with a new period.
struct SubscriptionResumed {
  SubscriptionId id;
  Period period;
  Instant billing_anchor;
  std::optional<std::int64_t> period_seconds;
  bool operator==(const SubscriptionResumed&) const = default;
  static constexpr std::string_view type = "subscription.resumed.v1";
  static constexpr Fields fields{
    Field{"id", &SubscriptionResumed::id, "The subscription."},
    Field{"period", &SubscriptionResumed::period, "The period that goes on, or the new one."},
    Field{
      "billing_anchor", &SubscriptionResumed::billing_anchor,
      "The moment that periods are counted from now on."},
    Field{
      "period_seconds", &SubscriptionResumed::period_seconds,
      "Seconds of a whole period, where this one holds a pause."},
  };
};

/// What a change would cost was worked out, and is promised for a while.
struct SubscriptionQuoted {
  Quote quote;
  bool operator==(const SubscriptionQuoted&) const = default;
  static constexpr std::string_view type = "subscription.quoted.v1";
  static constexpr Fields fields{
    Field{"quote", &SubscriptionQuoted::quote, "The quote."},
  };
};

using SubscriptionChangeEvent = std::variant<
  SubscriptionChanged, SubscriptionChangeScheduled, SubscriptionChangeUndone,
  SubscriptionPauseScheduled, SubscriptionPauseUndone, SubscriptionPaused, SubscriptionResumed,
  SubscriptionQuoted>;

} // namespace portal
