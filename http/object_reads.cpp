// Lists and single objects: one line each.
#include "http/commands.hpp"
#include "http/handlers.hpp"
#include "http/objects.hpp"
#include "http/problem.hpp"
#include "http/reads.hpp"

namespace portal {

namespace {

/// Refuses a customer whose configuration does not show what `feature` covers.
std::optional<Refusal> hidden(const Reading& reading, std::optional<PortalFeature> feature) {
  if (!feature) return std::nullopt;
  Call& call = reading.call;
  return reading_refusal(call.edge.node, reading.rows, call.who, *feature, call.now);
}

void list_of(
  const CallPtr& call, std::string_view object, std::optional<PortalFeature> feature = {}
) {
  const auto customer = asked_customer(*call);
  if (!customer) return answer(call, customer.error());
  read(call, *customer, [object, feature](const Reading& reading) {
    if (const auto refusal = hidden(reading, feature)) return no(reading.call, *refusal);
    ListQuery query;
    query.object = std::string{object};
    return object_list(reading, query);
  });
}

template <class IdType>
void one_of(const CallPtr& call, std::optional<PortalFeature> feature = {}) {
  const auto id = path_id<IdType>(*call);
  if (!id) return answer(call, id.error());
  const Subject subject{object_of(IdType::what), id->text()};
  const auto make = [subject, feature](const Reading& reading) {
    if (const auto refusal = hidden(reading, feature)) return no(reading.call, *refusal);
    return one_object(reading, subject);
  };
  if (call->query.find("asOf") == nullptr) return read(call, std::nullopt, make);
  with_owner(call, subject, [call, make](const CustomerId& owner) { read(call, owner, make); });
}

} // namespace

void list_products(const CallPtr& call) { list_of(call, "product"); }

void list_prices(const CallPtr& call) { list_of(call, "price"); }

void list_coupons(const CallPtr& call) { list_of(call, "coupon"); }

void list_meters(const CallPtr& call) { list_of(call, "meter"); }

void list_tax_rates(const CallPtr& call) { list_of(call, "tax_rate"); }

void list_configurations(const CallPtr& call) { list_of(call, "portal_configuration"); }

void list_sessions(const CallPtr& call) { list_of(call, "portal_session"); }

void list_subscriptions(const CallPtr& call) { list_of(call, "subscription"); }

void list_invoices(const CallPtr& call) {
  const auto customer = asked_customer(*call);
  if (!customer) return answer(call, customer.error());
  read(call, *customer, [](const Reading& reading) {
    if (const auto refusal = hidden(reading, PortalFeature::invoice_history)) {
      return no(reading.call, *refusal);
    }
    ListQuery query;
    query.object = "invoice";
    const auto from = reading.call.query.instant("from");
    if (!from) return no(reading.call, from.error());
    const auto to = reading.call.query.instant("to");
    if (!to) return no(reading.call, to.error());
    query.created_from = *from;
    query.created_to = *to;
    return object_list(reading, query);
  });
}

void list_payment_methods(const CallPtr& call) { list_of(call, "payment_method"); }

void list_payments(const CallPtr& call) {
  list_of(call, "payment", PortalFeature::invoice_history);
}

void list_cancellations(const CallPtr& call) { list_of(call, "cancellation"); }

void list_experiments(const CallPtr& call) { list_of(call, "experiment"); }

void get_product(const CallPtr& call) { one_of<ProductId>(call); }

void get_price(const CallPtr& call) { one_of<PriceId>(call); }

void get_coupon(const CallPtr& call) { one_of<CouponId>(call); }

void get_meter(const CallPtr& call) { one_of<MeterId>(call); }

void get_tax_rate(const CallPtr& call) { one_of<TaxRateId>(call); }

void get_configuration(const CallPtr& call) { one_of<ConfigurationId>(call); }

void get_session(const CallPtr& call) { one_of<SessionId>(call); }

void get_subscription(const CallPtr& call) { one_of<SubscriptionId>(call); }

void get_invoice(const CallPtr& call) { one_of<InvoiceId>(call, PortalFeature::invoice_history); }

void get_payment_method(const CallPtr& call) { one_of<PaymentMethodId>(call); }

void get_payment(const CallPtr& call) { one_of<PaymentId>(call, PortalFeature::invoice_history); }

void list_credit_grants(const CallPtr& call) {
  list_of(call, "credit_grant", PortalFeature::credits);
}

void get_credit_grant(const CallPtr& call) { one_of<CreditGrantId>(call, PortalFeature::credits); }

void get_cancellation(const CallPtr& call) { one_of<CancellationId>(call); }

void get_experiment(const CallPtr& call) {
  const Subject subject{"experiment", call->path.front()};
  read(call, std::nullopt, [subject](const Reading& reading) {
    return one_object(reading, subject);
  });
}

void get_capabilities(const CallPtr& call) {
  const auto customer = needed_customer(*call);
  if (!customer) return answer(call, customer.error());
  const auto id = path_id<ConfigurationId>(*call);
  if (!id) return answer(call, id.error());
  read(call, std::nullopt, [customer = *customer, id = *id](const Reading& reading) {
    Call& asking = reading.call;
    const auto catalog = asking.edge.node.catalog();
    const auto found = catalog->configurations.find(id);
    if (found == catalog->configurations.end()) {
      return no(asking, not_found("portal configuration", id.text(), ""));
    }
    const auto state = state_of(reading.rows, customer);
    if (!state) return no(asking, state.error());
    if (!state->customer) return no(asking, not_found("customer", customer.text(), "customer"));
    return json_response(
      200, render_capabilities(capabilities(*state, *catalog, latest(found->second)))
    );
  });
}

} // namespace portal
