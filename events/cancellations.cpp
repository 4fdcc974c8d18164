#include "events/cancellations.hpp"

#include <algorithm>

#include "events/cancellation_offers.hpp"
#include "events/customer_rules.hpp"
#include "events/offer_preview.hpp"
#include "events/subscription_rules.hpp"

namespace portal {
namespace {

constexpr std::string_view kind = "cancellation";
constexpr std::size_t feedback_max = 2'000;

Refusal conflict(std::string code, std::string param, std::string why) {
  return {RefusalKind::conflict, std::move(code), std::move(param), std::move(why)};
}

Decided<CustomerEvent> story_of(const CancellationId& id) { return about(kind, id.text()); }

// -- the configuration that leads a cancellation ------------------------------------------------------

/// What binds the principal; for those whom nothing binds, the default, or what is built in.
PinnedConfiguration leading_configuration(const CustomerState& state, const Context& context) {
  const Principal& who = context.origin.principal;
  if (who.kind == PrincipalKind::session) {
    if (const auto* session = find_in(state.sessions, SessionId{who.id})) {
      return session->configuration;
    }
  }
  if (const auto* standing = default_configuration(*context.catalog)) {
    return {standing->id, latest(*standing).revision};
  }
  return {ConfigurationId{std::string{builtin_configuration_id}}, 1};
}

const SubscriptionCancelFeature&
feature_of(const PinnedConfiguration& pinned, const Context& context) {
  const auto* revision = find_revision(*context.catalog, pinned.id, pinned.revision);
  if (revision == nullptr) revision = &builtin_configuration();
  return revision->features.subscription_cancel;
}

CancelWhen usual_end(const SubscriptionCancelFeature& feature, const Subscription& subscription) {
  const bool now = feature.mode == CancelMode::immediately || ends_only_now(subscription);
  return now ? CancelWhen::now : CancelWhen::period_end;
}

// -- the survey ---------------------------------------------------------------------------------------

std::optional<Refusal>
wrong_reason(const SubscriptionCancelFeature& feature, std::optional<CancellationReason> reason) {
  if (!reason || !feature.cancellation_reason) return std::nullopt;
  const auto& options = feature.cancellation_reason->options;
  if (options.empty() || std::find(options.begin(), options.end(), *reason) != options.end()) {
    return std::nullopt;
  }
  std::string names;
  for (const CancellationReason option : options) {
    names += (names.empty() ? "" : ", ") + std::string{name_of(option)};
  }
  return invalid(
    "reason", "cancellation_reason_not_offered",
    "\"" + std::string{name_of(*reason)} + "\" is none of the configured reasons: " + names + "."
  );
}

std::optional<Refusal> wrong_feedback(const std::optional<Personal<std::string>>& feedback) {
  if (!feedback || feedback->clear() == nullptr) return std::nullopt;
  return check_text(*feedback->clear(), feedback_max, "feedback");
}

/// What was said before and what is said now; later words win.
ExitSurvey said(const Cancellation& story, const ConfirmCancellation& ask) {
  ExitSurvey survey = story.survey.value_or(ExitSurvey{});
  if (ask.reason) survey.reason = ask.reason;
  if (ask.feedback) survey.feedback = ask.feedback;
  if (ask.would_recommend) survey.would_recommend = ask.would_recommend;
  return survey;
}

std::optional<Refusal> wrong_survey(
  const SubscriptionCancelFeature& feature, const ConfirmCancellation& ask, const ExitSurvey& survey
) {
  if (auto refusal = wrong_reason(feature, ask.reason)) return refusal;
  if (auto refusal = wrong_feedback(ask.feedback)) return refusal;
  if (ask.would_recommend) {
    if (auto refusal = check_range(*ask.would_recommend, 0, 10, "wouldRecommend")) return refusal;
  }
  const bool required = feature.retention && feature.retention->survey_required;
  if (!required || survey.reason) return std::nullopt;
  return invalid(
    "reason", "survey_required", "Say why: \"reason\" is required before this subscription can end."
  );
}

// -- steps --------------------------------------------------------------------------------------------

/// Why the subscription could not be canceled now, if it could not: starting the story promises that
/// its end can be reached.
std::optional<Refusal> cannot_end(
  const CustomerState& state, const SubscriptionId& subscription, CancelWhen when,
  const Context& context
) {
  Context at_any_version = context;
  at_any_version.if_version.reset();
  auto ending = cancel_in_story(state, {subscription, when, {}}, at_any_version);
  if (ending) return std::nullopt;
  return std::move(ending.error());
}

/// Copies into the story what reports group by, and what the customer could be offered.
void describe(
  const CustomerState& state, const Subscription& subscription,
  const SubscriptionCancelFeature& feature, const Context& context, Cancellation& story
) {
  if (!subscription.items.empty()) {
    story.product = subscription.items.front().terms.product;
    story.price = subscription.items.front().price;
  }
  story.country = state.customer->country;
  if (!feature.retention) return;
  const auto reason = story.survey ? story.survey->reason : std::nullopt;
  for (const RetentionOffer* offer : offers_in_order(*feature.retention, story.assignment)) {
    if (may_be_offered(state, subscription, *offer, reason, context)) {
      story.eligible.push_back(offer->id);
    }
  }
}

/// Shows the next offer that the customer may have, or says that nothing is left to offer.
void go_on(
  const CustomerState& state, const Cancellation& story, const Context& context,
  std::vector<CustomerEvent>& events
) {
  const auto& retention = feature_of(story.configuration, context).retention;
  const auto* subscription = find_in(state.billing.subscriptions, story.subscription);
  if (retention && subscription != nullptr) {
    const auto reason = story.survey ? story.survey->reason : std::nullopt;
    for (const RetentionOffer* offer : offers_in_order(*retention, story.assignment)) {
      const bool shown =
        std::any_of(story.offers.begin(), story.offers.end(), [&](const CancellationOffer& one) {
          return one.offer == offer->id;
        });
      if (shown || !may_be_offered(state, *subscription, *offer, reason, context)) continue;
      CancellationOffer made{offer->id, OfferStatus::shown, *offer, context.now, {}, {}};
      if (offer->expires_after_hours) {
        made.expires_at = context.now + Millis{std::chrono::hours{*offer->expires_after_hours}};
      }
      events.emplace_back(CancellationOfferShown{story.id, std::move(made)});
      return;
    }
  }
  if (story.status != CancellationStatus::ready) events.emplace_back(CancellationReady{story.id});
}

/// The cancellation, if it is there, as the caller saw it, within the session, and not over.
Result<const Cancellation*>
open_story(const CustomerState& state, const CancellationId& id, const Context& context) {
  const auto no = [](Refusal refusal) { return tl::unexpected<Refusal>(std::move(refusal)); };
  const Cancellation* story = find_in(state.cancellations, id);
  if (story == nullptr) return no(not_found(CancellationId::what, id.text(), "id"));
  if (session_scope_refusal(state, context, story->subscription)) {
    return no(not_found(CancellationId::what, id.text(), "id"));
  }
  if (auto refusal = feature_refusal(state, context, PortalFeature::subscription_cancel)) {
    return no(std::move(*refusal));
  }
  if (auto refusal = stale(context, story->version)) return no(std::move(*refusal));
  if (story->status == CancellationStatus::confirmed) {
    return no(conflict(
      "cancellation_already_confirmed", "",
      "The cancellation was confirmed. Reactivate the subscription to undo it."
    ));
  }
  if (!story->open()) {
    return no(
      conflict("cancellation_closed", "", "The cancellation is over. Start another one to go on.")
    );
  }
  return story;
}

/// Why an offer that was not shown in this story cannot be answered.
Refusal never_shown(const Cancellation& story, const std::string& named, const Context& context) {
  const auto& retention = feature_of(story.configuration, context).retention;
  const auto is_it = [&](const RetentionOffer& offer) { return offer.id == named; };
  if (!retention || std::none_of(retention->offers.begin(), retention->offers.end(), is_it)) {
    return not_found("offer", named, "offer");
  }
  const auto& eligible = story.eligible;
  if (std::find(eligible.begin(), eligible.end(), named) == eligible.end()) {
    return conflict(
      "offer_not_eligible", "offer", "This customer cannot have the offer \"" + named + "\" now."
    );
  }
  return conflict(
    "offer_not_shown", "offer",
    "The offer \"" + named + "\" was not shown yet: offers are shown one after the other."
  );
}

/// The offer that stands, if it is the one that the caller means.
Result<const CancellationOffer*> asked_offer(
  const Cancellation& story, const std::optional<std::string>& named, const Context& context
) {
  const auto no = [](Refusal refusal) { return tl::unexpected<Refusal>(std::move(refusal)); };
  const CancellationOffer* standing = story.standing_offer();
  if (named) {
    const auto found =
      std::find_if(story.offers.begin(), story.offers.end(), [&](const CancellationOffer& one) {
        return one.offer == *named;
      });
    if (found == story.offers.end()) return no(never_shown(story, *named, context));
    if (standing == nullptr || standing->offer != *named) {
      return no(conflict(
        "offer_already_answered", "offer",
        "The offer \"" + *named + "\" was " + std::string{name_of(found->status)} + " before."
      ));
    }
  }
  if (standing == nullptr) {
    return no(conflict(
      "offer_not_shown", "offer", "No offer waits for an answer here. Confirm, or abandon."
    ));
  }
  return standing;
}

bool is_expired(const CancellationOffer& offer, Instant now) {
  return offer.expires_at && *offer.expires_at <= now;
}

/// One that is open for the same subscription, if there is one.
const Cancellation* running_story(const CustomerState& state, const SubscriptionId& subscription) {
  for (const auto& [id, story] : state.cancellations) {
    if (story.subscription == subscription && story.open()) return &story;
  }
  return nullptr;
}

/// Asking again without saying anything new leads back to the story that runs.
bool goes_on_with(const StartCancellation& ask, const Cancellation& story) {
  if (ask.id || ask.feedback) return false;
  if (!ask.reason) return true;
  return story.survey && story.survey->reason == ask.reason;
}

} // namespace

CustomerDecision
decide(const CustomerState& state, const StartCancellation& ask, const Context& context) {
  if (auto refusal = session_scope_refusal(state, context, ask.subscription)) {
    return refused(*refusal);
  }
  const auto found = find_subscription(state, ask.subscription);
  if (!found) return refused(found.error());
  if (auto moved = stale(context, (*found)->version)) return refused(std::move(*moved));
  if (auto refusal = feature_refusal(state, context, PortalFeature::subscription_cancel)) {
    return refused(*refusal);
  }
  Cancellation story;
  story.configuration = leading_configuration(state, context);
  const SubscriptionCancelFeature& feature = feature_of(story.configuration, context);
  if (auto refusal = wrong_reason(feature, ask.reason)) return refused(*refusal);
  if (auto refusal = wrong_feedback(ask.feedback)) return refused(*refusal);
  if (auto refusal = cannot_end(state, ask.subscription, usual_end(feature, **found), context)) {
    return refused(*refusal);
  }
  const Cancellation* running = running_story(state, ask.subscription);
  if (running != nullptr && goes_on_with(ask, *running)) {
    auto decided = story_of(running->id);
    const CancellationOffer* standing = running->standing_offer();
    if (standing != nullptr && is_expired(*standing, context.now)) {
      go_on(state, *running, context, decided.events);
    }
    return decided;
  }

  story.id = ask.id ? *ask.id : context.ids->next<CancellationId>();
  story.customer = state.customer->id;
  story.subscription = ask.subscription;
  story.created = context.now;
  story.last_step_at = context.now;
  if (ask.reason || ask.feedback) story.survey = ExitSurvey{ask.reason, ask.feedback, {}};
  if (feature.retention && feature.retention->experiment) {
    story.assignment = assign_variant(
      *context.catalog, feature.retention->experiment->id, story.customer, context.draw
    );
    if (story.assignment) story.variant = story.assignment->variant;
  }
  describe(state, **found, feature, context, story);
  auto decided = story_of(story.id);
  if (running != nullptr) {
    decided.events.emplace_back(CancellationAbandoned{
      running->id, CancellationOutcome::superseded, context.now});
  }
  decided.events.emplace_back(CancellationStarted{story});
  go_on(state, story, context, decided.events);
  return decided;
}

CustomerDecision
decide(const CustomerState& state, const AcceptOffer& ask, const Context& context) {
  const auto story = open_story(state, ask.id, context);
  if (!story) return refused(story.error());
  const auto offer = asked_offer(**story, ask.offer, context);
  if (!offer) return refused(offer.error());
  if (is_expired(**offer, context.now)) {
    return refused(conflict(
      "offer_expired", "offer",
      "The offer stood until " + to_text(*(*offer)->expires_at) +
        ". Decline it, or start again, to see what is offered now."
    ));
  }
  const auto subscription = find_subscription(state, (*story)->subscription);
  if (!subscription) return refused(subscription.error());
  const auto reason = (*story)->survey ? (*story)->survey->reason : std::nullopt;
  auto gift = give_offer(state, **subscription, (*offer)->terms, context);
  if (!gift) return refused(gift.error());
  if (!may_be_offered(state, **subscription, (*offer)->terms, reason, context)) {
    return refused(conflict(
      "offer_already_used", "offer",
      "This offer has been accepted before, and can be had no more often."
    ));
  }
  if (auto refusal = costs_otherwise(state, ask, context)) return refused(std::move(*refusal));
  auto decided = story_of(ask.id);
  decided.events.emplace_back(CancellationOfferAccepted{
    ask.id, (*story)->subscription, (*offer)->offer, (*offer)->terms.type, context.now});
  if (auto refusal = append(decided.events, std::move(gift))) return refused(*refusal);
  return decided;
}

CustomerDecision
decide(const CustomerState& state, const DeclineOffer& ask, const Context& context) {
  const auto story = open_story(state, ask.id, context);
  if (!story) return refused(story.error());
  const auto offer = asked_offer(**story, ask.offer, context);
  if (!offer) return refused(offer.error());
  auto decided = story_of(ask.id);
  // What has expired is not there to be declined: reports count it as neither.
  if (!is_expired(**offer, context.now)) {
    decided.events.emplace_back(CancellationOfferDeclined{ask.id, (*offer)->offer, context.now});
  }
  go_on(state, **story, context, decided.events);
  return decided;
}

CustomerDecision
decide(const CustomerState& state, const ConfirmCancellation& ask, const Context& context) {
  const auto found = open_story(state, ask.id, context);
  if (!found) return refused(found.error());
  const Cancellation& story = **found;
  const SubscriptionCancelFeature& feature = feature_of(story.configuration, context);
  const ExitSurvey survey = said(story, ask);
  if (auto refusal = wrong_survey(feature, ask, survey)) return refused(*refusal);

  Context at_any_version = context;
  at_any_version.if_version.reset();
  const auto subscription = find_subscription(state, story.subscription);
  if (!subscription) return refused(subscription.error());
  const CancelWhen when = ask.effective.value_or(usual_end(feature, **subscription));
  auto ending = cancel_in_story(state, {story.subscription, when, {}}, at_any_version);
  if (!ending) return refused(ending.error());

  auto decided = story_of(ask.id);
  const CancellationOffer* standing = story.standing_offer();
  if (standing != nullptr && !is_expired(*standing, context.now)) {
    decided.events.emplace_back(CancellationOfferDeclined{ask.id, standing->offer, context.now});
  }
  const Instant ends_at =
    when == CancelWhen::now ? context.now : (*subscription)->current_period_end;
  decided.events.emplace_back(CancellationConfirmed{
    ask.id, story.subscription, survey.empty() ? std::nullopt : std::optional{survey}, when,
    ends_at, context.now});
  if (auto refusal = append(decided.events, std::move(ending))) return refused(*refusal);
  return decided;
}

CustomerDecision
decide(const CustomerState& state, const AbandonCancellation& ask, const Context& context) {
  const auto story = open_story(state, ask.id, context);
  if (!story) return refused(story.error());
  auto decided = story_of(ask.id);
  decided.events.emplace_back(CancellationAbandoned{
    ask.id, CancellationOutcome::abandoned, context.now});
  return decided;
}

} // namespace portal
