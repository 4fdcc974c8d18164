// Cancelling without scripts: why, an offer, the confirmation. Which of them a page shows is read from the
// story that runs, so that going back, opening a second tab or a restart of the server loses nothing.
#include "documents/markup.hpp"
#include "events/cancellations.hpp"
#include "http/handlers.hpp"
#include "http/objects.hpp"
#include "http/plain_portal.hpp"
#include "http/portal_page.hpp"
#include "http/problem.hpp"
#include "projections/row_object.hpp"

namespace portal {

namespace {

std::string page_of(const SubscriptionId& subscription) {
  return "/portal/cancel?subscription=" + percent_encoded(subscription.text());
}

/// The story of that subscription's cancellation that is not over, if there is one.
std::optional<Cancellation>
running_story(const Reading& reading, const CustomerId& customer, const SubscriptionId& id) {
  ListQuery query;
  query.object = "cancellation";
  query.customer = customer;
  query.filters = {{"subscription", id.text()}};
  query.limit = 1;
  const auto page = list_objects(reading.rows, query);
  if (!page || !*page || (*page)->rows.empty()) return std::nullopt;
  auto story = object_of_json<Cancellation>((*page)->rows.front().json);
  return story && story->open() ? std::move(story) : std::nullopt;
}

/// What the steps of one page share.
struct Asking {
  const PlainPortal& portal;
  const Subscription& plan;

  std::string_view say(PageWord word) const { return portal.look(word); }

  /// `<form>` with the step that its button takes and the subscription, up to `</form>`.
  std::string form(std::string_view step) const {
    return form_start(portal.reading.call, "/portal/actions/cancel") +
           hidden("subscription", plan.id.text()) + hidden("step", step);
  }

  static std::string hidden(std::string_view name, std::string_view value) {
    return "<input type=\"hidden\" name=\"" + std::string{name} + "\" value=\"" + escaped(value) +
           "\">";
  }

