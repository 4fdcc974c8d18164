#include <gtest/gtest.h>

#include "effects/mail_text.hpp"

namespace portal {
namespace {

Instant at(std::string_view text) { return *parse_instant(text); }

MailFacts facts_of(MailKind kind, std::string locale) {
  MailFacts facts;
  facts.kind = kind;
  facts.name = "Zoë <b>";
  facts.locale = std::move(locale);
  facts.look.brand = "Acme & Sons";
  facts.link = "https://billing.example.com/portal?a=1&b=2";
  facts.plan = "Pro";
  facts.number = "A1B2-0001";
  facts.amount = 2900;
  facts.currency = Currency::parse("usd");
  facts.when = at("2026-03-05T10:00:00Z");
  facts.until = at("2026-04-05T10:00:00Z");
  facts.next_attempt = at("2026-03-06T10:00:00Z");
  facts.card_brand = "visa";
  facts.last4 = "4242";
  return facts;
}

MailOffer offer_of(OfferType type) {
  MailOffer offer;
  offer.type = type;
  offer.amount = 500;
  offer.until = at("2026-06-05T10:00:00Z");
  offer.unit_amount = Decimal::from_integer(900);
  return offer;
}

bool says(const MailText& mail, std::string_view words) {
  return plain_text(mail).find(words) != std::string::npos;
}

constexpr std::array<const char*, 3> locales{"en", "de", "es"};

TEST(MailText, SpeaksThreeLanguagesAndEnglishToOthers) {
  const auto subject = [](const char* locale) {
    return write_mail(facts_of(MailKind::invoice_paid, locale)).subject;
  };
  EXPECT_EQ(subject("en-GB"), "Receipt for invoice A1B2-0001");
  EXPECT_EQ(subject("de-AT"), "Beleg zur Rechnung A1B2-0001");
  EXPECT_EQ(subject("es"), "Recibo de la factura A1B2-0001");
  EXPECT_EQ(subject("ja"), "Receipt for invoice A1B2-0001");
  EXPECT_EQ(write_mail(facts_of(MailKind::invoice_paid, "fr")).language, "en");
}

void expect_filled(const MailFacts& facts) {
  const MailText mail = write_mail(facts);
  for (const std::string& text :
       {mail.subject, plain_text(mail), html_text(mail, facts.look, false)}) {
    EXPECT_FALSE(text.empty());
    EXPECT_EQ(text.find_first_of("{}"), std::string::npos) << text;
    EXPECT_EQ(text.find("  "), std::string::npos) << text;
    EXPECT_EQ(text.find(" ."), std::string::npos) << text;
  }
  EXPECT_NE(plain_text(mail).find(facts.link), std::string::npos);
}

TEST(MailText, LeavesNothingUnfilled) {
  for (std::size_t number = 0; number < names_of(MailKind{}).size(); ++number) {
    for (const char* locale : locales) {
      MailFacts facts = facts_of(static_cast<MailKind>(number), locale);
      expect_filled(facts);
      facts.name.clear();
      facts.look.contact = "help@acme.example";
      facts.at_once = facts.unpaid = facts.by_itself = facts.asks_bank = true;
      facts.until.reset();
      facts.next_attempt.reset();
      expect_filled(facts);
    }
  }
}

TEST(MailText, LeavesNothingUnfilledInOffers) {
  for (const auto type :
       {OfferType::discount, OfferType::credit, OfferType::plan, OfferType::pause}) {
    for (const char* locale : locales) {
      MailFacts facts = facts_of(MailKind::retention_accepted, locale);
      facts.offer = offer_of(type);
      expect_filled(facts);
      facts.offer->percent_off = Decimal::from_integer(25);
      facts.offer->interval_count = 3;
      if (type != OfferType::discount) facts.offer->until.reset();
      expect_filled(facts);
    }
  }
}

TEST(MailText, SaysWhatAnOfferGivesAndUntilWhen) {
  MailFacts facts = facts_of(MailKind::retention_accepted, "en-US");
  facts.offer = offer_of(OfferType::discount);
  EXPECT_TRUE(says(
    write_mail(facts), "You get $5.00 off each invoice of your subscription until "
                       "June 5, 2026."
  ));
  facts.offer->percent_off = Decimal::from_integer(25);
  EXPECT_TRUE(says(
    write_mail(facts), "You get 25% off what your subscription costs until June 5, "
                       "2026."
  ));
  facts.offer->type = OfferType::plan;
  facts.offer->interval_count = 3;
  EXPECT_TRUE(says(write_mail(facts), "Your plan is now Pro, at $9.00 every 3 months."));
  facts.offer->type = OfferType::credit;
  EXPECT_TRUE(says(write_mail(facts), "You have a credit of $5.00 until June 5, 2026."));
  facts.offer->type = OfferType::pause;
  EXPECT_TRUE(says(write_mail(facts), "It is paused until June 5, 2026 and then resumes by itself.")
  );
}

TEST(MailText, WritesDatesAndMoneyAsItsReadersDo) {
  const auto subject = [](MailKind kind, const char* locale) {
    return write_mail(facts_of(kind, locale)).subject;
  };
  EXPECT_EQ(
    subject(MailKind::cancellation_confirmed, "en"),
    "Your subscription to Pro ends on March 5, 2026"
  );
  EXPECT_EQ(
    subject(MailKind::cancellation_confirmed, "de"), "Ihr Abonnement Pro endet am 5. März 2026"
  );
  EXPECT_EQ(
    subject(MailKind::cancellation_confirmed, "es-MX"),
    "Su suscripción a Pro termina el 5 de marzo de 2026"
  );
  EXPECT_EQ(
    subject(MailKind::payment_failed, "de"), "Ihre Zahlung von 29,00\u00a0$ ist fehlgeschlagen"
  );
  MailFacts yen = facts_of(MailKind::payment_failed, "en");
  yen.currency = Currency::parse("jpy");
  EXPECT_EQ(write_mail(yen).subject, "Your payment of ¥2,900 did not go through");
}

TEST(MailText, CountsDaysWhereItsReaderLives) {
  MailFacts facts = facts_of(MailKind::cancellation_confirmed, "en-US");
  facts.when = at("2026-03-05T02:00:00Z");
  facts.time_zone = "America/Los_Angeles";
  EXPECT_TRUE(says(write_mail(facts), "until March 4, 2026"));
  facts.time_zone = "Asia/Tokyo";
  EXPECT_TRUE(says(write_mail(facts), "until March 5, 2026"));
}

TEST(MailText, NamesTheLastDayOfACardsMonth) {
  MailFacts facts = facts_of(MailKind::card_expiring, "en-US");
  facts.when = at("2026-07-01T00:00:00Z");
  facts.time_zone = "Asia/Tokyo";
  EXPECT_TRUE(
    says(write_mail(facts), "Your card Visa ending in 4242 expires on June 30, 2026. Please add")
  );
  facts.card_brand = "amex";
  facts.locale = "de";
  EXPECT_TRUE(says(write_mail(facts), "American Express mit der Endung 4242"));
}

TEST(MailText, KeepsNamesOnOneLine) {
  MailFacts facts = facts_of(MailKind::invoice_paid, "en");
  facts.name = "Eve\r\nBcc: all@example.com";
  facts.plan = "Pro\nPlus";
  EXPECT_EQ(write_mail(facts).greeting, "Hello Eve Bcc: all@example.com,");
  facts.kind = MailKind::subscription_paused;
  EXPECT_EQ(write_mail(facts).subject, "Your subscription to Pro Plus is paused");
}

TEST(MailText, EscapesWhatIsNotItsOwnInHtml) {
  const MailFacts facts = facts_of(MailKind::invoice_paid, "en");
  const MailText mail = write_mail(facts);
  const std::string html = html_text(mail, facts.look, false);
  EXPECT_EQ(html.find("<b>"), std::string::npos);
  EXPECT_NE(html.find("Zoë &lt;b&gt;"), std::string::npos);
  EXPECT_NE(html.find("Acme &amp; Sons"), std::string::npos);
  EXPECT_NE(
    html.find("href=\"https://billing.example.com/portal?a=1&amp;b=2\""), std::string::npos
  );
  EXPECT_TRUE(says(mail, "Hello Zoë <b>,"));
}

TEST(MailText, HasNoButtonWithoutALink) {
  MailFacts facts = facts_of(MailKind::invoice_paid, "en");
  facts.link.clear();
  const MailText mail = write_mail(facts);
  EXPECT_EQ(html_text(mail, facts.look, false).find("<a "), std::string::npos);
  EXPECT_FALSE(says(mail, "See your invoices"));
}

TEST(MailLook, WritesOnItsColourSoThatItCanBeRead) {
  MailFacts facts = facts_of(MailKind::invoice_paid, "en");
  facts.look.primary_color = "#ffa000";
  const std::string html = html_text(write_mail(facts), facts.look, false);
  EXPECT_NE(html.find("background:#ffa000\""), std::string::npos);
  EXPECT_NE(html.find("text-decoration:none;color:#000000\""), std::string::npos);
  facts.look.primary_color = "#fefefe";
  EXPECT_NE(
    html_text(write_mail(facts), facts.look, false).find("background:#fefefe;border:1px"),
    std::string::npos
  ) << "hardly to be told from the ground without an edge";
}

TEST(MailLook, TakesNothingForAColourThatIsNone) {
  MailFacts facts = facts_of(MailKind::invoice_paid, "en");
  facts.look.primary_color = "#5469d4\" onload=\"x";
  EXPECT_EQ(html_text(write_mail(facts), facts.look, false).find("onload"), std::string::npos);
}

} // namespace
} // namespace portal
