#include "effects/postman.hpp"

#include <filesystem>

#include "events/loopback.hpp"
#include "store/files.hpp"

namespace portal {
namespace {

namespace fs = std::filesystem;

std::string ending_of(std::string_view customer) { return "." + std::string{customer} + ".eml"; }

/// Writes whole files alone, whose names follow from the mail: writing one again changes nothing.
class FilePostman final : public Postman {
 public:
  explicit FilePostman(std::string folder) : folder_(std::move(folder)) {}

  MailAnswer deliver(const OutgoingMail& mail) override {
    auto written = make_directory(folder_);
    if (written) {
      written = write_file(folder_ + "/" + mail.id + ending_of(mail.customer), mail.message);
    }
    if (!written) return {MailFate::not_now, written.error().message};
    return {};
  }

  void give_up() override {}

 private:
  std::string folder_;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// `5.1.1` at the beginning of what follows the code: the only words of a server that name nobody.
std::string enhanced_code(std::string_view rest) {
  const auto end = std::min(rest.find(' '), rest.size());
  const auto code = rest.substr(0, end);
  const bool fine = code.size() >= 5 && code.size() <= 9 && is_digit(code.front()) &&
                    code.find_first_not_of("0123456789.") == std::string_view::npos;
  return fine ? std::string{code} : std::string{};
}

/// Asks for a password, or for another one, or for TLS: the operator can see to that.
bool concerns_the_operator(std::string_view code) {
  return code == "530" || code == "534" || code == "535" || code == "538";
}

} // namespace

bool leads_to_loopback(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return false;
  url.remove_prefix(scheme + 3);
  const auto authority = url.substr(0, url.find_first_of("/?#"));
  if (authority.find('@') != std::string_view::npos) return false;
  const auto host = authority.substr(0, authority.find(':', authority.find(']') + 1));
  return is_loopback(host);
}

MailAnswer meaning_of_reply(std::string_view line) {
  const bool reply =
    line.size() >= 3 && is_digit(line[0]) && is_digit(line[1]) && is_digit(line[2]);
  if (!reply) return {MailFate::not_now, "the mail server answered nothing that SMTP knows"};
  const auto code = line.substr(0, 3);
  if (code.front() < '4') return {};
  std::string reason = "the mail server answered " + std::string{code};
  const std::string more = line.size() > 4 ? enhanced_code(line.substr(4)) : std::string{};
  if (!more.empty()) reason += " " + more;
  const bool again = code.front() == '4' || concerns_the_operator(code);
  return {again ? MailFate::not_now : MailFate::refused, std::move(reason)};
}

std::unique_ptr<Postman> make_file_postman(std::string folder) {
  return std::make_unique<FilePostman>(std::move(folder));
}

bool forget_mails(const std::string& folder, std::string_view customer) {
  const std::string ending = ending_of(customer);
  std::error_code wrong;
  if (!fs::exists(folder, wrong)) return true;
  bool fine = true;
  for (fs::directory_iterator file{folder, wrong}, end; !wrong && file != end;
       file.increment(wrong)) {
    std::string name = file->path().filename().string();
    if (name.ends_with(".new")) name.resize(name.size() - 4); // one that a kill left half written
    std::error_code kept;
    if (name.ends_with(ending) && !fs::remove(file->path(), kept)) fine = false;
  }
  return fine && !wrong;
}

} // namespace portal
