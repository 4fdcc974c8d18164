#include "projections/analytics_records.hpp"

#include <algorithm>

#include "projections/analytics_rows.hpp"

namespace portal {

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

std::string write_standing(const Standing& standing) {
  return Key{}.text(standing.subscription).last(write_dimensions(standing.dimensions)).bytes();
}

Standing read_standing(std::string_view stored) {
  Pieces pieces{stored};
  Standing standing;
  standing.subscription = pieces.text();
  standing.dimensions = read_dimensions(pieces.rest());
  return standing;
}

Key once_key(std::string_view variant, std::string_view customer) {
  return Key{'e'}.text(variant).last(customer);
}

Key standing_key(std::string_view customer) { return Key{'u'}.last(customer); }

Key story_key(const CancellationId& id) { return Key{'c'}.last(id.text()); }

Key watched_key(const SubscriptionId& id) { return Key{'a'}.last(id.text()); }

Key invoice_key(const InvoiceId& id) { return Key{'i'}.last(id.text()); }

Key flow_key(std::string_view session) { return Key{'s'}.last(session); }

std::string_view metric_of(OnceOf what) {
  switch (what) {
  case OnceOf::exposed: return "customers_exposed";
  case OnceOf::saved: return "customers_saved";
  case OnceOf::left: break;
  }
  return "customers_left";
}

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

bool is_reported(std::string_view type) {
  static constexpr std::string_view all[] = {"cancellation.",          "portal_session.",
                                             "invoice.created.",       "invoice.paid.",
                                             "subscription.created.",  "subscription.changed.",
                                             "subscription.canceled.", "subscription.expired.",
                                             "customer.created.",      "customer.updated."};
  return std::any_of(std::begin(all), std::end(all), [&](std::string_view one) {
    return type.starts_with(one);
  });
}

} // namespace portal
