// An invoice's PDF: what a download costs the edge's crew once fonts are loaded, and what the first one in a
// thread costs.
#include <chrono>
#include <thread>

#include <benchmark/benchmark.h>

#include "documents/invoice_pdf.hpp"

namespace {

using namespace portal;

InvoiceDocument invoice(std::string_view locale, std::size_t lines) {
  InvoiceDocument made;
  made.number = "ACME-0042";
  made.locale = locale;
  made.seller = {"Acme Cloud, Inc.", {"500 Howard Street", "San Francisco, CA 94105"}, {}, {}};
  made.customer = {"Ada Lovelace", {"12 St James’s Square", "London"}, {}, {}};
  made.issued = CivilDate{std::chrono::year{2026}, std::chrono::month{11}, std::chrono::day{22}};
  made.currency = *Currency::parse("usd");
  for (std::size_t at = 0; at < lines; ++at) {
    DocumentLine line;
    line.description = "Seat " + std::to_string(at + 1) + ", Enterprise plan";
    line.quantity = Decimal::from_integer(1);
    line.unit_amount = Decimal::from_integer(4900);
    line.amount = 4900;
    made.subtotal += line.amount;
    made.lines.push_back(std::move(line));
  }
  made.total = made.amount_due = made.subtotal;
  return made;
}

void render(benchmark::State& state, const InvoiceDocument& document) {
  std::size_t bytes = 0;
  for (auto _ : state) {
    const auto pdf = render_invoice_pdf(document);
    if (!pdf) return state.SkipWithError(pdf.error().message.c_str());
    bytes = pdf->bytes.size();
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}

void pdf_of_three_lines(benchmark::State& state) { render(state, invoice("en", 3)); }

void pdf_of_a_hundred_lines(benchmark::State& state) { render(state, invoice("en", 100)); }

void pdf_from_right_to_left(benchmark::State& state) { render(state, invoice("ar", 3)); }

void pdf_in_japanese(benchmark::State& state) { render(state, invoice("ja", 3)); }

void first_pdf_of_a_thread(benchmark::State& state) {
  const InvoiceDocument document = invoice("en", 3);
  (void)render_invoice_pdf(document);
  for (auto _ : state) {
    std::thread{[&document] { (void)render_invoice_pdf(document); }}.join();
  }
}

BENCHMARK(pdf_of_three_lines)->Unit(benchmark::kMillisecond);
BENCHMARK(pdf_of_a_hundred_lines)->Unit(benchmark::kMillisecond);
BENCHMARK(pdf_from_right_to_left)->Unit(benchmark::kMillisecond);
BENCHMARK(pdf_in_japanese)->Unit(benchmark::kMillisecond);
BENCHMARK(first_pdf_of_a_thread)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
