// The portal's home as HTML: what the customer has, owes and may do, as the session's configuration shows
// it. The program that comes with it shows the same in its own way; without scripts this is the portal.
#include <algorithm>

#include "documents/card_text.hpp"
#include "documents/markup.hpp"
#include "http/handlers.hpp"
#include "http/plain_portal.hpp"
#include "http/portal_data.hpp"
#include "http/portal_page.hpp"
#include "http/problem.hpp"

namespace portal {

namespace {

std::string section(std::string_view title, const std::string& content) {
  return "<section>\n<h2>" + std::string{title} + "</h2>\n" + content + "</section>\n";
}

PageWord word_of(InvoiceStatus status) {
  switch (status) {
  case InvoiceStatus::paid: return PageWord::invoice_paid;
  case InvoiceStatus::voided: return PageWord::invoice_void;
  case InvoiceStatus::uncollectible: return PageWord::invoice_uncollectible;
  default: return PageWord::invoice_open;
  }
}

std::string pay_button(const PlainPortal& home, const Invoice& invoice) {
  const std::int64_t left = invoice.amount_due - invoice.amount_paid;
  if (invoice.status != InvoiceStatus::open || left <= 0) return {};
  return form_start(home.reading.call, "/portal/actions/pay") +
         "<input type=\"hidden\" name=\"invoice\" value=\"" + escaped(invoice.id.text()) +
         "\"><button type=\"submit\">" +
         escaped(home.look(PageWord::pay, home.look.money(left, invoice.currency))) +
         "</button></form>";
}

std::string invoice_row(const PlainPortal& home, const Invoice& invoice) {
  const PageLook& look = home.look;
  const std::string pdf = "<a href=\"/invoices/" + escaped(invoice.id.text()) + "/pdf\">" +
                          std::string{look(PageWord::download)} + "</a>";
  return "<tr><td>" + escaped(invoice.number.value_or("")) + "</td><td>" +
         look.date(invoice.created) + "</td><td>" +
         escaped(look.money(invoice.total, invoice.currency)) + "</td><td>" +
         std::string{look(word_of(invoice.status))} + "</td><td>" + pay_button(home, invoice) +
         " " + pdf + "</td></tr>\n";
}

std::string invoices(const PlainPortal& home) {
  if (!shows(home.reading, PortalFeature::invoice_history)) return {};
  const PageLook& look = home.look;
  std::vector<const Invoice*> newest;
  for (const auto& [id, invoice] : home.state.billing.invoices) {
    const bool asked = !home.only_invoice || *home.only_invoice == id;
    // What is not finalised yet is between the app and itself.
    if (asked && invoice.status != InvoiceStatus::draft) newest.push_back(&invoice);
  }
  std::sort(newest.begin(), newest.end(), [](const Invoice* left, const Invoice* right) {
    return left->created > right->created;
  });
  if (newest.size() > 12) newest.resize(12);
  const auto title = look(PageWord::invoices);
  if (newest.empty()) {
    return section(title, "<p>" + std::string{look(PageWord::no_invoices)} + "</p>\n");
  }
  std::string out = "<table class=\"invoices\"><thead><tr>";
  for (const auto column : {PageWord::number, PageWord::date, PageWord::amount, PageWord::status}) {
    out += "<th>" + std::string{look(column)} + "</th>";
  }
  out += "<td></td></tr></thead><tbody>\n";
  for (const Invoice* invoice : newest) out += invoice_row(home, *invoice);
  return section(title, out + "</tbody></table>\n");
}

std::string payment_methods(const PlainPortal& home) {
  const PageLook& look = home.look;
  std::string out;
  for (const auto& [id, method] : home.state.payment_methods) {
    if (!method.card || method.detached_at) continue;
    const std::string until =
      std::to_string(method.card->exp_month) + "/" + std::to_string(method.card->exp_year);
    out +=
      "<li>" +
      escaped(look(PageWord::expires, card_text(method.card->brand, method.card->last4), until));
    if (method.is_default) out += " (" + std::string{look(PageWord::used_for_charges)} + ")";
    out += "</li>\n";
  }
  const std::string none = "<p>" + std::string{look(PageWord::no_payment_method)} + "</p>\n";
  return section(look(PageWord::payment_methods), out.empty() ? none : "<ul>\n" + out + "</ul>\n");
}

std::string credits(const PlainPortal& home) {
  if (!shows(home.reading, PortalFeature::credits)) return {};
  std::vector<CreditGrant> grants;
  for (const auto& [id, grant] : home.state.billing.credit_grants) grants.push_back(grant);
  const auto balance = credit_balance(std::move(grants), home.reading.now);
  std::string out;
  for (const auto& one : balance.balances) {
    const auto money = home.look.money(one.available, one.currency);
    out += "<p>" + escaped(home.look(PageWord::available, money)) + "</p>\n";
  }
  return out.empty() ? std::string{} : section(home.look(PageWord::credits), out);
}

std::string plans(const PlainPortal& home) {
  std::string out;
  for (const auto& [id, subscription] : home.state.billing.subscriptions) {
    if (!home.only_subscription || *home.only_subscription == id) {
      out += plan_article(home, subscription);
    }
  }
  const std::string none = "<p>" + std::string{home.look(PageWord::no_plan)} + "</p>\n";
  return section(home.look(PageWord::plan), out.empty() ? none : out);
}

/// A session that was made for one flow shows that flow alone; most of them are the program's.
std::string flow_body(const PlainPortal& home) {
  switch (home.session.flow_data->type) {
  case FlowType::subscription_cancel: return plans(home);
  case FlowType::invoice_pay: return invoices(home);
  default:
    return "<noscript><p>" + std::string{home.look(PageWord::needs_script)} + "</p></noscript>\n";
  }
}

std::string legal(const PlainPortal& home) {
  std::string out;
  for (const auto& [word, url] :
       {std::pair{PageWord::terms, home.configuration.terms_of_service_url},
        std::pair{PageWord::privacy, home.configuration.privacy_policy_url}}) {
    if (!url) continue;
    out += "<p class=\"small\"><a rel=\"noreferrer\" href=\"" + escaped(*url) + "\">" +
           std::string{home.look(word)} + "</a></p>\n";
  }
  return out;
}

Response home_page(const PlainPortal& home) {
  std::string body = portal_head(home);
  body += home.session.flow_data
            ? flow_body(home)
            : plans(home) + invoices(home) + payment_methods(home) + credits(home);
  Page page = plain_page(home, body + legal(home));
  page.data = portal_data(home.reading, home.session, home.state, home.configuration, home.catalog);
  return page_response(200, page, home.reading.call.edge.cookies.secure);
}

} // namespace

void show_portal(const CallPtr& call) { show_plain(call, home_page); }

} // namespace portal
