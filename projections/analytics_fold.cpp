// How events become counts. Counts change often within a batch: they are kept in memory and written once,
// in finish().

#include <unordered_map>

#include "projections/action_record.hpp"
#include "projections/analytics.hpp"
#include "projections/analytics_records.hpp"
#include "projections/analytics_rows.hpp"
#include "projections/occurrence.hpp"

namespace portal {
namespace {

constexpr std::int64_t day_ms = std::int64_t{24} * 60 * 60 * 1'000;

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
    customer_ = event.customer();
    under_.reset();
    if (head.principal.kind == PrincipalKind::session) {
      if (auto counted = count_action(event, rows); !counted) return counted;
      if (auto done = finish_flow(head, rows); !done) return done;
    }
    if (!is_reported(head.type)) return {};
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
  Stored<void> count_action(const Occurrence& event, const ViewWriter& rows) {
    const Envelope& head = event.head();
    if (head.index != 0) return {};
    const auto record = record_in(event);
    if (!record) return tl::unexpected<Fault>(record.error());
    if (*record && (*record)->outcome != ActionOutcome::done) return {};
    return count_use(rows, "action", *record ? (*record)->action : head.action);
  }

  /// Counts a use of the portal under what its customer is now.
  Stored<void> count_use(const ViewWriter& rows, std::string_view metric, std::string_view label) {
    if (!under_) {
      const auto standing = standing_of(rows);
      if (!standing) return tl::unexpected<Fault>(standing.error());
      under_ = standing->dimensions;
    }
    count(*under_, day_, metric, label);
    return {};
  }

  Stored<Standing> standing_of(const ViewWriter& rows) const {
    const auto stored = rows.get(standing_key(customer_));
    if (!stored) return tl::unexpected<Fault>(stored.error());
    return *stored ? read_standing(**stored) : Standing{};
  }

  /// Lets `change(standing)` change what the customer is counted under.
  template <class Change> Stored<void> stand_anew(ViewWriter& rows, const Change& change) {
    auto standing = standing_of(rows);
    if (!standing) return tl::unexpected<Fault>(standing.error());
    change(*standing);
    rows.put(standing_key(customer_), write_standing(*standing));
    under_.reset();
    return {};
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
    return count_once(OnceOf::exposed, story, rows);
  }

  Stored<void> count_once(OnceOf what, const Story& story, ViewWriter& rows) {
    if (story.dimensions.variant.empty()) return {};
    const Key key = once_key(story.dimensions.variant, customer_);
    const auto stored = rows.get(key);
    if (!stored) return tl::unexpected<Fault>(stored.error());
    const unsigned before = *stored ? Pieces{**stored}.byte() : 0U;
    const unsigned after = before | static_cast<unsigned>(what);
    if (after == before) return {};
    count(story.dimensions, day_, metric_of(what), {});
    rows.put(key, Key{}.byte(static_cast<std::uint8_t>(after)));
    return {};
  }

