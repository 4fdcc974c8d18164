#pragma once

#include "http/backups.hpp"
#include "http/route_rows.hpp"
#include "http/status.hpp"
#include "projections/activity.hpp"
#include "projections/audit.hpp"

// Rows: the log, audit, operations, and the portal's pages.

namespace portal::rows {

// clang-format off
inline constexpr Route of_operations[] = {
  // -- the log
  {get, "/events", log, "event.list", list_events,
   "Events in the order of the log.", take::events},
  {get, "/events/stream", log, "event.stream", stream_events,
   "Events as they happen (server-sent events); resumes by Last-Event-ID.", take::event_stream},
  {get, "/events/{position}", log, "event.read", get_event,
   "One event."},

  // -- the customer's own record
  {get, "/portal/activity", app_or(Scope::customer_read), "activity.list", list_own_activity,
   "What was done on the account, by whom, when and from where, newest first.", take::activity, {}, schema_of<Activity>},

  // -- audit
  {get, "/audit/actions", auditors, "audit.actions", list_audit_actions,
   "Who did what, done or refused, newest first.", take::actions, {}, schema_of<Action>},
  {get, "/audit/checkpoint", auditors, "audit.checkpoint", get_audit_checkpoint,
   "The log's size and Merkle root, signed."},
  {get, "/audit/proof/{position}", auditors, "audit.proof", get_audit_proof,
   "Proof that an event is in the log (RFC 6962).", take::proof},
  {get, "/audit/consistency", auditors, "audit.consistency", get_audit_consistency,
   "Proof that the log only grew between two sizes.", take::consistency},

  // -- analytics
  {get, "/analytics/portal", log, "analytics.portal", get_portal_analytics,
   "How the portal is used: sessions, actions, flows finished and left.", take::portal_report},
  {get, "/analytics/cancellations", log, "analytics.cancellations", get_cancellation_analytics,
   "Cancellations by outcome, reasons, scores and comments.", take::report},
  {get, "/analytics/offers", log, "analytics.offers", get_offer_analytics,
   "Retention offers from eligible to retained, and the revenue that they kept.", take::report},
  {get, "/analytics/experiments/{id}", log, "analytics.experiment", get_experiment_analytics,
   "An experiment's variants: exposure, save rate, and whether they differ.", take::portal_report},

  // -- operations
  {get, "/healthz", everyone, "health.read", get_health,
   "Says that the process answers."},
  {get, "/readyz", everyone, "readiness.read", get_readiness,
   "Says whether commands and reads are served, and if not, why."},
  {get, "/status", log, "status.read", get_status,
   "How the server is: the views' lag, the disk, the oldest undelivered webhook, the last backup.", {}, {}, schema_of<ServerStatus>},
  {get, "/metrics", everyone, "metrics.read", get_metrics,
   "Metrics in the Prometheus text format; holds no customer's data."},
  {get, "/openapi.json", everyone, "openapi.read", get_openapi,
   "This API as an OpenAPI 3.1 document."},
  {get, "/docs", everyone, "docs.read", get_docs,
   "This API as a page."},
  {post, "/backups", admin, "backup.create", create_backup,
   "Begins to make a backup of the log and the keys, in the server's folder of backups.", {}, request_for<RequestBackup>(), schema_of<BackupStatus>, 202},
  {get, "/backups", admin, "backup.list", list_backups,
   "The backups in that folder, newest first, with one that is being made or has failed.", {}, {}, schema_of<BackupStatus>},
  {get, "/backups/{id}", admin, "backup.read", get_backup,
   "One backup, and how far it is.", {}, {}, schema_of<BackupStatus>},
  {post, "/test/clock", admin, "clock.set", set_test_clock,
   "With the test clock: moves time on, through everything that falls due.", {}, {BodyKind::json, schema_of<ClockSetting>, false}},

  // -- the portal's pages; they find the session by its cookie themselves
  {get, "/session/{token}", everyone, "portal_link.view", show_link,
   "Shows a portal link's page; does not use the link up."},
  {post, "/session/{token}", everyone, "portal_link.open", open_link,
   "Opens a portal link, once, and leads to the portal.", {}, a_form},
  {get, "/portal", everyone, "portal.view", show_portal,
   "The customer's portal."},
  {post, "/portal/logout", everyone, "portal_session.end", log_out,
   "Signs out and leads back to the return URL.", {}, a_form, nullptr, 200, true},
  {get, "/portal/cancel", everyone, "portal_cancel.view", show_cancel,
   "Cancelling step by step, for browsers without scripts.", take::cancel_page},
  {post, "/portal/actions/cancel", everyone, "subscription.cancel_in_portal", cancel_in_portal,
   "A step of that page's: start, accept, decline, confirm or leave.", {}, a_form},
  {post, "/portal/actions/pay", everyone, "invoice.pay_in_portal", pay_in_portal,
   "The portal's pay button.", {}, a_form},
  {post, "/portal/actions/reactivate", everyone, "subscription.reactivate_in_portal", reactivate_in_portal,
   "The portal's keep-my-plan button.", {}, a_form},
  {get, "/console", everyone, "console.view", show_console,
   "The console of analysts, auditors and operators; asks for a secret key."},
  {post, "/console", everyone, "console.open", open_console,
   "Signs in to the console with a secret key.", {}, a_form},
  {post, "/console/logout", everyone, "console.close", close_console,
   "Signs out of the console.", {}, a_form},
  {get, "/portal/assets/{name}", everyone, "portal.asset", get_asset,
   "The portal's stylesheet and script.", take::assets},
};
// clang-format on

} // namespace portal::rows
