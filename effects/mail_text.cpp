#include "effects/mail_text.hpp"

#include "documents/card_text.hpp"
#include "documents/locale_text.hpp"
#include "effects/mail_words.hpp"
#include "projections/calendar.hpp"

namespace portal {
namespace {

namespace words = mail_words;

/// On one line: names may come with line breaks.
std::string on_one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    if (!control) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

/// Says phrases in the reader's language, with the facts filled in.
class Speaker {
 public:
  explicit Speaker(const MailFacts& facts)
      : facts_(facts), language_(mail_language(facts.locale)),
        text_(text_for(
          facts.locale.starts_with(tag_of(language_)) ? std::string_view{facts.locale}
                                                      : tag_of(language_)
        )) {}

  MailLanguage language() const { return language_; }

  std::string say(const Phrase& phrase) const {
    std::string out;
    std::string_view rest = phrase.in(language_);
    while (!rest.empty()) {
      const auto open = rest.find('{');
      out += rest.substr(0, open);
      if (open == std::string_view::npos) break;
      const auto close = rest.find('}', open);
      out += value(rest.substr(open + 1, close - open - 1));
      rest.remove_prefix(close + 1);
    }
    return out;
  }

  std::string date(Instant at) const { return text_.date(local_date(at, facts_.time_zone)); }

  std::string money(std::int64_t minor) const {
    return facts_.currency ? text_.money(minor, *facts_.currency) : std::string{};
  }

  std::string date(const std::optional<Instant>& at) const {
    return at ? date(*at) : std::string{};
  }

  /// The card's last day is that of its month wherever its holder lives.
  std::string last_day() const {
    return facts_.when ? text_.date(local_date(*facts_.when - Millis{1}, "")) : std::string{};
  }

 private:
  std::string value(std::string_view name) const {
    if (name == "name") return on_one_line(facts_.name);
    if (name == "plan") return on_one_line(facts_.plan);
    if (name == "brand") return on_one_line(facts_.look.brand);
    if (name == "contact") return facts_.look.contact;
    if (name == "number") return facts_.number;
    if (name == "last4") return facts_.last4;
    if (name == "next") return date(facts_.next_attempt);
    if (name == "card") return card();
    if (name == "date") {
      return facts_.kind == MailKind::card_expiring ? last_day() : date(facts_.when);
    }
    if (facts_.offer) return value_of_offer(name, *facts_.offer);
    if (name == "amount") return money(facts_.amount);
    if (name == "until") return date(facts_.until);
    return {};
  }

  std::string value_of_offer(std::string_view name, const MailOffer& offer) const {
    if (name == "amount") return money(offer.amount.value_or(0));
    if (name == "until") return date(offer.until);
    if (name == "percent") return text_.percent(offer.percent_off.value_or(Decimal{}));
    if (name == "count") return std::to_string(offer.interval_count);
    if (name == "each") return say(words::each(offer.interval, offer.interval_count == 1));
    if (name == "price" && facts_.currency) {
      return text_.price(offer.unit_amount.value_or(Decimal{}), *facts_.currency);
    }
    return {};
  }

  std::string card() const {
    std::string out;
    std::string_view rest = words::card_ending.in(language_);
    for (const auto& [hole, filling] :
         {std::pair<std::string_view, std::string>{"{brand}", card_name(facts_.card_brand)},
          std::pair<std::string_view, std::string>{"{last4}", facts_.last4}}) {
      const auto at = rest.find(hole);
      out += std::string{rest.substr(0, at)} + filling;
      rest.remove_prefix(at + hole.size());
    }
    return out + std::string{rest};
  }

  const MailFacts& facts_;
  MailLanguage language_;
  const LocaleText& text_;
};

/// Adds what the kind's letter does not say to every reader.
class Composer {
 public:
  explicit Composer(const MailFacts& facts) : facts_(facts), speaker_(facts) {
    const MailLetter& letter = letter_for(facts.kind);
    made_.language = tag_of(speaker_.language());
    made_.subject = speaker_.say(letter.subject);
    made_.greeting = speaker_.say(facts.name.empty() ? words::greeting_nobody : words::greeting);
    made_.paragraphs = {speaker_.say(letter.body)};
    made_.button = speaker_.say(letter.button);
  }

