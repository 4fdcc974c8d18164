// The portal's home: what the customer has, owes and may do, as the session's configuration shows it.
#include <algorithm>

#include "events/catalog.hpp"
#include "events/customer.hpp"
#include "events/money.hpp"
#include "http/handlers.hpp"
#include "http/objects.hpp"
#include "http/portal_data.hpp"
#include "http/portal_page.hpp"
#include "http/problem.hpp"
#include "http/reads.hpp"

namespace portal {

namespace {

/// What the page is made from.
struct Home {
  const Reading& reading;
  const CustomerState& state;
  const PortalConfigurationRevision& configuration;
  const Catalog& catalog;

  bool shows(PortalFeature feature) const { return is_enabled(configuration, feature); }
};

std::string day(Instant at) { return to_text(at).substr(0, 10); }

std::string money(std::int64_t amount, Currency currency) {
  return escaped(to_text(amount, currency));
}

std::string section(std::string_view title, const std::string& content) {
  return "<section>\n<h2>" + std::string{title} + "</h2>\n" + content + "</section>\n";
}

std::string status_words(SubscriptionStatus status) {
  std::string words{name_of(status)};
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string plan_names(const Subscription& subscription) {
  std::string names;
  for (const auto& item : subscription.items) {
    if (!names.empty()) names += ", ";
    names += escaped(item.terms.description);
    if (item.quantity.value_or(1) > 1) names += " × " + std::to_string(*item.quantity);
  }
  return names;
}

std::string plan_dates(const Subscription& subscription) {
  if (subscription.ended_at) return "Ended on " + day(*subscription.ended_at);
  if (subscription.cancel_at_period_end) {
    return "Ends on " + day(subscription.current_period_end);
  }
  if (subscription.status == SubscriptionStatus::trialing && subscription.trial_end) {
    return "Trial until " + day(*subscription.trial_end);
  }
  return "Next charge on " + day(subscription.current_period_end);
}

bool allows(const Subscription& subscription, std::string_view action) {
  for (const auto& allowed : allowed_actions(subscription)) {
    if (allowed.action == action) return allowed.allowed;
  }
  return false;
}

std::string plan_buttons(const Home& home, const Subscription& subscription) {
  const Call& call = home.reading.call;
  const std::string id = "<input type=\"hidden\" name=\"subscription\" value=\"" +
                         escaped(subscription.id.text()) + "\">";
  const bool may_cancel = home.shows(PortalFeature::subscription_cancel) && !subscription.ended_at;
  if (may_cancel && subscription.cancel_at_period_end) {
    return form_start(call, "/portal/actions/reactivate") + id +
           "<button type=\"submit\">Keep my plan</button></form>\n";
  }
  if (may_cancel && allows(subscription, "cancel")) {
    return "<details><summary>Cancel plan</summary><p>You will be told when it ends.</p>" +
           form_start(call, "/portal/actions/cancel") + id +
           "<button class=\"danger\" type=\"submit\">Yes, cancel my plan</button></form>"
           "</details>\n";
  }
  return {};
}

std::string plans(const Home& home) {
  std::string out;
  for (const auto& [id, subscription] : home.state.billing.subscriptions) {
    out += "<article><h3>" + plan_names(subscription) + "</h3><p><span class=\"status " +
           std::string{name_of(subscription.status)} + "\">" + status_words(subscription.status) +
           "</span> " + plan_dates(subscription) + "</p>" + plan_buttons(home, subscription) +
           "</article>\n";
  }
  return section("Plan", out.empty() ? "<p>You have no plan.</p>\n" : out);
}

std::string invoices(const Home& home) {
  if (!home.shows(PortalFeature::invoice_history)) return {};
  std::vector<const Invoice*> newest;
  for (const auto& [id, invoice] : home.state.billing.invoices) newest.push_back(&invoice);
  std::sort(newest.begin(), newest.end(), [](const Invoice* left, const Invoice* right) {
    return left->created > right->created;
  });
  if (newest.size() > 12) newest.resize(12);
  if (newest.empty()) return section("Invoices", "<p>There are no invoices yet.</p>\n");
  std::string out = "<table><thead><tr><th>Number</th><th>Date</th><th>Amount</th><th>Status</th>"
                    "</tr></thead><tbody>\n";
  for (const Invoice* invoice : newest) {
    out += "<tr><td>" + escaped(invoice->number.value_or("draft")) + "</td><td>" +
           day(invoice->created) + "</td><td>" + money(invoice->total, invoice->currency) +
           "</td><td>" + std::string{name_of(invoice->status)} + "</td></tr>\n";
  }
  return section("Invoices", out + "</tbody></table>\n");
}

std::string payment_methods(const Home& home) {
  std::string out;
  for (const auto& [id, method] : home.state.payment_methods) {
    if (!method.card || method.detached_at) continue;
    out += "<li>" + escaped(method.card->brand) + " •••• " + escaped(method.card->last4) +
           ", expires " + std::to_string(method.card->exp_month) + "/" +
           std::to_string(method.card->exp_year) + (method.is_default ? " (default)" : "") +
           "</li>\n";
  }
  return section(
    "Payment methods", out.empty() ? "<p>None is on file.</p>\n" : "<ul>\n" + out + "</ul>\n"
  );
}

std::string credits(const Home& home) {
  if (!home.shows(PortalFeature::credits)) return {};
  std::vector<CreditGrant> grants;
  for (const auto& [id, grant] : home.state.billing.credit_grants) grants.push_back(grant);
  const auto balance = credit_balance(std::move(grants), home.reading.now);
  std::string out;
  for (const auto& one : balance.balances) {
    out += "<p>" + money(one.available, one.currency) + " available</p>\n";
  }
  return out.empty() ? std::string{} : section("Credit", out);
}

std::string colour_of(const PortalConfigurationRevision& configuration) {
  if (!configuration.branding || !configuration.branding->primary_color) return {};
  const std::string& colour = *configuration.branding->primary_color;
  const bool plain = colour.size() == 7 && colour.front() == '#' &&
                     colour.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string::npos;
  return plain ? colour : std::string{};
}

std::string head_of(const Home& home, const PortalSession& session) {
  const Call& call = home.reading.call;
  std::string who;
  if (home.state.customer) {
    const auto json =
      opened(call, render(home.state, *home.state.customer, home.reading.now), call.who.customer);
    const auto document = JsonDocument::parse(json);
    for (const auto name : {"name", "email"}) {
      const auto member = document ? document->root().member(name) : std::nullopt;
      if (who.empty() && member && member->kind() == JsonKind::text) who = member->text();
    }
  }
  std::string out =
    "<header><h1>" + escaped(home.configuration.headline.value_or("Your billing")) + "</h1>";
  if (!who.empty()) out += "<p>" + escaped(who) + "</p>";
  out += "<nav><a rel=\"noreferrer\" href=\"" + escaped(session.return_url) + "\">Back</a>" +
         form_start(call, "/portal/logout") +
         "<button class=\"quiet\" type=\"submit\">Sign out</button></form></nav></header>\n";
  return out;
}

Response home_page(const Reading& reading) {
  Call& call = reading.call;
  auto state = state_of(reading.rows, *call.who.customer);
  if (!state) return no(call, state.error());
  const auto row = find_object(reading.rows, {"portal_session", call.who.session->text()});
  if (!row) return no(call, row.error());
  const auto session = *row ? read_text<PortalSession>((*row)->json, Strictness::lenient)
                            : Result<PortalSession>{tl::unexpected<Refusal>(Refusal{})};
  if (!session) return no(call, not_found("portal session", call.who.session->text(), ""));
  const auto catalog = call.edge.node.catalog();
  const auto* pinned =
    find_revision(*catalog, session->configuration.id, session->configuration.revision);
  const Home home{reading, *state, pinned != nullptr ? *pinned : builtin_configuration(), *catalog};
  Page page;
  page.title = home.configuration.headline.value_or("Your billing");
  page.colour = colour_of(home.configuration);
  page.data = portal_data(reading, *session, *state, home.configuration, *catalog);
  page.form_origin = origin_of_url(session->return_url);
  page.body =
    head_of(home, *session) + plans(home) + invoices(home) + payment_methods(home) + credits(home);
  for (const auto& [words, url] :
       {std::pair{"Terms", home.configuration.terms_of_service_url},
        std::pair{"Privacy", home.configuration.privacy_policy_url}}) {
    if (!url) continue;
    page.body += "<p class=\"small\"><a rel=\"noreferrer\" href=\"" + escaped(*url) + "\">" +
                 words + "</a></p>\n";
  }
  return page_response(200, page, call.edge.cookies.secure);
}

} // namespace

void show_portal(const CallPtr& call) {
  with_session(call, [call](const Query& /*form*/) { read(call, call->who.customer, home_page); });
}

} // namespace portal
