// Mails as HTML: tables and styles inside the elements, since that is what all mail programs show alike.
#include "documents/color.hpp"
#include "documents/markup.hpp"
#include "effects/mail_text.hpp"

namespace portal {
namespace {

constexpr Color usual_color{0x1f, 0x29, 0x37};
constexpr Color white{0xff, 0xff, 0xff};
constexpr std::string_view fonts =
  "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";

std::string paragraph(std::string_view text) {
  return "<p style=\"margin:0 0 16px;font-size:16px;line-height:24px;color:#374151\">" +
         escaped(text) + "</p>\n";
}

std::string head_of(const MailLook& look, bool has_logo) {
  if (!has_logo) {
    return "<div style=\"font-size:18px;line-height:24px;font-weight:600;color:#111827\">" +
           escaped(look.brand) + "</div>";
  }
  return "<img src=\"cid:logo\" alt=\"" + escaped(look.brand) +
         "\" height=\"40\" style=\"display:block;height:40px;max-width:240px;border:0\">";
}

std::string details_of(const MailText& mail) {
  if (mail.details.empty()) return {};
  std::string out =
    "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" "
    "style=\"margin:8px 0 24px;border-top:1px solid #e5e7eb\">\n";
  for (const auto& [what, value] : mail.details) {
    out +=
      "<tr><td style=\"padding:10px 16px 10px 0;border-bottom:1px solid #e5e7eb;font-size:14px;"
      "line-height:20px;color:#6b7280;white-space:nowrap;vertical-align:top\">" +
      escaped(what) +
      "</td><td align=\"right\" style=\"padding:10px 0;border-bottom:1px solid #e5e7eb;"
      "font-size:14px;line-height:20px;color:#111827;font-weight:600;overflow-wrap:anywhere\">" +
      escaped(value) + "</td></tr>\n";
  }
  return out + "</table>\n";
}

std::string button_of(const MailText& mail, const Color& color) {
  if (mail.link.empty()) return {};
  // A colour that is hardly to be told from the ground gets an edge.
  const bool faint = contrast(color, white) < 1.6;
  return "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" style=\"margin:24px 0 "
         "8px\"><tr><td style=\"border-radius:8px;background:" +
         to_text(color) + (faint ? ";border:1px solid #6b7280" : "") + "\"><a href=\"" +
         escaped(mail.link) +
         "\" style=\"display:inline-block;padding:12px 24px;font-size:16px;line-height:24px;"
         "font-weight:600;text-decoration:none;color:" +
         to_text(readable_on(color)) + "\">" + escaped(mail.button) + "</a></td></tr></table>\n";
}

std::string footer_of(const MailText& mail) {
  std::string out;
  for (const std::string& line : mail.footer) {
    out += "<p style=\"margin:0 0 4px;font-size:13px;line-height:20px;color:#6b7280\">" +
           escaped(line) + "</p>\n";
  }
  return out;
}

} // namespace

std::string html_text(const MailText& mail, const MailLook& look, bool has_logo) {
  const Color color = parse_color(look.primary_color).value_or(usual_color);
  std::string out = "<!doctype html>\n<html lang=\"" + mail.language +
                    "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                    "content=\"width=device-width,initial-scale=1\">\n<meta name=\"color-scheme\" "
                    "content=\"light\">\n<title>" +
                    escaped(mail.subject) + "</title>\n</head>\n";
  out += "<body style=\"margin:0;padding:0;background:#f3f4f6;";
  out += fonts;
  out += "\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" "
         "style=\"background:#f3f4f6\"><tr><td align=\"center\" style=\"padding:24px 12px\">\n"
         "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" "
         "style=\"max-width:560px;background:#ffffff;border-radius:12px;border-top:4px solid " +
         to_text(color) + "\"><tr><td style=\"padding:28px 28px 32px;text-align:left\">\n";
  out += head_of(look, has_logo);
  out += "\n<h1 style=\"margin:24px 0 16px;font-size:22px;line-height:30px;font-weight:700;"
         "color:#111827\">" +
         escaped(mail.subject) + "</h1>\n";
  out += paragraph(mail.greeting);
  for (const std::string& text : mail.paragraphs) out += paragraph(text);
  out += details_of(mail);
  out += button_of(mail, color);
  out += "</td></tr></table>\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" "
         "cellspacing=\"0\" style=\"max-width:560px\"><tr><td style=\"padding:20px 28px;"
         "text-align:left\">\n";
  out += footer_of(mail);
  out += "</td></tr></table>\n</td></tr></table>\n</body>\n</html>\n";
  return out;
}

} // namespace portal
