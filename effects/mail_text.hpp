#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "events/cancellations_object.hpp"
#include "events/mails.hpp"
#include "events/money.hpp"
#include "events/time.hpp"

namespace portal {

/// Who sends a mail, and how it looks.
struct MailLook {
  std::string brand;
  std::string primary_color; ///< `#5469d4`; empty: ours
  std::string logo_png;      ///< the bytes of a PNG; empty: the brand's name stands there
  std::string contact;       ///< an address for questions; may be empty
};

/// What a retention offer gave.
struct MailOffer {
  OfferType type = OfferType::discount;
  std::optional<Decimal> percent_off;
  std::optional<std::int64_t> amount; ///< taken off, or granted
  std::optional<Instant> until;
  std::optional<Decimal> unit_amount; ///< of the new plan
  Interval interval = Interval::month;
  std::int64_t interval_count = 1;
};

/// What a mail tells about. Only what its kind needs is set.
struct MailFacts {
  MailKind kind = MailKind::invoice_paid;
  std::string name;      ///< of the customer; may be empty
  std::string locale;    ///< `de-AT`
  std::string time_zone; ///< `Europe/Vienna`; empty: UTC
  MailLook look;
  std::string link;   ///< where the reader can act; empty: nowhere
  std::string plan;   ///< what is subscribed to
  std::string number; ///< of the invoice
  std::int64_t amount = 0;
  std::optional<Currency> currency;
  std::optional<Instant> when;         ///< when it happened, or will
  std::optional<Instant> until;        ///< the end of a pause, or of the period
  std::optional<Instant> next_attempt; ///< of a payment
  bool at_once = false;                ///< canceled without waiting for the period's end
  bool unpaid = false;                 ///< ended because nobody paid
  bool by_itself = false;              ///< resumed by the clock
  bool asks_bank = false;              ///< the bank asks the customer
  std::optional<MailOffer> offer;
  std::string card_brand; ///< `visa`
  std::string last4;
};

/// A mail's content, before it takes a form.
struct MailText {
  std::string language; ///< `de`
  std::string subject;
  std::string greeting;
  std::vector<std::string> paragraphs;
  std::vector<std::pair<std::string, std::string>> details; ///< what, and its value
  std::string button;                                       ///< empty where there is no link
  std::string link;
  std::vector<std::string> footer;
};

/// In English, German or Spanish; dates by the calendar of the reader's time zone.
MailText write_mail(const MailFacts& facts);

/// As plain text.
std::string plain_text(const MailText& mail);

/// As an HTML document without anything to load; `has_logo`: the message carries it as `cid:logo`.
std::string html_text(const MailText& mail, const MailLook& look, bool has_logo);

} // namespace portal
