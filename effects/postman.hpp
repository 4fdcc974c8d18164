#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace portal {

/// A mail as it leaves the house.
struct OutgoingMail {
  std::string id;       ///< `mail_42`
  std::string customer; ///< `cus_1`
  std::string from;     ///< the address alone
  std::string to;       ///< the address alone
  std::string message;  ///< headers and body
};

/// What became of it. `refused`: nothing will change that. The reason names nobody: it goes into the log.
enum class MailFate { taken, not_now, refused };

struct MailAnswer {
  MailFate fate = MailFate::taken;
  std::string reason; ///< empty when it was taken
};

/// Takes mails out of the house. Thread-safe.
class Postman {
 public:
  Postman() = default;
  Postman(const Postman&) = delete;
  Postman& operator=(const Postman&) = delete;
  virtual ~Postman() = default;

  /// Waits for the answer, but never for long.
  virtual MailAnswer deliver(const OutgoingMail& mail) = 0;

  /// Ends a delivery that is under way, and lets none begin.
  virtual void give_up() = 0;
};

/// When the connection is encrypted. `automatic`: where the server offers it, and always for a password,
/// but to loopback names.
enum class SmtpTls { automatic, always, never };

struct SmtpSettings {
  std::string url; ///< `smtp://host:port`, `smtps://host:port`
  std::string user;
  std::string password;
  SmtpTls tls = SmtpTls::automatic;
  std::string ca_file; ///< whom to trust instead of the system's authorities; may be empty
};

std::unique_ptr<Postman> make_smtp_postman(SmtpSettings settings);

/// Into files `<folder>/<mail>.<customer>.eml`, which only their owner may read.
std::unique_ptr<Postman> make_file_postman(std::string folder);

/// Removes those files of mails to that customer; false when that did not work.
bool forget_mails(const std::string& folder, std::string_view customer);

/// Whether the server's URL (`smtp://host:port`) names this machine; a URL that could be read in two ways does not.
bool leads_to_loopback(std::string_view url);

/// What a server's last reply means: 4yz and what concerns the server's user are worth another try.
MailAnswer meaning_of_reply(std::string_view line);

} // namespace portal
