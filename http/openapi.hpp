#pragma once

#include <string>

#include "http/edge.hpp"

namespace portal {

/// The OpenAPI 3.1 document of the route table and the types that it names. Each operation carries
/// `x-portal-access`: which roles, whether customers, which scope, or that it is open to all.
std::string openapi_json(const EdgeSettings& settings);

/// The table as HTML for people, to stand in a page.
std::string docs_html();

} // namespace portal
