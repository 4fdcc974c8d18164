#pragma once

// What `portal analytics` shows, from the API's reports: tables for a terminal, and a page.

#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "events/json.hpp"

namespace portal {

/// The API's reports, as they came.
struct Reports {
  JsonDocument portal;
  JsonDocument cancellations;
  JsonDocument offers;
  std::vector<JsonDocument> experiments;
};

/// A member as text; empty when it is missing or null.
std::string report_text(const Json& json, std::string_view name);

/// A member as a number; 0 when it is missing or null.
double report_number(const Json& json, std::string_view name);

/// `41.7 % (30.1–54.3)`, or a dash where there is nothing to divide.
std::string report_share(const Json& json, std::string_view name);

void print_reports(const Reports& reports, std::ostream& out);

/// One HTML document that needs nothing else: no script, no font, no image from anywhere.
std::string reports_page(const Reports& reports);

} // namespace portal
