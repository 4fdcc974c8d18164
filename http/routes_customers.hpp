#pragma once

#include "http/portal_data.hpp"
#include "http/route_rows.hpp"

// Rows: customers, their tokens, portal sessions and configurations, secret keys.

namespace portal::rows {

// clang-format off
inline constexpr Route of_customers[] = {
  // -- customers
  {post, "/customers", app, "customer.create", create_customer,
   "Creates a customer.", {}, body_of<CreateCustomer>(), schema_of<Customer>, 201},
  {get, "/customers", readers, "customer.list", list_customers,
   "Customers, newest first.", take::page},
  {get, "/customers/{id}", readers_or(Scope::customer_read), "customer.read", get_customer,
   "One customer.", take::one_owned, {}, schema_of<Customer>},
  {patch, "/customers/{id}", app_or(Scope::customer_write), "customer.update", update_customer,
   "Changes a customer; customers what their configuration allows.", {}, body_of<UpdateCustomer>(), schema_of<Customer>},
  {remove, "/customers/{id}", app, "customer.delete", delete_customer,
   "Ends the business with a customer and keeps the history.", {}, {}, schema_of<Customer>, 200, true},
  {post, "/customers/{id}/erase", admin, "customer.erase", erase_customer,
   "Forgets the person: destroys the key of all personal fields, for ever.", {}, {}, schema_of<Customer>, 200, true},
  {get, "/customers/{id}/export", app, "customer.export", export_customer,
   "Everything about a customer in one document.", take::export_of},

  // -- customer tokens
  {post, "/customers/{id}/tokens", app, "customer_token.create", create_token,
   "Creates a token for the customer; its secret is shown once.", {}, request_for<CreateToken>(), schema_of<CustomerToken>, 201},
  {get, "/customers/{id}/tokens", app, "customer_token.list", list_tokens,
   "The customer's tokens, without secrets.", take::tokens},
  {remove, "/tokens/{id}", app, "customer_token.revoke", change_owned<RevokeToken>,
   "Revokes a token at once.", {}, {}, schema_of<CustomerToken>, 200, true},

  // -- portal sessions
  {post, "/portal/sessions", app, "portal_session.create", create_session,
   "Creates a portal link for a customer; its url is shown once.", {}, request_for<CreateSession>(true), schema_of<PortalSession>, 201},
  {get, "/portal/sessions", readers, "portal_session.list", list_sessions,
   "Portal sessions, newest first.", take::sessions},
  {get, "/portal/sessions/{id}", readers, "portal_session.read", get_session,
   "One portal session.", take::one_owned, {}, schema_of<PortalSession>},
  {post, "/portal/sessions/{id}/revoke", app, "portal_session.revoke", change_owned<RevokeSession>,
   "Ends a session, or an unopened link, at once.", {}, {}, schema_of<PortalSession>, 200, true},

  // -- portal configurations
  {get, "/portal/configuration", readers.and_customers({}), "portal_configuration.read_own", get_own_configuration,
   "What the configuration that binds the caller shows and allows: a session's own, or the default one.", {}, {}, schema_of<PortalView>},
  {post, "/portal/configurations", app, "portal_configuration.create", create_in_catalog<CreateConfiguration>,
   "Creates a configuration: what customers may do in the portal.", {}, body_of<CreateConfiguration>(), schema_of<PortalConfiguration>, 201},
  {get, "/portal/configurations", readers, "portal_configuration.list", list_configurations,
   "Configurations, newest first.", take::configurations},
  {get, "/portal/configurations/{id}", readers, "portal_configuration.read", get_configuration,
   "One configuration, its latest revision.", take::one, {}, schema_of<PortalConfiguration>},
  {patch, "/portal/configurations/{id}", app, "portal_configuration.update", change_in_catalog<UpdateConfiguration>,
   "Makes a new revision; sessions keep the one they began with.", {}, changes_of<UpdateConfiguration>(), schema_of<PortalConfiguration>},
  {get, "/portal/configurations/{id}/capabilities", readers, "portal_configuration.capabilities", get_capabilities,
   "Which features a customer can use under it, and why not the others.", take::capabilities},

  // -- secret keys
  {post, "/keys", admin, "secret_key.create", create_key,
   "Creates a secret key; its secret is shown once.", {}, request_for<CreateKey>(), schema_of<SecretKey>, 201},
  {get, "/keys", admin, "secret_key.list", list_keys,
   "Secret keys, without secrets.", take::page},
  {remove, "/keys/{id}", admin, "secret_key.revoke", revoke_key,
   "Revokes a key at once.", {}, {}, schema_of<SecretKey>, 200, true},
};
// clang-format on

} // namespace portal::rows
