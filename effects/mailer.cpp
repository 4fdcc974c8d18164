#include "effects/mailer.hpp"

#include "effects/tell.hpp"
#include "events/mails.hpp"
#include "store/vault.hpp"

namespace portal {
namespace {

/// How long after its event a mail is tried again. Each is tried once, however late: after an outage, or
/// when the mails before it had to wait.
constexpr Millis worth_sending = std::chrono::hours{72};

constexpr std::size_t instance_digits = 16;

std::string domain_of(std::string_view address) {
  return std::string{address.substr(address.rfind('@') + 1)};
}

/// The same for the event for ever, and no other instance's: its own key is in it.
std::string message_id(const Vault& vault, const std::string& mail, std::string_view address) {
  return mail + "." + hex(vault.digest("mail", mail)).substr(0, instance_digits) + "@" +
         domain_of(address);
}

} // namespace

bool Mailer::carry_out(const OutboxItem& item) const {
  const auto customer = customer_of(item.stream);
  if (!customer) return true;
  if (item.object == mailbox_object) return forget_mails(ports_.folder, customer->text());
  if (ports_.postman == nullptr) return true;
  const std::string sender =
    ports_.from.name.empty() ? domain_of(ports_.from.address) : ports_.from.name;
  const auto draft = draft_mail(*ports_.node, item, ports_.links, sender);
  if (!draft) {
    ports_.warn("a mail cannot be written; trying again", item.id, draft.error());
    return false;
  }
  if (!*draft) return true; // nobody to write to
  const MailDraft& letter = **draft;
  if (letter.too_late) return give_up(item, letter, *letter.too_late);
  const bool late = ports_.node->now() - letter.asked_at > worth_sending;
  const MailAnswer answer = letter.trouble ? MailAnswer{MailFate::not_now, *letter.trouble}
                                           : ports_.postman->deliver(outgoing(item, letter));
  if (answer.fate == MailFate::taken) return record(item, letter, std::nullopt);
  if (answer.fate == MailFate::refused) return give_up(item, letter, answer.reason);
  if (late) return give_up(item, letter, "not within three days: " + answer.reason);
  ports_.warn("a mail was not sent; trying again", item.id, answer.reason);
  return false;
}

OutgoingMail Mailer::outgoing(const OutboxItem& item, const MailDraft& draft) const {
  const MailText text = write_mail(draft.facts);
  MailMessage message;
  message.from = ports_.from;
  if (message.from.name.empty()) message.from.name = draft.facts.look.brand;
  message.reply_to = ports_.reply_to.empty() ? draft.facts.look.contact : ports_.reply_to;
  message.to = {draft.facts.name, draft.to};
  message.subject = text.subject;
  message.message_id = message_id(ports_.node->vault(), item.id, ports_.from.address);
  message.date = draft.asked_at;
  message.language = text.language;
  message.text = plain_text(text);
  message.logo_png = draft.facts.look.logo_png;
  message.html = html_text(text, draft.facts.look, !message.logo_png.empty());
  message.attachments = draft.attachments;
  return {
    item.id, std::string{customer_of(item.stream)->text()}, ports_.from.address, draft.to,
    write_message(message)};
}

bool Mailer::give_up(const OutboxItem& item, const MailDraft& draft, std::string_view why) const {
  ports_.warn("a mail was given up", item.id, why);
  return record(item, draft, std::string{why});
}

bool Mailer::record(
  const OutboxItem& item, const MailDraft& draft, std::optional<std::string> failure
) const {
  return tell(
    *ports_.node, item, "mail",
    RecordMail{item.id, draft.facts.kind, draft.resource, std::move(failure)}
  );
}

} // namespace portal
