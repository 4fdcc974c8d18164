// How events become counts. Counts change often within a batch: they are kept in memory and written once,
// in finish().

#include <unordered_map>

#include "projections/action_record.hpp"
#include "projections/analytics.hpp"
#include "projections/analytics_rows.hpp"
#include "projections/occurrence.hpp"

namespace portal {
namespace {

constexpr std::int64_t day_ms = std::int64_t{24} * 60 * 60 * 1'000;

/// What is remembered of a cancellation until its story ends: where its counts go.
struct Story {
  ReportDimensions dimensions;
  ReportDay day = 0;
};

/// An accepted offer whose subscription is watched: lost or kept, and what it pays meanwhile.
struct Watched {
  ReportDimensions dimensions;
  std::string offer;
  Instant accepted_at;
};

std::string write_story(const Story& story) {
  return Key{}
    .number(static_cast<std::uint64_t>(story.day))
    .last(write_dimensions(story.dimensions))
    .bytes();
}

Story read_story(std::string_view stored) {
  Pieces pieces{stored};
  Story story;
  story.day = static_cast<ReportDay>(pieces.number());
  story.dimensions = read_dimensions(pieces.rest());
  return story;
}

std::string write_watched(const std::vector<Watched>& watched) {
  Key row;
  for (const Watched& one : watched) {
    row.number(static_cast<std::uint64_t>(one.accepted_at.ms)).text(one.offer);
    row.text(write_dimensions(one.dimensions));
  }
  return row.bytes();
}

std::vector<Watched> read_watched(std::string_view stored) {
  std::vector<Watched> watched;
  for (Pieces pieces{stored}; !pieces.rest().empty();) {
    Watched one;
    one.accepted_at = Instant{static_cast<std::int64_t>(pieces.number())};
    one.offer = pieces.text();
    one.dimensions = read_dimensions(pieces.text());
    watched.push_back(std::move(one));
  }
  return watched;
}

Key story_key(const CancellationId& id) { return Key{'c'}.last(id.text()); }

Key watched_key(const SubscriptionId& id) { return Key{'a'}.last(id.text()); }

Key invoice_key(const InvoiceId& id) { return Key{'i'}.last(id.text()); }

Key flow_key(std::string_view session) { return Key{'s'}.last(session); }

/// The events by which a flow session has done what it was made for.
bool finishes(FlowType flow, std::string_view event) {
  const auto one_of = [&](std::initializer_list<std::string_view> types) {
    return std::any_of(types.begin(), types.end(), [&](std::string_view type) {
      return event.starts_with(type);
    });
  };
  switch (flow) {
  case FlowType::subscription_cancel:
    return one_of(
      {"cancellation.confirmed.", "cancellation.offer_accepted.", "cancellation.abandoned.",
       "subscription.cancel_scheduled.", "subscription.canceled."}
    );
  case FlowType::subscription_update:
    return one_of({"subscription.changed.", "subscription.change_scheduled."});
  case FlowType::subscription_pause:
    return one_of({"subscription.paused.", "subscription.pause_scheduled.", "subscription.resumed."}
    );
  case FlowType::payment_method_update:
    return one_of({"payment_method.attached.", "customer.default_payment_method_changed."});
  case FlowType::invoice_pay: return one_of({"invoice.paid."});
  case FlowType::customer_update: return one_of({"customer.updated."});
  }
  return false;
}

class AnalyticsProjection final : public Projection {
 public:
  std::string_view name() const override { return "analytics"; }

  RowsOf rows_of() const override { return RowsOf::analytics; }

  std::uint8_t version() const override { return 5; }

  void begin() override { counts_.clear(); }

  Stored<void> fold(const Occurrence& event, ViewWriter& rows) override {
    if (event.is_usage() || event.customer().empty()) return {};
    const Envelope& head = event.head();
    day_ = report_day(head.effective_at);
    if (head.principal.kind == PrincipalKind::session) {
      if (auto counted = count_action(event); !counted) return counted;
      if (auto done = finish_flow(head, rows); !done) return done;
    }
    if (!is_counted(head.type)) return {};
    const auto domain = event.domain();
    if (!domain) return tl::unexpected<Fault>(domain.error());
    const auto* happened = std::get_if<CustomerEvent>(*domain);
    if (happened == nullptr) return {};
    return visit([&](const auto& one) { return fold_one(one, rows); }, *happened);
  }

  Stored<void> finish(ViewWriter& rows) override {
    for (const auto& [key, more] : counts_) {
      const auto stored = rows.get(key);
      if (!stored) return tl::unexpected<Fault>(stored.error());
      LabelCounts counts = *stored ? read_counts(**stored) : LabelCounts{};
      for (const auto& [label, count] : more) add_count(counts, label, count);
      rows.put(key, write_counts(counts));
    }
    counts_.clear();
    return {};
  }

