// An invoice as a page of its own: what its PDF shows, in the customer's language, for whoever has the
// link. It has no script, and a browser prints it well.
#include "documents/invoice_totals.hpp"
#include "documents/markup.hpp"
#include "http/handlers.hpp"
#include "http/invoice_reading.hpp"
#include "http/portal_page.hpp"
#include "http/problem.hpp"
#include "http/refusal_words.hpp"

namespace portal {

namespace {

std::string element(std::string_view tag, const std::string& content) {
  const std::string name{tag};
  return "<" + name + ">" + content + "</" + name.substr(0, name.find(' ')) + ">\n";
}

/// The figure in a cell or column of its own, set as figures are.
constexpr std::string_view figure_cell = "td class=\"figure\"";

/// Words of people's own, which may run the other way than the page.
std::string apart(const std::string& words) { return "<bdi>" + escaped(words) + "</bdi>"; }

class InvoicePage {
 public:
  explicit InvoicePage(const InvoiceDocument& document)
      : it_(document), text_(text_for(document.locale)), words_(text_.language()) {}

  std::string body(const std::string& pdf_url) const {
    std::string out;
    if (!it_.seller.name.empty()) out += element("p", apart(it_.seller.name));
    out += element("h1", escaped(std::string{words_[Word::invoice]} + " " + it_.number));
    out += element(
      "p class=\"due\"", "<strong>" + escaped(headline_of(it_, text_)) +
                           "</strong> <span class=\"status\">" +
                           escaped(words_[word_of(it_.status)]) + "</span>"
    );
    out += "<p><a class=\"button\" href=\"" + escaped(pdf_url) + "\">PDF</a></p>\n";
    out += dates() + "<div class=\"parties\">\n" + party(Word::from, it_.seller) +
           party(Word::bill_to, it_.customer) + "</div>\n" + lines() + totals();
    for (const std::string& note : it_.notes) out += element("p", escaped(note));
    if (!it_.footer.empty()) out += element("p class=\"small\"", escaped(it_.footer));
    return out;
  }

  std::string title() const {
    const std::string title = std::string{words_[Word::invoice]} + " " + it_.number;
    return it_.seller.name.empty() ? title : title + " · " + it_.seller.name;
  }

  const LocaleText& text() const { return text_; }

 private:
  std::string dates() const {
    std::string out;
    const auto add = [&](Word label, const std::string& value) {
      out += "<dt>" + escaped(words_[label]) + "</dt><dd>" + escaped(value) + "</dd>\n";
    };
    add(Word::date_issued, text_.date(it_.issued));
    if (it_.due) add(Word::date_due, text_.date(*it_.due));
    if (it_.paid) add(Word::date_paid, text_.date(*it_.paid));
    if (it_.period) add(Word::period, text_.period(*it_.period));
    return element("dl", "\n" + out);
  }

  std::string party(Word title, const DocumentParty& party) const {
    std::string lines;
    const auto add = [&](const std::string& line) {
      if (line.empty()) return;
      if (!lines.empty()) lines += "<br>\n";
      lines += apart(line);
    };
    add(party.name);
    for (const std::string& line : party.address) add(line);
    for (const std::string& id : party.tax_ids) add(std::string{words_[Word::tax_id]} + " " + id);
    for (const std::string& contact : party.contacts) add(contact);
    if (lines.empty()) return {};
    return "<section>" + element("h2", escaped(words_[title])) + element("p", lines) +
           "</section>\n";
  }

  std::string lines() const {
    std::string head;
    for (const Word column :
         {Word::description, Word::quantity, Word::unit_price, Word::tax, Word::amount}) {
      head += column == Word::description
                ? "<th>" + escaped(words_[column]) + "</th>"
                : "<th class=\"figure\">" + escaped(words_[column]) + "</th>";
    }
    std::string rows;
    for (const DocumentLine& line : it_.lines) rows += row(line);
    return element(
      "table class=\"lines\"", "<thead><tr>" + head + "</tr></thead>\n<tbody>" + rows + "</tbody>"
    );
  }

  std::string row(const DocumentLine& line) const {
    std::string says = apart(line.description);
    const auto below = [&](const std::string& more) {
      says += "<br><span class=\"small\">" + escaped(more) + "</span>";
    };
    if (line.period) below(text_.period(*line.period));
    for (const auto& tier : line.tiers) below(tier_text(tier, it_.currency, text_));
    if (line.discount > 0) {
      below(std::string{words_[Word::discount]} + " " + text_.money(-line.discount, it_.currency));
    }
    std::string cells = element("td", says);
    cells += element(figure_cell, line.quantity ? escaped(text_.number(*line.quantity)) : "");
    cells += element(
      figure_cell, line.unit_amount ? escaped(text_.price(*line.unit_amount, it_.currency)) : ""
    );
    cells += element(figure_cell, escaped(rates_text(line, text_)));
    cells += element(figure_cell, escaped(text_.money(line.amount, it_.currency)));
    return element("tr", cells);
  }

  std::string totals() const {
    std::string rows;
    for (const TotalRow& total : total_rows(it_, text_)) {
      const bool strong = total.emphasis != TotalRow::Emphasis::none;
      const std::string amount = escaped(text_.money(total.amount, it_.currency));
      rows += element(
        "tr", element("th scope=\"row\"", escaped(total.label)) +
                element(figure_cell, strong ? "<strong>" + amount + "</strong>" : amount)
      );
    }
    return element("table class=\"totals\"", "<tbody>" + rows + "</tbody>");
  }

  const InvoiceDocument& it_;
  const LocaleText& text_;
  const Language& words_;
};

Response refused(Call& call, const Refusal& refusal) {
  call.refused_code = refusal.code;
  const PageLook look = look_of_browser(call);
  return notice_page(
    call, look, status_of(refusal.kind), look(PageWord::failed),
    refusal_text(look.language, refusal), {}
  );
}

} // namespace

void get_invoice_page(const CallPtr& call) {
  InvoiceReader reader;
  reader.link = InvoiceLink::page;
  reader.show = [](const CallPtr& asking, const InvoiceId& id, const InvoiceDocument& document) {
    const InvoicePage invoice{document};
    Page page;
    page.title = invoice.title();
    page.body = invoice.body(invoice_url(*asking, InvoiceLink::pdf, id));
    page.colour = document.primary_color;
    page.language = invoice.text().tag();
    answer(asking, page_response(200, page, asking->edge.cookies.secure));
  };
  reader.refuse = [](const CallPtr& asking, const Refusal& refusal) {
    // Who follows a link is a person with a browser; who shows credentials, a program.
    if (asking->query.find("signature") == nullptr) return answer(asking, refusal);
    answer(asking, refused(*asking, refusal));
  };
  read_invoice(call, std::move(reader));
}

} // namespace portal
