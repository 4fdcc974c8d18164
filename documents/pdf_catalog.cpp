#include "documents/pdf_catalog.hpp"

#include <charconv>
#include <cstdio>
#include <optional>

namespace portal {

namespace {

/// The number that follows the last `word` of the file.
std::optional<std::size_t> number_after(std::string_view pdf, std::string_view word) {
  const auto at = pdf.rfind(word);
  if (at == std::string_view::npos) return std::nullopt;
  const auto from = pdf.find_first_of("0123456789", at + word.size());
  if (from == std::string_view::npos) return std::nullopt;
  std::size_t number = 0;
  std::from_chars(pdf.data() + from, pdf.data() + pdf.size(), number);
  return number;
}

} // namespace

std::string with_language(std::string pdf, std::string_view language, bool right_to_left) {
  const auto root = number_after(pdf, "/Root");
  const auto size = number_after(pdf, "/Size");
  const auto info = number_after(pdf, "/Info");
  const auto previous = number_after(pdf, "startxref");
  if (!root || !size || !info || !previous) return pdf;
  const std::string head = std::to_string(*root) + " 0 obj";
  const auto begin = pdf.rfind("\n" + head);
  const auto end = begin == std::string::npos ? begin : pdf.find("endobj", begin);
  const auto close = end == std::string::npos ? end : pdf.rfind(">>", end);
  if (close == std::string::npos || close < begin) return pdf;
  std::string catalog = pdf.substr(begin + 1, close - begin - 1);
  catalog += "   /Lang (" + std::string{language} +
             ")\n   /ViewerPreferences << /DisplayDocTitle true /Direction /";
  catalog += right_to_left ? "R2L >>\n>>\nendobj\n" : "L2R >>\n>>\nendobj\n";
  const std::size_t place = pdf.size();
  pdf += catalog;
  const std::size_t table = pdf.size();
  char entry[24] = {};
  std::snprintf(entry, sizeof entry, "%010zu 00000 n \n", place);
  pdf += "xref\n" + std::to_string(*root) + " 1\n" + entry;
  pdf += "trailer\n<< /Size " + std::to_string(*size) + " /Root " + std::to_string(*root) +
         " 0 R /Info " + std::to_string(*info) + " 0 R /Prev " + std::to_string(*previous) +
         " >>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n";
  return pdf;
}

} // namespace portal
