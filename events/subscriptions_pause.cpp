// Pausing: no service, no invoices, until the subscription resumes by itself or is asked to. What was
// left of a paid period when the pause began follows it: nobody pays for paused time, or gets time free.

#include "events/billing_rules.hpp"
#include "events/billing_work.hpp"
#include "events/subscription_rules.hpp"

namespace portal {
namespace {

constexpr std::int64_t pause_days_max = 730;

/// When the pause ends by itself, as asked; nothing: when someone asks for it.
Result<std::optional<Instant>> asked_end(const PauseSubscription& ask, Instant start) {
  if (ask.max_duration && ask.resumes_at) {
    return tl::unexpected<Refusal>(invalid(
      "resumesAt", "parameters_exclusive", "Give either maxDuration or resumesAt, not both."
    ));
  }
  if (ask.max_duration) {
    if (auto refusal = check_range(*ask.max_duration, 1, pause_days_max, "maxDuration")) {
      return tl::unexpected<Refusal>(std::move(*refusal));
    }
    return std::optional{start + std::chrono::days{*ask.max_duration}};
  }
  if (!ask.resumes_at) return std::optional<Instant>{};
  if (*ask.resumes_at <= start) {
    return tl::unexpected<Refusal>(invalid(
      "resumesAt", "resumes_too_early",
      "The pause begins at " + to_text(start) + ". Choose a later time."
    ));
  }
  if (*ask.resumes_at > start + std::chrono::days{pause_days_max}) {
    return tl::unexpected<Refusal>(
      invalid("resumesAt", "pause_too_long", "A pause lasts at most 730 days.")
    );
  }
  return ask.resumes_at;
}

/// The same within what the configuration lets customers have.
Result<std::optional<Instant>> pause_end(
  const CustomerState& state, const PauseSubscription& ask, Instant start, const Context& context
) {
  auto end = asked_end(ask, start);
  const auto* configuration = effective_configuration(state, context);
  if (!end || configuration == nullptr) return end;
  const auto most = configuration->features.subscription_pause.max_duration;
  if (!most) return end;
  const Instant latest = start + std::chrono::days{*most};
  if (end->value_or(latest) <= latest) return std::optional{end->value_or(latest)};
  return refuse(
    RefusalKind::forbidden, "pause_too_long", ask.resumes_at ? "resumesAt" : "maxDuration",
    "The portal configuration lets customers pause for " + std::to_string(*most) + " days at most."
  );
}

} // namespace

CustomerDecision
decide(const CustomerState& state, const PauseSubscription& ask, const Context& context) {
  const auto found = asked_for(state, ask.id, context);
  if (!found) return refused(found.error());
  if (auto refusal = feature_refusal(state, context, PortalFeature::subscription_pause)) {
    return refused(*refusal);
  }
  const Subscription& subscription = **found;
  if (auto refusal = why_not(subscription, SubscriptionAction::pause)) return refused(*refusal);
  const bool later = ask.starts_at == EffectiveWhen::period_end;
  SubscriptionPause pause;
  pause.starts_at = later ? subscription.current_period_end : context.now;
  const auto end = pause_end(state, ask, pause.starts_at, context);
  if (!end) return refused(end.error());
  pause.resumes_at = *end;
  BillingWork work{state, context};
  if (later) {
    work.happen(SubscriptionPauseScheduled{ask.id, pause});
  } else {
    pause.remaining_ms = (subscription.current_period_end - context.now).count();
    work.happen(SubscriptionPaused{ask.id, pause});
  }
  return work.decided({"subscription", ask.id.text()});
}

CustomerDecision
decide(const CustomerState& state, const ResumeSubscription& ask, const Context& context) {
  const auto found = asked_for(state, ask.id, context);
  if (!found) return refused(found.error());
  if (auto refusal = feature_refusal(state, context, PortalFeature::subscription_pause)) {
    return refused(*refusal);
  }
  if (auto refusal = why_not(**found, SubscriptionAction::resume)) return refused(*refusal);
  BillingWork work{state, context};
  if ((*found)->status == SubscriptionStatus::paused) {
    resume(work, ask.id);
  } else {
    work.happen(SubscriptionPauseUndone{ask.id, UndoReason::requested});
  }
  return work.decided({"subscription", ask.id.text()});
}

} // namespace portal
