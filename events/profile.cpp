#include "events/profile.hpp"

#include <algorithm>

#include "events/customer_rules.hpp"
#include "events/invoice_prefix.hpp"

namespace portal {
namespace {

/// What is given of a customer's details, in clear, from either command.
struct Details {
  const std::string* email = nullptr;
  const std::string* name = nullptr;
  const std::string* phone = nullptr;
  const Address* address = nullptr;
  const std::vector<TaxId>* tax_ids = nullptr;
  const std::string* locale = nullptr;
  const std::string* time_zone = nullptr;
  const std::string* invoice_prefix = nullptr;
};

Check check_details(const Details& given) {
  Check fault;
  if (given.email != nullptr) fault = check_email(*given.email, "email");
  if (!fault && given.name != nullptr) fault = check_text(*given.name, 250, "name");
  if (!fault && given.phone != nullptr) fault = check_phone(*given.phone, "phone");
  if (!fault && given.address != nullptr) fault = check_address(*given.address, "address");
  if (!fault && given.tax_ids != nullptr) fault = check_tax_ids(*given.tax_ids, "taxIds");
  if (!fault && given.locale != nullptr) fault = check_locale(*given.locale, "locale");
  if (!fault && given.time_zone != nullptr) fault = check_time_zone(*given.time_zone, "timeZone");
  if (!fault && given.invoice_prefix != nullptr)
    fault = check_invoice_prefix(*given.invoice_prefix);
  return fault;
}

template <class T> const T* clear_of(const std::optional<Personal<T>>& field) {
  return field ? field->clear() : nullptr;
}

template <class T> const T* clear_of(const Patch<Personal<T>>& field) {
  return field.given() != nullptr ? field.given()->clear() : nullptr;
}

/// The country alone is no personal data: it stays readable beside the sealed address.
std::optional<std::string> country_of(const Address* address) {
  return address == nullptr ? std::nullopt : address->country;
}

Details details_of(const CreateCustomer& ask) {
  return {
    clear_of(ask.email),
    clear_of(ask.name),
    clear_of(ask.phone),
    clear_of(ask.address),
    clear_of(ask.tax_ids),
    ask.locale ? &*ask.locale : nullptr,
    ask.time_zone ? &*ask.time_zone : nullptr,
    ask.invoice_prefix ? &*ask.invoice_prefix : nullptr};
}

Details details_of(const UpdateCustomer& ask) {
  return {clear_of(ask.email),   clear_of(ask.name),
          clear_of(ask.phone),   clear_of(ask.address),
          clear_of(ask.tax_ids), ask.locale.given(),
          ask.time_zone.given(), ask.invoice_prefix ? &*ask.invoice_prefix : nullptr};
}

/// Customers change only what their configuration lets them; and never what the app relies on.
Check check_rights(const CustomerState& state, const UpdateCustomer& ask, const Context& context) {
  if (!context.origin.principal.is_customer()) return std::nullopt;
  const auto* configuration = effective_configuration(state, context);
  const auto refusal = [](std::string code, std::string_view field, std::string_view why) {
    return Refusal{
      RefusalKind::forbidden, std::move(code), std::string{field},
      "\"" + std::string{field} + "\" " + std::string{why}};
  };

  struct Fixed {
    bool given;
    std::string_view name;
  };

  for (const Fixed& field : std::to_array<Fixed>({
         {!ask.metadata.absent(), "metadata"},
         {ask.currency.has_value(), "currency"},
         {ask.invoice_prefix.has_value(), "invoicePrefix"},
         {ask.tax_exempt.has_value(), "taxExempt"},
       })) {
    if (field.given) {
      return refusal(
        "not_allowed_for_customers", field.name, "can be changed with a secret key alone."
      );
    }
  }
  if (ask.default_payment_method) {
    if (auto fault = feature_refusal(state, context, PortalFeature::payment_method_update)) {
      fault->param = "defaultPaymentMethod";
      return fault;
    }
  }

  struct Named {
    bool given;
    std::string_view name;
    std::optional<AllowedUpdate> update;
  };

  for (const Named& field : std::to_array<Named>({
         {!ask.email.absent(), "email", AllowedUpdate::email},
         {!ask.name.absent(), "name", AllowedUpdate::name},
         {!ask.phone.absent(), "phone", AllowedUpdate::phone},
         {!ask.address.absent(), "address", AllowedUpdate::address},
         {!ask.tax_ids.absent(), "taxIds", AllowedUpdate::tax_id},
         {!ask.locale.absent(), "locale", std::nullopt},
         {!ask.time_zone.absent(), "timeZone", std::nullopt},
       })) {
    if (!field.given) continue;
    if (auto fault = feature_refusal(state, context, PortalFeature::customer_update)) {
      fault->param = field.name;
      return fault;
    }
    if (configuration == nullptr || !field.update) continue;
    const auto& allowed = configuration->features.customer_update.allowed_updates;
    if (std::find(allowed.begin(), allowed.end(), *field.update) == allowed.end()) {
      return refusal(
        "not_allowed_by_configuration", field.name,
        "is not among the fields that the portal configuration lets customers change."
      );
    }
  }
  return std::nullopt;
}

Check check_currency(const CustomerState& state, const UpdateCustomer& ask) {
  const bool billed = state.billing.invoice_sequence > 0 || !state.billing.subscriptions.empty();
  if (!ask.currency || ask.currency == state.customer->currency || !billed) return std::nullopt;
  return Refusal{
    RefusalKind::conflict, "currency_in_use", "currency",
    "The customer is billed in another currency already. Create another customer for this one."};
}

/// Notes a field's change in the event: its new value, or its name among the removed.
template <class T>
void note(
  const Patch<T>& asked, std::string_view name, std::optional<T>& into, CustomerUpdated& event,
  bool was_there
) {
  if (asked.given() != nullptr) into = *asked.given();
  if (asked.is_null() && was_there) event.removed.emplace_back(name);
}

CustomerUpdated changes(const Customer& is, const UpdateCustomer& ask, const Metadata& metadata) {
  CustomerUpdated event;
  event.id = is.id;
  note(ask.email, "email", event.email, event, is.email.has_value());
  note(ask.name, "name", event.name, event, is.name.has_value());
  note(ask.phone, "phone", event.phone, event, is.phone.has_value());
  note(ask.address, "address", event.address, event, is.address.has_value());
  event.country = country_of(clear_of(ask.address));
  note(ask.tax_ids, "taxIds", event.tax_ids, event, is.tax_ids.has_value());
  note(ask.locale, "locale", event.locale, event, is.locale.has_value());
  note(ask.time_zone, "timeZone", event.time_zone, event, is.time_zone.has_value());
  if (ask.currency != is.currency) event.currency = ask.currency;
  if (ask.invoice_prefix != is.invoice_prefix) event.invoice_prefix = ask.invoice_prefix;
  if (ask.tax_exempt != is.tax_exempt) event.tax_exempt = ask.tax_exempt;
  if (metadata != is.metadata) event.metadata = metadata;
  return event;
}

bool says_something(const CustomerUpdated& event) {
  CustomerUpdated nothing;
  nothing.id = event.id;
  return event != nothing;
}

/// Deleting and erasing: end the business unless that was done, and then `event`.
template <class Event>
CustomerDecision leave(const CustomerState& state, const Context& context, Event event) {
  auto decided = about("customer", state.customer->id.text());
  if (!state.customer->deleted_at) {
    if (auto fault = append(decided.events, end_billing(state, context))) {
      return refused(std::move(*fault));
    }
  }
  event.id = state.customer->id;
  event.sessions = live_sessions(state);
  event.tokens = live_tokens(state);
  decided.events.emplace_back(std::move(event));
  return decided;
}

/// Ends the sessions and tokens that the event names.
template <class Event>
void end_access(CustomerState& state, const Event& event, const EventMeta& meta) {
  for (const SessionId& id : event.sessions) {
    evolve(state, SessionEnded{id, SessionEnd::customer_gone}, meta);
  }
  for (const TokenId& id : event.tokens) evolve(state, TokenRevoked{id}, meta);
}

template <class Event> std::vector<Subject> touched_by_leaving(const Event& event) {
  std::vector<Subject> subjects{{"customer", event.id.text()}};
  for (const SessionId& id : event.sessions) subjects.push_back({"portal_session", id.text()});
  for (const TokenId& id : event.tokens) subjects.push_back({"customer_token", id.text()});
  return subjects;
}

} // namespace

CustomerDecision
decide(const CustomerState& state, const CreateCustomer& ask, const Context& context) {
  if (state.customer) return refused(already_exists(CustomerId::what, ask.id.text()));
  if (auto fault = check_details(details_of(ask))) return refused(std::move(*fault));
  const bool is_taken = is_prefix_taken(context, prefix_claims(ask));
  if (is_taken && ask.invoice_prefix) return refused(invoice_prefix_taken(*ask.invoice_prefix));
  return this_happens(
    "customer", ask.id.text(),
    CustomerCreated{
      ask.id, ask.email, ask.name, ask.phone, ask.address, ask.tax_ids, ask.currency, ask.locale,
      ask.time_zone, ask.invoice_prefix.value_or(made_prefix(ask.id, is_taken)), ask.metadata,
      ask.tax_exempt, country_of(clear_of(ask.address))}
  );
}

CustomerDecision
decide(const CustomerState& state, const UpdateCustomer& ask, const Context& context) {
  const Customer& is = *state.customer;
  if (auto fault = check_rights(state, ask, context)) return refused(std::move(*fault));
  if (auto moved = stale(context, is.version)) return refused(std::move(*moved));
  if (auto fault = check_details(details_of(ask))) return refused(std::move(*fault));
  if (auto fault = check_currency(state, ask)) return refused(std::move(*fault));
  const bool is_taken = is_prefix_taken(context, prefix_claims(ask));
  if (is_taken && !had_invoice_prefix(state, *ask.invoice_prefix)) {
    return refused(invoice_prefix_taken(*ask.invoice_prefix));
  }
  const auto metadata = merged(is.metadata, ask.metadata);
  if (!metadata) return refused(metadata.error());
  auto decided = about("customer", is.id.text());
  if (auto event = changes(is, ask, *metadata); says_something(event)) {
    decided.events.emplace_back(std::move(event));
  }
  if (ask.default_payment_method && ask.default_payment_method != is.default_payment_method) {
    if (auto fault = unattached(state, *ask.default_payment_method, "defaultPaymentMethod")) {
      return refused(std::move(*fault));
    }
    decided.events.emplace_back(DefaultPaymentMethodChanged{
      is.id, ask.default_payment_method, is.default_payment_method});
  }
  return decided;
}

CustomerDecision
decide(const CustomerState& state, const DeleteCustomer& /*ask*/, const Context& context) {
  if (auto fault = only_for_the_app(context, "delete themselves"))
    return refused(std::move(*fault));
  if (auto moved = stale(context, state.customer->version)) return refused(std::move(*moved));
  return leave(state, context, CustomerDeleted{});
}

CustomerDecision
decide(const CustomerState& state, const EraseCustomer& /*ask*/, const Context& context) {
  if (auto fault = only_for_the_app(context, "erase themselves")) return refused(std::move(*fault));
  if (auto moved = stale(context, state.customer->version)) return refused(std::move(*moved));
  if (state.customer->erased_at) return about("customer", state.customer->id.text());
  return leave(state, context, CustomerErased{});
}

void evolve(CustomerState& state, const CustomerCreated& event, const EventMeta& meta) {
  Customer customer;
  customer.id = event.id;
  customer.email = event.email;
  customer.name = event.name;
  customer.phone = event.phone;
  customer.address = event.address;
  customer.tax_ids = event.tax_ids;
  customer.country = event.country;
  customer.currency = event.currency;
  customer.locale = event.locale;
  customer.time_zone = event.time_zone;
  customer.invoice_prefix = event.invoice_prefix;
  customer.tax_exempt = event.tax_exempt;
  customer.metadata = event.metadata;
  customer.created = meta.effective_at;
  customer.version = version_of(meta);
  state.customer = std::move(customer);
}

void evolve(CustomerState& state, const CustomerUpdated& event, const EventMeta& meta) {
  if (!state.customer) return;
  Customer& customer = *state.customer;
  const auto change = [&](std::string_view name, const auto& given, auto& into) {
    if (given) into = given;
    const auto& removed = event.removed;
    if (std::find(removed.begin(), removed.end(), name) != removed.end()) into.reset();
  };
  change("email", event.email, customer.email);
  change("name", event.name, customer.name);
  change("phone", event.phone, customer.phone);
  change("address", event.address, customer.address);
  if (event.address || !customer.address) customer.country = event.country;
  change("taxIds", event.tax_ids, customer.tax_ids);
  change("currency", event.currency, customer.currency);
  change("locale", event.locale, customer.locale);
  change("timeZone", event.time_zone, customer.time_zone);
  if (event.invoice_prefix) change_invoice_prefix(state, *event.invoice_prefix);
  if (event.tax_exempt) customer.tax_exempt = event.tax_exempt;
  customer.metadata = event.metadata.value_or(customer.metadata);
  customer.version = version_of(meta);
}

void evolve(CustomerState& state, const CustomerDeleted& event, const EventMeta& meta) {
  if (state.customer) {
    state.customer->deleted_at = meta.effective_at;
    state.customer->version = version_of(meta);
  }
  end_access(state, event, meta);
}

void evolve(CustomerState& state, const CustomerErased& event, const EventMeta& meta) {
  if (state.customer) {
    Customer& customer = *state.customer;
    customer.email.reset();
    customer.name.reset();
    customer.phone.reset();
    customer.address.reset();
    customer.tax_ids.reset();
    customer.metadata.clear();
    customer.erased_at = meta.effective_at;
    if (!customer.deleted_at) customer.deleted_at = meta.effective_at;
    customer.version = version_of(meta);
  }
  end_access(state, event, meta);
}

std::vector<Subject> touched(const CustomerCreated& event) {
  return {{"customer", event.id.text()}};
}

std::vector<Subject> touched(const CustomerUpdated& event) {
  return {{"customer", event.id.text()}};
}

std::vector<Subject> touched(const CustomerDeleted& event) { return touched_by_leaving(event); }

std::vector<Subject> touched(const CustomerErased& event) { return touched_by_leaving(event); }

std::string render(const CustomerState& /*state*/, const Customer& customer, Instant /*now*/) {
  return write_object("customer", customer);
}

} // namespace portal
