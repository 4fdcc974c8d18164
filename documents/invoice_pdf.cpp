// The invoice as a page: a head with who, to whom and when; what is to be paid in one line; the lines, over
// as many pages as they need, each with the table's head; the totals, kept in one piece; notes; and at the
// foot of each page the number of the invoice and of the page.
#include "documents/invoice_pdf.hpp"

#include <algorithm>

#include "documents/color.hpp"
#include "documents/fonts.hpp"
#include "documents/invoice_totals.hpp"
#include "documents/locale_text.hpp"
#include "documents/typesetting.hpp"

namespace portal {

namespace {

constexpr Ink black{0.10, 0.11, 0.14};
constexpr Ink grey{0.40, 0.43, 0.48};
constexpr Ink hairline{0.85, 0.87, 0.90};
constexpr Ink white{1, 1, 1};
constexpr double margin = 50;
constexpr double foot_height = 62;

Ink ink_of(std::string_view color, Ink otherwise) {
  const auto parsed = parse_color(color);
  if (!parsed) return otherwise;
  return {parsed->red / 255.0, parsed->green / 255.0, parsed->blue / 255.0};
}

/// Everything that is laid out before pages are made.
class InvoicePage {
 public:
  InvoicePage(const InvoiceDocument& document, const LocaleText& text, Shaper& shaper)
      : it_(document), text_(text), words_(text.language()), shaper_(shaper),
        brand_(ink_of(document.primary_color, {0.18, 0.29, 0.81})),
        width_(size_of(document.paper).width - 2 * margin) {}

  /// False if the logo cannot be read.
  bool head(Block& block) const;
  Block headline() const;
  Block table_head() const;
  Block row(const DocumentLine& line) const;
  Block totals() const;
  Block notes() const;
  Block foot(int page, int pages) const;

 private:
  struct Columns {
    double description, quantity, price, tax, amount;
  };

  Columns columns() const;
  double party(
    Block& block, double start, double top, std::string_view title, const DocumentParty& who
  ) const;
  double fact(Block& block, double top, Word label, const std::string& value) const;

