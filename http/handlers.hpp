#pragma once

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
void create_key(const CallPtr& call);
void list_keys(const CallPtr& call);
void revoke_key(const CallPtr& call);
void create_session(const CallPtr& call);

// -- object_reads.cpp
void list_products(const CallPtr& call);
void list_prices(const CallPtr& call);
void list_coupons(const CallPtr& call);
void list_meters(const CallPtr& call);
void list_configurations(const CallPtr& call);
void list_sessions(const CallPtr& call);
void list_subscriptions(const CallPtr& call);
void list_invoices(const CallPtr& call);
void list_payment_methods(const CallPtr& call);
void list_payments(const CallPtr& call);
void get_product(const CallPtr& call);
void get_price(const CallPtr& call);
void get_coupon(const CallPtr& call);
void get_meter(const CallPtr& call);
void get_configuration(const CallPtr& call);
void get_session(const CallPtr& call);
void get_subscription(const CallPtr& call);
void get_invoice(const CallPtr& call);
void get_payment_method(const CallPtr& call);
void get_payment(const CallPtr& call);
void get_capabilities(const CallPtr& call);

// -- billing.cpp
void pay_invoice(const CallPtr& call);

// -- credits.cpp
void get_credit_balance(const CallPtr& call);
void get_credit_ledger(const CallPtr& call);

// -- usage_events.cpp, usage_reads.cpp
void record_usage(const CallPtr& call);
void get_usage(const CallPtr& call);
void get_usage_timeline(const CallPtr& call);

// -- log_reads.cpp
void list_events(const CallPtr& call);
void get_event(const CallPtr& call);
void stream_events(const CallPtr& call);

// -- audit.cpp
void list_audit_actions(const CallPtr& call);
void get_audit_checkpoint(const CallPtr& call);
void get_audit_proof(const CallPtr& call);
void get_audit_consistency(const CallPtr& call);

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
void cancel_in_portal(const CallPtr& call);
void reactivate_in_portal(const CallPtr& call);
void get_asset(const CallPtr& call);

// -- console.cpp
void show_console(const CallPtr& call);
void open_console(const CallPtr& call);
void close_console(const CallPtr& call);

} // namespace portal
