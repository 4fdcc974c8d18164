#pragma once

// What mails say, in their three languages. `{…}` are filled in by mail_text.cpp.

#include <string_view>

#include "events/mails.hpp"
#include "events/time.hpp"

namespace portal {

enum class MailLanguage { english, german, spanish };

/// The language of a BCP 47 tag: English where it is none of ours.
MailLanguage mail_language(std::string_view locale);

/// `en`, `de`, `es`.
std::string_view tag_of(MailLanguage language);

/// The same sentence three times.
struct Phrase {
  std::string_view english;
  std::string_view german;
  std::string_view spanish;

  std::string_view in(MailLanguage language) const;
};

/// What every mail of a kind says; what depends on the case is added by mail_text.cpp.
struct MailLetter {
  Phrase subject;
  Phrase body;
  Phrase button;
};

const MailLetter& letter_for(MailKind kind);

namespace mail_words {

extern const Phrase greeting, greeting_nobody, questions, sent_to_customers_of;
extern const Phrase ended_at_once_subject, ended_at_once, start_again_button;
extern const Phrase undo, start_again, ended_unpaid;
extern const Phrase bank_asks, tried_again, pay_in_portal;
extern const Phrase discount_percent, discount_amount, plan_price, credit, credit_until;
extern const Phrase paused_until, paused_until_resumed, resume_earlier, resumed_as_planned;
extern const Phrase period_until, card_ending;
extern const Phrase invoice, amount, paid_on, next_attempt, subscription, ends_on, until, card;

/// `per month`, `every 3 months`; `{count}` is filled in.
const Phrase& each(Interval interval, bool one);

} // namespace mail_words

} // namespace portal
