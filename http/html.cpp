#include "http/html.hpp"

#include "documents/markup.hpp"
#include "http/web_files.hpp"

namespace portal {

namespace {

/// The program that shows the page in place of the HTML below it, which is for browsers without scripts and
/// for the case that the program does not arrive.
std::string program_of(const Page& page) {
  const auto programs = addresses_of_web_files(page.program, ".js");
  if (page.data.empty() || programs.empty()) return {};
  std::string out;
  for (const auto& style : addresses_of_web_files("style", ".css")) {
    out += "<link rel=\"stylesheet\" href=\"" + style + "\">\n";
  }
  out += "<noscript><link rel=\"stylesheet\" href=\"/portal/assets/plain.css\"></noscript>\n";
  // What the program asks for at once, so that it need not come first: what all programs share, and the words.
  for (const auto stem : {std::string_view{"shared"}, page.language}) {
    for (const auto& needed : addresses_of_web_files(stem, ".js")) {
      out += "<link rel=\"modulepreload\" href=\"" + needed + "\">\n";
    }
  }
  return out + "<script id=\"portal-data\" type=\"application/json\">" + page.data +
         "</script>\n<script type=\"module\" src=\"" + programs.front() + "\"></script>\n";
}

} // namespace

std::string rendered(const Page& page) {
  const std::string_view direction =
    page.language == "ar" || page.language == "he" ? " dir=\"rtl\"" : "";
  std::string out = "<!doctype html>\n<html lang=\"" + std::string{page.language} + '"' +
                    std::string{direction} +
                    ">\n<head>\n<meta charset=\"utf-8\">\n"
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                    "<meta name=\"robots\" content=\"noindex\">\n<title>" +
                    escaped(page.title) +
                    "</title>\n<link rel=\"icon\" href=\"data:,\">\n"
                    "<link rel=\"stylesheet\" href=\"/portal/assets/portal.css\">\n";
  if (!page.colour.empty()) {
    out += "<link rel=\"stylesheet\" href=\"/portal/assets/colour.css?c=" + page.colour.substr(1) +
           "\">\n";
  }
  if (page.script) out += "<script src=\"/portal/assets/open.js\" defer></script>\n";
  const auto program = program_of(page);
  const std::string_view main = program.empty() ? "<main>" : "<main id=\"plain\">";
  out += program;
  return out + "</head>\n<body>\n" + std::string{main} + "\n" + page.body +
         "</main>\n</body>\n</html>\n";
}

void add_security_headers(
  Response& response, bool https, std::string_view form_origin,
  const std::vector<std::string>& framed_by
) {
  std::string ancestors = "frame-ancestors";
  for (const std::string& origin : framed_by) ancestors += " " + origin;
  if (framed_by.empty()) ancestors += " 'none'";
  std::string form_action = "form-action 'self'";
  if (!form_origin.empty()) form_action += " " + std::string{form_origin};
  response
    .with(
      "content-security-policy",
      std::string{
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; "
        "connect-src 'self'; "} +
        form_action + "; " + ancestors + "; base-uri 'none'"
    )
    .with("x-content-type-options", "nosniff")
    .with("referrer-policy", "no-referrer")
    .with("cross-origin-opener-policy", "same-origin")
    .with("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()");
  // For browsers that do not know the rule above; it cannot name anybody.
  if (framed_by.empty()) response.with("x-frame-options", "DENY");
  if (https) {
    response.with("strict-transport-security", "max-age=31536000; includeSubDomains");
  }
}

Response page_response(int status, const Page& page, bool https) {
  Response made;
  made.status = status;
  made.with("content-type", "text/html; charset=utf-8").with("cache-control", "no-store");
  add_security_headers(made, https, page.form_origin, page.framed_by);
  made.body = rendered(page);
  return made;
}

} // namespace portal
