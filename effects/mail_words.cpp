#include "effects/mail_words.hpp"

#include <array>

namespace portal {
namespace {

constexpr MailLetter cancellation_confirmed{
  {"Your subscription to {plan} ends on {date}", "Ihr Abonnement {plan} endet am {date}",
   "Su suscripción a {plan} termina el {date}"},
  {"Your subscription to {plan} is cancelled. You can use it until {date}; it will not be renewed.",
   "Ihr Abonnement {plan} ist gekündigt. Sie können es bis zum {date} nutzen; es wird nicht "
   "verlängert.",
   "Su suscripción a {plan} está cancelada. Puede usarla hasta el {date}; no se renovará."},
  {"Undo the cancellation", "Kündigung zurücknehmen", "Deshacer la cancelación"},
};

constexpr MailLetter subscription_ended{
  {"Your subscription to {plan} has ended", "Ihr Abonnement {plan} ist beendet",
   "Su suscripción a {plan} ha terminado"},
  {"Your subscription to {plan} ended on {date}, as it was set to.",
   "Ihr Abonnement {plan} endete wie vorgesehen am {date}.",
   "Su suscripción a {plan} terminó el {date}, como estaba previsto."},
  {"Start again", "Neu beginnen", "Volver a empezar"},
};

constexpr MailLetter retention_accepted{
  {"Your offer for {plan} is confirmed", "Ihr Angebot für {plan} ist bestätigt",
   "Su oferta para {plan} está confirmada"},
  {"Thank you for staying with us. Your subscription to {plan} is not cancelled.",
   "Vielen Dank, dass Sie bleiben. Ihr Abonnement {plan} ist nicht gekündigt.",
   "Gracias por quedarse con nosotros. Su suscripción a {plan} no se ha cancelado."},
  {"See your subscription", "Abonnement ansehen", "Ver su suscripción"},
};

constexpr MailLetter payment_failed{
  {"Your payment of {amount} did not go through", "Ihre Zahlung von {amount} ist fehlgeschlagen",
   "Su pago de {amount} no se ha realizado"},
  {"We could not collect {amount} for invoice {number}.",
   "Wir konnten {amount} für die Rechnung {number} nicht einziehen.",
   "No hemos podido cobrar {amount} por la factura {number}."},
  {"Pay now", "Jetzt bezahlen", "Pagar ahora"},
};

constexpr MailLetter invoice_paid{
  {"Receipt for invoice {number}", "Beleg zur Rechnung {number}", "Recibo de la factura {number}"},
  {"Thank you. We have received {amount} for invoice {number}. The invoice is attached as a PDF.",
   "Vielen Dank. Wir haben {amount} für die Rechnung {number} erhalten. Die Rechnung hängt als PDF "
   "an.",
   "Gracias. Hemos recibido {amount} por la factura {number}. Adjuntamos la factura en PDF."},
  {"See your invoices", "Rechnungen ansehen", "Ver sus facturas"},
};

constexpr MailLetter subscription_paused{
  {"Your subscription to {plan} is paused", "Ihr Abonnement {plan} pausiert",
   "Su suscripción a {plan} está en pausa"},
  {"Your subscription to {plan} has been paused since {date}. While it is paused, you are not "
   "billed for it.",
   "Ihr Abonnement {plan} pausiert seit dem {date}. Solange es pausiert, wird es nicht berechnet.",
   "Su suscripción a {plan} está en pausa desde el {date}. Mientras tanto no se le factura."},
  {"Resume now", "Jetzt fortsetzen", "Reanudar ahora"},
};

constexpr MailLetter subscription_resumed{
  {"Your subscription to {plan} has resumed", "Ihr Abonnement {plan} läuft wieder",
   "Su suscripción a {plan} se ha reanudado"},
  {"Your subscription to {plan} was resumed on {date}.",
   "Ihr Abonnement {plan} wurde am {date} fortgesetzt.",
   "Su suscripción a {plan} se reanudó el {date}."},
  {"See your subscription", "Abonnement ansehen", "Ver su suscripción"},
};

constexpr MailLetter card_expiring{
  {"Your card expires soon", "Ihre Karte läuft bald ab", "Su tarjeta caduca pronto"},
  {"Your card {card} expires on {date}. Please add a new one in your billing portal, so that your "
   "payments go on without a break.",
   "Ihre Karte {card} läuft am {date} ab. Bitte hinterlegen Sie in Ihrem Abrechnungsportal eine "
   "neue, damit Ihre Zahlungen ohne Unterbrechung weitergehen.",
   "Su tarjeta {card} caduca el {date}. Añada una nueva en su portal de facturación para que sus "
   "pagos continúen sin interrupción."},
  {"Update your card", "Karte aktualisieren", "Actualizar la tarjeta"},
};

} // namespace

MailLanguage mail_language(std::string_view locale) {
  const auto first = locale.substr(0, locale.find_first_of("-_"));
  if (first == "de") return MailLanguage::german;
  if (first == "es") return MailLanguage::spanish;
  return MailLanguage::english;
}

std::string_view tag_of(MailLanguage language) { return Phrase{"en", "de", "es"}.in(language); }

std::string_view Phrase::in(MailLanguage language) const {
  switch (language) {
  case MailLanguage::german: return german;
  case MailLanguage::spanish: return spanish;
  case MailLanguage::english: return english;
  }
  return english;
}

const MailLetter& letter_for(MailKind kind) {
  switch (kind) {
  case MailKind::cancellation_confirmed: return cancellation_confirmed;
  case MailKind::subscription_ended: return subscription_ended;
  case MailKind::retention_accepted: return retention_accepted;
  case MailKind::payment_failed: return payment_failed;
  case MailKind::invoice_paid: return invoice_paid;
  case MailKind::subscription_paused: return subscription_paused;
  case MailKind::subscription_resumed: return subscription_resumed;
  case MailKind::card_expiring: return card_expiring;
  }
  return invoice_paid;
}

namespace mail_words {

const Phrase greeting{"Hello {name},", "Guten Tag {name},", "Hola, {name}:"};
const Phrase greeting_nobody{"Hello,", "Guten Tag,", "Hola:"};
const Phrase questions{
  "Questions? Write to {contact}.", "Fragen? Schreiben Sie an {contact}.",
  "¿Preguntas? Escriba a {contact}."};
const Phrase sent_to_customers_of{
  "You get this mail as a customer of {brand}.",
  "Sie erhalten diese E-Mail als Kundin oder Kunde von {brand}.",
  "Recibe este correo como cliente de {brand}."};

const Phrase ended_at_once_subject{
  "Your subscription to {plan} is cancelled", "Ihr Abonnement {plan} ist gekündigt",
  "Su suscripción a {plan} está cancelada"};
const Phrase ended_at_once{
  "Your subscription to {plan} was cancelled and ended on {date}.",
  "Ihr Abonnement {plan} wurde gekündigt und endete am {date}.",
  "Su suscripción a {plan} fue cancelada y terminó el {date}."};
const Phrase start_again_button{"Start again", "Neu beginnen", "Volver a empezar"};
const Phrase undo{
  "Changed your mind? Until then you can undo the cancellation in your billing portal.",
  "Anders überlegt? Bis dahin können Sie die Kündigung in Ihrem Abrechnungsportal zurücknehmen.",
  "¿Ha cambiado de opinión? Hasta entonces puede deshacer la cancelación en su portal de "
  "facturación."};
const Phrase start_again{
  "Changed your mind? You can start it again in your billing portal at any time.",
  "Anders überlegt? Sie können es in Ihrem Abrechnungsportal jederzeit neu beginnen.",
  "¿Ha cambiado de opinión? Puede volver a empezarla en su portal de facturación cuando quiera."};
const Phrase ended_unpaid{
  "Your subscription to {plan} ended on {date}, because we could not collect your payment.",
  "Ihr Abonnement {plan} endete am {date}, weil wir Ihre Zahlung nicht einziehen konnten.",
  "Su suscripción a {plan} terminó el {date} porque no pudimos cobrar su pago."};

const Phrase bank_asks{
  "Your bank asks you to confirm this payment. You can do so in your billing portal.",
  "Ihre Bank möchte, dass Sie diese Zahlung bestätigen. Das können Sie in Ihrem Abrechnungsportal "
  "tun.",
  "Su banco le pide que confirme este pago. Puede hacerlo en su portal de facturación."};
const Phrase tried_again{
  "Otherwise we will try again on {next}.", "Andernfalls versuchen wir es am {next} noch einmal.",
  "De lo contrario, lo intentaremos de nuevo el {next}."};
const Phrase pay_in_portal{
  "Please check your payment method in your billing portal, and pay there.",
  "Bitte prüfen Sie in Ihrem Abrechnungsportal Ihre Zahlungsmethode und zahlen Sie dort.",
  "Revise su método de pago en su portal de facturación y pague allí."};

const Phrase discount_percent{
  "You get {percent} off what your subscription costs until {until}.",
  "Sie erhalten {percent} Rabatt auf Ihr Abonnement, und zwar bis zum {until}.",
  "Tiene un {percent} de descuento en su suscripción hasta el {until}."};
const Phrase discount_amount{
  "You get {amount} off each invoice of your subscription until {until}.",
  "Sie erhalten {amount} Rabatt auf jede Rechnung Ihres Abonnements, und zwar bis zum {until}.",
  "Tiene {amount} de descuento en cada factura de su suscripción hasta el {until}."};
const Phrase plan_price{
  "Your plan is now {plan}, at {price} {each}.", "Ihr Tarif ist jetzt {plan} für {price} {each}.",
  "Su plan es ahora {plan}, por {price} {each}."};
const Phrase credit{
  "You have a credit of {amount}. Your next invoices use it first.",
  "Sie haben ein Guthaben von {amount}. Ihre nächsten Rechnungen werden zuerst damit verrechnet.",
  "Tiene un crédito de {amount}. Se usará primero en sus próximas facturas."};
const Phrase credit_until{
  "You have a credit of {amount} until {until}. Your next invoices use it first.",
  "Sie haben bis zum {until} ein Guthaben von {amount}. Ihre nächsten Rechnungen werden zuerst "
  "damit verrechnet.",
  "Tiene un crédito de {amount} hasta el {until}. Se usará primero en sus próximas facturas."};

const Phrase paused_until{
  "It is paused until {until} and then resumes by itself. Until then you are not billed for it.",
  "Es pausiert bis zum {until} und läuft dann von selbst weiter. Bis dahin wird es nicht "
  "berechnet.",
  "Está en pausa hasta el {until} y después se reanuda por sí sola. Hasta entonces no se le "
  "factura."};
const Phrase paused_until_resumed{
  "It stays paused until you resume it in your billing portal.",
  "Es pausiert, bis Sie es in Ihrem Abrechnungsportal fortsetzen.",
  "Seguirá en pausa hasta que la reanude en su portal de facturación."};
const Phrase resume_earlier{
  "It resumes by itself on {until}. You can resume it earlier in your billing portal.",
  "Es läuft am {until} von selbst weiter. In Ihrem Abrechnungsportal können Sie es schon vorher "
  "fortsetzen.",
  "Se reanudará por sí sola el {until}. Puede reanudarla antes en su portal de facturación."};
const Phrase resumed_as_planned{
  "The pause is over: your subscription to {plan} resumed on {date}, as planned.",
  "Die Pause ist vorbei: Ihr Abonnement {plan} läuft seit dem {date} wie geplant weiter.",
  "La pausa ha terminado: su suscripción a {plan} se reanudó el {date}, como estaba previsto."};
const Phrase period_until{
  "The current period runs until {until}.", "Der laufende Zeitraum geht bis zum {until}.",
  "El periodo actual dura hasta el {until}."};
const Phrase card_ending{
  "{brand} ending in {last4}", "{brand} mit der Endung {last4}", "{brand} terminada en {last4}"};

const Phrase invoice{"Invoice", "Rechnung", "Factura"};
const Phrase amount{"Amount", "Betrag", "Importe"};
const Phrase paid_on{"Paid on", "Bezahlt am", "Pagada el"};
const Phrase next_attempt{"Next attempt", "Nächster Versuch", "Próximo intento"};
const Phrase subscription{"Subscription", "Abonnement", "Suscripción"};
const Phrase ends_on{"Ends on", "Endet am", "Termina el"};
const Phrase until{"Until", "Bis", "Hasta"};
const Phrase card{"Card", "Karte", "Tarjeta"};

const Phrase& each(Interval interval, bool one) {
  static constexpr std::array<Phrase, 4> single{{
    {"per day", "pro Tag", "al día"},
    {"per week", "pro Woche", "a la semana"},
    {"per month", "pro Monat", "al mes"},
    {"per year", "pro Jahr", "al año"},
  }};
  static constexpr std::array<Phrase, 4> several{{
    {"every {count} days", "alle {count} Tage", "cada {count} días"},
    {"every {count} weeks", "alle {count} Wochen", "cada {count} semanas"},
    {"every {count} months", "alle {count} Monate", "cada {count} meses"},
    {"every {count} years", "alle {count} Jahre", "cada {count} años"},
  }};
  return (one ? single : several).at(static_cast<std::size_t>(interval));
}

} // namespace mail_words

} // namespace portal
