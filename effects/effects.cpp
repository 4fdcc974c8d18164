#include "effects/effects.hpp"

#include "effects/mailer.hpp"
#include "effects/outbox_follower.hpp"
#include "effects/webhook_sender.hpp"

namespace portal {
namespace {

constexpr int payment_threads = 8;
constexpr int mail_threads = 4;

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

/// Mails, with whom they are given to.
class MailEffect {
 public:
  MailEffect(Node& node, const EffectSettings& settings)
      : postman_(postman_for(settings.mail)),
        mailer_(
          {&node, postman_.get(), settings.mail.folder, parse_mailbox(settings.mail.from),
           settings.mail.reply_to,
           MailLinks{settings.mail.portal_url, settings.public_url + "/portal"}, settings.warn}
        ),
        follower_(
          {&node, std::string{mail_outbox}, mail_threads,
           [this](const OutboxItem& item, int /*attempts*/) { return mailer_.carry_out(item); }}
        ) {}

  MailEffect(const MailEffect&) = delete;
  MailEffect& operator=(const MailEffect&) = delete;

  ~MailEffect() {
    if (postman_) postman_->give_up();
  }

 private:
  static std::unique_ptr<Postman> postman_for(const MailSettings& settings) {
    if (!settings.on) return nullptr;
    if (settings.smtp.url.empty()) return make_file_postman(settings.folder);
    return make_smtp_postman(settings.smtp);
  }

  std::unique_ptr<Postman> postman_;
  Mailer mailer_;
  OutboxFollower follower_; ///< last: its threads use the others
};

class RunningEffects final : public Effects {
 public:
  RunningEffects(Node& node, const EffectSettings& settings)
      : webhooks_(node, settings), mail_(node, settings) {
    if (!settings.stripe_api_key.empty()) stripe_.emplace(node, settings);
  }

 private:
  WebhookEffect webhooks_;
  MailEffect mail_;
  std::optional<StripeEffect> stripe_;
};

} // namespace

std::unique_ptr<Effects> Effects::start(Node& node, const EffectSettings& settings) {
  return std::make_unique<RunningEffects>(node, settings);
}

} // namespace portal
