#include "cli/demo_story.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "events/json.hpp"

namespace portal {

namespace {

constexpr std::int64_t ms_per_day = 86'400'000;

/// Adds scenes; `add` keeps the order in which they are told.
class Story {
 public:
  explicit Story(Instant begin) : begin_(begin) {}

  void add(int day, std::string_view target, std::string_view body) {
    scenes_.push_back({day, std::string{target}, std::string{body}});
  }

  Instant at(int day, int hour) const {
    return begin_ + Millis{day * ms_per_day + hour * std::int64_t{3'600'000}};
  }

  std::vector<DemoScene> told() {
    std::stable_sort(
      scenes_.begin(), scenes_.end(),
      [](const DemoScene& left, const DemoScene& right) { return left.day < right.day; }
    );
    return std::move(scenes_);
  }

 private:
  Instant begin_;
  std::vector<DemoScene> scenes_;
};

void tell_catalog(Story& story) {
  const auto product = [&](std::string_view body) { story.add(0, "/products", body); };
  product(
    R"({"id":"prod_starter","name":"Starter","description":"For one person and a first project."})"
  );
  product(
    R"({"id":"prod_pro","name":"Pro","description":"For teams: roles, exports, priority support."})"
  );
  product(
    R"({"id":"prod_enterprise","name":"Enterprise","description":"Single sign-on, audit, your own terms."})"
  );
  product(
    R"({"id":"prod_api","name":"API calls","description":"What programs ask of the service."})"
  );
  story.add(
    0, "/meters",
    R"({"id":"mtr_api_calls","name":"api_calls","eventType":"api.call","unit":"calls",)"
    R"("aggregation":{"type":"sum","property":"calls"},"groupBy":["endpoint"]})"
  );
  const auto price = [&](std::string_view id, std::string_view product_id, std::string_view terms) {
    story.add(
      0, "/prices",
      R"({"id":")" + std::string{id} + R"(","product":")" + std::string{product_id} +
        R"(","currency":"usd",)" + std::string{terms} + "}"
    );
  };
  constexpr std::string_view monthly = R"("recurring":{"interval":"month","intervalCount":1})";
  constexpr std::string_view yearly = R"("recurring":{"interval":"year","intervalCount":1})";
  const auto flat = [](std::string_view amount, std::string_view every) {
    return R"("unitAmount":)" + std::string{amount} + "," + std::string{every};
  };
  price("price_starter_monthly", "prod_starter", flat("900", monthly));
  price("price_starter_yearly", "prod_starter", flat("9000", yearly));
  price("price_pro_monthly", "prod_pro", flat("4900", monthly));
  price("price_pro_yearly", "prod_pro", flat("49000", yearly));
  price("price_enterprise", "prod_enterprise", flat("480000", yearly));
  price(
    "price_api_calls", "prod_api",
    R"("usageType":"metered","meter":"mtr_api_calls","tiersMode":"graduated",)"
    R"("tiers":[{"upTo":10000,"unitAmount":0},{"unitAmountDecimal":"0.05"}],)" +
      std::string{monthly}
  );
  story.add(
    0, "/coupons",
    R"({"id":"cou_launch20","name":"Launch: 20 % off for three months","percentOff":20,)"
    R"("duration":"repeating","durationInMonths":3})"
  );
}

void tell_configurations(Story& story) {
  story.add(
    0, "/portal/configurations",
    R"({"id":"pc_default","name":"Default Portal","isDefault":true,"headline":"Manage your Acme plan",)"
    R"("features":{"invoiceHistory":{"enabled":true},"paymentMethodUpdate":{"enabled":true},)"
    R"("subscriptionUpdate":{"enabled":true,"products":["prod_starter","prod_pro","prod_enterprise"],)"
    R"("prorationBehavior":"create_prorations"},)"
    R"("subscriptionCancel":{"enabled":true,"mode":"at_period_end","cancellationReason":{"enabled":true,)"
    R"("options":["too_expensive","missing_features","switched_service","unused","other"]},)"
    R"("retention":{"offers":[{"id":"half","type":"discount","message":"Stay with us! Get 50% off for the next 3 )"
    R"(months.","percentOff":50,"durationMonths":3,"eligibility":{"once":true,"reasons":["too_expensive"]}},)"
    R"({"id":"rest","type":"pause","message":"Take a rest: for 60 days nothing is charged.","maxDuration":60,)"
    R"("eligibility":{"once":true}}]}},)"
    R"("subscriptionPause":{"enabled":true,"maxDuration":90},)"
    R"("customerUpdate":{"enabled":true,"allowedUpdates":["email","address","tax_id"]}},)"
    R"("branding":{"primaryColor":"#5469d4"},)"
    R"("termsOfServiceUrl":"https://example.com/terms","privacyPolicyUrl":"https://example.com/privacy"})"
  );
  story.add(
    0, "/portal/configurations",
    R"({"id":"pc_enterprise","name":"Enterprise Portal",)"
    R"("features":{"subscriptionUpdate":{"enabled":false},"subscriptionCancel":{"enabled":false},)"
    R"("invoiceHistory":{"enabled":true},"paymentMethodUpdate":{"enabled":true}}})"
  );
}

