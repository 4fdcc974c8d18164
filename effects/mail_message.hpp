#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "events/time.hpp"

namespace portal {

/// A name, which may be empty, and an address.
struct Mailbox {
  std::string name;
  std::string address;
};

/// `Acme <billing@example.com>`, or the address alone, as an operator writes it.
Mailbox parse_mailbox(std::string_view text);

/// Can it be written to? An address with an @ and nothing that would end it early.
bool is_deliverable(const Mailbox& mailbox);

struct MailAttachment {
  std::string name; ///< of the file
  std::string type; ///< `application/pdf`
  std::string bytes;
};

/// A message before it is bytes.
struct MailMessage {
  Mailbox from;
  std::string reply_to; ///< an address; empty: answers go to `from`
  Mailbox to;
  std::string subject;
  std::string message_id; ///< without the angle brackets
  Instant date;
  std::string language; ///< `de`
  std::string text;
  std::string html;
  std::string logo_png; ///< shown by the HTML as `cid:logo`; may be empty
  std::vector<MailAttachment> attachments;
};

/// The message by RFC 5322 and MIME, lines ending in CRLF, nothing but ASCII (an address in other letters
/// excepted). The same message gives the same bytes. Control characters in names and subject are spaces:
/// nobody adds a header by what they call themselves.
std::string write_message(const MailMessage& message);

} // namespace portal