 private:
  /// Counts what was done through the portal: of a record, what it is a record of.
  Stored<void> count_action(const Occurrence& event) {
    const Envelope& head = event.head();
    if (head.index != 0) return {};
    const auto record = record_in(event);
    if (!record) return tl::unexpected<Fault>(record.error());
    if (!*record) {
      count({}, day_, "action", head.action);
    } else if ((*record)->outcome == ActionOutcome::done) {
      count({}, day_, "action", (*record)->action);
    }
    return {};
  }

  /// Most events are none of a report's: they need not be decoded.
  static bool is_counted(std::string_view type) {
    return type.starts_with("cancellation.") || type.starts_with("portal_session.") ||
           type.starts_with("invoice.created.") || type.starts_with("invoice.paid.") ||
           type.starts_with("subscription.canceled.") || type.starts_with("subscription.expired.");
  }

  void count(
    const ReportDimensions& under, ReportDay day, std::string_view metric, std::string_view label,
    std::int64_t more = 1
  ) {
    const auto in = [&](CountLevel level, const std::string& value) {
      add_count(counts_[counts_of(level, value, metric, day).bytes()], label, more);
    };
    in(CountLevel::all, {});
    if (under == ReportDimensions{}) return;
    if (!under.product.empty()) in(CountLevel::product, under.product);
    if (!under.price.empty()) in(CountLevel::price, under.price);
    if (!under.country.empty()) in(CountLevel::country, under.country);
    if (!under.variant.empty()) in(CountLevel::variant, under.variant);
    in(CountLevel::combination, write_dimensions(under));
  }

  // -- the story of a cancellation

  Stored<void> fold_one(const CancellationStarted& event, ViewWriter& rows) {
    const Cancellation& it = event.cancellation;
    Story story;
    story.day = day_;
    if (it.product) story.dimensions.product = it.product->text();
    if (it.price) story.dimensions.price = it.price->text();
    story.dimensions.country = it.country.value_or("");
    if (it.assignment) {
      story.dimensions.variant = it.assignment->experiment + "/" + it.assignment->variant;
    }
    rows.put(story_key(it.id), write_story(story));
    count(story.dimensions, day_, "started", {});
    for (const std::string& offer : it.eligible) {
      count(story.dimensions, day_, "offer_eligible", offer);
    }
    return {};
  }

  /// Calls `with(story)`; nothing when the cancellation is not known.
  template <class With>
  Stored<void> in_story(const CancellationId& id, const ViewWriter& rows, const With& with) {
    const auto stored = rows.get(story_key(id));
    if (!stored) return tl::unexpected<Fault>(stored.error());
    if (*stored) with(read_story(**stored));
    return {};
  }

  Stored<void> fold_one(const CancellationOfferShown& event, ViewWriter& rows) {
    return in_story(event.id, rows, [&](const Story& story) {
      count(story.dimensions, day_, "offer_shown", event.offer.offer);
    });
  }

  Stored<void> fold_one(const CancellationOfferDeclined& event, ViewWriter& rows) {
    return in_story(event.id, rows, [&](const Story& story) {
      count(story.dimensions, day_, "offer_declined", event.offer);
    });
  }

  Stored<void> fold_one(const CancellationOfferAccepted& event, ViewWriter& rows) {
    auto watched = watched_offers(event.subscription, rows);
    if (!watched) return tl::unexpected<Fault>(watched.error());
    return in_story(event.id, rows, [&](const Story& story) {
      count(story.dimensions, day_, "offer_accepted", event.offer);
      end(story, CancellationOutcome::retained);
      watched->push_back({story.dimensions, event.offer, event.accepted_at});
      rows.put(watched_key(event.subscription), write_watched(*watched));
      rows.remove(story_key(event.id));
    });
  }

  Stored<void> fold_one(const CancellationConfirmed& event, ViewWriter& rows) {
    return in_story(event.id, rows, [&](const Story& story) {
      end(story, CancellationOutcome::canceled);
      rows.remove(story_key(event.id));
      if (!event.survey) return;
      if (event.survey->feedback) {
        rows.put(
          comments_of(day_).last(event.id.text()).bytes(), write_dimensions(story.dimensions)
        );
      }
      if (event.survey->reason) {
        count(story.dimensions, day_, "reason", name_of(*event.survey->reason));
      }
      if (event.survey->would_recommend) {
        count(story.dimensions, day_, "score", std::to_string(*event.survey->would_recommend));
      }
    });
  }

  Stored<void> fold_one(const CancellationAbandoned& event, ViewWriter& rows) {
    return in_story(event.id, rows, [&](const Story& story) {
      end(story, event.outcome);
      rows.remove(story_key(event.id));
    });
  }