  /// Calls `with(story)`; nothing when the cancellation is not known.
  template <class With>
  Stored<void> in_story(const CancellationId& id, const ViewWriter& rows, const With& with) {
    const auto stored = rows.get(story_key(id));
    if (!stored) return tl::unexpected<Fault>(stored.error());
    if (!*stored) return {};
    if constexpr (std::is_void_v<std::invoke_result_t<With, const Story&>>) {
      with(read_story(**stored));
      return {};
    } else {
      return with(read_story(**stored));
    }
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
      return count_once(OnceOf::saved, story, rows);
    });
  }

  Stored<void> fold_one(const CancellationConfirmed& event, ViewWriter& rows) {
    return in_story(event.id, rows, [&](const Story& story) {
      end(story, CancellationOutcome::canceled);
      rows.remove(story_key(event.id));
      if (!event.survey) return count_once(OnceOf::left, story, rows);
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
      return count_once(OnceOf::left, story, rows);
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
    if (auto stood = stand_without(event.id, rows); !stood) return stood;
    return lose(event.id, event.ended_at, rows);
  }

  Stored<void> fold_one(const SubscriptionExpired& event, ViewWriter& rows) {
    if (auto stood = stand_without(event.id, rows); !stood) return stood;
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

  // -- the portal, and what its use is counted under

  Stored<void> fold_one(const CustomerCreated& event, ViewWriter& rows) {
    if (!event.country) return {};
    return stand_anew(rows, [&](Standing& it) { it.dimensions.country = *event.country; });
  }

  Stored<void> fold_one(const CustomerUpdated& event, ViewWriter& rows) {
    const auto& removed = event.removed;
    const bool gone = std::find(removed.begin(), removed.end(), "country") != removed.end();
    if (!event.country && !gone) return {};
    return stand_anew(rows, [&](Standing& it) {
      it.dimensions.country = event.country.value_or("");
    });
  }

  Stored<void> stand_with(
    const SubscriptionId& id, const std::vector<SubscriptionItem>& items, ViewWriter& rows
  ) {
    if (items.empty()) return {};
    return stand_anew(rows, [&](Standing& it) {
      it.subscription = id.text();
      it.dimensions.product = items.front().terms.product.text();
      it.dimensions.price = items.front().price.text();
    });
  }

  Stored<void> stand_without(const SubscriptionId& id, ViewWriter& rows) {
    const auto standing = standing_of(rows);
    if (!standing) return tl::unexpected<Fault>(standing.error());
    if (standing->subscription != id.text()) return {};
    return stand_anew(rows, [](Standing& it) {
      it.subscription.clear();
      it.dimensions.product.clear();
      it.dimensions.price.clear();
    });
  }

  Stored<void> fold_one(const SubscriptionCreated& event, ViewWriter& rows) {
    return stand_with(event.subscription.id, event.subscription.items, rows);
  }

  Stored<void> fold_one(const SubscriptionChanged& event, ViewWriter& rows) {
    const auto standing = standing_of(rows);
    if (!standing) return tl::unexpected<Fault>(standing.error());
    if (standing->subscription != event.id.text()) return {};
    return stand_with(event.id, event.items, rows);
  }

  Stored<void> fold_one(const SessionCreated& event, ViewWriter& rows) {
    if (auto counted = count_use(rows, "session_created", {}); !counted) return counted;
    if (!event.flow_data) return {};
    auto counted = count_use(rows, "flow_started", name_of(event.flow_data->type));
    if (!counted) return counted;
    rows.put(
      flow_key(event.id.text()), Key{}.byte(static_cast<std::uint8_t>(event.flow_data->type))
    );
    return {};
  }

  Stored<void> fold_one(const SessionOpened& /*event*/, ViewWriter& rows) {
    return count_use(rows, "session_opened", {});
  }

  /// A flow session that ends without having done what it was made for was left.
  Stored<void> fold_one(const SessionEnded& event, ViewWriter& rows) {
    return with_flow(event.id.text(), rows, [&](FlowType flow) -> Stored<bool> {
      if (auto counted = count_use(rows, "flow_left", name_of(flow)); !counted) {
        return tl::unexpected<Fault>(counted.error());
      }
      return true;
    });
  }

  Stored<void> finish_flow(const Envelope& head, ViewWriter& rows) {
    return with_flow(head.principal.id, rows, [&](FlowType flow) -> Stored<bool> {
      if (!finishes(flow, head.type)) return false;
      if (auto counted = count_use(rows, "flow_finished", name_of(flow)); !counted) {
        return tl::unexpected<Fault>(counted.error());
      }
      return true;
    });
  }

  /// Calls `over(flow)` for the session's flow, and forgets it when that says so.
  template <class Over>
  static Stored<void> with_flow(std::string_view session, ViewWriter& rows, const Over& over) {
    const auto stored = rows.get(flow_key(session));
    if (!stored) return tl::unexpected<Fault>(stored.error());
    if (!*stored) return {};
    const auto is_over = over(static_cast<FlowType>(Pieces{**stored}.byte()));
    if (!is_over) return tl::unexpected<Fault>(is_over.error());
    if (*is_over) rows.remove(flow_key(session));
    return {};
  }

  template <class Other> Stored<void> fold_one(const Other& /*event*/, ViewWriter& /*rows*/) {
    return {};
  }

  ReportDay day_ = 0;
  std::string_view customer_;             ///< of the event at hand
  std::optional<ReportDimensions> under_; ///< its standing, once it was asked for
  std::unordered_map<std::string, LabelCounts> counts_;
};

} // namespace

std::unique_ptr<Projection> make_analytics_projection() {
  return std::make_unique<AnalyticsProjection>();
}

} // namespace portal
