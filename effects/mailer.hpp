#pragma once

#include <optional>
#include <string>

#include "actors/node.hpp"
#include "effects/mail_facts.hpp"
#include "effects/mail_message.hpp"
#include "effects/payments.hpp"
#include "effects/postman.hpp"
#include "projections/outbox.hpp"

namespace portal {

/// Writes the mails that events ask for and gives them to the postman. A mail is tried for three days
/// from the event on, by the node's clock, unless the server says that it will never take it; what became
/// of it is an event. Also removes what was written to files for someone who was erased.
class Mailer {
 public:
  struct Ports {
    Node* node = nullptr;
    Postman* postman = nullptr; ///< null: mails are switched off
    std::string folder;         ///< where mails were written to as files, if they ever were
    Mailbox from;
    std::string reply_to; ///< an address; empty: the seller's, where the configuration names one
    MailLinks links;
    Warn warn;
  };

  explicit Mailer(Ports ports) : ports_(std::move(ports)) {}

  /// True once nothing more is to be done about it.
  bool carry_out(const OutboxItem& item) const;

 private:
  OutgoingMail outgoing(const OutboxItem& item, const MailDraft& draft) const;
  bool
  record(const OutboxItem& item, const MailDraft& draft, std::optional<std::string> failure) const;
  bool give_up(const OutboxItem& item, const MailDraft& draft, std::string_view why) const;

  Ports ports_;
};

} // namespace portal
