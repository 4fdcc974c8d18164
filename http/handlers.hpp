#pragma once

#include "events/webhooks.hpp"
#include "http/routes.hpp"

namespace portal {

// Handlers that are more than one of the templates in commands.hpp, by the file they stand in.

// -- customers.cpp
void create_customer(const CallPtr& call);
void list_customers(const CallPtr& call);
void get_customer(const CallPtr& call);
void update_customer(const CallPtr& call);
void delete_customer(const CallPtr& call);
void erase_customer(const CallPtr& call);
void export_customer(const CallPtr& call);

// -- credentials.cpp
void create_token(const CallPtr& call);
void list_tokens(const CallPtr& call);
void create_backup(const CallPtr& call);
void list_backups(const CallPtr& call);
void get_backup(const CallPtr& call);
void create_key(const CallPtr& call);
void list_keys(const CallPtr& call);
void revoke_key(const CallPtr& call);
void create_session(const CallPtr& call);

// -- object_reads.cpp
void list_products(const CallPtr& call);
void list_prices(const CallPtr& call);
void list_coupons(const CallPtr& call);
void list_meters(const CallPtr& call);
void list_tax_rates(const CallPtr& call);
void list_configurations(const CallPtr& call);
void list_sessions(const CallPtr& call);
void list_subscriptions(const CallPtr& call);
void list_invoices(const CallPtr& call);
void list_payment_methods(const CallPtr& call);
void list_payments(const CallPtr& call);
void list_cancellations(const CallPtr& call);
void list_experiments(const CallPtr& call);
void get_product(const CallPtr& call);
void get_price(const CallPtr& call);
void get_coupon(const CallPtr& call);
void get_meter(const CallPtr& call);
void get_tax_rate(const CallPtr& call);
void get_configuration(const CallPtr& call);
void get_session(const CallPtr& call);
void get_subscription(const CallPtr& call);
void get_invoice(const CallPtr& call);
void get_payment_method(const CallPtr& call);
void get_payment(const CallPtr& call);
void list_credit_grants(const CallPtr& call);
void get_credit_grant(const CallPtr& call);
void get_cancellation(const CallPtr& call);
void get_experiment(const CallPtr& call);
void get_capabilities(const CallPtr& call);

// -- subscriptions.cpp
void update_subscription(const CallPtr& call);
void preview_subscription(const CallPtr& call);

// -- cancellations.cpp
void start_cancellation(const CallPtr& call);
void preview_standing_offer(const CallPtr& call);

// -- analytics.cpp
void get_portal_analytics(const CallPtr& call);
void get_cancellation_analytics(const CallPtr& call);
void get_offer_analytics(const CallPtr& call);
void get_experiment_analytics(const CallPtr& call);

// -- billing.cpp
void pay_invoice(const CallPtr& call);
void get_upcoming_invoice(const CallPtr& call);
void get_invoice_explanation(const CallPtr& call);

// -- invoice_pdf.cpp
void get_invoice_pdf(const CallPtr& call);
void get_invoice_page(const CallPtr& call);

// -- credits.cpp
void get_credit_balance(const CallPtr& call);
void get_credit_ledger(const CallPtr& call);

// -- usage_events.cpp, usage_reads.cpp
void record_usage(const CallPtr& call);
void get_usage(const CallPtr& call);
void get_usage_timeline(const CallPtr& call);

// -- webhooks.cpp
/// The body of POST /webhook-endpoints/{id}/replay: positions, or times.
struct ReplayRequest {
  std::optional<std::string> after;
  std::optional<std::string> until;
  std::optional<Instant> from;
  std::optional<Instant> to;
  static constexpr Fields fields{
    Field{"after", &ReplayRequest::after, "A position: events behind it."},
    Field{"until", &ReplayRequest::until, "A position: up to this event; default the last."},
    Field{"from", &ReplayRequest::from, "Events recorded at this time or later."},
    Field{"to", &ReplayRequest::to, "Events recorded before this time; default now."},
  };
};

/// A body without members.
struct NoMembers {
  static constexpr Fields<> fields{};
};

/// A delivery as the API shows it.
struct Delivery {
  std::string id;
  EndpointId endpoint;
  std::string event;
  std::string position;
  std::string stream;
  DeliveryStatus status = DeliveryStatus::pending;
  std::int64_t attempts = 0;
  std::optional<std::int64_t> response_status;
  std::optional<std::string> error;
  std::optional<Instant> first_attempt;
  std::optional<Instant> last_attempt;
  std::optional<Instant> next_attempt;
  static constexpr Fields fields{
    Field{"id", &Delivery::id, "The same for every attempt: the webhook-id header."},
    Field{"endpoint", &Delivery::endpoint, "Where it goes."},
    Field{"event", &Delivery::event, "The event's name."},
    Field{"position", &Delivery::position, "The event's position."},
    Field{"stream", &Delivery::stream, "The stream whose order it keeps."},
    Field{"status", &Delivery::status, "Where it stands."},
    Field{"attempts", &Delivery::attempts, "Attempts so far."},
    Field{"response_status", &Delivery::response_status, "The endpoint's HTTP status."},
    Field{"error", &Delivery::error, "Why there was no answer."},
    Field{"first_attempt", &Delivery::first_attempt, "When it was first tried."},
    Field{"last_attempt", &Delivery::last_attempt, "When it was last tried."},
    Field{"next_attempt", &Delivery::next_attempt, "When it will be tried again."},
  };
};

void create_endpoint(const CallPtr& call);
void list_endpoints(const CallPtr& call);
void get_endpoint(const CallPtr& call);
void update_endpoint(const CallPtr& call);
void delete_endpoint(const CallPtr& call);
void rotate_endpoint_secret(const CallPtr& call);
void replay_deliveries(const CallPtr& call);
void list_deliveries_of(const CallPtr& call);
void resend_delivery(const CallPtr& call);

// -- log_reads.cpp
void list_events(const CallPtr& call);
void get_event(const CallPtr& call);
void stream_events(const CallPtr& call);

// -- audit.cpp
void list_audit_actions(const CallPtr& call);
void get_audit_checkpoint(const CallPtr& call);
void get_audit_proof(const CallPtr& call);
void get_audit_consistency(const CallPtr& call);

// -- activity.cpp
void list_own_activity(const CallPtr& call);

// -- status.cpp
void get_status(const CallPtr& call);

// -- operations.cpp
void get_health(const CallPtr& call);
void get_readiness(const CallPtr& call);
void get_metrics(const CallPtr& call);
void get_openapi(const CallPtr& call);
void get_docs(const CallPtr& call);

/// The body of POST /test/clock.
struct ClockSetting {
  Instant now;
  static constexpr Fields fields{
    Field{"now", &ClockSetting::now, "The time to move to, through everything that falls due."},
  };
};

void set_test_clock(const CallPtr& call);

// -- portal_link.cpp, portal_home.cpp, portal_actions.cpp, portal_assets.cpp
void show_link(const CallPtr& call);
void open_link(const CallPtr& call);
void show_portal(const CallPtr& call);
void log_out(const CallPtr& call);
void pay_in_portal(const CallPtr& call);
void reactivate_in_portal(const CallPtr& call);
void get_asset(const CallPtr& call);

// -- portal_cancel.cpp
void show_cancel(const CallPtr& call);
void cancel_in_portal(const CallPtr& call);

// -- console.cpp
void show_console(const CallPtr& call);
void open_console(const CallPtr& call);
void close_console(const CallPtr& call);

} // namespace portal
