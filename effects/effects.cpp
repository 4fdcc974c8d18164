#include "effects/effects.hpp"

#include "effects/outbox_follower.hpp"
#include "effects/webhook_sender.hpp"

namespace portal {
namespace {

constexpr int payment_threads = 8;

/// The gateway `stripe`, with what it stands on.
class StripeEffect {
 public:
  StripeEffect(Node& node, const EffectSettings& settings)
      : outbound_(make_outbound(Reach::anywhere)),
        stripe_({settings.stripe_api_key, settings.stripe_url}, *outbound_),
        payments_({&node, &stripe_, settings.public_url + "/portal", settings.warn}),
        follower_(
          {&node, std::string{payments_outbox}, payment_threads,
           [this](const OutboxItem& item, int attempts) {
             return payments_.carry_out(item, attempts);
           }}
        ) {}

  StripeEffect(const StripeEffect&) = delete;
  StripeEffect& operator=(const StripeEffect&) = delete;

  /// Whoever waits for an answer waits no longer.
  ~StripeEffect() { outbound_->give_up(); }

 private:
  std::unique_ptr<Outbound> outbound_;
  Stripe stripe_;
  StripePayments payments_;
  OutboxFollower follower_; ///< last: its threads use the others
};

/// Webhooks, with what they are sent by.
class WebhookEffect {
 public:
  WebhookEffect(Node& node, const EffectSettings& settings)
      : outbound_(make_outbound(settings.webhooks_inside ? Reach::anywhere : Reach::outside)),
        sender_({&node, outbound_.get(), settings.warn}) {}

  WebhookEffect(const WebhookEffect&) = delete;
  WebhookEffect& operator=(const WebhookEffect&) = delete;

  ~WebhookEffect() { outbound_->give_up(); }

 private:
  std::unique_ptr<Outbound> outbound_;
  WebhookSender sender_;
};

class RunningEffects final : public Effects {
 public:
  RunningEffects(Node& node, EffectSettings settings) : webhooks_(node, settings) {
    if (!settings.stripe_api_key.empty()) stripe_.emplace(node, settings);
  }

 private:
  WebhookEffect webhooks_;
  std::optional<StripeEffect> stripe_;
};

} // namespace

std::unique_ptr<Effects> Effects::start(Node& node, EffectSettings settings) {
  return std::make_unique<RunningEffects>(node, std::move(settings));
}

} // namespace portal
