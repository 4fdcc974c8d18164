#include "samples.hpp"

#include <stdexcept>

namespace portal {

namespace {

CivilDate day(int year, unsigned month, unsigned day_of_month) {
  return CivilDate{
    std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day_of_month}};
}

Decimal number(std::string_view text) { return *Decimal::parse(text); }

DocumentLine line(
  std::string description, std::string_view quantity, std::string_view unit_amount,
  std::int64_t amount
) {
  DocumentLine made;
  made.description = std::move(description);
  made.quantity = number(quantity);
  made.unit_amount = number(unit_amount);
  made.amount = amount;
  return made;
}

/// An open invoice from Acme over these lines, without tax.
InvoiceDocument invoice(std::string_view currency, std::vector<DocumentLine> lines) {
  InvoiceDocument made;
  made.number = "ACME-0042";
  made.seller = {
    "Acme Cloud, Inc.",
    {"500 Howard Street", "San Francisco, CA 94105", "United States"},
    {"US EIN 12-3456789"},
    {"billing@acme.example"}};
  made.customer = {
    "Ada Lovelace",
    {"12 St James’s Square", "London SW1Y 4JH", "United Kingdom"},
    {},
    {"ada@example.com"}};
  made.primary_color = "#4f46e5";
  made.issued = day(2026, 11, 22);
  made.due = day(2026, 12, 6);
  made.period = DocumentPeriod{day(2026, 11, 22), day(2026, 12, 21)};
  made.currency = *Currency::parse(currency);
  made.lines = std::move(lines);
  for (const auto& one : made.lines) made.subtotal += one.amount;
  made.total = made.subtotal;
  made.amount_due = made.subtotal;
  return made;
}

void add_tax(
  InvoiceDocument& document, std::string name, std::string_view percent, std::int64_t amount
) {
  for (auto& one : document.lines) one.tax_percents.push_back(number(percent));
  document.taxes.push_back(
    {std::move(name), number(percent), false, document.subtotal - document.discount_total, amount}
  );
  document.total += amount;
  document.amount_due += amount;
}

InvoiceDocument simple() {
  auto made = invoice("usd", {line("Analytical engine", "1", "2900", 2900)});
  made.lines.front().period = made.period;
  made.status = DocumentStatus::paid;
  made.due.reset();
  made.paid = day(2026, 11, 22);
  made.amount_paid = made.total;
  made.amount_due = 0;
  return made;
}

InvoiceDocument three_pages() {
  std::vector<DocumentLine> lines;
  for (int at = 1; at <= 45; ++at) {
    lines.push_back(line("Seat " + std::to_string(at) + ", Enterprise plan", "1", "4900", 4900));
    if (at % 3 == 0) lines.back().period = DocumentPeriod{day(2026, 11, 1), day(2026, 11, 30)};
  }
  auto made = invoice("usd", std::move(lines));
  made.paper = Paper::letter;
  made.footer = "Acme Cloud, Inc. · Questions about this invoice: billing@acme.example";
  add_tax(made, "Sales tax", "8.625", 19018);
  return made;
}

InvoiceDocument german() {
  auto made = invoice(
    "eur", {line("Team-Tarif, Überlassung der Plattform für 25 Arbeitsplätze", "25", "1250", 31250),
            line("Restlaufzeit Enterprise ab 22. November 2026", "1", "123456", 123456),
            line("Gutschrift für nicht genutzte Zeit im Tarif Team", "1", "-4711", -4711)}
  );
  made.locale = "de-DE";
  made.seller = {
    "Größe & Söhne Softwarehaus GmbH",
    {"Straße des 17. Juni 135", "10623 Berlin", "Deutschland"},
    {"USt-IdNr. DE123456789"},
    {"rechnung@groesse.example"}};
  made.customer = {
    "Österreichische Weinhandels AG",
    {"Kärntner Straße 21", "1010 Wien", "Österreich"},
    {"USt-IdNr. ATU12345678"},
    {}};
  made.primary_color = "#0f766e";
  made.lines.front().period = made.period;
  add_tax(made, "USt.", "0", 0);
  made.notes = {
    "Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge, Art. 196 MwStSystRL)."};
  made.footer = "Größe & Söhne Softwarehaus GmbH · Amtsgericht Charlottenburg HRB 123456 B · "
                "Geschäftsführerin: Dr. Jana Größe";
  return made;
}

InvoiceDocument arabic() {
  auto made = invoice(
    "sar", {line("باقة الأعمال، اشتراك شهري", "3", "45000", 135000),
            line("Analytical Engine Pro", "1", "20000", 20000)}
  );
  made.locale = "ar-SA";
  made.seller = {
    "شركة السحاب للبرمجيات",
    {"طريق الملك فهد", "الرياض ١٢٢١٤", "المملكة العربية السعودية"},
    {"الرقم الضريبي 310122393500003"},
    {"billing@sahab.example"}};
  made.customer = {
    "مؤسسة نور للتجارة", {"شارع التحلية", "جدة ٢٣٤٢٣", "المملكة العربية السعودية"}, {}, {}};
  made.primary_color = "#b45309";
  made.lines.front().period = made.period;
  add_tax(made, "ضريبة القيمة المضافة", "15", 23250);
  return made;
}

InvoiceDocument japanese() {
  auto made = invoice(
    "jpy", {line("エンタープライズプラン（月額）", "10", "12800", 128000),
            line("API リクエスト従量課金", "48210", "0.35", 16874)}
  );
  made.locale = "ja-JP";
  made.seller = {
    "株式会社サンプルクラウド",
    {"〒100-0005", "東京都千代田区丸の内1丁目9番1号"},
    {"登録番号 T1234567890123"},
    {"billing@sample.example"}};
  made.customer = {
    "山田商事株式会社 経理部 御中", {"〒530-0001", "大阪府大阪市北区梅田3丁目1番3号"}, {}, {}};
  made.primary_color = "#be123c";
  made.lines.front().period = made.period;
  made.lines.back().tiers = {
    {number("10000"), number("0.5"), {}}, {number("38210"), number("0.3107564"), {}}};
  add_tax(made, "消費税", "10", 14487);
  return made;
}

InvoiceDocument kuwaiti() {
  auto made = invoice(
    "kwd",
    {line("Fibre 500, monthly", "1", "18750", 18750), line("Static address", "2", "1255", 2510)}
  );
  made.locale = "ar-KW";
  made.seller.name = "Gulf Networks W.L.L.";
  made.seller.address = {"Al Shuhada Street", "Kuwait City 13001", "Kuwait"};
  made.customer = {"فاطمة الصباح", {"شارع سالم المبارك", "السالمية"}, {}, {"fatima@example.com"}};
  made.primary_color = "#047857";
  return made;
}

InvoiceDocument credits_and_discounts() {
  auto made = invoice(
    "eur", {line("Formule Équipe", "12", "1500", 18000), line("Stockage, par Go", "350", "8", 2800)}
  );
  made.locale = "fr-FR";
  made.paper = Paper::letter;
  made.customer = {
    "Société Générale d’Électricité",
    {"29 rue de l’Échiquier", "75010 Paris", "France"},
    {"TVA FR40303265045"},
    {}};
  made.lines[0].discount = 3600;
  made.lines[1].discount = 560;
  made.discount_total = 4160;
  made.total = made.amount_due = made.subtotal - made.discount_total;
  add_tax(made, "TVA", "20", 3328);
  made.credits_applied = 5000;
  made.balance_applied = 1250;
  made.amount_due = made.total - made.credits_applied - made.balance_applied;
  return made;
}

InvoiceDocument every_script() {
  auto made = invoice(
    "eur", {line("Latin: Þórsmörk, Łódź, Đà Nẵng, İstanbul", "1", "100", 100),
            line("Ελληνικά: Συνδρομή «Επαγγελματική»", "1", "100", 100),
            line("Кириллица: подписка «Профессиональная», їжак", "1", "100", 100),
            line("العربية: اشتراك احترافي (Pro) لشهر واحد", "1", "100", 100),
            line("עברית: מנוי מקצועי (Pro) לחודש אחד", "1", "100", 100),
            line("日本語: プロフェッショナルプラン", "1", "100", 100),
            line("简体中文：专业版套餐，每月", "1", "100", 100)}
  );
  made.status = DocumentStatus::voided;
  return made;
}

InvoiceDocument hebrew() {
  auto made = invoice("ils", {line("מנוי עסקי, חודשי", "2", "9900", 19800)});
  made.locale = "he-IL";
  made.seller = {
    "ענן בע״מ", {"שדרות רוטשילד 1", "תל אביב 6688101", "ישראל"}, {"ח.פ. 514123456"}, {}};
  made.customer = {"נועה לוי", {"הרצל 10", "חיפה"}, {}, {"noa@example.com"}};
  made.lines.front().period = made.period;
  add_tax(made, "מע״מ", "18", 3564);
  return made;
}

} // namespace

std::vector<std::pair<std::string, InvoiceDocument>> sample_invoices() {
  return {
    {"simple", simple()},
    {"three_pages", three_pages()},
    {"german", german()},
    {"arabic", arabic()},
    {"japanese", japanese()},
    {"kuwaiti", kuwaiti()},
    {"credits_and_discounts", credits_and_discounts()},
    {"every_script", every_script()},
    {"hebrew", hebrew()},
  };
}

InvoiceDocument sample_invoice(const std::string& name) {
  for (auto& [sample, document] : sample_invoices()) {
    if (sample == name) return document;
  }
  throw std::out_of_range("no sample " + name);
}

} // namespace portal
