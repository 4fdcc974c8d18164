// SMTP through libcurl.
#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>

#include <curl/curl.h>

#include "effects/postman.hpp"

namespace portal {
namespace {

constexpr long connect_within_ms = 10'000;
constexpr long done_within_ms = 30'000;

/// One conversation with the server, about one mail.
class SmtpTransfer {
 public:
  SmtpTransfer(const SmtpSettings& settings, const OutgoingMail& mail, std::atomic<bool>& given_up)
      : settings_(settings), rest_(mail.message), given_up_(given_up), easy_(curl_easy_init()),
        url_(settings.url), from_("<" + mail.from + ">"),
        recipients_(curl_slist_append(nullptr, ("<" + mail.to + ">").c_str())) {
    // What the server is greeted with: the sender's domain, not the name of this machine.
    if (url_.find('/', url_.find("://") + 3) == std::string::npos) {
      url_ += "/" + mail.from.substr(mail.from.rfind('@') + 1);
    }
    set_up();
  }

  SmtpTransfer(const SmtpTransfer&) = delete;
  SmtpTransfer& operator=(const SmtpTransfer&) = delete;

  ~SmtpTransfer() {
    curl_slist_free_all(recipients_);
    curl_easy_cleanup(easy_);
  }

  MailAnswer perform() {
    const CURLcode code = curl_easy_perform(easy_);
    if (code == CURLE_OK) return {};
    // A reply that says no decides; in a greeting it is not about this mail. After all
    // else (no answer, no TLS) another try may do better.
    if (!last_reply_.empty() && last_reply_.front() >= '4') {
      MailAnswer answer = meaning_of_reply(last_reply_);
      if (replies_ == 1) answer.fate = MailFate::not_now;
      return answer;
    }
    return {MailFate::not_now, error_[0] != '\0' ? error_.data() : curl_easy_strerror(code)};
  }

 private:
  template <class Value> void option(CURLoption name, Value value) {
    curl_easy_setopt(easy_, name, value);
  }

  long encryption() const {
    if (settings_.tls == SmtpTls::always) return CURLUSESSL_ALL;
    if (settings_.tls == SmtpTls::never) return CURLUSESSL_NONE;
    const bool guarded = !settings_.user.empty() && !leads_to_loopback(settings_.url);
    return guarded ? CURLUSESSL_ALL : CURLUSESSL_TRY;
  }

  void set_up() {
    option(CURLOPT_URL, url_.c_str());
    option(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    option(CURLOPT_PROXY, "");
    option(CURLOPT_USE_SSL, encryption());
    if (!settings_.ca_file.empty()) option(CURLOPT_CAINFO, settings_.ca_file.c_str());
    if (!settings_.user.empty()) {
      option(CURLOPT_USERNAME, settings_.user.c_str());
      option(CURLOPT_PASSWORD, settings_.password.c_str());
    }
    option(CURLOPT_MAIL_FROM, from_.c_str());
    option(CURLOPT_MAIL_RCPT, recipients_);
    option(CURLOPT_UPLOAD, 1L);
    option(CURLOPT_READFUNCTION, &SmtpTransfer::give);
    option(CURLOPT_READDATA, this);
    option(CURLOPT_HEADERFUNCTION, &SmtpTransfer::hear);
    option(CURLOPT_HEADERDATA, this);
    option(CURLOPT_NOSIGNAL, 1L);
    option(CURLOPT_CONNECTTIMEOUT_MS, connect_within_ms);
    option(CURLOPT_TIMEOUT_MS, done_within_ms);
    option(CURLOPT_ERRORBUFFER, error_.data());
    option(CURLOPT_NOPROGRESS, 0L);
    option(CURLOPT_XFERINFOFUNCTION, &SmtpTransfer::look_up);
    option(CURLOPT_XFERINFODATA, this);
  }

  static std::size_t give(char* into, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<SmtpTransfer*>(self);
    const std::size_t part = std::min(size * count, transfer.rest_.size());
    std::memcpy(into, transfer.rest_.data(), part);
    transfer.rest_.remove_prefix(part);
    return part;
  }

  static std::size_t hear(char* line, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<SmtpTransfer*>(self);
    const std::string_view said{line, size * count};
    // `250-SIZE` goes on; `250 done` is the reply. `221` is but the good-bye after it.
    const bool ends = said.size() == 3 || (said.size() > 3 && said[3] != '-');
    if (ends && !said.starts_with("221")) {
      transfer.last_reply_ = said;
      ++transfer.replies_;
    }
    return size * count;
  }

  static int
  look_up(void* self, curl_off_t /*a*/, curl_off_t /*b*/, curl_off_t /*c*/, curl_off_t /*d*/) {
    return static_cast<SmtpTransfer*>(self)->given_up_ ? 1 : 0;
  }

  const SmtpSettings& settings_;
  std::string_view rest_;
  std::atomic<bool>& given_up_;
  CURL* easy_;
  std::string url_;
  std::string from_;
  curl_slist* recipients_;
  std::array<char, CURL_ERROR_SIZE> error_{};
  std::string last_reply_;
  int replies_ = 0;
};

class SmtpPostman final : public Postman {
 public:
  explicit SmtpPostman(SmtpSettings settings) : settings_(std::move(settings)) {}

  MailAnswer deliver(const OutgoingMail& mail) override {
    if (given_up_) return {MailFate::not_now, "the server is shutting down"};
    return SmtpTransfer{settings_, mail, given_up_}.perform();
  }

  void give_up() override { given_up_ = true; }

 private:
  SmtpSettings settings_;
  std::atomic<bool> given_up_{false};
};

} // namespace

std::unique_ptr<Postman> make_smtp_postman(SmtpSettings settings) {
  return std::make_unique<SmtpPostman>(std::move(settings));
}

} // namespace portal
