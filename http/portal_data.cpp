#include "http/portal_data.hpp"

#include "http/objects.hpp"
#include "http/portal_page.hpp"
#include "http/problem.hpp"
#include "projections/row_object.hpp"

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

PortalView view_of(const PortalConfigurationRevision& configuration) {
  return {
    configuration.headline, shown_to_customers(configuration.features), configuration.branding,
    configuration.terms_of_service_url, configuration.privacy_policy_url};
}

/// The session's own, or the default one, or the built-in one.
PortalView view_for(const Reading& reading) {
  const auto catalog = reading.call.edge.node.catalog();
  if (const auto& session_id = reading.call.who.session) {
    const auto session =
      row_object<PortalSession>(reading.rows, "portal_session", session_id->text());
    if (session) {
      const auto* pinned =
        find_revision(*catalog, session->configuration.id, session->configuration.revision);
      if (pinned != nullptr) return view_of(*pinned);
    }
  }
  return view_of(standing_configuration(*catalog));
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

void get_own_configuration(const CallPtr& call) {
  read(call, std::nullopt, [](const Reading& reading) {
    return json_response(200, write_object("portal_view", view_for(reading)));
  });
}

std::string portal_data(
  const Reading& reading, const PortalSession& session, const CustomerState& state,
  const PortalConfigurationRevision& configuration, const Catalog& catalog
) {
  std::string out;
  {
    Members members{out};
    members.text("now", to_text(reading.now)).text("form", form_token(reading.call));
    write_session(session, members.key("session"));
    Wire<PortalView>::write(view_of(configuration), members.key("configuration"));
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
