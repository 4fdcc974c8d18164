#include "cli/mail_settings.hpp"

#include "effects/mail_message.hpp"

namespace portal {

MailSettings mail_settings(const Settings& settings) {
  MailSettings made;
  made.on = settings.text("mail") == "yes";
  made.from = settings.text("mail_from");
  made.reply_to = settings.text("mail_reply_to");
  made.portal_url = settings.text("mail_portal_url");
  made.folder = settings.text("data") + "/mail";
  made.smtp.url = settings.text("smtp_url");
  made.smtp.user = settings.text("smtp_user");
  made.smtp.password = settings.text("smtp_password");
  made.smtp.ca_file = settings.text("smtp_ca_file");
  const std::string& tls = settings.text("smtp_tls");
  if (tls != "auto") made.smtp.tls = tls == "always" ? SmtpTls::always : SmtpTls::never;
  return made;
}

std::string wrong_mail_settings(const Settings& settings) {
  if (!is_deliverable(parse_mailbox(settings.text("mail_from")))) {
    return "mail_from must be an address, or a name and an <address>, not \"" +
           settings.text("mail_from") + "\".";
  }
  const std::string& reply_to = settings.text("mail_reply_to");
  if (!reply_to.empty() && !is_deliverable({{}, reply_to})) {
    return "mail_reply_to must be an address such as billing@example.com, not \"" + reply_to +
           "\".";
  }
  const std::string& page = settings.text("mail_portal_url");
  if (!page.empty() && !page.starts_with("https://") && !page.starts_with("http://")) {
    return "mail_portal_url must begin with https://, not \"" + page + "\".";
  }
  const std::string& server = settings.text("smtp_url");
  // Unlike smtp_password, the URL is shown to whoever asks for the settings.
  if (server.find('@') != std::string::npos) {
    return "smtp_url must not name a user: give smtp_user, and the password as "
           "PORTAL_SMTP_PASSWORD.";
  }
  if (!server.empty() && !server.starts_with("smtp://") && !server.starts_with("smtps://")) {
    return "smtp_url must begin with smtp:// or smtps://, not \"" + server + "\".";
  }
  return {};
}

} // namespace portal
