#include "documents/words.hpp"

#include <algorithm>

namespace portal {

// clang-format off
const std::array<Language, 13> languages{{
  {"en", false, {
    "Invoice", "Invoice number", "Date of issue", "Date due", "Date paid", "Period", "From", "Bill to",
    "Description", "Qty", "Unit price", "Tax", "Amount", "Subtotal", "Discount", "{0} on {1}", "{0}, included",
    "Total", "Applied credit", "Applied balance", "Amount paid", "Amount due",
    "{0} due {1}", "{0} due", "{0} paid on {1}", "Tax ID", "Page {0} of {1}", "Open", "Paid", "Void", "Uncollectible"}},
  {"de", false, {
    "Rechnung", "Rechnungsnummer", "Rechnungsdatum", "Fällig am", "Bezahlt am", "Zeitraum", "Von", "Rechnung an",
    "Beschreibung", "Menge", "Einzelpreis", "Steuer", "Betrag", "Zwischensumme", "Rabatt", "{0} auf {1}", "{0}, enthalten",
    "Gesamtbetrag", "Verrechnetes Guthaben", "Verrechneter Saldo", "Bezahlt", "Fälliger Betrag",
    "{0} fällig am {1}", "{0} fällig", "{0} bezahlt am {1}", "Steuernummer", "Seite {0} von {1}", "Offen", "Bezahlt", "Storniert", "Uneinbringlich"}},
  {"fr", false, {
    "Facture", "Numéro de facture", "Date d’émission", "Date d’échéance", "Date de paiement", "Période", "De", "Facturé à",
    "Description", "Qté", "Prix unitaire", "Taxe", "Montant", "Sous-total", "Remise", "{0} sur {1}", "{0}, incluse",
    "Total", "Crédit utilisé", "Solde utilisé", "Montant payé", "Montant dû",
    "{0} à payer le {1}", "{0} à payer", "{0} payés le {1}", "N° fiscal", "Page {0} sur {1}", "En attente", "Payée", "Annulée", "Irrécouvrable"}},
  {"es", false, {
    "Factura", "Número de factura", "Fecha de emisión", "Fecha de vencimiento", "Fecha de pago", "Periodo", "De", "Facturar a",
    "Descripción", "Cant.", "Precio unitario", "Impuesto", "Importe", "Subtotal", "Descuento", "{0} sobre {1}", "{0}, incluido",
    "Total", "Crédito aplicado", "Saldo aplicado", "Importe pagado", "Importe adeudado",
    "{0} con vencimiento el {1}", "{0} por pagar", "{0} pagados el {1}", "NIF", "Página {0} de {1}", "Pendiente", "Pagada", "Anulada", "Incobrable"}},
  {"it", false, {
    "Fattura", "Numero fattura", "Data di emissione", "Scadenza", "Data di pagamento", "Periodo", "Da", "Intestata a",
    "Descrizione", "Q.tà", "Prezzo unitario", "Imposta", "Importo", "Subtotale", "Sconto", "{0} su {1}", "{0}, inclusa",
    "Totale", "Credito utilizzato", "Saldo utilizzato", "Importo pagato", "Importo dovuto",
    "{0} da pagare entro il {1}", "{0} da pagare", "{0} pagati il {1}", "Codice fiscale", "Pagina {0} di {1}", "Da pagare", "Pagata", "Annullata", "Inesigibile"}},
  {"nl", false, {
    "Factuur", "Factuurnummer", "Factuurdatum", "Vervaldatum", "Betaald op", "Periode", "Van", "Factuur aan",
    "Omschrijving", "Aantal", "Stukprijs", "Belasting", "Bedrag", "Subtotaal", "Korting", "{0} over {1}", "{0}, inbegrepen",
    "Totaal", "Verrekend tegoed", "Verrekend saldo", "Betaald", "Te betalen",
    "{0} te betalen vóór {1}", "{0} te betalen", "{0} betaald op {1}", "Belastingnummer", "Pagina {0} van {1}", "Open", "Betaald", "Vervallen", "Oninbaar"}},
  {"pt", false, {
    "Fatura", "Número da fatura", "Data de emissão", "Data de vencimento", "Data de pagamento", "Período", "De", "Faturar a",
    "Descrição", "Qtd.", "Preço unitário", "Imposto", "Valor", "Subtotal", "Desconto", "{0} sobre {1}", "{0}, incluído",
    "Total", "Crédito aplicado", "Saldo aplicado", "Valor pago", "Valor a pagar",
    "{0} com vencimento em {1}", "{0} a pagar", "{0} pagos em {1}", "NIF", "Página {0} de {1}", "Em aberto", "Paga", "Anulada", "Incobrável"}},
  {"el", false, {
    "Τιμολόγιο", "Αριθμός τιμολογίου", "Ημερομηνία έκδοσης", "Ημερομηνία λήξης", "Ημερομηνία πληρωμής", "Περίοδος", "Από", "Προς",
    "Περιγραφή", "Ποσότητα", "Τιμή μονάδας", "Φόρος", "Ποσό", "Μερικό σύνολο", "Έκπτωση", "{0} επί {1}", "{0}, περιλαμβάνεται",
    "Σύνολο", "Πίστωση που χρησιμοποιήθηκε", "Υπόλοιπο που χρησιμοποιήθηκε", "Πληρωμένο ποσό", "Πληρωτέο ποσό",
    "{0} πληρωτέα έως {1}", "{0} πληρωτέα", "{0} πληρώθηκαν στις {1}", "ΑΦΜ", "Σελίδα {0} από {1}", "Ανοιχτό", "Πληρωμένο", "Άκυρο", "Ανεπίδεκτο είσπραξης"}},
  {"ru", false, {
    "Счёт", "Номер счёта", "Дата выставления", "Срок оплаты", "Дата оплаты", "Период", "От", "Плательщик",
    "Описание", "Кол-во", "Цена за единицу", "Налог", "Сумма", "Промежуточный итог", "Скидка", "{0} с {1}", "{0}, включён",
    "Итого", "Зачтённый кредит", "Зачтённый остаток", "Оплачено", "К оплате",
    "{0} к оплате до {1}", "{0} к оплате", "{0} оплачено {1}", "ИНН", "Страница {0} из {1}", "Не оплачен", "Оплачен", "Аннулирован", "Безнадёжен"}},
  {"ar", true, {
    "فاتورة", "رقم الفاتورة", "تاريخ الإصدار", "تاريخ الاستحقاق", "تاريخ الدفع", "الفترة", "من", "فاتورة إلى",
    "الوصف", "الكمية", "سعر الوحدة", "الضريبة", "المبلغ", "المجموع الفرعي", "الخصم", "{0} على {1}", "{0}، مشمولة",
    "الإجمالي", "الرصيد الدائن المستخدم", "رصيد الحساب المستخدم", "المبلغ المدفوع", "المبلغ المستحق",
    "{0} مستحق في {1}", "{0} مستحق", "{0} دُفع في {1}", "الرقم الضريبي", "صفحة {0} من {1}", "مفتوحة", "مدفوعة", "ملغاة", "غير قابلة للتحصيل"}},
  {"he", true, {
    "חשבונית", "מספר חשבונית", "תאריך הפקה", "לתשלום עד", "תאריך תשלום", "תקופה", "מאת", "לכבוד",
    "תיאור", "כמות", "מחיר ליחידה", "מס", "סכום", "סכום ביניים", "הנחה", "{0} על {1}", "{0}, כלול",
    "סה״כ", "זיכוי שנוצל", "יתרה שנוצלה", "סכום ששולם", "סכום לתשלום",
    "{0} לתשלום עד {1}", "{0} לתשלום", "{0} שולם בתאריך {1}", "מספר עוסק", "עמוד {0} מתוך {1}", "פתוחה", "שולמה", "בוטלה", "חוב אבוד"}},
  {"ja", false, {
    "請求書", "請求書番号", "発行日", "支払期日", "支払日", "対象期間", "発行元", "請求先",
    "内容", "数量", "単価", "税", "金額", "小計", "割引", "{0}（対象 {1}）", "{0}（内税）",
    "合計", "クレジット充当額", "残高充当額", "支払済み金額", "請求金額",
    "{0}　支払期日 {1}", "{0}　未払い", "{0}　{1} 支払済み", "登録番号", "{0} / {1} ページ", "未払い", "支払済み", "無効", "回収不能"}},
  {"zh", false, {
    "账单", "账单编号", "开具日期", "到期日期", "付款日期", "计费周期", "开具方", "付款方",
    "说明", "数量", "单价", "税", "金额", "小计", "折扣", "{0}（税基 {1}）", "{0}（含税）",
    "合计", "已用抵扣额度", "已用余额", "已付金额", "应付金额",
    "{0}，{1} 到期", "{0} 应付", "{0}，已于 {1} 支付", "税号", "第 {0} 页，共 {1} 页", "未付", "已付", "作废", "无法收回"}},
}};

// clang-format on

namespace {

/// Chinese in traditional characters: the words above are in simplified ones.
bool is_traditional(std::string_view locale) {
  for (const std::string_view part : {"-Hant", "-TW", "-HK", "-MO"}) {
    if (locale.find(part) != std::string_view::npos) return true;
  }
  return false;
}

} // namespace

const Language& language_of(std::string_view locale) {
  if (is_traditional(locale)) return languages.front();
  const auto tag = locale.substr(0, locale.find_first_of("-_"));
  const auto found = std::find_if(languages.begin(), languages.end(), [tag](const Language& one) {
    return one.tag == tag;
  });
  return found == languages.end() ? languages.front() : *found;
}

std::string filled(std::string_view pattern, std::string_view first, std::string_view second) {
  std::string out;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const auto hole = pattern.substr(at, 3);
    if (hole == "{0}" || hole == "{1}") {
      out += hole == "{0}" ? first : second;
      at += 2;
    } else {
      out += pattern[at];
    }
  }
  return out;
}

} // namespace portal
