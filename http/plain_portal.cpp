#include "http/plain_portal.hpp"

#include <algorithm>

#include "documents/markup.hpp"
#include "events/billing_amounts.hpp"
#include "events/subscription_rules.hpp"
#include "http/objects.hpp"
#include "http/portal_page.hpp"
#include "http/problem.hpp"

namespace portal {

namespace {

PageWord word_of(SubscriptionStatus status) {
  switch (status) {
  case SubscriptionStatus::incomplete: return PageWord::status_incomplete;
  case SubscriptionStatus::incomplete_expired: return PageWord::status_incomplete_expired;
  case SubscriptionStatus::trialing: return PageWord::status_trialing;
  case SubscriptionStatus::active: return PageWord::status_active;
  case SubscriptionStatus::past_due: return PageWord::status_past_due;
  case SubscriptionStatus::paused: return PageWord::status_paused;
  case SubscriptionStatus::canceled: return PageWord::status_canceled;
  case SubscriptionStatus::unpaid: return PageWord::status_unpaid;
  }
  return PageWord::status_active;
}

std::string plan_dates(const PageLook& look, const Subscription& plan) {
  if (plan.ended_at) return look(PageWord::ended_on, look.date(*plan.ended_at));
  if (plan.status == SubscriptionStatus::past_due || plan.status == SubscriptionStatus::unpaid) {
    return std::string{look(PageWord::past_due)};
  }
  if (plan.status == SubscriptionStatus::incomplete) return {}; // nothing comes before it is paid
  if (plan.status == SubscriptionStatus::paused && plan.pause && plan.pause->resumes_at) {
    return look(PageWord::paused_until, look.date(*plan.pause->resumes_at));
  }
  const auto ending = is_metered(plan) ? PageWord::ends_on_usage : PageWord::ends_on;
  if (plan.cancel_at) return look(ending, look.date(*plan.cancel_at));
  if (plan.cancel_at_period_end) {
    return look(ending, look.date(plan.current_period_end));
  }
  if (plan.status == SubscriptionStatus::trialing && plan.trial_end) {
    return look(PageWord::trial_until, look.date(*plan.trial_end));
  }
  return look(PageWord::next_charge, look.date(plan.current_period_end));
}

PageWord word_of(Interval interval) {
  switch (interval) {
  case Interval::day: return PageWord::every_day;
  case Interval::week: return PageWord::every_week;
  case Interval::month: return PageWord::every_month;
  case Interval::year: return PageWord::every_year;
  }
  return PageWord::every_month;
}

bool allows(const Subscription& subscription, std::string_view action) {
  for (const auto& allowed : allowed_actions(subscription)) {
    if (allowed.action == action) return allowed.allowed;
  }
  return false;
}

std::string plan_buttons(const PlainPortal& portal, const Subscription& plan) {
  const PageLook& look = portal.look;
  if (!shows(portal.reading, PortalFeature::subscription_cancel) || plan.ended_at) return {};
  if (plan.cancel_at_period_end) {
    return form_start(portal.reading.call, "/portal/actions/reactivate") +
           "<input type=\"hidden\" name=\"subscription\" value=\"" + escaped(plan.id.text()) +
           "\"><button type=\"submit\">" + std::string{look(PageWord::keep_plan)} +
           "</button></form>\n";
  }
  if (!allows(plan, "cancel") && !allows(plan, "cancel_at_period_end")) return {};
  return "<p><a class=\"button\" href=\"/portal/cancel?subscription=" +
         percent_encoded(plan.id.text()) + "\">" + std::string{look(PageWord::cancel_plan)} +
         "</a></p>\n";
}

std::string coming_change(const PageLook& look, const Subscription& subscription) {
  if (!subscription.pending_change) return {};
  std::string prices;
  for (const auto& item : subscription.pending_change->items) {
    prices += (prices.empty() ? "" : ", ") + item_price(look, item);
  }
  const std::string names = plan_names(subscription.pending_change->items);
  const auto date = look.date(subscription.pending_change->effective_at);
  return "<p>" + look(PageWord::offer_plan, names, escaped(prices)) + " " +
         escaped(look(PageWord::effective_end, date)) + "</p>";
}

Response
plain_response(const Reading& reading, const std::function<Response(const PlainPortal&)>& make) {
  Call& call = reading.call;
  const auto state = state_of(reading.rows, *call.who.customer);
  if (!state) return failed_page(call, state.error());
  const auto row = find_object(reading.rows, {"portal_session", call.who.session->text()});
  if (!row) return failed_page(call, row.error());
  const auto session = *row ? read_text<PortalSession>((*row)->json, Strictness::lenient)
                            : Result<PortalSession>{tl::unexpected<Refusal>(Refusal{})};
  if (!session) {
    return refused_page(call, not_found("portal session", call.who.session->text(), ""));
  }
  const auto catalog = call.edge.node.catalog();
  const auto* pinned =
    find_revision(*catalog, session->configuration.id, session->configuration.revision);
  const PageLook look = look_of(call, reading.rows, *session);
  const auto& flow = session->flow_data;
  return make(
    {reading, *session, *state, pinned != nullptr ? *pinned : builtin_configuration(), *catalog,
     look, flow ? flow->subscription_id : std::nullopt, flow ? flow->invoice_id : std::nullopt}
  );
}

} // namespace

void show_plain(const CallPtr& call, std::function<Response(const PlainPortal&)> make) {
  with_session(call, [call, make = std::move(make)](const Query& /*form*/) {
    read(call, call->who.customer, [make](const Reading& reading) {
      return plain_response(reading, make);
    });
  });
}

std::string portal_head(const PlainPortal& portal) {
  Call& call = portal.reading.call;
  const PageLook& look = portal.look;
  std::string who;
  if (portal.state.customer) {
    const auto json = opened(
      call, render(portal.state, *portal.state.customer, portal.reading.now), call.who.customer
    );
    const auto document = JsonDocument::parse(json);
    for (const auto name : {"name", "email"}) {
      const auto member = document ? document->root().member(name) : std::nullopt;
      if (who.empty() && member && member->kind() == JsonKind::text) who = member->text();
    }
  }
  const std::string own{look(PageWord::title)};
  std::string out = "<header><h1>" + escaped(portal.configuration.headline.value_or(own)) + "</h1>";
  if (!who.empty()) out += "<p>" + escaped(who) + "</p>";
  out += "<nav><a rel=\"noreferrer\" href=\"" + escaped(portal.session.return_url) + "\">" +
         std::string{look(PageWord::back)} + "</a>" + form_start(call, "/portal/logout") +
         "<button class=\"quiet\" type=\"submit\">" + std::string{look(PageWord::sign_out)} +
         "</button></form></nav></header>\n";
  return out;
}

Page plain_page(const PlainPortal& portal, std::string body) {
  const std::string own{portal.look(PageWord::title)};
  Page page = portal.look.page(portal.configuration.headline.value_or(own), std::move(body));
  page.form_origin = origin_of_url(portal.session.return_url);
  if (const auto after = redirect_of(portal.session)) {
    const std::string origin = origin_of_url(*after);
    if (origin != page.form_origin) page.form_origin += " " + origin;
  }
  return page;
}

bool is_metered(const Subscription& subscription) {
  return std::any_of(
    subscription.items.begin(), subscription.items.end(),
    [](const SubscriptionItem& item) { return item.terms.metered(); }
  );
}

std::string item_price(const PageLook& look, const SubscriptionItem& item) {
  const PriceTerms& terms = item.terms;
  const auto priced = terms.metered()
                        ? std::nullopt
                        : price_of(terms, Decimal::from_integer(item.quantity.value_or(1)));
  if (!priced) return std::string{look(PageWord::by_usage)};
  const auto amount = look.money(priced->amount, terms.currency);
  return terms.interval_count == 1 ? look(word_of(terms.interval), amount) : amount;
}

std::string plan_names(const std::vector<SubscriptionItem>& items) {
  std::string names;
  for (const auto& item : items) {
    if (!names.empty()) names += ", ";
    names += escaped(item.terms.description);
    if (item.quantity.value_or(1) > 1) names += " × " + std::to_string(*item.quantity);
  }
  return names;
}

std::string plan_article(const PlainPortal& portal, const Subscription& subscription) {
  std::string prices;
  for (const auto& item : subscription.items) {
    prices += "<p>" + escaped(item_price(portal.look, item)) + "</p>";
  }
  return "<article><h3>" + plan_names(subscription.items) + "</h3>" + prices +
         "<p><span class=\"status\">" + std::string{portal.look(word_of(subscription.status))} +
         "</span> " + escaped(plan_dates(portal.look, subscription)) + "</p>" +
         coming_change(portal.look, subscription) + plan_buttons(portal, subscription) +
         "</article>\n";
}

} // namespace portal
