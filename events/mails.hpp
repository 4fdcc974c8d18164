#pragma once

// Mails to customers. That one is due follows from other events (projections/outbox.cpp); whether it
// went out comes back here, so that auditors can see it and no restart sends it again.

#include <array>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "events/customer_area.hpp"

namespace portal {

enum class MailKind {
  cancellation_confirmed,
  subscription_ended,
  retention_accepted,
  payment_failed,
  invoice_paid,
  subscription_paused,
  subscription_resumed,
  card_expiring
};

constexpr auto names_of(MailKind) {
  return std::to_array<std::string_view>(
    {"cancellation_confirmed", "subscription_ended", "retention_accepted", "payment_failed",
     "invoice_paid", "subscription_paused", "subscription_resumed", "card_expiring"}
  );
}

// -- what may be asked for ----------------------------------------------------------------------------

/// From the mailer: what became of a mail.
struct RecordMail {
  std::string mail;
  MailKind kind = MailKind::invoice_paid;
  std::string resource;
  std::optional<std::string> failure;
  static constexpr std::string_view type = "mail.record";
  static constexpr Fields fields{
    Field{"mail", &RecordMail::mail, "The mail's id: `mail_` and the position of its cause."},
    Field{"kind", &RecordMail::kind, "What it says."},
    Field{"resource", &RecordMail::resource, "The id of what it is about."},
    Field{"failure", &RecordMail::failure, "Why it was given up; absent when it went out."},
  };
};

using MailsCommand = std::variant<RecordMail>;

// -- what has happened --------------------------------------------------------------------------------

struct MailSent {
  std::string mail;
  MailKind kind = MailKind::invoice_paid;
  std::string resource;
  bool operator==(const MailSent&) const = default;
  static constexpr std::string_view type = "mail.sent.v1";
  static constexpr Fields fields{
    Field{"mail", &MailSent::mail, "The mail's id."},
    Field{"kind", &MailSent::kind, "What it says."},
    Field{"resource", &MailSent::resource, "The id of what it is about."},
  };
};

struct MailGivenUp {
  std::string mail;
  MailKind kind = MailKind::invoice_paid;
  std::string resource;
  std::string failure;
  bool operator==(const MailGivenUp&) const = default;
  static constexpr std::string_view type = "mail.given_up.v1";
  static constexpr Fields fields{
    Field{"mail", &MailGivenUp::mail, "The mail's id."},
    Field{"kind", &MailGivenUp::kind, "What it says."},
    Field{"resource", &MailGivenUp::resource, "The id of what it is about."},
    Field{"failure", &MailGivenUp::failure, "Why it did not go out."},
  };
};

using MailsEvent = std::variant<MailSent, MailGivenUp>;

// -- rules --------------------------------------------------------------------------------------------

CustomerDecision decide(const CustomerState&, const RecordMail&, const Context&);

void evolve(CustomerState&, const MailSent&, const EventMeta&);
void evolve(CustomerState&, const MailGivenUp&, const EventMeta&);

std::vector<Subject> touched(const MailSent&);
std::vector<Subject> touched(const MailGivenUp&);

} // namespace portal
