#pragma once

#include <memory>
#include <string>

#include "actors/node.hpp"
#include "effects/payments.hpp"
#include "effects/postman.hpp"

namespace portal {

struct MailSettings {
  bool on = true;
  std::string from = "Portal <portal@localhost>";
  std::string reply_to;   ///< an address; empty: the seller's
  std::string portal_url; ///< the app's page that opens a portal; may be empty
  std::string folder;     ///< where mails go when there is no SMTP server
  SmtpSettings smtp;
};

struct EffectSettings {
  std::string public_url;     ///< of the portal's pages
  std::string stripe_api_key; ///< empty: nothing is asked of Stripe
  std::string stripe_url = "https://api.stripe.com";
  bool webhooks_inside = false; ///< may webhooks lead to private addresses?
  MailSettings mail;
  Warn warn;
};

/// What the portal does outside because of what the log says. Runs until it is destroyed, which must be
/// before the node is drained.
class Effects {
 public:
  static std::unique_ptr<Effects> start(Node& node, const EffectSettings& settings);

  Effects(const Effects&) = delete;
  Effects& operator=(const Effects&) = delete;
  virtual ~Effects() = default;

 protected:
  Effects() = default;
};

} // namespace portal
