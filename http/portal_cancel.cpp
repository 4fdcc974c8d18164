// Cancelling without scripts: why, an offer, the confirmation. Which of them a page shows is read from the
// story that runs, so that going back, opening a second tab or a restart of the server loses nothing.
#include <limits>

#include "documents/markup.hpp"
#include "events/subscription_rules.hpp"
#include "http/handlers.hpp"
#include "http/objects.hpp"
#include "http/plain_portal.hpp"
#include "http/portal_offer.hpp"
#include "http/portal_page.hpp"
#include "http/portal_survey.hpp"
#include "http/problem.hpp"
#include "projections/row_object.hpp"

namespace portal {

namespace {

std::string address_of(const SubscriptionId& subscription) {
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
    return button(say(word), style);
  }

  std::string button(std::string_view words, std::string_view style = {}) const {
    const std::string cls = style.empty() ? "" : " class=\"" + std::string{style} + "\"";
    return "<button" + cls + " type=\"submit\">" + escaped(words) + "</button>";
  }
};

std::string when_it_ends(const Asking& asking) {
  const PageLook& look = asking.portal.look;
  const bool now =
    asking.portal.configuration.features.subscription_cancel.mode == CancelMode::immediately ||
    ends_only_now(asking.plan);
  const bool metered = is_metered(asking.plan);
  const std::string words =
    now ? std::string{look(metered ? PageWord::cancel_now_usage : PageWord::cancel_now)}
        : look(
            metered ? PageWord::cancel_at_end_usage : PageWord::cancel_at_end,
            look.date(asking.plan.current_period_end)
          );
  return "<p>" + escaped(words) + "</p>\n";
}

/// What leads the story: the configuration that it began under, else the session's.
const SubscriptionCancelFeature&
feature_of(const PlainPortal& portal, const std::optional<Cancellation>& story) {
  const PortalConfigurationRevision* pinned =
    story ? find_revision(portal.catalog, story->configuration.id, story->configuration.revision)
          : nullptr;
  return (pinned != nullptr ? *pinned : portal.configuration).features.subscription_cancel;
}

/// The way out of it, at every step.
std::string stay(const Asking& asking, const std::optional<Cancellation>& story) {
  if (!story) {
    return "<p><a href=\"/portal\">" + std::string{asking.say(PageWord::keep_plan)} + "</a></p>\n";
  }
  return asking.form("leave") + Asking::hidden("cancellation", story->id.text()) +
         asking.button(PageWord::keep_plan, "quiet") + "</form>\n";
}

/// What the standing offer would cost as of now; nothing when it can no longer be had.
std::optional<OfferPreview> preview_of(const Call& call, const CancellationId& story) {
  const auto outcome =
    submit_and_wait(call, stream_of(*call.who.customer), CustomerCommand{PreviewOffer{story}});
  if (outcome.fault || outcome.refusal) return std::nullopt;
  auto preview = read_text<OfferPreview>(outcome.body, Strictness::lenient);
  if (!preview) return std::nullopt;
  return std::move(*preview);
}

std::string offer_step(const Asking& asking, const Cancellation& story) {
  const PageLook& look = asking.portal.look;
  const CancellationOffer& offer = *story.standing_offer();
  const std::string which =
    Asking::hidden("cancellation", story.id.text()) + Asking::hidden("offer", offer.offer);
  const auto preview = preview_of(asking.portal.reading.call, story.id);
  std::string out = "<h2>" + std::string{asking.say(PageWord::offer_title)} + "</h2>\n";
  if (!preview) {
    return out + "<p>" + std::string{asking.say(PageWord::offer_over)} + "</p>\n" +
           asking.form("decline") + which + asking.button(PageWord::go_on, "danger") + "</form>\n";
  }
  out += "<p><strong><bdi>" + escaped(offer.terms.message) + "</bdi></strong></p>\n" +
         offer_figures(look, *preview, offer.terms);
  if (offer.expires_at) {
    out += "<p class=\"small\">" +
           escaped(look(PageWord::offer_until, look.date(*offer.expires_at))) + "</p>\n";
  }
  const std::string amount = Asking::hidden("amount", std::to_string(preview->due_now.total));
  return out + asking.form("accept") + which + amount +
         asking.button(offer_button(look, *preview)) + "</form>\n" + asking.form("decline") +
         which + asking.button(PageWord::decline_offer, "quiet") + "</form>\n";
}

/// The last step: what is still to be said, and the button that ends it.
std::string confirm_step(const Asking& asking, const Cancellation& story) {
  const PageLook& look = asking.portal.look;
  const auto& feature = feature_of(asking.portal, story);
  std::string fields;
  const bool said_why = story.survey && story.survey->reason;
  if (survey_required(feature) && !said_why) fields += survey_fields(look, feature);
  if (!reasons_asked(feature).empty()) fields += recommend_fields(look);
  return asking.form("confirm") + Asking::hidden("cancellation", story.id.text()) + fields +
         asking.button(PageWord::confirm_cancel, "danger") + "</form>\n";
}

std::string question(const Asking& asking, const std::optional<Cancellation>& story) {
  if (story && story->standing_offer() != nullptr) return offer_step(asking, *story);
  const PageLook& look = asking.portal.look;
  const std::string title = look(PageWord::cancel_title, plan_names(asking.plan.items));
  const std::string head = "<h2>" + title + "</h2>\n" + when_it_ends(asking);
  if (story) return head + confirm_step(asking, *story);
  return head + asking.form("start") + survey_fields(look, feature_of(asking.portal, story)) +
         asking.button(PageWord::go_on, "danger") + "</form>\n";
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
  auto said = survey_of(form);
  if (!said) return tl::unexpected<Refusal>(said.error());
  if (step == "start") {
    StartCancellation start;
    start.subscription = subscription;
    start.reason = said->reason;
    start.feedback = std::move(said->feedback);
    return CustomerCommand{std::move(start)};
  }
  const auto id = CancellationId::parse(form.text("cancellation"));
  if (!id) return tl::unexpected<Refusal>(not_found("cancellation", form.text("cancellation"), ""));
  const std::string offer{form.text("offer")};
  if (step == "accept") {
    // Nobody pays another amount than the one on the button; a form without one saw none.
    constexpr auto none = std::numeric_limits<std::int64_t>::min();
    const auto amount =
      form.integer("amount", none, none, std::numeric_limits<std::int64_t>::max());
    if (!amount) return tl::unexpected<Refusal>(amount.error());
    return CustomerCommand{AcceptOffer{*id, offer, *amount}};
  }
  if (step == "decline") return CustomerCommand{DeclineOffer{*id, offer}};
  if (step == "leave") return CustomerCommand{AbandonCancellation{*id}};
  if (step == "confirm") {
    ConfirmCancellation confirm;
    confirm.id = *id;
    confirm.reason = said->reason;
    confirm.feedback = std::move(said->feedback);
    confirm.would_recommend = said->would_recommend;
    return CustomerCommand{std::move(confirm)};
  }
  return refuse(
    RefusalKind::invalid, "parameter_invalid", "step",
    "\"step\" must be one of: start, accept, decline, confirm, leave."
  );
}

void take_step(const CallPtr& call, const Query& form) {
  const auto id = SubscriptionId::parse(form.text("subscription"));
  if (!id) {
    return answer(
      call, refused_page(*call, not_found("subscription", form.text("subscription"), ""))
    );
  }
  auto command = step_of(form, *id);
  if (!command) return answer(call, refused_page(*call, command.error()));
  const std::string page = address_of(*id);
  const bool goes_on = form.text("step") == "start" || form.text("step") == "decline";
  const bool is_over = form.text("step") == "confirm";
  const std::string where = goes_on   ? page
                            : is_over ? where_after(*call, FlowType::subscription_cancel)
                                      : "/portal";
  submit(
    call, stream_of(*call->who.customer), std::move(*command),
    [call, where, page](Outcome outcome) {
      // The offer is not (any more) what the page showed: the page says what is.
      const bool has_moved_on = outcome.refusal && (outcome.refusal->code.starts_with("offer_") ||
                                                    outcome.refusal->code == "quote_stale");
      if (!has_moved_on) return finish_form(call, std::move(outcome), where);
      call->recorded = true;
      send(call, see_other(page));
    }
  );
}

} // namespace

// The page waits for what an offer costs: not on the thread that serves others.

void show_cancel(const CallPtr& call) {
  call->edge.crew.post([call] { show_plain(call, cancel_page); });
}

void cancel_in_portal(const CallPtr& call) {
  with_session(call, [call](const Query& form) { take_step(call, form); });
}

} // namespace portal
