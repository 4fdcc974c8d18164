#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "actors/node.hpp"
#include "effects/mail_message.hpp"
#include "effects/mail_text.hpp"
#include "projections/outbox.hpp"

namespace portal {

/// Where mails lead. None of these opens anything by itself: who follows one signs in as always.
struct MailLinks {
  std::string app;    ///< the app's own page that opens a portal; told by its query what for
  std::string portal; ///< the portal's page, where there is no other
};

/// A mail that can be written.
struct MailDraft {
  MailFacts facts;
  std::string to;       ///< the customer's address
  std::string resource; ///< the id of what it is about
  Instant asked_at;     ///< when the event was recorded
  std::vector<MailAttachment> attachments;
  std::optional<std::string> too_late; ///< why it would tell nothing any more
  std::optional<std::string>
    trouble; ///< what could not be read or rendered, so that it is not whole
};

/// The mail that the event asks for: what the event and those beside it say, and the customer, the seller
/// and the invoice as they are now. Nothing where nobody can be written to (no address, or erased); an
/// error, in words, where the event or the customer cannot be read.
tl::expected<std::optional<MailDraft>, std::string>
draft_mail(Node& node, const OutboxItem& item, const MailLinks& links, std::string_view sender);

} // namespace portal