  const InvoiceDocument& it_;
  const LocaleText& text_;
  const Language& words_;
  Shaper& shaper_;
  Ink brand_;
  double width_;
};

double InvoicePage::fact(Block& block, double top, Word label, const std::string& value) const {
  if (value.empty()) return top;
  const double below = block.text(margin, top, 108, words_[label], {9, Weight::regular, grey});
  return std::max(
           below,
           block.text(margin + 112, top, width_ / 2 - 100, value, {9, Weight::regular, black})
         ) +
         1.5;
}

double InvoicePage::party(
  Block& block, double start, double top, std::string_view title, const DocumentParty& who
) const {
  if (who.name.empty() && who.address.empty()) return top;
  const double column = width_ / 2 - 16;
  double y = block.text(start, top, column, title, {8, Weight::bold, grey}) + 2;
  y = block.text(start, y, column, who.name, {10, Weight::bold, black});
  for (const auto* lines : {&who.address, &who.tax_ids, &who.contacts}) {
    for (const auto& line : *lines) {
      y = block.text(start, y, column, line, {9, Weight::regular, black});
    }
  }
  return y;
}

bool InvoicePage::head(Block& block) const {
  block.text(
    margin, 40, width_ * 0.36, words_[Word::invoice],
    {24, Weight::bold, black, Along::start, TextRole::heading}
  );
  bool logo_is_fine = true;
  if (it_.logo_png.empty()) {
    block.text(
      margin + width_ * 0.36, 47, width_ * 0.64, it_.seller.name,
      {13, Weight::bold, brand_, Along::end}
    );
  } else {
    logo_is_fine = block.picture(margin + width_ - 150, 40, 150, 42, it_.logo_png);
  }
  double y = 90;
  y = fact(block, y, Word::number, it_.number);
  y = fact(block, y, Word::date_issued, text_.date(it_.issued));
  if (it_.due) y = fact(block, y, Word::date_due, text_.date(*it_.due));
  if (it_.paid) y = fact(block, y, Word::date_paid, text_.date(*it_.paid));
  if (it_.period) y = fact(block, y, Word::period, text_.period(*it_.period));
  y += 16;
  const double left = party(block, margin, y, words_[Word::from], it_.seller);
  const double right =
    party(block, margin + width_ / 2 + 16, y, words_[Word::bill_to], it_.customer);
  block.reach(std::max(left, right));
  return logo_is_fine;
}

Block InvoicePage::headline() const {
  Block block{shaper_};
  const auto says = headline_of(it_, text_);
  constexpr std::array inks{
    Ink{0.62, 0.36, 0.0}, Ink{0.08, 0.47, 0.27}, Ink{0.40, 0.43, 0.48}, Ink{0.70, 0.15, 0.12}};
  const auto place = static_cast<std::size_t>(it_.status);
  const auto status = words_[word_of(it_.status)];
  const TextStyle label{8.5, Weight::bold, white};
  const double pill = block.width_of(status, label) + 18;
  double bottom = block.text(
    margin, 0, width_ - pill - 12, says, {15, Weight::bold, black, Along::start, TextRole::heading}
  );
  block.area(margin + width_ - pill, 2, pill, 17, inks[place], 8.5);
  block.text(margin + width_ - pill + 9, 4.6, pill - 17, status, label);
  block.reach(bottom);
  return block;
}

InvoicePage::Columns InvoicePage::columns() const {
  const bool taxed = std::any_of(it_.lines.begin(), it_.lines.end(), [](const DocumentLine& line) {
    return !line.tax_percents.empty();
  });
  Columns made{0, 46, 80, taxed ? 46.0 : 0.0, 88};
  made.description = width_ - made.quantity - made.price - made.tax - made.amount;
  return made;
}

Block InvoicePage::table_head() const {
  Block block{shaper_};
  const Columns columns = this->columns();
  const TextStyle style{8.5, Weight::bold, grey, Along::end, TextRole::head_cell};
  TextStyle first = style;
  first.along = Along::start;
  double x = margin;
  block.text(x, 0, columns.description - 8, words_[Word::description], first);
  x += columns.description;
  block.text(x, 0, columns.quantity, words_[Word::quantity], style);
  x += columns.quantity;
  block.text(x, 0, columns.price, words_[Word::unit_price], style);
  x += columns.price;
  if (columns.tax > 0) block.text(x, 0, columns.tax, words_[Word::tax], style);
  x += columns.tax;
  block.text(x, 0, columns.amount, words_[Word::amount], style);
  block.area(margin, block.height() + 4, width_, 1.2, brand_);
  block.reach(block.height() + 6);
  return block;
}

Block InvoicePage::row(const DocumentLine& line) const {
  Block block{shaper_};
  const Columns columns = this->columns();
  const TextStyle main{9.5, Weight::regular, black, Along::start, TextRole::cell};
  const TextStyle fine{8, Weight::regular, grey, Along::start, TextRole::cell};
  TextStyle figure = main;
  figure.along = Along::end;
  constexpr double top = 7;
  double y = block.text(margin, top, columns.description - 8, line.description, main);
  const auto below = [&](const std::string& says) {
    y = block.text(margin, y + 1, columns.description - 8, says, fine);
  };
  if (line.period) below(text_.period(*line.period));
  for (const auto& tier : line.tiers) below(tier_text(tier, it_.currency, text_));
  if (line.discount > 0) {
    below(std::string{words_[Word::discount]} + " " + text_.money(-line.discount, it_.currency));
  }
  double x = margin + columns.description;
  if (line.quantity) block.text(x, top, columns.quantity, text_.number(*line.quantity), figure);
  x += columns.quantity;
  if (line.unit_amount) {
    block.text(x, top, columns.price, text_.price(*line.unit_amount, it_.currency), figure);
  }
  x += columns.price;
  block.text(x, top, columns.tax, rates_text(line, text_), figure);
  x += columns.tax;
  block.text(x, top, columns.amount, text_.money(line.amount, it_.currency), figure);
  block.area(margin, block.height() + 7, width_, 0.6, hairline);
  return block;
}

Block InvoicePage::totals() const {
  Block block{shaper_};
  const double start = margin + width_ * 0.42;
  const double width = width_ * 0.58;
  constexpr double figures = 110;
  double y = 10;
  for (const TotalRow& row : total_rows(it_, text_)) {
    const bool strong = row.emphasis != TotalRow::Emphasis::none;
    const TextStyle label{
      strong ? 10 : 9.5, strong ? Weight::bold : Weight::regular, strong ? black : grey,
      Along::start, TextRole::cell};
    TextStyle figure = label;
    figure.ink = black;
    figure.along = Along::end;
    if (row.emphasis == TotalRow::Emphasis::rule_above) {
      block.area(start, y + 2, width, 1.2, brand_);
      y += 8;
    }
    const double left = block.text(start, y, width - figures - 8, row.label, label);
    const double right = block.text(
      start + width - figures, y, figures, text_.money(row.amount, it_.currency), figure
    );
    y = std::max(left, right) + 5;
  }
  return block;
}

Block InvoicePage::notes() const {
  Block block{shaper_};
  double y = 20;
  for (const auto& note : it_.notes) {
    y = block.text(margin, y, width_, note, {9, Weight::regular, black}) + 5;
  }
  return block;
}

Block InvoicePage::foot(int page, int pages) const {
  Block block{shaper_};
  const TextStyle style{8, Weight::regular, grey};
  TextStyle end = style;
  end.along = Along::end;
  block.area(margin, 0, width_, 0.6, hairline);
  double y = 6;
  if (!it_.footer.empty()) y = block.text(margin, y, width_, it_.footer, style) + 1;
  block.text(margin, y, width_ / 2, it_.number, style);
  const auto place = filled(
    words_[Word::page_of], text_.number(Decimal::from_integer(page)),
    text_.number(Decimal::from_integer(pages))
  );
  block.text(margin + width_ / 2, y, width_ / 2, place, end);
  return block;
}

// -- pages --------------------------------------------------------------------------------------------

/// Which rows stand on which page. The totals stand with the last row, or it with them.
std::vector<std::vector<const Block*>> paginated(
  const std::vector<Block>& rows, double first_top, double next_top, double bottom, double rest
) {
  std::vector<std::vector<const Block*>> pages{{}};
  double y = first_top;
  for (const Block& row : rows) {
    // The first page may end before its first row: not even one fits beneath a long head.
    const bool may_turn = !pages.back().empty() || pages.size() == 1;
    if (y + row.height() > bottom && may_turn) {
      pages.emplace_back();
      y = next_top;
    }
    pages.back().push_back(&row);
    y += row.height();
  }
  if (y + rest <= bottom) return pages;
  std::vector<const Block*> moved;
  if (pages.back().size() > 1) {
    moved.push_back(pages.back().back());
    pages.back().pop_back();
  }
  pages.push_back(std::move(moved));
  return pages;
}

} // namespace

tl::expected<Pdf, PdfFault> render_invoice_pdf(const InvoiceDocument& document) {
  if (thread_fonts() == nullptr) {
    return tl::unexpected<PdfFault>(PdfFault{
      "No font is installed. Install fonts-noto-core (and fonts-noto-cjk for Chinese, "
      "Japanese and Korean)."});
  }
  const LocaleText& text = text_for(document.locale);
  const bool right_to_left = text.language().right_to_left;
  Shaper shaper{text.tag(), right_to_left};
  const InvoicePage page{document, text, shaper};
  Block head{shaper};
  if (!page.head(head)) {
    return tl::unexpected<PdfFault>(PdfFault{"The logo is not a PNG that can be read."});
  }
  const Block headline = page.headline();
  const Block table_head = page.table_head();
  const Block totals = page.totals();
  const Block notes = page.notes();
  std::vector<Block> rows;
  rows.reserve(document.lines.size());
  for (const auto& line : document.lines) rows.push_back(page.row(line));

  const PaperSize size = size_of(document.paper);
  const double head_bottom = head.height() + 24;
  const double table_top = head_bottom + headline.height() + 18;
  const double next_top = margin;
  const double bottom =
    size.height - foot_height - (document.footer.empty() ? 0 : page.foot(1, 1).height() - 18);
  const auto pages = paginated(
    rows, table_top + table_head.height(), next_top + table_head.height(), bottom,
    totals.height() + notes.height()
  );
  const int count = static_cast<int>(pages.size());

  const std::string title = std::string{text.language()[Word::invoice]} + " " + document.number;
  Sheet sheet{
    document.paper,
    {title, document.seller.name, document.customer.name, text.tag(), document.issued},
    right_to_left};
  Block band{shaper};
  band.area(0, 0, size.width, 6, ink_of(document.primary_color, {0.18, 0.29, 0.81}));
  double y = 0;
  for (int at = 0; at < count; ++at) {
    if (at > 0) sheet.next_page();
    sheet.place(band, 0, Part::furniture);
    y = next_top;
    if (at == 0) {
      sheet.place(head, 0);
      sheet.place(headline, head_bottom);
      y = table_top;
    }
    sheet.begin_table();
    const auto& here = pages[static_cast<std::size_t>(at)];
    if (!here.empty()) {
      sheet.place(table_head, y, Part::row);
      y += table_head.height();
    }
    for (const Block* row : here) {
      sheet.place(*row, y, Part::row);
      y += row->height();
    }
    if (at + 1 == count) sheet.place(totals, y, Part::row);
    sheet.end_table();
    if (at + 1 == count) sheet.place(notes, y + totals.height());
    const Block foot = page.foot(at + 1, count);
    sheet.place(foot, size.height - foot.height() - 26, Part::furniture);
  }
  return Pdf{sheet.finish(), count, shaper.unwritable()};
}

} // namespace portal