  std::string button(PageWord word, std::string_view style = {}) const {
    const std::string cls = style.empty() ? "" : " class=\"" + std::string{style} + "\"";
    return "<button" + cls + " type=\"submit\">" + std::string{say(word)} + "</button>";
  }
};

PageWord word_of(CancellationReason reason) {
  switch (reason) {
  case CancellationReason::too_expensive: return PageWord::too_expensive;
  case CancellationReason::missing_features: return PageWord::missing_features;
  case CancellationReason::switched_service: return PageWord::switched_service;
  case CancellationReason::unused: return PageWord::unused;
  case CancellationReason::customer_service: return PageWord::customer_service;
  case CancellationReason::too_complex: return PageWord::too_complex;
  case CancellationReason::low_quality: return PageWord::low_quality;
  case CancellationReason::other: return PageWord::other;
  }
  return PageWord::other;
}

std::string when_it_ends(const Asking& asking) {
  const PageLook& look = asking.portal.look;
  const bool now =
    asking.portal.configuration.features.subscription_cancel.mode == CancelMode::immediately;
  const bool metered = is_metered(asking.plan);
  const std::string words =
    now ? std::string{look(metered ? PageWord::cancel_now_usage : PageWord::cancel_now)}
        : look(
            metered ? PageWord::cancel_at_end_usage : PageWord::cancel_at_end,
            look.date(asking.plan.current_period_end)
          );
  return "<p>" + escaped(words) + "</p>\n";
}

std::string survey(const Asking& asking) {
  const auto& feature = asking.portal.configuration.features.subscription_cancel;
  const bool asked = feature.cancellation_reason && feature.cancellation_reason->enabled &&
                     !feature.cancellation_reason->options.empty();
  if (!asked) return {};
  const bool required = feature.retention && feature.retention->survey_required;
  std::string out =
    "<fieldset><legend>" + std::string{asking.say(PageWord::cancel_reason)} + "</legend>\n";
  for (const CancellationReason reason : feature.cancellation_reason->options) {
    out += "<p><label><input type=\"radio\" name=\"reason\" value=\"" +
           std::string{name_of(reason)} + "\"" + (required ? " required" : "") + "> " +
           std::string{asking.say(word_of(reason))} + "</label></p>\n";
  }
  return out + "</fieldset>\n<p><label for=\"feedback\">" +
         std::string{asking.say(PageWord::cancel_feedback)} +
         "</label></p>\n<p><textarea id=\"feedback\" name=\"feedback\" rows=\"3\" "
         "maxlength=\"1000\"></textarea></p>\n";
}

/// The way out of it, at every step.
std::string stay(const Asking& asking, const std::optional<Cancellation>& story) {
  if (!story) {
    return "<p><a href=\"/portal\">" + std::string{asking.say(PageWord::keep_plan)} + "</a></p>\n";
  }
  return asking.form("leave") + Asking::hidden("cancellation", story->id.text()) +
         asking.button(PageWord::keep_plan, "quiet") + "</form>\n";
}

std::string offer_step(const Asking& asking, const Cancellation& story) {
  const PageLook& look = asking.portal.look;
  const CancellationOffer& offer = *story.standing_offer();
  const std::string which =
    Asking::hidden("cancellation", story.id.text()) + Asking::hidden("offer", offer.offer);
  std::string out = "<h2>" + std::string{asking.say(PageWord::offer_title)} + "</h2>\n<p><strong>" +
                    escaped(offer.terms.message) + "</strong></p>\n";
  if (offer.expires_at) {
    out += "<p class=\"small\">" +
           escaped(look(PageWord::offer_until, look.date(*offer.expires_at))) + "</p>\n";
  }
  return out + asking.form("accept") + which + asking.button(PageWord::accept_offer) + "</form>\n" +
         asking.form("decline") + which + asking.button(PageWord::decline_offer, "quiet") +
         "</form>\n";
}

std::string question(const Asking& asking, const std::optional<Cancellation>& story) {
  if (story && story->standing_offer() != nullptr) return offer_step(asking, *story);
  const std::string title = asking.portal.look(PageWord::cancel_title, plan_names(asking.plan));
  const std::string head = "<h2>" + title + "</h2>\n" + when_it_ends(asking);
  if (!story) {
    return head + asking.form("start") + survey(asking) + asking.button(PageWord::go_on, "danger") +
           "</form>\n";
  }
  return head + asking.form("confirm") + Asking::hidden("cancellation", story->id.text()) +
         asking.button(PageWord::confirm_cancel, "danger") + "</form>\n";
}

Response cancel_page(const PlainPortal& portal) {
  Call& call = portal.reading.call;
  const auto hidden = reading_refusal(
    call.edge.node, portal.reading.rows, call.who, PortalFeature::subscription_cancel, call.now
  );
  if (hidden) return refused_page(call, *hidden);
  const auto named = call.query.text("subscription");
  const auto id = SubscriptionId::parse(named);
  const auto& plans = portal.state.billing.subscriptions;
  const auto plan = id ? plans.find(*id) : plans.end();
  const bool theirs =
    plan != plans.end() && (!portal.only_subscription || *portal.only_subscription == plan->first);
  if (!theirs) return refused_page(call, not_found("subscription", named, "subscription"));
  // Already ending, or over: the plan itself says so.
  if (plan->second.cancel_at_period_end || plan->second.ended_at) return see_other("/portal");
  const auto story = running_story(portal.reading, *call.who.customer, plan->first);
  const Asking asking{portal, plan->second};
  std::string body = portal_head(portal);
  body += question(asking, story) + stay(asking, story);
  return page_response(200, plain_page(portal, std::move(body)), call.edge.cookies.secure);
}

/// The form's step as a command; nothing when it names none.
Result<CustomerCommand> step_of(const Query& form, const SubscriptionId& subscription) {
  const auto step = form.text("step");
  if (step == "start") {
    StartCancellation start;
    start.subscription = subscription;
    if (const auto reason = form.text("reason"); !reason.empty()) {
      start.reason = parse_enum<CancellationReason>(reason);
    }
    if (const auto said = form.text("feedback"); !said.empty()) {
      start.feedback = Personal<std::string>{std::string{said}};
    }
    return CustomerCommand{std::move(start)};
  }
  const auto id = CancellationId::parse(form.text("cancellation"));
  if (!id) return tl::unexpected<Refusal>(not_found("cancellation", form.text("cancellation"), ""));
  const std::string offer{form.text("offer")};
  if (step == "accept") return CustomerCommand{AcceptOffer{*id, offer}};
  if (step == "decline") return CustomerCommand{DeclineOffer{*id, offer}};
  if (step == "leave") return CustomerCommand{AbandonCancellation{*id}};
  if (step == "confirm") {
    ConfirmCancellation confirm;
    confirm.id = *id;
    return CustomerCommand{std::move(confirm)};
  }
  return refuse(
    RefusalKind::invalid, "parameter_invalid", "step",
    "\"step\" must be one of: start, accept, decline, confirm, leave."
  );
}

} // namespace

void show_cancel(const CallPtr& call) { show_plain(call, cancel_page); }

void cancel_in_portal(const CallPtr& call) {
  with_session(call, [call](const Query& form) {
    const auto id = SubscriptionId::parse(form.text("subscription"));
    if (!id) {
      return answer(
        call, refused_page(*call, not_found("subscription", form.text("subscription"), ""))
      );
    }
    auto command = step_of(form, *id);
    if (!command) return answer(call, refused_page(*call, command.error()));
    const bool goes_on = form.text("step") == "start" || form.text("step") == "decline";
    const std::string where = goes_on ? page_of(*id) : "/portal";
    submit(
      call, stream_of(*call->who.customer), std::move(*command),
      [call, where](Outcome outcome) { finish_form(call, std::move(outcome), where); }
    );
  });
}

} // namespace portal
