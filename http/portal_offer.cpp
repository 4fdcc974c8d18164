#include "http/portal_offer.hpp"

#include <algorithm>

#include "documents/markup.hpp"
#include "documents/words.hpp"
#include "http/plain_portal.hpp"

namespace portal {

namespace {

/// The sentences so far.
struct Figures {
  const PageLook& look;
  const OfferPreview& preview;
  std::string out = {};

  std::string money(std::int64_t amount) const { return look.money(amount, preview.currency); }

  void say(const std::string& sentence) { out += "<p>" + escaped(sentence) + "</p>\n"; }

  void say(PageWord word) { say(std::string{look(word)}); }
};

std::string row(const Figures& figures, std::string_view what, std::int64_t amount) {
  return "<tr><td><bdi>" + escaped(what) + "</bdi></td><td class=\"figure\">" +
         escaped(figures.money(amount)) + "</td></tr>\n";
}

/// What the amount that is due now is made of.
std::string lines_table(const Figures& figures) {
  const Language& language = language_of(figures.look.locale);
  const DueNow& due = figures.preview.due_now;
  std::string out = "<table><tbody>\n";
  for (const InvoiceLine& line : figures.preview.lines) {
    out += row(figures, line.description, line.amount);
  }
  if (due.discount != 0) out += row(figures, language[Word::discount], -due.discount);
  // Tax that is inside the prices is in the lines already.
  const bool on_top = due.subtotal - due.discount + due.tax - due.credits == due.total;
  if (due.tax != 0 && on_top) out += row(figures, language[Word::tax], due.tax);
  if (due.credits != 0) out += row(figures, language[Word::credits], -due.credits);
  return out + "</tbody></table>\n";
}

void say_plan(Figures& figures) {
  const OfferPreview& preview = figures.preview;
  std::string prices;
  for (const auto& item : preview.items) {
    prices += (prices.empty() ? "" : ", ") + item_price(figures.look, item);
  }
  // The names are HTML already.
  figures.out += "<p>" +
                 figures.look(PageWord::offer_plan, plan_names(preview.items), escaped(prices)) +
                 "</p>\n";
  if (preview.effective == EffectiveWhen::period_end && preview.next_invoice) {
    figures.say(figures.look(PageWord::effective_end, figures.look.date(preview.next_invoice->date))
    );
  }
  if (!preview.lines.empty()) figures.out += lines_table(figures);
  if (preview.due_now.total > 0) {
    figures.say(figures.look(PageWord::due_now, figures.money(preview.due_now.total)));
  } else {
    figures.say(PageWord::nothing_now);
  }
}

void say_next_invoice(Figures& figures) {
  const auto& next = figures.preview.next_invoice;
  const auto& otherwise = figures.preview.otherwise;
  if (!next) return;
  const PageLook& look = figures.look;
  // Below zero nobody pays: what is over is kept.
  const std::int64_t total = std::max<std::int64_t>(next->total, 0);
  std::string words = look(PageWord::then_on, look.date(next->date), figures.money(total));
  const bool is_discount = figures.preview.type == OfferType::discount;
  if (is_discount && otherwise && otherwise->total != next->total) {
    words += " " + look(PageWord::offer_otherwise, figures.money(otherwise->total));
  }
  if (next->amount_due != total) {
    words += " " + look(PageWord::offer_credit_leaves, figures.money(next->amount_due));
  }
  const auto& items = figures.preview.items;
  const bool metered = std::any_of(items.begin(), items.end(), [](const SubscriptionItem& item) {
    return item.terms.metered();
  });
  if (metered) words += " " + std::string{look(PageWord::offer_usage)};
  figures.say(words);
}

} // namespace

std::string
offer_figures(const PageLook& look, const OfferPreview& preview, const RetentionOffer& terms) {
  Figures figures{look, preview};
  const std::string until = preview.until ? look.date(*preview.until) : std::string{};
  switch (preview.type) {
  case OfferType::plan: say_plan(figures); break;
  case OfferType::pause:
    if (preview.until) figures.say(look(PageWord::offer_pause, until));
    break;
  case OfferType::credit:
    figures.say(look(PageWord::offer_credit, figures.money(terms.amount.value_or(0))));
    break;
  case OfferType::discount: break;
  }
  say_next_invoice(figures);
  if (preview.type == OfferType::discount && preview.until) {
    figures.say(look(PageWord::offer_discount, until));
  }
  return figures.out;
}

std::string offer_button(const PageLook& look, const OfferPreview& preview) {
  if (preview.due_now.total <= 0) return std::string{look(PageWord::accept_offer)};
  return look(PageWord::accept_and_pay, look.money(preview.due_now.total, preview.currency));
}

} // namespace portal