  /// Outcomes count on the day on which the story began: shares of a day's cancellations add up.
  void end(const Story& story, CancellationOutcome outcome) {
    count(story.dimensions, story.day, "outcome", name_of(outcome));
  }

  // -- what became of those who stayed

  static Stored<std::vector<Watched>>
  watched_offers(const SubscriptionId& subscription, const ViewWriter& rows) {
    const auto stored = rows.get(watched_key(subscription));
    if (!stored) return tl::unexpected<Fault>(stored.error());
    return *stored ? read_watched(**stored) : std::vector<Watched>{};
  }

  Stored<void> lose(const SubscriptionId& id, Instant when, ViewWriter& rows) {
    const auto all = watched_offers(id, rows);
    if (!all) return tl::unexpected<Fault>(all.error());
    for (const Watched& one : *all) {
      const std::int64_t days = (when - one.accepted_at).count() / day_ms;
      const ReportDay accepted = report_day(one.accepted_at);
      if (days < 30) count(one.dimensions, accepted, "offer_lost_30", one.offer);
      if (days < 60) count(one.dimensions, accepted, "offer_lost_60", one.offer);
      if (days < 90) count(one.dimensions, accepted, "offer_lost_90", one.offer);
    }
    if (!all->empty()) rows.remove(watched_key(id));
    return {};
  }

  Stored<void> fold_one(const SubscriptionCanceled& event, ViewWriter& rows) {
    return lose(event.id, event.ended_at, rows);
  }

  Stored<void> fold_one(const SubscriptionExpired& event, ViewWriter& rows) {
    return lose(event.id, event.ended_at, rows);
  }

  Stored<void> fold_one(const InvoiceCreated& event, ViewWriter& rows) {
    const Invoice& invoice = event.invoice;
    if (!invoice.subscription) return {};
    const auto all = watched_offers(*invoice.subscription, rows);
    if (!all) return tl::unexpected<Fault>(all.error());
    if (all->empty()) return {};
    rows.put(
      invoice_key(invoice.id),
      Key{}.text(invoice.subscription->text()).last(invoice.currency.text())
    );
    return {};
  }

  Stored<void> fold_one(const InvoicePaid& event, ViewWriter& rows) {
    const auto stored = rows.get(invoice_key(event.id));
    if (!stored) return tl::unexpected<Fault>(stored.error());
    if (!*stored) return {};
    Pieces pieces{**stored};
    const SubscriptionId subscription{std::string{pieces.text()}};
    const std::string currency{pieces.rest()};
    rows.remove(invoice_key(event.id));
    const auto all = watched_offers(subscription, rows);
    if (!all) return tl::unexpected<Fault>(all.error());
    for (const Watched& one : *all) {
      count(one.dimensions, day_, "offer_revenue", one.offer + "/" + currency, event.amount_paid);
    }
    return {};
  }

  // -- the portal

  Stored<void> fold_one(const SessionCreated& event, ViewWriter& rows) {
    count({}, day_, "session_created", {});
    if (!event.flow_data) return {};
    count({}, day_, "flow_started", name_of(event.flow_data->type));
    rows.put(
      flow_key(event.id.text()), Key{}.byte(static_cast<std::uint8_t>(event.flow_data->type))
    );
    return {};
  }

  Stored<void> fold_one(const SessionOpened& /*event*/, ViewWriter& /*rows*/) {
    count({}, day_, "session_opened", {});
    return {};
  }

  /// A flow session that ends without having done what it was made for was left.
  Stored<void> fold_one(const SessionEnded& event, ViewWriter& rows) {
    return with_flow(event.id.text(), rows, [&](FlowType flow) {
      count({}, day_, "flow_left", name_of(flow));
      return true;
    });
  }

  Stored<void> finish_flow(const Envelope& head, ViewWriter& rows) {
    return with_flow(head.principal.id, rows, [&](FlowType flow) {
      if (!finishes(flow, head.type)) return false;
      count({}, day_, "flow_finished", name_of(flow));
      return true;
    });
  }

  /// Calls `over(flow)` for the session's flow, and forgets it when that says so.
  template <class Over>
  static Stored<void> with_flow(std::string_view session, ViewWriter& rows, const Over& over) {
    const auto stored = rows.get(flow_key(session));
    if (!stored) return tl::unexpected<Fault>(stored.error());
    if (*stored && over(static_cast<FlowType>(Pieces{**stored}.byte()))) {
      rows.remove(flow_key(session));
    }
    return {};
  }

  template <class Other> Stored<void> fold_one(const Other& /*event*/, ViewWriter& /*rows*/) {
    return {};
  }

  ReportDay day_ = 0;
  std::unordered_map<std::string, LabelCounts> counts_;
};

} // namespace

std::unique_ptr<Projection> make_analytics_projection() {
  return std::make_unique<AnalyticsProjection>();
}

} // namespace portal
