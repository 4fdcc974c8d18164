#include "http/refusal_words.hpp"

#include "events/json.hpp"

namespace portal {

namespace {

struct Row {
  std::string_view codes;                ///< those that come to the same for a customer
  std::array<std::string_view, 3> words; ///< English, German, Arabic
};

// clang-format off
constexpr auto rows = std::to_array<Row>({
  // -- who, and what is open to them
  {"credentials_missing credentials_invalid credentials_malformed session_ended session_not_open",
   {"Your session is over. Open the portal again from where you came.",
    "Ihre Sitzung ist beendet. Öffnen Sie das Portal noch einmal von dort, woher Sie kamen.",
    "انتهت جلستك. افتح البوابة مرة أخرى من حيث أتيت."}},
  {"session_expired session_revoked session_already_opened",
   {"This link can no longer be opened. Ask for a new one where you got it.",
    "Dieser Link lässt sich nicht mehr öffnen. Lassen Sie sich dort, wo Sie ihn bekamen, einen neuen geben.",
    "لم يعد فتح هذا الرابط ممكنًا. اطلب رابطًا جديدًا من حيث حصلت عليه."}},
  {"customers_not_allowed not_allowed_for_customers outcome_not_yours_to_say",
   {"This cannot be done here. Ask the support to do it for you.",
    "Das geht hier nicht. Bitten Sie den Kundendienst darum.",
    "لا يمكن القيام بذلك هنا. اطلب من الدعم القيام به نيابة عنك."}},
  {"not_allowed_by_configuration",
   {"This is switched off for customers here. Ask the support.",
    "Das ist hier für Kunden abgeschaltet. Fragen Sie den Kundendienst.",
    "هذا معطّل للعملاء هنا. تواصل مع الدعم."}},
  {"not_allowed_in_flow",
   {"You were sent here for something else, and only that can be done now. Open the portal anew for the rest.",
    "Sie sind für etwas anderes hier, und nur das geht jetzt. Öffnen Sie das Portal neu, um mehr zu tun.",
    "فُتحت هذه الصفحة لغرض آخر ولا يمكن هنا سوى إتمامه. افتح البوابة من جديد لما سواه."}},
  {"cross_site_request",
   {"Another site sent this. Nothing was done.",
    "Das kam von einer anderen Website. Es wurde nichts getan.",
    "وصل هذا الطلب من موقع آخر. لم يُنفَّذ شيء."}},
  {"form_expired",
   {"This page is out of date. Go back to the portal and try again.",
    "Diese Seite ist veraltet. Gehen Sie zurück zur Abrechnung und versuchen Sie es noch einmal.",
    "هذه الصفحة قديمة. عد إلى البوابة وحاول مرة أخرى."}},
  {"customer_deleted customer_not_found",
   {"This account is closed.",
    "Dieses Konto ist geschlossen.",
    "هذا الحساب مغلق."}},
  {"link_invalid",
   {"This link is not whole, or was changed on its way. Take it anew from your portal or your mail.",
    "Dieser Link ist nicht vollständig oder wurde unterwegs verändert. Nehmen Sie ihn noch einmal aus dem Portal "
    "oder der E-Mail.",
    "هذا الرابط غير كامل أو تغيّر في الطريق. خذه من جديد من البوابة أو من رسالة البريد."}},
  {"link_expired",
   {"This link has expired. Open the invoice from your portal.",
    "Dieser Link ist abgelaufen. Öffnen Sie die Rechnung aus dem Portal.",
    "انتهت صلاحية هذا الرابط. افتح الفاتورة من البوابة."}},

  // -- too much, and what is wrong with the server
  {"rate_limited too_many_in_flight too_many_failed_logins too_many_connections pdf_busy busy idempotency_key_in_use",
   {"Too much is being asked for at once. Wait a moment and try again.",
    "Es wird gerade zu viel auf einmal verlangt. Warten Sie einen Moment und versuchen Sie es noch einmal.",
    "الطلبات كثيرة في هذه اللحظة. انتظر قليلًا ثم حاول مرة أخرى."}},
  {"unavailable storage_full request_timeout",
   {"The server cannot do this right now. Nothing was changed; try again in a few minutes.",
    "Der Server kann das gerade nicht. Es wurde nichts geändert; versuchen Sie es in ein paar Minuten noch einmal.",
    "لا يستطيع الخادم القيام بذلك الآن. لم يتغير شيء؛ حاول مرة أخرى بعد دقائق."}},
  {"outcome_unknown",
   {"It is not certain that this was done. Try again: it is done once, however often you try.",
    "Es ist nicht sicher, ob das getan wurde. Versuchen Sie es noch einmal: Es geschieht nur einmal, wie oft Sie es "
    "auch versuchen.",
    "ليس مؤكدًا أن هذا قد تم. حاول مرة أخرى: لن يُنفَّذ إلا مرة واحدة مهما كررت."}},
  {"data_damaged internal_error",
   {"The server made a mistake. Tell the support the number of the request.",
    "Dem Server ist ein Fehler unterlaufen. Nennen Sie dem Kundendienst die Nummer der Anfrage.",
    "وقع خطأ في الخادم. أخبر الدعم برقم الطلب."}},
  {"version_mismatch idempotency_key_reused",
   {"Meanwhile this was changed elsewhere. Look at how it stands now and try again.",
    "Inzwischen wurde das an anderer Stelle geändert. Sehen Sie nach, wie es jetzt ist, und versuchen Sie es noch "
    "einmal.",
    "تغيّر هذا في مكان آخر خلال ذلك. انظر إلى حاله الآن ثم حاول مرة أخرى."}},
  {"route_unknown method_not_allowed malformed_json malformed_request content_type_unsupported invalid_query "
   "position_unknown parameter_unknown parameter_invalid_type parameters_conflict parameters_exclusive "
   "target_too_long header_too_large expectation_failed unknown_type too_many_buckets usage_out_of_range",
   {"This page and the server do not understand each other. Load the page anew and try again.",
    "Diese Seite und der Server verstehen einander nicht. Laden Sie die Seite neu und versuchen Sie es noch einmal.",
    "هذه الصفحة والخادم غير متوافقين. أعد تحميل الصفحة وحاول مرة أخرى."}},

  // -- what was written into a form
  {"parameter_missing parameter_empty",
   {"Something is missing. Fill in what is still empty.",
    "Es fehlt etwas. Füllen Sie aus, was noch leer ist.",
    "هناك شيء ناقص. املأ ما بقي فارغًا."}},
  {"parameter_too_long body_too_large",
   {"This is too long. Write less.",
    "Das ist zu lang. Schreiben Sie weniger.",
    "هذا طويل جدًا. اكتب أقل."}},
  {"parameter_invalid",
   {"This is not written in a way that can be kept. Check it.",
    "So kann das nicht gespeichert werden. Prüfen Sie die Schreibweise.",
    "لا يمكن حفظ هذا كما كُتب. تحقق من كتابته."}},
  {"parameter_out_of_range number_too_large",
   {"This number is too large or too small.",
    "Diese Zahl ist zu groß oder zu klein.",
    "هذا العدد كبير جدًا أو صغير جدًا."}},
  {"email_invalid",
   {"This is no e-mail address. It has to look like ada@example.com.",
    "Das ist keine E-Mail-Adresse. Sie muss aussehen wie ada@example.com.",
    "هذا ليس عنوان بريد إلكتروني. يجب أن يكون مثل ada@example.com."}},
  {"phone_invalid",
   {"This is no phone number. Write it with the country's code, such as +49 30 123456.",
    "Das ist keine Telefonnummer. Schreiben Sie sie mit Ländervorwahl, etwa +49 30 123456.",
    "هذا ليس رقم هاتف. اكتبه مع رمز البلد، مثل ‎+49 30 123456."}},
  {"country_invalid",
   {"There is no such country. Write its two letters, such as DE or US.",
    "Dieses Land gibt es nicht. Schreiben Sie seine zwei Buchstaben, etwa DE oder US.",
    "لا يوجد بلد كهذا. اكتب حرفيه، مثل DE أو US."}},
  {"locale_invalid time_zone_invalid",
   {"This language or time zone is not known.",
    "Diese Sprache oder Zeitzone ist nicht bekannt.",
    "هذه اللغة أو المنطقة الزمنية غير معروفة."}},
  {"tax_id_invalid tax_id_type_unknown",
   {"This tax id does not have the shape that its kind has. Check the kind and the characters.",
    "Diese Steuernummer hat nicht die Form, die zu ihrer Art gehört. Prüfen Sie Art und Zeichen.",
    "هذا الرقم الضريبي ليس على الصورة التي يتطلبها نوعه. تحقق من النوع والأحرف."}},
  {"tax_id_duplicate",
   {"This tax id is there twice. Remove one.",
    "Diese Steuernummer steht zweimal da. Entfernen Sie eine.",
    "هذا الرقم الضريبي مكرر. أزل أحدهما."}},

  // -- the plan
  {"subscription_not_found subscription_item_not_found",
   {"This plan is not there. Load the page anew to see what you have.",
    "Diesen Tarif gibt es nicht. Laden Sie die Seite neu, um zu sehen, was Sie haben.",
    "هذه الخطة غير موجودة. أعد تحميل الصفحة لترى ما لديك."}},
  {"subscription_already_canceled subscription_expired subscription_already_reactivated",
   {"This plan has ended already.",
    "Dieser Tarif ist schon beendet.",
    "انتهت هذه الخطة من قبل."}},
  {"cancellation_already_scheduled cancellation_already_confirmed",
   {"This plan is cancelled already and ends with the paid period. Keep it first if you want to change something.",
    "Dieser Tarif ist schon gekündigt und endet mit dem bezahlten Zeitraum. Behalten Sie ihn zuerst, wenn Sie etwas "
    "ändern möchten.",
    "أُلغيت هذه الخطة من قبل وتنتهي بانتهاء المدة المدفوعة. احتفظ بها أولًا إذا أردت تغيير شيء."}},
  {"subscription_not_canceled",
   {"This plan goes on: there is nothing to take back.",
    "Dieser Tarif läuft weiter: Es gibt nichts zurückzunehmen.",
    "هذه الخطة مستمرة: لا شيء للتراجع عنه."}},
  {"subscription_incomplete subscription_not_paid",
   {"This plan still waits for a payment. Pay the open invoice first.",
    "Dieser Tarif wartet noch auf eine Zahlung. Bezahlen Sie zuerst die offene Rechnung.",
    "لا تزال هذه الخطة تنتظر دفعة. ادفع الفاتورة المفتوحة أولًا."}},
  {"subscription_in_trial",
   {"This is not possible during the trial.",
    "Das geht während der Testphase nicht.",
    "لا يمكن ذلك خلال الفترة التجريبية."}},
  {"subscription_paused subscription_already_paused pause_already_scheduled",
   {"This plan is paused, or will be. Resume it first.",
    "Dieser Tarif ist pausiert oder wird es. Setzen Sie ihn zuerst fort.",
    "هذه الخطة متوقفة مؤقتًا أو ستتوقف. استأنفها أولًا."}},
  {"subscription_not_paused",
   {"This plan is not paused.",
    "Dieser Tarif ist nicht pausiert.",
    "هذه الخطة ليست متوقفة."}},
  {"change_pending",
   {"A change of this plan is set already. It has to take effect first.",
    "Für diesen Tarif ist schon ein Wechsel vorgemerkt. Er muss zuerst in Kraft treten.",
    "هناك تغيير محدد لهذه الخطة من قبل. يجب أن يسري أولًا."}},
  {"no_pending_change change_missing",
   {"Nothing changes: this is what you have.",
    "Es ändert sich nichts: Das haben Sie schon.",
    "لا شيء يتغير: هذا ما لديك."}},
  {"price_not_found product_not_found price_archived product_archived price_not_in_configuration price_not_recurring "
   "price_repeated currency_mismatch items_empty too_many_items item_ambiguous",
   {"This plan cannot be chosen. Choose another.",
    "Dieser Tarif lässt sich nicht wählen. Wählen Sie einen anderen.",
    "لا يمكن اختيار هذه الخطة. اختر خطة أخرى."}},
  {"interval_mismatch",
   {"This plan is charged in another rhythm than what you have beside it. Choose one with the same.",
    "Dieser Tarif wird in einem anderen Rhythmus abgerechnet als das, was Sie daneben haben. Wählen Sie einen mit demselben.",
    "تُفوتر هذه الخطة بوتيرة مختلفة عما لديك معها. اختر خطة بالوتيرة نفسها."}},
  {"quantity_not_adjustable quantity_not_allowed quantity_out_of_bounds amount_too_large",
   {"This quantity cannot be chosen here. Choose another, or ask the support.",
    "Diese Menge lässt sich hier nicht wählen. Wählen Sie eine andere, oder fragen Sie den Kundendienst.",
    "لا يمكن اختيار هذه الكمية هنا. اختر كمية أخرى أو تواصل مع الدعم."}},
  {"pause_too_long resumes_too_early",
   {"It cannot be paused for that long, or that briefly. Choose another length.",
    "So lange oder so kurz lässt er sich nicht pausieren. Wählen Sie eine andere Dauer.",
    "لا يمكن إيقافها لهذه المدة. اختر مدة أخرى."}},
  {"quote_not_found quote_expired quote_mismatch quote_spent quote_stale",
   {"The price that you saw no longer stands. Look at what it costs now and confirm again.",
    "Der Preis, den Sie gesehen haben, gilt nicht mehr. Sehen Sie nach, was es jetzt kostet, und bestätigen Sie noch "
    "einmal.",
    "لم يعد السعر الذي رأيته ساريًا. انظر إلى التكلفة الآن وأكّد مرة أخرى."}},

  // -- leaving
  {"cancellation_not_found cancellation_closed",
   {"This cancellation is over. Start again if you still want to cancel.",
    "Diese Kündigung ist abgeschlossen. Beginnen Sie neu, wenn Sie noch kündigen möchten.",
    "انتهى طلب الإلغاء هذا. ابدأ من جديد إذا كنت لا تزال تريد الإلغاء."}},
  {"cancellation_reason_not_offered survey_required",
   {"Choose one of the reasons first.",
    "Wählen Sie zuerst einen der Gründe.",
    "اختر أحد الأسباب أولًا."}},
  {"offer_not_found offer_already_answered offer_already_used offer_expired offer_not_shown offer_not_eligible offer_not_available",
   {"This offer no longer stands. You can go on without it.",
    "Dieses Angebot gilt nicht mehr. Sie können ohne es weitermachen.",
    "لم يعد هذا العرض ساريًا. يمكنك المتابعة دونه."}},

  // -- invoices and payments
  {"invoice_not_found invoice_is_draft",
   {"This invoice is not there, or not ready yet.",
    "Diese Rechnung gibt es nicht, oder sie ist noch nicht fertig.",
    "هذه الفاتورة غير موجودة أو لم تُعدّ بعد."}},
  {"invoice_already_paid",
   {"This invoice is paid already.",
    "Diese Rechnung ist schon bezahlt.",
    "دُفعت هذه الفاتورة من قبل."}},
  {"invoice_not_open",
   {"This invoice is not open for payment.",
    "Diese Rechnung ist nicht zu bezahlen.",
    "هذه الفاتورة غير مفتوحة للدفع."}},
  {"payment_in_progress payment_method_processing",
   {"The bank is being asked already. Wait for its answer.",
    "Die Bank wird gerade gefragt. Warten Sie auf ihre Antwort.",
    "يجري سؤال البنك الآن. انتظر جوابه."}},
  {"payment_not_found payment_not_waiting payment_method_not_waiting",
   {"The bank's question has been answered already. Load the page anew to see what came of it.",
    "Die Frage der Bank ist schon beantwortet. Laden Sie die Seite neu, um das Ergebnis zu sehen.",
    "أُجيب عن سؤال البنك من قبل. أعد تحميل الصفحة لترى النتيجة."}},
  {"no_payment_method",
   {"There is no card to pay with. Add one first.",
    "Es ist keine Karte zum Bezahlen da. Fügen Sie zuerst eine hinzu.",
    "لا توجد بطاقة للدفع. أضف بطاقة أولًا."}},
  {"no_upcoming_invoice",
   {"No invoice is to come.",
    "Es steht keine Rechnung an.",
    "لا توجد فاتورة قادمة."}},
  {"payment_failed generic_decline card_declined do_not_honor payment_method_unknown",
   {"The payment was declined, and nothing was charged. Try another card, or ask your bank.",
    "Die Zahlung wurde abgelehnt, es wurde nichts abgebucht. Versuchen Sie eine andere Karte, oder fragen Sie Ihre "
    "Bank.",
    "رُفضت الدفعة ولم يُخصم شيء. جرّب بطاقة أخرى أو اسأل بنكك."}},
  {"lost_card stolen_card",
   {"The bank does not let this card pay. Nothing was charged; use another card.",
    "Die Bank lässt mit dieser Karte nicht bezahlen. Es wurde nichts abgebucht; nehmen Sie eine andere Karte.",
    "لا يسمح البنك بالدفع بهذه البطاقة. لم يُخصم شيء؛ استخدم بطاقة أخرى."}},
  {"insufficient_funds",
   {"There is not enough money on the card. Nothing was charged.",
    "Auf der Karte ist nicht genug Geld. Es wurde nichts abgebucht.",
    "لا يوجد رصيد كافٍ في البطاقة. لم يُخصم شيء."}},
  {"card_velocity_exceeded",
   {"The card has been charged too often, or for too much. Nothing was charged now; use another card.",
    "Mit der Karte wurde zu oft oder zu viel bezahlt. Jetzt wurde nichts abgebucht; nehmen Sie eine andere Karte.",
    "استُخدمت البطاقة مرات كثيرة أو بمبلغ كبير. لم يُخصم شيء الآن؛ استخدم بطاقة أخرى."}},
  {"expired_card",
   {"The card has expired. Use another one.",
    "Die Karte ist abgelaufen. Nehmen Sie eine andere.",
    "انتهت صلاحية البطاقة. استخدم بطاقة أخرى."}},
  {"incorrect_cvc invalid_cvc",
   {"The card's security code is not right. Check it.",
    "Die Prüfnummer der Karte stimmt nicht. Prüfen Sie sie.",
    "رمز أمان البطاقة غير صحيح. تحقق منه."}},
  {"processing_error",
   {"The card could not be processed. Nothing was charged; try again.",
    "Die Karte konnte nicht verarbeitet werden. Es wurde nichts abgebucht; versuchen Sie es noch einmal.",
    "تعذرت معالجة البطاقة. لم يُخصم شيء؛ حاول مرة أخرى."}},
  {"authentication_failed",
   {"The bank did not get its answer, and nothing was charged. Try again, or use another card.",
    "Die Bank hat keine Bestätigung bekommen, es wurde nichts abgebucht. Versuchen Sie es noch einmal, oder nehmen Sie "
    "eine andere Karte.",
    "لم يحصل البنك على التأكيد ولم يُخصم شيء. حاول مرة أخرى أو استخدم بطاقة أخرى."}},
  {"payment_requires_action authentication_required",
   {"The bank wants to know that it is you. Answer its question to pay.",
    "Die Bank möchte wissen, ob Sie es sind. Beantworten Sie ihre Frage, um zu bezahlen.",
    "يريد البنك التأكد من هويتك. أجب عن سؤاله لإتمام الدفع."}},

  // -- cards
  {"payment_method_not_found payment_method_detached",
   {"This card is not there any more. Load the page anew to see which ones are.",
    "Diese Karte gibt es nicht mehr. Laden Sie die Seite neu, um zu sehen, welche da sind.",
    "لم تعد هذه البطاقة موجودة. أعد تحميل الصفحة لترى البطاقات المتاحة."}},
  {"payment_method_in_use",
   {"Your plan is paid with this card. Add another one first, or cancel the plan.",
    "Mit dieser Karte wird Ihr Tarif bezahlt. Fügen Sie zuerst eine andere hinzu, oder kündigen Sie den Tarif.",
    "تُدفع خطتك بهذه البطاقة. أضف بطاقة أخرى أولًا أو ألغِ الخطة."}},
  {"payment_method_not_ready",
   {"This card cannot be charged yet: the bank still waits for an answer. Use another one.",
    "Mit dieser Karte lässt sich noch nicht bezahlen: Die Bank wartet auf eine Antwort. Nehmen Sie eine andere.",
    "لا يمكن الخصم من هذه البطاقة بعد: لا يزال البنك ينتظر جوابًا. استخدم بطاقة أخرى."}},
  {"payment_methods_full",
   {"There are as many cards as there can be. Remove one first.",
    "Mehr Karten gehen nicht. Entfernen Sie zuerst eine.",
    "بلغت البطاقات الحد الأقصى. أزل بطاقة أولًا."}},
  {"incorrect_number",
   {"This is not a card number. Check the digits.",
    "Das ist keine Kartennummer. Prüfen Sie die Ziffern.",
    "هذا ليس رقم بطاقة. تحقق من الأرقام."}},
  {"card_not_accepted card_not_for_testing token_unknown",
   {"This card is not accepted here. Use another one.",
    "Diese Karte wird hier nicht angenommen. Nehmen Sie eine andere.",
    "لا تُقبل هذه البطاقة هنا. استخدم بطاقة أخرى."}},
});

// clang-format on

/// Calls `visit` with each of the words between spaces until it says that this is enough.
template <class Visit> void each_word(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const auto word = text.substr(0, text.find(' '));
    if (visit(word)) return;
    text.remove_prefix(std::min(text.size(), word.size() + 1));
  }
}

} // namespace

std::optional<std::string_view> refusal_words(PageLanguage language, std::string_view code) {
  std::optional<std::string_view> found;
  for (const Row& row : rows) {
    each_word(row.codes, [&](std::string_view one) {
      if (one == code) found = row.words[static_cast<std::size_t>(language)];
      return found.has_value();
    });
    if (found) break;
  }
  return found;
}

std::string_view refusal_text(PageLanguage language, const Refusal& refusal) {
  return refusal_words(language, refusal.code).value_or(refusal.message);
}

std::string refusal_words_json(PageLanguage language) {
  std::string out;
  {
    Members members{out};
    for (const Row& row : rows) {
      each_word(row.codes, [&](std::string_view code) {
        members.text(code, row.words[static_cast<std::size_t>(language)]);
        return false;
      });
    }
  }
  return out;
}

} // namespace portal