/// Who buys what, when, and how they pay.
struct Buyer {
  std::string_view id; ///< after the prefix: cus_, sub_
  std::string_view name;
  std::string_view country;
  std::string_view time_zone;
  int since; ///< day
  std::string_view card;
  std::string_view items; ///< JSON of the subscription's terms; empty: bought nothing yet
};

constexpr auto buyers = std::to_array<Buyer>({
  {"acme", "Acme Robotics", "US", "America/New_York", 1, "pm_card_visa",
   R"("items":[{"price":"price_pro_monthly","quantity":3},{"price":"price_api_calls"}])"},
  {"northwind", "Northwind Foods", "DE", "Europe/Berlin", 2, "pm_card_mastercard",
   R"("price":"price_enterprise")"},
  {"harbor", "Blue Harbor Clinic", "GB", "Europe/London", 3, "pm_card_visa",
   R"("price":"price_pro_monthly")"},
  {"kestrel", "Kestrel Air", "CA", "America/Toronto", 5, "pm_card_amex",
   R"("items":[{"price":"price_starter_monthly"},{"price":"price_api_calls"}])"},
  {"lumen", "Lumen Studio", "FR", "Europe/Paris", 8, "pm_card_visa",
   R"("price":"price_pro_monthly","coupon":"cou_launch20")"},
  {"tallgrass", "Tallgrass Farms", "US", "America/Chicago", 12, "pm_card_visa",
   R"("price":"price_starter_yearly")"},
  {"orchid", "Orchid Hotels", "SG", "Asia/Singapore", 15, "pm_card_mastercard",
   R"("items":[{"price":"price_pro_monthly","quantity":5},{"price":"price_api_calls"}])"},
  {"quarry", "Quarry Stone Works", "IT", "Europe/Rome", 20, "pm_card_chargeCustomerFail",
   R"("price":"price_starter_monthly")"},
  {"pinewood", "Pinewood School", "NZ", "Pacific/Auckland", 26, "pm_card_visa",
   R"("price":"price_starter_monthly")"},
  {"vela", "Vela Shipping", "NO", "Europe/Oslo", 33, "pm_card_authenticationRequired",
   R"("price":"price_pro_monthly")"},
  {"mosaic", "Mosaic Games", "JP", "Asia/Tokyo", 55, "pm_card_visa",
   R"("price":"price_pro_monthly","trialDays":14)"},
  {"sable", "Sable Security", "US", "America/Denver", 61, "", ""},
});

void tell_buyer(Story& story, const Buyer& buyer) {
  const std::string id{buyer.id};
  story.add(
    buyer.since, "/customers",
    R"({"id":"cus_)" + id + R"(","name":")" + std::string{buyer.name} + R"(","email":"billing@)" +
      id + R"(.example","currency":"usd","timeZone":")" + std::string{buyer.time_zone} +
      R"(","address":{"line1":"1 Main Street","country":")" + std::string{buyer.country} +
      R"("},"metadata":{"userId":"user_)" + id + R"("}})"
  );
  if (buyer.card.empty()) return;
  story.add(
    buyer.since, "/payment-methods",
    R"({"customer":"cus_)" + id + R"(","token":")" + std::string{buyer.card} + R"("})"
  );
  story.add(
    buyer.since, "/subscriptions",
    R"({"id":"sub_)" + id + R"(","customer":"cus_)" + id + "\"," + std::string{buyer.items} + "}"
  );
}

void tell_buyers(Story& story) {
  for (const Buyer& buyer : buyers) tell_buyer(story, buyer);
}

