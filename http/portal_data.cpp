#include "http/portal_data.hpp"

#include "http/objects.hpp"
#include "http/portal_page.hpp"

namespace portal {

namespace {

void write_session(const PortalSession& session, std::string& out) {
  Members members{out};
  members.text("id", session.id.text()).text("returnUrl", session.return_url);
  if (session.subscription) members.text("subscription", session.subscription->text());
  if (session.flow_data) Wire<FlowData>::write(*session.flow_data, members.key("flowData"));
  if (session.locale) members.text("locale", *session.locale);
}

/// What would be offered to stay, to whom and by which experiment, is no customer's to know beforehand.
PortalFeatures shown_to_customers(PortalFeatures features) {
  auto& retention = features.subscription_cancel.retention;
  if (retention) retention = Retention{{}, {}, retention->survey_required};
  return features;
}

void write_configuration(const PortalConfigurationRevision& configuration, std::string& out) {
  Members members{out};
  if (configuration.headline) members.text("headline", *configuration.headline);
  Wire<PortalFeatures>::write(shown_to_customers(configuration.features), members.key("features"));
  if (configuration.branding) {
    Wire<Branding>::write(*configuration.branding, members.key("branding"));
  }
  if (configuration.terms_of_service_url) {
    members.text("termsOfServiceUrl", *configuration.terms_of_service_url);
  }
  if (configuration.privacy_policy_url) {
    members.text("privacyPolicyUrl", *configuration.privacy_policy_url);
  }
}

void write_list(const Reading& reading, std::string_view object, std::string& out) {
  ListQuery query;
  query.object = std::string{object};
  const auto listed = object_list(reading, query);
  out += listed.status == 200 ? listed.body : "null";
}

/// Nothing in it may end the script element that it stands in.
std::string inside_script(const std::string& json) {
  std::string out;
  out.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      out += "\\u003c";
    } else {
      out += c;
    }
  }
  return out;
}

} // namespace

std::string portal_data(
  const Reading& reading, const PortalSession& session, const CustomerState& state,
  const PortalConfigurationRevision& configuration, const Catalog& catalog
) {
  std::string out;
  {
    Members members{out};
    members.text("now", to_text(reading.now)).text("form", form_token(reading.call));
    write_session(session, members.key("session"));
    write_configuration(configuration, members.key("configuration"));
    members.raw("capabilities", render_capabilities(capabilities(state, catalog, configuration)));
    const auto whose = find_object(reading.rows, {"customer", session.customer.text()});
    if (whose && *whose) members.raw("customer", rendered_object(reading, **whose));
    write_list(reading, "subscription", members.key("subscriptions"));
    write_list(reading, "payment_method", members.key("paymentMethods"));
    if (shows(reading, PortalFeature::invoice_history)) {
      write_list(reading, "invoice", members.key("invoices"));
    }
    if (shows(reading, PortalFeature::credits)) {
      std::vector<CreditGrant> grants;
      for (const auto& [id, grant] : state.billing.credit_grants) grants.push_back(grant);
      Members balance{members.key("credits")};
      Wire<CreditBalance>::write_members(credit_balance(std::move(grants), reading.now), balance);
    }
  }
  return inside_script(out);
}

} // namespace portal
