#include "http/portal_survey.hpp"

namespace portal {

namespace {

PageWord word_of(CancellationReason reason) {
  switch (reason) {
  case CancellationReason::too_expensive: return PageWord::too_expensive;
  case CancellationReason::missing_features: return PageWord::missing_features;
  case CancellationReason::switched_service: return PageWord::switched_service;
  case CancellationReason::unused: return PageWord::unused;
  case CancellationReason::customer_service: return PageWord::customer_service;
  case CancellationReason::too_complex: return PageWord::too_complex;
  case CancellationReason::low_quality: return PageWord::low_quality;
  case CancellationReason::other: return PageWord::other;
  }
  return PageWord::other;
}

std::vector<CancellationReason> all_reasons() {
  std::vector<CancellationReason> all;
  for (const auto name : names_of(CancellationReason{})) {
    if (const auto reason = parse_enum<CancellationReason>(name)) all.push_back(*reason);
  }
  return all;
}

/// The words of a text field: browsers send its lines with CRLF, and spaces say nothing.
std::string words_in(std::string_view field) {
  std::string words;
  for (const char c : field) {
    if (c != '\r') words += c;
  }
  const auto first = words.find_first_not_of(" \t\n");
  if (first == std::string::npos) return {};
  return words.substr(first, words.find_last_not_of(" \t\n") - first + 1);
}

} // namespace

bool survey_required(const SubscriptionCancelFeature& feature) {
  return feature.retention && feature.retention->survey_required;
}

std::vector<CancellationReason> reasons_asked(const SubscriptionCancelFeature& feature) {
  const bool required = survey_required(feature);
  const auto& configured = feature.cancellation_reason;
  if (!required && !(configured && configured->enabled)) return {};
  if (configured && !configured->options.empty()) return configured->options;
  return required ? all_reasons() : std::vector<CancellationReason>{};
}

std::string survey_fields(const PageLook& look, const SubscriptionCancelFeature& feature) {
  const auto reasons = reasons_asked(feature);
  if (reasons.empty()) return {};
  const std::string must = survey_required(feature) ? " required" : "";
  std::string out =
    "<fieldset><legend>" + std::string{look(PageWord::cancel_reason)} + "</legend>\n";
  for (const CancellationReason reason : reasons) {
    out += "<p><label><input type=\"radio\" name=\"reason\" value=\"" +
           std::string{name_of(reason)} + "\"" + must + "> " + std::string{look(word_of(reason))} +
           "</label></p>\n";
  }
  return out + "</fieldset>\n<p><label for=\"feedback\">" +
         std::string{look(PageWord::cancel_feedback)} +
         "</label></p>\n<p><textarea id=\"feedback\" name=\"feedback\" rows=\"3\" "
         "maxlength=\"2000\"></textarea></p>\n";
}

std::string recommend_fields(const PageLook& look) {
  std::string out =
    "<fieldset class=\"scale\"><legend>" + std::string{look(PageWord::would_recommend)} +
    "</legend>\n<p class=\"small\">" + std::string{look(PageWord::recommend_scale)} + "</p>\n<p>";
  for (int score = 0; score <= 10; ++score) {
    const auto text = std::to_string(score);
    out += "<label><input type=\"radio\" name=\"wouldRecommend\" value=\"";
    out += text;
    out += "\">";
    out += text;
    out += "</label>\n";
  }
  return out + "</p></fieldset>\n";
}

Result<ExitSurvey> survey_of(const Query& form) {
  ExitSurvey said;
  if (const auto reason = form.text("reason"); !reason.empty()) {
    said.reason = parse_enum<CancellationReason>(reason);
  }
  if (auto words = words_in(form.text("feedback")); !words.empty()) {
    said.feedback = Personal<std::string>{std::move(words)};
  }
  if (!form.text("wouldRecommend").empty()) {
    const auto score = form.integer("wouldRecommend", 0, 0, 10);
    if (!score) return tl::unexpected<Refusal>(score.error());
    said.would_recommend = *score;
  }
  return said;
}

} // namespace portal
