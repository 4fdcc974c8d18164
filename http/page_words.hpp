#pragma once

// What the portal's HTML says by itself, for browsers without scripts and before there is a session: in the
// languages that the portal's program speaks.

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "http/call.hpp"

namespace portal {

/// A sentence or a name on a plain page; `{0}` and `{1}` are filled in.
enum class PageWord {
  title,
  back,
  sign_out,
  terms,
  privacy,
  plan,
  no_plan,
  status_incomplete,
  status_incomplete_expired,
  status_trialing,
  status_active,
  status_past_due,
  status_paused,
  status_canceled,
  status_unpaid,
  ended_on,
  ends_on,
  ends_on_usage,
  trial_until,
  paused_until,
  past_due,
  next_charge,
  every_day,
  every_week,
  every_month,
  every_year,
  by_usage,
  keep_plan,
  cancel_plan,
  invoices,
  no_invoices,
  number,
  date,
  amount,
  status,
  invoice_open,
  invoice_paid,
  invoice_void,
  invoice_uncollectible,
  payment_methods,
  no_payment_method,
  expires,
  used_for_charges,
  credits,
  available,
  cancel_title,
  cancel_at_end,
  cancel_now,
  cancel_at_end_usage,
  cancel_now_usage,
  cancel_reason,
  too_expensive,
  missing_features,
  switched_service,
  unused,
  customer_service,
  too_complex,
  low_quality,
  other,
  cancel_feedback,
  would_recommend,
  recommend_scale,
  go_on,
  confirm_cancel,
  offer_title,
  offer_until,
  accept_offer,
  accept_and_pay,
  decline_offer,
  offer_over,
  offer_plan,
  offer_pause,
  offer_credit,
  offer_discount,
  offer_otherwise,
  offer_credit_leaves,
  offer_usage,
  effective_end,
  due_now,
  nothing_now,
  then_on,
  failed,
  request,
  back_to_portal,
  back_to_app,
  continue_text,
  continue_button,
  download,
  pay,
  needs_script,
  link_unknown,
  link_unknown_text,
  link_spent,
  link_over_title,
  link_opened,
  link_revoked,
  link_expired,
  link_over,
  too_many_links,
  too_many_links_text,
  from_elsewhere,
  from_elsewhere_text,
  signed_out,
  signed_out_text,
  not_allowed,
};

enum class PageLanguage { en, de, ar };

constexpr auto names_of(PageLanguage) {
  return std::to_array<std::string_view>({"en", "de", "ar"});
}

/// The words in that language.
std::string_view say(PageLanguage language, PageWord word);

/// The same with `{0}` and `{1}` replaced.
std::string
say(PageLanguage language, PageWord word, std::string_view first, std::string_view second = {});

/// The first of the languages of a BCP 47 list such as `de-AT, en;q=0.8` that there are words for.
std::optional<PageLanguage> page_language(std::string_view wanted);

/// What the browser asks for; English where it asks for nothing that there is.
PageLanguage language_of_browser(const Call& call);

} // namespace portal
