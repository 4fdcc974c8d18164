#include "effects/mail_message.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "store/vault.hpp"
#include "store/webhook_signature.hpp"

namespace portal {
namespace {

constexpr std::string_view line_end = "\r\n";

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// Without control characters, and without spaces at its ends or several at once.
std::string cleaned(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const char kept = is_control(c) ? ' ' : c;
    if (kept != ' ' || (!out.empty() && out.back() != ' ')) out += kept;
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

/// RFC 2047, in words that with any header's name stay below 76 characters and split no UTF-8 sequence.
std::string encoded_words(std::string_view text) {
  constexpr std::size_t most = 36;
  std::string out;
  while (!text.empty()) {
    std::size_t size = std::min(most, text.size());
    while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xc0U) == 0x80U) --size;
    if (size == 0) size = std::min(most, text.size()); // no UTF-8 at all
    if (!out.empty()) out += "\r\n ";
    out += "=?UTF-8?B?" + base64(text.substr(0, size)) + "?=";
    text.remove_prefix(size);
  }
  return out;
}

/// A text that a header may hold: as it is where that is short ASCII.
std::string header_text(std::string_view raw) {
  constexpr std::size_t plain_max = 66;
  std::string text = cleaned(raw);
  const bool plain = is_ascii(text) && text.size() <= plain_max && text.find("=?") == text.npos;
  return plain ? text : encoded_words(text);
}

/// `"Acme, Inc." <billing@example.com>`.
std::string header_mailbox(const Mailbox& mailbox) {
  const std::string name = cleaned(mailbox.name);
  const std::string address = "<" + cleaned(mailbox.address) + ">";
  if (name.empty()) return cleaned(mailbox.address);
  constexpr std::size_t quoted_max = 60;
  if (!is_ascii(name) || name.size() > quoted_max || name.find("=?") != std::string::npos) {
    return encoded_words(name) + "\r\n " + address;
  }
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"\r\n " + address;
}

std::string header_date(Instant at) {
  using namespace std::chrono;
  static constexpr std::array<std::string_view, 7> day_names{"Sun", "Mon", "Tue", "Wed",
                                                             "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> month_names{
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = floor<days>(sys_time<milliseconds>{milliseconds{at.ms}});
  const year_month_day date{day};
  const std::int64_t second = (at.ms / 1'000) % 86'400;
  const auto two = [](std::int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
  };
  std::string out{day_names.at(weekday{day}.c_encoding())};
  out += ", " + two(static_cast<unsigned>(date.day())) + " ";
  out += month_names.at(static_cast<unsigned>(date.month()) - 1);
  return out + " " + std::to_string(static_cast<int>(date.year())) + " " + two(second / 3'600) +
         ":" + two(second / 60 % 60) + ":" + two(second % 60) + " +0000";
}

std::string base64_lines(std::string_view bytes) {
  constexpr std::size_t width = 76;
  const std::string text = base64(bytes);
  std::string out;
  out.reserve(text.size() + text.size() / width * 2 + 2);
  for (std::size_t at = 0; at < text.size(); at += width) {
    out.append(text, at, width);
    out += line_end;
  }
  return out;
}

/// RFC 2045: readable where it is ASCII, lines of at most 76 characters.
std::string quoted_printable(std::string_view text) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::size_t width = 75; // and the `=` that goes on
  std::string out;
  std::size_t column = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\n') {
      out += line_end;
      column = 0;
      continue;
    }
    const bool ends_line = at + 1 == text.size() || text[at + 1] == '\n';
    const bool literal = c > ' ' ? c <= '~' && c != '=' : c == ' ' && !ends_line;
    const std::size_t size = literal ? 1 : 3;
    if (column + size > width) {
      out += "=\r\n";
      column = 0;
    }
    if (literal) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '=';
      out += digits[byte >> 4U];
      out += digits[byte & 0xfU];
    }
    column += size;
  }
  return out;
}

/// A part of a message: its headers, an empty line, its body.
std::string text_part(std::string_view type, std::string_view text) {
  return "Content-Type: text/" + std::string{type} +
         "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" +
         quoted_printable(text) + "\r\n";
}

std::string binary_part(const std::string& headers, std::string_view bytes) {
  return headers + "Content-Transfer-Encoding: base64\r\n\r\n" + base64_lines(bytes);
}

/// The boundary cannot stand in a part: neither encoding of ours leaves `=_` in a text.
std::string
multipart(std::string_view kind, const std::string& mark, const std::vector<std::string>& parts) {
  const std::string boundary = "=_" + std::string{kind.substr(0, 1)} + mark;
  std::string out =
    "Content-Type: multipart/" + std::string{kind} + ";\r\n boundary=\"" + boundary + "\"\r\n\r\n";
  const std::string line = "--" + boundary;
  for (const std::string& part : parts) {
    out += line;
    out += line_end;
    out += part;
  }
  return out + line + "--\r\n";
}

std::string file_name(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const bool fine = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    out += fine || c == '.' || c == '-' || c == '_' ? c : '_';
  }
  return out;
}

std::string attachment_part(const MailAttachment& attachment) {
  const std::string name = file_name(attachment.name);
  return binary_part(
    "Content-Type: " + attachment.type + "; name=\"" + name +
      "\"\r\nContent-Disposition: attachment; filename=\"" + name + "\"\r\n",
    attachment.bytes
  );
}

std::string content_of(const MailMessage& message, const std::string& mark) {
  std::string html = text_part("html", message.html);
  if (!message.logo_png.empty()) {
    const std::string headers =
      "Content-Type: image/png\r\nContent-ID: <logo>\r\nContent-Disposition: inline\r\n";
    html = multipart("related", mark, {html, binary_part(headers, message.logo_png)});
  }
  std::string both = multipart("alternative", mark, {text_part("plain", message.text), html});
  if (message.attachments.empty()) return both;
  std::vector<std::string> parts{std::move(both)};
  for (const MailAttachment& one : message.attachments) parts.push_back(attachment_part(one));
  return multipart("mixed", mark, parts);
}

} // namespace

Mailbox parse_mailbox(std::string_view text) {
  const auto open = text.rfind('<');
  const auto close = text.rfind('>');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
    return {{}, cleaned(text)};
  }
  std::string name = cleaned(text.substr(0, open));
  if (name.size() >= 2 && name.front() == '"' && name.back() == '"') {
    name = name.substr(1, name.size() - 2);
  }
  return {std::move(name), cleaned(text.substr(open + 1, close - open - 1))};
}

bool is_deliverable(const Mailbox& mailbox) {
  const std::string& address = mailbox.address;
  const auto at = address.rfind('@');
  return at != std::string::npos && at > 0 && at + 1 < address.size() &&
         std::none_of(address.begin(), address.end(), [](char c) {
           return is_control(c) || c == ' ' || c == '<' || c == '>' || c == ',' || c == ';';
         });
}

std::string write_message(const MailMessage& message) {
  const std::string mark = hex(sha256(message.message_id)).substr(0, 24);
  std::string out = "From: " + header_mailbox(message.from) + "\r\n";
  if (!message.reply_to.empty())
    out += "Reply-To: " + header_mailbox({{}, message.reply_to}) + "\r\n";
  out += "To: " + header_mailbox(message.to) + "\r\n";
  out += "Subject: " + header_text(message.subject) + "\r\n";
  out += "Date: " + header_date(message.date) + "\r\n";
  out += "Message-ID: <" + cleaned(message.message_id) + ">\r\n";
  out += "Content-Language: " + cleaned(message.language) + "\r\n";
  out += "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n";
  return out + content_of(message, mark);
}

} // namespace portal
