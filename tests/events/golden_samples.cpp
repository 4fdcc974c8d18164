#include "tests/events/golden_samples.hpp"

#include "tests/events/golden_billing.hpp"
#include "tests/events/golden_cancellations.hpp"
#include "tests/events/open_codec.hpp"

namespace portal::testing {
namespace {

Instant at(std::string_view text) { return *parse_instant(text); }

const CustomerId cus{"cus_1"};
const SessionId ps{"ps_1"};
const TokenId cst{"cst_1"};
const PaymentMethodId pm{"pm_1"};
const Metadata notes{{"plan", "größer"}, {"userId", "user_1"}};

CustomerCreated customer_created() {
  CustomerCreated event;
  event.id = cus;
  event.email = std::string{"ada@example.com"};
  event.name = std::string{"Ada \"Countess\" Lovelace"};
  event.phone = std::string{"+49 30 901820"};
  event.address = Address{"Linden 1", "2nd floor", "Berlin", "BE", "10117", "DE"};
  event.tax_ids = std::vector<TaxId>{{"eu_vat", "DE123456789"}};
  event.currency = *Currency::parse("eur");
  event.locale = "de-DE";
  event.time_zone = "Europe/Berlin";
  event.invoice_prefix = "ADA1";
  event.metadata = notes;
  return event;
}

CustomerUpdated customer_updated() {
  const CustomerCreated is = customer_created();
  CustomerUpdated event;
  event.id = cus;
  event.removed = {"phone"};
  event.email = is.email;
  event.name = is.name;
  event.phone = is.phone;
  event.address = is.address;
  event.tax_ids = is.tax_ids;
  event.currency = is.currency;
  event.locale = is.locale;
  event.time_zone = is.time_zone;
  event.invoice_prefix = "ADA2";
  event.metadata = notes;
  return event;
}

SessionCreated session_created() {
  SessionCreated event;
  event.id = ps;
  event.customer = cus;
  event.link_digest = "0011aabb";
  event.return_url = "https://app.example.com/back";
  event.configuration = {ConfigurationId{"pc_1"}, 3};
  event.subscription = SubscriptionId{"sub_1"};
  event.flow_data = FlowData{
    FlowType::subscription_update, SubscriptionId{"sub_1"}, PriceId{"price_1"}, InvoiceId{"in_1"},
    AfterCompletion{AfterCompletionType::redirect, "https://app.example.com/thanks", "Thank you"}};
  event.locale = "pt-BR";
  event.expires_at = at("2026-03-02T12:00:00.123Z");
  return event;
}

std::vector<CustomerEvent> own_samples() {
  return {
    customer_created(),
    customer_updated(),
    CustomerDeleted{cus, {ps}, {cst}},
    CustomerErased{cus, {ps}, {cst}},
    PaymentMethodAttached{
      pm,
      cus,
      PaymentMethodType::card,
      Card{"visa", "4242", 12, 2029, "4K2M9QXZ"},
      "sandbox",
      "pm_card_visa",
      notes,
      {}},
    PaymentMethodDetached{pm, cus, {}},
    DefaultPaymentMethodChanged{cus, pm, PaymentMethodId{"pm_0"}},
    PaymentMethodSetupStarted{pm, cus, "stripe", "pm_1AbC", notes, true},
    PaymentMethodActionRequired{
      pm, cus, Personal<std::string>{"https://bank.example/3ds"}, "seti_1", "cus_G1"},
    PaymentMethodCheckRequested{pm, cus},
    PaymentMethodAuthenticated{pm, cus},
    PaymentMethodSetupFailed{pm, cus, {"card_declined", "The card was declined."}},
    PaymentMethodReleased{pm, cus},
    PaymentMethodExpiring{pm, cus, at("2029-01-01T00:00:00Z")},
    MailSent{"mail_42", MailKind::invoice_paid, "in_1"},
    MailGivenUp{"mail_42", MailKind::payment_failed, "in_1", "no answer"},
    session_created(),
    SessionOpened{ps, "ccdd"},
    SessionSeen{ps},
    SessionEnded{ps, SessionEnd::customer_gone},
    TokenCreated{
      cst,
      cus,
      "eeff",
      {Scope::subscriptions_read, Scope::cancellations_write},
      at("2026-03-01T13:00:00Z")},
    TokenRevoked{cst},
    UsageRecorded{
      cus, "/edge/web-1", "000001", "http.request", at("2015-05-17T10:05:03Z"),
      RawJson{R"({"method":"GET","bytes":203023,"ratio":1.10})"}},
    ActionRecorded{"invoice.download", "in_1", ActionOutcome::refused, "scope_missing", ps, cst},
    ActionRefused{
      "payment_method.detach", "pm_1", "payment_method_in_use", "id", "Attach another one first."},
  };
}

PortalConfigurationRevision revision() {
  PortalConfigurationRevision made;
  made.revision = 2;
  made.name = "Default Portal";
  made.headline = "Welcome";
  made.default_return_url = "https://app.example.com/";
  made.frame_ancestors = {"https://app.example.com"};
  PortalFeatures& features = made.features;
  features.invoice_history.enabled = true;
  features.payment_method_update.enabled = true;
  features.subscription_update = {
    true,
    {AllowedProduct{{ProductId{"prod_pro"}, {}, std::nullopt}},
     AllowedProduct{{ProductId{"prod_team"}, {PriceId{"price_team"}}, QuantityBounds{1, 50}}}},
    ProrationBehavior::create_prorations,
    BillingCycleAnchor::now,
    ScheduleAtPeriodEnd{
      {ScheduleCondition::decreasing_amount, ScheduleCondition::shortening_interval}}};
  RetentionOffer offer;
  offer.id = "half";
  offer.type = OfferType::discount;
  offer.message = "Stay!";
  offer.percent_off = *Decimal::parse("12.5");
  offer.amount_off = 500;
  offer.duration_months = 3;
  offer.max_duration = 90;
  offer.price = PriceId{"price_less"};
  offer.amount = 700;
  offer.currency = *Currency::parse("usd");
  offer.eligibility = OfferEligibility{
    true, 12, {CancellationReason::too_expensive}, {ProductId{"prod_pro"}}, 30, 1'000};
  offer.expires_after_hours = 48;
  features.subscription_cancel = {
    true, CancelMode::immediately, ProrationBehavior::create_prorations,
    CancellationReasonFeature{true, {CancellationReason::unused, CancellationReason::other}},
    Retention{
      {offer}, RetentionExperiment{"exp_1", {{"control", 1, {}}, {"half", 3, {"half"}}}}, true}};
  features.subscription_pause = {true, 90};
  features.customer_update = {true, {AllowedUpdate::email, AllowedUpdate::tax_id}};
  made.branding = Branding{"#5469d4", "https://example.com/logo.png"};
  made.terms_of_service_url = "https://example.com/terms";
  made.privacy_policy_url = "https://example.com/privacy";
  made.created = at("2026-03-01T12:00:00Z");
  return made;
}

PriceCreated price_created() {
  PriceCreated event;
  event.id = PriceId{"price_1"};
  event.product = ProductId{"prod_1"};
  event.nickname = "Metered";
  event.currency = *Currency::parse("usd");
  event.unit_amount = 1;
  event.unit_amount_decimal = DecimalText{*Decimal::parse("0.005")};
  event.tiers = {
    PriceTier{10, 5, std::nullopt, 100},
    PriceTier{std::nullopt, std::nullopt, DecimalText{*Decimal::parse("0.25")}, std::nullopt}};
  event.tiers_mode = TiersMode::graduated;
  event.recurring = Recurring{Interval::month, 3};
  event.usage_type = UsageType::metered;
  event.meter = MeterId{"mtr_1"};
  event.trial_days = 14;
  event.tax_behavior = TaxBehavior::inclusive;
  event.active = false;
  event.metadata = notes;
  return event;
}

CouponCreated coupon_created() {
  CouponCreated event;
  event.id = CouponId{"cou_1"};
  event.name = "Spring";
  event.percent_off = *Decimal::parse("33.3");
  event.amount_off = 500;
  event.currency = *Currency::parse("usd");
  event.duration = CouponDuration::repeating;
  event.duration_in_months = 3;
  event.max_redemptions = 100;
  event.redeem_by = at("2026-06-01T00:00:00Z");
  event.metadata = notes;
  return event;
}

} // namespace

std::vector<CustomerEvent> customer_samples() {
  std::vector<CustomerEvent> all = own_samples();
  for (const BillingEvent& event : billing_samples()) {
    visit([&](const auto& one) { all.emplace_back(one); }, event);
  }
  for (const CancellationEvent& event : cancellation_samples()) {
    std::visit([&](const auto& one) { all.emplace_back(one); }, event);
  }
  const OpenCodec codec;
  for (CustomerEvent& event : all) seal_variant(event, codec);
  return all;
}

std::vector<CatalogEvent> catalog_samples() {
  const ProductId prod{"prod_1"};
  const ConfigurationId pc{"pc_1"};
  return {
    ProductCreated{prod, "Pro", "More of it", true, notes},
    ProductUpdated{prod, "Pro 2", "Less of it", false, notes},
    price_created(),
    PriceUpdated{PriceId{"price_1"}, "Old", false, notes},
    coupon_created(),
    CouponUpdated{CouponId{"cou_1"}, "Summer", false, notes},
    MeterCreated{
      MeterId{"mtr_1"},
      "api_calls",
      "api.call",
      {AggregationType::sum, "tokens"},
      {MeterFilter{"status", RawJson{"200"}, {}},
       MeterFilter{"method", std::nullopt, {RawJson{"\"GET\""}, RawJson{"\"POST\""}}}},
      {"model", "region"},
      "token",
      true,
      notes},
    MeterUpdated{MeterId{"mtr_1"}, "calls", "call", false, notes},
    TaxRateCreated{
      TaxRateId{"txr_1"}, "VAT", DecimalText{*Decimal::parse("8.875")}, true, "US", "NY", true,
      notes},
    TaxRateUpdated{TaxRateId{"txr_1"}, "Sales tax", false, notes},
    ConfigurationCreated{pc, true, revision(), notes},
    ConfigurationRevised{pc, revision()},
    ConfigurationUpdated{pc, false, notes},
    DefaultConfigurationChanged{pc, ConfigurationId{"pc_0"}},
    ExperimentStarted{"exp_1", pc, {{"control", 40, {}}, {"half", 60, {"half"}}}},
    ExperimentStopped{"exp_1"},
  };
}

std::vector<AccessEvent> access_samples() {
  return {
    KeyCreated{KeyId{"sk_1"}, "Backend", Role::analyst, "aabb"},
    KeyRevoked{KeyId{"sk_1"}},
    BackupRequested{BackupId{"bkp_1"}},
    BackupRestored{
      RestoreId{"rst_1"}, BackupId{"bkp_1"}, at("2026-03-01T12:00:00Z"), "41",
      at("2026-03-02T08:00:00Z")},
  };
}

std::vector<WebhookEvent> webhook_samples() {
  const EndpointId we{"we_1"};
  const Instant first = at("2026-03-01T12:00:00Z");
  const Instant last = at("2026-03-01T12:00:05.123Z");
  return {
    EndpointCreated{we, "https://app.example.com/hooks", {"*"}, "Our app", notes, 41},
    EndpointUpdated{
      we, "https://app.example.com/new", {"invoice.*", "subscription.created"}, "", notes},
    EndpointEnabled{we},
    EndpointDisabled{we, "Switched off."},
    EndpointDeleted{we},
    SecretRotated{we, 2, last},
    ReplayStarted{we, 7, 41},
    ResendRequested{we, 8, "customer/cus_1"},
    DeliveriesRecorded{
      we,
      50,
      {{8, 41}},
      {{42, "customer/cus_1", "invoice.paid", DeliveryStatus::pending, 2, 503, "no answer", first,
        last, last}},
      first},
  };
}

} // namespace portal::testing