  MailText compose() {
    switch (facts_.kind) {
    case MailKind::cancellation_confirmed: cancellation(); break;
    case MailKind::subscription_ended: ended(); break;
    case MailKind::retention_accepted: offer(); break;
    case MailKind::payment_failed: failed(); break;
    case MailKind::invoice_paid: paid(); break;
    case MailKind::subscription_paused: paused(); break;
    case MailKind::subscription_resumed: resumed(); break;
    case MailKind::card_expiring: detail(words::card, speaker_.say({"{card}", "{card}", "{card}"}));
    }
    close();
    return std::move(made_);
  }

 private:
  void add(const Phrase& phrase) { made_.paragraphs.push_back(speaker_.say(phrase)); }

  void replace_body(const Phrase& phrase) { made_.paragraphs.front() = speaker_.say(phrase); }

  void detail(const Phrase& what, std::string value) {
    if (!value.empty()) made_.details.emplace_back(speaker_.say(what), std::move(value));
  }

  void cancellation() {
    if (!facts_.at_once) {
      detail(words::subscription, facts_.plan);
      detail(words::ends_on, speaker_.date(facts_.when));
      return add(words::undo);
    }
    made_.subject = speaker_.say(words::ended_at_once_subject);
    replace_body(words::ended_at_once);
    made_.button = speaker_.say(words::start_again_button);
    add(words::start_again);
  }

  void ended() {
    if (facts_.unpaid) replace_body(words::ended_unpaid);
    add(words::start_again);
  }

  void offer() {
    if (!facts_.offer) return;
    detail(words::subscription, facts_.plan);
    detail(words::until, speaker_.date(facts_.offer->until));
    switch (facts_.offer->type) {
    case OfferType::discount:
      return add(facts_.offer->percent_off ? words::discount_percent : words::discount_amount);
    case OfferType::credit: return add(facts_.offer->until ? words::credit_until : words::credit);
    case OfferType::plan:
      if (facts_.offer->unit_amount) add(words::plan_price);
      return;
    case OfferType::pause:
      return add(facts_.offer->until ? words::paused_until : words::paused_until_resumed);
    }
  }

  void failed() {
    add(facts_.asks_bank ? words::bank_asks : words::pay_in_portal);
    if (facts_.next_attempt) add(words::tried_again);
    detail(words::invoice, facts_.number);
    detail(words::amount, speaker_.money(facts_.amount));
    detail(words::next_attempt, speaker_.date(facts_.next_attempt));
  }

  void paid() {
    detail(words::invoice, facts_.number);
    detail(words::amount, speaker_.money(facts_.amount));
    detail(words::paid_on, speaker_.date(facts_.when));
  }

  void paused() {
    add(facts_.until ? words::resume_earlier : words::paused_until_resumed);
    detail(words::subscription, facts_.plan);
    detail(words::until, speaker_.date(facts_.until));
  }

  void resumed() {
    if (facts_.by_itself) replace_body(words::resumed_as_planned);
    if (facts_.until) add(words::period_until);
  }

  void close() {
    made_.link = facts_.link;
    if (made_.link.empty()) made_.button.clear();
    if (!facts_.look.contact.empty()) made_.footer.push_back(speaker_.say(words::questions));
    made_.footer.push_back(speaker_.say(words::sent_to_customers_of));
  }

  const MailFacts& facts_;
  Speaker speaker_;
  MailText made_;
};

} // namespace

MailText write_mail(const MailFacts& facts) { return Composer{facts}.compose(); }

std::string plain_text(const MailText& mail) {
  std::string out = mail.greeting + "\n";
  for (const std::string& paragraph : mail.paragraphs) out += "\n" + paragraph + "\n";
  if (!mail.details.empty()) out += "\n";
  for (const auto& [what, value] : mail.details) out += what + ": " + on_one_line(value) + "\n";
  if (!mail.link.empty()) out += "\n" + mail.button + ":\n" + mail.link + "\n";
  out += "\n-- \n";
  for (const std::string& line : mail.footer) out += line + "\n";
  return out;
}

} // namespace portal