void tell_changes(Story& story) {
  story.add(
    10, "/credits/grants",
    R"({"customer":"cus_acme","amount":10000,"currency":"usd","category":"promotional",)"
    R"("name":"Welcome credit","priority":0})"
  );
  story.add(
    30, "/credits/grants",
    R"({"customer":"cus_orchid","amount":250000,"currency":"usd","category":"paid","name":"Prepaid 2,500 USD"})"
  );
  story.add(58, "/subscriptions/sub_lumen/cancel", R"({"effective":"now"})");
  for (const std::string_view id : {"acme", "harbor", "kestrel", "orchid"}) {
    story.add(
      60, "/portal/sessions",
      R"({"customer":"cus_)" + std::string{id} +
        R"(","returnUrl":"https://app.example.com/billing"})"
    );
  }
}

/// Who thought of leaving, why, and how it ended.
struct Leaver {
  std::string_view id; ///< after the prefix: sub_, can_
  int day;
  std::string_view survey; ///< JSON: the reason, and what was said
  std::string_view answer; ///< to the offer that is shown then: accept or decline; empty: none
  std::string_view offer;
  std::string_view end; ///< confirm or abandon; empty: the offer ended it
};

constexpr auto leavers = std::to_array<Leaver>({
  {"tallgrass", 38, R"("reason":"unused")", "decline", "rest", "abandon"},
  {"harbor", 45, R"("reason":"missing_features","feedback":"We need single sign-on.")", "decline",
   "rest", "confirm"},
  {"pinewood", 50, R"("reason":"too_expensive")", "accept", "half", ""},
  {"kestrel", 53, R"("reason":"too_expensive","feedback":"The calls cost more than the plan.")",
   "accept", "half", ""},
  {"orchid", 56, R"("reason":"switched_service")", "", "", "abandon"},
  {"mosaic", 59, R"("reason":"missing_features")", "", "", "confirm"},
});

void tell_leavers(Story& story) {
  for (const Leaver& leaver : leavers) {
    const std::string id{leaver.id};
    const auto step = [&](std::string_view name, const std::string& body) {
      story.add(leaver.day, "/cancellations/can_" + id + "/" + std::string{name}, body);
    };
    story.add(
      leaver.day, "/subscriptions/sub_" + id + "/cancellations",
      R"({"id":"can_)" + id + "\"," + std::string{leaver.survey} + "}"
    );
    if (!leaver.answer.empty()) {
      step(leaver.answer, R"({"offer":")" + std::string{leaver.offer} + R"("})");
    }
    if (!leaver.end.empty()) step(leaver.end, "{}");
  }
}

/// Three weeks of API calls, one batch a day, more on working days.
void tell_usage(Story& story) {
  struct Caller {
    std::string_view id;
    std::int64_t calls;
  };

  constexpr auto callers =
    std::to_array<Caller>({{"acme", 920}, {"kestrel", 140}, {"orchid", 510}});
  constexpr auto endpoints =
    std::to_array<std::string_view>({"/v1/search", "/v1/documents", "/v1/export"});
  for (int day = demo_days - 22; day < demo_days; ++day) {
    std::string batch = "[";
    for (const Caller& caller : callers) {
      for (std::size_t at = 0; at < endpoints.size(); ++at) {
        const std::int64_t calls =
          caller.calls * (day % 7 < 5 ? 10 : 3) / (10 * static_cast<std::int64_t>(at + 1)) +
          (day * 37 + static_cast<std::int64_t>(at) * 11) % 23;
        if (batch.size() > 1) batch += ',';
        Members event{batch};
        event.text(
          "id",
          "demo-" + std::to_string(day) + "-" + std::to_string(at) + "-" + std::string{caller.id}
        );
        event.text("customer", "cus_" + std::string{caller.id}).text("meter", "api_calls");
        event.integer("value", calls)
          .text("timestamp", to_text(story.at(day, 8 + static_cast<int>(at) * 4)));
        event.raw("properties", R"({"endpoint":")" + std::string{endpoints[at]} + R"("})");
      }
    }
    story.add(day + 1, "/usage/events", batch + "]");
  }
}

} // namespace

std::vector<DemoScene> demo_story(Instant begin) {
  Story story{begin};
  tell_catalog(story);
  tell_configurations(story);
  tell_buyers(story);
  tell_changes(story);
  tell_leavers(story);
  tell_usage(story);
  return story.told();
}

} // namespace portal
